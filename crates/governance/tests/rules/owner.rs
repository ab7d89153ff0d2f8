//! Who commands, and how that changes.

use super::*;

const NOT_PROPOSED: GovernorError = GovernorError::Owner(HandoverError::NotProposed);

/// The error of a step of the hand-over that is refused and so changes nothing.
fn step_refused(governor: &Governor, caller: Account, step: HandoverStep) -> GovernorError {
    let mut tried = governor.clone();
    let error = tried.hand_over(&caller, step).unwrap_err();
    assert_eq!(tried, *governor);
    error
}

fn offered() -> Governor {
    let mut governor = governor();
    governor.hand_over(&OWNER, HandoverStep::Propose(HEIR)).unwrap();
    governor
}

#[test]
fn nobody_but_the_owner_decides_about_a_contract() {
    let expected = (governor(), Governed::expected(DELAY));
    let idle = (governor(), wired());
    for suite in [expected, idle, announced(), leaving(), renounced()] {
        for wish in EVERY_WISH {
            for caller in [HEIR, STRANGER, OTHER_GOVERNOR] {
                assert_eq!(refused(&suite, caller, wish, READY_AT), GovernorError::NotOwner);
            }
        }
    }
    assert_eq!(governor().ensure_owner(&STRANGER), Err(GovernorError::NotOwner));
    assert_eq!(governor().ensure_owner(&OWNER), Ok(()));
}

#[test]
fn an_account_that_is_offered_the_ownership_does_not_command_yet() {
    assert_eq!(offered().ensure_owner(&HEIR), Err(GovernorError::NotOwner));
    assert_eq!(offered().ensure_owner(&OWNER), Ok(()));
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut governor = governor();
    let answer = governor.hand_over(&OWNER, HandoverStep::Propose(HEIR));
    assert_eq!(answer, Ok(HandoverChange::Proposed(HEIR)));
    assert_eq!(governor.owner().holder(), &OWNER);
    assert_eq!(governor.owner().proposed(), Some(HEIR));

    let answer = governor.hand_over(&HEIR, HandoverStep::Accept);
    assert_eq!(answer, Ok(HandoverChange::Accepted(HEIR)));
    assert_eq!(governor.owner().holder(), &HEIR);
    assert_eq!(governor.owner().proposed(), None);
    assert_eq!(governor.ensure_owner(&HEIR), Ok(()));
    assert_eq!(governor.ensure_owner(&OWNER), Err(GovernorError::NotOwner));
}

#[test]
fn only_the_owner_offers_the_ownership_and_takes_an_offer_back() {
    for caller in [HEIR, STRANGER] {
        for step in [HandoverStep::Propose(caller), HandoverStep::Cancel] {
            let error = step_refused(&offered(), caller, step);
            assert_eq!(error, GovernorError::Owner(HandoverError::NotHolder));
        }
    }
}

#[test]
fn only_the_proposed_account_becomes_the_owner() {
    assert_eq!(step_refused(&governor(), OWNER, HandoverStep::Accept), NOT_PROPOSED);
    for caller in [OWNER, STRANGER] {
        assert_eq!(step_refused(&offered(), caller, HandoverStep::Accept), NOT_PROPOSED);
    }
}

#[test]
fn an_offer_can_be_taken_back_until_it_is_accepted() {
    let mut governor = offered();
    let answer = governor.hand_over(&OWNER, HandoverStep::Cancel);
    assert_eq!(answer, Ok(HandoverChange::Cancelled));
    assert_eq!(step_refused(&governor, HEIR, HandoverStep::Accept), NOT_PROPOSED);
    assert_eq!(step_refused(&governor, OWNER, HandoverStep::Cancel), NOT_PROPOSED);
}

#[test]
fn an_owner_who_loses_the_key_after_the_offer_can_still_be_followed() {
    let mut governor = offered();
    // Nothing more is signed by the old owner.
    assert_eq!(governor.hand_over(&HEIR, HandoverStep::Accept), Ok(HandoverChange::Accepted(HEIR)));
}

#[test]
fn an_heir_who_loses_the_key_before_accepting_leaves_the_owner_in_place() {
    let mut governor = offered();
    governor.hand_over(&OWNER, HandoverStep::Propose(STRANGER)).unwrap();
    assert_eq!(step_refused(&governor, HEIR, HandoverStep::Accept), NOT_PROPOSED);
    assert_eq!(governor.ensure_owner(&OWNER), Ok(()));
}

#[test]
fn a_new_owner_finds_announcements_and_locks_as_they_were() {
    let (mut governor, mut governed) = announced();
    let (locks, before) = (governor.locks().clone(), governed.clone());
    governor.hand_over(&OWNER, HandoverStep::Propose(HEIR)).unwrap();
    governor.hand_over(&HEIR, HandoverStep::Accept).unwrap();
    assert_eq!((governor.locks(), &governed), (&locks, &before));
    let error = refused(&(governor.clone(), governed.clone()), OWNER, Wish::Apply, READY_AT);
    assert_eq!(error, GovernorError::NotOwner);
    assert!(governor.apply(&HEIR, &mut governed, READY_AT).is_ok());
}
