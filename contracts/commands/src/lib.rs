//! A patient's commands, what they are made of, and the text that is signed for them.
//!
//! A patient without tokens signs a text that she can read; anyone submits the command, and the
//! contract patient-account renders the same text and verifies the signature (sr25519, signing
//! context `substrate`, as wallets do it). The rendering here is the only one: contract and
//! clients use it. Two different commands never have the same text.
//!
//! Nothing here knows a chain. All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod approval;
mod command;
mod document;
mod key;
mod rendering;
mod text;
mod words;

pub use approval::{guardian_claim, Approval, Recovery, MAX_APPROVALS};
pub use command::{
    chart_claim, Command, Domain, Instruction, NewCategoryKeys, NewChart, NewEnvelope, NewVersion,
    Offer, Replacement, Signature, SignedCommand, LANES, MAX_DEADLINE_MILLISECONDS,
};
pub use document::{NewDocument, Retraction, Version, MAX_DOCUMENT_BYTES};
pub use key::{KeyError, PublicKey, SUITES, SUITE_X25519, SUITE_X_WING};
pub use rendering::CommandError;
pub use text::{Text, TextError, MAX_TEXT_BYTES};

pub use chartkey_recovery as recovery;

/// A chart's pseudonym: blake2b-256 over the SCALE encoding of (the account that opens the
/// chart, a random salt of 32 bytes, the consent manager's address). For a chart that is opened
/// by a signed command the account is patient-account's and the salt that of [`chart_claim`].
/// Never a name, never an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
#[repr(transparent)]
pub struct PatientId(pub [u8; 32]);
