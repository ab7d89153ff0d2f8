//! The records, and `open`, the only door to a record.
//!
//! Opening, registering and who may act are carried out here; all else is handed on to the
//! administration code, `record-administration`.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// What is handed on is not looked at.
#![allow(unused_variables)]

pub use record_registry::{RecordRegistry, RecordRegistryRef};

#[ink::contract]
mod record_registry {
    use chartkey_governance::{Command, Governance, GovernanceError};
    use chartkey_interfaces::{
        administration::{depend_on, hand_on, Forwarded},
        conclude,
        directory::{OrganizationStatus, Practitioner},
        registry::{
            NewDocument, Note, Opening, Record, Registry, RegistryError, Retraction, StalePage,
            Version,
        },
        PatientId,
    };
    use chartkey_policy::{Account, OrgId, Purpose};
    use chartkey_records::Records;
    use ink::prelude::{boxed::Box, vec, vec::Vec};

    /// The records of every patient, and who may act.
    #[ink(storage)]
    pub struct RecordRegistry {
        records: Records,
    }

    impl RecordRegistry {
        /// A registry without organizations and records, over a consent manager and an access
        /// log. `upgrade_delay` is in milliseconds; `administration` is the hash of the
        /// uploaded administration code.
        #[ink(constructor)]
        pub fn new(
            owner: AccountId,
            upgrade_delay: u64,
            consent: AccountId,
            log: AccountId,
            administration: Hash,
        ) -> Self {
            depend_on(&administration);
            Self { records: Records::new(owner, upgrade_delay, consent, log, administration) }
        }

        /// A clinician or registrar puts a document on record, when the patient permits the
        /// caller to append to its category for treatment. Returns the record's id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::AppendRefused`], the bounds of
        /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn register(
            &mut self,
            patient: Box<PatientId>,
            document: Box<NewDocument>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.register(&patient, vec![*document]))
        }

        /// Puts 1 to 64 documents of one patient on record, all or none. Returns the id of the
        /// first; the others follow.
        ///
        /// # Errors
        /// [`RegistryError::Batch`] and those of [`Self::register`].
        #[ink(message)]
        pub fn register_many(
            &mut self,
            patient: Box<PatientId>,
            documents: Vec<NewDocument>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.register(&patient, documents))
        }

        /// Asks to read a record: decided under the patient's policy, logged whether permitted
        /// or refused, and answered with the entry that is the ticket for the keeper. The
        /// controller asks with [`Purpose::PatientRequest`], a practitioner with any other.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::NotController`], [`RegistryError::UnknownChart`],
        /// [`RegistryError::Log`], [`RegistryError::Unreachable`]; nobody's log changes then.
        #[ink(message)]
        pub fn open(
            &mut self,
            patient: Box<PatientId>,
            record: u32,
            purpose: Purpose,
        ) -> Result<Opening, RegistryError> {
            conclude(self.records.open(&patient, record, purpose))
        }

        /// The chart's controller puts a document of the patient's own on record. Returns the
        /// record's id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotController`], the bounds of
        /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn self_report(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            document: Forwarded<Box<NewDocument>>,
        ) -> Result<u32, RegistryError> {
            self.hand_on()
        }

        /// The issuer adds a version to a document, in the same category: for an organization
        /// any of its active clinicians or registrars, also without consent to append; for a
        /// self-report the controller. `record` is the latest version. Returns the new id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::UnknownRecord`],
        /// [`RegistryError::NotLatest`], [`RegistryError::NotIssuer`], and those of
        /// [`Self::register`] but [`RegistryError::AppendRefused`]; for a self-report also
        /// [`RegistryError::NotController`].
        #[ink(message)]
        pub fn amend(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
            version: Forwarded<Box<Version>>,
        ) -> Result<u32, RegistryError> {
            self.hand_on()
        }

        /// The issuer marks a record as entered in error. It stays on record and readable.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::AlreadyRetracted`],
        /// [`RegistryError::NotIssuer`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::NotController`],
        /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn retract(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
            reason: Forwarded<Retraction>,
        ) -> Result<(), RegistryError> {
            self.hand_on()
        }

        /// One record, `None` if the patient has none of this id.
        #[ink(message)]
        pub fn record(
            &self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Option<Record> {
            self.hand_on()
        }

        /// The patient's records from id `from` on, in order, at most `limit` of them.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn records(
            &self,
            patient: Forwarded<Box<PatientId>>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<Vec<Record>, RegistryError> {
            self.hand_on()
        }

        /// Looks at `limit` records from id `from` on, and returns those that are the latest
        /// version of their document and wait to be encrypted to a newer key.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`], [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn stale(
            &self,
            patient: Forwarded<Box<PatientId>>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<StalePage, RegistryError> {
            self.hand_on()
        }

        /// The owner tells the registry of the provider directory, once and for good: the one
        /// contract that changes who may act.
        ///
        /// # Errors
        /// [`RegistryError::NotOwner`], [`RegistryError::DirectoryAlreadySet`].
        #[ink(message)]
        pub fn set_directory(
            &mut self,
            directory: Forwarded<AccountId>,
        ) -> Result<(), RegistryError> {
            self.hand_on()
        }

        /// The provider directory, `None` until it is set.
        #[ink(message)]
        pub fn directory(&self) -> Option<AccountId> {
            self.hand_on()
        }

        /// The consent manager and the access log behind this registry.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
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
            *self.records.administration()
        }

        fn hand_on(&self) -> ! {
            hand_on(self.records.administration())
        }
    }

    impl Registry for RecordRegistry {
        #[ink(message)]
        fn note(&mut self, note: Note) -> Result<(), RegistryError> {
            self.records.note(note)
        }

        #[ink(message)]
        fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner> {
            self.records.practitioner(&practitioner)
        }

        #[ink(message)]
        fn organization_status(&self, organization: OrgId) -> Option<OrganizationStatus> {
            self.records.organization_status(organization)
        }
    }
}
