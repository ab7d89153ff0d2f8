//! The whole tree, for those who make proofs.

use alloc::{vec, vec::Vec};
use core::{fmt, marker::PhantomData};

use crate::{empty_root, node_hash, Hash, Sha256};

/// A tree with all its leaves, which tells the root of each size it ever had and makes proofs
/// in logarithmic time.
///
/// It keeps the root of every perfect subtree, about 64 bytes per leaf.
pub struct Tree<H> {
    /// On level `k`, counted from 0, the roots of the perfect subtrees of 2^k leaves, from
    /// left to right.
    levels: Vec<Vec<Hash>>,
    hash: PhantomData<fn() -> H>,
}

impl<H: Sha256> Tree<H> {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self { levels: vec![Vec::new()], hash: PhantomData }
    }

    /// The tree of these leaves, given by their [`leaf_hash`](crate::leaf_hash)es.
    #[must_use]
    pub fn from_leaf_hashes(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::new();
        for leaf in leaves {
            tree.append(leaf);
        }
        tree
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        let leaves = self.levels.first().map_or(0, Vec::len);
        u64::try_from(leaves).unwrap_or(u64::MAX)
    }

    /// Appends a leaf, given its [`leaf_hash`](crate::leaf_hash), and returns its index,
    /// counted from 0.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size();
        let mut node = leaf;
        for level in &mut self.levels {
            let left = level.last().copied();
            level.push(node);
            match left {
                Some(left) if level.len() % 2 == 0 => node = node_hash::<H>(&left, &node),
                _ => return index,
            }
        }
        self.levels.push(vec![node]);
        index
    }

    /// The root that the tree had when it had `size` leaves (RFC 9162, section 2.1.1). `None`
    /// if it never had that many.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Hash> {
        if size == 0 {
            return Some(empty_root::<H>());
        }
        self.subtree(0, size)
    }

    /// The proof that the leaf at `index` was in the tree of `size` leaves: PATH of RFC 9162,
    /// section 2.1.3.1. `None` if the index is not smaller than the size, or if the tree never
    /// had that many leaves.
    #[must_use]
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut start, mut end) = (0, size);
        let mut proof = Vec::new();
        while let Some(middle) = split(start, end) {
            if index < middle {
                proof.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                proof.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        proof.reverse();
        Some(proof)
    }

    /// The proof that the tree of `second` leaves extends the tree of `first` leaves: PROOF of
    /// RFC 9162, section 2.1.4.1, and an empty proof for equal sizes. `None` if the first tree
    /// is empty or larger than the second, or if the tree never had that many leaves.
    #[must_use]
    pub fn consistency_proof(&self, first: u64, second: u64) -> Option<Vec<Hash>> {
        if first == 0 || first > second || second > self.size() {
            return None;
        }
        let (mut start, mut end) = (0, second);
        let mut proof = Vec::new();
        while first != end {
            let middle = split(start, end)?;
            if first <= middle {
                proof.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                proof.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        // The verifier knows the whole first tree, but none of the subtrees inside.
        if start != 0 {
            proof.push(self.subtree(start, end)?);
        }
        proof.reverse();
        Some(proof)
    }

    /// The root of the subtree of the leaves from `start` up to but without `end`, which is
    /// one of those that [`split`] cuts a tree into. `None` if it is empty or a leaf is missing.
    fn subtree(&self, start: u64, end: u64) -> Option<Hash> {
        let mut end = end;
        let mut rest = end.checked_sub(start)?;
        let mut root = None;
        // Each set bit of the length is a perfect subtree, the smallest on the right.
        while rest != 0 {
            let level = rest.trailing_zeros();
            let leaves = 1_u64.checked_shl(level)?;
            end = end.checked_sub(leaves)?;
            rest = rest.checked_sub(leaves)?;
            let position = usize::try_from(end.checked_shr(level)?).ok()?;
            let node = self.levels.get(usize::try_from(level).ok()?)?.get(position)?;
            root = Some(root.map_or(*node, |right| node_hash::<H>(node, &right)));
        }
        root
    }
}

impl<H: Sha256> Default for Tree<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> Clone for Tree<H> {
    fn clone(&self) -> Self {
        Self { levels: self.levels.clone(), hash: PhantomData }
    }
}

impl<H> fmt::Debug for Tree<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tree")
            .field("leaves", &self.levels.first().map_or(0, Vec::len))
            .finish_non_exhaustive()
    }
}

/// Where the tree of the leaves from `start` up to but without `end` divides: the left side
/// gets the largest power of two smaller than their number (RFC 9162, section 2.1.1). `None` if
/// there are fewer than two.
fn split(start: u64, end: u64) -> Option<u64> {
    let last = end.checked_sub(start)?.checked_sub(1)?;
    let left = 1_u64.checked_shl(last.checked_ilog2()?)?;
    start.checked_add(left)
}
