//! Governance as the upgradeable contracts keep it and show it.

use chartkey_governance::{Account, Change, Command, Governance, GovernanceError};
use ink::{
    env::DefaultEnvironment,
    prelude::boxed::Box,
    primitives::AccountId,
    storage::{traits::StorageKey, Lazy},
};

use crate::Encoded;

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

/// Keeps a new contract's governance: [`Governance::new`], written as what never differs in it
/// and what does, so that a constructor needs no encoder.
#[must_use]
pub fn keep<K: StorageKey>(owner: AccountId, upgrade_delay: u64) -> Lazy<StoredGovernance, K> {
    let running = false;
    let (not_offered, no_upgrade) = (0_u8, 0_u8);
    let new = (running, owner, not_offered, no_upgrade, upgrade_delay);
    Lazy::<(bool, AccountId, u8, u8, u64), K>::new().set(&new);
    Lazy::new()
}

/// The governance that is kept; one that obeys nobody where there is none.
#[must_use]
#[inline(never)]
pub fn kept<K: StorageKey>(cell: &Lazy<StoredGovernance, K>) -> Box<Governance> {
    cell.get().map_or_else(|| Box::new(Governance::unowned()), |stored| stored.0)
}

/// Whether the contract is paused. It looks at one byte: to decode all that is kept takes a
/// kilobyte of code, which every reading would load.
#[must_use]
pub fn is_paused<K: StorageKey>(_: &Lazy<StoredGovernance, K>) -> bool {
    let encoded = Lazy::<Encoded<StoredGovernance>, K>::new().get();
    encoded.is_some_and(|encoded| Governance::is_paused_in(encoded.as_bytes()))
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
