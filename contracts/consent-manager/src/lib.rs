//! Charts: who controls each, what its patient consents to, and its category keys.
//!
//! What every opening and registration asks is answered here, and `administration`; all else is
//! handed on to the administration code, `consent-administration`.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// What is handed on is not looked at.
#![allow(unused_variables)]

pub use consent_manager::{ConsentManager, ConsentManagerRef};

#[ink::contract]
mod consent_manager {
    use chartkey_charts::Charts;
    use chartkey_governance::{Command, Governance, GovernanceError, Handover, HandoverStep};
    use chartkey_interfaces::{
        administration::{depend_on, hand_on, Forwarded},
        commands::NewCategoryKeys,
        consent::{CategoryKey, Consent, ConsentError},
        Encoded, PatientId, PublicKey,
    };
    use chartkey_policy::{
        Categories, Category, Decision, Effect, KeyEpochs, Policy, Request, Terms,
    };
    use ink::prelude::{boxed::Box, vec::Vec};

    /// Every chart.
    #[ink(storage)]
    pub struct ConsentManager {
        charts: Charts,
    }

    impl ConsentManager {
        /// A contract without charts. `upgrade_delay` is in milliseconds; `administration` is
        /// the hash of the uploaded administration code.
        #[ink(constructor)]
        pub fn new(owner: AccountId, upgrade_delay: u64, administration: Hash) -> Self {
            depend_on(&administration);
            Self { charts: Charts::new(owner, upgrade_delay, administration) }
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
            self.charts.decide(&patient, &request).map(|(decision, _)| decision)
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
            self.hand_on()
        }

        /// Who controls a chart, and whom the control is offered to; `None` for a chart that
        /// does not exist.
        #[ink(message)]
        pub fn control(&self, patient: Forwarded<Box<PatientId>>) -> Option<Handover> {
            self.hand_on()
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
            self.hand_on()
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
            self.hand_on()
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
            self.hand_on()
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
            self.hand_on()
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
            self.hand_on()
        }

        /// The patient says which categories may be read without consent in a declared
        /// emergency; none is allowed as well. What is taken out needs a new key. While paused
        /// it can be narrowed, not widened.
        ///
        /// # Errors
        /// [`ConsentError::Paused`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn set_directive(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            directive: Forwarded<Categories>,
        ) -> Result<(), ConsentError> {
            self.hand_on()
        }

        /// The chart's provisions, oldest first, at most 64, and its emergency directive; `None`
        /// for a chart that does not exist.
        #[ink(message)]
        pub fn policy(&self, patient: Forwarded<Box<PatientId>>) -> Option<Policy> {
            self.hand_on()
        }

        /// The patient publishes a category's key, at the epoch that is required; where none is
        /// due it is a rotation and the required epoch is raised by one. Returns the epoch.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Key`].
        #[ink(message)]
        pub fn publish_key(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            category: Forwarded<Category>,
            key: Forwarded<PublicKey>,
        ) -> Result<u32, ConsentError> {
            self.hand_on()
        }

        /// The patient publishes keys of several categories, each as [`Self::publish_key`] does,
        /// and notes the envelopes that hand them out, in the provisions that have them; all or
        /// none. Categories and provisions ascend. Returns the epochs, in the order of the keys.
        ///
        /// # Errors
        /// [`ConsentError::Order`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Key`], and
        /// [`ConsentError::Policy`] for a provision that does not exist or denies.
        #[ink(message)]
        pub fn rekey(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            keys: Forwarded<NewCategoryKeys>,
        ) -> Result<Vec<u32>, ConsentError> {
            self.hand_on()
        }

        /// A category's newest key, `None` if none was published.
        #[ink(message)]
        pub fn category_key(
            &self,
            patient: Forwarded<Box<PatientId>>,
            category: Forwarded<Category>,
        ) -> Option<Encoded<CategoryKey>> {
            self.hand_on()
        }

        /// The chart's published key epochs, and the categories that wait for a new key; `None`
        /// for a chart that does not exist.
        #[ink(message)]
        pub fn epochs(&self, patient: Forwarded<Box<PatientId>>) -> Option<KeyEpochs> {
            self.hand_on()
        }

        /// Carries out a command of governance: the owner's hand-over, pause, upgrades.
        ///
        /// # Errors
        /// Every [`GovernanceError`]; then nothing has changed.
        #[ink(message)]
        pub fn govern(&mut self, command: Forwarded<Command>) -> Result<(), GovernanceError> {
            self.hand_on()
        }

        /// The state of governance.
        #[ink(message)]
        pub fn governance(&self) -> Box<Governance> {
            self.hand_on()
        }

        /// The hash of the administration code.
        #[ink(message)]
        pub fn administration(&self) -> Hash {
            *self.charts.administration()
        }

        fn hand_on(&self) -> ! {
            hand_on(self.charts.administration())
        }
    }

    impl Consent for ConsentManager {
        #[ink(message)]
        fn decide_with_epochs(
            &self,
            patient: Box<PatientId>,
            request: Box<Request>,
        ) -> Option<(Decision, KeyEpochs)> {
            let (decision, chart) = self.charts.decide(&patient, &request).ok()?;
            Some((decision, chart.epochs()))
        }
    }
}
