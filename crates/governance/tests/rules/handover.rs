//! Two steps from one holder to the next.

use chartkey_governance::Handover;

use super::*;

fn offered() -> Handover {
    let mut handover = Handover::new(OWNER);
    assert_eq!(
        handover.step(&OWNER, HandoverStep::Propose(HEIR)),
        Ok(HandoverChange::Proposed(HEIR))
    );
    handover
}

#[test]
fn a_new_holder_has_offered_it_to_nobody() {
    let handover = Handover::new(OWNER);
    assert_eq!(handover.holder(), &OWNER);
    assert_eq!(handover.proposed(), None);
}

#[test]
fn an_offer_changes_no_holder() {
    assert_eq!(offered().holder(), &OWNER);
    assert_eq!(offered().proposed(), Some(HEIR));
}

#[test]
fn accepting_makes_the_holder_and_ends_the_offer() {
    let mut handover = offered();
    assert_eq!(handover.step(&HEIR, HandoverStep::Accept), Ok(HandoverChange::Accepted(HEIR)));
    assert_eq!(handover, Handover::new(HEIR));
}

#[test]
fn only_the_holder_offers_and_takes_back() {
    for caller in [HEIR, STRANGER] {
        let mut handover = offered();
        assert_eq!(
            handover.step(&caller, HandoverStep::Propose(caller)),
            Err(HandoverError::NotHolder)
        );
        assert_eq!(handover.step(&caller, HandoverStep::Cancel), Err(HandoverError::NotHolder));
        assert_eq!(handover, offered());
    }
}

#[test]
fn only_the_proposed_account_accepts() {
    for caller in [OWNER, STRANGER] {
        let mut handover = offered();
        assert_eq!(handover.step(&caller, HandoverStep::Accept), Err(HandoverError::NotProposed));
        assert_eq!(handover, offered());
    }
    assert_eq!(
        Handover::new(OWNER).step(&OWNER, HandoverStep::Accept),
        Err(HandoverError::NotProposed)
    );
}

#[test]
fn an_offer_that_was_taken_back_is_not_accepted() {
    let mut handover = offered();
    assert_eq!(handover.step(&OWNER, HandoverStep::Cancel), Ok(HandoverChange::Cancelled));
    assert_eq!(handover.step(&HEIR, HandoverStep::Accept), Err(HandoverError::NotProposed));
    assert_eq!(handover, Handover::new(OWNER));
}

#[test]
fn only_an_offer_is_taken_back() {
    let mut handover = Handover::new(OWNER);
    assert_eq!(handover.step(&OWNER, HandoverStep::Cancel), Err(HandoverError::NotProposed));
    assert_eq!(handover, Handover::new(OWNER));
}

#[test]
fn a_second_offer_ends_the_first() {
    let mut handover = offered();
    handover.step(&OWNER, HandoverStep::Propose(STRANGER)).unwrap();
    assert_eq!(handover.step(&HEIR, HandoverStep::Accept), Err(HandoverError::NotProposed));
    assert_eq!(
        handover.step(&STRANGER, HandoverStep::Accept),
        Ok(HandoverChange::Accepted(STRANGER))
    );
}
