//! Consent taken apart into atoms: one account, one purpose, one action, one category of one
//! document, one moment. Of the crate only the words are used, and the bits of its sets.

use chartkey_policy::{Directive, Effect, Grantee, Policy, Request, Scope, Target, Terms};
use chartkey_vocabulary::{Account, Action, Addressee, OrgId, Purpose, Timestamp};

/// Of what a request consists. Categories and purposes are places of bits, because some of them
/// come later.
#[derive(Clone, Copy, Debug)]
pub struct Atom {
    who: Account,
    works_for: Option<OrgId>,
    purpose: u32,
    action: Action,
    category: u32,
    /// `None` for the category as a whole.
    document: Option<u32>,
    moment: Timestamp,
}

/// Categories of today, and two that come later.
const CATEGORIES: [u32; 6] = [5, 9, 15, 19, 20, 31];

/// Purposes of today, and two that come later.
const PURPOSES: [u32; 6] = [0, 1, 3, 7, 8, 15];

/// Whom accounts serve.
pub const PEOPLE: [(Account, Option<OrgId>); 6] = [
    ([2; 32], Some(OrgId(0))),
    ([2; 32], None),
    ([3; 32], Some(OrgId(0))),
    ([3; 32], Some(OrgId(1))),
    ([4; 32], None),
    ([4; 32], Some(OrgId(1))),
];

/// Whether the bit at this place is set.
fn has(bits: u32, place: u32) -> bool {
    (bits >> place) & 1 == 1
}

impl Atom {
    /// Every atom at these moments.
    pub fn all(moments: &[Timestamp]) -> Vec<Self> {
        let mut all = vec![];
        for (who, works_for) in PEOPLE {
            for purpose in PURPOSES {
                for action in Action::ALL {
                    for category in CATEGORIES {
                        for document in [None, Some(0), Some(1)] {
                            all.extend(moments.iter().map(|moment| Self {
                                who,
                                works_for,
                                purpose,
                                action,
                                category,
                                document,
                                moment: *moment,
                            }));
                        }
                    }
                }
            }
        }
        all
    }

    /// Whether the terms of a provision of this effect speak of it.
    pub fn is_in(&self, effect: Effect, terms: &Terms) -> bool {
        let whom = match terms.grantee {
            Grantee::Practitioner(account) => account == self.who,
            Grantee::Organization(organization) => self.works_for == Some(organization),
            Grantee::Anyone => effect == Effect::Deny || self.works_for.is_some(),
        };
        let what = match terms.scope {
            Scope::Categories(categories) => has(categories.bits(), self.category),
            Scope::Document(document) => self.document == Some(document),
        };
        let why = has(terms.purposes.bits().into(), self.purpose);
        let done = has(terms.actions.bits().into(), self.action as u32);
        let when = terms.from <= self.moment && terms.until.is_none_or(|end| self.moment <= end);
        whom && what && why && done && when
    }

    /// Whether a permit in the list that names somebody speaks of it.
    fn is_permitted_by_name(&self, policy: &Policy) -> bool {
        policy.provisions().iter().any(|provision| {
            provision.effect == Effect::Permit
                && provision.terms.grantee != Grantee::Anyone
                && self.is_in(Effect::Permit, &provision.terms)
        })
    }

    fn is_spoken_of(&self, policy: &Policy, effect: Effect) -> bool {
        policy
            .provisions()
            .iter()
            .any(|provision| provision.effect == effect && self.is_in(effect, &provision.terms))
    }
}

/// Whether a deny in the list is about the atom.
pub fn forbidden(policy: &Policy, atom: &Atom) -> bool {
    atom.is_spoken_of(policy, Effect::Deny)
}

/// Of what a request at a moment consists.
pub fn atoms_of(request: &Request, now: Timestamp) -> Vec<Atom> {
    let (categories, document) = match request.target {
        Target::Record(record) => (1 << record.category as u32, Some(record.document)),
        Target::Categories(categories) | Target::Session(categories) => (categories.bits(), None),
    };
    let wanted = (0..32).filter(|place| has(categories, *place));
    wanted
        .map(|category| Atom {
            who: request.subject,
            works_for: request.organization,
            purpose: request.purpose as u32,
            action: request.action,
            category,
            document,
            moment: now,
        })
        .collect()
}

/// Whether a request of somebody who does not control the chart is permitted: none of its atoms is
/// forbidden, and each is permitted, or all are open on another ground.
pub fn is_permitted(policy: &Policy, request: &Request, now: Timestamp) -> bool {
    let atoms = atoms_of(request, now);
    let record = match request.target {
        Target::Record(record) => Some(record),
        Target::Categories(_) | Target::Session(_) => None,
    };
    if atoms.iter().any(|atom| forbidden(policy, atom)) {
        return false;
    }
    if let Target::Session(_) = request.target {
        return request.purpose != Purpose::EmergencyTreatment
            && atoms.iter().all(|atom| atom.is_permitted_by_name(policy));
    }
    let reads_for = |purposes: &[Purpose]| {
        request.action == Action::Read && purposes.contains(&request.purpose)
    };
    let own = record.is_some_and(|record| {
        record.issuer.is_some()
            && record.issuer == request.organization
            && reads_for(&[Purpose::Treatment, Purpose::Operations])
            && has(policy.directive(Directive::Issuers).bits(), record.category as u32)
    });
    let sent = record.and_then(|record| record.addressee).is_some_and(|addressee| {
        let here = match addressee {
            Addressee::Practitioner(account) => account == request.subject,
            Addressee::Organization(organization) => request.organization == Some(organization),
        };
        here && reads_for(&[Purpose::Treatment])
    });
    let opened_by_directive = |atom: &Atom| {
        reads_for(&[Purpose::EmergencyTreatment])
            && has(policy.directive(Directive::Emergency).bits(), atom.category)
    };
    let is_open = |atom: &Atom| {
        atom.is_spoken_of(policy, Effect::Permit) || own || sent || opened_by_directive(atom)
    };
    let is_declared = request.purpose != Purpose::EmergencyTreatment || request.emergency;
    is_declared && atoms.iter().all(is_open)
}
