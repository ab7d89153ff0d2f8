//! Governance as the upgradeable contracts show it.

use chartkey_governance::{Change, Command, Governance, GovernanceError};

/// What every upgradeable contract answers.
#[ink::trait_definition]
pub trait Governed {
    /// Carries out a command of governance: the owner's hand-over, pause, upgrades.
    ///
    /// # Errors
    /// Every [`GovernanceError`]; then nothing has changed.
    #[ink(message)]
    fn govern(&mut self, command: Command) -> Result<(), GovernanceError>;

    /// The state of governance.
    #[ink(message)]
    fn governance(&self) -> Governance;
}

/// Governance changed.
#[ink::event]
pub struct GovernanceChanged {
    /// What changed.
    pub change: Change,
}

/// Sets the calling contract's code where the change asks for it.
///
/// # Errors
/// [`GovernanceError::CodeMissing`].
pub fn apply_code(change: Change) -> Result<(), GovernanceError> {
    match change {
        Change::Upgraded(code_hash) => ink::env::set_code_hash::<ink::env::DefaultEnvironment>(
            &code_hash.into(),
        )
        .map_err(|_| GovernanceError::CodeMissing),
        _ => Ok(()),
    }
}
