//! Records, and who may act on them.
//!
//! The storage of the record registry and all that is done to it. Four codes work on it: the
//! registry's own, on the path of a reading, and the three that it hands its rarer messages on to.

#![cfg_attr(not(feature = "std"), no_std)]

mod batches;
mod correcting;
mod directory;
mod emergencies;
mod erasing;
mod listing;
mod open;
mod register;
mod suite;

use chartkey_governance::{Command, Governance, GovernanceError};
use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner},
    emergencies::{EmergencyCase, WaitingCases},
    governed::{govern, is_paused, keep, kept, StoredGovernance},
    registry::{Codes, Record, RegistryError},
    Encoded, PatientId,
};
use chartkey_policy::{Account, OrgId};
use ink::{
    env::DefaultEnvironment,
    prelude::boxed::Box,
    primitives::AccountId,
    storage::{traits::ManualKey, Lazy, Mapping},
};

use batches::HeadPage;

/// The records of every patient, and who may act.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Records {
    codes: Codes,
    consent: AccountId,
    log: AccountId,
    governance: Lazy<StoredGovernance, ManualKey<0x7272_0000>>,
    directory: Lazy<AccountId, ManualKey<0x7272_0001>>,
    organizations: Mapping<OrgId, OrganizationStatus, ManualKey<0x7272_0002>>,
    practitioners: Mapping<Account, Practitioner, ManualKey<0x7272_0003>>,
    counts: Mapping<PatientId, u32, ManualKey<0x7272_0004>>,
    records: Mapping<(PatientId, u32), Record, ManualKey<0x7272_0005>>,
    waiting: Mapping<Account, WaitingCases, ManualKey<0x7272_0006>>,
    case_counts: Mapping<OrgId, u32, ManualKey<0x7272_0007>>,
    cases: Mapping<(OrgId, u32), EmergencyCase, ManualKey<0x7272_0008>>,
    /// Page by page; the one that is being filled stands at a number of its own.
    heads: Mapping<(OrgId, u32), Encoded<HeadPage>, ManualKey<0x7272_0009>>,
    /// One bit for each leaf that was admitted, so many leaves in one value.
    admitted: Mapping<(OrgId, u64), [u8; batches::PAGE_BYTES], ManualKey<0x7272_000a>>,
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
        codes: Codes,
    ) -> Self {
        Self {
            codes,
            consent,
            log,
            governance: keep(owner, upgrade_delay),
            directory: Lazy::new(),
            organizations: Mapping::new(),
            practitioners: Mapping::new(),
            counts: Mapping::new(),
            records: Mapping::new(),
            waiting: Mapping::new(),
            case_counts: Mapping::new(),
            cases: Mapping::new(),
            heads: Mapping::new(),
            admitted: Mapping::new(),
        }
    }

    /// The codes for the rarer messages.
    #[must_use]
    pub fn codes(&self) -> &Codes {
        &self.codes
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
