//! Organizations: who administers them, whether they may act, what they publish.

use chartkey_governance::{Handover, HandoverChange, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Organization, OrganizationChange, OrganizationChanged, OrganizationStatus,
        Profile,
    },
    registry::Note,
};
use chartkey_vocabulary::{Account, OrgId, PublicKey, Text};

use super::Directory;
use crate::calls::Calls;

impl Directory {
    /// An organization.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`].
    pub fn organization(&self, id: OrgId) -> Result<Organization, DirectoryError> {
        self.organizations.get(id).ok_or(DirectoryError::UnknownOrganization)
    }

    /// Where an organization's keeper answers, and its encryption key.
    #[must_use]
    pub fn profile(&self, id: OrgId) -> Profile {
        self.profiles.get(id).unwrap_or_default()
    }

    pub(super) fn ensure_admin(&self, caller: &Account, id: OrgId) -> Result<(), DirectoryError> {
        if self.organization(id)?.admin.holder() == caller {
            Ok(())
        } else {
            Err(DirectoryError::NotAdmin)
        }
    }

    /// Checks that the caller administers the organization, and that it is active.
    pub(super) fn ensure_active_admin(
        &self,
        caller: &Account,
        id: OrgId,
    ) -> Result<(), DirectoryError> {
        self.ensure_admin(caller, id)?;
        if self.organization(id)?.status == OrganizationStatus::Active {
            Ok(())
        } else {
            Err(DirectoryError::Suspended)
        }
    }

    /// The steward admits an organization, with the account that administers it. Returns its id.
    ///
    /// # Errors
    /// [`DirectoryError::NotSteward`], [`DirectoryError::Paused`],
    /// [`DirectoryError::IdsUsedUp`], [`DirectoryError::Unreachable`].
    pub fn admit(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        admin: &Account,
    ) -> Result<(OrgId, OrganizationChanged), DirectoryError> {
        self.ensure_steward(caller)?;
        self.ensure_running()?;
        let count = self.organization_count.get().unwrap_or(0);
        self.organization_count.set(&count.checked_add(1).ok_or(DirectoryError::IdsUsedUp)?);
        let id = OrgId(count);
        let status = OrganizationStatus::Active;
        self.organizations.insert(id, &Organization { admin: Handover::new(*admin), status });
        calls.note(Note::Organization(id, status))?;
        Ok((id, changed(id, OrganizationChange::Admitted(*admin))))
    }

    /// The steward suspends or reinstates an organization, and with it all its practitioners.
    ///
    /// # Errors
    /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
    /// [`DirectoryError::NothingToDo`], [`DirectoryError::Unreachable`].
    pub fn set_organization_status(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        id: OrgId,
        status: OrganizationStatus,
    ) -> Result<OrganizationChanged, DirectoryError> {
        self.ensure_steward(caller)?;
        let mut organization = self.organization(id)?;
        if organization.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        organization.status = status;
        self.organizations.insert(id, &organization);
        calls.note(Note::Organization(id, status))?;
        Ok(changed(id, OrganizationChange::Status(status)))
    }

    /// The steward gives a suspended organization another admin. An offer of the old one lapses.
    ///
    /// # Errors
    /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
    /// [`DirectoryError::NotSuspended`].
    pub fn replace_admin(
        &mut self,
        caller: &Account,
        id: OrgId,
        admin: &Account,
    ) -> Result<OrganizationChanged, DirectoryError> {
        self.ensure_steward(caller)?;
        let mut organization = self.organization(id)?;
        if organization.status == OrganizationStatus::Active {
            return Err(DirectoryError::NotSuspended);
        }
        organization.admin = Handover::new(*admin);
        self.organizations.insert(id, &organization);
        Ok(changed(id, OrganizationChange::Admin(HandoverChange::Accepted(*admin))))
    }

    /// Takes a step of the hand-over of an organization.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::Handover`].
    pub fn hand_over(
        &mut self,
        caller: &Account,
        id: OrgId,
        step: HandoverStep,
    ) -> Result<OrganizationChanged, DirectoryError> {
        let mut organization = self.organization(id)?;
        let change = organization.admin.step(caller, step).map_err(DirectoryError::Handover)?;
        self.organizations.insert(id, &organization);
        Ok(changed(id, OrganizationChange::Admin(change)))
    }

    /// The admin publishes where the organization's keeper answers.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Keeper`].
    pub fn set_keeper(
        &mut self,
        caller: &Account,
        id: OrgId,
        keeper: Text,
    ) -> Result<OrganizationChanged, DirectoryError> {
        self.ensure_active_admin(caller, id)?;
        keeper.check().map_err(DirectoryError::Keeper)?;
        let mut profile = self.profile(id);
        profile.keeper = Some(keeper.clone());
        self.profiles.insert(id, &profile);
        Ok(changed(id, OrganizationChange::Keeper(keeper)))
    }

    /// The admin publishes the organization's encryption key.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Key`].
    pub fn set_encryption_key(
        &mut self,
        caller: &Account,
        id: OrgId,
        key: PublicKey,
    ) -> Result<OrganizationChanged, DirectoryError> {
        self.ensure_active_admin(caller, id)?;
        key.check().map_err(DirectoryError::Key)?;
        let mut profile = self.profile(id);
        profile.key = Some(key.clone());
        self.profiles.insert(id, &profile);
        Ok(changed(id, OrganizationChange::Key(key)))
    }
}

fn changed(organization: OrgId, change: OrganizationChange) -> OrganizationChanged {
    OrganizationChanged { organization, change }
}
