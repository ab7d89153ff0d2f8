//! The list of provisions of one chart and the four things a patient can do to it.

use alloc::vec::Vec;

use scale::{Decode, Encode};

use crate::{Effect, Provision, Terms};
use chartkey_vocabulary::{Categories, Digest, SetError, Timestamp};

/// How many provisions a chart holds at the most.
pub const MAX_PROVISIONS: usize = 64;

/// The consent of one chart: at most [`MAX_PROVISIONS`] provisions, oldest first, and the
/// emergency directive.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Policy {
    next_id: u32,
    provisions: Vec<Provision>,
    directive: Categories,
    issuers: Categories,
}

/// What a patient says once for all categories, besides the provisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Directive {
    /// What may be read without consent in a declared emergency. Assigned categories, or none.
    Emergency,
    /// What an organization may read back of the records that it issued, without a permit. It may
    /// be everything, also what comes later, and is to begin with.
    Issuers,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            next_id: 0,
            provisions: Vec::new(),
            directive: Categories::DEFAULT_DIRECTIVE,
            issuers: Categories::EVERYTHING,
        }
    }
}

/// What a patient does to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write<'a> {
    /// Adds a provision. In a full list a deny takes the place of everything it covers, else
    /// of the permit that expires first.
    Add(Effect, &'a Terms),
    /// Takes the provision of this id back. One whose window has ended counts as revoked.
    Revoke(u32),
    /// Puts new terms in the place of the provision of this id, which has this effect, with the
    /// same effect and a new id. A reader who keeps a category keeps its key: only what the new
    /// terms no longer hand to the same grantee needs a new key.
    Replace(u32, Effect, &'a Terms),
}

/// What one write changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Change {
    /// The provision that was added.
    pub added: Option<Provision>,
    /// The provisions that left the list, each with the cause.
    pub removed: Vec<Removed>,
    /// The categories that need a new key because a reader was turned away.
    pub raised: Categories,
}

/// A provision that left the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Removed {
    /// Its id.
    pub id: u32,
    /// Why it left.
    pub cause: Cause,
}

/// Why a provision left the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Cause {
    /// Its window had ended.
    Expired,
    /// The patient took it back.
    Revoked,
    /// The patient put another in its place.
    Replaced,
    /// The list was full and a deny took its place.
    Displaced,
}

/// Why a write or a request makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum PolicyError {
    /// A set holds a bit that is not assigned: use bits 0 to 19 for categories, 0 to 7 for
    /// purposes, 0 and 1 for actions.
    Unassigned,
    /// A set is empty: name at least one member.
    Empty,
    /// The window ends before it begins, or has ended already: send a later `until`.
    Window,
    /// A permit needs an end: send `until`.
    EndMissing,
    /// A permit may end at most [`crate::MAX_PERMIT_MILLISECONDS`] from now: send an earlier
    /// `until`.
    TooLong,
    /// A permit needs a practitioner or an organization: `Anyone` is for denies only.
    GranteeMissing,
    /// A deny hands out no keys: leave `keys` out.
    KeysOnDeny,
    /// The list is full. For a permit: revoke a provision first. For a deny: every provision
    /// is a deny in force that the new one does not cover; replace several by a wider one.
    Full,
    /// No provision of this id is in the list: read the policy again.
    UnknownProvision,
    /// This chart has had 2^32 - 1 provisions: open a new chart.
    IdsUsedUp,
    /// The provision to be replaced permits where a deny was named, or the other way round: read
    /// the policy again.
    OtherEffect,
}

impl From<SetError> for PolicyError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Unassigned => Self::Unassigned,
            SetError::Empty => Self::Empty,
        }
    }
}

impl Policy {
    /// The provisions, oldest first.
    #[must_use]
    pub fn provisions(&self) -> &[Provision] {
        &self.provisions
    }

    /// The emergency directive: the categories that may be read without consent in a declared
    /// emergency. It may be empty.
    #[must_use]
    pub fn directive(&self) -> Categories {
        self.directive
    }

    /// The directive for issuers: the categories that an organization may read back of the
    /// records that it issued. It may be empty, or everything.
    #[must_use]
    pub fn issuers(&self) -> Categories {
        self.issuers
    }

    /// Changes the emergency directive. Returns the categories that it opens no more.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`].
    pub fn set_directive(&mut self, directive: Categories) -> Result<Categories, PolicyError> {
        if !directive.is_assigned() {
            return Err(PolicyError::Unassigned);
        }
        let shut = self.directive.difference(directive);
        self.directive = directive;
        Ok(shut)
    }

    /// The effect of a provision.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`].
    pub fn effect(&self, id: u32) -> Result<Effect, PolicyError> {
        self.provisions
            .iter()
            .find(|provision| provision.id == id)
            .map(|provision| provision.effect)
            .ok_or(PolicyError::UnknownProvision)
    }

    /// The effect of what a write adds, `None` if it adds nothing.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`], [`PolicyError::OtherEffect`].
    pub fn effect_of(&self, write: Write) -> Result<Option<Effect>, PolicyError> {
        match write {
            Write::Add(effect, _) => Ok(Some(effect)),
            Write::Revoke(id) => self.effect(id).map(|_| None),
            Write::Replace(id, effect, _) if self.effect(id)? == effect => Ok(Some(effect)),
            Write::Replace(..) => Err(PolicyError::OtherEffect),
        }
    }

    /// Carries out a write, and prunes the provisions whose window has ended.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`], [`PolicyError::OtherEffect`], [`PolicyError::Full`],
    /// [`PolicyError::IdsUsedUp`] and those of [`Terms::check_for`]; on an error the policy is as
    /// it was.
    pub fn write(&mut self, write: Write, now: Timestamp) -> Result<Change, PolicyError> {
        let effect = self.effect_of(write)?;
        let (leaving, terms) = match write {
            Write::Add(_, terms) => (None, Some(terms)),
            Write::Revoke(id) => (Some(id), None),
            Write::Replace(id, _, terms) => (Some(id), Some(terms)),
        };
        let cause_of_leaving = if terms.is_some() { Cause::Replaced } else { Cause::Revoked };
        let stays = |provision: &Provision| {
            Some(provision.id) != leaving && !provision.terms.has_ended(now)
        };
        let mut displaced = Displaced::Nothing;
        let mut next_id = self.next_id;
        if let Some((effect, terms)) = effect.zip(terms) {
            terms.check_for(effect, now)?;
            if self.provisions.iter().filter(|provision| stays(provision)).count() >= MAX_PROVISIONS
            {
                displaced = self.make_room(effect, terms, now)?;
            }
            next_id = next_id.checked_add(1).ok_or(PolicyError::IdsUsedUp)?;
        }

        let mut change = Change::default();
        self.provisions.retain(|provision| {
            let cause = if Some(provision.id) == leaving {
                cause_of_leaving
            } else if provision.terms.has_ended(now) {
                Cause::Expired
            } else if displaced.holds(provision, now) {
                Cause::Displaced
            } else {
                return true;
            };
            change.remove(provision, cause, terms);
            false
        });
        if let Some((effect, terms)) = effect.zip(terms) {
            if effect == Effect::Deny {
                change.raised = change.raised.union(terms.key_categories());
            }
            let provision = Provision { id: self.next_id, effect, terms: *terms };
            self.provisions.push(provision);
            change.added = Some(provision);
        }
        self.next_id = next_id;
        Ok(change)
    }

    /// Notes the envelope object that holds the wrapped keys of a permit from now on.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`], [`PolicyError::KeysOnDeny`].
    pub fn set_envelope(&mut self, id: u32, digest: Digest) -> Result<(), PolicyError> {
        let provision = self
            .provisions
            .iter_mut()
            .find(|provision| provision.id == id)
            .ok_or(PolicyError::UnknownProvision)?;
        if provision.effect == Effect::Deny {
            return Err(PolicyError::KeysOnDeny);
        }
        provision.terms.keys = Some(digest);
        Ok(())
    }

    /// What a new provision displaces in a full list: a permit nothing, a deny everything that
    /// it covers, else the permit that expires first.
    fn make_room<'a>(
        &self,
        effect: Effect,
        terms: &'a Terms,
        now: Timestamp,
    ) -> Result<Displaced<'a>, PolicyError> {
        if effect == Effect::Permit {
            return Err(PolicyError::Full);
        }
        let covered = Displaced::CoveredBy(terms);
        if self.provisions.iter().any(|provision| covered.holds(provision, now)) {
            return Ok(covered);
        }
        self.provisions
            .iter()
            .filter(|provision| provision.effect == Effect::Permit)
            .min_by_key(|provision| provision.terms.until)
            .map(|provision| Displaced::One(provision.id))
            .ok_or(PolicyError::Full)
    }
}

/// What a new provision displaces.
#[derive(Clone, Copy)]
enum Displaced<'a> {
    Nothing,
    CoveredBy(&'a Terms),
    One(u32),
}

impl Displaced<'_> {
    fn holds(&self, provision: &Provision, now: Timestamp) -> bool {
        match *self {
            Self::Nothing => false,
            Self::CoveredBy(terms) => terms.cover(&provision.terms, now),
            Self::One(id) => provision.id == id,
        }
    }
}

impl Change {
    /// Notes a provision that left. A permit's readers lose the keys of its categories, but
    /// for those that new terms hand to the same reader.
    fn remove(&mut self, provision: &Provision, cause: Cause, terms: Option<&Terms>) {
        self.removed.push(Removed { id: provision.id, cause });
        if provision.effect == Effect::Permit {
            let mut lost = provision.terms.key_categories();
            match terms {
                Some(terms)
                    if cause == Cause::Replaced && terms.grantee == provision.terms.grantee =>
                {
                    lost = lost.difference(terms.key_categories());
                }
                _ => {}
            }
            self.raised = self.raised.union(lost);
        }
    }
}
