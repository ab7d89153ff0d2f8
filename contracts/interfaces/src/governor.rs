//! The governor, and what every contract that it governs answers it.

use chartkey_governance::{GovernedError, GovernorError, HandoverChange, Release};
use chartkey_vocabulary::{Account, Timestamp};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    primitives::{AccountId, Hash},
};

/// What a governed contract does for its governor alone, and answers to anybody.
#[ink::trait_definition]
pub trait Governed {
    /// Stops what adds records, permits or members, or ends that.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`], [`GovernedError::NothingToDo`].
    #[ink(message)]
    fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError>;

    /// Whether it is paused.
    #[ink(message)]
    fn paused(&self) -> bool;

    /// Replaces the contract's own code. It does not write the contract's root: that is the new
    /// code's already.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`], [`GovernedError::CodeMissing`].
    #[ink(message)]
    fn set_code(&self, code: Hash) -> Result<(), GovernedError>;

    /// Obeys another governor from now on.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`].
    #[ink(message)]
    fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError>;

    /// Locks the parts that the running code pins against removal, unlocks those that it no
    /// longer pins, and answers the former. By anybody: where nothing is to be locked nothing
    /// changes. A part that is not on the chain takes the call back.
    #[ink(message)]
    fn hold(&mut self) -> Vec<Hash>;

    /// The version of the running code, from 1.
    #[ink(message)]
    fn version(&self) -> u32;

    /// The governor that the contract obeys.
    #[ink(message)]
    fn governor(&self) -> AccountId;

    /// The shortest delay between announcing a release and applying it that the contract accepts,
    /// in milliseconds.
    #[ink(message)]
    fn shortest_delay(&self) -> u64;
}

/// What a directory does for its governor alone.
#[ink::trait_definition]
pub trait Stewarded {
    /// Gives the stewardship to another account; an offer of the old steward lapses.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`].
    #[ink(message)]
    fn replace_steward(&mut self, steward: AccountId) -> Result<(), GovernedError>;
}

/// What another governor answers when a contract is moved to it.
#[ink::trait_definition]
pub trait Accepting {
    /// Takes a contract that its owner expects and that names it as its governor.
    ///
    /// # Errors
    /// [`GovernorError::NotWired`] for a contract
    /// that is not expected,
    /// [`GovernorError::OtherGovernor`],
    /// [`GovernorError::AlreadyWired`],
    /// [`GovernorError::DelayTooShort`].
    #[ink(message)]
    fn accept(&mut self, contract: AccountId) -> Result<(), GovernorError>;
}

/// The ownership of the governor was offered, taken back or accepted.
#[ink::event]
pub struct OwnerChanged {
    /// What changed.
    pub change: HandoverChange,
}

/// Governance of a contract changed.
#[ink::event]
pub struct GovernanceChanged {
    /// The contract.
    #[ink(topic)]
    pub contract: AccountId,
    /// What changed.
    pub change: Box<GovernanceChange>,
}

/// What changed about a contract's governance.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum GovernanceChange {
    /// Another governor will move it here; then its delay will be this, in milliseconds.
    Expected(u64),
    /// It obeys this governor, with this delay in milliseconds.
    Wired(u64),
    /// It was paused.
    Paused,
    /// The pause ended.
    Resumed,
    /// A release was announced.
    UpgradeAnnounced {
        /// What will run.
        release: Release,
        /// The first millisecond at which it may be applied.
        ready_at: Timestamp,
    },
    /// A move to another governor was announced.
    MoveAnnounced {
        /// The other governor.
        governor: Account,
        /// The first millisecond at which the contract may be moved.
        ready_at: Timestamp,
    },
    /// The announcement was taken back.
    Cancelled,
    /// The release runs.
    Upgraded(Release),
    /// It obeys this governor now.
    Moved(Account),
    /// Releases and moves were given up for good.
    Renounced,
    /// The directory has this steward now.
    Steward(Account),
}
