//! Organizations: who administers them, whether they may act, what they publish.

use chartkey_governance::{Handover, HandoverChange, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Organization, OrganizationChange, OrganizationChanged, OrganizationStatus,
    },
    registry::Note,
};
use chartkey_vocabulary::{Account, OrgId, PublicKey, Text};
use ink::codegen::StaticEnv;

use crate::ProviderDirectory;

impl ProviderDirectory {
    pub(crate) fn caller(&self) -> Account {
        *Self::env().caller().as_ref()
    }

    pub(crate) fn ensure_running(&self) -> Result<(), DirectoryError> {
        if self.governed.is_paused() {
            Err(DirectoryError::Paused)
        } else {
            Ok(())
        }
    }

    fn known(&self, id: OrgId) -> Result<Organization, DirectoryError> {
        self.organizations.get(id).ok_or(DirectoryError::UnknownOrganization)
    }

    pub(crate) fn ensure_admin(&self, id: OrgId) -> Result<(), DirectoryError> {
        if self.known(id)?.admin.holder() == &self.caller() {
            Ok(())
        } else {
            Err(DirectoryError::NotAdmin)
        }
    }

    /// Checks that the caller administers the organization, and that it is active.
    pub(crate) fn ensure_active_admin(&self, id: OrgId) -> Result<(), DirectoryError> {
        self.ensure_admin(id)?;
        if self.known(id)?.status == OrganizationStatus::Active {
            Ok(())
        } else {
            Err(DirectoryError::Suspended)
        }
    }

    fn tell(&self, organization: OrgId, change: OrganizationChange) {
        Self::env().emit_event(OrganizationChanged { organization, change });
    }

    pub(crate) fn admit_organization(&mut self, admin: &Account) -> Result<OrgId, DirectoryError> {
        self.ensure_steward()?;
        self.ensure_running()?;
        let count = self.organization_count.get().unwrap_or(0);
        self.organization_count.set(&count.checked_add(1).ok_or(DirectoryError::IdsUsedUp)?);
        let id = OrgId(count);
        let status = OrganizationStatus::Active;
        self.organizations.insert(id, &Organization { admin: Handover::new(*admin), status });
        self.note(Note::Organization(id, status))?;
        self.tell(id, OrganizationChange::Admitted(*admin));
        Ok(id)
    }

    pub(crate) fn change_organization_status(
        &mut self,
        id: OrgId,
        status: OrganizationStatus,
    ) -> Result<(), DirectoryError> {
        self.ensure_steward()?;
        let mut organization = self.known(id)?;
        if organization.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        organization.status = status;
        self.organizations.insert(id, &organization);
        self.note(Note::Organization(id, status))?;
        self.tell(id, OrganizationChange::Status(status));
        Ok(())
    }

    pub(crate) fn replace_organization_admin(
        &mut self,
        id: OrgId,
        admin: &Account,
    ) -> Result<(), DirectoryError> {
        self.ensure_steward()?;
        let mut organization = self.known(id)?;
        if organization.status == OrganizationStatus::Active {
            return Err(DirectoryError::NotSuspended);
        }
        organization.admin = Handover::new(*admin);
        self.organizations.insert(id, &organization);
        self.tell(id, OrganizationChange::Admin(HandoverChange::Accepted(*admin)));
        Ok(())
    }

    pub(crate) fn hand_over_organization(
        &mut self,
        id: OrgId,
        step: HandoverStep,
    ) -> Result<(), DirectoryError> {
        let mut organization = self.known(id)?;
        let change =
            organization.admin.step(&self.caller(), step).map_err(DirectoryError::Handover)?;
        self.organizations.insert(id, &organization);
        self.tell(id, OrganizationChange::Admin(change));
        Ok(())
    }

    pub(crate) fn publish_keeper(&mut self, id: OrgId, keeper: Text) -> Result<(), DirectoryError> {
        self.ensure_active_admin(id)?;
        keeper.check().map_err(DirectoryError::Keeper)?;
        let mut profile = self.profiles.get(id).unwrap_or_default();
        profile.keeper = Some(keeper.clone());
        self.profiles.insert(id, &profile);
        self.tell(id, OrganizationChange::Keeper(keeper));
        Ok(())
    }

    pub(crate) fn publish_key(&mut self, id: OrgId, key: PublicKey) -> Result<(), DirectoryError> {
        self.ensure_active_admin(id)?;
        key.check().map_err(DirectoryError::Key)?;
        let mut profile = self.profiles.get(id).unwrap_or_default();
        profile.key = Some(key.clone());
        self.profiles.insert(id, &profile);
        self.tell(id, OrganizationChange::Key(key));
        Ok(())
    }
}
