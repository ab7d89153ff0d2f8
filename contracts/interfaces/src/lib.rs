//! What Chartkey's contracts say to one another and to the world: ids, bounds, errors, events
//! and the traits through which they call one another. Contracts depend on this crate and
//! never on each other.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod account;
pub mod administration;
pub mod batches;
pub mod consent;
pub mod directory;
pub mod emergencies;
mod encoded;
pub mod governed;
mod limits;
pub mod log;
pub mod registry;
mod sha256;
mod storage;

pub use encoded::Encoded;
pub use limits::Limits;
pub use sha256::HostSha256;
pub use storage::conclude;

pub use chartkey_commands::{
    KeyError, PatientId, PublicKey, Text, TextError, MAX_TEXT_BYTES, SUITES, SUITE_X25519,
    SUITE_X_WING,
};

pub use chartkey_commands as commands;
pub use chartkey_governance as governance;
pub use chartkey_policy as policy;

/// How many records or entries one call returns at the most.
pub const MAX_PAGE: u32 = 32;
