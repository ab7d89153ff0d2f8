//! Random words, requests and writes over few accounts, categories and moments, so that they
//! often meet.

use std::collections::BTreeSet;

use chartkey_policy::{Effect, Grantee, MAX_PERMIT_MILLISECONDS};
use chartkey_vocabulary::{Account, Action, Addressee, Category, OrgId, Purpose, Timestamp};
use proptest::{
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::model::{About, Ask, Stray, Why, Wish, Words, Write};

/// The controller of every chart.
pub const CONTROLLER: Account = [1; 32];

/// The moment around which things happen.
pub const NOON: Timestamp = 1_800_000_000_000;

/// How many moments after [`NOON`] things happen at.
const MOMENTS: u64 = 12;

const COMMON: [Category; 4] =
    [Category::PatientSummary, Category::Laboratory, Category::Genetics, Category::Administrative];

/// What a permit for practitioners may name.
const CARE: [Purpose; 6] = [
    Purpose::Treatment,
    Purpose::EmergencyTreatment,
    Purpose::Payment,
    Purpose::Operations,
    Purpose::Research,
    Purpose::PublicHealth,
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

fn about(deny: bool) -> impl Strategy<Value = About> {
    prop_oneof![
        40 => some_categories().prop_map(About::Categories),
        10 => document().prop_map(About::Document),
        if deny { 8 } else { 1 } => Just(About::Everything),
        1 => Just(About::Categories(BTreeSet::new())),
    ]
}

fn purposes(deny: bool) -> impl Strategy<Value = Why> {
    prop_oneof![
        20 => Just(BTreeSet::from(CARE)).prop_map(Why::These),
        20 => subsequence(&CARE[..], 1..=4).prop_map(BTreeSet::from_iter).prop_map(Why::These),
        10 => Just(BTreeSet::from([Purpose::FamilyRequest])).prop_map(Why::These),
        if deny { 6 } else { 1 } => subsequence(&Purpose::ALL[..], 1..=8)
            .prop_map(BTreeSet::from_iter)
            .prop_map(Why::These),
        if deny { 16 } else { 1 } => Just(Why::Whatever),
        1 => Just(Why::These(BTreeSet::new())),
    ]
}

fn actions() -> impl Strategy<Value = BTreeSet<Action>> {
    let set = |actions: &[Action]| BTreeSet::from_iter(actions.iter().copied());
    prop_oneof![
        20 => Just(set(&[Action::Read])),
        20 => Just(set(&[Action::Read, Action::Append])),
        12 => Just(set(&[Action::Append])),
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
            1 => about(deny)
        ]
        .boxed(),
        _ => about(deny).boxed(),
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
    let sensible = prop::bool::weighted(0.8);
    (grantee(), about, purposes(deny), actions(), window, keys, stray, sensible)
        .prop_map(|(grantee, about, purposes, actions, (from, until), keys, stray, sensible)| {
            let keys = keys.then_some(7);
            let words = Words { grantee, about, purposes, actions, from, until, keys, stray };
            if sensible {
                mostly_taken(words)
            } else {
                words
            }
        })
        .boxed()
}

/// The same words without what is refused most often.
fn mostly_taken(mut words: Words) -> Words {
    let for_family = words.purposes == Why::These(BTreeSet::from([Purpose::FamilyRequest]));
    if for_family || matches!(words.about, About::Document(_)) {
        words.actions.remove(&Action::Append);
    }
    if !words.actions.contains(&Action::Read) || !matches!(words.grantee, Grantee::Practitioner(_))
    {
        words.keys = None;
    }
    words
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

/// A record.
pub fn record() -> impl Strategy<Value = Wish> {
    let addressee = prop_oneof![
        organization().prop_map(Addressee::Organization),
        account().prop_map(Addressee::Practitioner),
    ];
    let record = (document(), category(), option::of(organization()), option::of(addressee));
    record.prop_map(|(document, category, issuer, addressee)| Wish::Record {
        document,
        category,
        issuer,
        addressee,
    })
}

/// A session.
pub fn session() -> impl Strategy<Value = Wish> {
    some_categories().prop_map(Wish::Session)
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![record(), some_categories().prop_map(Wish::Categories), session()]
}

pub fn ask() -> impl Strategy<Value = Ask> {
    let purpose = prop_oneof![
        3 => Just(Purpose::Treatment),
        2 => Just(Purpose::EmergencyTreatment),
        2 => Just(Purpose::FamilyRequest),
        1 => select(&Purpose::ALL[..]),
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
