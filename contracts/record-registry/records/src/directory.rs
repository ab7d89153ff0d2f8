//! Who may act, as the provider directory notes it.

use chartkey_interfaces::{
    batches::TreeBegun,
    directory::{OrganizationStatus, Practitioner, PractitionerStatus, Role, Roles, Standing},
    registry::{DirectorySet, Note, RegistryError},
};
use chartkey_vocabulary::{Account, OrgId};
use ink::{prelude::vec::Vec, primitives::AccountId};

use crate::Records;

/// How the registry is wired: its deployer names the directory, which then notes who may act.
#[derive(Clone, Copy, Debug, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub(crate) struct Wire {
    pub(crate) deployer: Account,
    pub(crate) directory: Option<Account>,
}

chartkey_onchain::stored_as_one_cell!(Wire);

impl Records {
    /// The deployer names the one contract that changes who may act, once and for good.
    ///
    /// # Errors
    /// [`RegistryError::NotDeployer`], [`RegistryError::DirectoryAlreadySet`].
    pub fn set_directory(
        &mut self,
        caller: &Account,
        directory: AccountId,
    ) -> Result<DirectorySet, RegistryError> {
        let mut wire = self
            .wire
            .get()
            .filter(|wire| wire.deployer == *caller)
            .ok_or(RegistryError::NotDeployer)?;
        if wire.directory.is_some() {
            return Err(RegistryError::DirectoryAlreadySet);
        }
        wire.directory = Some(*directory.as_ref());
        self.wire.set(&wire);
        Ok(DirectorySet { directory })
    }

    /// The provider directory, `None` until it is set.
    #[must_use]
    pub fn directory(&self) -> Option<AccountId> {
        self.wire.get()?.directory.map(Into::into)
    }

    /// The provider directory notes who may act, or that an organization begins a tree.
    ///
    /// # Errors
    /// [`RegistryError::NotDirectory`], [`RegistryError::NotServing`],
    /// [`BatchError::HeadsUsedUp`](chartkey_interfaces::batches::BatchError::HeadsUsedUp).
    pub fn note(
        &mut self,
        caller: &Account,
        note: Note,
    ) -> Result<Option<TreeBegun>, RegistryError> {
        self.ensure_directory(caller)?;
        match note {
            Note::Organization(id, standing) => {
                self.organizations.insert(id, &standing);
            }
            Note::Practitioner(account, now) => {
                self.practitioners.insert(&*account, &now);
            }
            Note::Confirmed(id, accounts) => self.confirm(id, &accounts)?,
            Note::NextTree(id, kind) => return self.begin_tree(id, kind).map(Some),
        }
        Ok(None)
    }

    /// Checks that the provider directory calls.
    pub(crate) fn ensure_directory(&self, caller: &Account) -> Result<(), RegistryError> {
        match self.wire.get() {
            Some(Wire { directory: Some(directory), .. }) if directory == *caller => Ok(()),
            _ => Err(RegistryError::NotDirectory),
        }
    }

    /// These accounts serve the organization in its present generation, all or none. All else
    /// about them stays.
    fn confirm(&mut self, id: OrgId, accounts: &[Account]) -> Result<(), RegistryError> {
        let generation = self.standing(id).map_or(0, |standing| standing.generation);
        let confirmed = (0_u32..)
            .zip(accounts)
            .map(|(place, account)| {
                self.practitioner(account)
                    .filter(|now| now.organization == id && now.status != PractitionerStatus::Left)
                    .map(|now| Practitioner { generation, ..now })
                    .ok_or(RegistryError::NotServing(place))
            })
            .collect::<Result<Vec<_>, _>>()?;
        for (account, now) in accounts.iter().zip(&confirmed) {
            self.practitioners.insert(account, now);
        }
        Ok(())
    }

    /// A practitioner, `None` if the account never served an organization.
    #[must_use]
    pub fn practitioner(&self, practitioner: &Account) -> Option<Practitioner> {
        self.practitioners.get(practitioner)
    }

    /// How an organization stands, `None` if there is none of this id.
    #[must_use]
    pub fn standing(&self, organization: OrgId) -> Option<Standing> {
        self.organizations.get(organization)
    }

    /// The caller as an active practitioner of this organization who may ask to read.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`] for an account that only
    /// anchors heads of release logs.
    pub fn active_practitioner(
        &self,
        caller: &Account,
        organization: OrgId,
    ) -> Result<Practitioner, RegistryError> {
        let practitioner = self.active_member(caller, organization)?;
        if practitioner.roles.may_ask() {
            Ok(practitioner)
        } else {
            Err(RegistryError::RoleMissing)
        }
    }

    /// The caller as an active member of this organization, with whatever roles: the organization
    /// is active, and the caller of its present generation.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`].
    pub fn active_member(
        &self,
        caller: &Account,
        organization: OrgId,
    ) -> Result<Practitioner, RegistryError> {
        self.practitioner(caller)
            .filter(|member| {
                let Practitioner { status, generation, .. } = *member;
                let active = Standing { status: OrganizationStatus::Active, generation };
                status == PractitionerStatus::Active
                    && member.organization == organization
                    && self.standing(organization) == Some(active)
            })
            .ok_or(RegistryError::NotPractitioner)
    }

    /// This organization, if the caller may write for it as a clinician or registrar.
    pub(crate) fn issuing_organization(
        &self,
        caller: &Account,
        organization: OrgId,
    ) -> Result<OrgId, RegistryError> {
        let practitioner = self.active_practitioner(caller, organization)?;
        let writers = Roles::of(&[Role::Clinician, Role::Registrar]);
        if practitioner.roles.intersection(writers).is_empty() {
            return Err(RegistryError::RoleMissing);
        }
        Ok(organization)
    }
}
