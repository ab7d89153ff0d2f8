//! The crate against the definitions of RFC 6962 in `reference`.

#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation, clippy::unwrap_used)]

mod reference;

use chartkey_merkle::{
    verify_consistency, verify_inclusion, Frontier, Hash, ProofError, SoftwareSha256, Tree,
};
use proptest::{prelude::*, sample::Index};
use reference::{consistency_steps, inclusion_steps, leaf, stranger, Leaves};
use scale::{Decode, Encode};

/// The largest tree that is compared.
const LARGEST: usize = 2000;

/// The size up to which everything is tried with everything.
const SMALL: u64 = 18;

fn included(
    leaf: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    verify_inclusion::<SoftwareSha256>(leaf, index, size, proof, root)
}

fn consistent(sizes: (u64, u64), roots: (Hash, Hash), proof: &[Hash]) -> Result<(), ProofError> {
    verify_consistency::<SoftwareSha256>(sizes.0, sizes.1, roots.0, roots.1, proof)
}

fn tree_of(size: usize) -> Tree<SoftwareSha256> {
    Tree::from_leaf_hashes((0..size).map(leaf))
}

fn flip(hash: &mut Hash, bit: usize) {
    hash[bit / 8] ^= 1 << (bit % 8);
}

thread_local! {
    static LEAVES: Leaves = Leaves::new(LARGEST);
    static TREE: Tree<SoftwareSha256> = tree_of(LARGEST);
}

/// Runs with the reference and the tree, both of `LARGEST` leaves.
fn with_both<T>(run: impl FnOnce(&Leaves, &Tree<SoftwareSha256>) -> T) -> T {
    LEAVES.with(|leaves| TREE.with(|tree| run(leaves, tree)))
}

#[test]
fn every_root_up_to_2000_leaves_is_the_one_of_the_definition() {
    let leaves = Leaves::new(LARGEST);
    let mut frontier = Frontier::default();
    let mut tree = Tree::<SoftwareSha256>::default();
    for size in 0..=LARGEST {
        let root = leaves.mth(0, size);
        assert_eq!(frontier.root::<SoftwareSha256>(), root, "size {size}");
        assert_eq!(tree.root(size as u64), Some(root), "size {size}");
        assert!(frontier.is_well_formed());

        let appended = frontier.append::<SoftwareSha256>(leaf(size));
        assert_eq!(appended, Ok(size as u64));
        assert_eq!(tree.append(leaf(size)), size as u64);
    }
}

#[test]
fn a_grown_tree_still_tells_its_old_roots() {
    with_both(|leaves, tree| {
        for size in 0..=LARGEST {
            assert_eq!(tree.root(size as u64), Some(leaves.mth(0, size)));
        }
        assert_eq!(tree.root(LARGEST as u64 + 1), None);
    });
}

#[test]
fn a_frontier_is_one_packed_value() {
    let mut frontier = Frontier::default();
    for index in 0..5 {
        frontier.append::<SoftwareSha256>(leaf(index)).unwrap();
    }
    // Size as u64, the number of peaks as a compact integer, the peaks.
    let mut bytes = vec![5, 0, 0, 0, 0, 0, 0, 0, 2 << 2];
    for peak in frontier.peaks() {
        bytes.extend_from_slice(peak);
    }
    assert_eq!(frontier.encode(), bytes);
    assert_eq!(Frontier::decode(&mut bytes.as_slice()), Ok(frontier));
}

#[test]
fn a_frontier_has_one_peak_for_each_set_bit_of_its_size() {
    for size in 0..64_u64 {
        for count in 0..8_usize {
            let peaks = vec![stranger("peak"); count];
            let right = size.count_ones() as usize == count;
            let decoded = Frontier::decode(&mut (size, &peaks).encode().as_slice()).unwrap();
            assert_eq!(decoded.is_well_formed(), right);
            let made = Frontier::from_parts(size, peaks);
            assert_eq!(made, right.then_some(decoded));
        }
    }
}

#[test]
fn a_malformed_frontier_never_panics() {
    let bytes = (u64::MAX - 1, Vec::<Hash>::new()).encode();
    let mut frontier = Frontier::decode(&mut bytes.as_slice()).unwrap();
    assert!(!frontier.is_well_formed());
    let _ = frontier.root::<SoftwareSha256>();
    frontier.append::<SoftwareSha256>(leaf(0)).unwrap();
}

/// Each index in each tree of up to `SMALL` leaves, and its proof against each other index and
/// size: accepted exactly where the definition leads a verifier along the same path.
#[test]
fn an_inclusion_proof_is_good_for_its_own_index_only() {
    let tree = tree_of(SMALL as usize);
    let leaves = Leaves::new(SMALL as usize);
    for size in 1..=SMALL {
        let root = tree.root(size).unwrap();
        for index in 0..size {
            let proof = tree.inclusion_proof(index, size).unwrap();
            assert_eq!(proof, leaves.path(index as usize, 0, size as usize));
            let leaf = leaf(index as usize);
            let steps = inclusion_steps(index, size);
            for claimed_size in 0..=SMALL + 2 {
                for claimed_index in 0..=SMALL + 2 {
                    let result = included(leaf, claimed_index, claimed_size, &proof, root);
                    let same = inclusion_steps(claimed_index, claimed_size) == steps;
                    assert_eq!(
                        result.is_ok(),
                        same,
                        "{index} of {size} as {claimed_index} of {claimed_size}: {result:?}"
                    );
                    // With the size trusted, the index is the right one or refused.
                    if claimed_size == size {
                        assert_eq!(same, claimed_index == index);
                    }
                }
            }
        }
    }
}

/// Each pair of sizes up to `SMALL`, and its proof against each other pair.
#[test]
fn a_consistency_proof_is_good_for_its_own_sizes_only() {
    let tree = tree_of(SMALL as usize);
    let leaves = Leaves::new(SMALL as usize);
    for second in 1..=SMALL {
        for first in 1..=second {
            let proof = tree.consistency_proof(first, second).unwrap();
            assert_eq!(proof, leaves.proof(first as usize, second as usize));
            let roots = (tree.root(first).unwrap(), tree.root(second).unwrap());
            let steps = consistency_steps(first, second);
            for claimed_second in 0..=SMALL + 2 {
                for claimed_first in 0..=SMALL + 2 {
                    let claimed = (claimed_first, claimed_second);
                    let result = consistent(claimed, roots, &proof);
                    let same = consistency_steps(claimed_first, claimed_second) == steps;
                    assert_eq!(
                        result.is_ok(),
                        same,
                        "{first} to {second} as {claimed:?}: {result:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_flipped_bit_of_an_inclusion_proof_is_refused() {
    let tree = tree_of(11);
    for index in 0..11 {
        let proof = tree.inclusion_proof(index, 11).unwrap();
        let (leaf, root) = (leaf(index as usize), tree.root(11).unwrap());
        for position in 0..proof.len() + 2 {
            for bit in 0..256 {
                let (mut leaf, mut proof, mut root) = (leaf, proof.clone(), root);
                let hash = match position {
                    0 => &mut leaf,
                    1 => &mut root,
                    other => &mut proof[other - 2],
                };
                flip(hash, bit);
                let result = included(leaf, index, 11, &proof, root);
                assert_eq!(result, Err(ProofError::RootMismatch));
            }
        }
    }
}

#[test]
fn every_flipped_bit_of_a_consistency_proof_is_refused() {
    let tree = tree_of(11);
    for first in 1..=11 {
        let proof = tree.consistency_proof(first, 11).unwrap();
        let roots = (tree.root(first).unwrap(), tree.root(11).unwrap());
        for position in 0..proof.len() + 2 {
            for bit in 0..256 {
                let (mut roots, mut proof) = (roots, proof.clone());
                let hash = match position {
                    0 => &mut roots.0,
                    1 => &mut roots.1,
                    other => &mut proof[other - 2],
                };
                flip(hash, bit);
                let result = consistent((first, 11), roots, &proof);
                assert!(matches!(
                    result,
                    Err(ProofError::FirstRootMismatch | ProofError::SecondRootMismatch)
                ));
            }
        }
    }
}

#[test]
fn a_refused_inclusion_proof_says_why() {
    let tree = tree_of(7);
    let root = tree.root(7).unwrap();
    let proof = tree.inclusion_proof(2, 7).unwrap();
    let check = |index, size, proof: &[Hash]| included(leaf(2), index, size, proof, root);

    assert_eq!(check(2, 7, &proof), Ok(()));
    assert_eq!(check(7, 7, &proof), Err(ProofError::IndexOutOfRange));
    assert_eq!(check(u64::MAX, 7, &proof), Err(ProofError::IndexOutOfRange));
    assert_eq!(check(0, 0, &[]), Err(ProofError::IndexOutOfRange));
    assert_eq!(check(2, 7, &[]), Err(ProofError::ProofTooShort));
    assert_eq!(check(2, 7, &proof[..2]), Err(ProofError::ProofTooShort));
    assert_eq!(check(2, 7, &proof[1..]), Err(ProofError::ProofTooShort));
    let longer = [proof.as_slice(), &[root]].concat();
    assert_eq!(check(2, 7, &longer), Err(ProofError::ProofTooLong));
    assert_eq!(check(3, 7, &proof), Err(ProofError::RootMismatch));
}

#[test]
fn a_refused_consistency_proof_says_why() {
    let tree = tree_of(7);
    let roots = (tree.root(3).unwrap(), tree.root(7).unwrap());
    let proof = tree.consistency_proof(3, 7).unwrap();
    let check = |first, second, proof: &[Hash]| consistent((first, second), roots, proof);

    assert_eq!(check(3, 7, &proof), Ok(()));
    assert_eq!(check(0, 7, &proof), Err(ProofError::FirstTreeEmpty));
    assert_eq!(check(0, 0, &[]), Err(ProofError::FirstTreeEmpty));
    assert_eq!(check(7, 3, &proof), Err(ProofError::SizesReversed));
    assert_eq!(check(3, 0, &[]), Err(ProofError::SizesReversed));
    assert_eq!(check(3, 7, &[]), Err(ProofError::ProofTooShort));
    assert_eq!(check(4, 7, &[]), Err(ProofError::ProofTooShort));
    assert_eq!(check(3, 7, &proof[..1]), Err(ProofError::ProofTooShort));
    let longer = [proof.as_slice(), &[roots.1]].concat();
    assert_eq!(check(3, 7, &longer), Err(ProofError::ProofTooLong));

    let other = stranger("root");
    assert_eq!(consistent((3, 7), (other, roots.1), &proof), Err(ProofError::FirstRootMismatch));
    assert_eq!(consistent((3, 7), (roots.0, other), &proof), Err(ProofError::SecondRootMismatch));
}

#[test]
fn a_tree_is_consistent_with_itself_without_a_proof() {
    let tree = tree_of(9);
    for size in 1..=9 {
        let root = tree.root(size).unwrap();
        assert_eq!(tree.consistency_proof(size, size), Some(Vec::new()));
        assert_eq!(consistent((size, size), (root, root), &[]), Ok(()));
        assert_eq!(consistent((size, size), (root, root), &[root]), Err(ProofError::ProofTooLong));
        assert_eq!(
            consistent((size, size), (root, stranger("root")), &[]),
            Err(ProofError::SecondRootMismatch)
        );
    }
}

#[test]
fn a_tree_makes_no_proof_of_what_it_does_not_hold() {
    let tree = tree_of(5);
    assert_eq!(tree.root(6), None);
    assert_eq!(tree.inclusion_proof(5, 5), None);
    assert_eq!(tree.inclusion_proof(0, 6), None);
    assert_eq!(tree.inclusion_proof(0, 0), None);
    assert_eq!(tree.consistency_proof(0, 5), None);
    assert_eq!(tree.consistency_proof(0, 0), None);
    assert_eq!(tree.consistency_proof(4, 3), None);
    assert_eq!(tree.consistency_proof(5, 6), None);
    assert_eq!(tree.consistency_proof(6, 6), None);
}

/// A history that was rewritten instead of extended has no proof.
#[test]
fn a_changed_old_leaf_breaks_consistency() {
    let before = tree_of(6);
    for changed in 0..6 {
        let after = Tree::<SoftwareSha256>::from_leaf_hashes((0..9).map(|index| {
            if index == changed {
                stranger("leaf")
            } else {
                leaf(index)
            }
        }));
        let proof = after.consistency_proof(6, 9).unwrap();
        let roots = (before.root(6).unwrap(), after.root(9).unwrap());
        assert_eq!(consistent((6, 9), roots, &proof), Err(ProofError::FirstRootMismatch));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_inclusion_proof_is_the_one_of_the_definition_and_verifies(
        size in 1..=LARGEST,
        pick in any::<Index>(),
        flipped in any::<Index>(),
        bit in 0..256_usize,
        claimed in (0..=LARGEST as u64, 0..=LARGEST as u64),
    ) {
        let index = pick.index(size);
        let (mut proof, path, mut root) = with_both(|leaves, tree| (
            tree.inclusion_proof(index as u64, size as u64).unwrap(),
            leaves.path(index, 0, size),
            leaves.mth(0, size),
        ));
        prop_assert_eq!(&proof, &path);
        let mut leaf = leaf(index);
        let (index, size) = (index as u64, size as u64);
        prop_assert_eq!(included(leaf, index, size, &proof, root), Ok(()));

        let steps = inclusion_steps(index, size);
        for (other_index, other_size) in [
            claimed,
            (claimed.0, size),
            (index, claimed.1),
            (index + 1, size),
            (index.wrapping_sub(1), size),
            (index ^ 2, size),
            (index, size + 1),
            (index, size - 1),
            (index + 1, size + 1),
        ] {
            prop_assert_eq!(
                included(leaf, other_index, other_size, &proof, root).is_ok(),
                inclusion_steps(other_index, other_size) == steps,
                "{} of {}", other_index, other_size
            );
        }

        match flipped.index(proof.len() + 2) {
            0 => flip(&mut leaf, bit),
            1 => flip(&mut root, bit),
            other => flip(&mut proof[other - 2], bit),
        }
        prop_assert_eq!(
            included(leaf, index, size, &proof, root),
            Err(ProofError::RootMismatch)
        );
    }

    #[test]
    fn a_consistency_proof_is_the_one_of_the_definition_and_verifies(
        second in 1..=LARGEST,
        pick in any::<Index>(),
        flipped in any::<Index>(),
        bit in 0..256_usize,
        claimed in (0..=LARGEST as u64, 0..=LARGEST as u64),
    ) {
        let first = pick.index(second) + 1;
        let (mut proof, expected, mut roots) = with_both(|leaves, tree| (
            tree.consistency_proof(first as u64, second as u64).unwrap(),
            leaves.proof(first, second),
            (leaves.mth(0, first), leaves.mth(0, second)),
        ));
        prop_assert_eq!(&proof, &expected);
        let (first, second) = (first as u64, second as u64);
        prop_assert_eq!(consistent((first, second), roots, &proof), Ok(()));

        let steps = consistency_steps(first, second);
        for other in [
            claimed,
            (claimed.0, second),
            (first, claimed.1),
            (first + 1, second),
            (first - 1, second),
            (first, second + 1),
            (first, second - 1),
            (second, first),
        ] {
            prop_assert_eq!(
                consistent(other, roots, &proof).is_ok(),
                consistency_steps(other.0, other.1) == steps,
                "{:?}", other
            );
        }

        match flipped.index(proof.len() + 2) {
            0 => flip(&mut roots.0, bit),
            1 => flip(&mut roots.1, bit),
            other => flip(&mut proof[other - 2], bit),
        }
        prop_assert!(consistent((first, second), roots, &proof).is_err());
    }
}
