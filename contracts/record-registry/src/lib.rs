//! The records, and `open`, the only door to a record.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod open;
mod records;
mod suite;

pub use record_registry::{RecordRegistry, RecordRegistryRef};

#[ink::contract]
mod record_registry {
    use chartkey_governance::{Command, Governance, GovernanceError};
    use chartkey_interfaces::{
        directory::{OrganizationStatus, Practitioner, PractitionerStatus},
        governed::{govern, keep, kept, Governed, StoredGovernance},
        registry::{
            DirectorySet, NewDocument, Note, Opening, Record, Registry, RegistryError, Retraction,
            StalePage, Version,
        },
        PatientId,
    };
    use chartkey_policy::{Account, OrgId, Purpose};
    use ink::{
        prelude::{boxed::Box, vec, vec::Vec},
        storage::{traits::ManualKey, Lazy, Mapping},
    };

    /// The records of every patient, and who may act.
    #[ink(storage)]
    pub struct RecordRegistry {
        pub(crate) consent: AccountId,
        pub(crate) log: AccountId,
        pub(crate) governance: Lazy<StoredGovernance, ManualKey<0x7272_0000>>,
        directory: Lazy<AccountId, ManualKey<0x7272_0001>>,
        organizations: Mapping<OrgId, OrganizationStatus, ManualKey<0x7272_0002>>,
        practitioners: Mapping<Account, Practitioner, ManualKey<0x7272_0003>>,
        pub(crate) record_counts: Mapping<PatientId, u32, ManualKey<0x7272_0004>>,
        pub(crate) records: Mapping<(PatientId, u32), Record, ManualKey<0x7272_0005>>,
    }

    impl RecordRegistry {
        /// A registry without organizations and records, over a consent manager and an access
        /// log. `upgrade_delay` is in milliseconds.
        #[ink(constructor)]
        pub fn new(
            owner: AccountId,
            upgrade_delay: u64,
            consent: AccountId,
            log: AccountId,
        ) -> Self {
            Self {
                consent,
                log,
                governance: keep(Governance::new(*owner.as_ref(), upgrade_delay)),
                directory: Lazy::new(),
                organizations: Mapping::new(),
                practitioners: Mapping::new(),
                record_counts: Mapping::new(),
                records: Mapping::new(),
            }
        }

        /// The consent manager and the access log behind this registry.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            (self.consent, self.log)
        }

        /// The owner tells the registry of the provider directory, once and for good: the one
        /// contract that changes who may act.
        ///
        /// # Errors
        /// [`RegistryError::NotOwner`], [`RegistryError::DirectoryAlreadySet`].
        #[ink(message)]
        pub fn set_directory(&mut self, directory: AccountId) -> Result<(), RegistryError> {
            if kept(&self.governance).owner().holder() != &self.caller() {
                return Err(RegistryError::NotOwner);
            }
            if self.directory.get().is_some() {
                return Err(RegistryError::DirectoryAlreadySet);
            }
            self.directory.set(&directory);
            self.env().emit_event(DirectorySet { directory });
            Ok(())
        }

        /// The provider directory, `None` until it is set.
        #[ink(message)]
        pub fn directory(&self) -> Option<AccountId> {
            self.directory.get()
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
            self.register_issued(&patient, vec![*document])
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
            self.register_issued(&patient, documents)
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
            patient: Box<PatientId>,
            document: Box<NewDocument>,
        ) -> Result<u32, RegistryError> {
            self.register_self_reported(&patient, *document)
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
            patient: Box<PatientId>,
            record: u32,
            version: Box<Version>,
        ) -> Result<u32, RegistryError> {
            self.amend_record(&patient, record, *version)
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
            patient: Box<PatientId>,
            record: u32,
            reason: Retraction,
        ) -> Result<(), RegistryError> {
            self.retract_record(&patient, record, reason)
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
            self.open_record(&patient, record, purpose)
        }

        /// One record, `None` if the patient has none of this id.
        #[ink(message)]
        pub fn record(&self, patient: Box<PatientId>, record: u32) -> Option<Record> {
            self.records.get((&*patient, record))
        }

        /// The patient's records from id `from` on, in order, at most `limit` of them.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`].
        #[ink(message)]
        pub fn records(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<Vec<Record>, RegistryError> {
            self.page_of_records(&patient, from, limit)
        }

        /// Looks at `limit` records from id `from` on, and returns those that are the latest
        /// version of their document and wait to be encrypted to a newer key.
        ///
        /// # Errors
        /// [`RegistryError::LimitTooLarge`], [`RegistryError::UnknownChart`].
        #[ink(message)]
        pub fn stale(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<StalePage, RegistryError> {
            self.page_of_stale(&patient, from, limit)
        }

        pub(crate) fn caller(&self) -> Account {
            *self.env().caller().as_ref()
        }

        /// The caller as an active practitioner of an active organization.
        pub(crate) fn active_practitioner(&self) -> Result<Practitioner, RegistryError> {
            self.practitioners
                .get(self.caller())
                .filter(|practitioner| {
                    practitioner.status == PractitionerStatus::Active
                        && self.organizations.get(practitioner.organization)
                            == Some(OrganizationStatus::Active)
                })
                .ok_or(RegistryError::NotPractitioner)
        }
    }

    impl Registry for RecordRegistry {
        #[ink(message)]
        fn note(&mut self, note: Note) -> Result<(), RegistryError> {
            if self.directory.get() != Some(self.env().caller()) {
                return Err(RegistryError::NotDirectory);
            }
            match note {
                Note::Organization(id, status) => self.organizations.insert(id, &status),
                Note::Practitioner(account, now) => self.practitioners.insert(&*account, &now),
            };
            Ok(())
        }

        #[ink(message)]
        fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner> {
            self.practitioners.get(&*practitioner)
        }

        #[ink(message)]
        fn organization_status(&self, organization: OrgId) -> Option<OrganizationStatus> {
            self.organizations.get(organization)
        }
    }

    impl Governed for RecordRegistry {
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
