//! Practitioners: who serves which organization, and may act.

use chartkey_interfaces::{
    directory::{
        ConsentRequested, DirectoryError, OrganizationStatus, Practitioner, PractitionerChange,
        PractitionerChanged, PractitionerStatus, Role, Roles, Standing, MAX_CONFIRMED,
    },
    registry::Note,
};
use chartkey_vocabulary::{Account, OrgId, Purpose, Timestamp};
use ink::prelude::{boxed::Box, vec::Vec};

use super::Directory;
use crate::calls::Calls;

impl Directory {
    /// The admin gives a practitioner of the organization other roles. A pause does not stop
    /// roles from being taken away; an admin whom the steward put in takes them away before the
    /// organization is reinstated, too.
    ///
    /// # Errors
    /// [`DirectoryError::NotEnrolled`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Roles`], [`DirectoryError::NothingToDo`],
    /// [`DirectoryError::Paused`] for giving one, [`DirectoryError::Unreachable`].
    pub fn set_roles(
        &self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        account: Box<Account>,
        roles: Roles,
    ) -> Result<PractitionerChanged, DirectoryError> {
        let mut practitioner = member(calls, &account)?;
        self.ensure_trusted_admin(caller, practitioner.organization)?;
        ensure_grantable(roles)?;
        if practitioner.roles == roles {
            return Err(DirectoryError::NothingToDo);
        }
        if !practitioner.roles.contains(roles) {
            self.ensure_active_admin(caller, practitioner.organization)?;
            self.ensure_running()?;
        }
        if !practitioner.roles.contains(Role::Emergency.into()) {
            practitioner.emergency_since = now;
        }
        practitioner.roles = roles;
        note(calls, account, practitioner, PractitionerChange::Roles(roles))
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
        let mut practitioner = member(calls, &account)?;
        self.ensure_admin(caller, practitioner.organization)?;
        let change = match status {
            PractitionerStatus::Active => {
                self.ensure_active_admin(caller, practitioner.organization)?;
                PractitionerChange::Reinstated
            }
            PractitionerStatus::Suspended => PractitionerChange::Suspended,
            PractitionerStatus::Left => return Err(DirectoryError::NotForAdmin),
        };
        if practitioner.status == status {
            return Err(DirectoryError::NothingToDo);
        }
        practitioner.status = status;
        note(calls, account, practitioner, change)
    }

    /// The admin confirms 1 to 64 members after a stolen admin key was replaced, all or none:
    /// they serve in the organization's present generation, with the roles, the status and the
    /// times that they have. It works before the organization is reinstated.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Paused`], [`DirectoryError::Members`],
    /// [`DirectoryError::NotServing`], [`DirectoryError::Unreachable`].
    pub fn confirm(
        &self,
        calls: &impl Calls,
        caller: &Account,
        organization: OrgId,
        accounts: Vec<Account>,
    ) -> Result<Vec<PractitionerChanged>, DirectoryError> {
        self.ensure_trusted_admin(caller, organization)?;
        self.ensure_running()?;
        if accounts.is_empty() || accounts.len() > MAX_CONFIRMED {
            return Err(DirectoryError::Members);
        }
        let confirmed = |account| changed(organization, account, PractitionerChange::Confirmed);
        let events = accounts.iter().map(confirmed).collect();
        calls.note(Note::Confirmed(organization, accounts))?;
        Ok(events)
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
        let mut practitioner = member(calls, caller)?;
        practitioner.status = PractitionerStatus::Left;
        note(calls, Box::new(*caller), practitioner, PractitionerChange::Left)
    }

    /// An active practitioner of an active organization asks a patient for consent.
    ///
    /// # Errors
    /// [`DirectoryError::NotPractitioner`], [`DirectoryError::Categories`],
    /// [`DirectoryError::Purpose`], [`DirectoryError::Note`], [`DirectoryError::Unreachable`].
    pub fn request(
        &self,
        calls: &impl Calls,
        asked: ConsentRequested,
    ) -> Result<ConsentRequested, DirectoryError> {
        if !self.is_practitioner(calls, &asked.requester, asked.organization)? {
            return Err(DirectoryError::NotPractitioner);
        }
        asked.categories.check().map_err(DirectoryError::Categories)?;
        if matches!(asked.purpose, Purpose::PatientRequest | Purpose::FamilyRequest) {
            return Err(DirectoryError::Purpose);
        }
        if let Some(note) = &asked.note {
            note.check().map_err(DirectoryError::Note)?;
        }
        Ok(asked)
    }

    /// Whether an account acts as a practitioner of this organization, by the registry's rule.
    fn is_practitioner(
        &self,
        calls: &impl Calls,
        account: &Account,
        organization: OrgId,
    ) -> Result<bool, DirectoryError> {
        let Some(practitioner) = calls.practitioner(account)? else { return Ok(false) };
        let standing =
            Standing { status: OrganizationStatus::Active, generation: practitioner.generation };
        Ok(practitioner.organization == organization
            && practitioner.status == PractitionerStatus::Active
            && practitioner.roles.may_ask()
            && self.organization(organization).is_ok_and(|known| known.standing == standing))
    }
}

/// A practitioner who serves an organization now, active or suspended, `None` for everybody else.
pub(super) fn serving(
    calls: &impl Calls,
    account: &Account,
) -> Result<Option<Practitioner>, DirectoryError> {
    let known = calls.practitioner(account)?;
    Ok(known.filter(|practitioner| practitioner.status != PractitionerStatus::Left))
}

/// Checks that an account can get these roles: at least one, each assigned, the keeper's alone.
pub(super) fn ensure_grantable(roles: Roles) -> Result<(), DirectoryError> {
    let mixed = roles.contains(Role::Keeper.into()) && roles.may_ask();
    if roles.is_empty() || !roles.is_assigned() || mixed {
        Err(DirectoryError::Roles)
    } else {
        Ok(())
    }
}

fn member(calls: &impl Calls, account: &Account) -> Result<Practitioner, DirectoryError> {
    serving(calls, account)?.ok_or(DirectoryError::NotEnrolled)
}

/// Notes what an account is now. The note is never deleted: whoever paid for it keeps the deposit.
fn note(
    calls: &impl Calls,
    account: Box<Account>,
    now: Practitioner,
    change: PractitionerChange,
) -> Result<PractitionerChanged, DirectoryError> {
    let event = changed(now.organization, &account, change);
    calls.note(Note::Practitioner(account, now))?;
    Ok(event)
}

pub(super) fn changed(
    organization: OrgId,
    account: &Account,
    change: PractitionerChange,
) -> PractitionerChanged {
    PractitionerChanged { organization, practitioner: *account, change }
}
