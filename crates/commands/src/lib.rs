//! A patient's commands, what they are made of, and the text that is signed for them.
//!
//! A patient without tokens signs a text that she can read; anyone submits the command, and the
//! contract patient-account renders the same text and verifies the signature (sr25519, signing
//! context `substrate`, as wallets do it). The rendering here is the only one: contract and
//! clients use it. Two different commands never have the same text. Beside it clients show the
//! same text in Chinese, from the same lines.
//!
//! Nothing here knows a chain. All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod approval;
mod command;
mod text;

pub use approval::{guardian_claim, Approval, Recovery, MAX_APPROVALS};
pub use command::{
    chart_claim, Command, Domain, Instruction, NewCategoryKey, NewCategoryKeys, NewChart,
    NewEnvelope, NewVersion, Offer, Replacement, Signature, SignedCommand, LANES,
    MAX_DEADLINE_MILLISECONDS,
};
pub use text::CommandError;
