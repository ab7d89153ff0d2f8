//! What a keeper answers besides yes.

use std::{error::Error, fmt};

use chartkey_interfaces::registry::TicketRefusal;

/// Why a keeper does not do what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum No {
    /// It must not.
    Refused(Refusal),
    /// It cannot tell whether it may. Ask again: nothing was used up.
    CannotTell(Doubt),
}

/// Why a keeper must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The text is for another keeper, chain, suite, chart or entry: sign one for this keeper.
    OtherChallenge,
    /// The text has expired, or is good for more than 2 minutes: sign another one.
    Expired,
    /// The challenge is not signed with the key of the entry's actor, the request not with the
    /// one-time key, the statement not with the uploader's key.
    WrongKey,
    /// The chain has something against it.
    Ticket(TicketRefusal),
    /// Nobody who could have registered the record uploaded its bytes here for it.
    NotUploaded,
    /// The release began under another one-time key: open the record again.
    Used,
    /// The release was sent twice already: open the record again.
    Spent,
    /// The file has no such bytes.
    Range,
    /// The bytes have another digest or another size than the statement.
    OtherBytes,
    /// The uploader is not active in the organization, or does not control the chart.
    NotUploader,
    /// The record is not erased.
    NotErased,
}

/// Why a keeper cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No finalized block has the entry or the record yet.
    NotFinal,
    /// The finalized head is more than 2 minutes away from the keeper's clock.
    StaleHead,
    /// The chain does not answer.
    NoAnswer,
    /// The file is missing or altered, until it is restored.
    Damaged,
    /// The journal takes no line.
    Journal,
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Doubt> for No {
    fn from(doubt: Doubt) -> Self {
        Self::CannotTell(doubt)
    }
}

impl fmt::Display for No {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(formatter, "the keeper refuses: {refusal:?}"),
            Self::CannotTell(doubt) => write!(formatter, "the keeper cannot tell: {doubt:?}"),
        }
    }
}

impl Error for No {}
