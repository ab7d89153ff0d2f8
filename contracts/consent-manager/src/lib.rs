//! Charts: who controls each, what its patient consents to, and its category keys.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use consent_manager::{ConsentManager, ConsentManagerRef};

#[ink::contract]
mod consent_manager {
    use chartkey_governance::{Command, Governance, GovernanceError, Handover, HandoverChange, HandoverError};
    use chartkey_interfaces::{
        consent::{
            CategoryKey, CategoryKeyPublished, ChartCreated, Consent, ConsentError,
            ConsentRequested, ControlChanged, PolicyChanged,
        },
        governed::{apply_code, Governed, GovernanceChanged},
        PatientId, PublicKey, Text,
    };
    use chartkey_policy::{
        Account, Categories, Category, Change, Decision, Effect, KeyEpochs, Policy, PolicyError,
        Purpose, Request, Terms,
    };
    use ink::storage::{traits::ManualKey, Mapping};

    /// Every chart.
    #[ink(storage)]
    pub struct ConsentManager {
        settings: Settings,
        charts: Mapping<PatientId, Chart, ManualKey<0x6374_0001>>,
        keys: Mapping<(PatientId, Category), CategoryKey, ManualKey<0x6374_0002>>,
    }

    /// What holds for the whole contract.
    #[derive(scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Settings {
        governance: Governance,
    }

    /// One chart, as one value.
    #[derive(scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Chart {
        control: Handover,
        policy: Policy,
        epochs: KeyEpochs,
    }

    chartkey_interfaces::stored_as_one_cell!(Settings, Chart);

    impl ConsentManager {
        /// A contract without charts. `upgrade_delay` is in milliseconds.
        #[ink(constructor)]
        pub fn new(owner: AccountId, upgrade_delay: u64) -> Self {
            Self {
                settings: Settings { governance: Governance::new(*owner.as_ref(), upgrade_delay) },
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
        pub fn create_chart(&mut self, salt: [u8; 32]) -> Result<PatientId, ConsentError> {
            let caller = self.env().caller();
            let id = (caller, salt, self.env().account_id());
            let patient = PatientId(self.env().hash_encoded::<ink::env::hash::Blake2x256, _>(&id));
            if self.charts.contains(patient) {
                return Err(ConsentError::ChartExists);
            }
            let chart = Chart {
                control: Handover::new(*caller.as_ref()),
                policy: Policy::default(),
                epochs: KeyEpochs::default(),
            };
            self.charts.insert(patient, &chart);
            self.env().emit_event(ChartCreated { patient, controller: caller });
            Ok(patient)
        }

        /// Who controls a chart, and whom the control is offered to.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`].
        #[ink(message)]
        pub fn control(&self, patient: PatientId) -> Result<Handover, ConsentError> {
            Ok(self.chart(patient)?.control)
        }

        /// The controller offers the chart to an account, which has to accept it.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
        #[ink(message)]
        pub fn propose_controller(
            &mut self,
            patient: PatientId,
            to: AccountId,
        ) -> Result<(), ConsentError> {
            self.hand_over(patient, |control, caller| control.propose(caller, *to.as_ref()))
        }

        /// The controller takes the offer back.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
        #[ink(message)]
        pub fn cancel_controller(&mut self, patient: PatientId) -> Result<(), ConsentError> {
            self.hand_over(patient, |control, caller| control.cancel(caller))
        }

        /// The account that the chart is offered to takes it.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
        #[ink(message)]
        pub fn accept_controller(&mut self, patient: PatientId) -> Result<(), ConsentError> {
            self.hand_over(patient, |control, caller| control.accept(caller))
        }

        /// The patient permits. Returns the provision's id.
        ///
        /// # Errors
        /// [`ConsentError::Paused`], [`ConsentError::UnknownChart`],
        /// [`ConsentError::NotController`], [`ConsentError::Policy`].
        #[ink(message)]
        pub fn grant(&mut self, patient: PatientId, terms: Terms) -> Result<u32, ConsentError> {
            self.ensure_running()?;
            self.change_policy(patient, |policy, now| policy.add(Effect::Permit, terms, now))
        }

        /// The patient forbids. Never paused, never refused for a full list that holds a
        /// permit. Returns the provision's id; the event names what it displaced.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Policy`].
        #[ink(message)]
        pub fn deny(&mut self, patient: PatientId, terms: Terms) -> Result<u32, ConsentError> {
            self.change_policy(patient, |policy, now| policy.add(Effect::Deny, terms, now))
        }

        /// The patient takes a provision back. Never paused.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
        /// [`ConsentError::Policy`].
        #[ink(message)]
        pub fn revoke(&mut self, patient: PatientId, provision: u32) -> Result<(), ConsentError> {
            self.change_policy(patient, |policy, now| policy.revoke(provision, now)).map(|_| ())
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
            patient: PatientId,
            provision: u32,
            terms: Terms,
        ) -> Result<u32, ConsentError> {
            if self.chart(patient)?.policy.effect(provision) == Ok(Effect::Permit) {
                self.ensure_running()?;
            }
            self.change_policy(patient, |policy, now| policy.replace(provision, terms, now))
        }

        /// The chart's provisions, oldest first, at most 64.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`].
        #[ink(message)]
        pub fn policy(&self, patient: PatientId) -> Result<Policy, ConsentError> {
            Ok(self.chart(patient)?.policy)
        }

        /// Asks a patient for consent: an event, nothing is stored.
        ///
        /// # Errors
        /// [`ConsentError::UnknownChart`], [`ConsentError::Policy`] for the categories,
        /// [`ConsentError::Reason`].
        #[ink(message)]
        pub fn request(
            &mut self,
            patient: PatientId,
            categories: Categories,
            purpose: Purpose,
            reason: Text,
        ) -> Result<(), ConsentError> {
            if !self.charts.contains(patient) {
                return Err(ConsentError::UnknownChart);
            }
            categories.check()?;
            reason.check().map_err(ConsentError::Reason)?;
            let requester = self.env().caller();
            self.env().emit_event(ConsentRequested { patient, requester, categories, purpose, reason });
            Ok(())
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
            patient: PatientId,
            category: Category,
            key: PublicKey,
        ) -> Result<u32, ConsentError> {
            key.check().map_err(ConsentError::Key)?;
            let mut chart = self.controlled(patient)?;
            let epoch = chart.epochs.publish(category);
            self.keys.insert((patient, category), &CategoryKey { epoch, key });
            self.charts.insert(patient, &chart);
            self.env().emit_event(CategoryKeyPublished { patient, category, epoch });
            Ok(epoch)
        }

        /// A category's newest key, `None` if none was published.
        #[ink(message)]
        pub fn category_key(&self, patient: PatientId, category: Category) -> Option<CategoryKey> {
            self.keys.get((patient, category))
        }

        fn caller(&self) -> Account {
            *self.env().caller().as_ref()
        }

        fn ensure_running(&self) -> Result<(), ConsentError> {
            if self.settings.governance.is_paused() {
                Err(ConsentError::Paused)
            } else {
                Ok(())
            }
        }

        fn chart(&self, patient: PatientId) -> Result<Chart, ConsentError> {
            self.charts.get(patient).ok_or(ConsentError::UnknownChart)
        }

        fn controlled(&self, patient: PatientId) -> Result<Chart, ConsentError> {
            let chart = self.chart(patient)?;
            if chart.control.holder() == self.caller() {
                Ok(chart)
            } else {
                Err(ConsentError::NotController)
            }
        }

        fn hand_over(
            &mut self,
            patient: PatientId,
            step: impl FnOnce(&mut Handover, Account) -> Result<HandoverChange, HandoverError>,
        ) -> Result<(), ConsentError> {
            let mut chart = self.chart(patient)?;
            let caller = self.caller();
            let change = step(&mut chart.control, caller).map_err(ConsentError::Handover)?;
            self.charts.insert(patient, &chart);
            self.env().emit_event(ControlChanged { patient, change });
            Ok(())
        }

        /// The one way in which a policy changes. Returns the id of what was added, else 0.
        fn change_policy(
            &mut self,
            patient: PatientId,
            write: impl FnOnce(&mut Policy, Timestamp) -> Result<Change, PolicyError>,
        ) -> Result<u32, ConsentError> {
            let mut chart = self.controlled(patient)?;
            let change = write(&mut chart.policy, self.env().block_timestamp())?;
            chart.epochs.raise(change.raised);
            self.charts.insert(patient, &chart);
            let id = change.added.map_or(0, |provision| provision.id);
            self.env().emit_event(PolicyChanged { patient, change });
            Ok(id)
        }
    }

    impl Consent for ConsentManager {
        #[ink(message)]
        fn decide(&self, patient: PatientId, request: Request) -> Result<Decision, ConsentError> {
            self.decide_with_epochs(patient, request).map(|(decision, _)| decision)
        }

        #[ink(message)]
        fn decide_with_epochs(
            &self,
            patient: PatientId,
            request: Request,
        ) -> Result<(Decision, KeyEpochs), ConsentError> {
            request.check()?;
            let chart = self.chart(patient)?;
            let now = self.env().block_timestamp();
            Ok((chart.policy.decide(&chart.control.holder(), &request, now), chart.epochs))
        }

        #[ink(message)]
        fn epochs(&self, patient: PatientId) -> Result<KeyEpochs, ConsentError> {
            Ok(self.chart(patient)?.epochs)
        }
    }

    impl Governed for ConsentManager {
        #[ink(message)]
        fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
            let caller = self.caller();
            let now = self.env().block_timestamp();
            let change = self.settings.governance.execute(caller, command, now)?;
            apply_code(change)?;
            self.env().emit_event(GovernanceChanged { change });
            Ok(())
        }

        #[ink(message)]
        fn governance(&self) -> Governance {
            self.settings.governance.clone()
        }
    }
}
