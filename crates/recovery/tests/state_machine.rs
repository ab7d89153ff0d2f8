//! Random steps at random times: the crate against the model, and a thief against guardians.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod model;

use std::collections::BTreeSet;

use chartkey_recovery::{
    Change, Commitment, Custody, Guardians, Progress, RecoveryError, SigningKey, NO_KEY,
};
use chartkey_vocabulary::Timestamp;
use model::{take, Model, Outcome, Step};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use scale::{Decode, Encode};

const NOON: Timestamp = 1_800_000_000_000;
const DAY: u64 = 86_400_000;
const PRESENT: SigningKey = [1; 32];
const RECOVERED: SigningKey = [2; 32];

/// Whom charts have for guardians here.
const PEOPLE: [Commitment; 4] = [[0xa0; 32], [0xb0; 32], [0xc0; 32], [0xd0; 32]];

fn key() -> impl Strategy<Value = SigningKey> {
    prop_oneof![
        10 => Just(RECOVERED),
        4 => select(vec![PRESENT, [3; 32]]),
        1 => Just(NO_KEY),
    ]
}

fn people() -> impl Strategy<Value = Vec<Commitment>> {
    prop_oneof![
        16 => subsequence(PEOPLE.to_vec(), 1..=4),
        4 => Just(PEOPLE[..3].to_vec()),
        1 => vec(select(PEOPLE.to_vec()), 0..9),
    ]
}

fn guardians() -> impl Strategy<Value = Guardians> {
    let threshold = prop_oneof![8 => 1..=2_u8, 2 => 3..=4_u8, 1 => Just(0)];
    let delay_hours =
        prop_oneof![6 => Just(24), 3 => select(vec![23, 25, 336, 337]), 1 => any::<u16>()];
    (people(), threshold, delay_hours).prop_map(|(commitments, threshold, delay_hours)| Guardians {
        commitments,
        threshold,
        delay_hours,
    })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => guardians().prop_map(|guardians| Change::Guardians(Some(guardians))),
        1 => Just(Change::Guardians(None)),
        4 => select(vec![[8; 32], [9; 32]]).prop_map(Change::HandOver),
    ]
}

/// A step, and how long after the step before, in milliseconds.
fn step() -> impl Strategy<Value = (Step, u64)> {
    let step = prop_oneof![
        6 => change().prop_map(Step::Ask),
        2 => Just(Step::Withdraw),
        10 => (key(), people()).prop_map(|(key, people)| Step::Propose(key, people)),
        6 => key().prop_map(Step::Veto),
        8 => Just(Step::Complete),
        1 => key().prop_map(Step::Rebind),
    ];
    let later = prop_oneof![
        8 => Just(0),
        4 => select(vec![DAY - 1, DAY, DAY + 1, DAY + DAY / 24]),
        2 => select(vec![14 * DAY - 1, 14 * DAY]),
        2 => select(vec![30 * DAY - 1, 30 * DAY, 29 * DAY]),
        1 => 0..40 * DAY,
    ];
    (step, later)
}

/// Steps from a moment on that is mostly an ordinary one.
fn run() -> impl Strategy<Value = (Timestamp, Vec<(Step, u64)>)> {
    let begin = prop_oneof![12 => Just(NOON), 1 => Just(0), 1 => Just(Timestamp::MAX - 40 * DAY)];
    (begin, vec(step(), 1..50))
}

/// Asks both, compares, and says what the crate answered.
fn compare(
    custody: &mut Custody,
    model: &mut Model,
    step: &Step,
    now: Timestamp,
) -> Result<Outcome, RecoveryError> {
    let before = custody.clone();
    let answer = take(custody, step, now);
    match (&answer, model.take(step, now)) {
        (Ok(outcome), Ok(expected)) => assert_eq!(*outcome, expected, "{step:?}"),
        (Err(error), Err(objections)) => {
            assert!(objections.contains(error), "{step:?}: {error:?} is none of {objections:?}");
            assert_eq!(*custody, before, "a refused step changes nothing");
        }
        (answer, expected) => panic!("{step:?}: {answer:?} instead of {expected:?}"),
    }
    assert_eq!(*custody.key(), model.key());
    assert_eq!(usize::try_from(custody.round()).unwrap(), model.round());
    assert_eq!(custody.guardians().cloned(), model.guardians());
    assert_eq!(custody.waiting().cloned(), model.waiting());
    assert_eq!(custody.proposal().copied(), model.proposal());
    assert_eq!(custody.vetoed_at(), model.vetoed_at());
    assert_eq!(custody.ensure_thawed().is_err(), model.proposal().is_some());
    answer
}

/// A chart with three guardians, of whom it takes two.
fn guarded(delay_hours: u16) -> Custody {
    let commitments = PEOPLE[..3].to_vec();
    let guardians = Guardians { commitments, threshold: 2, delay_hours };
    let mut custody = Custody::new(PRESENT);
    custody.ask(Change::Guardians(Some(guardians)), NOON).unwrap();
    custody
}

/// What a thief with the phone tries, and how long after the last try, in milliseconds.
fn tricks() -> impl Strategy<Value = Vec<(Step, u64)>> {
    let trick = prop_oneof![
        3 => change().prop_map(Step::Ask),
        1 => Just(Step::Withdraw),
        3 => Just(Step::Veto(RECOVERED)),
        3 => Just(Step::Complete),
    ];
    vec((trick, 0..3 * DAY), 0..40)
}

/// Whether a step put the chart out of the guardians' reach.
fn is_lost(answer: Result<Outcome, RecoveryError>) -> bool {
    matches!(answer, Ok(Outcome::Progress(Progress::Done(_))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn every_answer_is_the_models((begin, steps) in run()) {
        let (mut custody, mut model) = (Custody::new(PRESENT), Model::new(PRESENT));
        let mut now = begin;
        for (step, later) in &steps {
            now = now.saturating_add(*later);
            let _ = compare(&mut custody, &mut model, step, now);
        }
        let encoded = custody.encode();
        prop_assert_eq!(Custody::decode(&mut &encoded[..]).unwrap(), custody);
    }

    #[test]
    fn two_of_three_guardians_win_against_whatever_a_thief_tries(
        delay_hours in 24..=336_u16,
        tricks in tricks(),
    ) {
        let mut custody = guarded(delay_hours);
        let delay = custody.guardians().unwrap().delay();
        custody.propose(RECOVERED, &PEOPLE[..2], NOON).unwrap();
        let mut now = NOON;
        for (trick, later) in &tricks {
            now += later;
            if *custody.key() == RECOVERED {
                break;
            }
            prop_assert!(!is_lost(take(&mut custody, trick, now)), "{:?}", trick);
            if custody.proposal().is_none() && *custody.key() == PRESENT {
                custody.propose(RECOVERED, &PEOPLE[..2], now).unwrap();
            }
        }
        let ready_at = custody.proposal().map_or(now, |proposal| proposal.ready_at);
        let _ = custody.complete(ready_at);
        prop_assert_eq!(*custody.key(), RECOVERED);
        // However it went, the delay since the last proposal was enough.
        prop_assert!(ready_at <= now + delay);
    }

    #[test]
    fn all_guardians_win_within_their_delay(
        delay_hours in 24..=336_u16,
        tricks in tricks(),
    ) {
        let mut custody = guarded(delay_hours);
        let ready_at = custody.propose(RECOVERED, &PEOPLE[..3], NOON).unwrap();
        let mut now = NOON;
        for (trick, later) in &tricks {
            now += later;
            if now >= ready_at {
                break;
            }
            prop_assert!(!is_lost(take(&mut custody, trick, now)), "{:?}", trick);
            prop_assert_eq!(custody.key(), &PRESENT);
        }
        prop_assert_eq!(custody.complete(ready_at), Ok(Progress::Recovered(RECOVERED)));
    }

    #[test]
    fn a_key_is_only_replaced_by_what_guardians_proposed_a_whole_delay_ago(
        (begin, steps) in run(),
    ) {
        let mut custody = Custody::new(PRESENT);
        let mut now = begin;
        let mut proposed = None;
        for (step, later) in &steps {
            now = now.saturating_add(*later);
            let before = custody.clone();
            let answer = take(&mut custody, step, now);
            match (step, answer) {
                (Step::Propose(key, _), Ok(_)) => {
                    proposed = Some((*key, now, before.guardians().unwrap().delay()));
                }
                (Step::Veto(_) | Step::Rebind(_), Ok(_)) => proposed = None,
                (_, Ok(Outcome::Progress(Progress::Recovered(key)))) => {
                    let (expected, since, delay) = proposed.take().unwrap();
                    prop_assert_eq!(key, expected);
                    prop_assert!(now >= since.saturating_add(delay));
                }
                _ => prop_assert_eq!(custody.key(), before.key()),
            }
        }
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_steps_meet_every_answer() {
    let mut runner = TestRunner::deterministic();
    let runs = run();
    let mut met = BTreeSet::new();
    for _ in 0..400 {
        let (begin, steps) = runs.new_tree(&mut runner).unwrap().current();
        let (mut custody, mut model) = (Custody::new(PRESENT), Model::new(PRESENT));
        let mut now = begin;
        for (step, later) in &steps {
            now = now.saturating_add(*later);
            let answer = format!("{:?}", compare(&mut custody, &mut model, step, now));
            let name = answer.split(['[', '{']).next().unwrap();
            met.insert(name.replace(|letter: char| letter.is_ascii_digit(), ""));
        }
    }
    let expected = [
        "Err(Commitments)",
        "Err(Delay)",
        "Err(Frozen)",
        "Err(NoGuardians)",
        "Err(NoKey)",
        "Err(NotGuardian)",
        "Err(NothingProposed)",
        "Err(NothingWaits)",
        "Err(Outvoted)",
        "Err(Threshold)",
        "Err(TooEarly)",
        "Err(TooFew)",
        "Err(Unanimous)",
        "Err(VetoUsed)",
        "Ok(Nothing)",
        "Ok(Progress(Done(Guardians(None))))",
        "Ok(Progress(Done(Guardians(Some(Guardians ",
        "Ok(Progress(Done(HandOver(",
        "Ok(Progress(Recovered(",
        "Ok(Progress(Waits()))",
        "Ok(ReadyAt())",
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), expected);
}
