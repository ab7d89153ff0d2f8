//! Organizations: who administers them, and whether they may act.

use chartkey_governance::{Handover, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, KeyLoss, Organization, OrganizationChange, OrganizationChanged,
        OrganizationStatus, Standing,
    },
    registry::Note,
};
use chartkey_vocabulary::{Account, OrgId};

use super::{organization_id, Directory};
use crate::calls::Calls;

impl Directory {
    /// An organization.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`].
    pub fn organization(&self, id: OrgId) -> Result<Organization, DirectoryError> {
        self.organizations.get(id).ok_or(DirectoryError::UnknownOrganization)
    }

    /// Checks that the caller administers the organization.
    pub(super) fn ensure_admin(
        &self,
        caller: &Account,
        id: OrgId,
    ) -> Result<Organization, DirectoryError> {
        let organization = self.organization(id)?;
        if organization.admin.holder() == caller {
            Ok(organization)
        } else {
            Err(DirectoryError::NotAdmin)
        }
    }

    /// Checks that the caller administers the organization, and that it is active.
    pub(super) fn ensure_active_admin(
        &self,
        caller: &Account,
        id: OrgId,
    ) -> Result<Organization, DirectoryError> {
        let organization = self.ensure_admin(caller, id)?;
        match organization.standing.status {
            OrganizationStatus::Active => Ok(organization),
            OrganizationStatus::Suspended => Err(DirectoryError::Suspended),
        }
    }

    /// Checks that the caller administers the organization, and that it is active or got this
    /// admin since it was suspended: so that it is reinstated clean.
    pub(super) fn ensure_trusted_admin(
        &self,
        caller: &Account,
        id: OrgId,
    ) -> Result<Organization, DirectoryError> {
        match self.ensure_admin(caller, id)? {
            organization if organization.replaced.is_some() => Ok(organization),
            _ => self.ensure_active_admin(caller, id),
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
        let id = organization_id(count);
        let standing = Standing { status: OrganizationStatus::Active, generation: 0 };
        let organization = Organization { admin: Handover::new(*admin), standing, replaced: None };
        self.organizations.insert(id, &organization);
        calls.note(Note::Organization(id, standing))?;
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
        if organization.standing.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        organization.standing.status = status;
        organization.replaced = None;
        self.organizations.insert(id, &organization);
        calls.note(Note::Organization(id, organization.standing))?;
        Ok(changed(id, OrganizationChange::Status(status)))
    }

    /// The steward gives a suspended organization another admin, whose predecessor's key was lost
    /// or stolen. An offer of the old one lapses.
    ///
    /// A stolen key raises the organization's generation: its profile and its invitations are
    /// void, and nobody acts for it until the new admin confirms the account or it joins anew.
    ///
    /// # Errors
    /// [`DirectoryError::NotSteward`], [`DirectoryError::UnknownOrganization`],
    /// [`DirectoryError::NotSuspended`], [`DirectoryError::IdsUsedUp`],
    /// [`DirectoryError::Unreachable`].
    pub fn replace_admin(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        id: OrgId,
        admin: &Account,
        loss: KeyLoss,
    ) -> Result<OrganizationChanged, DirectoryError> {
        self.ensure_steward(caller)?;
        let mut organization = self.organization(id)?;
        let Standing { status, generation } = &mut organization.standing;
        if *status == OrganizationStatus::Active {
            return Err(DirectoryError::NotSuspended);
        }
        if loss == KeyLoss::Stolen {
            *generation = generation.checked_add(1).ok_or(DirectoryError::IdsUsedUp)?;
            calls.note(Note::Organization(id, organization.standing))?;
        }
        organization.admin = Handover::new(*admin);
        organization.replaced = Some(loss);
        self.organizations.insert(id, &organization);
        Ok(changed(id, OrganizationChange::AdminReplaced(*admin, loss)))
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
}

fn changed(organization: OrgId, change: OrganizationChange) -> OrganizationChanged {
    OrganizationChanged { organization, change }
}
