//! The provider directory: organizations and their practitioners.

use chartkey_governance::{GovernanceError, Handover, HandoverStep};
use chartkey_interfaces::{
    governed::kept,
    registry::{
        Organization, OrganizationChange, OrganizationChanged, Practitioner, PractitionerChanged,
        RegistryError, Roles, Status,
    },
    PublicKey, Text,
};
use chartkey_policy::{Account, OrgId};
use ink::codegen::StaticEnv;

use crate::RecordRegistry;

impl RecordRegistry {
    pub(crate) fn caller(&self) -> Account {
        *Self::env().caller().as_ref()
    }

    fn ensure_owner(&self) -> Result<(), RegistryError> {
        if kept(&self.governance).owner().holder() == &self.caller() {
            Ok(())
        } else {
            Err(RegistryError::Governance(GovernanceError::NotOwner))
        }
    }

    fn known(&self, id: OrgId) -> Result<Organization, RegistryError> {
        self.organizations.get(id).ok_or(RegistryError::UnknownOrganization)
    }

    fn ensure_admin(&self, id: OrgId) -> Result<(), RegistryError> {
        if self.known(id)?.admin.holder() == &self.caller() {
            Ok(())
        } else {
            Err(RegistryError::NotAdmin)
        }
    }

    fn tell(&self, organization: OrgId, change: OrganizationChange) {
        Self::env().emit_event(OrganizationChanged { organization, change });
    }

    pub(crate) fn admit_organization(&mut self, admin: &Account) -> Result<OrgId, RegistryError> {
        self.ensure_owner()?;
        let count = self.organization_count.get().unwrap_or(0);
        self.organization_count.set(&count.checked_add(1).ok_or(RegistryError::IdsUsedUp)?);
        let id = OrgId(count);
        let organization = Organization { admin: Handover::new(*admin), status: Status::Active };
        self.organizations.insert(id, &organization);
        self.tell(id, OrganizationChange::Admitted(*admin));
        Ok(id)
    }

    pub(crate) fn change_organization_status(
        &mut self,
        id: OrgId,
        status: Status,
    ) -> Result<(), RegistryError> {
        self.ensure_owner()?;
        let mut organization = self.known(id)?;
        if organization.status == status {
            return Err(RegistryError::NothingToDo);
        }
        organization.status = status;
        self.organizations.insert(id, &organization);
        self.tell(id, OrganizationChange::Status(status));
        Ok(())
    }

    pub(crate) fn hand_over_organization(
        &mut self,
        id: OrgId,
        step: HandoverStep,
    ) -> Result<(), RegistryError> {
        let mut organization = self.known(id)?;
        let change =
            organization.admin.step(&self.caller(), step).map_err(RegistryError::Handover)?;
        self.organizations.insert(id, &organization);
        self.tell(id, OrganizationChange::Admin(change));
        Ok(())
    }

    pub(crate) fn publish_keeper(&mut self, id: OrgId, keeper: Text) -> Result<(), RegistryError> {
        self.ensure_admin(id)?;
        keeper.check().map_err(RegistryError::Keeper)?;
        let mut profile = self.profiles.get(id).unwrap_or_default();
        profile.keeper = Some(keeper.clone());
        self.profiles.insert(id, &profile);
        self.tell(id, OrganizationChange::Keeper(keeper));
        Ok(())
    }

    pub(crate) fn publish_key(&mut self, id: OrgId, key: PublicKey) -> Result<(), RegistryError> {
        self.ensure_admin(id)?;
        key.check().map_err(RegistryError::Key)?;
        let mut profile = self.profiles.get(id).unwrap_or_default();
        profile.key = Some(key.clone());
        self.profiles.insert(id, &profile);
        self.tell(id, OrganizationChange::Key(key));
        Ok(())
    }

    pub(crate) fn set_practitioner(
        &mut self,
        organization: OrgId,
        account: &Account,
        roles: Roles,
    ) -> Result<(), RegistryError> {
        self.ensure_admin(organization)?;
        if roles.is_empty() || !roles.is_assigned() {
            return Err(RegistryError::Roles);
        }
        let status = match self.practitioners.get(account) {
            Some(enrolled) if enrolled.organization != organization => {
                return Err(RegistryError::AlreadyEnrolled)
            }
            Some(enrolled) => enrolled.status,
            None => Status::Active,
        };
        self.write_practitioner(account, Some(Practitioner { organization, roles, status }));
        Ok(())
    }

    pub(crate) fn change_practitioner_status(
        &mut self,
        account: &Account,
        status: Status,
    ) -> Result<(), RegistryError> {
        let mut practitioner =
            self.practitioners.get(account).ok_or(RegistryError::NotEnrolled)?;
        self.ensure_admin(practitioner.organization)?;
        if practitioner.status == status {
            return Err(RegistryError::NothingToDo);
        }
        practitioner.status = status;
        self.write_practitioner(account, Some(practitioner));
        Ok(())
    }

    pub(crate) fn leave_organization(&mut self) -> Result<(), RegistryError> {
        let account = self.caller();
        if !self.practitioners.contains(account) {
            return Err(RegistryError::NotEnrolled);
        }
        self.write_practitioner(&account, None);
        Ok(())
    }

    fn write_practitioner(&mut self, account: &Account, now: Option<Practitioner>) {
        match &now {
            Some(practitioner) => {
                self.practitioners.insert(account, practitioner);
            }
            None => self.practitioners.remove(account),
        }
        Self::env().emit_event(PractitionerChanged { practitioner: *account, now });
    }

    /// The caller as an active practitioner of an active organization.
    pub(crate) fn active_practitioner(&self) -> Result<Practitioner, RegistryError> {
        self.practitioners
            .get(self.caller())
            .filter(|practitioner| practitioner.status == Status::Active)
            .filter(|practitioner| {
                self.organizations
                    .get(practitioner.organization)
                    .is_some_and(|organization| organization.status == Status::Active)
            })
            .ok_or(RegistryError::NotPractitioner)
    }
}
