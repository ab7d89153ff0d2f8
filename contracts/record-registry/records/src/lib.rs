//! Records, and who may act on them.
//!
//! The storage of the record registry and all that is done to it: a method for each message, which
//! takes the caller, the time and what it asks of other contracts, and returns the event. Four
//! codes work on it: the registry's own, on the path of a reading, and its three parts.

#![cfg_attr(not(feature = "std"), no_std)]

mod batches;
mod calls;
mod checks;
mod correcting;
mod directory;
mod emergencies;
mod erasing;
mod heads;
mod listing;
mod open;
mod register;
mod retention;
mod ticket;

pub use calls::{Calls, Suite};

use chartkey_interfaces::{
    batches::TreeId,
    directory::{Practitioner, Standing},
    emergencies::{EmergencyCase, WaitingCases},
    registry::{Record, RegistryError, Waiver},
};
use chartkey_onchain::{Encoded, GovernedState};
use chartkey_vocabulary::{Account, OrgId, PatientId};
use ink::storage::{traits::ManualKey, Lazy, Mapping};

use crate::{directory::Wire, heads::HeadPage};

/// Where a patient's records are kept, to be read as such values.
type Stored<Value> = Mapping<(PatientId, u32), Value, ManualKey<0x7272_0005>>;

/// The records of every patient, and who may act.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Records {
    governed: GovernedState,
    suite: Suite,
    wire: Lazy<Wire, ManualKey<0x7272_0001>>,
    organizations: Mapping<OrgId, Standing, ManualKey<0x7272_0002>>,
    practitioners: Mapping<Account, Practitioner, ManualKey<0x7272_0003>>,
    counts: Mapping<PatientId, u32, ManualKey<0x7272_0004>>,
    records: Stored<Record>,
    waiting: Mapping<Account, WaitingCases, ManualKey<0x7272_0006>>,
    case_counts: Mapping<OrgId, u32, ManualKey<0x7272_0007>>,
    cases: Mapping<(OrgId, u32), EmergencyCase, ManualKey<0x7272_0008>>,
    /// Page by page; the one that is being filled stands at numbers of its own.
    heads: Mapping<(TreeId, u32), Encoded<HeadPage>, ManualKey<0x7272_0009>>,
    /// One bit for each leaf of a tree of documents that was admitted, 1,024 leaves in one value.
    admitted: Mapping<(OrgId, u32, u64), [u8; batches::PAGE_BYTES], ManualKey<0x7272_000a>>,
    /// By document, once a waiver was proposed.
    waivers: Mapping<(PatientId, u32), Waiver, ManualKey<0x7272_000b>>,
}

impl Records {
    /// No records, over a consent manager and an access log. The deployer names the directory
    /// later.
    #[must_use]
    pub fn new(governed: GovernedState, deployer: Account, suite: Suite) -> Self {
        let mut wire = Lazy::new();
        wire.set(&Wire { deployer, directory: None });
        Self {
            governed,
            suite,
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
            waivers: Mapping::new(),
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

    /// The consent manager and the access log.
    #[must_use]
    pub fn suite(&self) -> &Suite {
        &self.suite
    }

    /// One record.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`].
    pub fn record(&self, patient: &PatientId, record: u32) -> Result<Record, RegistryError> {
        self.records.get((patient, record)).ok_or(RegistryError::UnknownRecord)
    }
}
