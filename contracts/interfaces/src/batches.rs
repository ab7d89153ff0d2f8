//! Batches of records, of which the chain keeps the heads: what an organization anchors, what is
//! admitted from it, and what can go wrong.
//!
//! An organization keeps an RFC 6962 tree of its own, of salted record leaves, and anchors its
//! size and root. A leaf in it becomes a record when it is admitted.

use chartkey_vocabulary::{Digest, OrgId, PatientId, Timestamp};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::Encode;

use crate::registry::NewRecord;

/// The version of the leaf format, the first byte of each leaf.
pub const RECORD_LEAF_VERSION: u8 = 1;

/// What is hashed as a leaf of an organization's tree, behind [`RECORD_LEAF_VERSION`], in SCALE
/// encoding.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct RecordLeaf {
    /// Whose tree it is in.
    pub organization: OrgId,
    /// The chart.
    pub patient: PatientId,
    /// What is put on record.
    pub record: NewRecord,
    /// Random, so that nobody can guess what a leaf says.
    pub salt: [u8; 32],
}

impl RecordLeaf {
    /// The data of the leaf.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        (RECORD_LEAF_VERSION, self).encode()
    }
}

/// Where a leaf stands.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Place {
    /// The number of the head that it is proven against.
    pub head: u32,
    /// Its index in the tree, from 0.
    pub index: u64,
    /// The proof of inclusion (RFC 9162, section 2.1.3), the hash next to the leaf first.
    pub proof: Vec<Digest>,
}

/// A head of an organization's tree, as it was anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct BatchHead {
    /// How many leaves there are.
    pub size: u64,
    /// The tree's root.
    pub root: Digest,
    /// When it was anchored.
    pub anchored_at: Timestamp,
}

/// Why a head or a leaf was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum BatchError {
    /// The tree is not larger than the one that was anchored last.
    NotLarger,
    /// The proof does not show that the tree extends the one that was anchored last, or that the
    /// leaf is in the tree: it is for other sizes, another index, another leaf or another root,
    /// or the tree was rewritten.
    Proof,
    /// The organization has anchored no head of this number.
    UnknownHead,
    /// The leaf at this index is on record already.
    AlreadyAdmitted,
    /// The organization has anchored 2^32 - 1 heads.
    HeadsUsedUp,
}

/// An organization anchored a larger tree. The organization is no topic, because that would cost
/// as much as a write: `heads` lists what it anchored.
#[ink::event]
pub struct Anchored {
    /// The organization.
    pub organization: OrgId,
    /// The number of the head, from 0.
    pub number: u32,
    /// The head.
    pub head: BatchHead,
}

/// A leaf of an organization's tree was put on record.
#[ink::event]
pub struct Admitted {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The record.
    pub record: u32,
    /// The organization.
    pub organization: OrgId,
    /// The leaf's index in its tree.
    pub index: u64,
}
