//! Who may act, as the provider directory notes it.

use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner, PractitionerStatus, Role, Roles},
    registry::{DirectorySet, Note, RegistryError},
};
use chartkey_vocabulary::{Account, OrgId};
use ink::primitives::AccountId;

use crate::Records;

/// How the registry is wired: first its deployer names the directory, then the directory notes
/// who may act.
#[derive(Clone, Copy, Debug, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub(crate) enum Wire {
    /// The deployer, who has not named the directory yet.
    Deployer(Account),
    /// The directory.
    Directory(Account),
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
        match self.wire.get() {
            Some(Wire::Deployer(deployer)) if deployer == *caller => {}
            Some(Wire::Directory(_)) => return Err(RegistryError::DirectoryAlreadySet),
            _ => return Err(RegistryError::NotDeployer),
        }
        self.wire.set(&Wire::Directory(*directory.as_ref()));
        Ok(DirectorySet { directory })
    }

    /// The provider directory, `None` until it is set.
    #[must_use]
    pub fn directory(&self) -> Option<AccountId> {
        match self.wire.get() {
            Some(Wire::Directory(directory)) => Some(directory.into()),
            _ => None,
        }
    }

    /// The provider directory notes who may act.
    ///
    /// # Errors
    /// [`RegistryError::NotDirectory`].
    pub fn note(&mut self, caller: &Account, note: Note) -> Result<(), RegistryError> {
        if !matches!(self.wire.get(), Some(Wire::Directory(directory)) if directory == *caller) {
            return Err(RegistryError::NotDirectory);
        }
        match note {
            Note::Organization(id, status) => self.organizations.insert(id, &status),
            Note::Practitioner(account, now) => self.practitioners.insert(&*account, &now),
        };
        Ok(())
    }

    /// A practitioner, `None` if the account never served an organization.
    #[must_use]
    pub fn practitioner(&self, practitioner: &Account) -> Option<Practitioner> {
        self.practitioners.get(practitioner)
    }

    /// Whether an organization may act, `None` if there is none of this id.
    #[must_use]
    pub fn organization_status(&self, organization: OrgId) -> Option<OrganizationStatus> {
        self.organizations.get(organization)
    }

    /// The caller as an active practitioner of an active organization.
    pub(crate) fn active_practitioner(
        &self,
        caller: &Account,
    ) -> Result<Practitioner, RegistryError> {
        self.practitioner(caller)
            .filter(|practitioner| {
                practitioner.status == PractitionerStatus::Active
                    && self.organization_status(practitioner.organization)
                        == Some(OrganizationStatus::Active)
            })
            .ok_or(RegistryError::NotPractitioner)
    }

    /// The organization for which the caller may write, as a clinician or registrar.
    pub(crate) fn issuing_organization(&self, caller: &Account) -> Result<OrgId, RegistryError> {
        let practitioner = self.active_practitioner(caller)?;
        let writers = Roles::of(&[Role::Clinician, Role::Registrar]);
        if practitioner.roles.intersection(writers).is_empty() {
            return Err(RegistryError::RoleMissing);
        }
        Ok(practitioner.organization)
    }
}
