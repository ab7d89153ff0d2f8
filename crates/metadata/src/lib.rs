//! Whether one contract reads what another sends as it was meant.
//!
//! patient-account sends the encoding of what a patient signed to other contracts, by selector.
//! They decode it with their own types, and are upgraded on their own. Where a variant was
//! renumbered or a field moved, something else is executed than what was signed, without any
//! error. This crate compares the types in the metadata of both: names, numbers of variants,
//! fields, in their order, all the way down.
//!
//! For tests and tools only: it needs the standard library, and no contract depends on it.

mod difference;
mod passed_on;
mod spec;

pub use difference::{differences, Difference};
pub use passed_on::{passed_on, PassedOn};
pub use spec::{Argument, Message, Metadata};
