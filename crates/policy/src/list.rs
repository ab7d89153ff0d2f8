//! The list of provisions of one chart, its directives, and what a patient does to them.

use alloc::vec::Vec;

use scale::{Decode, Encode};

use crate::{provision::Window, Effect, PolicyError, Provision, Terms};
use chartkey_vocabulary::{Categories, Digest, Timestamp};

/// How many provisions a chart holds at the most.
pub const MAX_PROVISIONS: usize = 64;

/// The consent of one chart: at most [`MAX_PROVISIONS`] provisions, oldest first, and the two
/// directives.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Policy {
    next_id: u32,
    provisions: Vec<Provision>,
    emergency: Categories,
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
            emergency: Categories::DEFAULT_DIRECTIVE,
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
    /// same effect and a new id. A reader who keeps a category keeps its key, as long as the new
    /// terms name an envelope, too.
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
    /// The categories that need a new key because somebody who had one in an envelope was turned
    /// away.
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

impl Policy {
    /// The provisions, oldest first.
    #[must_use]
    pub fn provisions(&self) -> &[Provision] {
        &self.provisions
    }

    /// The categories of a directive; they may be none, those of the issuers' directive everything.
    #[must_use]
    pub fn directive(&self, directive: Directive) -> Categories {
        match directive {
            Directive::Emergency => self.emergency,
            Directive::Issuers => self.issuers,
        }
    }

    /// Changes a directive; to nothing, if the set is empty. It asks for no new key: readers in
    /// an emergency and issuers have no category's key.
    ///
    /// # Errors
    /// [`PolicyError::Unassigned`], and [`PolicyError::Everything`] for the emergency directive.
    pub fn set_directive(
        &mut self,
        directive: Directive,
        categories: Categories,
    ) -> Result<(), PolicyError> {
        let place = match directive {
            Directive::Emergency if categories.is_everything() => {
                return Err(PolicyError::Everything);
            }
            Directive::Emergency => &mut self.emergency,
            Directive::Issuers => &mut self.issuers,
        };
        if !categories.is_assigned() && !categories.is_everything() {
            return Err(PolicyError::Unassigned);
        }
        *place = categories;
        Ok(())
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

        let (removed, gone) = self.take_out(|provision| {
            if Some(provision.id) == leaving {
                Some(cause_of_leaving)
            } else if provision.terms.has_ended(now) {
                Some(Cause::Expired)
            } else if displaced.holds(provision, now) {
                Some(Cause::Displaced)
            } else {
                None
            }
        });
        let mut change = Change { removed, ..Change::default() };
        if let Some((effect, terms)) = effect.zip(terms) {
            if effect == Effect::Deny {
                change.raised = self.turned_away_by(terms);
            }
            let provision = Provision { id: self.next_id, effect, terms: *terms };
            self.provisions.push(provision);
            change.added = Some(provision);
        }
        change.raised = change.raised.union(self.lost(&gone, now));
        self.next_id = next_id;
        Ok(change)
    }

    /// Takes out the provisions whose window has ended.
    pub fn prune(&mut self, now: Timestamp) -> Change {
        let (removed, gone) =
            self.take_out(|provision| provision.terms.has_ended(now).then_some(Cause::Expired));
        Change { added: None, removed, raised: self.lost(&gone, now) }
    }

    /// The categories that need a new key because permits have ended that are still in the list:
    /// what [`Self::prune`] would raise.
    #[must_use]
    pub fn run_out(&self, now: Timestamp) -> Categories {
        self.lost(self.provisions.iter().filter(|provision| provision.terms.has_ended(now)), now)
    }

    /// Notes the envelope object that holds the wrapped keys of a permit from now on.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`], [`PolicyError::KeysOnDeny`],
    /// [`PolicyError::KeysForMany`], [`PolicyError::KeysWithoutReading`].
    pub fn set_envelope(&mut self, id: u32, digest: Digest) -> Result<(), PolicyError> {
        let provision = self
            .provisions
            .iter_mut()
            .find(|provision| provision.id == id)
            .ok_or(PolicyError::UnknownProvision)?;
        if provision.effect == Effect::Deny {
            return Err(PolicyError::KeysOnDeny);
        }
        provision.terms.check_for_envelope()?;
        provision.terms.keys = Some(digest);
        Ok(())
    }

    /// Takes out the provisions for which there is a cause, oldest first.
    fn take_out(
        &mut self,
        cause: impl Fn(&Provision) -> Option<Cause>,
    ) -> (Vec<Removed>, Vec<Provision>) {
        let mut removed = Vec::new();
        let mut gone = Vec::new();
        self.provisions.retain(|provision| match cause(provision) {
            Some(cause) => {
                removed.push(Removed { id: provision.id, cause });
                gone.push(*provision);
                false
            }
            None => true,
        });
        (removed, gone)
    }

    /// The categories whose keys the readers of these permits hold from their envelopes, and have
    /// from no other permit in force.
    fn lost<'a>(
        &self,
        gone: impl IntoIterator<Item = &'a Provision>,
        now: Timestamp,
    ) -> Categories {
        gone.into_iter().fold(Categories::EMPTY, |lost, gone| {
            let kept = self
                .provisions
                .iter()
                .filter(|other| {
                    other.terms.grantee == gone.terms.grantee
                        && other.terms.window(now) == Window::Open
                })
                .fold(Categories::EMPTY, |kept, other| kept.union(other.handed_out()));
            lost.union(gone.handed_out().difference(kept))
        })
    }

    /// The categories whose keys readers hold from the envelopes of permits in the list whom a
    /// deny turns away from them.
    fn turned_away_by(&self, deny: &Terms) -> Categories {
        self.provisions
            .iter()
            .filter(|provision| deny.turn_away(&provision.terms))
            .fold(Categories::EMPTY, |held, provision| held.union(provision.handed_out()))
            .intersection(deny.reading_categories())
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
