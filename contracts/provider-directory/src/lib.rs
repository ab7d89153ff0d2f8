//! Organizations and their practitioners, administered away from the reading path: who may act
//! is noted in the record registry, which looks it up there at every reading.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod calls;
mod directory;

pub use calls::{Calls, RecordRegistry};
pub use directory::Directory;
pub use provider_directory::{ProviderDirectory, ProviderDirectoryRef};

#[ink::contract]
mod provider_directory {
    use chartkey_governance::{GovernedError, Handover, HandoverStep};
    use chartkey_interfaces::{
        directory::{
            DirectoryError, Organization, OrganizationStatus, PractitionerStatus, Profile, Roles,
        },
        governor::{Governed, Stewarded},
        Limits,
    };
    use chartkey_onchain::{caller, emit, emit_and_answer, now, Encoded, GovernedState};
    use chartkey_vocabulary::{Account, Categories, OrgId, PatientId, PublicKey, Purpose, Text};
    use ink::prelude::{boxed::Box, vec::Vec};

    use crate::{calls::RecordRegistry, directory::Directory};

    /// The version of this code, from 1.
    const VERSION: u32 = 1;

    /// The administration of every organization.
    #[ink(storage)]
    pub struct ProviderDirectory {
        directory: Directory,
    }

    impl ProviderDirectory {
        /// A directory without organizations, over the record registry that it notes who may
        /// act in.
        #[ink(constructor)]
        pub fn new(governor: AccountId, steward: Box<Account>, registry: AccountId) -> Self {
            let governed = GovernedState::new(governor, &[]);
            let registry = RecordRegistry { address: registry };
            Self { directory: Directory::new(governed, *steward, registry) }
        }

        /// The steward, who admits and suspends organizations and replaces their admins, and whom
        /// the stewardship is offered to.
        #[ink(message)]
        pub fn steward(&self) -> Handover {
            self.directory.steward()
        }

        /// A step of the hand-over of the stewardship: the steward offers it to an account or
        /// takes the offer back, that account accepts.
        ///
        /// # Errors
        /// [`DirectoryError::Handover`].
        #[ink(message)]
        pub fn hand_over_stewardship(&mut self, step: HandoverStep) -> Result<(), DirectoryError> {
            self.directory.hand_over_stewardship(&caller(), step).map(emit)
        }

        /// The record registry behind this directory.
        #[ink(message)]
        pub fn registry(&self) -> AccountId {
            self.directory.registry().address
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
            let registry = *self.directory.registry();
            self.directory.admit(&registry, &caller(), &admin).map(emit_and_answer)
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
            let registry = *self.directory.registry();
            self.directory
                .set_organization_status(&registry, &caller(), organization, status)
                .map(emit)
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
            self.directory.replace_admin(&caller(), organization, &admin).map(emit)
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
            self.directory.hand_over(&caller(), organization, step).map(emit)
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
            self.directory.set_keeper(&caller(), organization, keeper).map(emit)
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
            self.directory.set_encryption_key(&caller(), organization, key).map(emit)
        }

        /// An organization, `None` if there is none of this id.
        #[ink(message)]
        pub fn organization(&self, organization: OrgId) -> Option<Organization> {
            self.directory.organization(organization).ok()
        }

        /// Where an organization's keeper answers, and its encryption key.
        #[ink(message)]
        pub fn profile(&self, organization: OrgId) -> Profile {
            self.directory.profile(organization)
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
            let registry = self.directory.registry();
            self.directory
                .enrol(registry, &caller(), now(), organization, practitioner, roles)
                .map(emit)
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
            let registry = self.directory.registry();
            self.directory
                .set_practitioner_status(registry, &caller(), practitioner, status)
                .map(emit)
        }

        /// The caller stops serving its organization.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn leave(&mut self) -> Result<(), DirectoryError> {
            self.directory.leave(self.directory.registry(), &caller()).map(emit)
        }

        /// The caller, who serves an organization, publishes an encryption key: to wrap keys for
        /// this practitioner alone.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Key`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn set_practitioner_key(&mut self, key: PublicKey) -> Result<(), DirectoryError> {
            let registry = *self.directory.registry();
            self.directory.set_practitioner_key(&registry, &caller(), key).map(emit)
        }

        /// The encryption key that an account published as a practitioner, `None` if it did
        /// not. It stays when the practitioner leaves: look up the status as well.
        #[ink(message)]
        pub fn practitioner_key(&self, practitioner: Box<Account>) -> Option<Encoded<PublicKey>> {
            self.directory.practitioner_key(&practitioner)
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
            let registry = self.directory.registry();
            self.directory
                .request(registry, &caller(), patient, categories, purpose, reason)
                .map(emit)
        }
    }

    impl Governed for ProviderDirectory {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.directory.governed_mut().set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.directory.governed().is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.directory.governed().set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.directory.governed_mut().set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.directory.governed_mut().hold(&[])
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.directory.governed().governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            0
        }
    }

    impl Stewarded for ProviderDirectory {
        #[ink(message)]
        fn replace_steward(&mut self, steward: AccountId) -> Result<(), GovernedError> {
            self.directory.replace_steward(*steward.as_ref()).map(emit)
        }
    }
}
