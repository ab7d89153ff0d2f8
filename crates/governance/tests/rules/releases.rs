//! Releases: announced, waited for, applied in time; or cancelled, or lapsed.

use super::*;

#[test]
fn an_announcement_names_the_release_and_the_first_moment() {
    let (mut governor, mut governed) = (governor(), wired());
    let (ready_at, lock) =
        governor.announce(&OWNER, &mut governed, release(7, &[8, 9]), NOW).unwrap();
    assert_eq!(ready_at, READY_AT);
    assert_eq!(lock, [code(7), code(8), code(9)]);
    let plan = Plan::Upgrade { release: release(7, &[8, 9]), ready_at: READY_AT };
    assert_eq!(governed.plan(), &plan);
}

#[test]
fn a_release_one_millisecond_early_is_too_early() {
    for now in [NOW, READY_AT - 1] {
        assert_eq!(refused(&announced(), OWNER, Wish::Apply, now), GovernorError::TooEarly);
    }
}

#[test]
fn a_release_is_applied_exactly_when_it_is_ready() {
    let (mut governor, mut governed) = announced();
    let (applied, unlock) = governor.apply(&OWNER, &mut governed, READY_AT).unwrap();
    assert_eq!(applied, release(7, &[8, 9]));
    assert_eq!(unlock, [code(7), code(8), code(9)]);
    assert_eq!(governed, wired());
}

#[test]
fn a_release_is_applied_until_the_last_millisecond_of_14_days() {
    assert_eq!(READY_AT + LAPSE_MILLISECONDS, LAPSED_AT);
    let (mut governor, mut governed) = announced();
    assert!(governor.apply(&OWNER, &mut governed, LAPSED_AT - 1).is_ok());
}

#[test]
fn a_release_that_was_ready_14_days_ago_has_lapsed() {
    for now in [LAPSED_AT, LAPSED_AT + 1, Timestamp::MAX] {
        assert_eq!(refused(&announced(), OWNER, Wish::Apply, now), GovernorError::Lapsed);
    }
}

#[test]
fn a_lapsed_release_stands_until_it_is_cancelled_and_then_waits_again() {
    let (mut governor, mut governed) = announced();
    let suite = (governor.clone(), governed.clone());
    assert_eq!(refused(&suite, OWNER, Wish::Announce, LAPSED_AT), GovernorError::AlreadyAnnounced);
    governor.cancel(&OWNER, &mut governed).unwrap();
    let (ready_at, _) =
        governor.announce(&OWNER, &mut governed, release(7, &[8, 9]), LAPSED_AT).unwrap();
    assert_eq!(ready_at, LAPSED_AT + DELAY);
    let error = refused(&(governor, governed), OWNER, Wish::Apply, LAPSED_AT + DELAY - 1);
    assert_eq!(error, GovernorError::TooEarly);
}

#[test]
fn a_release_is_applied_once() {
    let (mut governor, mut governed) = announced();
    governor.apply(&OWNER, &mut governed, READY_AT).unwrap();
    let error = refused(&(governor, governed), OWNER, Wish::Apply, READY_AT);
    assert_eq!(error, GovernorError::NotAnnounced);
}

#[test]
fn only_what_is_announced_is_applied_or_cancelled() {
    for wish in [Wish::Apply, Wish::Cancel] {
        let error = refused(&(governor(), wired()), OWNER, wish, READY_AT);
        assert_eq!(error, GovernorError::NotAnnounced);
    }
}

#[test]
fn an_announced_move_is_not_applied_as_a_release() {
    assert_eq!(refused(&leaving(), OWNER, Wish::Apply, READY_AT), GovernorError::NotAnnounced);
}

#[test]
fn an_announcement_cannot_be_replaced_without_cancelling() {
    for suite in [announced(), leaving()] {
        for wish in [Wish::Announce, Wish::AnnounceMove] {
            let error = refused(&suite, OWNER, wish, READY_AT);
            assert_eq!(error, GovernorError::AlreadyAnnounced);
        }
    }
}

#[test]
fn a_cancelled_release_is_not_applied() {
    let (mut governor, mut governed) = announced();
    let unlock = governor.cancel(&OWNER, &mut governed).unwrap();
    assert_eq!(unlock, [code(7), code(8), code(9)]);
    assert_eq!(governed, wired());
    let error = refused(&(governor, governed), OWNER, Wish::Apply, READY_AT);
    assert_eq!(error, GovernorError::NotAnnounced);
}

#[test]
fn contracts_are_announced_and_applied_independently() {
    let (mut governor, mut first) = announced();
    let mut second = wired();
    governor.announce(&OWNER, &mut second, release(10, &[]), NOW + 1).unwrap();
    governor.apply(&OWNER, &mut first, READY_AT).unwrap();
    let suite = (governor.clone(), second.clone());
    assert_eq!(refused(&suite, OWNER, Wish::Apply, READY_AT), GovernorError::TooEarly);
    assert!(governor.apply(&OWNER, &mut second, READY_AT + 1).is_ok());
}

#[test]
fn a_delay_past_the_end_of_time_ends_there_and_does_not_lapse() {
    let (mut governor, mut governed) = (governor(), Governed::expected(u64::MAX));
    governed.wire(0).unwrap();
    let (ready_at, _) = governor.announce(&OWNER, &mut governed, release(7, &[]), NOW).unwrap();
    assert_eq!(ready_at, Timestamp::MAX);
    let suite = (governor.clone(), governed.clone());
    assert_eq!(refused(&suite, OWNER, Wish::Apply, Timestamp::MAX - 1), GovernorError::TooEarly);
    assert!(governor.apply(&OWNER, &mut governed, Timestamp::MAX).is_ok());
}
