//! Codes that announced releases need are counted, because the chain knows a lock once.

use chartkey_governance::{Lock, MAX_LOCKS};

use super::*;

/// The locked codes, by number and count.
fn locks(governor: &Governor) -> Vec<(u8, u16)> {
    governor.locks().all().iter().map(|Lock { code, count }| (code[0], *count)).collect()
}

fn announce(governor: &mut Governor, release: Release) -> (Governed, Vec<CodeHash>) {
    let mut governed = wired();
    let (_, lock) = governor.announce(&OWNER, &mut governed, release, NOW).unwrap();
    (governed, lock)
}

fn many(codes: std::ops::Range<u8>) -> Release {
    release(codes.start, &codes.clone().skip(1).collect::<Vec<_>>())
}

#[test]
fn code_and_parts_of_an_announced_release_are_locked() {
    assert_eq!(locks(&governor()), []);
    let (governor, _) = announced();
    assert_eq!(locks(&governor), [(7, 1), (8, 1), (9, 1)]);
}

#[test]
fn a_code_that_two_releases_share_is_locked_once_and_counted_twice() {
    let (mut governor, _) = announced();
    let (_, lock) = announce(&mut governor, release(10, &[9, 8, 11]));
    assert_eq!(lock, [code(10), code(11)]);
    assert_eq!(locks(&governor), [(7, 1), (8, 2), (9, 2), (10, 1), (11, 1)]);
}

#[test]
fn two_contracts_can_be_announced_with_the_same_release() {
    let (mut governor, mut first) = announced();
    let (mut second, lock) = announce(&mut governor, release(7, &[8, 9]));
    assert!(lock.is_empty());
    assert!(governor.apply(&OWNER, &mut first, READY_AT).unwrap().1.is_empty());
    let (_, unlock) = governor.apply(&OWNER, &mut second, READY_AT).unwrap();
    assert_eq!(unlock, [code(7), code(8), code(9)]);
}

#[test]
fn a_code_twice_in_one_release_is_locked_once_and_given_back_once() {
    let mut governor = governor();
    let (mut governed, lock) = announce(&mut governor, release(7, &[8, 7, 8]));
    assert_eq!(lock, [code(7), code(8)]);
    assert_eq!(locks(&governor), [(7, 2), (8, 2)]);
    let unlock = governor.cancel(&OWNER, &mut governed).unwrap();
    assert_eq!(unlock, [code(7), code(8)]);
    assert_eq!(locks(&governor), []);
}

#[test]
fn applying_one_of_two_releases_that_share_a_part_keeps_its_lock() {
    let (mut governor, mut first) = announced();
    let (mut second, _) = announce(&mut governor, release(10, &[9]));
    let (_, unlock) = governor.apply(&OWNER, &mut first, READY_AT).unwrap();
    assert_eq!(unlock, [code(7), code(8)]);
    assert_eq!(locks(&governor), [(9, 1), (10, 1)]);
    let (_, unlock) = governor.apply(&OWNER, &mut second, READY_AT).unwrap();
    assert_eq!(unlock, [code(10), code(9)]);
    assert_eq!(locks(&governor), []);
}

#[test]
fn locks_are_given_back_exactly_once() {
    type Ending = fn(&mut Governor, &mut Governed) -> Result<Vec<CodeHash>, GovernorError>;
    let endings: [Ending; 3] = [
        |governor, governed| governor.cancel(&OWNER, governed),
        |governor, governed| governor.renounce(&OWNER, governed),
        |governor, governed| governor.apply(&OWNER, governed, READY_AT).map(|(_, unlock)| unlock),
    ];
    for first in endings {
        for second in endings {
            let (mut governor, mut governed) = announced();
            let (_other, _) = announce(&mut governor, release(7, &[8, 9]));
            assert_eq!(first(&mut governor, &mut governed), Ok(vec![]));
            assert!(second(&mut governor, &mut governed).map_or(true, |unlock| unlock.is_empty()));
            assert_eq!(locks(&governor), [(7, 1), (8, 1), (9, 1)], "the other release's");
        }
    }
}

#[test]
fn at_most_24_different_codes_are_locked_and_the_25th_changes_nothing() {
    assert_eq!(MAX_LOCKS, 24);
    let mut governor = governor();
    announce(&mut governor, many(100..123));
    announce(&mut governor, release(123, &[]));
    assert_eq!(locks(&governor).len(), 24);
    let full = (governor.clone(), wired());
    // The release 5 is of one code.
    assert_eq!(refused(&full, OWNER, Wish::Announce, NOW), GovernorError::TooManyCodes);
}

#[test]
fn a_release_of_locked_codes_is_announced_when_24_are_locked() {
    let mut governor = governor();
    announce(&mut governor, many(100..124));
    let (_, lock) = announce(&mut governor, many(100..124));
    assert!(lock.is_empty());
}

#[test]
fn one_release_of_25_codes_is_too_many_and_of_24_is_not() {
    let (mut governor, mut governed) = (governor(), wired());
    let answer = governor.announce(&OWNER, &mut governed, many(100..125), NOW);
    assert_eq!(answer, Err(GovernorError::TooManyCodes));
    assert_eq!((&governor, &governed), (&Governor::new(OWNER), &wired()));
    let (_, lock) = governor.announce(&OWNER, &mut governed, many(100..124), NOW).unwrap();
    assert_eq!(lock.len(), 24);
}

#[test]
fn what_is_given_back_makes_room() {
    let mut governor = governor();
    let (mut first, _) = announce(&mut governor, many(100..124));
    governor.cancel(&OWNER, &mut first).unwrap();
    let (_, lock) = announce(&mut governor, many(130..154));
    assert_eq!(lock.len(), 24);
}

#[test]
fn a_count_that_would_overflow_is_refused() {
    let (mut governor, mut governed) = (governor(), wired());
    let often = |times: usize| Release { parts: vec![code(7); times], ..release(7, &[]) };
    let answer = governor.announce(&OWNER, &mut governed, often(65_535), NOW);
    assert_eq!(answer, Err(GovernorError::TooManyCodes));
    assert_eq!((&governor, &governed), (&Governor::new(OWNER), &wired()));
    assert!(governor.announce(&OWNER, &mut governed, often(65_534), NOW).is_ok());
}

#[test]
fn a_refused_release_locks_nothing() {
    for suite in [announced(), leaving(), renounced(), (governor(), Governed::expected(DELAY))] {
        // `refused` compares the locks as well.
        refused(&suite, OWNER, Wish::Announce, NOW);
    }
}
