//! One line of a patient's consent.

use scale::{Decode, Encode};

use crate::{PolicyError, Request, Target};
use chartkey_vocabulary::{
    Account, Action, Actions, Categories, Digest, OrgId, Purpose, Purposes, Timestamp,
};

/// How far ahead a permit may end, and a deny begin: ten years, leap days included, in
/// milliseconds.
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
    /// In a permit every active practitioner of every admitted organization, and never a
    /// representative; in a deny everybody, representatives included.
    Anyone,
}

/// What a provision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Scope {
    /// Every document of these categories. A deny may name everything, also what comes later
    /// ([`Categories::EVERYTHING`]).
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
    /// For which purposes; not empty. A deny may name everything, also what comes later
    /// ([`Purposes::EVERYTHING`]). `FAMRQT` makes a permit that of a representative.
    pub purposes: Purposes,
    /// For which actions; not empty. About one document: reading alone.
    pub actions: Actions,
    /// The first millisecond at which it holds. That of a deny is at most
    /// [`MAX_PERMIT_MILLISECONDS`] ahead.
    pub from: Timestamp,
    /// The last millisecond at which it holds. `None` is without end, for denies only.
    pub until: Option<Timestamp>,
    /// The sha2-256 digest of the envelope object with the wrapped keys, for a permit that lets one
    /// account read: the secrets of the categories' keys, or the file key of the one
    /// document.
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
    /// Checks these terms for use with an effect.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`], [`PolicyError::Empty`], [`PolicyError::AppendOnDocument`],
    /// [`PolicyError::Window`]; for a permit also [`PolicyError::Everything`],
    /// [`PolicyError::PatientRequest`], [`PolicyError::Representative`],
    /// [`PolicyError::EndMissing`], [`PolicyError::TooLong`], [`PolicyError::KeysForMany`] and
    /// [`PolicyError::KeysWithoutReading`]; for a deny [`PolicyError::KeysOnDeny`] and
    /// [`PolicyError::BeginsTooLate`].
    pub fn check_for(&self, effect: Effect, now: Timestamp) -> Result<(), PolicyError> {
        match self.scope {
            Scope::Categories(categories) => categories.check_or_everything()?,
            Scope::Document(_) if self.actions.contains(Action::Append.into()) => {
                return Err(PolicyError::AppendOnDocument);
            }
            Scope::Document(_) => {}
        }
        self.purposes.check_or_everything()?;
        self.actions.check()?;
        if self.end() < self.from.max(now) {
            return Err(PolicyError::Window);
        }
        match effect {
            Effect::Permit => self.check_permit(now),
            Effect::Deny if self.keys.is_some() => Err(PolicyError::KeysOnDeny),
            Effect::Deny if self.from.saturating_sub(now) > MAX_PERMIT_MILLISECONDS => {
                Err(PolicyError::BeginsTooLate)
            }
            Effect::Deny => Ok(()),
        }
    }

    /// Checks what holds for permits alone.
    fn check_permit(&self, now: Timestamp) -> Result<(), PolicyError> {
        let categories = match self.scope {
            Scope::Categories(categories) => categories,
            Scope::Document(_) => Categories::EMPTY,
        };
        if categories.is_everything() || self.purposes.is_everything() {
            return Err(PolicyError::Everything);
        }
        if self.purposes.contains(Purpose::PatientRequest.into()) {
            return Err(PolicyError::PatientRequest);
        }
        if self.purposes.contains(Purpose::FamilyRequest.into())
            && !(self.purposes == Purpose::FamilyRequest.into()
                && self.is_for_one()
                && self.actions == Action::Read.into())
        {
            return Err(PolicyError::Representative);
        }
        match self.until {
            None => return Err(PolicyError::EndMissing),
            Some(until) if until.saturating_sub(now) > MAX_PERMIT_MILLISECONDS => {
                return Err(PolicyError::TooLong);
            }
            Some(_) => {}
        }
        if self.keys.is_some() {
            self.check_for_envelope()
        } else {
            Ok(())
        }
    }

    /// Checks that an envelope may go with a permit of these terms.
    ///
    /// # Errors
    /// [`PolicyError::KeysForMany`], [`PolicyError::KeysWithoutReading`].
    pub(crate) fn check_for_envelope(&self) -> Result<(), PolicyError> {
        if !self.is_for_one() {
            Err(PolicyError::KeysForMany)
        } else if !self.actions.contains(Action::Read.into()) {
            Err(PolicyError::KeysWithoutReading)
        } else {
            Ok(())
        }
    }

    fn is_for_one(&self) -> bool {
        matches!(self.grantee, Grantee::Practitioner(_))
    }

    /// Whether a deny of these terms matches whatever `other` matches from `now` on, also in
    /// categories and for purposes that come later.
    #[must_use]
    pub fn cover(&self, other: &Self, now: Timestamp) -> bool {
        let grantee = matches!(self.grantee, Grantee::Anyone) || self.grantee == other.grantee;
        let scope = match (self.scope, other.scope) {
            (Scope::Categories(mine), Scope::Categories(theirs)) => mine.contains(theirs),
            // A document has one category, whichever it is, be it one that comes later.
            (Scope::Categories(mine), Scope::Document(_)) => mine.is_everything(),
            (mine, theirs) => mine == theirs,
        };
        let window = self.from <= other.from.max(now) && self.end() >= other.end();
        grantee
            && scope
            && window
            && self.purposes.contains(other.purposes)
            && self.actions.contains(other.actions)
    }

    /// The categories whose reading these terms permit or deny as a whole: none where they are
    /// about one document, or not about reading.
    #[must_use]
    pub fn reading_categories(&self) -> Categories {
        match self.scope {
            Scope::Categories(categories) if self.actions.contains(Action::Read.into()) => {
                categories
            }
            _ => Categories::EMPTY,
        }
    }

    /// Whether a deny of these terms may turn the grantee of a permit away, at whatever time: it
    /// names the same account, or many, of whom that account may be one, and a purpose of the
    /// permit.
    pub(crate) fn turn_away(&self, permit: &Self) -> bool {
        let grantee = !self.is_for_one() || self.grantee == permit.grantee;
        grantee && !self.purposes.intersection(permit.purposes).is_empty()
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

    /// Those of the request's categories that these terms speak of, whatever grantee, purpose and
    /// time.
    pub(crate) fn matched(&self, request: &Request) -> Categories {
        if !self.actions.contains(request.action.into()) {
            return Categories::EMPTY;
        }
        let wanted = request.target.categories();
        match (&self.scope, &request.target) {
            (Scope::Categories(categories), _) => categories.intersection(wanted),
            (Scope::Document(mine), Target::Record(record)) if *mine == record.document => wanted,
            _ => Categories::EMPTY,
        }
    }
}

impl Provision {
    /// Whether it speaks of the request's subject and purpose.
    pub(crate) fn addresses(&self, request: &Request) -> bool {
        let grantee = match &self.terms.grantee {
            Grantee::Practitioner(account) => *account == request.subject,
            Grantee::Organization(organization) => Some(*organization) == request.organization,
            Grantee::Anyone => self.effect == Effect::Deny || request.organization.is_some(),
        };
        grantee && self.terms.purposes.contains(request.purpose.into())
    }

    /// The categories whose key its envelope handed to its grantee.
    pub(crate) fn handed_out(&self) -> Categories {
        if self.effect == Effect::Permit && self.terms.keys.is_some() {
            self.terms.reading_categories()
        } else {
            Categories::EMPTY
        }
    }
}
