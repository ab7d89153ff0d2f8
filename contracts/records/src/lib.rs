//! Records, and who may act on them.
//!
//! The storage of the record registry and all that is done to it. Two codes work on it: the
//! registry's own, on the path of a reading, and its administration's.

#![cfg_attr(not(feature = "std"), no_std)]

mod correcting;
mod directory;
mod listing;
mod open;
mod register;
mod suite;

use chartkey_governance::{Command, Governance, GovernanceError};
use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner},
    governed::{govern, is_paused, keep, kept, StoredGovernance},
    registry::{Record, RegistryError},
    PatientId,
};
use chartkey_policy::{Account, OrgId};
use ink::{
    env::DefaultEnvironment,
    prelude::boxed::Box,
    primitives::{AccountId, Hash},
    storage::{traits::ManualKey, Lazy, Mapping},
};

/// The records of every patient, and who may act.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Records {
    administration: Hash,
    consent: AccountId,
    log: AccountId,
    governance: Lazy<StoredGovernance, ManualKey<0x7272_0000>>,
    directory: Lazy<AccountId, ManualKey<0x7272_0001>>,
    organizations: Mapping<OrgId, OrganizationStatus, ManualKey<0x7272_0002>>,
    practitioners: Mapping<Account, Practitioner, ManualKey<0x7272_0003>>,
    counts: Mapping<PatientId, u32, ManualKey<0x7272_0004>>,
    records: Mapping<(PatientId, u32), Record, ManualKey<0x7272_0005>>,
}

impl Records {
    /// No records, over a consent manager and an access log. `upgrade_delay` is in
    /// milliseconds.
    #[must_use]
    pub fn new(
        owner: AccountId,
        upgrade_delay: u64,
        consent: AccountId,
        log: AccountId,
        administration: Hash,
    ) -> Self {
        Self {
            administration,
            consent,
            log,
            governance: keep(owner, upgrade_delay),
            directory: Lazy::new(),
            organizations: Mapping::new(),
            practitioners: Mapping::new(),
            counts: Mapping::new(),
            records: Mapping::new(),
        }
    }

    /// The hash of the administration code.
    #[must_use]
    pub fn administration(&self) -> &Hash {
        &self.administration
    }

    /// One record.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`].
    pub fn record(&self, patient: &PatientId, record: u32) -> Result<Record, RegistryError> {
        self.records.get((patient, record)).ok_or(RegistryError::UnknownRecord)
    }

    fn ensure_running(&self) -> Result<(), RegistryError> {
        if is_paused(&self.governance) {
            Err(RegistryError::Paused)
        } else {
            Ok(())
        }
    }

    /// Carries out a command of the caller on the contract.
    ///
    /// # Errors
    /// Every [`GovernanceError`].
    pub fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
        govern(&mut self.governance, &caller(), command)
    }

    /// The state of governance.
    #[must_use]
    pub fn governance(&self) -> Box<Governance> {
        kept(&self.governance)
    }
}

fn caller() -> Account {
    *ink::env::caller::<DefaultEnvironment>().as_ref()
}

fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}
