//! Practitioners: who serves which organization, and may act.

use chartkey_interfaces::{
    directory::{
        ConsentRequested, DirectoryError, OrganizationStatus, Practitioner, PractitionerChanged,
        PractitionerKeyPublished, PractitionerStatus, Role, Roles,
    },
    registry::Note,
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{
    Account, Categories, OrgId, PatientId, PublicKey, Purpose, Text, Timestamp,
};
use ink::prelude::boxed::Box;

use super::Directory;
use crate::calls::Calls;

impl Directory {
    /// The admin enrols an account as an active practitioner, or gives a practitioner of the
    /// organization other roles.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Roles`],
    /// [`DirectoryError::AlreadyEnrolled`], [`DirectoryError::Paused`],
    /// [`DirectoryError::Unreachable`].
    pub fn enrol(
        &self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        organization: OrgId,
        account: Box<Account>,
        roles: Roles,
    ) -> Result<PractitionerChanged, DirectoryError> {
        self.ensure_active_admin(caller, organization)?;
        if roles.is_empty() || !roles.is_assigned() {
            return Err(DirectoryError::Roles);
        }
        let mut practitioner = match serving(calls, &account) {
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
        note(calls, account, practitioner)
    }

    /// The admin suspends a practitioner or, of an active organization, makes it active again.
    ///
    /// # Errors
    /// [`DirectoryError::NotEnrolled`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::NotForAdmin`],
    /// [`DirectoryError::NothingToDo`], [`DirectoryError::Unreachable`].
    pub fn set_practitioner_status(
        &self,
        calls: &impl Calls,
        caller: &Account,
        account: Box<Account>,
        status: PractitionerStatus,
    ) -> Result<PractitionerChanged, DirectoryError> {
        let mut practitioner = serving(calls, &account)?;
        match status {
            PractitionerStatus::Active => {
                self.ensure_active_admin(caller, practitioner.organization)?;
            }
            _ => self.ensure_admin(caller, practitioner.organization)?,
        }
        if status == PractitionerStatus::Left {
            return Err(DirectoryError::NotForAdmin);
        }
        if practitioner.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        practitioner.status = status;
        note(calls, account, practitioner)
    }

    /// The caller stops serving its organization.
    ///
    /// # Errors
    /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Unreachable`].
    pub fn leave(
        &self,
        calls: &impl Calls,
        caller: &Account,
    ) -> Result<PractitionerChanged, DirectoryError> {
        let mut practitioner = serving(calls, caller)?;
        practitioner.status = PractitionerStatus::Left;
        note(calls, Box::new(*caller), practitioner)
    }

    /// The caller, who serves an organization, publishes an encryption key.
    ///
    /// # Errors
    /// [`DirectoryError::NotEnrolled`], [`DirectoryError::Key`],
    /// [`DirectoryError::Unreachable`].
    pub fn set_practitioner_key(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        key: PublicKey,
    ) -> Result<PractitionerKeyPublished, DirectoryError> {
        serving(calls, caller)?;
        key.check().map_err(DirectoryError::Key)?;
        self.keys.insert(caller, &Encoded::of(&key));
        Ok(PractitionerKeyPublished { practitioner: *caller, key })
    }

    /// The encryption key that an account published as a practitioner, `None` if it did not.
    #[must_use]
    pub fn practitioner_key(&self, practitioner: &Account) -> Option<Encoded<PublicKey>> {
        self.keys.get(practitioner)
    }

    /// An active practitioner of an active organization asks a patient for consent.
    ///
    /// # Errors
    /// [`DirectoryError::NotPractitioner`], [`DirectoryError::Categories`],
    /// [`DirectoryError::Reason`], [`DirectoryError::Unreachable`].
    pub fn request(
        &self,
        calls: &impl Calls,
        caller: &Account,
        patient: Box<PatientId>,
        categories: Categories,
        purpose: Purpose,
        reason: Text,
    ) -> Result<ConsentRequested, DirectoryError> {
        let organization = calls
            .practitioner(caller)?
            .filter(|practitioner| practitioner.status == PractitionerStatus::Active)
            .map(|practitioner| practitioner.organization)
            .filter(|id| {
                self.organization(*id)
                    .is_ok_and(|organization| organization.status == OrganizationStatus::Active)
            })
            .ok_or(DirectoryError::NotPractitioner)?;
        categories.check().map_err(DirectoryError::Categories)?;
        reason.check().map_err(DirectoryError::Reason)?;
        let requester = *caller;
        Ok(ConsentRequested { patient, requester, organization, categories, purpose, reason })
    }
}

/// A practitioner who serves an organization now.
fn serving(calls: &impl Calls, account: &Account) -> Result<Practitioner, DirectoryError> {
    calls
        .practitioner(account)?
        .filter(|practitioner| practitioner.status != PractitionerStatus::Left)
        .ok_or(DirectoryError::NotEnrolled)
}

/// Notes what an account is now. The note is never deleted: whoever paid for it keeps the deposit.
fn note(
    calls: &impl Calls,
    account: Box<Account>,
    now: Practitioner,
) -> Result<PractitionerChanged, DirectoryError> {
    let practitioner = *account;
    calls.note(Note::Practitioner(account, now))?;
    Ok(PractitionerChanged { practitioner, now })
}
