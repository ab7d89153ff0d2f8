//! What every governed contract keeps for its governor, and does for it.

use chartkey_governance::GovernedError;
use ink::{
    env::DefaultEnvironment,
    prelude::vec::Vec,
    primitives::{AccountId, Hash},
    storage::{traits::ManualKey, Lazy},
};

/// Whom a contract obeys, whether it is paused, and which parts it holds. The first two are in the
/// root, which every call loads anyway.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct GovernedState {
    governor: AccountId,
    paused: bool,
    held: Lazy<Vec<Hash>, ManualKey<0x676f_0001>>,
}

impl GovernedState {
    /// A contract that obeys this governor, is not paused and holds these parts.
    #[must_use]
    pub fn new(governor: AccountId, parts: &[[u8; 32]]) -> Self {
        let mut new = Self { governor, paused: false, held: Lazy::new() };
        new.hold(parts);
        new
    }

    /// The governor.
    #[must_use]
    pub fn governor(&self) -> AccountId {
        self.governor
    }

    /// Whether the contract is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Checks that the governor calls.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`].
    pub fn ensure_governor(&self) -> Result<(), GovernedError> {
        if ink::env::caller::<DefaultEnvironment>() == self.governor {
            Ok(())
        } else {
            Err(GovernedError::NotGovernor)
        }
    }

    /// Pauses the contract for its governor, or ends the pause.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`], [`GovernedError::NothingToDo`].
    pub fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
        self.ensure_governor()?;
        if self.is_paused() == paused {
            return Err(GovernedError::NothingToDo);
        }
        self.paused = paused;
        Ok(())
    }

    /// Replaces the contract's own code for its governor.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`], [`GovernedError::CodeMissing`].
    pub fn set_code(&self, code: &Hash) -> Result<(), GovernedError> {
        self.ensure_governor()?;
        ink::env::set_code_hash::<DefaultEnvironment>(code).map_err(|_| GovernedError::CodeMissing)
    }

    /// Obeys another governor from now on, for the present one.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`].
    pub fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
        self.ensure_governor()?;
        self.governor = governor;
        Ok(())
    }

    /// Locks these parts, which the running code pins, against removal, in the place of those that
    /// an earlier code pinned. Where that is so already, nothing is written. Returns the parts.
    pub fn hold(&mut self, parts: &[[u8; 32]]) -> Vec<Hash> {
        let pinned: Vec<Hash> = parts.iter().map(|part| Hash::from(*part)).collect();
        let held = self.held.get_or_default();
        if held != pinned {
            for old in &held {
                ink::env::unlock_delegate_dependency::<DefaultEnvironment>(old);
            }
            for new in &pinned {
                ink::env::lock_delegate_dependency::<DefaultEnvironment>(new);
            }
            self.held.set(&pinned);
        }
        pinned
    }
}
