//! What guardians sign.

use alloc::vec::Vec;
use chartkey_recovery::{SigningKey, MAX_GUARDIANS};
use chartkey_vocabulary::{PatientId, Timestamp};
use scale::{Decode, Encode};

use crate::Signature;

/// How many approvals come together at the most: one from each guardian.
pub const MAX_APPROVALS: usize = MAX_GUARDIANS;

/// A new key for a chart, as its guardians propose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Recovery {
    /// The chart.
    pub chart: PatientId,
    /// The new key.
    pub key: SigningKey,
    /// The chart's round: approvals count for one proposal.
    pub round: u32,
    /// How many guardians approve: neither more nor fewer approvals count, so that nobody makes
    /// less of what all have signed.
    pub approvals: u8,
    /// The last moment at which the approval counts; a whole minute, at most
    /// [`crate::MAX_DEADLINE_MILLISECONDS`] ahead.
    pub deadline: Timestamp,
}

/// A guardian's approval of a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Approval {
    /// The guardian's key, public from then on.
    pub guardian: SigningKey,
    /// The salt of the guardian's commitment.
    pub salt: [u8; 32],
    /// By the guardian's key, of the recovery's text.
    pub signature: Signature,
}

/// What is hashed (blake2b-256) to a guardian's commitment.
#[must_use]
pub fn guardian_claim(chart: &PatientId, guardian: &SigningKey, salt: &[u8; 32]) -> Vec<u8> {
    (chart, guardian, salt).encode()
}
