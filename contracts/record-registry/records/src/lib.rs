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

use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner},
    emergencies::{EmergencyCase, WaitingCases},
    registry::{Record, RegistryError},
};
use chartkey_onchain::{caller, Encoded, GovernedState};
use chartkey_vocabulary::{Account, OrgId, PatientId};
use ink::{
    primitives::AccountId,
    storage::{traits::ManualKey, Lazy, Mapping},
};

use crate::{batches::HeadPage, directory::Wire};

/// The records of every patient, and who may act.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Records {
    governed: GovernedState,
    consent: AccountId,
    log: AccountId,
    wire: Lazy<Wire, ManualKey<0x7272_0001>>,
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
    /// No records, over a consent manager and an access log. The caller deploys it, and names
    /// the directory.
    #[must_use]
    pub fn new(governed: GovernedState, consent: AccountId, log: AccountId) -> Self {
        let mut wire = Lazy::new();
        wire.set(&Wire::Deployer(caller()));
        Self {
            governed,
            consent,
            log,
            wire,
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

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed(&self) -> &GovernedState {
        &self.governed
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed_mut(&mut self) -> &mut GovernedState {
        &mut self.governed
    }

    /// One record.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`].
    pub fn record(&self, patient: &PatientId, record: u32) -> Result<Record, RegistryError> {
        self.records.get((patient, record)).ok_or(RegistryError::UnknownRecord)
    }

    fn ensure_running(&self) -> Result<(), RegistryError> {
        if self.governed.is_paused() {
            Err(RegistryError::Paused)
        } else {
            Ok(())
        }
    }
}
