//! Public keys as they are published.

#![allow(clippy::unwrap_used)]

use chartkey_vocabulary::{KeyError, PublicKey, SUITES, SUITE_X25519, SUITE_X_WING};
use curve25519_dalek::MontgomeryPoint;
use proptest::prelude::*;

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

/// The shared secret of a secret scalar and a public key (RFC 7748, section 6.1), by another's
/// code.
fn shared_secret(secret: [u8; 32], public: [u8; 32]) -> [u8; 32] {
    MontgomeryPoint(public).mul_clamped(secret).to_bytes()
}

/// The encodings of points of small order as <https://cr.yp.to/ecdh.html#validate> lists them, in
/// hexadecimal, up to p + 1: what follows there needs 256 bits, of which X25519 ignores the last.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// Each of them, with bit 255 clear and set.
fn small_order() -> Vec<[u8; 32]> {
    let mut points = vec![];
    for hexadecimal in SMALL_ORDER {
        let mut point: [u8; 32] = hex::decode(hexadecimal).unwrap().try_into().unwrap();
        points.push(point);
        point[31] |= 0x80;
        points.push(point);
    }
    points
}

fn x25519(point: [u8; 32]) -> PublicKey {
    PublicKey { suite: SUITE_X25519, bytes: point.to_vec() }
}

/// An X-Wing key: an ML-KEM-768 key, then this X25519 key.
fn x_wing(point: [u8; 32]) -> PublicKey {
    let mut bytes = vec![7; 1_184];
    bytes.extend(point);
    PublicKey { suite: SUITE_X_WING, bytes }
}

/// Bytes anywhere, and close to a point of small order.
fn point() -> impl Strategy<Value = [u8; 32]> {
    let near = (prop::sample::select(small_order()), prop::option::of((0..32_usize, any::<u8>())));
    prop_oneof![
        any::<[u8; 32]>(),
        near.prop_map(|(mut point, change)| {
            if let Some((place, change)) = change {
                point[place] ^= change;
            }
            point
        }),
    ]
}

proptest! {
    #[test]
    fn a_point_of_small_order_makes_every_secret_zero_and_is_refused(secret: [u8; 32]) {
        for point in small_order() {
            prop_assert_eq!(shared_secret(secret, point), [0; 32]);
            prop_assert_eq!(x25519(point).check(), Err(KeyError::LowOrder));
            prop_assert_eq!(x_wing(point).check(), Err(KeyError::LowOrder));
        }
    }

    #[test]
    fn a_key_is_refused_exactly_where_the_secret_would_be_zero(
        secret: [u8; 32],
        point in point(),
    ) {
        let is_zero = shared_secret(secret, point) == [0; 32];
        let expected = if is_zero { Err(KeyError::LowOrder) } else { Ok(()) };
        prop_assert_eq!(x25519(point).check(), expected);
        prop_assert_eq!(x_wing(point).check(), expected);
    }
}

#[test]
fn of_an_x_wing_key_only_the_x25519_half_is_looked_at() {
    let mut bytes = vec![0; 1_184];
    bytes.extend([9; 32]);
    assert_eq!(PublicKey { suite: SUITE_X_WING, bytes }.check(), Ok(()));
}
