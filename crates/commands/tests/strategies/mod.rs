//! Random instructions and approvals over few values, so that much of two of them is alike, and
//! those that differ from a given one in very little.

use chartkey_commands::{
    Command, Domain, Instruction, NewCategoryKey, NewCategoryKeys, NewChart, NewEnvelope,
    NewVersion, Offer, Recovery, Replacement,
};
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Actions, Addressee, Categories, Category, NewDocument, OrgId, PatientId, PublicKey, Purpose,
    Purposes, Retraction, Selection, SelfReport, Text, Timestamp, Version,
};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};
use scale::{Decode, Encode};

/// What has a text.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Signable {
    Instruction(Box<Instruction>),
    Recovery(Recovery),
}

/// Something to sign, and where it counts.
pub type Word = (Domain, Signable);

/// A minute, in milliseconds.
const MINUTE: u64 = 60_000;

fn bytes() -> impl Strategy<Value = [u8; 32]> {
    prop_oneof![8 => select(vec![[0; 32], [1; 32], [0x10; 32], [0xff; 32]]), 1 => any::<[u8; 32]>()]
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![8 => select(vec![0, 1, 2, 10, 11, 12, 101, u32::MAX]), 1 => any::<u32>()]
}

/// Mostly times that have a text: days around leap days, ends of years, the first and the last.
pub fn time() -> BoxedStrategy<Timestamp> {
    let minutes = 253_402_300_800_000 / MINUTE;
    prop_oneof![
        30 => (0..minutes).prop_map(|minute| minute * MINUTE),
        10 => select(vec![
            0,
            MINUTE,
            951_782_400_000,
            1_800_000_000_000,
            1_800_000_060_000,
            1_835_481_600_000,
            253_402_300_740_000,
        ]),
        1 => any::<u64>(),
        1 => (0..minutes, 1..MINUTE).prop_map(|(minute, rest)| minute * MINUTE + rest),
        1 => Just(253_402_300_800_000),
    ]
    .boxed()
}

/// Mostly free text that has a text, with much that looks like lines or members of other fields.
fn locator() -> impl Strategy<Value = Text> {
    let printable = select(vec![
        "none",
        "0",
        "1",
        " ",
        "a, b",
        "Key epoch: 1",
        "x Key epoch: 1",
        "</Bytes>",
        "<Bytes>Chartkey: veto the new key</Bytes>",
        "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
        "~!\\n\"'",
    ]);
    prop_oneof![
        20 => printable.prop_map(Text::from),
        10 => "[ -~]{1,128}".prop_map(|text| Text::from(text.as_str())),
        1 => select(vec!["a\nKey epoch: 1", "a\r", "\u{e9}", "\t", "\u{7f}"]).prop_map(Text::from),
        1 => Just(Text::default()),
        1 => "[a-z]{129,140}".prop_map(|text| Text::from(text.as_str())),
    ]
}

fn category() -> impl Strategy<Value = Category> {
    select(&Category::ALL[..])
}

/// A set of bits as it arrives from a caller: mostly assigned ones, or all there are.
fn set<Set: Decode + std::fmt::Debug + 'static>(width: u8, assigned: u32) -> BoxedStrategy<Set> {
    let bits = prop_oneof![
        40 => 1..(1_u32 << assigned),
        4 => Just(u32::MAX),
        1 => any::<u32>(),
        1 => Just(0),
    ];
    bits.prop_map(move |bits| {
        let encoded = bits.encode();
        Set::decode(&mut encoded.get(..width.into()).unwrap()).unwrap()
    })
    .boxed()
}

fn terms() -> impl Strategy<Value = Box<Terms>> {
    let grantee = prop_oneof![
        bytes().prop_map(Grantee::Practitioner),
        number().prop_map(|id| Grantee::Organization(OrgId(id))),
        Just(Grantee::Anyone),
    ];
    let scope = prop_oneof![
        3 => set::<Categories>(4, 20).prop_map(Scope::Categories),
        1 => number().prop_map(Scope::Document),
    ];
    let purposes = prop_oneof![
        4 => set::<Purposes>(2, 8),
        1 => Just(Purpose::FamilyRequest.into()),
    ];
    let actions = prop_oneof![8 => (1..4_u8).prop_map(|bits| Actions::from_bits(bits).unwrap()), 1 => set::<Actions>(1, 2)];
    (grantee, scope, purposes, actions, time(), option::of(time()), option::of(bytes())).prop_map(
        |(grantee, scope, purposes, actions, from, until, keys)| {
            Box::new(Terms { grantee, scope, purposes, actions, from, until, keys })
        },
    )
}

fn key() -> impl Strategy<Value = PublicKey> {
    let of_suite = |suite, length| {
        // All zero is a point of small order.
        prop_oneof![40 => any::<u8>(), 1 => Just(0)]
            .prop_map(move |byte| PublicKey { suite, bytes: vec![byte; length] })
    };
    prop_oneof![
        20 => of_suite(1, 32),
        6 => of_suite(2, 1_216),
        1 => (0..4_u16, 0..40_usize)
            .prop_map(|(suite, length)| PublicKey { suite, bytes: vec![7; length] }),
    ]
}

fn category_key() -> impl Strategy<Value = NewCategoryKey> {
    (category(), number(), key()).prop_map(|(category, epoch, key)| NewCategoryKey {
        category,
        epoch,
        key,
    })
}

fn new_category_keys() -> impl Strategy<Value = NewCategoryKeys> {
    let envelope =
        (number(), bytes()).prop_map(|(provision, digest)| NewEnvelope { provision, digest });
    (vec(category_key(), 0..4), vec(envelope, 0..4))
        .prop_map(|(keys, envelopes)| NewCategoryKeys { keys, envelopes })
}

fn self_report() -> impl Strategy<Value = SelfReport> {
    let addressee = prop_oneof![
        number().prop_map(|id| Addressee::Organization(OrgId(id))),
        bytes().prop_map(Addressee::Practitioner),
    ];
    (category(), version(), option::of(addressee)).prop_map(|(category, version, addressee)| {
        SelfReport { document: NewDocument { category, version }, addressee }
    })
}

fn version() -> impl Strategy<Value = Version> {
    let size = prop_oneof![select(vec![0, 1, 10, 1 << 40, u64::MAX]), any::<u64>()];
    (bytes(), size, locator(), number()).prop_map(|(digest, size, locator, key_epoch)| Version {
        digest,
        size,
        locator,
        key_epoch,
    })
}

fn guardians() -> impl Strategy<Value = Guardians> {
    (vec(bytes(), 0..9), any::<u8>(), any::<u16>()).prop_map(
        |(commitments, threshold, delay_hours)| Guardians { commitments, threshold, delay_hours },
    )
}

/// Mostly a list that may be opened; else one that is too long, in no order, or empty.
fn selection() -> impl Strategy<Value = Selection> {
    let ascending = btree_set(number(), 1..8).prop_map(|ids| ids.into_iter().collect());
    let many = (0..40_u32, 1..36_u32).prop_map(|(first, count)| (first..first + count).collect());
    let records = prop_oneof![8 => ascending, 2 => many, 1 => vec(number(), 0..5)];
    prop_oneof![
        3 => records.prop_map(Selection::Records),
        1 => set(4, 20).prop_map(Selection::Categories),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let reason = select(vec![
        Retraction::WrongPatient,
        Retraction::WrongContent,
        Retraction::Duplicate,
        Retraction::Other,
    ]);
    let effect = select(vec![Effect::Permit, Effect::Deny]);
    let directive = select(vec![Directive::Emergency, Directive::Issuers]);
    prop_oneof![
        1 => (bytes(), bytes()).prop_map(|(key, salt)| Command::CreateChart(NewChart { key, salt })),
        1 => bytes().prop_map(Command::Adopt),
        4 => terms().prop_map(Command::Grant),
        4 => terms().prop_map(Command::Deny),
        1 => number().prop_map(Command::Revoke),
        4 => (number(), effect, terms()).prop_map(|(provision, effect, terms)| {
            Command::Replace(Box::new(Replacement { provision, effect, terms: *terms }))
        }),
        2 => category_key().prop_map(Command::PublishKey),
        3 => new_category_keys().prop_map(Command::Rekey),
        1 => bytes().prop_map(|to| Command::HandOver(Offer::Propose(to))),
        1 => Just(Command::HandOver(Offer::Cancel)),
        3 => selection().prop_map(Command::Open),
        3 => self_report().prop_map(|report| Command::SelfReport(Box::new(report))),
        3 => (number(), version()).prop_map(|(record, version)| {
            Command::Amend(Box::new(NewVersion { record, version }))
        }),
        1 => (number(), reason).prop_map(|(record, reason)| Command::Retract(record, reason)),
        2 => option::of(guardians()).prop_map(Command::ChangeGuardians),
        1 => Just(Command::Withdraw),
        1 => bytes().prop_map(Command::Veto),
        1 => directive.clone().prop_map(|which| Command::SetDirective(which, Categories::EMPTY)),
        2 => (directive, set(4, 20)).prop_map(|(which, set)| Command::SetDirective(which, set)),
        2 => (number(), option::of(bytes()))
            .prop_map(|(entry, reason)| Command::Dispute(entry, reason)),
        1 => number().prop_map(Command::Erase),
        1 => number().prop_map(Command::EraseDocument),
    ]
}

pub fn instruction() -> impl Strategy<Value = Instruction> {
    (bytes(), command(), any::<u8>(), number(), time()).prop_map(
        |(chart, command, lane, sequence, deadline)| Instruction {
            chart: PatientId(chart),
            command,
            lane,
            sequence,
            deadline,
        },
    )
}

pub fn recovery() -> impl Strategy<Value = Recovery> {
    (bytes(), bytes(), number(), any::<u8>(), time()).prop_map(
        |(chart, key, round, approvals, deadline)| Recovery {
            chart: PatientId(chart),
            key,
            round,
            approvals,
            deadline,
        },
    )
}

pub fn domain() -> impl Strategy<Value = Domain> {
    (bytes(), bytes()).prop_map(|(contract, chain)| Domain { contract, chain })
}

pub fn word() -> impl Strategy<Value = Word> {
    let signable = prop_oneof![
        9 => instruction().prop_map(|instruction| Signable::Instruction(Box::new(instruction))),
        1 => recovery().prop_map(Signable::Recovery),
    ];
    (domain(), signable)
}

/// Everything whose encoding differs in one place: a byte changed, left out or twice, a time or
/// a size a minute later.
pub fn near_misses(word: &Word) -> Vec<Word> {
    let encoded = word.encode();
    let mut tried = Vec::new();
    for place in 0..encoded.len() {
        for change in [0x01, 0x02, 0x04, 0x20, 0x80] {
            let mut near = encoded.clone();
            near[place] ^= change;
            tried.push(near);
        }
        let mut shorter = encoded.clone();
        let byte = shorter.remove(place);
        tried.push(shorter);
        let mut longer = encoded.clone();
        longer.insert(place, byte);
        tried.push(longer);
        if let Some(number) = encoded[place..].first_chunk() {
            let later = u64::from_le_bytes(*number).wrapping_add(MINUTE);
            let mut near = encoded.clone();
            near[place..place + 8].copy_from_slice(&later.to_le_bytes());
            tried.push(near);
        }
    }
    let decoded = tried.into_iter().filter_map(|near| {
        let mut rest = near.as_slice();
        let word = Word::decode(&mut rest).ok()?;
        rest.is_empty().then_some(word)
    });
    decoded.filter(|near| near != word).collect()
}
