//! The records, and `open`, the only door to a record.
//!
//! Opening, registering and who may act are carried out here. Emergencies are handed on to the
//! code of `record-emergencies`, anchoring to that of `record-batches`, and all else to the
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
        batches::{BatchHead, Place, RecordLeaf},
        conclude,
        directory::{OrganizationStatus, Practitioner},
        emergencies::{EmergencyCase, OverduePage, WaitingCase},
        registry::{
            Codes, NewDocument, NewRecord, Note, Opening, Record, Registry, RegistryError,
            Retraction, StalePage, Version,
        },
        PatientId,
    };
    use chartkey_policy::{Account, Digest, OrgId, Purpose};
    use chartkey_records::Records;
    use ink::prelude::{boxed::Box, vec, vec::Vec};

    /// The records of every patient, and who may act.
    #[ink(storage)]
    pub struct RecordRegistry {
        records: Records,
    }

    impl RecordRegistry {
        /// A registry without organizations and records, over a consent manager and an access
        /// log. `upgrade_delay` is in milliseconds; `codes` are the hashes of the uploaded codes
        /// for the rarer messages.
        #[ink(constructor)]
        pub fn new(
            owner: AccountId,
            upgrade_delay: u64,
            consent: AccountId,
            log: AccountId,
            codes: Codes,
        ) -> Self {
            depend_on(&codes.administration);
            depend_on(&codes.batches);
            depend_on(&codes.emergencies);
            Self { records: Records::new(owner, upgrade_delay, consent, log, codes) }
        }

        /// A clinician or registrar puts a document on record, when the patient permits the
        /// caller to append to its category for treatment. Returns the record's id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::AppendRefused`], the bounds of
        /// [`Version`], [`RegistryError::Retention`], [`RegistryError::EpochNotPublished`],
        /// [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn register(
            &mut self,
            patient: Box<PatientId>,
            record: Box<NewRecord>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.register(&patient, vec![*record]))
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
            records: Vec<NewRecord>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.register(&patient, records))
        }

        /// Asks to read a record: decided under the patient's policy, logged whether permitted
        /// or refused, and answered with the entry that is the ticket for the keeper. The
        /// controller asks with [`Purpose::PatientRequest`], a practitioner with any other. One
        /// with [`Purpose::EmergencyTreatment`] opens what the patient's directive names while
        /// an emergency that the practitioner declared is open.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
        /// [`RegistryError::NotPractitioner`],
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
        /// [`RegistryError::NotLatest`], [`RegistryError::Erased`],
        /// [`RegistryError::NotIssuer`], and those of
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

        /// A leaf of a batch is put on record, once, by the rules of [`Self::register`]: the leaf
        /// is of the caller's organization, and is proven to be in its tree. Returns the record's
        /// id.
        ///
        /// # Errors
        /// Those of [`Self::register`], [`RegistryError::NotIssuer`], and
        /// [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn admit(
            &mut self,
            leaf: Forwarded<Box<RecordLeaf>>,
            place: Forwarded<Place>,
        ) -> Result<u32, RegistryError> {
            self.hand_on()
        }

        /// The organization that issued a record gives up its right to have it retained: the
        /// patient may erase it from now on. Any of its active clinicians or registrars does it.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::NotIssuer`],
        /// [`RegistryError::Erased`].
        #[ink(message)]
        pub fn waive_retention(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<(), RegistryError> {
            self.hand_on()
        }

        /// The chart's controller erases a record that is not retained any more: digest, size,
        /// locator and epoch go, a tombstone with all else stays. Never paused.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
        /// [`RegistryError::Erased`], [`RegistryError::Retained`],
        /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn erase(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<(), RegistryError> {
            self.hand_on()
        }

        /// A practitioner who has held the emergency role for 24 hours declares an emergency of
        /// a patient, alone and at once: what the patient's directive names can be opened with
        /// [`Purpose::EmergencyTreatment`] for 24 hours, until a colleague reviews the case.
        /// `justification` is the sha2-256 digest of a written one. Returns the index of the
        /// entry in the patient's log.
        ///
        /// # Errors
        /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
        /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`],
        /// [`RegistryError::Emergency`], [`RegistryError::Log`],
        /// [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn declare_emergency(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            justification: Forwarded<Box<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(&self.records.codes().emergencies)
        }

        /// An active practitioner reviews the emergency that a colleague declared under this
        /// entry of the patient's log, within 72 hours or late. It ends the window. `finding` is
        /// the sha2-256 digest of what was found. Returns the index of the review in the log.
        ///
        /// # Errors
        /// [`RegistryError::NotPractitioner`], [`RegistryError::Digest`],
        /// [`RegistryError::Emergency`], [`RegistryError::Log`],
        /// [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn review_emergency(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            practitioner: Forwarded<Box<Account>>,
            declared: Forwarded<u32>,
            finding: Forwarded<Box<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(&self.records.codes().emergencies)
        }

        /// The chart's controller disputes an entry of the patient's log, whatever it is about.
        /// `reason` is the sha2-256 digest of a written one. Returns the index of the dispute in
        /// the log.
        ///
        /// # Errors
        /// [`RegistryError::NotController`], [`RegistryError::UnknownEntry`],
        /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`], [`RegistryError::Log`],
        /// [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn dispute(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            entry: Forwarded<u32>,
            reason: Forwarded<Option<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(&self.records.codes().emergencies)
        }

        /// The emergencies that a practitioner declared and that wait for their review, oldest
        /// first, at most 8.
        #[ink(message)]
        pub fn waiting(&self, practitioner: Forwarded<Box<Account>>) -> Vec<WaitingCase> {
            hand_on(&self.records.codes().emergencies)
        }

        /// The emergencies that members of an organization declared, from this number on, in
        /// order, at most `limit` of them.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn emergencies(
            &self,
            organization: Forwarded<OrgId>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<Vec<EmergencyCase>, RegistryError> {
            hand_on(&self.records.codes().emergencies)
        }

        /// Looks at `limit` emergencies of an organization from this number on, and counts those
        /// that have waited for their review for longer than 72 hours.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn overdue(
            &self,
            organization: Forwarded<OrgId>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<OverduePage, RegistryError> {
            hand_on(&self.records.codes().emergencies)
        }

        /// A clinician or registrar anchors the tree of the own organization, which is larger
        /// than the one anchored last and extends it: `proof` is of consistency (RFC 9162,
        /// section 2.1.4), and empty for the first. Returns the head's number, from 0.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn anchor(
            &mut self,
            size: Forwarded<u64>,
            root: Forwarded<Box<Digest>>,
            proof: Forwarded<Vec<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(&self.records.codes().batches)
        }

        /// The heads that an organization anchored, from this number on, in order, at most
        /// `limit` of them. Every head is kept.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn heads(
            &self,
            organization: Forwarded<OrgId>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<Vec<BatchHead>, RegistryError> {
            self.hand_on()
        }

        /// Checks that a leaf with this hash is in an organization's tree.
        ///
        /// # Errors
        /// [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn includes(
            &self,
            organization: Forwarded<OrgId>,
            leaf_hash: Forwarded<Box<Digest>>,
            place: Forwarded<Place>,
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

        /// The codes for the rarer messages.
        #[ink(message)]
        pub fn codes(&self) -> Box<Codes> {
            Box::new(*self.records.codes())
        }

        fn hand_on(&self) -> ! {
            hand_on(&self.records.codes().administration)
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
