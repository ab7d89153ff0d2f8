//! The rarer messages of the consent manager, run on its storage and in its place.
//!
//! This code is uploaded and named to the consent manager, and never instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use consent_administration::{ConsentAdministration, ConsentAdministrationRef};

#[ink::contract]
mod consent_administration {
    use chartkey_charts::Charts;
    use chartkey_governance::{Command, Governance, GovernanceError, Handover, HandoverStep};
    use chartkey_interfaces::{
        commands::NewCategoryKeys,
        conclude,
        consent::{CategoryKey, ConsentError},
        Encoded, PatientId, PublicKey,
    };
    use chartkey_policy::{Categories, Category, Effect, KeyEpochs, Policy, Terms, Write};
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The consent manager's storage.
    #[ink(storage)]
    pub struct ConsentAdministration {
        charts: Charts,
    }

    impl ConsentAdministration {
        /// An instance of its own, which ink! wants every code to offer: it has no charts, and
        /// no contract knows it.
        #[ink(constructor)]
        pub fn new(owner: AccountId) -> Self {
            Self { charts: Charts::new(owner, 0, Hash::default()) }
        }

        /// See `ConsentManager::create_chart`.
        #[ink(message)]
        pub fn create_chart(
            &mut self,
            salt: Box<[u8; 32]>,
        ) -> Result<Box<PatientId>, ConsentError> {
            self.charts.create(&salt)
        }

        /// See `ConsentManager::control`.
        #[ink(message)]
        pub fn control(&self, patient: Box<PatientId>) -> Option<Handover> {
            self.charts.chart(&patient).ok().map(|chart| chart.control())
        }

        /// See `ConsentManager::hand_over`.
        #[ink(message)]
        pub fn hand_over(
            &mut self,
            patient: Box<PatientId>,
            step: HandoverStep,
        ) -> Result<(), ConsentError> {
            self.charts.hand_over(patient, step)
        }

        /// See `ConsentManager::grant`.
        #[ink(message)]
        pub fn grant(
            &mut self,
            patient: Box<PatientId>,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.change_policy(patient, Write::Add(Effect::Permit, &terms)))
        }

        /// See `ConsentManager::deny`.
        #[ink(message)]
        pub fn deny(
            &mut self,
            patient: Box<PatientId>,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.change_policy(patient, Write::Add(Effect::Deny, &terms)))
        }

        /// See `ConsentManager::revoke`.
        #[ink(message)]
        pub fn revoke(
            &mut self,
            patient: Box<PatientId>,
            provision: u32,
        ) -> Result<(), ConsentError> {
            conclude(self.charts.change_policy(patient, Write::Revoke(provision)).map(|_| ()))
        }

        /// See `ConsentManager::replace`.
        #[ink(message)]
        pub fn replace(
            &mut self,
            patient: Box<PatientId>,
            provision: u32,
            effect: Effect,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.change_policy(patient, Write::Replace(provision, effect, &terms)))
        }

        /// See `ConsentManager::set_directive`.
        #[ink(message)]
        pub fn set_directive(
            &mut self,
            patient: Box<PatientId>,
            directive: Categories,
        ) -> Result<(), ConsentError> {
            conclude(self.charts.set_directive(patient, directive))
        }

        /// See `ConsentManager::policy`.
        #[ink(message)]
        pub fn policy(&self, patient: Box<PatientId>) -> Option<Policy> {
            self.charts.chart(&patient).ok().map(|chart| chart.policy())
        }

        /// See `ConsentManager::publish_key`.
        #[ink(message)]
        pub fn publish_key(
            &mut self,
            patient: Box<PatientId>,
            category: Category,
            key: PublicKey,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.publish_key(patient, category, key))
        }

        /// See `ConsentManager::rekey`.
        #[ink(message)]
        pub fn rekey(
            &mut self,
            patient: Box<PatientId>,
            keys: NewCategoryKeys,
        ) -> Result<Vec<u32>, ConsentError> {
            conclude(self.charts.rekey(patient, keys))
        }

        /// See `ConsentManager::category_key`.
        #[ink(message)]
        pub fn category_key(
            &self,
            patient: Box<PatientId>,
            category: Category,
        ) -> Option<Encoded<CategoryKey>> {
            self.charts.key(&patient, category)
        }

        /// See `ConsentManager::epochs`.
        #[ink(message)]
        pub fn epochs(&self, patient: Box<PatientId>) -> Option<KeyEpochs> {
            self.charts.chart(&patient).ok().map(|chart| chart.epochs())
        }

        /// See `ConsentManager::govern`.
        #[ink(message)]
        pub fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
            self.charts.govern(command)
        }

        /// See `ConsentManager::governance`.
        #[ink(message)]
        pub fn governance(&self) -> Box<Governance> {
            self.charts.governance()
        }
    }
}
