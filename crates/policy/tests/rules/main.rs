//! The rules of consent, one small test each.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod deciding;
mod denies_in_a_full_list;
mod emergencies;
mod envelopes;
mod everybody;
mod keys;
mod list;
mod lists;
mod representatives;
mod sessions;
mod size;
mod terms;

use chartkey_policy::{
    Basis, Cause, Change, Decision, Directive, Effect, Grantee, Policy, PolicyError, Reason,
    RecordTarget, Removed, Request, Scope, Target, Terms, Write, MAX_PERMIT_MILLISECONDS,
    MAX_PROVISIONS,
};
use chartkey_vocabulary::{
    Account, Action, Actions, Categories, Category, Digest, OrgId, Purpose, Purposes, Timestamp,
};
use scale::Decode;

const PATIENT: Account = [1; 32];
const DOCTOR: Account = [2; 32];
const NURSE: Account = [3; 32];
const HOSPITAL: OrgId = OrgId(0);
const CLINIC: OrgId = OrgId(1);
const ENVELOPE: Digest = [9; 32];

const NOW: Timestamp = 1_800_000_000_000;
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What every permit here says unless a test says otherwise: the doctor may read these
/// categories for treatment, for a day.
fn permit(categories: &[Category]) -> Terms {
    Terms {
        grantee: Grantee::Practitioner(DOCTOR),
        scope: Scope::Categories(Categories::of(categories)),
        purposes: Purpose::Treatment.into(),
        actions: Action::Read.into(),
        from: NOW,
        until: Some(NOW + DAY),
        keys: None,
    }
}

/// The same with an envelope, which holds the secrets of these categories' keys.
fn permit_with_keys(categories: &[Category]) -> Terms {
    Terms { keys: Some(ENVELOPE), ..permit(categories) }
}

/// What every deny here says unless a test says otherwise: nobody, for nothing, ever.
fn deny(categories: &[Category]) -> Terms {
    Terms {
        grantee: Grantee::Anyone,
        purposes: Purposes::EVERYTHING,
        actions: Actions::ALL,
        until: None,
        ..permit(categories)
    }
}

/// The same about everything, also what comes later.
fn deny_everything() -> Terms {
    Terms { scope: Scope::Categories(Categories::EVERYTHING), ..deny(&[]) }
}

/// The same about reading one document.
fn on_document(document: u32, terms: Terms) -> Terms {
    Terms { scope: Scope::Document(document), actions: Action::Read.into(), ..terms }
}

/// Every purpose that a permit for practitioners may name.
fn every_permitted_purpose() -> Purposes {
    Purposes::ALL
        .difference(Purpose::PatientRequest.into())
        .difference(Purpose::FamilyRequest.into())
}

/// What every request here is unless a test says otherwise: the doctor, who works for the
/// hospital, wants to read a record of the clinic for treatment.
fn record(document: u32, category: Category) -> Request {
    Request {
        subject: DOCTOR,
        organization: Some(HOSPITAL),
        target: Target::Record(RecordTarget {
            document,
            category,
            issuer: Some(CLINIC),
            addressee: None,
        }),
        purpose: Purpose::Treatment,
        action: Action::Read,
        emergency: false,
    }
}

/// The same for whole categories.
fn whole(categories: &[Category]) -> Request {
    let target = Target::Categories(Categories::of(categories));
    Request { target, ..record(0, Category::Laboratory) }
}

/// The same for a session of whole categories.
fn session(categories: &[Category]) -> Request {
    let target = Target::Session(Categories::of(categories));
    Request { target, ..record(0, Category::Laboratory) }
}

/// The three writes, one call each.
trait Writes {
    fn add(&mut self, effect: Effect, terms: Terms, now: Timestamp) -> Result<Change, PolicyError>;
    fn revoke(&mut self, id: u32, now: Timestamp) -> Result<Change, PolicyError>;
    fn replace(&mut self, id: u32, terms: Terms, now: Timestamp) -> Result<Change, PolicyError>;
}

impl Writes for Policy {
    fn add(&mut self, effect: Effect, terms: Terms, now: Timestamp) -> Result<Change, PolicyError> {
        self.write(Write::Add(effect, &terms), now)
    }

    fn revoke(&mut self, id: u32, now: Timestamp) -> Result<Change, PolicyError> {
        self.write(Write::Revoke(id), now)
    }

    fn replace(&mut self, id: u32, terms: Terms, now: Timestamp) -> Result<Change, PolicyError> {
        let effect = self.effect(id).unwrap_or(Effect::Permit);
        self.write(Write::Replace(id, effect, &terms), now)
    }
}

/// A list of these provisions, with the ids 0, 1, 2 and so on.
fn policy(provisions: &[(Effect, Terms)]) -> Policy {
    let mut policy = Policy::default();
    for (effect, terms) in provisions {
        policy.add(*effect, *terms, NOW).unwrap();
    }
    policy
}

/// A list that is full of these provisions in turn.
fn full_of(provisions: &[(Effect, Terms)]) -> Policy {
    let many: Vec<_> = provisions.iter().copied().cycle().take(MAX_PROVISIONS).collect();
    policy(&many)
}

fn decide(policy: &Policy, request: &Request, now: Timestamp) -> Decision {
    policy.decide(&PATIENT, request, now)
}

fn by_provision(id: u32) -> Decision {
    Decision::Permit(Basis::Provision(id))
}

const NO_CONSENT: Decision = Decision::Deny(Reason::NoConsent);
const NOT_YET_VALID: Decision = Decision::Deny(Reason::NotYetValid);
const EXPIRED: Decision = Decision::Deny(Reason::Expired);
const NOT_IN_DIRECTIVE: Decision = Decision::Deny(Reason::NotInDirective);
const DENIED: Decision = Decision::Deny(Reason::DeniedByPatient);

fn removed(ids: impl IntoIterator<Item = u32>, cause: Cause) -> Vec<Removed> {
    ids.into_iter().map(|id| Removed { id, cause }).collect()
}

fn ids(policy: &Policy) -> Vec<u32> {
    policy.provisions().iter().map(|provision| provision.id).collect()
}

/// A set of categories as it arrives from a caller.
fn received_categories(bits: u32) -> Categories {
    Categories::decode(&mut &bits.to_le_bytes()[..]).unwrap()
}
