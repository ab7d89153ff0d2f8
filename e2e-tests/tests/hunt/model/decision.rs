//! What a policy decides: a record, appending to categories, or a session. Category by category.

use std::fmt;

use crate::words::{
    has, Addressee, Grantee, Scope, Time, Who, CATEGORY_COUNT, ETREAT, FAMRQT, HOPERAT, PATRQT,
    READ, TREAT,
};

use super::policy::{Policy, Provision};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Record {
        document: u32,
        category: u8,
        issuer: Option<u32>,
        addressee: Option<Addressee>,
    },
    Categories(u32),
    /// All records of these categories, for 60 minutes.
    Session(u32),
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
    Addressee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NoConsent,
    NotYetValid,
    Expired,
    DeniedByPatient,
    NotInDirective,
    NoEmergency,
    NotRepresentative,
    RecordsOnly,
    NotController,
}

/// What comes of an opening: on what ground each of the records is opened, or the session; or
/// which one is refused, by its place, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Permit(Vec<Basis>),
    Deny(usize, Reason),
}

/// How often each basis comes in a row.
pub fn runs(bases: &[Basis]) -> Vec<(usize, Basis)> {
    bases.chunk_by(|one, next| one == next).map(|run| (run.len(), run[0])).collect()
}

impl Verdict {
    pub fn is_permit(&self) -> bool {
        matches!(self, Self::Permit(_))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permit(bases) => {
                let runs = runs(bases);
                let grounds = runs.iter().map(|(count, basis)| format!("{count} by {basis:?}"));
                write!(f, "permitted: {}", grounds.collect::<Vec<_>>().join(", "))
            }
            Self::Deny(place, reason) => write!(f, "refused at {place}: {reason:?}"),
        }
    }
}

impl Provision {
    /// Whether it speaks of one category of what is asked.
    fn speaks_of(&self, request: &Request, category: u8) -> bool {
        let grantee = match self.terms.grantee {
            // Permitted is whoever works somewhere; denied is everybody.
            Grantee::Anyone => !self.permit || request.organization.is_some(),
            Grantee::Practitioner(who) => who == request.subject,
            Grantee::Organization(id) => request.organization == Some(id),
        };
        let scope = match self.terms.scope {
            Scope::Categories(set) => has(set, category),
            Scope::Document(mine) => {
                matches!(request.target, Target::Record { document, .. } if document == mine)
            }
        };
        grantee
            && scope
            && has(self.terms.purposes, request.purpose)
            && has(self.terms.actions, request.action)
    }
}

impl Policy {
    /// Whether a permit in force names somebody as the patient's representative.
    pub fn is_represented_by(&self, who: Who, now: Time) -> bool {
        self.provisions.iter().any(|one| {
            one.permit
                && one.terms.grantee == Grantee::Practitioner(who)
                && has(one.terms.purposes, FAMRQT)
                && one.terms.holds(now)
        })
    }

    pub fn decide(&self, controller: Who, request: &Request, now: Time) -> Decision {
        if request.subject == controller {
            return Decision::Permit(Basis::Controller);
        }
        if request.purpose == PATRQT {
            return Decision::Deny(Reason::NotController);
        }
        if request.purpose == ETREAT && !request.emergency {
            return Decision::Deny(Reason::NoEmergency);
        }
        if request.purpose == FAMRQT && !self.is_represented_by(request.subject, now) {
            return Decision::Deny(Reason::NotRepresentative);
        }
        let wanted: Vec<u8> = match request.target {
            Target::Record { category, .. } => vec![category],
            Target::Categories(set) | Target::Session(set) => {
                (0..CATEGORY_COUNT).filter(|category| has(set, *category)).collect()
            }
        };
        let speaking = |permit: bool, category: u8| {
            let provisions = self.provisions.iter();
            provisions.filter(move |one| one.permit == permit && one.speaks_of(request, category))
        };
        let denied = |category: &u8| speaking(false, *category).any(|deny| deny.terms.holds(now));
        if wanted.iter().any(denied) {
            return Decision::Deny(Reason::DeniedByPatient);
        }
        let session = matches!(request.target, Target::Session(_));
        if session && request.purpose == ETREAT {
            return Decision::Deny(Reason::RecordsOnly);
        }
        // A permit for anyone opens no session.
        let counts = |permit: &&Provision| {
            permit.terms.holds(now) && !(session && permit.terms.grantee == Grantee::Anyone)
        };
        let open: Vec<Vec<u32>> = wanted
            .iter()
            .map(|category| {
                speaking(true, *category).filter(counts).map(|permit| permit.id).collect()
            })
            .collect();
        if open.iter().all(|ids| !ids.is_empty()) {
            let oldest = open.iter().flatten().min().copied();
            return Decision::Permit(Basis::Provision(oldest.unwrap_or_default()));
        }
        if let Some(basis) = self.right(request) {
            return Decision::Permit(basis);
        }
        let missing: Vec<u8> = wanted
            .iter()
            .zip(&open)
            .filter(|(_, ids)| ids.is_empty())
            .map(|(category, _)| *category)
            .collect();
        if request.purpose == ETREAT && request.action == READ {
            return if missing.iter().all(|category| has(self.emergency, *category)) {
                Decision::Permit(Basis::Emergency)
            } else {
                Decision::Deny(Reason::NotInDirective)
            };
        }
        let anyone = |category: u8| speaking(true, category).any(|one| one.terms.holds(now));
        let later = |category: u8| speaking(true, category).any(|one| one.terms.from > now);
        let ever = |category: u8| speaking(true, category).any(|one| !one.terms.holds(now));
        Decision::Deny(if session && missing.iter().all(|category| anyone(*category)) {
            Reason::RecordsOnly
        } else if missing.iter().all(|category| later(*category)) {
            Reason::NotYetValid
        } else if missing.iter().all(|category| ever(*category)) {
            Reason::Expired
        } else {
            Reason::NoConsent
        })
    }

    /// The right of a record's issuer or addressee to read it.
    fn right(&self, request: &Request) -> Option<Basis> {
        let Target::Record { category, issuer, addressee, .. } = request.target else {
            return None;
        };
        if request.action != READ {
            return None;
        }
        let own = issuer.is_some() && issuer == request.organization;
        let purpose = [TREAT, HOPERAT].contains(&request.purpose);
        if own && purpose && has(self.issuers, category) {
            return Some(Basis::Issuer);
        }
        let sent = addressee.is_some_and(|to| match to {
            Addressee::Organization(id) => request.organization == Some(id),
            Addressee::Practitioner(who) => request.subject == who,
        });
        (sent && request.purpose == TREAT).then_some(Basis::Addressee)
    }
}
