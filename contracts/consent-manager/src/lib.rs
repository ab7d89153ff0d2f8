//! Charts: who controls each, what its patient consents to, and its category keys.
//!
//! What every opening and registration asks is answered here; all else is handed on to the part
//! `changes`.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// Forwarders ignore their arguments.
#![allow(unused_variables)]

mod parts;

pub use consent_manager::{ConsentManager, ConsentManagerRef};
pub use parts::PARTS;

#[ink::contract]
mod consent_manager {
    use chartkey_charts::Charts;
    use chartkey_commands::{NewCategoryKey, NewCategoryKeys};
    use chartkey_governance::{GovernedError, Handover, HandoverStep};
    use chartkey_interfaces::{
        consent::{CategoryKey, Consent, ConsentError, Keys},
        governor::Governed,
    };
    use chartkey_onchain::{
        delegate::{hand_on, Forwarded},
        Encoded, GovernedState,
    };
    use chartkey_policy::{
        Decision, Directive, Effect, KeyEpochs, Policy, RecordTarget, Request, Terms, Verdict,
    };
    use chartkey_vocabulary::{Categories, Category, PatientId};
    use ink::prelude::{boxed::Box, vec::Vec};

    use crate::parts::{CHANGES, PARTS};

    /// The version of this code, from 1.
    const VERSION: u32 = 1;

    /// Every chart.
    #[ink(storage)]
    pub struct ConsentManager {
        charts: Charts,
    }

    impl ConsentManager {
        /// A contract without charts. Its part has to be on the chain.
        #[ink(constructor)]
        pub fn new(governor: AccountId) -> Self {
            Self { charts: Charts::new(GovernedState::new(governor, &PARTS)) }
        }

        /// Decides a request under the chart's policy, now. A refusal is
        /// `Ok(Decision::Deny(_))`.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], and [`ConsentError::Policy`] for a malformed set of
        /// categories.
        #[ink(message)]
        pub fn decide(
            &self,
            patient: Box<PatientId>,
            request: Box<Request>,
        ) -> Result<Decision, ConsentError> {
            self.charts.decide_each(&patient, request, &[]).map(|(verdict, _)| verdict.of_first())
        }

        /// Opens a chart that the caller controls. `salt` is random and public once used. The
        /// chart's id is made of the caller, the salt and this contract's address.
        ///
        /// # Errors
        /// [`ConsentError::ChartExists`].
        #[ink(message)]
        pub fn create_chart(
            &mut self,
            salt: Forwarded<Box<[u8; 32]>>,
        ) -> Result<Box<PatientId>, ConsentError> {
            hand_on(CHANGES)
        }

        /// Who controls a chart, and whom the control is offered to; `None` for a chart that
        /// does not exist.
        #[ink(message)]
        pub fn control(&self, patient: Forwarded<Box<PatientId>>) -> Option<Handover> {
            hand_on(CHANGES)
        }

        /// A step of the hand-over of a chart: its controller offers it to an account or takes
        /// the offer back, that account accepts. Then every category needs a new key, because
        /// the last controller holds the secrets of the old ones. The provisions stay.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
        #[ink(message)]
        pub fn hand_over(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            step: Forwarded<HandoverStep>,
        ) -> Result<(), ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient permits. Returns the provision's id.
        ///
        /// # Errors
        /// [`ConsentError::Paused`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn grant(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            terms: Forwarded<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient forbids. Never paused, never refused for a full list that holds a
        /// permit. Returns the provision's id; the event names what it displaced.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Policy`].
        #[ink(message)]
        pub fn deny(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            terms: Forwarded<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient takes a provision back. Never paused.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Policy`].
        #[ink(message)]
        pub fn revoke(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            provision: Forwarded<u32>,
        ) -> Result<(), ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient puts new terms in the place of a provision, with the same effect, which
        /// has to be named. Returns the new provision's id.
        ///
        /// # Errors
        /// [`ConsentError::Paused`] (for a permit), [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn replace(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            provision: Forwarded<u32>,
            effect: Forwarded<Effect>,
            terms: Forwarded<Box<Terms>>,
        ) -> Result<u32, ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient says which categories may be read without consent in a declared
        /// emergency, or which an issuer may read back of its own records; none is allowed as
        /// well, and everything for issuers. No category needs a new key by that. While paused a
        /// directive can be narrowed, not widened.
        ///
        /// # Errors
        /// [`ConsentError::Paused`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn set_directive(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            directive: Forwarded<Directive>,
            categories: Forwarded<Categories>,
        ) -> Result<(), ConsentError> {
            hand_on(CHANGES)
        }

        /// The chart's provisions, oldest first, at most 64, and its two directives; `None` for
        /// a chart that does not exist.
        #[ink(message)]
        pub fn policy(&self, patient: Forwarded<Box<PatientId>>) -> Option<Policy> {
            hand_on(CHANGES)
        }

        /// The patient publishes a category's key at its next epoch, which has to be named;
        /// where none is due it is a rotation and the required epoch is raised by one. What has
        /// ended leaves the policy first. Returns the epoch.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Key`], [`ConsentError::Epoch`].
        #[ink(message)]
        pub fn publish_key(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            key: Forwarded<NewCategoryKey>,
        ) -> Result<u32, ConsentError> {
            hand_on(CHANGES)
        }

        /// The patient publishes keys of several categories, each as [`Self::publish_key`] does,
        /// and notes the envelopes that hand them out, in the provisions that have them; all or
        /// none. Categories and provisions ascend. Returns the epochs, in the order of the keys.
        ///
        /// # Errors
        /// [`ConsentError::Order`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Key`], [`ConsentError::Epoch`], and
        /// [`ConsentError::Policy`] for a provision that does not exist, has ended, denies, or is
        /// not one person's to read.
        #[ink(message)]
        pub fn rekey(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            keys: Forwarded<NewCategoryKeys>,
        ) -> Result<Vec<u32>, ConsentError> {
            hand_on(CHANGES)
        }

        /// A category's newest key, `None` if none was published.
        #[ink(message)]
        pub fn category_key(
            &self,
            patient: Forwarded<Box<PatientId>>,
            category: Forwarded<Category>,
        ) -> Option<Encoded<CategoryKey>> {
            hand_on(CHANGES)
        }
    }

    impl Consent for ConsentManager {
        #[ink(message)]
        fn decide_each(
            &self,
            patient: Box<PatientId>,
            request: Box<Request>,
            further: Vec<RecordTarget>,
        ) -> Option<(KeyEpochs, Verdict)> {
            let (verdict, chart) = self.charts.decide_each(&patient, request, &further).ok()?;
            Some((chart.epochs(), verdict))
        }
    }

    impl Keys for ConsentManager {
        #[ink(message)]
        fn epochs(&self, patient: Box<PatientId>) -> Option<KeyEpochs> {
            hand_on(CHANGES)
        }
    }

    impl Governed for ConsentManager {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.charts.governed_mut().set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.charts.governed().is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.charts.governed().set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.charts.governed_mut().set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.charts.governed_mut().hold(&PARTS)
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.charts.governed().governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            0
        }
    }
}
