//! Organizations and their practitioners, administered away from the reading path: who may act
//! is noted in the record registry, which looks it up there at every reading.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod calls;
mod directory;

pub use calls::{Calls, RecordRegistry};
pub use directory::{organization_id, Directory};
pub use provider_directory::{ProviderDirectory, ProviderDirectoryRef};

#[ink::contract]
mod provider_directory {
    use chartkey_governance::{GovernedError, Handover, HandoverStep};
    use chartkey_interfaces::{
        batches::TreeKind,
        directory::{
            ConsentRequested, DirectoryError, Invitation, KeyLoss, Organization,
            OrganizationStatus, PractitionerStatus, Profile, Roles,
        },
        governor::{Governed, Stewarded},
        Limits,
    };
    use chartkey_onchain::{caller, emit, emit_and_answer, now, Encoded, GovernedState, Last};
    use chartkey_vocabulary::{
        Account, Categories, Digest, OrgId, PatientId, PublicKey, Purpose, RequestReason, Text,
    };
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

        /// The steward publishes the sha2-256 digest of the register, the document that names
        /// every organization. No rule depends on it.
        ///
        /// # Errors
        /// [`DirectoryError::NotSteward`], [`DirectoryError::Digest`].
        #[ink(message)]
        pub fn set_register(&mut self, register: Box<Digest>) -> Result<(), DirectoryError> {
            self.directory.set_register(&caller(), *register).map(emit)
        }

        /// The digest of the register, `None` until the steward publishes it.
        #[ink(message)]
        pub fn register(&self) -> Option<Digest> {
            self.directory.register()
        }

        /// The steward admits an organization, with the account that administers it. Returns its
        /// id, of which no slip makes another organization's.
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
        /// cost its patients their permits. An offer of the old admin lapses. After a stolen key
        /// the organization's profile and invitations are void, and none of its practitioners
        /// acts until the new admin confirms the account: [`Self::confirm`].
        ///
        /// # Errors
        /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
        /// [`DirectoryError::NotSuspended`], [`DirectoryError::IdsUsedUp`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn replace_admin(
            &mut self,
            organization: OrgId,
            admin: Box<Account>,
            loss: Last<KeyLoss>,
        ) -> Result<(), DirectoryError> {
            let registry = *self.directory.registry();
            self.directory
                .replace_admin(&registry, &caller(), organization, &admin, loss.0)
                .map(emit)
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

        /// The admin publishes where the organization's keeper answers, the key that is a
        /// recipient of every document it writes, and the sha2-256 digest of its profile
        /// document; all three take the place of what was published before. An admin whom the
        /// steward put in does it before the organization is reinstated, too.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Keeper`], [`DirectoryError::Key`],
        /// [`DirectoryError::Digest`].
        #[ink(message)]
        pub fn set_profile(
            &mut self,
            organization: OrgId,
            keeper: Text,
            key: PublicKey,
            document: Box<Digest>,
        ) -> Result<(), DirectoryError> {
            self.directory.set_profile(&caller(), organization, keeper, key, *document).map(emit)
        }

        /// An organization, `None` if there is none of this id.
        #[ink(message)]
        pub fn organization(&self, organization: OrgId) -> Option<Organization> {
            self.directory.organization(organization).ok()
        }

        /// What an organization published, `None` where it did not, or not since a stolen admin key
        /// was replaced.
        #[ink(message)]
        pub fn profile(&self, organization: OrgId) -> Option<Profile> {
            self.directory.profile(organization)
        }

        /// The admin invites an account to serve the organization with these roles. It serves
        /// nobody and blocks nobody until it joins. An earlier invitation is replaced.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Roles`], [`DirectoryError::Paused`],
        /// [`DirectoryError::AlreadyEnrolled`] for an account that serves this organization,
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn invite(
            &mut self,
            organization: OrgId,
            account: Box<Account>,
            roles: Last<Roles>,
        ) -> Result<(), DirectoryError> {
            let registry = *self.directory.registry();
            self.directory
                .invite(&registry, &caller(), now(), organization, &account, roles.0)
                .map(emit)
        }

        /// The admin withdraws an invitation that the account has not used.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::NotInvited`].
        #[ink(message)]
        pub fn withdraw_invitation(
            &mut self,
            organization: OrgId,
            account: Box<Account>,
        ) -> Result<(), DirectoryError> {
            self.directory.withdraw_invitation(&caller(), organization, &account).map(emit)
        }

        /// The invitation that an account can join an organization by, `None` if there is none:
        /// never made, used, withdrawn, or void since a stolen admin key was replaced.
        #[ink(message)]
        pub fn invitation(&self, organization: OrgId, account: Box<Account>) -> Option<Invitation> {
            self.directory.invitation(organization, &account)
        }

        /// The caller, who serves nobody, becomes an active practitioner of an active
        /// organization that invites the account.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::Suspended`],
        /// [`DirectoryError::Paused`], [`DirectoryError::NotInvited`],
        /// [`DirectoryError::AlreadyEnrolled`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn join(&mut self, organization: OrgId) -> Result<(), DirectoryError> {
            let registry = *self.directory.registry();
            self.directory.join(&registry, &caller(), now(), organization).map(emit)
        }

        /// The admin gives a practitioner of the organization other roles. A pause does not stop
        /// roles from being taken away; an admin whom the steward put in takes them away before
        /// the organization is reinstated, too.
        ///
        /// # Errors
        /// [`DirectoryError::NotEnrolled`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Roles`],
        /// [`DirectoryError::NothingToDo`], [`DirectoryError::Paused`] for giving one,
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn set_roles(
            &mut self,
            practitioner: Box<Account>,
            roles: Last<Roles>,
        ) -> Result<(), DirectoryError> {
            let registry = self.directory.registry();
            self.directory.set_roles(registry, &caller(), now(), practitioner, roles.0).map(emit)
        }

        /// The admin confirms 1 to 64 members after a stolen admin key was replaced, all or none:
        /// they act again, with the roles, the status and the times that they have. An admin whom
        /// the steward put in does it before the organization is reinstated, too.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Paused`],
        /// [`DirectoryError::Members`], [`DirectoryError::NotServing`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn confirm(
            &mut self,
            organization: OrgId,
            accounts: Vec<Account>,
        ) -> Result<(), DirectoryError> {
            let registry = self.directory.registry();
            let events = self.directory.confirm(registry, &caller(), organization, accounts)?;
            events.into_iter().for_each(emit);
            Ok(())
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
            status: Last<PractitionerStatus>,
        ) -> Result<(), DirectoryError> {
            let registry = self.directory.registry();
            self.directory
                .set_practitioner_status(registry, &caller(), practitioner, status.0)
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

        /// The caller publishes an encryption key: to wrap keys for this account alone. Any
        /// account does.
        ///
        /// # Errors
        /// [`DirectoryError::Key`].
        #[ink(message)]
        pub fn publish_key(&mut self, key: PublicKey) -> Result<(), DirectoryError> {
            self.directory.publish_key(&caller(), key).map(emit)
        }

        /// The encryption key that an account published last, `None` if it did not. It says
        /// nothing about who the account is: for a practitioner, look up the status as well.
        #[ink(message)]
        pub fn encryption_key(&self, account: Box<Account>) -> Option<Encoded<PublicKey>> {
            self.directory.encryption_key(&account)
        }

        /// The admin begins the organization's next tree of this kind in the record registry,
        /// which emits that and its number: after a stolen key anchored leaves that nobody else
        /// has. Heads of the trees before stay good. Not paused.
        ///
        /// # Errors
        /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
        /// [`DirectoryError::Suspended`], [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn begin_tree(
            &mut self,
            organization: OrgId,
            kind: TreeKind,
        ) -> Result<(), DirectoryError> {
            self.directory.begin_tree(self.directory.registry(), &caller(), organization, kind)
        }

        /// An active practitioner of an active organization asks a patient for consent: an
        /// event, nothing is stored. The note is public: no clinical detail belongs there.
        ///
        /// # Errors
        /// [`DirectoryError::NotPractitioner`], [`DirectoryError::Categories`],
        /// [`DirectoryError::Purpose`], [`DirectoryError::Note`],
        /// [`DirectoryError::Unreachable`].
        #[ink(message)]
        pub fn request(
            &mut self,
            patient: Box<PatientId>,
            organization: OrgId,
            categories: Categories,
            purpose: Purpose,
            reason: RequestReason,
            note: Last<Option<Text>>,
        ) -> Result<(), DirectoryError> {
            let asked = ConsentRequested {
                patient,
                requester: caller(),
                organization,
                categories,
                purpose,
                reason,
                note: note.0,
            };
            self.directory.request(self.directory.registry(), asked).map(emit)
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
