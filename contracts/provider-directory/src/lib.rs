//! Organizations and their practitioners, administered away from the reading path: who may act
//! is noted in the record registry, which looks it up there at every reading.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod organizations;
mod practitioners;
mod registry;
mod steward;

pub use provider_directory::{ProviderDirectory, ProviderDirectoryRef};

#[ink::contract]
mod provider_directory {
    use chartkey_governance::{GovernedError, Handover, HandoverStep};
    use chartkey_interfaces::{
        directory::{
            DirectoryError, Organization, OrganizationStatus, PractitionerStatus, Profile, Roles,
            Stewardship,
        },
        governor::{Governed, Stewarded},
        Limits,
    };
    use chartkey_onchain::{Encoded, GovernedState};
    use chartkey_vocabulary::{Account, Categories, OrgId, PatientId, PublicKey, Purpose, Text};
    use ink::{
        prelude::{boxed::Box, vec::Vec},
        storage::{traits::ManualKey, Lazy, Mapping},
    };

    /// The version of this code, from 1.
    const VERSION: u32 = 1;

    /// The administration of every organization.
    #[ink(storage)]
    pub struct ProviderDirectory {
        pub(crate) governed: GovernedState,
        pub(crate) registry: AccountId,
        pub(crate) steward: Lazy<Stewardship, ManualKey<0x7064_0000>>,
        pub(crate) organization_count: Lazy<u32, ManualKey<0x7064_0001>>,
        pub(crate) organizations: Mapping<OrgId, Organization, ManualKey<0x7064_0002>>,
        pub(crate) profiles: Mapping<OrgId, Profile, ManualKey<0x7064_0003>>,
        pub(crate) keys: Mapping<Account, Encoded<PublicKey>, ManualKey<0x7064_0004>>,
    }

    impl ProviderDirectory {
        /// A directory without organizations, over the record registry that it notes who may
        /// act in.
        #[ink(constructor)]
        pub fn new(governor: AccountId, steward: Box<Account>, registry: AccountId) -> Self {
            let mut stewardship = Lazy::new();
            stewardship.set(&Stewardship(Handover::new(*steward)));
            Self {
                governed: GovernedState::new(governor, &[]),
                registry,
                steward: stewardship,
                organization_count: Lazy::new(),
                organizations: Mapping::new(),
                profiles: Mapping::new(),
                keys: Mapping::new(),
            }
        }

        /// The steward, who admits and suspends organizations and replaces their admins, and whom
        /// the stewardship is offered to.
        #[ink(message)]
        pub fn steward(&self) -> Handover {
            self.stewardship()
        }

        /// A step of the hand-over of the stewardship: the steward offers it to an account or
        /// takes the offer back, that account accepts.
        ///
        /// # Errors
        /// [`DirectoryError::Handover`].
        #[ink(message)]
        pub fn hand_over_stewardship(&mut self, step: HandoverStep) -> Result<(), DirectoryError> {
            self.change_steward(step)
        }

        /// The record registry behind this directory.
        #[ink(message)]
        pub fn registry(&self) -> AccountId {
            self.registry
        }

        /// The bounds and windows of the suite, and the bit of each category, purpose, action and
        /// role: what a client needs to know beforehand.
        #[ink(message)]
        pub fn limits(&self) -> Limits {
            Limits::current()
        }

        /// The steward admits an organization, with the account that administers it. Returns its
        /// id.
        ///
        /// # Errors
        /// [`DirectoryError::Paused`], [`DirectoryError::NotSteward`],
        /// [`DirectoryError::IdsUsedUp`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn admit(&mut self, admin: Box<Account>) -> Result<OrgId, DirectoryError> {
            self.admit_organization(&admin)
        }

        /// The steward suspends or reinstates an organization, and with it all its practitioners.
        ///
        /// # Errors
        /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
        /// [`DirectoryError::NothingToDo`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn set_organization_status(
            &mut self,
            organization: OrgId,
            status: OrganizationStatus,
        ) -> Result<(), DirectoryError> {
            self.change_organization_status(organization, status)
        }

        /// The steward gives a suspended organization another admin: a lost or stolen key must not
        /// cost its patients their permits. An offer of the old admin lapses.
        ///
        /// # Errors
        /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
        /// [`DirectoryError::NotSuspended`].
        #[ink(message)]
        pub fn replace_admin(
            &mut self,
            organization: OrgId,
            admin: Box<Account>,
        ) -> Result<(), DirectoryError> {
            self.replace_organization_admin(organization, &admin)
        }

        /// A step of the hand-over of an organization: its admin offers the administration to
        /// an account or takes the offer back, that account accepts.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::Handover`].
        #[ink(message)]
        pub fn hand_over(
            &mut self,
            organization: OrgId,
            step: HandoverStep,
        ) -> Result<(), DirectoryError> {
            self.hand_over_organization(organization, step)
        }

        /// The admin publishes where the organization's keeper answers.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Keeper`].
        #[ink(message)]
        pub fn set_keeper(
            &mut self,
            organization: OrgId,
            keeper: Text,
        ) -> Result<(), DirectoryError> {
            self.publish_keeper(organization, keeper)
        }

        /// The admin publishes the organization's encryption key.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Key`].
        #[ink(message)]
        pub fn set_encryption_key(
            &mut self,
            organization: OrgId,
            key: PublicKey,
        ) -> Result<(), DirectoryError> {
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
        /// [`DirectoryError::Paused`], [`DirectoryError::UnknownOrganization`],
        /// [`DirectoryError::NotAdmin`], [`DirectoryError::Suspended`], [`DirectoryError::Roles`],
        /// [`DirectoryError::AlreadyEnrolled`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn enrol(
            &mut self,
            organization: OrgId,
            practitioner: Box<Account>,
            roles: Roles,
        ) -> Result<(), DirectoryError> {
            self.enrol_practitioner(organization, practitioner, roles)
        }

        /// The admin suspends a practitioner or, of an active organization, makes it active again.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`] for making it active,
        /// [`DirectoryError::NothingToDo`], [`DirectoryError::NotForAdmin`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn set_practitioner_status(
            &mut self,
            practitioner: Box<Account>,
            status: PractitionerStatus,
        ) -> Result<(), DirectoryError> {
            self.change_practitioner_status(practitioner, status)
        }

        /// The caller stops serving its organization.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn leave(&mut self) -> Result<(), DirectoryError> {
            self.leave_organization()
        }

        /// The caller, who serves an organization, publishes an encryption key: to wrap keys for
        /// this practitioner alone.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Key`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn set_practitioner_key(&mut self, key: PublicKey) -> Result<(), DirectoryError> {
            self.publish_practitioner_key(key)
        }

        /// The encryption key that an account published as a practitioner, `None` if it did
        /// not. It stays when the practitioner leaves: look up the status as well.
        #[ink(message)]
        pub fn practitioner_key(&self, practitioner: Box<Account>) -> Option<Encoded<PublicKey>> {
            self.keys.get(&*practitioner)
        }

        /// An active practitioner of an active organization asks a patient for consent: an
        /// event, nothing is stored. The reason is public: no clinical detail belongs there.
        ///
        /// # Errors
        /// [`DirectoryError::NotPractitioner`], [`DirectoryError::Categories`],
        /// [`DirectoryError::Reason`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn request(
            &mut self,
            patient: Box<PatientId>,
            categories: Categories,
            purpose: Purpose,
            reason: Text,
        ) -> Result<(), DirectoryError> {
            self.request_consent(patient, categories, purpose, reason)
        }
    }

    impl Governed for ProviderDirectory {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.governed.set_paused(paused)
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.governed.set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.governed.set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.governed.hold(&[])
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.governed.governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            0
        }
    }

    impl Stewarded for ProviderDirectory {
        #[ink(message)]
        fn replace_steward(&mut self, steward: AccountId) -> Result<(), GovernedError> {
            self.set_steward(steward)
        }
    }
}
