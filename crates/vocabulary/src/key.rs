//! Public encryption keys on chain.

use alloc::vec::Vec;

/// X25519 (RFC 7748): 32 bytes. Keys of age v1 recipients are of this suite.
pub const SUITE_X25519: u16 = 1;

/// X-Wing, X25519 with ML-KEM-768 (draft-connolly-cfrg-xwing-kem): 1,216 bytes.
pub const SUITE_X_WING: u16 = 2;

/// The suites, each with the length of its keys in bytes.
pub const SUITES: [(u16, usize); 2] = [(SUITE_X25519, 32), (SUITE_X_WING, 1_216)];

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
}

impl PublicKey {
    /// Checks suite and length.
    ///
    /// # Errors
    /// Every [`KeyError`].
    pub fn check(&self) -> Result<(), KeyError> {
        match SUITES.iter().find(|(suite, _)| *suite == self.suite) {
            None => Err(KeyError::UnknownSuite),
            Some((_, length)) if self.bytes.len() != *length => Err(KeyError::WrongLength),
            Some(_) => Ok(()),
        }
    }
}
