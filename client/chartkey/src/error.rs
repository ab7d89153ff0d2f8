//! What can go wrong between a client and the contracts.

use chartkey_commands::CommandError;
use chartkey_vocabulary::PatientId;
use thiserror::Error;

use crate::{CallError, ChainError};

/// Why a call, or what is made of several, came to nothing.
#[derive(Debug, Error)]
pub enum Error {
    /// The chain did not take the call, or did not answer. Whether a submitted call was carried
    /// out is not known then: read before it is submitted again.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The contract did not understand the input, or the chain ended the call.
    #[error("the message did not answer: {0}")]
    Unanswered(#[from] CallError),
    /// The contract refused. This is its error as `Debug` prints it; [`Outcome::answer`] gives the
    /// error itself.
    ///
    /// [`Outcome::answer`]: crate::Outcome::answer
    #[error("the message was refused: {0}")]
    Refused(String),
    /// A refusal was asked for, and the contract did what it was asked. This is its value as
    /// `Debug` prints it.
    #[error("the message was not refused: {0}")]
    NotRefused(String),
    /// The contract is another than this library was made for: check its code hash.
    #[error("{what} does not decode")]
    Undecodable {
        /// The answer, or the event.
        what: &'static str,
        /// Where decoding ended.
        source: scale::Error,
    },
    /// No contract of the suite emits an event with this signature: check the code hashes.
    #[error("no event has the signature {0:02x?}")]
    UnknownEvent(Option<[u8; 32]>),
    /// There is no text for a command, so nobody can sign it.
    #[error("there is no text for the command: {0:?}")]
    NoText(CommandError),
    /// The patient account has no such chart: create it first.
    #[error("the patient account has no chart {}", hex::encode(.0 .0))]
    NoChart(PatientId),
}
