//! What the present key changes, at once or after the guardians' delay.

use super::*;

fn fewer() -> Option<Guardians> {
    Some(Guardians { commitments: vec![ANNA], threshold: 1, delay_hours: 24 })
}

fn changes() -> [Change; 3] {
    [Change::Guardians(None), Change::Guardians(fewer()), hand_over()]
}

#[test]
fn a_new_chart_has_a_key_and_nothing_else() {
    let custody = unguarded();
    assert_eq!(custody.key(), &PRESENT);
    assert_eq!((custody.round(), custody.vetoed_at()), (0, None));
    assert_eq!((custody.guardians(), custody.waiting(), custody.proposal()), (None, None, None));
}

#[test]
fn without_guardians_everything_is_done_at_once() {
    for change in [Change::Guardians(Some(guardians())), Change::Guardians(None), hand_over()] {
        let mut custody = unguarded();
        assert_eq!(custody.ask(change.clone(), NOW), Ok(Progress::Done(change)));
        assert_eq!(custody.waiting(), None);
    }
    assert_eq!(guarded().guardians(), Some(&guardians()));
}

#[test]
fn with_guardians_every_change_waits_for_their_delay() {
    for change in changes() {
        let mut custody = guarded();
        assert_eq!(custody.ask(change.clone(), NOW), Ok(Progress::Waits(READY_AT)));
        assert_eq!(custody.waiting(), Some(&Waiting { change, ready_at: READY_AT }));
        assert_eq!(custody.guardians(), Some(&guardians()));
    }
}

#[test]
fn a_waiting_change_is_completed_when_its_delay_has_passed_and_not_a_millisecond_before() {
    for change in changes() {
        let mut custody = guarded();
        custody.ask(change.clone(), NOW).unwrap();
        let early = |tried: &mut Custody| tried.complete(READY_AT - 1);
        assert_eq!(refused(&custody, early), RecoveryError::TooEarly);
        assert_eq!(custody.complete(READY_AT), Ok(Progress::Done(change.clone())));
        assert_eq!(custody.waiting(), None);
        let again = |tried: &mut Custody| tried.complete(READY_AT);
        assert_eq!(refused(&custody, again), RecoveryError::NothingWaits);
        let expected = match change {
            Change::Guardians(guardians) => guardians,
            Change::HandOver(_) => Some(guardians()),
        };
        assert_eq!(custody.guardians(), expected.as_ref());
        assert_eq!(custody.key(), &PRESENT);
    }
}

#[test]
fn a_waiting_change_is_completed_however_late() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    assert_eq!(custody.complete(Timestamp::MAX), Ok(Progress::Done(hand_over())));
}

#[test]
fn another_change_takes_the_place_of_the_first_and_waits_anew() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    let second = Change::Guardians(None);
    assert_eq!(custody.ask(second.clone(), NOW + 1), Ok(Progress::Waits(READY_AT + 1)));
    let early = |tried: &mut Custody| tried.complete(READY_AT);
    assert_eq!(refused(&custody, early), RecoveryError::TooEarly);
    assert_eq!(custody.complete(READY_AT + 1), Ok(Progress::Done(second)));
}

#[test]
fn it_is_the_delay_of_the_present_guardians_that_counts() {
    let mut custody = guarded();
    custody.ask(Change::Guardians(fewer()), NOW).unwrap();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.ask(hand_over(), READY_AT), Ok(Progress::Waits(READY_AT + DAY)));
}

#[test]
fn a_chart_whose_guardians_were_removed_waits_for_nobody() {
    let mut custody = guarded();
    custody.ask(Change::Guardians(None), NOW).unwrap();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.ask(hand_over(), READY_AT), Ok(Progress::Done(hand_over())));
    let propose = |tried: &mut Custody| tried.propose(NEW, &[ANNA, BEN], READY_AT);
    assert_eq!(refused(&custody, propose), RecoveryError::NoGuardians);
}

#[test]
fn a_withdrawn_change_is_never_done() {
    let mut custody = guarded();
    custody.ask(hand_over(), NOW).unwrap();
    assert_eq!(custody.withdraw(), Ok(()));
    assert_eq!(custody, guarded());
    let complete = |tried: &mut Custody| tried.complete(READY_AT);
    assert_eq!(refused(&custody, complete), RecoveryError::NothingWaits);
}

#[test]
fn only_what_waits_is_withdrawn() {
    for custody in [unguarded(), guarded(), proposed()] {
        assert_eq!(refused(&custody, Custody::withdraw), RecoveryError::NothingWaits);
    }
}

#[test]
fn a_change_asked_for_at_the_end_of_time_waits_until_then() {
    let mut custody = guarded();
    let answer = custody.ask(hand_over(), Timestamp::MAX - 1);
    assert_eq!(answer, Ok(Progress::Waits(Timestamp::MAX)));
}
