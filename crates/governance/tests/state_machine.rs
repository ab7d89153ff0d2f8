//! Random commands by random callers at random times: the crate against the model.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod model;

use std::collections::BTreeSet;

use chartkey_vocabulary::{Account, Timestamp};
use chartkey_governance::{Change, Command, Governance, GovernanceError, HandoverStep, Upgrades};
use model::Model;
use proptest::{
    collection::vec, prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner,
};
use scale::{Decode, Encode};

const FOUNDER: Account = [1; 32];
const NOON: Timestamp = 1_800_000_000_000;

/// Somebody asks for something.
#[derive(Clone, Debug)]
struct Call {
    /// `None` is whoever owns the contract, so that much is carried out.
    caller: Option<Account>,
    command: Command,
    now: Timestamp,
}

fn account() -> impl Strategy<Value = Account> {
    select(vec![FOUNDER, [2; 32], [3; 32]])
}

fn call() -> impl Strategy<Value = Call> {
    let command = prop_oneof![
        6 => account().prop_map(|to| Command::Owner(HandoverStep::Propose(to))),
        2 => Just(Command::Owner(HandoverStep::Cancel)),
        6 => Just(Command::Owner(HandoverStep::Accept)),
        3 => Just(Command::Pause),
        3 => Just(Command::Resume),
        8 => select(vec![[7; 32], [8; 32]]).prop_map(Command::AnnounceUpgrade),
        3 => Just(Command::CancelUpgrade),
        8 => Just(Command::ApplyUpgrade),
        1 => Just(Command::RenounceUpgrades),
    ];
    let caller = prop_oneof![2 => Just(None), 1 => account().prop_map(Some)];
    let now = prop_oneof![
        30 => (0..12_u64).prop_map(|later| NOON + later),
        1 => select(vec![0, Timestamp::MAX]),
    ];
    (caller, command, now).prop_map(|(caller, command, now)| Call { caller, command, now })
}

fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![9 => 0..6_u64, 1 => Just(u64::MAX)]
}

/// Asks both, compares, and says what the crate answered.
fn execute(
    governance: &mut Governance,
    model: &mut Model,
    call: &Call,
) -> Result<Change, GovernanceError> {
    let before = governance.clone();
    let caller = call.caller.unwrap_or(*before.owner().holder());
    let answer = governance.execute(&caller, call.command, call.now);
    assert_eq!(answer, model.execute(caller, call.command, call.now), "{call:?}");
    if answer.is_err() {
        assert_eq!(*governance, before, "a refused command changes nothing");
    }
    assert_eq!(*governance.owner().holder(), model.owner());
    assert_eq!(governance.owner().proposed(), model.offered_to());
    assert_eq!(governance.is_paused(), model.is_paused());
    assert_eq!(governance.upgrades(), model.upgrades());
    assert_eq!(governance.delay(), before.delay());
    answer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_answer_is_the_models(delay in delay(), calls in vec(call(), 1..60)) {
        let mut governance = Governance::new(FOUNDER, delay);
        let mut model = Model::new(FOUNDER, delay);
        for call in &calls {
            let _ = execute(&mut governance, &mut model, call);
        }
        let encoded = governance.encode();
        prop_assert_eq!(Governance::decode(&mut &encoded[..]).unwrap(), governance);
    }

    #[test]
    fn code_is_only_replaced_by_what_was_announced_for_the_whole_delay(
        delay in 0..6_u64,
        calls in vec(call(), 1..60),
    ) {
        let mut governance = Governance::new(FOUNDER, delay);
        let mut announced = None;
        for call in &calls {
            let caller = call.caller.unwrap_or(*governance.owner().holder());
            match governance.execute(&caller, call.command, call.now) {
                Ok(Change::Upgrades(Upgrades::Announced { code_hash, .. })) => {
                    announced = Some((code_hash, call.now));
                }
                Ok(Change::Upgrades(_)) => announced = None,
                Ok(Change::Upgraded(code_hash)) => {
                    let (expected, since) = announced.take().unwrap();
                    prop_assert_eq!(code_hash, expected);
                    prop_assert!(call.now >= since.saturating_add(delay));
                }
                _ => {}
            }
        }
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_calls_meet_every_answer() {
    let mut runner = TestRunner::deterministic();
    let runs = (delay(), vec(call(), 60));
    let mut met = BTreeSet::new();
    for _ in 0..60 {
        let (delay, calls) = runs.new_tree(&mut runner).unwrap().current();
        let mut governance = Governance::new(FOUNDER, delay);
        let mut model = Model::new(FOUNDER, delay);
        for call in &calls {
            let answer = format!("{:?}", execute(&mut governance, &mut model, call));
            met.insert(answer.split(['[', '{']).next().unwrap().to_owned());
        }
    }
    let expected = [
        "Err(AlreadyAnnounced)",
        "Err(NotAnnounced)",
        "Err(NotOwner)",
        "Err(NothingToDo)",
        "Err(Owner(NotHolder))",
        "Err(Owner(NotProposed))",
        "Err(Renounced)",
        "Err(TooEarly)",
        "Ok(Owner(Accepted(",
        "Ok(Owner(Cancelled))",
        "Ok(Owner(Proposed(",
        "Ok(Paused)",
        "Ok(Resumed)",
        "Ok(Upgraded(",
        "Ok(Upgrades(Announced ",
        "Ok(Upgrades(Idle))",
        "Ok(Upgrades(Renounced))",
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), expected);
}
