//! What Chartkey's contracts say to one another and to the world: ids, bounds, errors, events
//! and the traits through which they call one another. Contracts depend on this crate and
//! never on each other.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod account;
pub mod batches;
pub mod consent;
pub mod directory;
pub mod emergencies;
pub mod governor;
mod limits;
pub mod log;
pub mod registry;

pub use limits::Limits;
