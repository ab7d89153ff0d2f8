//! Random commands by random callers at random times: the crate against the model.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod model;

use std::collections::BTreeSet;

use chartkey_governance::{Governed, Governor, GovernorError, HandoverStep, Release};
use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use model::{suite::Suite, Announcement, Answer, Command, Contract, Model};
use proptest::{
    collection::vec, prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner,
};
use scale::{Decode, Encode};

const FOUNDER: Account = [1; 32];
const NOON: Timestamp = 1_800_000_000_000;
const LAPSE: u64 = 14 * 24 * 3_600_000;
const CONTRACTS: Contract = 4;

/// Somebody asks for something.
#[derive(Clone, Debug)]
struct Call {
    /// `None` is whoever owns the governor, so that much is carried out.
    caller: Option<Account>,
    command: Command,
    now: Timestamp,
}

fn account() -> impl Strategy<Value = Account> {
    select(vec![FOUNDER, [2; 32], [3; 32]])
}

fn contract() -> impl Strategy<Value = Contract> {
    0..CONTRACTS
}

/// One of few, which releases share, or of many.
fn code() -> impl Strategy<Value = CodeHash> {
    prop_oneof![1 => 0..3_u8, 3 => 0..48_u8].prop_map(|number| [number; 32])
}

/// Few parts, or enough that a few contracts fill the locks.
fn release() -> impl Strategy<Value = Release> {
    let parts = prop_oneof![2 => vec(code(), 0..3), 1 => vec(code(), 12..24)];
    (code(), parts, 1..4_u32).prop_map(|(code, parts, version)| Release { code, parts, version })
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => account().prop_map(|to| Command::HandOver(HandoverStep::Propose(to))),
        1 => Just(Command::HandOver(HandoverStep::Cancel)),
        3 => Just(Command::HandOver(HandoverStep::Accept)),
        8 => (contract(), 0..6_u64).prop_map(|(of, shortest)| Command::Wire(of, shortest)),
        12 => (contract(), release()).prop_map(|(of, release)| Command::Announce(of, release)),
        4 => (contract(), account()).prop_map(|(of, to)| Command::AnnounceMove(of, to)),
        4 => contract().prop_map(Command::Cancel),
        1 => contract().prop_map(Command::Renounce),
        10 => contract().prop_map(Command::Apply),
        6 => contract().prop_map(Command::Move),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let caller = prop_oneof![4 => Just(None), 1 => account().prop_map(Some)];
    let now = prop_oneof![
        24 => (0..12_u64).prop_map(|later| NOON + later),
        4 => (0..12_u64).prop_map(|later| NOON + LAPSE + later),
        1 => select(vec![0, Timestamp::MAX]),
    ];
    (caller, command(), now).prop_map(|(caller, command, now)| Call { caller, command, now })
}

fn delays() -> impl Strategy<Value = Vec<u64>> {
    vec(prop_oneof![9 => 0..6_u64, 1 => Just(u64::MAX)], CONTRACTS)
}

/// Asks both, compares, and says what the crate answered.
fn execute(suite: &mut Suite, model: &mut Model, call: &Call) -> Result<Answer, GovernorError> {
    let before = suite.clone();
    let caller = call.caller.unwrap_or(*before.governor.owner().holder());
    let answer = suite.execute(caller, &call.command, call.now);
    assert_eq!(answer, model.execute(caller, &call.command, call.now), "{call:?}");
    if answer.is_err() {
        assert_eq!(*suite, before, "a refused command changes nothing");
    }
    suite.is_as_in(model);
    answer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_answer_is_the_models(delays in delays(), calls in vec(call(), 1..80)) {
        let mut suite = Suite::new(FOUNDER, &delays);
        let mut model = Model::new(FOUNDER, &delays);
        for call in &calls {
            let _ = execute(&mut suite, &mut model, call);
        }
        let encoded = (&suite.governor, &suite.contracts).encode();
        let decoded = <(Governor, Vec<Governed>)>::decode(&mut &encoded[..]).unwrap();
        prop_assert_eq!(decoded, (suite.governor, suite.contracts));
    }

    #[test]
    fn only_what_was_announced_a_whole_delay_ago_and_has_not_lapsed_is_carried_out(
        delays in vec(0..6_u64, CONTRACTS),
        calls in vec(call(), 1..80),
    ) {
        let mut suite = Suite::new(FOUNDER, &delays);
        let mut announced = vec![None; CONTRACTS];
        for Call { caller, command, now } in &calls {
            let caller = caller.unwrap_or(*suite.governor.owner().holder());
            let carried_out = match (command, suite.execute(caller, command, *now)) {
                (Command::Announce(contract, release), Ok(_)) => {
                    announced[*contract] = Some((Announcement::Release(release.clone()), *now));
                    continue;
                }
                (Command::AnnounceMove(contract, to), Ok(_)) => {
                    announced[*contract] = Some((Announcement::Move(*to), *now));
                    continue;
                }
                (Command::Cancel(contract) | Command::Renounce(contract), Ok(_)) => {
                    announced[*contract] = None;
                    continue;
                }
                (Command::Apply(contract), Ok(Answer::Applied(release, _))) => {
                    (contract, Announcement::Release(release))
                }
                (Command::Move(contract), Ok(Answer::Moved(to))) => {
                    (contract, Announcement::Move(to))
                }
                _ => continue,
            };
            let (contract, what) = carried_out;
            let (expected, since) = announced[*contract].take().unwrap();
            prop_assert_eq!(what, expected);
            let ready_at = since.saturating_add(delays[*contract]);
            prop_assert!(*now >= ready_at && now - ready_at < LAPSE);
        }
    }

    #[test]
    fn the_chain_locks_a_code_once_and_unlocks_only_what_is_locked(
        delays in delays(),
        calls in vec(call(), 1..80),
    ) {
        let mut suite = Suite::new(FOUNDER, &delays);
        let mut locked = BTreeSet::new();
        for Call { caller, command, now } in &calls {
            let caller = caller.unwrap_or(*suite.governor.owner().holder());
            match suite.execute(caller, command, *now) {
                Ok(Answer::Announced(_, lock)) => {
                    for code in lock {
                        prop_assert!(locked.insert(code), "a second lock fails on the chain");
                    }
                }
                Ok(Answer::Applied(_, unlock) | Answer::Ended(unlock)) => {
                    for code in unlock {
                        prop_assert!(locked.remove(&code), "so does unlocking what is not locked");
                    }
                }
                _ => {}
            }
            let listed = suite.governor.locks().all().iter().map(|lock| lock.code);
            prop_assert_eq!(&listed.collect::<BTreeSet<_>>(), &locked);
        }
    }
}

/// An answer without what differs from run to run.
fn name(answer: &Result<Answer, GovernorError>) -> String {
    match answer {
        Err(error) => format!("{error:?}"),
        Ok(Answer::HandedOver(change)) => {
            format!("hand-over {change:?}").split('(').take(1).collect()
        }
        Ok(Answer::Wired) => "wired".to_owned(),
        Ok(Answer::Announced(_, lock)) if lock.is_empty() => "announced, all locked".to_owned(),
        Ok(Answer::Announced(..)) => "announced".to_owned(),
        Ok(Answer::MoveAnnounced(_)) => "move announced".to_owned(),
        Ok(Answer::Ended(unlock)) if unlock.is_empty() => "ended, all kept".to_owned(),
        Ok(Answer::Ended(_)) => "ended".to_owned(),
        Ok(Answer::Applied(_, unlock)) if unlock.is_empty() => "applied, all kept".to_owned(),
        Ok(Answer::Applied(..)) => "applied".to_owned(),
        Ok(Answer::Moved(_)) => "moved".to_owned(),
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_calls_meet_every_answer() {
    let mut runner = TestRunner::deterministic();
    let runs = (delays(), vec(call(), 80));
    let mut met = BTreeSet::new();
    for _ in 0..100 {
        let (delays, calls) = runs.new_tree(&mut runner).unwrap().current();
        let mut suite = Suite::new(FOUNDER, &delays);
        let mut model = Model::new(FOUNDER, &delays);
        for call in &calls {
            met.insert(name(&execute(&mut suite, &mut model, call)));
        }
    }
    let expected = [
        "AlreadyAnnounced",
        "AlreadyWired",
        "DelayTooShort",
        "Lapsed",
        "NotAnnounced",
        "NotOwner",
        "NotWired",
        "Owner(NotHolder)",
        "Owner(NotProposed)",
        "Renounced",
        "TooEarly",
        "TooManyCodes",
        "announced",
        "announced, all locked",
        "applied",
        "applied, all kept",
        "ended",
        "ended, all kept",
        "hand-over Accepted",
        "hand-over Cancelled",
        "hand-over Proposed",
        "move announced",
        "moved",
        "wired",
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), expected);
}
