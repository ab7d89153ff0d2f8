//! Governance as the upgradeable contracts keep it and show it.

use chartkey_governance::{Account, Change, Command, Governance, GovernanceError};
use ink::{
    env::DefaultEnvironment,
    prelude::boxed::Box,
    storage::{traits::StorageKey, Lazy},
};

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
    fn governance(&self) -> Box<Governance>;
}

/// Governance changed.
#[ink::event]
pub struct GovernanceChanged {
    /// What changed.
    pub change: Change,
}

/// Governance in storage.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct StoredGovernance(Box<Governance>);

crate::stored_as_one_cell!(StoredGovernance);

/// Keeps a new contract's governance.
#[must_use]
pub fn keep<K: StorageKey>(governance: Governance) -> Lazy<StoredGovernance, K> {
    let mut cell = Lazy::new();
    cell.set(&StoredGovernance(Box::new(governance)));
    cell
}

/// The governance that is kept; one that obeys nobody where there is none.
#[must_use]
#[inline(never)]
pub fn kept<K: StorageKey>(cell: &Lazy<StoredGovernance, K>) -> Box<Governance> {
    cell.get().map_or_else(|| Box::new(Governance::unowned()), |stored| stored.0)
}

/// Carries out a command of `caller` on the calling contract, and emits what changed.
///
/// # Errors
/// Every [`GovernanceError`].
pub fn govern<K: StorageKey>(
    cell: &mut Lazy<StoredGovernance, K>,
    caller: &Account,
    command: Command,
) -> Result<(), GovernanceError> {
    let mut governance = kept(cell);
    let now = ink::env::block_timestamp::<DefaultEnvironment>();
    let change = governance.execute(caller, command, now)?;
    if let Change::Upgraded(code_hash) = change {
        ink::env::set_code_hash::<DefaultEnvironment>(&code_hash.into())
            .map_err(|_| GovernanceError::CodeMissing)?;
    }
    cell.set(&StoredGovernance(governance));
    ink::env::emit_event::<DefaultEnvironment, _>(GovernanceChanged { change });
    Ok(())
}
