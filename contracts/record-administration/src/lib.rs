//! The rarer messages of the record registry, run on its storage and in its place.
//!
//! This code is uploaded and named to the registry, and never instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_administration::{RecordAdministration, RecordAdministrationRef};

#[ink::contract]
mod record_administration {
    use chartkey_governance::{Command, Governance, GovernanceError};
    use chartkey_interfaces::{
        batches::{BatchHead, Place, RecordLeaf},
        conclude,
        registry::{Codes, NewDocument, Record, RegistryError, Retraction, StalePage, Version},
        PatientId,
    };
    use chartkey_policy::{Digest, OrgId};
    use chartkey_records::Records;
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The record registry's storage.
    #[ink(storage)]
    pub struct RecordAdministration {
        records: Records,
    }

    impl RecordAdministration {
        /// An instance of its own, which ink! wants every code to offer: it has no records, and
        /// no contract knows it.
        #[ink(constructor)]
        pub fn new(owner: AccountId) -> Self {
            Self { records: Records::new(owner, 0, owner, owner, Codes::default()) }
        }

        /// See `RecordRegistry::self_report`.
        #[ink(message)]
        pub fn self_report(
            &mut self,
            patient: Box<PatientId>,
            document: Box<NewDocument>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.self_report(&patient, *document))
        }

        /// See `RecordRegistry::amend`.
        #[ink(message)]
        pub fn amend(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
            version: Box<Version>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.amend(&patient, record, *version))
        }

        /// See `RecordRegistry::retract`.
        #[ink(message)]
        pub fn retract(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
            reason: Retraction,
        ) -> Result<(), RegistryError> {
            self.records.retract(&patient, record, reason)
        }

        /// See `RecordRegistry::admit`.
        #[ink(message)]
        pub fn admit(&mut self, leaf: Box<RecordLeaf>, place: Place) -> Result<u32, RegistryError> {
            conclude(self.records.admit(*leaf, &place))
        }

        /// See `RecordRegistry::heads`.
        #[ink(message)]
        pub fn heads(
            &self,
            organization: OrgId,
            from: u32,
            limit: u32,
        ) -> Result<Vec<BatchHead>, RegistryError> {
            self.records.heads(organization, from, limit)
        }

        /// See `RecordRegistry::includes`.
        #[ink(message)]
        pub fn includes(
            &self,
            organization: OrgId,
            leaf_hash: Box<Digest>,
            place: Place,
        ) -> Result<(), RegistryError> {
            self.records.includes(organization, *leaf_hash, &place)
        }

        /// See `RecordRegistry::waive_retention`.
        #[ink(message)]
        pub fn waive_retention(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
        ) -> Result<(), RegistryError> {
            conclude(self.records.waive_retention(&patient, record))
        }

        /// See `RecordRegistry::erase`.
        #[ink(message)]
        pub fn erase(&mut self, patient: Box<PatientId>, record: u32) -> Result<(), RegistryError> {
            conclude(self.records.erase(&patient, record))
        }

        /// See `RecordRegistry::record`.
        #[ink(message)]
        pub fn record(&self, patient: Box<PatientId>, record: u32) -> Option<Record> {
            self.records.record(&patient, record).ok()
        }

        /// See `RecordRegistry::records`.
        #[ink(message)]
        pub fn records(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<Vec<Record>, RegistryError> {
            self.records.page(&patient, from, limit)
        }

        /// See `RecordRegistry::stale`.
        #[ink(message)]
        pub fn stale(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<StalePage, RegistryError> {
            self.records.stale(&patient, from, limit)
        }

        /// See `RecordRegistry::set_directory`.
        #[ink(message)]
        pub fn set_directory(&mut self, directory: AccountId) -> Result<(), RegistryError> {
            self.records.set_directory(directory)
        }

        /// See `RecordRegistry::directory`.
        #[ink(message)]
        pub fn directory(&self) -> Option<AccountId> {
            self.records.directory()
        }

        /// See `RecordRegistry::suite`.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            self.records.suite()
        }

        /// See `RecordRegistry::govern`.
        #[ink(message)]
        pub fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
            self.records.govern(command)
        }

        /// See `RecordRegistry::governance`.
        #[ink(message)]
        pub fn governance(&self) -> Box<Governance> {
            self.records.governance()
        }
    }
}
