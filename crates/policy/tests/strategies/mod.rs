//! Random words, requests and writes over few accounts, categories and moments, so that they
//! often meet.

use std::collections::BTreeSet;

use chartkey_policy::{Effect, Grantee, MAX_PERMIT_MILLISECONDS};
use chartkey_vocabulary::{Account, Action, Category, OrgId, Purpose, Timestamp};
use proptest::{
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::model::{About, Ask, Stray, Wish, Words, Write};

/// The controller of every chart.
pub const CONTROLLER: Account = [1; 32];

/// The moment around which things happen.
pub const NOON: Timestamp = 1_800_000_000_000;

/// How many moments after [`NOON`] things happen at.
const MOMENTS: u64 = 12;

const COMMON: [Category; 4] =
    [Category::PatientSummary, Category::Laboratory, Category::Genetics, Category::Administrative];

const PURPOSES: [Purpose; 7] = [
    Purpose::Treatment,
    Purpose::EmergencyTreatment,
    Purpose::Payment,
    Purpose::Operations,
    Purpose::Research,
    Purpose::PublicHealth,
    Purpose::PatientRequest,
];

/// What kind of provisions a run of writes mostly adds.
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    /// Short windows, everything likely.
    Restless,
    /// Few provisions end, so that the list fills.
    Lasting,
    /// The same, and almost all are narrow denies without end.
    Sealing,
}

pub fn moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        40 => (0..MOMENTS).prop_map(|later| NOON + later),
        1 => select(vec![0, u64::MAX]),
    ]
}

pub fn category() -> impl Strategy<Value = Category> {
    prop_oneof![6 => select(&COMMON[..]), 1 => select(&Category::ALL[..])]
}

fn some_categories() -> BoxedStrategy<BTreeSet<Category>> {
    let all = || BTreeSet::from(Category::ALL);
    prop_oneof![
        8 => subsequence(&COMMON[..], 1..=COMMON.len()).prop_map(BTreeSet::from_iter),
        1 => Just(all()),
        1 => select(&Category::ALL[..]).prop_map(move |one| {
            all().into_iter().filter(|category| *category != one).collect()
        }),
    ]
    .boxed()
}

fn account() -> impl Strategy<Value = Account> {
    select(vec![CONTROLLER, [2; 32], [2; 32], [3; 32], [3; 32]])
}

fn organization() -> impl Strategy<Value = OrgId> {
    select(vec![OrgId(0), OrgId(1)])
}

fn document() -> impl Strategy<Value = u32> {
    0..3_u32
}

fn grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![
        5 => account().prop_map(Grantee::Practitioner),
        5 => organization().prop_map(Grantee::Organization),
        1 => Just(Grantee::Anyone),
    ]
}

fn about() -> impl Strategy<Value = About> {
    prop_oneof![
        40 => some_categories().prop_map(About::Categories),
        10 => document().prop_map(About::Document),
        1 => Just(About::Categories(BTreeSet::new())),
    ]
}

fn purposes() -> impl Strategy<Value = BTreeSet<Purpose>> {
    prop_oneof![
        20 => Just(BTreeSet::from(PURPOSES)),
        20 => subsequence(&PURPOSES[..], 1..=4).prop_map(BTreeSet::from_iter),
        1 => Just(BTreeSet::new()),
    ]
}

fn actions() -> impl Strategy<Value = BTreeSet<Action>> {
    let set = |actions: &[Action]| BTreeSet::from_iter(actions.iter().copied());
    prop_oneof![
        20 => Just(set(&[Action::Read])),
        20 => Just(set(&[Action::Read, Action::Append])),
        6 => Just(set(&[Action::Append])),
        1 => Just(set(&[])),
    ]
}

fn until(mood: Mood, deny: bool) -> BoxedStrategy<Option<Timestamp>> {
    let far = (0..MOMENTS).prop_map(|later| Some(NOON + MAX_PERMIT_MILLISECONDS + later));
    let near = (0..MOMENTS).prop_map(|later| Some(NOON + later));
    let after = (0..4_u64).prop_map(|later| Some(NOON + MOMENTS + later));
    let (short, long) = if matches!(mood, Mood::Restless) { (16, 4) } else { (1, 16) };
    let endless = if deny { 8 } else { 1 };
    prop_oneof![
        short => near,
        long => after,
        1 => far,
        endless => Just(None),
        1 => Just(Some(u64::MAX)),
    ]
    .boxed()
}

fn words(mood: Mood, deny: bool) -> BoxedStrategy<Words> {
    let stray = prop_oneof![
        40 => Just(None),
        1 => select(vec![Stray::Category, Stray::Purpose, Stray::Action]).prop_map(Some),
    ];
    let about = match mood {
        Mood::Sealing => prop_oneof![
            9 => document().prop_map(About::Document),
            1 => about()
        ]
        .boxed(),
        _ => about().boxed(),
    };
    let from = prop_oneof![
        12 => (0..MOMENTS).prop_map(|later| NOON + later),
        12 => Just(NOON),
        1 => select(vec![0, u64::MAX]),
    ];
    let keys = prop::bool::weighted(if deny { 0.02 } else { 0.5 });
    let window = (from, until(mood, deny)).prop_map(|(from, until)| match until {
        // Mostly the right way round.
        Some(until) if until < from && until % 4 != 0 => (until, Some(from)),
        until => (from, until),
    });
    (grantee(), about, purposes(), actions(), window, keys, stray)
        .prop_map(|(grantee, about, purposes, actions, (from, until), keys, stray)| Words {
            grantee,
            about,
            purposes,
            actions,
            from,
            until,
            keys: keys.then_some(7),
            stray,
        })
        .boxed()
}

/// The words of a narrow deny.
pub fn deny() -> impl Strategy<Value = Words> {
    words(Mood::Sealing, true)
}

/// A write; ids are taken from the first `ids`.
pub fn write(mood: Mood, ids: u32) -> BoxedStrategy<Write> {
    let (permits, denies, targeted) = match mood {
        Mood::Restless => (8, 4, 2),
        Mood::Lasting => (30, 10, 1),
        Mood::Sealing => (1, 30, 1),
    };
    prop_oneof![
        permits => words(mood, false).prop_map(Write::Permit),
        denies => words(mood, true).prop_map(Write::Deny),
        targeted => (0..ids).prop_map(Write::Revoke),
        2 * targeted => (0..ids, words(mood, false))
            .prop_map(|(id, words)| Write::Replace(id, Effect::Permit, words)),
        2 * targeted => (0..ids, words(mood, true))
            .prop_map(|(id, words)| Write::Replace(id, Effect::Deny, words)),
    ]
    .boxed()
}

fn wish() -> impl Strategy<Value = Wish> {
    let record = (document(), category(), option::of(organization()));
    prop_oneof![
        record.prop_map(|(document, category, issuer)| Wish::Record { document, category, issuer }),
        some_categories().prop_map(Wish::Categories),
    ]
}

pub fn ask() -> impl Strategy<Value = Ask> {
    let purpose = prop_oneof![
        3 => Just(Purpose::Treatment),
        2 => Just(Purpose::EmergencyTreatment),
        1 => select(&PURPOSES[..]),
    ];
    let action = select(vec![Action::Read, Action::Read, Action::Append]);
    (account(), option::of(organization()), wish(), purpose, action, any::<bool>()).prop_map(
        |(who, works_for, wish, purpose, action, emergency)| Ask {
            who,
            works_for,
            wish,
            purpose,
            action,
            emergency,
        },
    )
}
