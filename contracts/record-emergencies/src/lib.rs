//! Emergencies, their review, and disputes, run on the record registry's storage and in its place.
//! An emergency that is open is used through the registry's own `open`.
//!
//! This code is uploaded and named to the registry, and never instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_emergencies::{RecordEmergencies, RecordEmergenciesRef};

#[ink::contract]
mod record_emergencies {
    use chartkey_interfaces::{
        conclude,
        emergencies::{EmergencyCase, OverduePage, WaitingCase},
        registry::{Codes, RegistryError},
        PatientId,
    };
    use chartkey_policy::{Account, Digest, OrgId};
    use chartkey_records::Records;
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The record registry's storage.
    #[ink(storage)]
    pub struct RecordEmergencies {
        records: Records,
    }

    impl RecordEmergencies {
        /// An instance of its own, which ink! wants every code to offer: it has no records, and
        /// no contract knows it.
        #[ink(constructor)]
        pub fn new(owner: AccountId) -> Self {
            Self { records: Records::new(owner, 0, owner, owner, Codes::default()) }
        }

        /// See `RecordRegistry::declare_emergency`.
        #[ink(message)]
        pub fn declare_emergency(
            &mut self,
            patient: Box<PatientId>,
            justification: Box<Digest>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.declare_emergency(&patient, *justification))
        }

        /// See `RecordRegistry::review_emergency`.
        #[ink(message)]
        pub fn review_emergency(
            &mut self,
            patient: Box<PatientId>,
            practitioner: Box<Account>,
            declared: u32,
            finding: Box<Digest>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.review_emergency(&patient, &practitioner, declared, *finding))
        }

        /// See `RecordRegistry::dispute`.
        #[ink(message)]
        pub fn dispute(
            &mut self,
            patient: Box<PatientId>,
            entry: u32,
            reason: Option<Digest>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.dispute(&patient, entry, reason))
        }

        /// See `RecordRegistry::waiting`.
        #[ink(message)]
        pub fn waiting(&self, practitioner: Box<Account>) -> Vec<WaitingCase> {
            self.records.waiting(&practitioner)
        }

        /// See `RecordRegistry::emergencies`.
        #[ink(message)]
        pub fn emergencies(
            &self,
            organization: OrgId,
            from: u32,
            limit: u32,
        ) -> Result<Vec<EmergencyCase>, RegistryError> {
            self.records.emergencies(organization, from, limit)
        }

        /// See `RecordRegistry::overdue`.
        #[ink(message)]
        pub fn overdue(
            &self,
            organization: OrgId,
            from: u32,
            limit: u32,
        ) -> Result<OverduePage, RegistryError> {
            self.records.overdue(organization, from, limit)
        }
    }
}
