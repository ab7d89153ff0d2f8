//! What is given up for good.

use super::*;

#[test]
fn renouncing_ends_releases_and_moves_for_good() {
    for (mut governor, mut governed) in [(governor(), wired()), announced(), leaving()] {
        governor.renounce(&OWNER, &mut governed).unwrap();
        assert_eq!(governed.plan(), &Plan::Renounced);
        let suite = (governor, governed);
        for wish in EVERY_WISH {
            for now in [NOW, READY_AT, Timestamp::MAX] {
                assert_eq!(refused(&suite, OWNER, wish, now), GovernorError::Renounced);
            }
        }
    }
}

#[test]
fn renouncing_gives_back_the_locks_of_the_announced_release() {
    let (mut governor, mut governed) = announced();
    let unlock = governor.renounce(&OWNER, &mut governed);
    assert_eq!(unlock, Ok(vec![code(7), code(8), code(9)]));
    assert_eq!(governor.locks().all(), []);
}

#[test]
fn renouncing_without_an_announced_release_gives_nothing_back() {
    for (mut governor, mut governed) in [(governor(), wired()), leaving()] {
        assert_eq!(governor.renounce(&OWNER, &mut governed), Ok(Vec::new()));
    }
}

#[test]
fn a_renounced_contract_still_obeys() {
    let (_, governed) = renounced();
    assert!(governed.is_wired());
    assert_eq!(governed.delay(), DELAY);
}

#[test]
fn one_contract_is_renounced_and_the_others_are_not() {
    let (mut governor, _) = renounced();
    let mut other = wired();
    governor.announce(&OWNER, &mut other, release(7, &[]), NOW).unwrap();
    assert!(governor.apply(&OWNER, &mut other, READY_AT).is_ok());
}
