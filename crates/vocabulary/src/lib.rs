//! The field's words: ids, categories, purposes, actions, keys, texts and documents, each with
//! its bounds.
//!
//! Everything else is built on this crate: rules, signed texts, contracts and clients. Nothing
//! here knows a chain. All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod document;
mod id;
mod key;
mod locator;
mod reason;
mod selection;
mod sets;
mod text;

pub use document::{Addressee, NewDocument, Retraction, SelfReport, Version, MAX_DOCUMENT_BYTES};

pub use id::{Account, CodeHash, Digest, OrgId, PatientId, Timestamp};
pub use key::{KeyError, PublicKey, SUITES, SUITE_X25519, SUITE_X_WING};
pub use locator::Locator;
pub use reason::{Finding, RequestReason};
pub use selection::{is_list_of_records, Selection, MAX_OPENED};
pub use sets::{
    Action, Actions, Categories, Category, Purpose, Purposes, SetError, CATEGORY_COUNT,
};
pub use text::{Text, TextError, MAX_TEXT_BYTES};

/// How many records, entries, cases or heads one call returns at the most.
pub const MAX_PAGE: u32 = 32;
