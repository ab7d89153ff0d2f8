//! Random lists over few accounts, categories, documents and days, so that provisions often
//! overlap, and all requests over the same.

use chartkey_policy::{
    Effect, Grantee, RecordTarget, Request, Scope, Target, Terms, MAX_PROVISIONS,
};
use chartkey_vocabulary::{
    Action, Actions, Addressee, Categories, Category, OrgId, Purpose, Purposes, Timestamp,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::atoms::PEOPLE;

/// A provision before it has an id.
pub type Line = (Effect, Terms);

/// The moment at which lists are written.
pub const BEGINNING: Timestamp = 1_800_000_000_000;

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// How many days after [`BEGINNING`] things happen on.
const DAYS: u64 = 6;

/// When something happens to a list, to the edge of a day.
pub fn later() -> impl Strategy<Value = Timestamp> {
    (0..DAYS, 0..2_u64).prop_map(|(days, more)| BEGINNING + days * DAY + more)
}

/// The moments from `now` on at which windows begin and end, and those next to them.
pub fn moments(now: Timestamp) -> Vec<Timestamp> {
    let edges = (0..=DAYS).flat_map(|days| [0, 1].map(|more| BEGINNING + days * DAY + more));
    [now].into_iter().chain(edges.filter(|moment| *moment > now)).collect()
}

fn categories() -> impl Strategy<Value = Categories> {
    let of = |categories: &[Category]| Categories::of(categories);
    prop_oneof![
        2 => Just(of(&[Category::Laboratory])),
        2 => Just(of(&[Category::Genetics])),
        2 => Just(of(&[Category::Laboratory, Category::Genetics])),
        5 => Just(Categories::ALL),
    ]
}

fn scope(deny: bool) -> impl Strategy<Value = Scope> {
    let everything = u32::from(deny);
    prop_oneof![
        4 => categories().prop_map(Scope::Categories),
        4 => (0..2_u32).prop_map(Scope::Document),
        everything => Just(Scope::Categories(Categories::EVERYTHING)),
    ]
}

fn grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![
        3 => select(&PEOPLE[..]).prop_map(|(account, _)| Grantee::Practitioner(account)),
        2 => (0..2_u32).prop_map(|id| Grantee::Organization(OrgId(id))),
        2 => Just(Grantee::Anyone),
    ]
}

fn purposes(deny: bool) -> impl Strategy<Value = Purposes> {
    let care = [
        vec![Purpose::Treatment],
        vec![Purpose::EmergencyTreatment],
        vec![Purpose::Treatment, Purpose::EmergencyTreatment],
        vec![Purpose::Treatment, Purpose::EmergencyTreatment, Purpose::Operations],
        vec![Purpose::FamilyRequest],
    ];
    let (all, everything) = if deny { (2, 5) } else { (0, 0) };
    prop_oneof![
        5 => select(care.to_vec()).prop_map(|members| Purposes::of(&members)),
        all => Just(Purposes::ALL),
        everything => Just(Purposes::EVERYTHING),
    ]
}

/// Terms as a provision of the other effect might not take them.
fn terms(deny: bool) -> impl Strategy<Value = Terms> {
    let actions = select(vec![Actions::from(Action::Read), Action::Append.into(), Actions::ALL]);
    let window = (0..DAYS, option::of(0..DAYS));
    (grantee(), scope(deny), purposes(deny), actions, window).prop_map(
        move |(grantee, scope, purposes, actions, (from, until))| {
            let actions = match scope {
                Scope::Document(_) => Action::Read.into(),
                Scope::Categories(_) => actions,
            };
            let until = if deny { until } else { until.or(Some(DAYS)) };
            let until = until.map(|until| BEGINNING + until.max(from) * DAY);
            Terms {
                grantee,
                scope,
                purposes,
                actions,
                // Half of them began before.
                from: BEGINNING + from.saturating_sub(DAYS / 2) * DAY,
                until,
                keys: None,
            }
        },
    )
}

pub fn deny() -> impl Strategy<Value = Terms> {
    terms(true)
}

fn permit() -> impl Strategy<Value = Terms> {
    (terms(false), select(&PEOPLE[..])).prop_map(|(terms, (account, _))| {
        if terms.purposes == Purpose::FamilyRequest.into() {
            let grantee = Grantee::Practitioner(account);
            Terms { grantee, actions: Action::Read.into(), ..terms }
        } else {
            terms
        }
    })
}

/// Lists of every size, full ones most: some mostly of denies, some almost all of permits.
pub fn list() -> impl Strategy<Value = Vec<Line>> {
    let size = prop_oneof![3 => Just(MAX_PROVISIONS), 2 => 0..=MAX_PROVISIONS];
    let shares = select(vec![(1_u32, 25_u32), (1, 25), (1, 4), (1, 1), (3, 1)]);
    (size, shares).prop_flat_map(|(size, (denies, permits))| {
        let line = prop_oneof![
            denies => deny().prop_map(|terms| (Effect::Deny, terms)),
            permits => permit().prop_map(|terms| (Effect::Permit, terms)),
        ];
        vec(line, size)
    })
}

/// What a patient may open by a directive.
pub fn directive() -> impl Strategy<Value = Categories> {
    let some = [Categories::EMPTY, Category::Laboratory.into(), Categories::ALL];
    select(some.to_vec())
}

/// Terms that say all that these say, and more where a width is set.
pub fn widened(terms: Terms, widths: [bool; 6]) -> Terms {
    let [whom, what, why, action, earlier, longer] = widths;
    let scope = match terms.scope {
        _ if what => Scope::Categories(Categories::EVERYTHING),
        Scope::Categories(categories) => {
            Scope::Categories(categories.union(Category::Genetics.into()))
        }
        document => document,
    };
    let actions = match scope {
        Scope::Categories(_) if action => Actions::ALL,
        _ => terms.actions,
    };
    Terms {
        grantee: if whom { Grantee::Anyone } else { terms.grantee },
        scope,
        purposes: if why { Purposes::EVERYTHING } else { terms.purposes },
        actions,
        from: if earlier { terms.from - DAY } else { terms.from },
        until: if longer { None } else { terms.until },
        keys: None,
    }
}

/// What is asked for: records of two documents and categories, of several origins, and sets.
fn targets() -> Vec<Target> {
    let origins = [
        (None, None),
        (Some(OrgId(0)), None),
        (None, Some(Addressee::Organization(OrgId(0)))),
        (None, Some(Addressee::Practitioner(PEOPLE[0].0))),
    ];
    let mut targets = vec![];
    for document in 0..2 {
        for category in [Category::Laboratory, Category::Genetics] {
            for (issuer, addressee) in origins {
                let record = RecordTarget { document, category, issuer, addressee };
                targets.push(Target::Record(record));
            }
        }
    }
    let both = [Category::Laboratory, Category::Genetics];
    targets.push(Target::Categories(Categories::of(&both)));
    targets.push(Target::Categories(Categories::ALL));
    targets.push(Target::Session(Categories::of(&both)));
    targets.push(Target::Session(Category::Laboratory.into()));
    targets
}

/// Every request, of everybody, for everything, with and without an emergency.
pub fn every_request() -> Vec<Request> {
    let purposes = [
        (Purpose::Treatment, false),
        (Purpose::EmergencyTreatment, true),
        (Purpose::EmergencyTreatment, true),
        (Purpose::EmergencyTreatment, false),
        (Purpose::Operations, false),
        (Purpose::FamilyRequest, false),
    ];
    let mut requests = vec![];
    for (subject, organization) in PEOPLE {
        for target in targets() {
            for (purpose, emergency) in purposes {
                for action in Action::ALL {
                    requests.push(Request {
                        subject,
                        organization,
                        target,
                        purpose,
                        action,
                        emergency,
                    });
                }
            }
        }
    }
    requests
}
