//! The provider directory, the records, and `open`, the only door to a record.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod directory;
mod open;
mod records;
mod suite;

pub use record_registry::{RecordRegistry, RecordRegistryRef};

#[ink::contract]
mod record_registry {
    use chartkey_governance::{Command, Governance, GovernanceError, HandoverStep};
    use chartkey_interfaces::{
        governed::{govern, keep, kept, Governed, StoredGovernance},
        registry::{
            NewDocument, Opening, Organization, Practitioner, Profile, Record, RegistryError,
            Retraction, Roles, StalePage, Status, Version,
        },
        PatientId, PublicKey, Text,
    };
    use chartkey_policy::{Account, OrgId, Purpose};
    use ink::{
        prelude::{boxed::Box, vec, vec::Vec},
        storage::{traits::ManualKey, Lazy, Mapping},
    };

    /// The directory and the records of every patient.
    #[ink(storage)]
    pub struct RecordRegistry {
        pub(crate) consent: AccountId,
        pub(crate) log: AccountId,
        pub(crate) governance: Lazy<StoredGovernance, ManualKey<0x7272_0000>>,
        pub(crate) organization_count: Lazy<u32, ManualKey<0x7272_0001>>,
        pub(crate) organizations: Mapping<OrgId, Organization, ManualKey<0x7272_0002>>,
        pub(crate) profiles: Mapping<OrgId, Profile, ManualKey<0x7272_0003>>,
        pub(crate) practitioners: Mapping<Account, Practitioner, ManualKey<0x7272_0004>>,
        pub(crate) record_counts: Mapping<PatientId, u32, ManualKey<0x7272_0005>>,
        pub(crate) records: Mapping<(PatientId, u32), Record, ManualKey<0x7272_0006>>,
    }

    impl RecordRegistry {
        /// A registry without organizations and records, over a consent manager and an access
        /// log. `upgrade_delay` is in milliseconds.
        #[ink(constructor)]
        pub fn new(owner: AccountId, upgrade_delay: u64, consent: AccountId, log: AccountId) -> Self {
            Self {
                consent,
                log,
                governance: keep(Governance::new(*owner.as_ref(), upgrade_delay)),
                organization_count: Lazy::new(),
                organizations: Mapping::new(),
                profiles: Mapping::new(),
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

        /// The owner admits an organization, with the account that administers it.
        ///
        /// # Errors
        /// [`RegistryError::Governance`], [`RegistryError::IdsUsedUp`].
        #[ink(message)]
        pub fn admit(&mut self, admin: Box<Account>) -> Result<OrgId, RegistryError> {
            self.admit_organization(&admin)
        }

        /// The owner suspends or reinstates an organization, and with it all its practitioners.
        ///
        /// # Errors
        /// [`RegistryError::Governance`], [`RegistryError::UnknownOrganization`],
        /// [`RegistryError::NothingToDo`].
        #[ink(message)]
        pub fn set_organization_status(
            &mut self,
            organization: OrgId,
            status: Status,
        ) -> Result<(), RegistryError> {
            self.change_organization_status(organization, status)
        }

        /// A step of the hand-over of an organization: its admin offers the administration to
        /// an account or takes the offer back, that account accepts.
        ///
        /// # Errors
        /// [`RegistryError::UnknownOrganization`], [`RegistryError::Handover`].
        #[ink(message)]
        pub fn hand_over(
            &mut self,
            organization: OrgId,
            step: HandoverStep,
        ) -> Result<(), RegistryError> {
            self.hand_over_organization(organization, step)
        }

        /// The admin publishes where the organization's keeper answers.
        ///
        /// # Errors
        /// [`RegistryError::UnknownOrganization`], [`RegistryError::NotAdmin`],
        /// [`RegistryError::Keeper`].
        #[ink(message)]
        pub fn set_keeper(
            &mut self,
            organization: OrgId,
            keeper: Text,
        ) -> Result<(), RegistryError> {
            self.publish_keeper(organization, keeper)
        }

        /// The admin publishes the organization's encryption key.
        ///
        /// # Errors
        /// [`RegistryError::UnknownOrganization`], [`RegistryError::NotAdmin`],
        /// [`RegistryError::Key`].
        #[ink(message)]
        pub fn set_encryption_key(
            &mut self,
            organization: OrgId,
            key: PublicKey,
        ) -> Result<(), RegistryError> {
            self.publish_key(organization, key)
        }

        /// An organization, `None` if there is none of this id.
        #[ink(message)]
        pub fn organization(&self, organization: OrgId) -> Option<Organization> {
            self.organizations.get(organization)
        }

        /// Where an organization's keeper answers, and its encryption key.
        #[ink(message)]
        pub fn profile(&self, organization: OrgId) -> Profile {
            self.profiles.get(organization).unwrap_or_default()
        }

        /// The admin enrols an account as an active practitioner, or gives a practitioner of
        /// the organization other roles.
        ///
        /// # Errors
        /// [`RegistryError::UnknownOrganization`], [`RegistryError::NotAdmin`],
        /// [`RegistryError::Roles`], [`RegistryError::AlreadyEnrolled`].
        #[ink(message)]
        pub fn enrol(
            &mut self,
            organization: OrgId,
            practitioner: Box<Account>,
            roles: Roles,
        ) -> Result<(), RegistryError> {
            self.set_practitioner(organization, &practitioner, roles)
        }

        /// The admin suspends or reinstates a practitioner.
        ///
        /// # Errors
        /// [`RegistryError::NotEnrolled`], [`RegistryError::NotAdmin`],
        /// [`RegistryError::NothingToDo`].
        #[ink(message)]
        pub fn set_practitioner_status(
            &mut self,
            practitioner: Box<Account>,
            status: Status,
        ) -> Result<(), RegistryError> {
            self.change_practitioner_status(&practitioner, status)
        }

        /// The caller stops serving its organization.
        ///
        /// # Errors
        /// [`RegistryError::NotEnrolled`].
        #[ink(message)]
        pub fn leave(&mut self) -> Result<(), RegistryError> {
            self.leave_organization()
        }

        /// A practitioner, `None` if the account serves no organization.
        #[ink(message)]
        pub fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner> {
            self.practitioners.get(&*practitioner)
        }

        /// A clinician or registrar puts a document on record, when the patient permits the
        /// caller to append to its category for treatment. Returns the record's id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
        /// [`RegistryError::RoleMissing`], [`RegistryError::AppendRefused`], the bounds of
        /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::Consent`].
        #[ink(message)]
        pub fn register(
            &mut self,
            patient: Box<PatientId>,
            document: NewDocument,
        ) -> Result<u32, RegistryError> {
            self.register_issued(&patient, vec![document])
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
        /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::Consent`].
        #[ink(message)]
        pub fn self_report(
            &mut self,
            patient: Box<PatientId>,
            document: NewDocument,
        ) -> Result<u32, RegistryError> {
            self.register_self_reported(&patient, document)
        }

        /// The issuer adds a version to a document, in the same category: for an organization
        /// any of its active clinicians or registrars, also without consent to append; for a
        /// self-report the controller. `record` is the latest version. Returns the new id.
        ///
        /// # Errors
        /// [`RegistryError::Paused`], [`RegistryError::UnknownRecord`],
        /// [`RegistryError::NotLatest`], [`RegistryError::NotIssuer`], and those of
        /// [`Self::register`] but [`RegistryError::AppendRefused`].
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
        /// [`RegistryError::RoleMissing`], [`RegistryError::NotController`].
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
        /// [`RegistryError::NotController`], [`RegistryError::Unreachable`]; nobody's log
        /// changes then.
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
        /// [`RegistryError::LimitTooLarge`], [`RegistryError::Consent`].
        #[ink(message)]
        pub fn stale(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<StalePage, RegistryError> {
            self.page_of_stale(&patient, from, limit)
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
