//! The list of provisions of one chart and the four things a patient can do to it.

use alloc::vec::Vec;

use scale::{Decode, Encode};

use crate::{Categories, Effect, Provision, Terms, Timestamp};

/// How many provisions a chart holds at the most.
pub const MAX_PROVISIONS: usize = 64;

/// The consent of one chart: at most [`MAX_PROVISIONS`] provisions, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Policy {
    next_id: u32,
    provisions: Vec<Provision>,
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
    /// A set holds a bit that is not assigned: use bits 0 to 15 for categories, 0 to 6 for
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
    /// All 2^32 ids of this chart were used: open a new chart.
    IdsUsedUp,
}

impl Policy {
    /// The provisions, oldest first.
    #[must_use]
    pub fn provisions(&self) -> &[Provision] {
        &self.provisions
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

    /// Adds a provision, after pruning those whose window has ended. In a full list a deny
    /// takes the place of everything it covers, else of the permit that expires first.
    ///
    /// # Errors
    /// [`PolicyError::Full`], [`PolicyError::IdsUsedUp`] and those of [`Terms::check_for`];
    /// on an error the policy is as it was.
    pub fn add(
        &mut self,
        effect: Effect,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Change, PolicyError> {
        self.write(None, Some((effect, terms)), now)
    }

    /// Takes a provision back. One whose window has ended counts as revoked, not expired.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`]; on an error the policy is as it was.
    pub fn revoke(&mut self, id: u32, now: Timestamp) -> Result<Change, PolicyError> {
        self.write(Some(id), None, now)
    }

    /// Puts new terms in the place of a provision, with the same effect and a new id. A reader
    /// who keeps a category keeps its key: only what the new terms no longer hand to the same
    /// grantee needs a new key.
    ///
    /// # Errors
    /// [`PolicyError::UnknownProvision`], [`PolicyError::IdsUsedUp`] and those of
    /// [`Terms::check_for`]; on an error the policy is as it was.
    pub fn replace(
        &mut self,
        id: u32,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Change, PolicyError> {
        let effect = self.effect(id)?;
        self.write(Some(id), Some((effect, terms)), now)
    }

    /// The one way in which the list changes: `leaving` leaves it, what has expired leaves it,
    /// `entering` enters it.
    fn write(
        &mut self,
        leaving: Option<u32>,
        entering: Option<(Effect, Terms)>,
        now: Timestamp,
    ) -> Result<Change, PolicyError> {
        if let Some((effect, terms)) = &entering {
            terms.check_for(*effect, now)?;
        }
        if let Some(id) = leaving {
            self.effect(id)?;
        }
        let cause = if entering.is_some() { Cause::Replaced } else { Cause::Revoked };

        let mut change = Change::default();
        let mut kept = Vec::with_capacity(self.provisions.len().saturating_add(1));
        for provision in self.provisions.iter() {
            if leaving == Some(provision.id) {
                let keeps = match &entering {
                    Some((_, terms)) if terms.grantee == provision.terms.grantee => {
                        terms.key_categories()
                    }
                    _ => Categories::EMPTY,
                };
                change.remove(provision, cause, keeps);
            } else if provision.terms.until.is_some_and(|until| until < now) {
                change.remove(provision, Cause::Expired, Categories::EMPTY);
            } else {
                kept.push(*provision);
            }
        }
        if let Some((effect, terms)) = entering {
            if kept.len() >= MAX_PROVISIONS && effect == Effect::Deny {
                make_room(&mut kept, &terms, now, &mut change);
            }
            if kept.len() >= MAX_PROVISIONS {
                return Err(PolicyError::Full);
            }
            if effect == Effect::Deny {
                change.raised = change.raised.union(terms.key_categories());
            }
            let provision = Provision { id: self.next_id, effect, terms };
            self.next_id = self.next_id.checked_add(1).ok_or(PolicyError::IdsUsedUp)?;
            kept.push(provision);
            change.added = Some(provision);
        }
        self.provisions = kept;
        Ok(change)
    }
}

/// Drops what the deny covers; if that is nothing, the permit that expires first.
fn make_room(kept: &mut Vec<Provision>, deny: &Terms, now: Timestamp, change: &mut Change) {
    let full = kept.len();
    kept.retain(|provision| {
        let covered = deny.cover(&provision.terms, now);
        if covered {
            change.remove(provision, Cause::Displaced, Categories::EMPTY);
        }
        !covered
    });
    if kept.len() < full {
        return;
    }
    let first_to_expire = kept
        .iter()
        .filter(|provision| provision.effect == Effect::Permit)
        .min_by_key(|provision| provision.terms.until)
        .map(|provision| provision.id);
    kept.retain(|provision| {
        let displaced = Some(provision.id) == first_to_expire;
        if displaced {
            change.remove(provision, Cause::Displaced, Categories::EMPTY);
        }
        !displaced
    });
}

impl Change {
    /// Notes a provision that left. A permit's readers lose the keys of its categories, but
    /// for those that the same reader keeps.
    fn remove(&mut self, provision: &Provision, cause: Cause, keeps: Categories) {
        self.removed.push(Removed { id: provision.id, cause });
        if provision.effect == Effect::Permit {
            let lost = provision.terms.key_categories().difference(keeps);
            self.raised = self.raised.union(lost);
        }
    }
}
