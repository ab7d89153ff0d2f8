//! Charts: who controls each, what its patient consents to, and its category keys.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use consent_manager::{ConsentManager, ConsentManagerRef};

#[ink::contract]
mod consent_manager {
    use chartkey_governance::{
        Command, Governance, GovernanceError, Handover, HandoverChange, HandoverStep,
    };
    use chartkey_interfaces::{
        consent::{
            CategoryKey, CategoryKeyPublished, ChartCreated, Consent, ConsentError, ControlChanged,
            PolicyChanged,
        },
        governed::{govern, keep, kept, Governed, StoredGovernance},
        Encoded, PatientId, PublicKey,
    };
    use chartkey_policy::{
        Account, Categories, Category, Decision, Effect, KeyEpochs, Policy, Request, Terms, Write,
    };
    use ink::{
        env::hash::Blake2x256,
        prelude::boxed::Box,
        storage::{traits::ManualKey, Lazy, Mapping},
    };
    use scale::Encode;

    /// Every chart.
    #[ink(storage)]
    pub struct ConsentManager {
        governance: Lazy<StoredGovernance, ManualKey<0x636d_0000>>,
        charts: Mapping<PatientId, Box<Chart>, ManualKey<0x636d_0001>>,
        keys: Mapping<(PatientId, Category), Encoded<CategoryKey>, ManualKey<0x636d_0002>>,
    }

    /// One chart, as one value.
    #[derive(scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Chart {
        control: Handover,
        policy: Policy,
        epochs: KeyEpochs,
    }

    chartkey_interfaces::stored_as_one_cell!(Chart);

    impl ConsentManager {
        /// A contract without charts. `upgrade_delay` is in milliseconds.
        #[ink(constructor)]
        pub fn new(owner: AccountId, upgrade_delay: u64) -> Self {
            Self {
                governance: keep(Governance::new(*owner.as_ref(), upgrade_delay)),
                charts: Mapping::new(),
                keys: Mapping::new(),
            }
        }

        /// Opens a chart that the caller controls. `salt` is random and public once used. The
        /// chart's id is made of the caller, the salt and this contract's address.
        ///
        /// # Errors
        /// [`ConsentError::ChartExists`].
        #[ink(message)]
        pub fn create_chart(
            &mut self,
            salt: Box<[u8; 32]>,
        ) -> Result<Box<PatientId>, ConsentError> {
            let caller = self.env().caller();
            let claim = (caller, salt, self.env().account_id()).encode();
            let patient = Box::new(PatientId(self.env().hash_bytes::<Blake2x256>(&claim)));
            if self.chart(&patient).is_ok() {
                return Err(ConsentError::ChartExists);
            }
            let chart = Chart {
                control: Handover::new(*caller.as_ref()),
                policy: Policy::default(),
                epochs: KeyEpochs::default(),
            };
            self.charts.insert(&*patient, &chart);
            self.env().emit_event(ChartCreated { patient: patient.clone(), controller: caller });
            Ok(patient)
        }

        /// Who controls a chart, and whom the control is offered to; `None` for a chart that
        /// does not exist.
        #[ink(message)]
        pub fn control(&self, patient: Box<PatientId>) -> Option<Handover> {
            self.chart(&patient).ok().map(|chart| chart.control)
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
            patient: Box<PatientId>,
            step: HandoverStep,
        ) -> Result<(), ConsentError> {
            let mut chart = self.chart(&patient)?;
            let change =
                chart.control.step(&self.caller(), step).map_err(ConsentError::Handover)?;
            if let HandoverChange::Accepted(_) = change {
                chart.epochs.raise(Categories::ALL);
            }
            self.charts.insert(&*patient, &chart);
            self.env().emit_event(ControlChanged { patient, change });
            Ok(())
        }

        /// The patient permits. Returns the provision's id.
        ///
        /// # Errors
        /// [`ConsentError::Paused`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn grant(
            &mut self,
            patient: Box<PatientId>,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            self.change_policy(patient, Write::Add(Effect::Permit, &terms))
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
            patient: Box<PatientId>,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            self.change_policy(patient, Write::Add(Effect::Deny, &terms))
        }

        /// The patient takes a provision back. Never paused.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Policy`].
        #[ink(message)]
        pub fn revoke(
            &mut self,
            patient: Box<PatientId>,
            provision: u32,
        ) -> Result<(), ConsentError> {
            self.change_policy(patient, Write::Revoke(provision)).map(|_| ())
        }

        /// The patient puts new terms in the place of a provision, with the same effect.
        /// Returns the new provision's id.
        ///
        /// # Errors
        /// [`ConsentError::Paused`] (for a permit), [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn replace(
            &mut self,
            patient: Box<PatientId>,
            provision: u32,
            terms: Box<Terms>,
        ) -> Result<u32, ConsentError> {
            self.change_policy(patient, Write::Replace(provision, &terms))
        }

        /// The chart's provisions, oldest first, at most 64; `None` for a chart that does not
        /// exist.
        #[ink(message)]
        pub fn policy(&self, patient: Box<PatientId>) -> Option<Policy> {
            self.chart(&patient).ok().map(|chart| chart.policy)
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
            patient: Box<PatientId>,
            category: Category,
            key: PublicKey,
        ) -> Result<u32, ConsentError> {
            key.check().map_err(ConsentError::Key)?;
            let mut chart = self.controlled(&patient)?;
            let epoch = chart.epochs.publish(category);
            self.keys.insert((&*patient, category), &Encoded::of(&CategoryKey { epoch, key }));
            self.charts.insert(&*patient, &chart);
            self.env().emit_event(CategoryKeyPublished { patient, category, epoch });
            Ok(epoch)
        }

        /// A category's newest key, `None` if none was published.
        #[ink(message)]
        pub fn category_key(
            &self,
            patient: Box<PatientId>,
            category: Category,
        ) -> Option<Encoded<CategoryKey>> {
            self.keys.get((&*patient, category))
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
            self.answer(&patient, &request).map(|(decision, _)| decision)
        }

        /// The chart's published key epochs, and the categories that wait for a new key; `None`
        /// for a chart that does not exist.
        #[ink(message)]
        pub fn epochs(&self, patient: Box<PatientId>) -> Option<KeyEpochs> {
            self.chart(&patient).ok().map(|chart| chart.epochs)
        }

        fn answer(
            &self,
            patient: &PatientId,
            request: &Request,
        ) -> Result<(Decision, Box<Chart>), ConsentError> {
            request.check()?;
            let chart = self.chart(patient)?;
            let now = self.env().block_timestamp();
            let decision = chart.policy.decide(chart.control.holder(), request, now);
            Ok((decision, chart))
        }

        fn caller(&self) -> Account {
            *self.env().caller().as_ref()
        }

        fn chart(&self, patient: &PatientId) -> Result<Box<Chart>, ConsentError> {
            self.charts.get(patient).ok_or(ConsentError::UnknownChart)
        }

        fn controlled(&self, patient: &PatientId) -> Result<Box<Chart>, ConsentError> {
            let chart = self.chart(patient)?;
            if chart.control.holder() == &self.caller() {
                Ok(chart)
            } else {
                Err(ConsentError::NotController)
            }
        }

        /// The one way in which a policy changes. Returns the id of what was added, else 0.
        fn change_policy(
            &mut self,
            patient: Box<PatientId>,
            write: Write,
        ) -> Result<u32, ConsentError> {
            let mut chart = self.controlled(&patient)?;
            if chart.policy.effect_of(write)? == Some(Effect::Permit)
                && kept(&self.governance).is_paused()
            {
                return Err(ConsentError::Paused);
            }
            let change = chart.policy.write(write, self.env().block_timestamp())?;
            chart.epochs.raise(change.raised);
            self.charts.insert(&*patient, &chart);
            let id = change.added.map_or(0, |provision| provision.id);
            self.env().emit_event(PolicyChanged { patient, change });
            Ok(id)
        }
    }

    impl Consent for ConsentManager {
        #[ink(message)]
        fn decide_with_epochs(
            &self,
            patient: Box<PatientId>,
            request: Box<Request>,
        ) -> Option<(Decision, KeyEpochs)> {
            self.answer(&patient, &request).ok().map(|(decision, chart)| (decision, chart.epochs))
        }
    }

    impl Governed for ConsentManager {
        #[ink(message)]
        fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
            let caller = self.caller();
            govern(&mut self.governance, &caller, command)
        }

        #[ink(message)]
        fn governance(&self) -> Box<Governance> {
            kept(&self.governance)
        }
    }
}
