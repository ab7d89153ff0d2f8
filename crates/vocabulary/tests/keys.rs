//! Public keys as they are published.

use chartkey_vocabulary::{KeyError, PublicKey, SUITES, SUITE_X25519, SUITE_X_WING};

fn key(suite: u16, length: usize) -> PublicKey {
    PublicKey { suite, bytes: vec![7; length] }
}

#[test]
fn suite_1_is_x25519_with_32_bytes_and_suite_2_is_x_wing_with_1_216() {
    assert_eq!((SUITE_X25519, SUITE_X_WING), (1, 2));
    assert_eq!(key(1, 32).check(), Ok(()));
    assert_eq!(key(2, 1_216).check(), Ok(()));
    assert_eq!(SUITES, [(1, 32), (2, 1_216)]);
}

#[test]
fn a_key_has_exactly_the_length_of_its_suite() {
    for (suite, length) in SUITES {
        for wrong in [0, 1, length - 1, length + 1, 2 * length] {
            assert_eq!(key(suite, wrong).check(), Err(KeyError::WrongLength), "{suite} {wrong}");
        }
    }
    assert_eq!(key(SUITE_X25519, 1_216).check(), Err(KeyError::WrongLength));
    assert_eq!(key(SUITE_X_WING, 32).check(), Err(KeyError::WrongLength));
}

#[test]
fn a_suite_that_is_not_assigned_is_refused_whatever_the_length() {
    for suite in [0, 3, 0x0100, 0x0101, u16::MAX] {
        for length in [0, 32, 1_216] {
            assert_eq!(key(suite, length).check(), Err(KeyError::UnknownSuite), "{suite}");
        }
    }
}
