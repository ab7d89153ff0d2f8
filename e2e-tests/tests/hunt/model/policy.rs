//! A patient's policy: provisions, directives, and how they are written. Category by category.

use crate::words::{
    has, Directive, Grantee, Scope, Terms, Time, ALL_CATEGORIES, ALL_PURPOSES, APPEND, BOTH, DAY,
    EVERY_CATEGORY, EVERY_PURPOSE, FAMRQT, PATRQT, READ, SENSITIVE,
};

use super::Refusals;

const MOST: usize = 64;
pub const LONGEST_PERMIT: u64 = 3_653 * DAY;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provision {
    pub id: u32,
    pub permit: bool,
    pub terms: Terms<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub next: u32,
    /// Oldest first.
    pub provisions: Vec<Provision>,
    /// What an emergency opens.
    pub emergency: u32,
    /// What issuers read back of their own.
    pub issuers: u32,
}

/// What a write adds.
#[derive(Clone, Copy, Debug)]
pub struct Addition {
    pub permit: bool,
    pub terms: Terms<Time>,
}

impl Terms<Time> {
    pub fn holds(&self, now: Time) -> bool {
        self.from <= now && !self.has_ended(now)
    }

    pub fn has_ended(&self, now: Time) -> bool {
        self.until.is_some_and(|until| until < now)
    }

    /// Whether these match whatever the others match, from now on.
    fn cover(&self, other: &Self, now: Time) -> bool {
        let grantee = self.grantee == Grantee::Anyone || self.grantee == other.grantee;
        let scope = match (self.scope, other.scope) {
            (Scope::Categories(mine), Scope::Categories(theirs)) => mine & theirs == theirs,
            // A document may be of a category that comes later.
            (Scope::Categories(mine), Scope::Document(_)) => mine == EVERY_CATEGORY,
            (Scope::Document(mine), Scope::Document(theirs)) => mine == theirs,
            (Scope::Document(_), Scope::Categories(_)) => false,
        };
        let end = |terms: &Self| terms.until.unwrap_or(Time::MAX);
        grantee
            && scope
            && self.purposes & other.purposes == other.purposes
            && self.actions & other.actions == other.actions
            && self.from <= other.from.max(now)
            && end(self) >= end(other)
    }
}

impl Provision {
    /// Whether its grantee has the key of a category from its envelope.
    fn gives_key_of(&self, category: u8) -> bool {
        let named = match self.terms.scope {
            Scope::Categories(set) => has(set, category),
            Scope::Document(_) => false,
        };
        self.permit && self.terms.keys.is_some() && has(self.terms.actions, READ) && named
    }
}

/// The categories, of all that can ever be, of which this is true.
fn categories_where(is_one: impl Fn(u8) -> bool) -> u32 {
    (0..32).filter(|category| is_one(*category)).fold(0, |set, category| set | (1 << category))
}

/// Whether somebody who had a category's key from a permit that is gone has it from none of these
/// that are in force.
fn is_lost(gone: &[Provision], left: &[Provision], category: u8, now: Time) -> bool {
    gone.iter().filter(|one| one.gives_key_of(category)).any(|one| {
        !left.iter().any(|other| {
            other.terms.grantee == one.terms.grantee
                && other.gives_key_of(category)
                && other.terms.holds(now)
        })
    })
}

/// Whether a deny turns somebody away who has a category's key from one of these permits.
fn turns_away(deny: &Terms<Time>, list: &[Provision], category: u8) -> bool {
    let reading = match deny.scope {
        Scope::Categories(set) => has(set, category) && has(deny.actions, READ),
        Scope::Document(_) => false,
    };
    let named = |permit: &Provision| match deny.grantee {
        Grantee::Practitioner(_) => permit.terms.grantee == deny.grantee,
        // He may work there.
        Grantee::Organization(_) | Grantee::Anyone => true,
    };
    reading
        && list.iter().any(|permit| {
            permit.gives_key_of(category)
                && named(permit)
                && permit.terms.purposes & deny.purposes != 0
        })
}

impl Policy {
    pub fn new() -> Self {
        Self {
            next: 0,
            provisions: Vec::new(),
            emergency: ALL_CATEGORIES & !SENSITIVE,
            issuers: EVERY_CATEGORY,
        }
    }

    pub fn directive(&mut self, which: Directive) -> &mut u32 {
        match which {
            Directive::Emergency => &mut self.emergency,
            Directive::Issuers => &mut self.issuers,
        }
    }

    pub fn find(&self, id: u32) -> Option<&Provision> {
        self.provisions.iter().find(|provision| provision.id == id)
    }

    /// The provisions that have ended, and the others.
    fn by_end(&self, now: Time) -> (Vec<Provision>, Vec<Provision>) {
        self.provisions.iter().partition(|one| one.terms.has_ended(now))
    }

    /// Whether a permit in force gives somebody a category's key.
    pub fn gives_key_of(&self, category: u8, now: Time) -> bool {
        self.provisions.iter().any(|one| one.gives_key_of(category) && one.terms.holds(now))
    }

    /// The categories that need a new key because permits have run out that nobody took out yet.
    pub fn run_out(&self, now: Time) -> u32 {
        let (gone, left) = self.by_end(now);
        categories_where(|category| is_lost(&gone, &left, category, now))
    }

    /// Takes out what has ended.
    pub fn prune(&mut self, now: Time) {
        self.provisions = self.by_end(now).1;
    }

    /// Takes out what has ended and what is named, and adds something. Returns the id of what was
    /// added, and the categories that need a new key. On an error the policy is as it was.
    pub fn write(
        &mut self,
        leaving: Option<u32>,
        addition: Option<Addition>,
        now: Time,
    ) -> Result<(Option<u32>, u32), &'static str> {
        let (mut gone, mut kept): (Vec<Provision>, Vec<Provision>) = self
            .provisions
            .iter()
            .partition(|one| leaving == Some(one.id) || one.terms.has_ended(now));
        let mut added = None;
        let mut turned_away = 0;
        if let Some(new) = addition {
            if kept.len() >= MOST {
                let displaced = Self::displaced(&kept, &new, now)?;
                gone.extend(kept.extract(&displaced));
            }
            if !new.permit {
                turned_away = categories_where(|category| turns_away(&new.terms, &kept, category));
            }
            kept.push(Provision { id: self.next, permit: new.permit, terms: new.terms });
            added = Some(self.next);
            self.next += 1;
        }
        let lost = categories_where(|category| is_lost(&gone, &kept, category, now));
        self.provisions = kept;
        Ok((added, lost | turned_away))
    }

    /// What a deny takes the place of in a full list.
    fn displaced(list: &[Provision], new: &Addition, now: Time) -> Result<Vec<u32>, &'static str> {
        if new.permit {
            return Err("Full");
        }
        let covered: Vec<_> =
            list.iter().filter(|one| new.terms.cover(&one.terms, now)).map(|one| one.id).collect();
        if !covered.is_empty() {
            return Ok(covered);
        }
        let permits = list.iter().filter(|one| one.permit);
        permits.min_by_key(|one| (one.terms.until, one.id)).map(|one| vec![one.id]).ok_or("Full")
    }
}

trait Extract {
    fn extract(&mut self, ids: &[u32]) -> Self;
}

impl Extract for Vec<Provision> {
    fn extract(&mut self, ids: &[u32]) -> Self {
        let (gone, kept) = self.iter().partition(|one| ids.contains(&one.id));
        *self = kept;
        gone
    }
}

/// What is wrong about terms.
pub fn faults(permit: bool, terms: &Terms<Time>, now: Time) -> Refusals {
    let mut wrong = Refusals::new();
    let mut everything = terms.purposes == EVERY_PURPOSE;
    match terms.scope {
        Scope::Categories(EVERY_CATEGORY) => everything = true,
        Scope::Categories(set) => set_faults(&mut wrong, set, ALL_CATEGORIES),
        Scope::Document(_) => wrong.when(has(terms.actions, APPEND), "AppendOnDocument"),
    }
    if terms.purposes != EVERY_PURPOSE {
        set_faults(&mut wrong, terms.purposes.into(), ALL_PURPOSES.into());
    }
    set_faults(&mut wrong, terms.actions.into(), BOTH.into());
    let end = terms.until.unwrap_or(Time::MAX);
    wrong.when(end < terms.from || end < now, "Window");
    if permit {
        wrong.when(everything, "Everything");
        wrong.when(has(terms.purposes, PATRQT), "PatientRequest");
        let for_one = matches!(terms.grantee, Grantee::Practitioner(_));
        let reader = for_one && terms.purposes == 1 << FAMRQT && terms.actions == 1 << READ;
        wrong.when(has(terms.purposes, FAMRQT) && !reader, "Representative");
        wrong.when(terms.until.is_none(), "EndMissing");
        wrong.when(
            terms.until.is_some_and(|until| until.saturating_sub(now) > LONGEST_PERMIT),
            "TooLong",
        );
        if terms.keys.is_some() {
            wrong.also(envelope_faults(terms));
        }
    } else {
        wrong.when(terms.keys.is_some(), "KeysOnDeny");
        wrong.when(terms.from.saturating_sub(now) > LONGEST_PERMIT, "BeginsTooLate");
    }
    wrong
}

/// Why no envelope goes with a permit.
pub fn envelope_faults(terms: &Terms<Time>) -> Refusals {
    let mut wrong = Refusals::new();
    wrong.when(!matches!(terms.grantee, Grantee::Practitioner(_)), "KeysForMany");
    wrong.when(!has(terms.actions, READ), "KeysWithoutReading");
    wrong
}

/// What is wrong about a set that may not be empty.
pub fn set_faults(wrong: &mut Refusals, set: u32, all: u32) {
    wrong.when(set & !all != 0, "Unassigned");
    wrong.when(set == 0, "Empty");
}
