//! From a proposal to a new key.

use scale::{Decode, Encode};

use super::*;

#[test]
fn a_proposal_is_completed_when_its_delay_has_passed_and_not_a_millisecond_before() {
    for mut custody in [proposed(), unanimous()] {
        let early = |tried: &mut Custody| tried.complete(READY_AT - 1);
        assert_eq!(refused(&custody, early), RecoveryError::TooEarly);
        assert_eq!(custody.complete(READY_AT), Ok(Progress::Recovered(NEW)));
        assert_eq!(custody.key(), &NEW);
        assert_eq!(custody.proposal(), None);
        let again = |tried: &mut Custody| tried.complete(READY_AT);
        assert_eq!(refused(&custody, again), RecoveryError::NothingWaits);
    }
}

#[test]
fn a_proposal_is_completed_however_late() {
    assert_eq!(proposed().complete(Timestamp::MAX), Ok(Progress::Recovered(NEW)));
}

#[test]
fn a_recovered_chart_keeps_its_guardians() {
    let mut custody = proposed();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.guardians(), Some(&guardians()));
}

#[test]
fn while_a_proposal_stands_nothing_else_changes() {
    for custody in [proposed(), unanimous()] {
        assert_eq!(custody.ensure_thawed(), Err(RecoveryError::Frozen));
        for change in [hand_over(), Change::Guardians(None), Change::Guardians(Some(guardians()))] {
            let ask = |tried: &mut Custody| tried.ask(change, READY_AT);
            assert_eq!(refused(&custody, ask), RecoveryError::Frozen);
        }
    }
}

#[test]
fn nothing_is_frozen_before_a_proposal_and_after_it() {
    let mut vetoed = proposed();
    vetoed.veto(&NEW, NOW).unwrap();
    let mut recovered = proposed();
    recovered.complete(READY_AT).unwrap();
    for mut custody in [unguarded(), guarded(), vetoed, recovered] {
        assert_eq!(custody.ensure_thawed(), Ok(()));
        assert!(custody.ask(hand_over(), READY_AT).is_ok());
    }
}

#[test]
fn what_waits_lapses_with_a_proposal_and_does_not_come_back() {
    for change in [hand_over(), Change::Guardians(None)] {
        let mut custody = guarded();
        custody.ask(change, NOW).unwrap();
        // The delay has passed, but nobody has completed it.
        custody.propose(NEW, &[ANNA, BEN], READY_AT).unwrap();
        assert_eq!(custody.waiting(), None);
        custody.veto(&NEW, READY_AT).unwrap();
        let complete = |tried: &mut Custody| tried.complete(Timestamp::MAX);
        assert_eq!(refused(&custody, complete), RecoveryError::NothingWaits);
    }
}

#[test]
fn a_refused_proposal_leaves_what_waits() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    let propose = |tried: &mut Custody| tried.propose(NEW, &[ANNA], NOW);
    assert_eq!(refused(&custody, propose), RecoveryError::TooFew);
    assert_eq!(custody.complete(READY_AT), Ok(Progress::Done(hand_over())));
}

#[test]
fn another_proposal_takes_the_place_of_the_first_and_waits_anew() {
    let mut custody = proposed();
    assert_eq!(custody.propose(OTHER, &[BEN, CLARA], NOW + 1), Ok(READY_AT + 1));
    let early = |tried: &mut Custody| tried.complete(READY_AT);
    assert_eq!(refused(&custody, early), RecoveryError::TooEarly);
    assert_eq!(custody.complete(READY_AT + 1), Ok(Progress::Recovered(OTHER)));
}

#[test]
fn a_unanimous_proposal_is_replaced_by_a_unanimous_one_only() {
    let mut custody = unanimous();
    let propose = |tried: &mut Custody| tried.propose(OTHER, &[ANNA, BEN], NOW);
    assert_eq!(refused(&custody, propose), RecoveryError::Outvoted);
    custody.propose(OTHER, &[ANNA, BEN, CLARA], NOW).unwrap();
    assert_eq!(custody.complete(READY_AT), Ok(Progress::Recovered(OTHER)));
}

#[test]
fn every_proposal_uses_a_round() {
    let mut custody = guarded();
    let before = custody.round();
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    assert_eq!(custody.round(), before + 1);
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    assert_eq!(custody.round(), before + 2);
    custody.veto(&NEW, NOW).unwrap();
    assert_eq!(custody.round(), before + 2);
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.round(), before + 3);
}

#[test]
fn every_change_of_guardians_uses_a_round_when_it_is_done() {
    assert_eq!((unguarded().round(), guarded().round()), (0, 1));
    for change in [Change::Guardians(None), Change::Guardians(Some(guardians()))] {
        let mut custody = guarded();
        custody.ask(change, NOW).unwrap();
        assert_eq!(custody.round(), 1);
        custody.complete(READY_AT).unwrap();
        assert_eq!(custody.round(), 2);
    }
}

#[test]
fn nothing_else_uses_a_round() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    custody.withdraw().unwrap();
    custody.ask(hand_over(), NOW).unwrap();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.round(), 1);
    let propose = |tried: &mut Custody| tried.propose(OTHER, &[ANNA, BEN], NOW);
    assert_eq!(refused(&unanimous(), propose), RecoveryError::Outvoted);
}

#[test]
fn a_chart_whose_rounds_are_used_up_is_not_recovered_any_more() {
    let chart = |round: u32, waiting: Option<&Waiting>| {
        let parts = (PRESENT, round, Some(guardians()), waiting, None::<()>, None::<()>);
        Custody::decode(&mut parts.encode().as_slice()).unwrap()
    };
    let mut custody = chart(u32::MAX - 1, None);
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    assert_eq!(custody.round(), u32::MAX);
    let propose = |tried: &mut Custody| tried.propose(OTHER, &[ANNA, BEN, CLARA], NOW);
    assert_eq!(refused(&custody, propose), RecoveryError::RoundsUsedUp);
    let rebind = |tried: &mut Custody| tried.rebind(OTHER);
    assert_eq!(refused(&custody, rebind), RecoveryError::RoundsUsedUp);
    assert_eq!(custody.complete(READY_AT), Ok(Progress::Recovered(NEW)));

    let removal = Waiting { change: Change::Guardians(None), ready_at: READY_AT };
    let complete = |tried: &mut Custody| tried.complete(READY_AT);
    assert_eq!(refused(&chart(u32::MAX, Some(&removal)), complete), RecoveryError::RoundsUsedUp);
    let offer = Waiting { change: hand_over(), ready_at: READY_AT };
    let done = chart(u32::MAX, Some(&offer)).complete(READY_AT);
    assert_eq!(done, Ok(Progress::Done(hand_over())));
}

#[test]
fn a_chart_that_comes_back_has_a_key_and_a_round_of_its_own_and_nothing_else() {
    let mut vetoed = proposed();
    vetoed.veto(&NEW, NOW).unwrap();
    vetoed.ask(hand_over(), NOW).unwrap();
    for mut custody in [proposed(), vetoed] {
        let before = custody.round();
        assert_eq!(custody.rebind(OTHER), Ok(()));
        assert_eq!(custody.key(), &OTHER);
        assert_eq!(custody.round(), before + 1);
        assert_eq!((custody.guardians(), custody.waiting()), (None, None));
        assert_eq!((custody.proposal(), custody.vetoed_at()), (None, None));
    }
}

#[test]
fn a_proposal_at_the_end_of_time_waits_until_then() {
    let mut custody = guarded();
    assert_eq!(custody.propose(NEW, &[ANNA, BEN], Timestamp::MAX), Ok(Timestamp::MAX));
}
