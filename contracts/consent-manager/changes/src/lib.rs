//! Changes to charts: consent, control, category keys, and reading them.
//!
//! A part of the consent manager: it runs on the manager's storage by delegate call, and is never
//! instantiated. What changes a chart refuses input that goes on behind its arguments.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use consent_changes::{ConsentChanges, ConsentChangesRef};

#[ink::contract]
mod consent_changes {
    use chartkey_charts::Charts;
    use chartkey_commands::{NewCategoryKey, NewCategoryKeys};
    use chartkey_governance::{Handover, HandoverStep};
    use chartkey_interfaces::consent::{CategoryKey, ConsentError, Keys};
    use chartkey_onchain::{caller, conclude, emit, emit_and_answer, now, Encoded, Last};
    use chartkey_policy::{Directive, Effect, KeyEpochs, Policy, Terms};
    use chartkey_vocabulary::{Categories, Category, PatientId};
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The consent manager's storage.
    #[ink(storage)]
    pub struct ConsentChanges {
        charts: Charts,
    }

    impl ConsentChanges {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("a part is not instantiated")
        }

        /// See `ConsentManager::create_chart`.
        #[ink(message)]
        pub fn create_chart(
            &mut self,
            salt: Last<Box<[u8; 32]>>,
        ) -> Result<Box<PatientId>, ConsentError> {
            self.charts.create_chart(&caller(), &salt.0).map(emit_and_answer)
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
            step: Last<HandoverStep>,
        ) -> Result<(), ConsentError> {
            self.charts.hand_over(&caller(), patient, step.0).map(emit)
        }

        /// See `ConsentManager::grant`.
        #[ink(message)]
        pub fn grant(
            &mut self,
            patient: Box<PatientId>,
            terms: Last<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.grant(&caller(), now(), patient, &terms.0).map(emit_and_answer))
        }

        /// See `ConsentManager::deny`.
        #[ink(message)]
        pub fn deny(
            &mut self,
            patient: Box<PatientId>,
            terms: Last<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.deny(&caller(), now(), patient, &terms.0).map(emit_and_answer))
        }

        /// See `ConsentManager::revoke`.
        #[ink(message)]
        pub fn revoke(
            &mut self,
            patient: Box<PatientId>,
            provision: Last<u32>,
        ) -> Result<(), ConsentError> {
            conclude(self.charts.revoke(&caller(), now(), patient, provision.0).map(emit))
        }

        /// See `ConsentManager::replace`.
        #[ink(message)]
        pub fn replace(
            &mut self,
            patient: Box<PatientId>,
            provision: u32,
            effect: Effect,
            terms: Last<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            conclude(
                self.charts
                    .replace(&caller(), now(), patient, provision, effect, &terms.0)
                    .map(emit_and_answer),
            )
        }

        /// See `ConsentManager::set_directive`.
        #[ink(message)]
        pub fn set_directive(
            &mut self,
            patient: Box<PatientId>,
            directive: Directive,
            categories: Last<Categories>,
        ) -> Result<(), ConsentError> {
            conclude(
                self.charts.set_directive(&caller(), patient, directive, categories.0).map(emit),
            )
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
            key: Last<NewCategoryKey>,
        ) -> Result<u32, ConsentError> {
            conclude(self.charts.publish_key(&caller(), now(), patient, key.0).map(emit_and_answer))
        }

        /// See `ConsentManager::rekey`.
        #[ink(message)]
        pub fn rekey(
            &mut self,
            patient: Box<PatientId>,
            keys: Last<NewCategoryKeys>,
        ) -> Result<Vec<u32>, ConsentError> {
            conclude(self.charts.rekey(&caller(), now(), patient, keys.0).map(emit_and_answer))
        }

        /// See `ConsentManager::category_key`.
        #[ink(message)]
        pub fn category_key(
            &self,
            patient: Box<PatientId>,
            category: Category,
        ) -> Option<Encoded<CategoryKey>> {
            self.charts.category_key(&patient, category)
        }
    }

    impl Keys for ConsentChanges {
        #[ink(message)]
        fn epochs(&self, patient: Box<PatientId>) -> Option<KeyEpochs> {
            self.charts.chart(&patient).ok().map(|chart| chart.epochs_at(now()))
        }
    }
}
