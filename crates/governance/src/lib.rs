//! Who may change contracts, and how slowly: one owner, who hands over in two steps; for each
//! contract a pause, releases that are announced, waited for and applied or lapse, and moves to
//! another governor that wait as long. Both can be given up for good.
//!
//! Nothing here knows a chain: callers and times are arguments, changes are return values.
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod governed;
mod governor;
mod handover;
mod locks;

pub use governed::{Governed, GovernedError, Plan, Release, LAPSE_MILLISECONDS};
pub use governor::{Governor, GovernorError, Step};
pub use handover::{Handover, HandoverChange, HandoverError, HandoverStep};
pub use locks::{Lock, Locks, MAX_LOCKS};
