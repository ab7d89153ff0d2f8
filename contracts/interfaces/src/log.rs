//! The access log: what it keeps, its errors, and what it answers.

use chartkey_onchain::Encoded;
use chartkey_policy::{Ground, Refusal, Verdict};
use chartkey_vocabulary::{
    Account, Categories, Digest, Finding, OrgId, PatientId, Purpose, Selection, Timestamp,
};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    primitives::AccountId,
};

/// The version of the leaf format, the first byte of each leaf.
pub const LEAF_VERSION: u8 = 1;

/// How many bytes an encoded [`Access`] has at the most; those of today have at most 363.
pub const MAX_ACCESS_BYTES: usize = 400;

/// How old a permitted entry about records may be when a keeper releases one of them for it: 10
/// minutes, in milliseconds.
pub const TICKET_MILLISECONDS: u64 = 10 * 60 * 1_000;

/// How old the entry of a session may be when a keeper releases a record for it: 60 minutes, in
/// milliseconds.
pub const SESSION_MILLISECONDS: u64 = 60 * 60 * 1_000;

/// What the access log answers.
#[ink::trait_definition]
pub trait Log {
    /// Appends an access to a patient's log, as it came, stamped with the block's time, and
    /// returns its index.
    ///
    /// # Errors
    /// [`LogError::NotWriter`], [`LogError::TooLong`], [`LogError::Full`].
    #[ink(message)]
    fn append(&mut self, patient: Box<PatientId>, access: Encoded<Access>)
        -> Result<u32, LogError>;

    /// One entry, `None` past the end.
    #[ink(message)]
    fn entry(&self, patient: Box<PatientId>, index: u32) -> Option<Encoded<Entry>>;

    /// The entries from index `from` on, in order, at most `limit` of them.
    ///
    /// # Errors
    /// [`LogError::LimitTooLarge`].
    #[ink(message)]
    fn entries(
        &self,
        patient: Box<PatientId>,
        from: u32,
        limit: u32,
    ) -> Result<Vec<Encoded<Entry>>, LogError>;

    /// The head of a patient's tree; the empty tree's for a patient without entries.
    #[ink(message)]
    fn head(&self, patient: Box<PatientId>) -> Head;
}

/// One access, as the log records it.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Access {
    /// The account that acted.
    pub actor: Account,
    /// The organization it acted for, `None` for the patient or a representative.
    pub organization: Option<OrgId>,
    /// What it was about.
    pub subject: Subject,
    /// Why.
    pub purpose: Purpose,
    /// How it ended.
    pub outcome: Outcome,
    /// The sha2-256 digest of a written justification.
    pub justification: Option<Digest>,
}

/// What an access was about.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Subject {
    /// Records, by ascending ids.
    Records(Vec<u32>),
    /// A set of categories: of an opening a session, of a declared emergency all of them.
    Categories(Categories),
    /// An earlier entry of this log, by index.
    Entry(u32),
}

/// How an access ended.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Outcome {
    /// Permitted, and on what ground: for each record in order, or for the session.
    Permit(Vec<Ground>),
    /// Refused as a whole, because of one record or of the session.
    Deny(Refusal),
    /// An emergency was declared.
    Declared,
    /// An emergency was reviewed, and this was found.
    Reviewed(Finding),
    /// The patient disputes an earlier entry.
    Disputed,
}

impl From<Selection> for Subject {
    fn from(selection: Selection) -> Self {
        match selection {
            Selection::Records(records) => Self::Records(records),
            Selection::Categories(categories) => Self::Categories(categories),
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Permit(grounds) => Self::Permit(grounds),
            Verdict::Deny(refusal) => Self::Deny(refusal),
        }
    }
}

/// One line of a patient's log.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Entry {
    /// The time of the block it is in.
    pub time: Timestamp,
    /// What happened.
    pub access: Access,
}

/// The head of a patient's RFC 6962 tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Head {
    /// How many entries there are.
    pub size: u64,
    /// The tree's root.
    pub root: Digest,
}

/// What is hashed as a leaf of a patient's tree, in SCALE encoding.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Leaf {
    /// [`LEAF_VERSION`].
    pub version: u8,
    /// Whose log it is in.
    pub patient: PatientId,
    /// Its index.
    pub index: u32,
    /// The entry.
    pub entry: Entry,
}

/// Why the access log refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum LogError {
    /// Only the log's one writer appends.
    NotWriter,
    /// Only the account that deployed the log sets its writer.
    NotDeployer,
    /// The writer is set, once and for good.
    WriterAlreadySet,
    /// A page has at most [`chartkey_vocabulary::MAX_PAGE`] entries.
    LimitTooLarge,
    /// An access has at most [`MAX_ACCESS_BYTES`] bytes.
    TooLong,
    /// The patient's log has 2^32 entries.
    Full,
}

/// The log learned its one writer.
#[ink::event]
pub struct WriterSet {
    /// The only account that appends from now on.
    pub writer: AccountId,
}
