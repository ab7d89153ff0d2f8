//! The present key's veto.

use super::*;

/// A chart whose key vetoed now, and for which guardians propose again.
fn vetoed_once() -> Custody {
    let mut custody = proposed();
    custody.veto(&NEW, NOW).unwrap();
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    custody
}

#[test]
fn a_veto_ends_the_proposal() {
    let mut custody = proposed();
    assert_eq!(custody.veto(&NEW, NOW + 1), Ok(()));
    assert_eq!(custody.proposal(), None);
    assert_eq!(custody.vetoed_at(), Some(NOW + 1));
    assert_eq!(custody.key(), &PRESENT);
    let complete = |tried: &mut Custody| tried.complete(READY_AT);
    assert_eq!(refused(&custody, complete), RecoveryError::NothingWaits);
}

#[test]
fn a_veto_is_good_for_the_key_that_it_names() {
    let other = |tried: &mut Custody| tried.veto(&OTHER, NOW);
    for custody in [proposed(), unanimous()] {
        assert_eq!(refused(&custody, other), RecoveryError::NothingProposed);
    }
    let mut replaced = proposed();
    replaced.propose(OTHER, &[ANNA, BEN], NOW).unwrap();
    let veto = |tried: &mut Custody| tried.veto(&NEW, NOW);
    assert_eq!(refused(&replaced, veto), RecoveryError::NothingProposed);
    assert_eq!(replaced.veto(&OTHER, NOW), Ok(()));
}

#[test]
fn a_proposal_is_vetoed_until_somebody_completes_it() {
    let mut custody = proposed();
    assert_eq!(custody.veto(&NEW, READY_AT + DAY), Ok(()));
}

#[test]
fn a_second_veto_has_to_wait_for_30_days_to_the_millisecond() {
    assert_eq!(VETO_MILLISECONDS, 30 * DAY);
    let mut custody = vetoed_once();
    for at in [NOW, NOW + 1, NOW + 30 * DAY - 1] {
        let veto = |tried: &mut Custody| tried.veto(&NEW, at);
        assert_eq!(refused(&custody, veto), RecoveryError::VetoUsed);
    }
    assert_eq!(custody.veto(&NEW, NOW + 30 * DAY), Ok(()));
    assert_eq!(custody.vetoed_at(), Some(NOW + 30 * DAY));
}

#[test]
fn a_refused_veto_is_not_used() {
    let mut custody = vetoed_once();
    let veto = |tried: &mut Custody| tried.veto(&NEW, NOW + DAY);
    assert_eq!(refused(&custody, veto), RecoveryError::VetoUsed);
    assert_eq!(custody.veto(&NEW, NOW + 30 * DAY), Ok(()));
}

#[test]
fn what_all_guardians_propose_is_not_vetoed() {
    for at in [NOW, READY_AT, NOW + 60 * DAY] {
        let veto = |tried: &mut Custody| tried.veto(&NEW, at);
        assert_eq!(refused(&unanimous(), veto), RecoveryError::Unanimous);
    }
    let mut custody = vetoed_once();
    custody.propose(NEW, &[ANNA, BEN, CLARA], NOW).unwrap();
    let veto = |tried: &mut Custody| tried.veto(&NEW, NOW);
    assert_eq!(refused(&custody, veto), RecoveryError::Unanimous);
}

#[test]
fn only_a_proposal_is_vetoed() {
    let mut recovered = proposed();
    recovered.complete(READY_AT).unwrap();
    let mut waiting = guarded();
    waiting.ask(hand_over(), NOW).unwrap();
    for custody in [unguarded(), guarded(), waiting, recovered] {
        let veto = |tried: &mut Custody| tried.veto(&NEW, READY_AT);
        assert_eq!(refused(&custody, veto), RecoveryError::NothingProposed);
    }
}

#[test]
fn a_new_key_has_its_own_veto() {
    let mut custody = vetoed_once();
    custody.complete(READY_AT).unwrap();
    assert_eq!(custody.vetoed_at(), None);
    custody.propose(OTHER, &[ANNA, BEN], READY_AT).unwrap();
    assert_eq!(custody.veto(&OTHER, READY_AT), Ok(()));
}

#[test]
fn other_guardians_give_no_other_veto() {
    let mut custody = proposed();
    custody.veto(&NEW, NOW).unwrap();
    custody.ask(Change::Guardians(Some(guardians())), NOW).unwrap();
    custody.complete(READY_AT).unwrap();
    custody.propose(NEW, &[ANNA, BEN], READY_AT).unwrap();
    let veto = |tried: &mut Custody| tried.veto(&NEW, READY_AT);
    assert_eq!(refused(&custody, veto), RecoveryError::VetoUsed);
}
