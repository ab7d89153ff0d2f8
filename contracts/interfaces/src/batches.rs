//! Batches of records and logs of releases, of which the chain keeps the heads: what an
//! organization anchors, what is admitted from it, and what can go wrong.
//!
//! An organization keeps RFC 6962 trees of its own, of salted record leaves and of its keeper's
//! release log, and anchors their size and root. A record leaf becomes a record when it is
//! admitted.

use chartkey_vocabulary::{Digest, OrgId, PatientId, Timestamp};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::Encode;

use crate::{directory::Role, registry::NewRecord};

/// The version of the leaf format, the first byte of each leaf.
pub const RECORD_LEAF_VERSION: u8 = 1;

/// How many leaves a head may have more than the one before it in its tree, the first more than
/// none.
pub const MAX_GROWTH: u64 = 1 << 32;

/// What the leaves of a tree are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum TreeKind {
    /// Documents: each leaf is a [`RecordLeaf`], and becomes a record when it is admitted.
    Documents,
    /// What the organization's keeper released. These leaves are never admitted.
    Releases,
}

impl TreeKind {
    /// The role that anchors heads of such trees.
    #[must_use]
    pub fn anchored_by(self) -> Role {
        match self {
            Self::Documents => Role::Registrar,
            Self::Releases => Role::Keeper,
        }
    }
}

/// One of an organization's trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct TreeId {
    /// Whose tree it is.
    pub organization: OrgId,
    /// What it is about.
    pub kind: TreeKind,
    /// Which of the organization's trees of this kind, from 0. Heads are anchored in the last
    /// one only, which is the current one until the organization's admin begins the next.
    pub number: u32,
}

/// What is hashed as a leaf of a tree of documents, behind [`RECORD_LEAF_VERSION`], in SCALE
/// encoding.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct RecordLeaf {
    /// Whose tree it is in.
    pub organization: OrgId,
    /// The number of that tree. Anchored again in another, the leaf is not admitted there.
    pub tree: u32,
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

/// Where a leaf stands in its tree.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Place {
    /// The number of the head that it is proven against, in its tree.
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
    /// or the tree was rewritten. Have the admin begin the next tree where none can be made.
    Proof,
    /// The tree has no head of this number.
    UnknownHead,
    /// The leaf at this index of this tree is on record already.
    AlreadyAdmitted,
    /// The tree has 2^32 - 1 heads: have the admin begin the next.
    HeadsUsedUp,
    /// The organization does not anchor in a tree of this number now: read it with
    /// `current_tree`.
    OtherTree,
    /// The tree has more than [`MAX_GROWTH`] leaves more than the one that was anchored last:
    /// anchor a smaller one first.
    GrowthTooLarge,
}

/// An organization anchored a larger tree. The organization is no topic, because that would cost
/// as much as a write: `heads` lists what it anchored.
#[ink::event]
pub struct Anchored {
    /// The tree.
    pub tree: TreeId,
    /// The number of the head, from 0 in each tree.
    pub number: u32,
    /// The head.
    pub head: BatchHead,
}

/// An organization's admin began its next tree. Heads are anchored in this one from now on, and
/// the first extends nothing; the heads of the trees before stay good.
#[ink::event]
pub struct TreeBegun {
    /// The organization.
    #[ink(topic)]
    pub organization: OrgId,
    /// What the tree is about.
    pub kind: TreeKind,
    /// Its number.
    pub number: u32,
}

/// A leaf of an organization's tree of documents was put on record.
#[ink::event]
pub struct Admitted {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The record.
    pub record: u32,
    /// The organization.
    pub organization: OrgId,
    /// The number of the tree.
    pub tree: u32,
    /// The leaf's index in it.
    pub index: u64,
}
