//! What Chartkey's contracts say to one another and to the world: ids, bounds, errors, events
//! and the traits through which they call one another. Contracts depend on this crate and
//! never on each other.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod administration;
pub mod consent;
pub mod directory;
mod encoded;
pub mod governed;
mod key;
mod limits;
pub mod log;
pub mod registry;
mod storage;
mod text;

pub use encoded::Encoded;
pub use key::{KeyError, PublicKey, SUITES, SUITE_X25519, SUITE_X_WING};
pub use limits::Limits;
pub use storage::conclude;
pub use text::{Text, TextError, MAX_TEXT_BYTES};

pub use chartkey_governance as governance;
pub use chartkey_policy as policy;

/// A chart's pseudonym: blake2b-256 over the SCALE encoding of (the account that opens the
/// chart, a random salt of 32 bytes, the consent manager's address). Never a name, never an
/// account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
#[repr(transparent)]
pub struct PatientId(pub [u8; 32]);

/// How many records or entries one call returns at the most.
pub const MAX_PAGE: u32 = 32;
