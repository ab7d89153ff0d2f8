//! Invitations: nobody serves an organization that it did not join.

use chartkey_interfaces::{
    directory::{
        DirectoryError, Invitation, OrganizationStatus, Practitioner, PractitionerChange,
        PractitionerChanged, PractitionerStatus, Roles,
    },
    registry::Note,
};
use chartkey_vocabulary::{Account, OrgId, Timestamp};
use ink::prelude::boxed::Box;

use super::{
    practitioners::{changed, ensure_grantable, serving},
    Directory,
};
use crate::calls::Calls;

impl Directory {
    /// The admin invites an account. The invitation serves nobody and blocks nobody until the
    /// account joins; an earlier one is replaced.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Roles`], [`DirectoryError::Paused`],
    /// [`DirectoryError::AlreadyEnrolled`] for an account that serves this organization,
    /// [`DirectoryError::Unreachable`].
    pub fn invite(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        organization: OrgId,
        account: &Account,
        roles: Roles,
    ) -> Result<PractitionerChanged, DirectoryError> {
        let generation = self.ensure_active_admin(caller, organization)?.standing.generation;
        ensure_grantable(roles)?;
        self.ensure_running()?;
        // A suspended member with an invitation at hand would leave and join, and be active again.
        if serving(calls, account)?.is_some_and(|serves| serves.organization == organization) {
            return Err(DirectoryError::AlreadyEnrolled);
        }
        let invitation = Invitation { roles, generation, invited_at: now };
        self.invitations.insert((organization, account), &invitation);
        Ok(changed(organization, account, PractitionerChange::Invited(roles)))
    }

    /// The admin withdraws an invitation, also while the contract is paused or the organization
    /// suspended.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::NotInvited`].
    pub fn withdraw_invitation(
        &mut self,
        caller: &Account,
        organization: OrgId,
        account: &Account,
    ) -> Result<PractitionerChanged, DirectoryError> {
        self.ensure_admin(caller, organization)?;
        let invitation =
            self.invitation(organization, account).ok_or(DirectoryError::NotInvited)?;
        self.use_up(organization, account, invitation);
        Ok(changed(organization, account, PractitionerChange::InvitationWithdrawn))
    }

    /// The caller, who serves nobody, joins an active organization that invites the account.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::Suspended`],
    /// [`DirectoryError::Paused`], [`DirectoryError::NotInvited`],
    /// [`DirectoryError::AlreadyEnrolled`], [`DirectoryError::Unreachable`].
    pub fn join(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        organization: OrgId,
    ) -> Result<PractitionerChanged, DirectoryError> {
        if self.organization(organization)?.standing.status != OrganizationStatus::Active {
            return Err(DirectoryError::Suspended);
        }
        self.ensure_running()?;
        let invitation = self.invitation(organization, caller).ok_or(DirectoryError::NotInvited)?;
        if serving(calls, caller)?.is_some() {
            return Err(DirectoryError::AlreadyEnrolled);
        }
        let Invitation { roles, generation, .. } = invitation;
        let joined = Practitioner {
            organization,
            roles,
            status: PractitionerStatus::Active,
            enrolled_at: now,
            emergency_since: now,
            generation,
        };
        calls.note(Note::Practitioner(Box::new(*caller), joined))?;
        self.use_up(organization, caller, invitation);
        Ok(changed(organization, caller, PractitionerChange::Joined(roles)))
    }

    /// The invitation that an account can join by, `None` if there is none: never made, used,
    /// withdrawn, or void since a stolen admin key was replaced.
    #[must_use]
    pub fn invitation(&self, organization: OrgId, account: &Account) -> Option<Invitation> {
        let generation = self.organization(organization).ok()?.standing.generation;
        self.invitations
            .get((organization, account))
            .filter(|stored| stored.generation == generation && !stored.roles.is_empty())
    }

    /// Empties an invitation. What is left is as long as before: nobody is paid what the admin
    /// stored.
    fn use_up(&mut self, organization: OrgId, account: &Account, invitation: Invitation) {
        let used = Invitation { roles: Roles::EMPTY, ..invitation };
        self.invitations.insert((organization, account), &used);
    }
}
