//! What Chartkey's contracts share on the chain: parts that run by delegate call, what a governed
//! contract keeps, how values are stored and passed on, pages, SHA-256.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod delegate;
mod encoded;
mod event;
mod governed;
mod last;
mod page;
mod sha256;
mod storage;

pub use encoded::Encoded;
pub use event::emit;
pub use governed::GovernedState;
pub use last::Last;
pub use page::{next_page, page_numbers, page_of};
pub use sha256::HostSha256;
pub use storage::conclude;

use ink::env::DefaultEnvironment;

/// The account that called the running contract, as its 32 bytes.
#[must_use]
pub fn caller() -> [u8; 32] {
    *ink::env::caller::<DefaultEnvironment>().as_ref()
}

/// The time of the block, in milliseconds since 1970-01-01 00:00 UTC.
#[must_use]
pub fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}

/// Emits the event that came with an answer. Returns the answer.
pub fn emit_and_answer<Answer, Event: ink::env::Event + scale::Encode>(
    (answer, event): (Answer, Event),
) -> Answer {
    emit(event);
    answer
}
