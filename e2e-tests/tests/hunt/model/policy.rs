//! A patient's consent: provisions, the directive, the decision. Written category by category.

use crate::words::{
    has, Grantee, Scope, Terms, Time, Who, ALL_CATEGORIES, ALL_PURPOSES, BOTH, CATEGORY_COUNT, DAY,
    ETREAT, HOPERAT, READ, SENSITIVE, TREAT,
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
    pub directive: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Record { document: u32, category: u8, issuer: Option<u32> },
    Categories(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub subject: Who,
    pub organization: Option<u32>,
    pub target: Target,
    pub purpose: u8,
    pub action: u8,
    pub emergency: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Permit(Basis),
    Deny(Reason),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    Controller,
    Provision(u32),
    Issuer,
    Emergency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NoConsent,
    NotYetValid,
    Expired,
    DeniedByPatient,
    NotInDirective,
}

/// What a write adds.
#[derive(Clone, Copy, Debug)]
pub struct Addition {
    pub permit: bool,
    pub terms: Terms<Time>,
}

impl Terms<Time> {
    fn holds(&self, now: Time) -> bool {
        self.from <= now && !self.has_ended(now)
    }

    pub fn has_ended(&self, now: Time) -> bool {
        self.until.is_some_and(|until| until < now)
    }

    /// Whether these terms speak of one category of what is asked.
    fn speak_of(&self, request: &Request, category: u8) -> bool {
        let grantee = match self.grantee {
            Grantee::Anyone => true,
            Grantee::Practitioner(who) => who == request.subject,
            Grantee::Organization(id) => request.organization == Some(id),
        };
        let scope = match self.scope {
            Scope::Categories(set) => has(set, category),
            Scope::Document(mine) => {
                matches!(request.target, Target::Record { document, .. } if document == mine)
            }
        };
        grantee && scope && has(self.purposes, request.purpose) && has(self.actions, request.action)
    }

    /// The categories whose key a reader has, or loses, by these terms.
    pub fn keys_of(&self) -> u32 {
        match self.scope {
            Scope::Categories(set) if has(self.actions, READ) => set,
            _ => 0,
        }
    }

    /// Whether these match whatever the others match, from now on.
    fn cover(&self, other: &Self, now: Time) -> bool {
        let grantee = self.grantee == Grantee::Anyone || self.grantee == other.grantee;
        let scope = match (self.scope, other.scope) {
            (Scope::Categories(mine), Scope::Categories(theirs)) => mine & theirs == theirs,
            (Scope::Categories(mine), Scope::Document(_)) => mine == ALL_CATEGORIES,
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

impl Policy {
    pub fn new() -> Self {
        Self { next: 0, provisions: Vec::new(), directive: ALL_CATEGORIES & !SENSITIVE }
    }

    pub fn find(&self, id: u32) -> Option<&Provision> {
        self.provisions.iter().find(|provision| provision.id == id)
    }

    pub fn decide(&self, controller: Who, request: &Request, now: Time) -> Decision {
        if request.subject == controller {
            return Decision::Permit(Basis::Controller);
        }
        let wanted: Vec<u8> = match request.target {
            Target::Record { category, .. } => vec![category],
            Target::Categories(set) => {
                (0..CATEGORY_COUNT).filter(|category| has(set, *category)).collect()
            }
        };
        let speaking = |permit: bool, category: u8| {
            let provisions = self.provisions.iter();
            provisions.filter(move |provision| {
                provision.permit == permit && provision.terms.speak_of(request, category)
            })
        };
        let denies: Vec<_> = wanted
            .iter()
            .flat_map(|category| speaking(false, *category))
            .filter(|deny| deny.terms.holds(now))
            .collect();
        let emergency = request.emergency && request.purpose == ETREAT && request.action == READ;
        // In an emergency the directive answers for categories, unless he is named.
        let stays = |deny: &&Provision| {
            !emergency
                || matches!(deny.terms.scope, Scope::Document(_))
                || matches!(deny.terms.grantee, Grantee::Practitioner(_))
        };
        if denies.iter().any(stays) {
            return Decision::Deny(Reason::DeniedByPatient);
        }
        // A deny wins over every permit, also where the directive answers in its place.
        let yielded = !denies.is_empty();
        let open: Vec<Vec<u32>> = wanted
            .iter()
            .map(|category| {
                let permits = speaking(true, *category);
                permits.filter(|permit| permit.terms.holds(now)).map(|permit| permit.id).collect()
            })
            .collect();
        if !yielded && open.iter().all(|ids| !ids.is_empty()) {
            let oldest = open.iter().flatten().min().copied();
            return Decision::Permit(Basis::Provision(oldest.unwrap_or_default()));
        }
        if let Target::Record { issuer: Some(issuer), .. } = request.target {
            if request.organization == Some(issuer)
                && [TREAT, HOPERAT].contains(&request.purpose)
                && request.action == READ
            {
                return Decision::Permit(Basis::Issuer);
            }
        }
        let missing: Vec<u8> = wanted
            .iter()
            .zip(&open)
            .filter(|(_, ids)| yielded || ids.is_empty())
            .map(|(category, _)| *category)
            .collect();
        if emergency {
            return if missing.iter().all(|category| has(self.directive, *category)) {
                Decision::Permit(Basis::Emergency)
            } else if yielded {
                Decision::Deny(Reason::DeniedByPatient)
            } else {
                Decision::Deny(Reason::NotInDirective)
            };
        }
        let later = |category: u8| speaking(true, category).any(|one| one.terms.from > now);
        let ever = |category: u8| speaking(true, category).next().is_some();
        Decision::Deny(if missing.iter().all(|category| later(*category)) {
            Reason::NotYetValid
        } else if missing.iter().all(|category| ever(*category)) {
            Reason::Expired
        } else {
            Reason::NoConsent
        })
    }

    /// Takes out what has ended and what is named, and adds something. Returns the id of what was
    /// added, and the categories that need a new key. On an error the policy is as it was.
    pub fn write(
        &mut self,
        leaving: Option<u32>,
        addition: Option<Addition>,
        now: Time,
    ) -> Result<(Option<u32>, u32), &'static str> {
        let mut raised = 0;
        let mut kept = Vec::new();
        for provision in &self.provisions {
            let keys = if provision.permit { provision.terms.keys_of() } else { 0 };
            if leaving == Some(provision.id) {
                // Who is named by the new terms as well keeps what they give.
                let stays = addition.filter(|new| new.terms.grantee == provision.terms.grantee);
                raised |= keys & !stays.map_or(0, |new| new.terms.keys_of());
            } else if provision.terms.has_ended(now) {
                raised |= keys;
            } else {
                kept.push(*provision);
            }
        }
        let mut added = None;
        if let Some(new) = addition {
            if !new.permit {
                raised |= new.terms.keys_of();
            }
            if kept.len() >= MOST {
                let displaced = Self::displaced(&kept, &new, now)?;
                for gone in kept.extract(&displaced) {
                    raised |= if gone.permit { gone.terms.keys_of() } else { 0 };
                }
            }
            kept.push(Provision { id: self.next, permit: new.permit, terms: new.terms });
            added = Some(self.next);
            self.next += 1;
        }
        self.provisions = kept;
        Ok((added, raised))
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
    if let Scope::Categories(set) = terms.scope {
        set_faults(&mut wrong, set, ALL_CATEGORIES);
    }
    set_faults(&mut wrong, terms.purposes.into(), ALL_PURPOSES.into());
    set_faults(&mut wrong, terms.actions.into(), BOTH.into());
    let end = terms.until.unwrap_or(Time::MAX);
    wrong.when(end < terms.from || end < now, "Window");
    if permit {
        wrong.when(terms.until.is_none(), "EndMissing");
        wrong.when(terms.grantee == Grantee::Anyone, "GranteeMissing");
        wrong.when(
            terms.until.is_some_and(|until| until.saturating_sub(now) > LONGEST_PERMIT),
            "TooLong",
        );
    } else {
        wrong.when(terms.keys.is_some(), "KeysOnDeny");
    }
    wrong
}

/// What is wrong about a set that may not be empty.
pub fn set_faults(wrong: &mut Refusals, set: u32, all: u32) {
    wrong.when(set & !all != 0, "Unassigned");
    wrong.when(set == 0, "Empty");
}
