//! Who may change a contract, and how slowly: a two-step owner, a pause and upgrades that are
//! announced, waited for and can be given up for good.
//!
//! Nothing here knows a chain: callers and times are arguments, changes are return values.
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

mod handover;

pub use handover::{Handover, HandoverChange, HandoverError, HandoverStep};

use scale::{Decode, Encode};

/// An account of the chain, as its 32 bytes.
pub type Account = [u8; 32];

/// The hash of uploaded contract code.
pub type CodeHash = [u8; 32];

/// Milliseconds since 1970-01-01 00:00 UTC.
pub type Timestamp = u64;

/// The state of one contract's governance.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Governance {
    // The first byte of the encoding, where a contract can look without decoding the rest.
    paused: bool,
    owner: Handover,
    upgrades: Upgrades,
    delay: u64,
}

/// Where the contract stands with upgrades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Upgrades {
    /// None is announced.
    Idle,
    /// One is announced.
    Announced {
        /// The code it would set.
        code_hash: CodeHash,
        /// The first millisecond at which it may be applied.
        ready_at: Timestamp,
    },
    /// There will never be one.
    Renounced,
}

/// What can be asked of governance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Command {
    /// By the owner, or the account that the ownership is offered to: a step of the hand-over.
    Owner(HandoverStep),
    /// By the owner: stops what adds records or permits.
    Pause,
    /// By the owner: ends the pause.
    Resume,
    /// By the owner: announces the code hash of an upgrade.
    AnnounceUpgrade(CodeHash),
    /// By the owner: takes the announcement back.
    CancelUpgrade,
    /// By the owner, once the delay has passed: applies the announced upgrade.
    ApplyUpgrade,
    /// By the owner: gives up upgrades for good, an announced one with them.
    RenounceUpgrades,
}

/// What a command changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Change {
    /// The ownership was offered, taken back or accepted.
    Owner(HandoverChange),
    /// The contract was paused.
    Paused,
    /// The pause ended.
    Resumed,
    /// The upgrades now stand like this: announced, taken back (`Idle`) or renounced.
    Upgrades(Upgrades),
    /// The code was replaced.
    Upgraded(CodeHash),
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum GovernanceError {
    /// The caller is not the owner.
    NotOwner,
    /// The hand-over of the ownership was refused.
    Owner(HandoverError),
    /// It is paused already, or not paused.
    NothingToDo,
    /// An upgrade is announced already: cancel it first.
    AlreadyAnnounced,
    /// No upgrade is announced: announce one first.
    NotAnnounced,
    /// The delay has not passed: apply it at `ready_at` or later.
    TooEarly,
    /// Upgrades were given up for good.
    Renounced,
    /// No code of the announced hash is on the chain: upload it first.
    CodeMissing,
}

impl Governance {
    /// A contract that is not paused and can be upgraded `delay` milliseconds after an
    /// announcement.
    #[must_use]
    pub fn new(owner: Account, delay: u64) -> Self {
        Self { paused: false, owner: Handover::new(owner), upgrades: Upgrades::Idle, delay }
    }

    /// A contract that obeys nobody: no key is known for the account of all bits set, unlike
    /// for the all-zero one.
    #[must_use]
    pub fn unowned() -> Self {
        Self { upgrades: Upgrades::Renounced, ..Self::new([0xff; 32], u64::MAX) }
    }

    /// The owner, and whom the ownership is offered to.
    #[must_use]
    pub fn owner(&self) -> &Handover {
        &self.owner
    }

    /// Whether the contract is paused, from the SCALE encoding of its governance.
    #[must_use]
    pub fn is_paused_in(encoding: &[u8]) -> bool {
        encoding.first() == Some(&1)
    }

    /// Whether the contract is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Where the contract stands with upgrades.
    #[must_use]
    pub fn upgrades(&self) -> Upgrades {
        self.upgrades
    }

    /// How long an upgrade is announced before it may be applied, in milliseconds.
    #[must_use]
    pub fn delay(&self) -> u64 {
        self.delay
    }

    /// Carries out a command of `caller` at `now`. After [`Change::Upgraded`] the contract
    /// sets its code.
    ///
    /// # Errors
    /// Every [`GovernanceError`] but [`GovernanceError::CodeMissing`], which is the
    /// contract's; on an error nothing has changed.
    pub fn execute(
        &mut self,
        caller: &Account,
        command: Command,
        now: Timestamp,
    ) -> Result<Change, GovernanceError> {
        if let Command::Owner(step) = command {
            return self
                .owner
                .step(caller, step)
                .map(Change::Owner)
                .map_err(GovernanceError::Owner);
        }
        if caller != self.owner.holder() {
            return Err(GovernanceError::NotOwner);
        }
        match command {
            Command::Pause => self.set_paused(true, Change::Paused),
            Command::Resume => self.set_paused(false, Change::Resumed),
            _ => self.upgrade(command, now),
        }
    }

    fn set_paused(&mut self, paused: bool, change: Change) -> Result<Change, GovernanceError> {
        if self.paused == paused {
            return Err(GovernanceError::NothingToDo);
        }
        self.paused = paused;
        Ok(change)
    }

    fn upgrade(&mut self, command: Command, now: Timestamp) -> Result<Change, GovernanceError> {
        let (next, applied) = match (self.upgrades, command) {
            (Upgrades::Renounced, _) => return Err(GovernanceError::Renounced),
            (_, Command::RenounceUpgrades) => (Upgrades::Renounced, None),
            (Upgrades::Idle, Command::AnnounceUpgrade(code_hash)) => {
                let ready_at = now.saturating_add(self.delay);
                (Upgrades::Announced { code_hash, ready_at }, None)
            }
            (_, Command::AnnounceUpgrade(_)) => return Err(GovernanceError::AlreadyAnnounced),
            (Upgrades::Idle, _) => return Err(GovernanceError::NotAnnounced),
            (Upgrades::Announced { ready_at, code_hash }, Command::ApplyUpgrade) => {
                if now < ready_at {
                    return Err(GovernanceError::TooEarly);
                }
                (Upgrades::Idle, Some(code_hash))
            }
            (Upgrades::Announced { .. }, _) => (Upgrades::Idle, None),
        };
        self.upgrades = next;
        Ok(applied.map_or(Change::Upgrades(next), Change::Upgraded))
    }
}
