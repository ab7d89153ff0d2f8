//! How long what the log keeps is, and how it is encoded.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use chartkey_interfaces::log::{
    Access, Entry, Leaf, Outcome, Subject, LEAF_VERSION, MAX_ACCESS_BYTES,
};
use chartkey_policy::{Basis, Ground, Reason, Refusal, Verdict};
use chartkey_vocabulary::{
    Categories, Category, Digest, Finding, OrgId, PatientId, Purpose, Selection, MAX_OPENED,
};
use scale::{Decode, Encode};

/// An access with the longest of everything else.
fn access(subject: Subject, outcome: Outcome, justification: Option<Digest>) -> Access {
    let organization = Some(OrgId(1));
    let purpose = Purpose::Treatment;
    Access { actor: [1; 32], organization, subject, purpose, outcome, justification }
}

fn length(subject: Subject, outcome: Outcome, justification: Option<Digest>) -> usize {
    access(subject, outcome, justification).encoded_size()
}

/// As many records as an opening names, with ids as large as they get.
fn records() -> Subject {
    let last = u32::MAX;
    let count = u32::try_from(MAX_OPENED).unwrap();
    Subject::Records((last - count + 1..=last).collect())
}

/// A ground of its own for each record of a list.
fn grounds(basis: impl Fn(u32) -> Basis) -> Outcome {
    let count = u32::try_from(MAX_OPENED).unwrap();
    Outcome::Permit((0..count).map(|place| Ground { count: 1, basis: basis(place) }).collect())
}

fn refused() -> Outcome {
    Outcome::Deny(Refusal { place: 31, reason: Reason::NotController })
}

#[test]
fn the_longest_opening_of_today_has_363_bytes_and_is_within_the_bound() {
    let longest = length(records(), grounds(Basis::Provision), None);
    // The actor, the house, the list, the purpose, the grounds, no justification.
    assert_eq!(longest, 32 + 5 + (2 + 32 * 4) + 1 + (2 + 32 * 6) + 1);
    assert_eq!(longest, 363);
    assert!(longest <= MAX_ACCESS_BYTES);
    for basis in [Basis::Controller, Basis::Issuer, Basis::Emergency, Basis::Addressee] {
        assert!(length(records(), grounds(|_| basis), None) < longest);
    }
    assert!(length(records(), refused(), None) < longest);
    let session = Subject::Categories(Categories::ALL);
    let alone = Ground { count: 1, basis: Basis::Provision(u32::MAX) };
    assert!(length(session, Outcome::Permit(vec![alone]), None) < longest);
}

#[test]
fn whatever_the_types_allow_within_a_list_is_within_the_bound() {
    let words = Some([2; 32]);
    let longest = length(records(), grounds(Basis::Provision), words);
    assert_eq!(longest, 363 + 32);
    assert!(longest <= MAX_ACCESS_BYTES);
    let subjects = [records(), Subject::Categories(Categories::ALL), Subject::Entry(u32::MAX)];
    let outcomes = [
        grounds(Basis::Provision),
        refused(),
        Outcome::Declared,
        Outcome::Reviewed(Finding::ALL[0]),
        Outcome::Disputed,
    ];
    for subject in subjects {
        for outcome in &outcomes {
            assert!(length(subject.clone(), outcome.clone(), words) <= longest);
        }
    }
}

#[test]
fn a_finding_has_a_byte_in_the_log() {
    let words = Some([2; 32]);
    let of = |outcome| length(Subject::Entry(1), outcome, words);
    for finding in Finding::ALL {
        assert_eq!(of(Outcome::Reviewed(finding)), of(Outcome::Declared) + 1);
    }
}

#[test]
fn an_opening_is_logged_as_it_was_selected_and_answered() {
    let both = Categories::of(&[Category::Laboratory, Category::Imaging]);
    for selection in [Selection::Records(vec![3, 7]), Selection::Categories(both)] {
        let encoded = selection.encode();
        assert_eq!(Subject::from(selection).encode(), encoded);
    }
    let permit = Verdict::Permit(vec![Ground { count: 2, basis: Basis::Provision(9) }]);
    let deny = Verdict::Deny(Refusal { place: 1, reason: Reason::Expired });
    for verdict in [permit, deny] {
        let encoded = verdict.encode();
        assert_eq!(Outcome::from(verdict).encode(), encoded);
    }
}

#[test]
fn a_leaf_is_encoded_byte_by_byte_as_verifiers_hash_it() {
    let ground = Ground { count: 2, basis: Basis::Provision(0x0506) };
    let list = access(Subject::Records(vec![3, 7]), Outcome::Permit(vec![ground]), None);
    let leaf = Leaf {
        version: LEAF_VERSION,
        patient: PatientId([9; 32]),
        index: 0x0102,
        entry: Entry { time: 0x0304, access: list },
    };
    let expected = [
        &[1][..],
        &[9; 32],
        &[2, 1, 0, 0],
        &[4, 3, 0, 0, 0, 0, 0, 0],
        &[1; 32],
        // The organization 1.
        &[1, 1, 0, 0, 0],
        // Two records.
        &[0, 8, 3, 0, 0, 0, 7, 0, 0, 0],
        // For treatment.
        &[0],
        // Permitted, on one ground, for two records, by a provision.
        &[0, 4, 2, 1, 6, 5, 0, 0],
        // Without a justification.
        &[0],
    ]
    .concat();
    assert_eq!(leaf.encode(), expected);
    assert_eq!(Leaf::decode(&mut &expected[..]).unwrap(), leaf);
    // A refusal names the place.
    assert_eq!(refused().encode(), [1, 31, Reason::NotController as u8]);
    let set = Subject::Categories(Category::Imaging.into());
    assert_eq!(set.encode(), [1, 0x40, 0, 0, 0]);
}
