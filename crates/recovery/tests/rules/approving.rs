//! Whose approvals count, and how many it takes.

use super::*;

#[test]
fn a_threshold_of_guardians_proposes_a_key() {
    for approving in [[ANNA, BEN], [ANNA, CLARA], [BEN, CLARA]] {
        let mut custody = guarded();
        assert_eq!(custody.propose(NEW, &approving, NOW), Ok(READY_AT));
        let expected = Proposal { key: NEW, unanimous: false, ready_at: READY_AT };
        assert_eq!(custody.proposal(), Some(&expected));
        assert_eq!(custody.key(), &PRESENT);
    }
}

#[test]
fn fewer_than_the_threshold_propose_nothing() {
    for approving in [&[][..], &[ANNA], &[CLARA]] {
        let propose = |tried: &mut Custody| tried.propose(NEW, approving, NOW);
        assert_eq!(refused(&guarded(), propose), RecoveryError::TooFew);
    }
}

#[test]
fn the_key_of_zeros_is_no_key() {
    for approving in [&[ANNA, BEN][..], &[ANNA, BEN, CLARA]] {
        let propose = |tried: &mut Custody| tried.propose(NO_KEY, approving, NOW);
        assert_eq!(refused(&guarded(), propose), RecoveryError::NoKey);
    }
    assert_eq!(NO_KEY, [0; 32]);
}

#[test]
fn all_guardians_are_unanimous_whatever_the_threshold() {
    for threshold in 1..=3 {
        let mut custody = guarded_by(Guardians { threshold, ..guardians() });
        custody.propose(NEW, &[ANNA, BEN, CLARA], NOW).unwrap();
        assert!(custody.proposal().unwrap().unanimous);
    }
    assert!(!proposed().proposal().unwrap().unanimous);
}

#[test]
fn one_guardian_alone_is_unanimous() {
    let one = Guardians { commitments: vec![ANNA], threshold: 1, delay_hours: 24 };
    let mut custody = guarded_by(one);
    assert_eq!(custody.propose(NEW, &[ANNA], NOW), Ok(NOW + DAY));
    assert!(custody.proposal().unwrap().unanimous);
}

#[test]
fn nobody_approves_who_is_no_guardian() {
    for approving in [&[STRANGER][..], &[ANNA, STRANGER], &[ANNA, BEN, CLARA, STRANGER]] {
        let propose = |tried: &mut Custody| tried.propose(NEW, approving, NOW);
        assert_eq!(refused(&guarded(), propose), RecoveryError::NotGuardian);
    }
}

#[test]
fn nobody_approves_twice_or_out_of_order() {
    for approving in [&[ANNA, ANNA][..], &[BEN, ANNA], &[ANNA, BEN, BEN], &[ANNA, BEN, ANNA]] {
        let propose = |tried: &mut Custody| tried.propose(NEW, approving, NOW);
        assert_eq!(refused(&guarded(), propose), RecoveryError::NotGuardian);
    }
}

#[test]
fn guardians_are_looked_at_before_they_are_counted() {
    let propose = |tried: &mut Custody| tried.propose(NEW, &[STRANGER], NOW);
    assert_eq!(refused(&guarded(), propose), RecoveryError::NotGuardian);
    let propose = |tried: &mut Custody| tried.propose(NEW, &[STRANGER], NOW);
    assert_eq!(refused(&unanimous(), propose), RecoveryError::NotGuardian);
    let propose = |tried: &mut Custody| tried.propose(NEW, &[ANNA], NOW);
    assert_eq!(refused(&unanimous(), propose), RecoveryError::TooFew);
}

#[test]
fn a_chart_without_guardians_has_nobody_to_propose() {
    for approving in [&[][..], &[ANNA, BEN]] {
        let propose = |tried: &mut Custody| tried.propose(NEW, approving, NOW);
        assert_eq!(refused(&unguarded(), propose), RecoveryError::NoGuardians);
    }
}

#[test]
fn guardians_who_only_wait_to_be_named_do_not_count() {
    let mut custody = guarded();
    let others = Guardians { commitments: vec![STRANGER], threshold: 1, delay_hours: 24 };
    custody.ask(Change::Guardians(Some(others)), NOW).unwrap();
    let propose = |tried: &mut Custody| tried.propose(NEW, &[STRANGER], READY_AT);
    assert_eq!(refused(&custody, propose), RecoveryError::NotGuardian);
}
