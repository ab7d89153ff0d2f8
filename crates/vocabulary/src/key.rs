//! Public encryption keys on chain.

use alloc::vec::Vec;

/// X25519 (RFC 7748): 32 bytes. Keys of age v1 recipients are of this suite.
pub const SUITE_X25519: u16 = 1;

/// X-Wing, X25519 with ML-KEM-768 (draft-connolly-cfrg-xwing-kem): 1,216 bytes.
pub const SUITE_X_WING: u16 = 2;

/// The suites, each with the length of its keys in bytes.
pub const SUITES: [(u16, usize); 2] = [(SUITE_X25519, 32), (SUITE_X_WING, 1_216)];

/// The encodings of points of small order on Curve25519 and its twist, without bit 255, which
/// X25519 ignores (RFC 7748, section 5). With each of them the shared secret is zero, whatever the
/// other side's key. They are those of <https://cr.yp.to/ecdh.html#validate> that fit into 255
/// bits: 0, 1, the two points of order 8, and p - 1, p and p + 1 with
/// p = 2^255 - 19; libsodium refuses the same seven.
const LOW_ORDER: [[u8; 32]; 7] = [
    small(0),
    small(1),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
    near_the_prime(0xec),
    near_the_prime(0xed),
    near_the_prime(0xee),
];

/// A number below 256, little-endian.
const fn small(lowest: u8) -> [u8; 32] {
    let mut number = [0; 32];
    number[0] = lowest;
    number
}

/// A number of 255 bits, little-endian, that are all set but for the lowest byte.
const fn near_the_prime(lowest: u8) -> [u8; 32] {
    let mut number = [0xff; 32];
    number[0] = lowest;
    number[31] = 0x7f;
    number
}

/// A public key to wrap content keys for.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct PublicKey {
    /// [`SUITE_X25519`] or [`SUITE_X_WING`].
    pub suite: u16,
    /// The key, exactly as long as the suite says.
    pub bytes: Vec<u8>,
}

/// Why a key was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum KeyError {
    /// The suite is not assigned: use 1 or 2.
    UnknownSuite,
    /// The key is not as long as its suite says: 32 bytes for suite 1, 1,216 for suite 2.
    WrongLength,
    /// The key, or the X25519 half of an X-Wing key, is a point of small order, with which every
    /// shared secret is zero: make a new key pair.
    LowOrder,
}

impl PublicKey {
    /// Checks suite and length, and that no shared secret with the key is known beforehand. The
    /// last 32 bytes of an X-Wing key are an X25519 key, too.
    ///
    /// # Errors
    /// Every [`KeyError`].
    pub fn check(&self) -> Result<(), KeyError> {
        match SUITES.iter().find(|(suite, _)| *suite == self.suite) {
            None => Err(KeyError::UnknownSuite),
            Some((_, length)) if self.bytes.len() != *length => Err(KeyError::WrongLength),
            Some(_) if is_low_order(&self.bytes) => Err(KeyError::LowOrder),
            Some(_) => Ok(()),
        }
    }
}

/// Whether a key ends with an X25519 key that is a point of small order.
fn is_low_order(key: &[u8]) -> bool {
    key.last_chunk::<32>().is_some_and(|last| {
        let mut point = *last;
        point[31] &= 0x7f;
        LOW_ORDER.contains(&point)
    })
}
