//! Batches off chain: what an organization keeps of the tree whose heads it anchors.

use anyhow::{Context, Result};
use chartkey_interfaces::{
    batches::{Place, RecordLeaf},
    registry::NewRecord,
};
use chartkey_merkle::{leaf_hash, Hash, SoftwareSha256, Tree};
use chartkey_vocabulary::{Category, NewDocument, OrgId, PatientId, Version};
use sha2::{Digest, Sha256};

use crate::documents::locator;

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

    /// The root that the tree had when it had so many leaves.
    ///
    /// # Errors
    /// When it never had.
    pub fn root(&self, size: u64) -> Result<Hash> {
        self.tree.root(size).with_context(|| format!("the tree never had {size} leaves"))
    }

    /// The proof that the tree of `second` leaves extends that of `first`; an empty one from the
    /// tree without leaves, which every tree extends.
    ///
    /// # Errors
    /// When there is none.
    pub fn consistency(&self, first: u64, second: u64) -> Result<Vec<Hash>> {
        if first == 0 {
            return Ok(Vec::new());
        }
        let proof = self.tree.consistency_proof(first, second);
        proof.with_context(|| format!("no tree of {second} leaves extends one of {first}"))
    }

    /// Where a leaf stands, proven against the head of this number, which has so many leaves.
    ///
    /// # Errors
    /// When the tree of that head has no such leaf.
    pub fn place(&self, head: u32, size: u64, index: u64) -> Result<Place> {
        let proof = self.tree.inclusion_proof(index, size);
        let proof = proof.with_context(|| format!("there is no leaf {index} among {size}"))?;
        Ok(Place { head, index, proof })
    }
}

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash_of(leaf: &RecordLeaf) -> Hash {
    leaf_hash::<SoftwareSha256>(&leaf.data())
}

/// A leaf for a document encrypted to the category's first key, to be kept for nothing. Leaves of
/// different numbers are of different documents. The salt comes from the number, so that a test
/// can make the leaf again: a real one is random.
///
/// # Errors
/// When no locator can be made.
pub fn leaf(
    organization: OrgId,
    patient: PatientId,
    category: Category,
    number: u64,
) -> Result<RecordLeaf> {
    let digest = derived(b"document", number);
    let version =
        Version { digest, size: 2_048 + number % 8_192, locator: locator(&digest)?, key_epoch: 1 };
    let record = NewRecord { document: NewDocument { category, version }, retain_until: 0 };
    Ok(RecordLeaf { organization, patient, record, salt: derived(b"salt", number) })
}

/// 32 bytes that look random.
fn derived(of: &[u8], number: u64) -> Hash {
    Sha256::new().chain_update(of).chain_update(number.to_be_bytes()).finalize().into()
}
