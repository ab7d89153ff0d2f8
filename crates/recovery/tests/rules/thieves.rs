//! Who wins: stories of lost and stolen phones.

use super::*;

#[test]
fn a_lost_phone_is_replaced() {
    let mut custody = guarded();
    custody.propose(NEW, &[ANNA, CLARA], NOW).unwrap();
    assert_eq!(custody.complete(READY_AT), Ok(Progress::Recovered(NEW)));
    assert_eq!(custody.key(), &NEW);
}

#[test]
fn a_thief_with_the_phone_vetoes_and_loses_the_chart_all_the_same() {
    for delay_hours in [24, 336] {
        let mut custody = guarded_by(Guardians { delay_hours, ..guardians() });
        let first = custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
        custody.veto(&NEW, first).unwrap();
        let second = custody.propose(NEW, &[ANNA, BEN], first).unwrap();
        let veto = |tried: &mut Custody| tried.veto(&NEW, second);
        assert_eq!(refused(&custody, veto), RecoveryError::VetoUsed);
        assert_eq!(custody.complete(second), Ok(Progress::Recovered(NEW)));
    }
}

#[test]
fn a_thief_with_the_phone_hands_nothing_over_once_guardians_propose_within_their_delay() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    custody.propose(NEW, &[ANNA, BEN], READY_AT - 1).unwrap();
    let ask = |tried: &mut Custody| tried.ask(hand_over(), READY_AT - 1);
    assert_eq!(refused(&custody, ask), RecoveryError::Frozen);
    custody.veto(&NEW, READY_AT - 1).unwrap();
    // A minute between the veto and the next proposal is not enough.
    custody.ask(hand_over(), READY_AT - 1).unwrap();
    custody.propose(NEW, &[ANNA, BEN], READY_AT + 60_000).unwrap();
    let complete = |tried: &mut Custody| tried.complete(READY_AT + 60_000);
    assert_eq!(refused(&custody, complete), RecoveryError::TooEarly);
    let done = custody.complete(READY_AT + 60_000 + DELAY);
    assert_eq!(done, Ok(Progress::Recovered(NEW)));
}

#[test]
fn guardians_who_were_vetoed_and_wait_too_long_can_be_removed() {
    let mut custody = proposed();
    custody.veto(&NEW, NOW + DAY).unwrap();
    custody.ask(Change::Guardians(None), NOW + DAY).unwrap();
    let done = custody.complete(NOW + DAY + DELAY);
    assert_eq!(done, Ok(Progress::Done(Change::Guardians(None))));
    let propose = |tried: &mut Custody| tried.propose(OTHER, &[ANNA, BEN], NOW + DAY + DELAY);
    assert_eq!(refused(&custody, propose), RecoveryError::NoGuardians);
}

#[test]
fn a_threshold_of_guardians_that_proposes_twice_is_trusted_with_the_chart() {
    let mut custody = proposed();
    custody.veto(&NEW, NOW).unwrap();
    custody.propose(OTHER, &[ANNA, BEN], NOW).unwrap();
    let ask = |tried: &mut Custody| tried.ask(Change::Guardians(None), NOW);
    assert_eq!(refused(&custody, ask), RecoveryError::Frozen);
    let veto = |tried: &mut Custody| tried.veto(&OTHER, READY_AT);
    assert_eq!(refused(&custody, veto), RecoveryError::VetoUsed);
    assert_eq!(custody.complete(READY_AT), Ok(Progress::Recovered(OTHER)));
}
