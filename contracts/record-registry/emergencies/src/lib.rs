//! Emergencies, their review, and disputes in the record registry. An open emergency is used
//! through the registry's own `open`.
//!
//! A part of the record registry: it runs on the registry's storage by delegate call, and is never
//! instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_emergencies::{RecordEmergencies, RecordEmergenciesRef};

#[ink::contract]
mod record_emergencies {
    use chartkey_emergency::WaitingCase;
    use chartkey_interfaces::{
        emergencies::{EmergencyCase, OverduePage},
        registry::RegistryError,
    };
    use chartkey_onchain::{caller, conclude, emit_and_answer, now, Last};
    use chartkey_records::Records;
    use chartkey_vocabulary::{Account, Digest, Finding, OrgId, PatientId};
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The record registry's storage.
    #[ink(storage)]
    pub struct RecordEmergencies {
        records: Records,
    }

    impl RecordEmergencies {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("a part is not instantiated")
        }

        /// See `RecordRegistry::declare_emergency`.
        #[ink(message)]
        pub fn declare_emergency(
            &mut self,
            patient: Box<PatientId>,
            organization: OrgId,
            justification: Last<Box<Digest>>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .declare_emergency(
                        &suite,
                        &caller(),
                        now(),
                        &patient,
                        organization,
                        *justification.0,
                    )
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::review_emergency`.
        #[ink(message)]
        pub fn review_emergency(
            &mut self,
            patient: Box<PatientId>,
            organization: OrgId,
            practitioner: Box<Account>,
            declared: u32,
            finding: Finding,
            written: Last<Option<Digest>>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .review_emergency(
                        &suite,
                        &caller(),
                        &patient,
                        organization,
                        &practitioner,
                        declared,
                        finding,
                        written.0,
                    )
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::dispute`.
        #[ink(message)]
        pub fn dispute(
            &mut self,
            patient: Box<PatientId>,
            entry: u32,
            reason: Last<Option<Digest>>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .dispute(&suite, &caller(), &patient, entry, reason.0)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::waiting`.
        #[ink(message)]
        pub fn waiting(&self, practitioner: Last<Box<Account>>) -> Vec<WaitingCase> {
            self.records.waiting(&practitioner.0)
        }

        /// See `RecordRegistry::emergencies`.
        #[ink(message)]
        pub fn emergencies(
            &self,
            organization: OrgId,
            from: u32,
            limit: Last<u32>,
        ) -> Result<Vec<EmergencyCase>, RegistryError> {
            self.records.emergencies(organization, from, limit.0)
        }

        /// See `RecordRegistry::overdue`.
        #[ink(message)]
        pub fn overdue(
            &self,
            organization: OrgId,
            from: u32,
            limit: Last<u32>,
        ) -> Result<OverduePage, RegistryError> {
            self.records.overdue(now(), organization, from, limit.0)
        }
    }
}
