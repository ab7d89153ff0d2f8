//! Upkeep of the record registry: correcting, retaining, erasing and listing records, who may act,
//! and how it is wired.
//!
//! A part of the record registry: it runs on the registry's storage by delegate call, and is never
//! instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_upkeep::{RecordUpkeep, RecordUpkeepRef};

#[ink::contract]
mod record_upkeep {
    use chartkey_interfaces::{
        directory::{Practitioner, Standing},
        registry::{
            Note, Record, Registry, RegistryError, RetentionChange, StalePage, Ticket, Waiver,
        },
    };
    use chartkey_onchain::{caller, conclude, emit, emit_and_answer, now, Encoded, Last};
    use chartkey_records::{Records, Suite};
    use chartkey_vocabulary::{Account, OrgId, PatientId, Retraction, SelfReport, Version};
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The record registry's storage.
    #[ink(storage)]
    pub struct RecordUpkeep {
        records: Records,
    }

    impl RecordUpkeep {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("a part is not instantiated")
        }

        /// See `RecordRegistry::self_report`.
        #[ink(message)]
        pub fn self_report(
            &mut self,
            patient: Box<PatientId>,
            report: Last<Box<SelfReport>>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .self_report(&suite, &caller(), now(), &patient, *report.0)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::amend`.
        #[ink(message)]
        pub fn amend(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
            version: Last<Box<Version>>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .amend(&suite, &caller(), now(), &patient, record, *version.0)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::retract`.
        #[ink(message)]
        pub fn retract(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
            reason: Last<Retraction>,
        ) -> Result<(), RegistryError> {
            let suite = *self.records.suite();
            self.records.retract(&suite, &caller(), &patient, record, reason.0).map(emit)
        }

        /// See `RecordRegistry::waive_retention`.
        #[ink(message)]
        pub fn waive_retention(
            &mut self,
            patient: Box<PatientId>,
            record: Last<u32>,
        ) -> Result<RetentionChange, RegistryError> {
            conclude(
                self.records
                    .waive_retention(&caller(), now(), &patient, record.0)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::restore_retention`.
        #[ink(message)]
        pub fn restore_retention(
            &mut self,
            patient: Box<PatientId>,
            record: Last<u32>,
        ) -> Result<(), RegistryError> {
            conclude(self.records.restore_retention(&caller(), &patient, record.0).map(emit))
        }

        /// See `RecordRegistry::erase`.
        #[ink(message)]
        pub fn erase(
            &mut self,
            patient: Box<PatientId>,
            record: Last<u32>,
        ) -> Result<(), RegistryError> {
            let suite = *self.records.suite();
            conclude(self.records.erase(&suite, &caller(), now(), &patient, record.0).map(emit))
        }

        /// See `RecordRegistry::erase_document`.
        #[ink(message)]
        pub fn erase_document(
            &mut self,
            patient: Box<PatientId>,
            record: Last<u32>,
        ) -> Result<Option<u32>, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .erase_document(&suite, &caller(), now(), &patient, record.0)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::record`.
        #[ink(message)]
        pub fn record(&self, patient: Box<PatientId>, record: Last<u32>) -> Option<Record> {
            self.records.record(&patient, record.0).ok()
        }

        /// See `RecordRegistry::ticket`.
        #[ink(message)]
        pub fn ticket(
            &self,
            patient: Box<PatientId>,
            entry: u32,
            record: Last<u32>,
        ) -> Result<Ticket, RegistryError> {
            self.records.ticket(self.records.suite(), now(), &patient, entry, record.0)
        }

        /// See `RecordRegistry::waiver`.
        #[ink(message)]
        pub fn waiver(&self, patient: Box<PatientId>, document: Last<u32>) -> Option<Waiver> {
            self.records.waiver(&patient, document.0)
        }

        /// See `RecordRegistry::records`.
        #[ink(message)]
        pub fn records(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: Last<u32>,
        ) -> Result<Vec<Record>, RegistryError> {
            self.records.records(&patient, from, limit.0)
        }

        /// See `RecordRegistry::stale`.
        #[ink(message)]
        pub fn stale(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: Last<u32>,
        ) -> Result<StalePage, RegistryError> {
            self.records.stale(self.records.suite(), &patient, from, limit.0)
        }

        /// See `RecordRegistry::set_directory`.
        #[ink(message)]
        pub fn set_directory(&mut self, directory: Last<AccountId>) -> Result<(), RegistryError> {
            self.records.set_directory(&caller(), directory.0).map(emit)
        }

        /// See `RecordRegistry::directory`.
        #[ink(message)]
        pub fn directory(&self) -> Option<AccountId> {
            self.records.directory()
        }

        /// See `RecordRegistry::suite`.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            let Suite { consent, log } = *self.records.suite();
            (consent, log)
        }
    }

    /// See the record registry's.
    impl Registry for RecordUpkeep {
        #[ink(message)]
        fn note(&mut self, note: Encoded<Note>) -> Result<(), RegistryError> {
            // The directory, the only account whose notes count, sends none that is malformed.
            let note = note.value().map_err(|_| RegistryError::NotDirectory)?;
            conclude(self.records.note(&caller(), note).map(|begun| {
                if let Some(begun) = begun {
                    emit(begun);
                }
            }))
        }

        #[ink(message)]
        fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner> {
            self.records.practitioner(&practitioner)
        }

        #[ink(message)]
        fn standing(&self, organization: OrgId) -> Option<Standing> {
            self.records.standing(organization)
        }
    }
}
