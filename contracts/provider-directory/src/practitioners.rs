//! Practitioners: who serves which organization, and may act.

use chartkey_interfaces::{
    directory::{
        ConsentRequested, DirectoryError, OrganizationStatus, Practitioner, PractitionerChanged,
        PractitionerKeyPublished, PractitionerStatus, Role, Roles,
    },
    registry::Note,
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Account, Categories, OrgId, PatientId, PublicKey, Purpose, Text};
use ink::{codegen::StaticEnv, prelude::boxed::Box};

use crate::ProviderDirectory;

impl ProviderDirectory {
    /// A practitioner who serves an organization now.
    fn serving(&self, account: &Account) -> Result<Practitioner, DirectoryError> {
        self.practitioner(account)?
            .filter(|practitioner| practitioner.status != PractitionerStatus::Left)
            .ok_or(DirectoryError::NotEnrolled)
    }

    /// Notes what an account is now. The note is never deleted: whoever paid for it keeps the
    /// deposit.
    fn write(&self, account: Box<Account>, now: Practitioner) -> Result<(), DirectoryError> {
        let practitioner = *account;
        self.note(Note::Practitioner(account, now))?;
        Self::env().emit_event(PractitionerChanged { practitioner, now });
        Ok(())
    }

    pub(crate) fn enrol_practitioner(
        &mut self,
        organization: OrgId,
        account: Box<Account>,
        roles: Roles,
    ) -> Result<(), DirectoryError> {
        self.ensure_active_admin(organization)?;
        if roles.is_empty() || !roles.is_assigned() {
            return Err(DirectoryError::Roles);
        }
        let now = Self::env().block_timestamp();
        let mut practitioner = match self.serving(&account) {
            Ok(enrolled) if enrolled.organization != organization => {
                return Err(DirectoryError::AlreadyEnrolled)
            }
            Ok(enrolled) => enrolled,
            Err(DirectoryError::NotEnrolled) => Practitioner {
                organization,
                roles: Roles::EMPTY,
                status: PractitionerStatus::Active,
                enrolled_at: now,
                emergency_since: now,
            },
            Err(error) => return Err(error),
        };
        // A pause does not stop roles from being taken away.
        if !practitioner.roles.contains(roles) {
            self.ensure_running()?;
        }
        if !practitioner.roles.contains(Role::Emergency.into()) {
            practitioner.emergency_since = now;
        }
        practitioner.roles = roles;
        self.write(account, practitioner)
    }

    pub(crate) fn change_practitioner_status(
        &mut self,
        account: Box<Account>,
        status: PractitionerStatus,
    ) -> Result<(), DirectoryError> {
        let mut practitioner = self.serving(&account)?;
        match status {
            PractitionerStatus::Active => self.ensure_active_admin(practitioner.organization)?,
            _ => self.ensure_admin(practitioner.organization)?,
        }
        if status == PractitionerStatus::Left {
            return Err(DirectoryError::NotForAdmin);
        }
        if practitioner.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        practitioner.status = status;
        self.write(account, practitioner)
    }

    pub(crate) fn leave_organization(&mut self) -> Result<(), DirectoryError> {
        let account = Box::new(self.caller());
        let mut practitioner = self.serving(&account)?;
        practitioner.status = PractitionerStatus::Left;
        self.write(account, practitioner)
    }

    pub(crate) fn publish_practitioner_key(
        &mut self,
        key: PublicKey,
    ) -> Result<(), DirectoryError> {
        let practitioner = self.caller();
        self.serving(&practitioner)?;
        key.check().map_err(DirectoryError::Key)?;
        self.keys.insert(&practitioner, &Encoded::of(&key));
        Self::env().emit_event(PractitionerKeyPublished { practitioner, key });
        Ok(())
    }

    pub(crate) fn request_consent(
        &mut self,
        patient: Box<PatientId>,
        categories: Categories,
        purpose: Purpose,
        reason: Text,
    ) -> Result<(), DirectoryError> {
        let requester = self.caller();
        let organization = self
            .practitioner(&requester)?
            .filter(|practitioner| practitioner.status == PractitionerStatus::Active)
            .map(|practitioner| practitioner.organization)
            .filter(|id| {
                self.organizations
                    .get(*id)
                    .is_some_and(|organization| organization.status == OrganizationStatus::Active)
            })
            .ok_or(DirectoryError::NotPractitioner)?;
        categories.check().map_err(DirectoryError::Categories)?;
        reason.check().map_err(DirectoryError::Reason)?;
        Self::env().emit_event(ConsentRequested {
            patient,
            requester,
            organization,
            categories,
            purpose,
            reason,
        });
        Ok(())
    }
}
