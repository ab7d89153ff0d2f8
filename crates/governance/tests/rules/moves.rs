//! Moves to another governor, which wait as releases do.

use super::*;

#[test]
fn an_announced_move_names_the_other_governor_and_the_first_moment() {
    let (governor, mut governed) = (governor(), wired());
    let answer = governor.announce_move(&OWNER, &mut governed, OTHER_GOVERNOR, NOW);
    assert_eq!(answer, Ok(READY_AT));
    let plan = Plan::Move { governor: OTHER_GOVERNOR, ready_at: READY_AT };
    assert_eq!(governed.plan(), &plan);
}

#[test]
fn a_move_one_millisecond_early_is_too_early() {
    for now in [NOW, READY_AT - 1] {
        assert_eq!(refused(&leaving(), OWNER, Wish::Move, now), GovernorError::TooEarly);
    }
}

#[test]
fn a_contract_moves_from_the_moment_of_its_announcement_for_14_days() {
    let (governor, governed) = leaving();
    for now in [READY_AT, LAPSED_AT - 1] {
        assert_eq!(governor.due_move(&OWNER, &governed, now), Ok(OTHER_GOVERNOR));
    }
    for now in [LAPSED_AT, Timestamp::MAX] {
        assert_eq!(refused(&leaving(), OWNER, Wish::Move, now), GovernorError::Lapsed);
    }
}

#[test]
fn only_an_announced_move_is_carried_out() {
    for suite in [(governor(), wired()), announced()] {
        assert_eq!(refused(&suite, OWNER, Wish::Move, READY_AT), GovernorError::NotAnnounced);
    }
}

#[test]
fn a_cancelled_move_is_not_carried_out_and_frees_nothing() {
    let (mut governor, mut governed) = leaving();
    assert_eq!(governor.cancel(&OWNER, &mut governed), Ok(Vec::new()));
    let error = refused(&(governor, governed), OWNER, Wish::Move, READY_AT);
    assert_eq!(error, GovernorError::NotAnnounced);
}

#[test]
fn a_move_locks_no_code() {
    let (governor, _) = leaving();
    assert_eq!(governor.locks().all(), []);
}

#[test]
fn a_moves_delay_past_the_end_of_time_ends_there() {
    let (governor, mut governed) = (governor(), Governed::expected(u64::MAX));
    governed.wire(0).unwrap();
    let answer = governor.announce_move(&OWNER, &mut governed, OTHER_GOVERNOR, NOW);
    assert_eq!(answer, Ok(Timestamp::MAX));
}
