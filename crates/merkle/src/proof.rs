//! Checking a proof against roots that are trusted already.
//!
//! A proof is a list of hashes, the one next to the leaves first.

use core::{error, fmt};

use crate::{hash::Node, Hash, Sha256};

/// What is wrong with a proof, or with the sizes it was checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// The leaf's index is not smaller than the size of the tree. The tree may be an old one:
    /// get a newer root.
    IndexOutOfRange,
    /// The first tree is empty. Every tree extends it, so there is nothing to prove: accept
    /// the second root without a proof, or not at all.
    FirstTreeEmpty,
    /// The first tree is larger than the second. Swap them.
    SizesReversed,
    /// Hashes are missing: the proof is for other sizes.
    ProofTooShort,
    /// Hashes are left over: the proof is for other sizes.
    ProofTooLong,
    /// The proof does not lead from the leaf to the root. The leaf or its index is not the one
    /// proven, or the proof is for another root.
    RootMismatch,
    /// The proof does not lead to the root of the first tree.
    FirstRootMismatch,
    /// The proof does not lead from the first tree to the root of the second.
    SecondRootMismatch,
}

impl fmt::Display for ProofError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::IndexOutOfRange => "the index is beyond the tree",
            Self::FirstTreeEmpty => "nothing can be proven from an empty tree",
            Self::SizesReversed => "the first tree is larger than the second",
            Self::ProofTooShort => "the proof is too short for these sizes",
            Self::ProofTooLong => "the proof is too long for these sizes",
            Self::RootMismatch => "the proof does not lead to the root",
            Self::FirstRootMismatch => "the proof does not lead to the first root",
            Self::SecondRootMismatch => "the proof does not lead to the second root",
        })
    }
}

impl error::Error for ProofError {}

/// Checks that the leaf with this hash is at `index` in the tree of `size` leaves with this
/// root (RFC 9162, section 2.1.3.2).
///
/// `size` has to come with the root from a trusted source: the root alone does not tell it.
///
/// # Errors
///
/// [`ProofError::IndexOutOfRange`], [`ProofError::ProofTooShort`],
/// [`ProofError::ProofTooLong`] or [`ProofError::RootMismatch`].
pub fn verify_inclusion<H: Sha256>(
    leaf_hash: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    // Steps 1 and 2.
    let last = size.checked_sub(1).ok_or(ProofError::IndexOutOfRange)?;
    if index > last {
        return Err(ProofError::IndexOutOfRange);
    }
    // Steps 3 to 5.
    if climb::<H>(index, last, leaf_hash, None, proof)? != root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

/// Checks that the tree of `second_size` leaves begins with all the leaves of the tree of
/// `first_size` leaves, in the same order (RFC 9162, section 2.1.4.2).
///
/// The RFC leaves equal sizes to the caller: here an empty proof is right for them if the
/// roots are equal too. The first tree must not be empty. Both sizes have to come with their
/// roots from a trusted source.
///
/// # Errors
///
/// [`ProofError::FirstTreeEmpty`], [`ProofError::SizesReversed`],
/// [`ProofError::ProofTooShort`], [`ProofError::ProofTooLong`],
/// [`ProofError::FirstRootMismatch`] or [`ProofError::SecondRootMismatch`], the latter also
/// for equal sizes with different roots.
pub fn verify_consistency<H: Sha256>(
    first_size: u64,
    second_size: u64,
    first_root: Hash,
    second_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    // Step 3, which needs both sizes to be positive.
    let mut position = first_size.checked_sub(1).ok_or(ProofError::FirstTreeEmpty)?;
    let mut last = second_size.checked_sub(1).ok_or(ProofError::SizesReversed)?;
    if position > last {
        return Err(ProofError::SizesReversed);
    }
    if position == last {
        if !proof.is_empty() {
            return Err(ProofError::ProofTooLong);
        }
        if first_root != second_root {
            return Err(ProofError::SecondRootMismatch);
        }
        return Ok(());
    }
    // Step 1.
    let Some((head, tail)) = proof.split_first() else {
        return Err(ProofError::ProofTooShort);
    };
    // Steps 2 and 5: a first tree that is one perfect subtree is where the proof starts, and
    // is left out of it.
    let (seed, path) =
        if first_size.is_power_of_two() { (first_root, proof) } else { (*head, tail) };
    // Step 4.
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    // Steps 6 and 7.
    let mut first = seed;
    let second = climb::<H>(position, last, seed, Some(&mut first), path)?;
    if first != first_root {
        return Err(ProofError::FirstRootMismatch);
    }
    if second != second_root {
        return Err(ProofError::SecondRootMismatch);
    }
    Ok(())
}

/// Climbs from the node at `position` on its level, where `last` is the position of the
/// level's last node, to the root, and returns that: step 4 of RFC 9162, section 2.1.3.2, and
/// step 6 of section 2.1.4.2.
///
/// `earlier` is a node at the right edge of an earlier tree. It only meets the siblings on its
/// left, since those on its right did not exist yet, and ends as that tree's root.
fn climb<H: Sha256>(
    mut position: u64,
    mut last: u64,
    node: Hash,
    mut earlier: Option<&mut Hash>,
    path: &[Hash],
) -> Result<Hash, ProofError> {
    let mut node = node;
    let mut parent = Node::new();
    for sibling in path {
        if last == 0 {
            return Err(ProofError::ProofTooLong);
        }
        if position & 1 == 1 || position == last {
            if let Some(earlier) = earlier.as_deref_mut() {
                *earlier = parent.hash::<H>(sibling, earlier);
            }
            node = parent.hash::<H>(sibling, &node);
            // A last node without a sibling is its own parent.
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            node = parent.hash::<H>(&node, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::ProofTooShort);
    }
    Ok(node)
}
