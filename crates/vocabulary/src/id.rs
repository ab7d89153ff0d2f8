//! What accounts, charts, organizations, codes and moments are called.

use scale::{Decode, Encode};

/// An account of the chain, as its 32 bytes.
pub type Account = [u8; 32];

/// A sha2-256 digest.
pub type Digest = [u8; 32];

/// The blake2b-256 hash of uploaded contract code.
pub type CodeHash = [u8; 32];

/// Milliseconds since 1970-01-01 00:00 UTC.
pub type Timestamp = u64;

/// A hospital or clinic, by the number it got when it was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct OrgId(pub u32);

/// A chart's pseudonym: blake2b-256 over the SCALE encoding of (the account that opens the
/// chart, a random salt of 32 bytes, the consent manager's address). For a chart that is opened
/// by a signed command the account is patient-account's and the salt that of
/// `chart_claim` in the crate `commands`. Never a name, never an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
#[repr(transparent)]
pub struct PatientId(pub [u8; 32]);
