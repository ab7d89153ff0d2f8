//! The records, and `open`, the only door to a record.
//!
//! Opening and registering are carried out here. Emergencies and disputes are handed on to the
//! part `emergencies`, trees of batches to the part `batches`, and all else, who may act among it,
//! to the part `upkeep`.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// Forwarders ignore their arguments.
#![allow(unused_variables)]

mod parts;

pub use parts::PARTS;
pub use record_registry::{RecordRegistry, RecordRegistryRef};

#[ink::contract]
mod record_registry {
    use chartkey_emergency::WaitingCase;
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::{
        batches::{BatchHead, Place, RecordLeaf, TreeId, TreeKind},
        directory::{Practitioner, Standing},
        emergencies::{EmergencyCase, OverduePage},
        governor::Governed,
        registry::{
            NewRecord, Note, Opening, Record, Registry, RegistryError, RetentionChange, StalePage,
            Ticket, Waiver,
        },
    };
    use chartkey_onchain::{
        caller, conclude,
        delegate::{hand_on, Forwarded},
        emit_and_answer, now, Encoded, GovernedState,
    };
    use chartkey_records::{Records, Suite};
    use chartkey_vocabulary::{
        Account, Digest, Finding, OrgId, PatientId, Purpose, Retraction, Selection, SelfReport,
        Version,
    };
    use ink::prelude::{boxed::Box, vec, vec::Vec};

    use crate::parts::{BATCHES, EMERGENCIES, PARTS, UPKEEP};

    /// The version of this code, from 1.
    const VERSION: u32 = 1;

    /// The records of every patient, and who may act.
    #[ink(storage)]
    pub struct RecordRegistry {
        records: Records,
    }

    impl RecordRegistry {
        /// A registry without organizations and records, over a consent manager and an access
        /// log. Its parts have to be on the chain. The caller names the directory later.
        #[ink(constructor)]
        pub fn new(governor: AccountId, consent: AccountId, log: AccountId) -> Self {
            let governed = GovernedState::new(governor, &PARTS);
            Self { records: Records::new(governed, caller(), Suite { consent, log }) }
        }

        /// A clinician or registrar of this organization puts a document on record for it, when
        /// the patient permits the caller to append to its category for treatment. Returns the
        /// record's id.
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
            organization: OrgId,
            record: Box<NewRecord>,
        ) -> Result<u32, RegistryError> {
            self.register_many(patient, organization, vec![*record])
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
            organization: OrgId,
            records: Vec<NewRecord>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            conclude(
                self.records
                    .register(&suite, &caller(), now(), &patient, organization, records)
                    .map(emit_and_answer),
            )
        }

        /// Asks to read 1 to 32 records, all or none, or for a session: every record of some
        /// categories for 60 minutes. Decided under the patient's policy, logged as one entry
        /// whether permitted or refused, and answered with that entry, about which a keeper asks
        /// [`RecordRegistry::ticket`].
        ///
        /// A session needs permits that name the caller or the organization: a permit for anyone,
        /// an issuer's right, an addressee's and an emergency open lists of records only.
        ///
        /// The controller asks with [`Purpose::PatientRequest`] and a representative, who serves
        /// no organization, with [`Purpose::FamilyRequest`]; both name no organization. With any
        /// other purpose an active practitioner asks for the organization that is named; with
        /// [`Purpose::EmergencyTreatment`] while an emergency that the practitioner declared is
        /// open.
        ///
        /// # Errors
        /// [`RegistryError::List`], [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
        /// [`RegistryError::Categories`], [`RegistryError::NoSession`],
        /// [`RegistryError::Organization`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::NoEmergency`],
        /// [`RegistryError::Enrolled`], [`RegistryError::NotController`],
        /// [`RegistryError::NotRepresentative`], [`RegistryError::UnknownChart`],
        /// [`RegistryError::Log`], [`RegistryError::Unreachable`]; nobody's log changes then.
        #[ink(message)]
        pub fn open(
            &mut self,
            patient: Box<PatientId>,
            selection: Selection,
            purpose: Purpose,
            organization: Option<OrgId>,
        ) -> Result<Opening, RegistryError> {
            let suite = self.records.suite();
            conclude(
                self.records
                    .open(suite, &caller(), now(), &patient, selection, purpose, organization)
                    .map(emit_and_answer),
            )
        }

        /// The chart's controller puts a document of the patient's own on record, for an
        /// addressee, who may read it for treatment until denied, or for nobody. Returns the
        /// record's id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotController`], the bounds of
        /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn self_report(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            report: Forwarded<Box<SelfReport>>,
        ) -> Result<u32, RegistryError> {
            hand_on(UPKEEP)
        }

        /// The issuer adds a version to a document, in the same category: for an organization
        /// any of its active clinicians or registrars, also without consent to append; for a
        /// self-report the controller. `record` is the latest version. Issuer, addressee and
        /// retention stay as they are, and so does a mark as of the wrong patient. Returns the
        /// new id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::UnknownRecord`],
        /// [`RegistryError::NotLatest`], [`RegistryError::Erased`],
        /// [`RegistryError::NotIssuer`], [`RegistryError::SameDigest`], and those of
        /// [`Self::register`] but [`RegistryError::AppendRefused`]; for a self-report also
        /// [`RegistryError::NotController`].
        #[ink(message)]
        pub fn amend(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
            version: Forwarded<Box<Version>>,
        ) -> Result<u32, RegistryError> {
            hand_on(UPKEEP)
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
            hand_on(UPKEEP)
        }

        /// A leaf of a batch is put on record, once, by the rules of [`Self::register`] for the
        /// leaf's organization, in whose tree it is proven to be; its retention may have ended.
        /// Returns the record's id.
        ///
        /// # Errors
        /// Those of [`Self::register`], and [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn admit(
            &mut self,
            place: Forwarded<Place>,
            leaf: Forwarded<RecordLeaf>,
        ) -> Result<u32, RegistryError> {
            hand_on(BATCHES)
        }

        /// Two members of the organization that issued a record, active clinicians or registrars,
        /// give up its right to have the document retained: the first call proposes, one by
        /// another member confirms. Then the patient may erase all versions of it, those to come
        /// as well. Returns which of the two it was.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::NotIssuer`],
        /// [`RegistryError::Erased`], [`RegistryError::NotRetained`],
        /// [`RegistryError::AlreadyProposed`].
        #[ink(message)]
        pub fn waive_retention(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<RetentionChange, RegistryError> {
            hand_on(UPKEEP)
        }

        /// A member of the organization that issued a record takes a waiver, or the proposal of
        /// one, back: what is not erased yet is retained as before.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::NotIssuer`],
        /// [`RegistryError::Erased`], [`RegistryError::NotWaived`].
        #[ink(message)]
        pub fn restore_retention(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<(), RegistryError> {
            hand_on(UPKEEP)
        }

        /// The chart's controller erases a record that is not retained any more and of which no
        /// earlier version is left: digest, size, locator and epoch go, a tombstone with all else
        /// stays. Never paused.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
        /// [`RegistryError::Erased`], [`RegistryError::EarlierVersions`],
        /// [`RegistryError::Retained`], [`RegistryError::UnknownChart`],
        /// [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn erase(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<(), RegistryError> {
            hand_on(UPKEEP)
        }

        /// The chart's controller erases a document, of which any version is named: its 1 to 32
        /// oldest versions that are left, all or none. Returns the version with which the next
        /// call goes on, `None` once nothing is left. Never paused.
        ///
        /// # Errors
        /// Those of [`Self::erase`] but [`RegistryError::EarlierVersions`];
        /// [`RegistryError::Erased`] where no version is left.
        #[ink(message)]
        pub fn erase_document(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Result<Option<u32>, RegistryError> {
            hand_on(UPKEEP)
        }

        /// A practitioner who has held the emergency role in this organization for 24 hours
        /// declares an emergency of a patient, alone and at once: what the patient's directive
        /// names can be opened with [`Purpose::EmergencyTreatment`] for 24 hours, until a
        /// colleague reviews the case. `justification` is the sha2-256 digest of a written one. Returns the index of the
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
            organization: Forwarded<OrgId>,
            justification: Forwarded<Box<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(EMERGENCIES)
        }

        /// An active practitioner of this organization reviews the emergency that a colleague
        /// declared under this entry of the patient's log, within 72 hours or late. It ends the
        /// window. `written` is the sha2-256 digest of a written finding, if there is one.
        /// Returns the index of the review in the log.
        ///
        /// # Errors
        /// [`RegistryError::NotPractitioner`], [`RegistryError::Digest`],
        /// [`RegistryError::Emergency`], [`RegistryError::Log`],
        /// [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn review_emergency(
            &mut self,
            patient: Forwarded<Box<PatientId>>,
            organization: Forwarded<OrgId>,
            practitioner: Forwarded<Box<Account>>,
            declared: Forwarded<u32>,
            finding: Forwarded<Finding>,
            written: Forwarded<Option<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(EMERGENCIES)
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
            hand_on(EMERGENCIES)
        }

        /// The emergencies that a practitioner declared and that wait for their review, oldest
        /// first, at most 8.
        #[ink(message)]
        pub fn waiting(&self, practitioner: Forwarded<Box<Account>>) -> Vec<WaitingCase> {
            hand_on(EMERGENCIES)
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
            hand_on(EMERGENCIES)
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
            hand_on(EMERGENCIES)
        }

        /// A member of the organization anchors its tree, which is larger than the one anchored
        /// last, by 2^32 leaves at most, and extends it: `proof` is of consistency (RFC 9162,
        /// section 2.1.4), and empty for the first. Trees of documents are anchored by
        /// registrars, of releases by keepers. Returns the head's number, from 0.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn anchor(
            &mut self,
            tree: Forwarded<TreeId>,
            size: Forwarded<u64>,
            root: Forwarded<Box<Digest>>,
            proof: Forwarded<Vec<Digest>>,
        ) -> Result<u32, RegistryError> {
            hand_on(BATCHES)
        }

        /// The number of the tree of this kind that an organization anchors in now, from 0.
        #[ink(message)]
        pub fn current_tree(
            &self,
            organization: Forwarded<OrgId>,
            kind: Forwarded<TreeKind>,
        ) -> u32 {
            hand_on(BATCHES)
        }

        /// The heads that an organization anchored in one of its trees, from this number on, in
        /// order, at most `limit` of them. Every head is kept.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn heads(
            &self,
            tree: Forwarded<TreeId>,
            from: Forwarded<u32>,
            limit: Forwarded<u32>,
        ) -> Result<Vec<BatchHead>, RegistryError> {
            hand_on(BATCHES)
        }

        /// Checks that a leaf with this hash is in one of an organization's trees.
        ///
        /// # Errors
        /// [`RegistryError::Anchoring`].
        #[ink(message)]
        pub fn includes(
            &self,
            tree: Forwarded<TreeId>,
            leaf_hash: Forwarded<Box<Digest>>,
            place: Forwarded<Place>,
        ) -> Result<(), RegistryError> {
            hand_on(BATCHES)
        }

        /// One record, `None` if the patient has none of this id.
        #[ink(message)]
        pub fn record(
            &self,
            patient: Forwarded<Box<PatientId>>,
            record: Forwarded<u32>,
        ) -> Option<Record> {
            hand_on(UPKEEP)
        }

        /// All that a keeper asks of the chain before it hands out this record for this entry of
        /// the patient's log, at one block. The access log's README says what else it demands.
        ///
        /// # Errors
        /// [`RegistryError::UnknownRecord`], [`RegistryError::UnknownEntry`],
        /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
        #[ink(message)]
        pub fn ticket(
            &self,
            patient: Forwarded<Box<PatientId>>,
            entry: Forwarded<u32>,
            record: Forwarded<u32>,
        ) -> Result<Ticket, RegistryError> {
            hand_on(UPKEEP)
        }

        /// What was done last about the retention of the document whose first version has this
        /// id, `None` if nothing ever was.
        #[ink(message)]
        pub fn waiver(
            &self,
            patient: Forwarded<Box<PatientId>>,
            document: Forwarded<u32>,
        ) -> Option<Waiver> {
            hand_on(UPKEEP)
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
            hand_on(UPKEEP)
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
            hand_on(UPKEEP)
        }

        /// The deployer tells the registry of the provider directory, once and for good: the one
        /// contract that changes who may act.
        ///
        /// # Errors
        /// [`RegistryError::NotDeployer`], [`RegistryError::DirectoryAlreadySet`].
        #[ink(message)]
        pub fn set_directory(
            &mut self,
            directory: Forwarded<AccountId>,
        ) -> Result<(), RegistryError> {
            hand_on(UPKEEP)
        }

        /// The provider directory, `None` until it is set.
        #[ink(message)]
        pub fn directory(&self) -> Option<AccountId> {
            hand_on(UPKEEP)
        }

        /// The consent manager and the access log behind this registry.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            hand_on(UPKEEP)
        }
    }

    impl Registry for RecordRegistry {
        #[ink(message)]
        fn note(&mut self, note: Encoded<Note>) -> Result<(), RegistryError> {
            hand_on(UPKEEP)
        }

        #[ink(message)]
        fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner> {
            hand_on(UPKEEP)
        }

        #[ink(message)]
        fn standing(&self, organization: OrgId) -> Option<Standing> {
            hand_on(UPKEEP)
        }
    }

    impl Governed for RecordRegistry {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.records.governed_mut().set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.records.governed().is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.records.governed().set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.records.governed_mut().set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.records.governed_mut().hold(&PARTS)
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.records.governed().governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            0
        }
    }
}
