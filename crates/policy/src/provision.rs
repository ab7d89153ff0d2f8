//! One line of a patient's consent.

use scale::{Decode, Encode};

use crate::{PolicyError, Request, Target};
use chartkey_vocabulary::{
    Account, Action, Actions, Categories, Digest, OrgId, Purposes, Timestamp,
};

/// How far ahead a permit may end: ten years, leap days included, in milliseconds.
pub const MAX_PERMIT_MILLISECONDS: u64 = 3_653 * 24 * 60 * 60 * 1_000;

/// Whether a provision allows or forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Effect {
    /// Allows.
    Permit,
    /// Forbids, whatever any permit says.
    Deny,
}

/// Whom a provision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Grantee {
    /// One practitioner, by account.
    Practitioner(Account),
    /// Every active practitioner of one organization.
    Organization(OrgId),
    /// Everyone. For denies only.
    Anyone,
}

/// What a provision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Scope {
    /// Every document of these categories.
    Categories(Categories),
    /// One document with all its versions, by the id of its first version.
    Document(u32),
}

/// What a patient says in one provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Terms {
    /// Whom it is about.
    pub grantee: Grantee,
    /// What it is about.
    pub scope: Scope,
    /// For which purposes; not empty.
    pub purposes: Purposes,
    /// For which actions; not empty.
    pub actions: Actions,
    /// The first millisecond at which it holds.
    pub from: Timestamp,
    /// The last millisecond at which it holds. `None` is without end, for denies only.
    pub until: Option<Timestamp>,
    /// The sha2-256 digest of the envelope object with the wrapped keys, for permits only.
    pub keys: Option<Digest>,
}

/// One line of a patient's consent (FHIR Consent.provision,
/// <https://hl7.org/fhir/R4/consent.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Provision {
    /// Its number within the chart, never used again.
    pub id: u32,
    /// Permit or deny.
    pub effect: Effect,
    /// What it says.
    pub terms: Terms,
}

/// Where a moment lies relative to a provision's window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    Ahead,
    Open,
    Past,
}

impl Terms {
    /// Checks what holds for every provision: non-empty sets of assigned bits and a window
    /// that does not end before it begins or before `now`.
    fn check(&self, now: Timestamp) -> Result<(), PolicyError> {
        if let Scope::Categories(categories) = self.scope {
            categories.check()?;
        }
        self.purposes.check()?;
        self.actions.check()?;
        if self.end() < self.from.max(now) {
            Err(PolicyError::Window)
        } else {
            Ok(())
        }
    }

    /// Checks these terms for use with an effect.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`], [`PolicyError::Empty`], [`PolicyError::Window`]; for a
    /// permit also [`PolicyError::EndMissing`], [`PolicyError::TooLong`] and
    /// [`PolicyError::GranteeMissing`]; for a deny [`PolicyError::KeysOnDeny`].
    pub fn check_for(&self, effect: Effect, now: Timestamp) -> Result<(), PolicyError> {
        self.check(now)?;
        match (effect, self.until) {
            (Effect::Deny, _) if self.keys.is_some() => Err(PolicyError::KeysOnDeny),
            (Effect::Deny, _) => Ok(()),
            (Effect::Permit, None) => Err(PolicyError::EndMissing),
            (Effect::Permit, _) if matches!(self.grantee, Grantee::Anyone) => {
                Err(PolicyError::GranteeMissing)
            }
            (Effect::Permit, Some(until))
                if until.saturating_sub(now) > MAX_PERMIT_MILLISECONDS =>
            {
                Err(PolicyError::TooLong)
            }
            (Effect::Permit, Some(_)) => Ok(()),
        }
    }

    /// Whether whatever `other` matches from `now` on, these terms match too.
    #[must_use]
    pub fn cover(&self, other: &Self, now: Timestamp) -> bool {
        let grantee = matches!(self.grantee, Grantee::Anyone) || self.grantee == other.grantee;
        let scope = match (self.scope, other.scope) {
            (Scope::Categories(mine), Scope::Categories(theirs)) => mine.contains(theirs),
            // A document has one category, whichever it is.
            (Scope::Categories(mine), Scope::Document(_)) => mine == Categories::ALL,
            (mine, theirs) => mine == theirs,
        };
        let window = self.from <= other.from.max(now) && self.end() >= other.end();
        grantee
            && scope
            && window
            && self.purposes.contains(other.purposes)
            && self.actions.contains(other.actions)
    }

    /// The categories whose reading key these terms hand out when they permit, and withhold
    /// when they deny. Terms on one document move no category key, nor do terms that are not
    /// about reading.
    #[must_use]
    pub fn key_categories(&self) -> Categories {
        match self.scope {
            Scope::Categories(categories) if self.actions.contains(Action::Read.into()) => {
                categories
            }
            _ => Categories::EMPTY,
        }
    }

    /// The last millisecond at which these terms hold.
    fn end(&self) -> Timestamp {
        self.until.unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn has_ended(&self, now: Timestamp) -> bool {
        now > self.end()
    }

    pub(crate) fn window(&self, now: Timestamp) -> Window {
        if now < self.from {
            Window::Ahead
        } else if self.has_ended(now) {
            Window::Past
        } else {
            Window::Open
        }
    }

    /// Whether a deny leaves the answer to the patient's directive in an emergency: one about
    /// categories that does not name the practitioner.
    pub(crate) fn yields(&self) -> bool {
        matches!(self.scope, Scope::Categories(_))
            && !matches!(self.grantee, Grantee::Practitioner(_))
    }

    /// Those of the request's categories that these terms speak of, whatever the time.
    pub(crate) fn matched(&self, request: &Request) -> Categories {
        let grantee = match self.grantee {
            Grantee::Practitioner(account) => account == request.subject,
            Grantee::Organization(organization) => Some(organization) == request.organization,
            Grantee::Anyone => true,
        };
        if !grantee
            || !self.purposes.contains(request.purpose.into())
            || !self.actions.contains(request.action.into())
        {
            return Categories::EMPTY;
        }
        let wanted = request.target.categories();
        match (self.scope, request.target) {
            (Scope::Categories(categories), _) => categories.intersection(wanted),
            (Scope::Document(mine), Target::Record(record)) if mine == record.document => wanted,
            _ => Categories::EMPTY,
        }
    }
}
