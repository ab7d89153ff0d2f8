//! A patient's consent as a pure function: provisions and a request in, a decision out.
//!
//! Nothing here knows a chain, a clock or a caller. The consent manager stores a [`Policy`]
//! and passes the time in; a client runs the same code to show a patient what a grant would
//! change before it is signed.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod decision;
mod epochs;
mod error;
mod list;
mod provision;
mod verdict;

pub use decision::{Basis, Decision, Reason, RecordTarget, Request, Target};
pub use epochs::KeyEpochs;
pub use error::PolicyError;
pub use list::{Cause, Change, Directive, Policy, Removed, Write, MAX_PROVISIONS};
pub use provision::{Effect, Grantee, Provision, Scope, Terms, MAX_PERMIT_MILLISECONDS};
pub use verdict::{Ground, Refusal, Verdict};
