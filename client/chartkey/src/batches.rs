//! Batches off chain: what an organization keeps of the tree whose heads it anchors.
//!
//! ```
//! use chartkey::batches::{leaf_hash_of, Batch};
//! use chartkey::documents::{digest_of, locator};
//! use chartkey::interfaces::{batches::RecordLeaf, registry::NewRecord};
//! use chartkey::vocabulary::{Category, NewDocument, OrgId, PatientId, Version};
//!
//! let digest = digest_of(b"the ciphertext");
//! let version = Version { digest, size: 14, locator: locator(OrgId(1), &digest)?, key_epoch: 1 };
//! let document = NewDocument { category: Category::Laboratory, version };
//! let leaf = RecordLeaf {
//!     organization: OrgId(3_141_592_653),
//!     // The number of the tree that the organization anchors its documents in now.
//!     tree: 0,
//!     patient: PatientId([7; 32]),
//!     record: NewRecord { document, retain_until: 0 },
//!     // Random, so that nobody finds a leaf by guessing.
//!     salt: [0x5a; 32],
//! };
//!
//! let mut batch = Batch::default();
//! assert_eq!(batch.append(&leaf), 0);
//! // The organization anchors the root, and shows later that the leaf is in its tree.
//! assert_eq!(batch.root(1)?, leaf_hash_of(&leaf));
//! assert!(batch.place(1, 1, 0)?.proof.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use chartkey_interfaces::batches::{Place, RecordLeaf};
use chartkey_merkle::{leaf_hash, Hash, SoftwareSha256, Tree};
use thiserror::Error;

/// A question about a tree that the tree cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotInTree {
    /// The tree never had this many leaves.
    #[error("the tree never had {0} leaves")]
    Size(u64),
    /// A tree extends smaller ones alone.
    #[error("no tree of {second} leaves extends one of {first}")]
    Extension {
        /// How many leaves the earlier tree has.
        first: u64,
        /// How many the later one has.
        second: u64,
    },
    /// The tree of that size has no leaf of this index.
    #[error("there is no leaf {index} among {size}")]
    Leaf {
        /// The index, from 0.
        index: u64,
        /// How many leaves there are.
        size: u64,
    },
}

/// An organization's tree of record leaves, which goes on growing. It keeps the hashes; the
/// leaves themselves are with whoever admits them.
#[derive(Clone, Default)]
pub struct Batch {
    tree: Tree<SoftwareSha256>,
}

impl Batch {
    /// The tree of these leaves.
    #[must_use]
    pub fn of<'a>(leaves: impl IntoIterator<Item = &'a RecordLeaf>) -> Self {
        let mut batch = Self::default();
        batch.extend(leaves);
        batch
    }

    /// Appends leaves.
    pub fn extend<'a>(&mut self, leaves: impl IntoIterator<Item = &'a RecordLeaf>) {
        for leaf in leaves {
            self.append(leaf);
        }
    }

    /// Appends a leaf. Returns its index, from 0.
    pub fn append(&mut self, leaf: &RecordLeaf) -> u64 {
        self.tree.append(leaf_hash_of(leaf))
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root that the tree had when it had this many leaves.
    ///
    /// # Errors
    /// [`NotInTree::Size`].
    pub fn root(&self, size: u64) -> Result<Hash, NotInTree> {
        self.tree.root(size).ok_or(NotInTree::Size(size))
    }

    /// The proof that the tree of `second` leaves extends that of `first`; an empty one from the
    /// tree without leaves, which every tree extends.
    ///
    /// # Errors
    /// [`NotInTree::Extension`].
    pub fn consistency(&self, first: u64, second: u64) -> Result<Vec<Hash>, NotInTree> {
        if first == 0 {
            return Ok(Vec::new());
        }
        let proof = self.tree.consistency_proof(first, second);
        proof.ok_or(NotInTree::Extension { first, second })
    }

    /// Where a leaf stands, proven against the head of this number, whose tree has this size.
    ///
    /// # Errors
    /// [`NotInTree::Leaf`].
    pub fn place(&self, head: u32, size: u64, index: u64) -> Result<Place, NotInTree> {
        let proof = self.tree.inclusion_proof(index, size);
        let proof = proof.ok_or(NotInTree::Leaf { index, size })?;
        Ok(Place { head, index, proof })
    }
}

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash_of(leaf: &RecordLeaf) -> Hash {
    leaf_hash::<SoftwareSha256>(&leaf.data())
}
