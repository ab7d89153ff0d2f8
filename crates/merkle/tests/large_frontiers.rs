//! Frontiers of trees that are too large to build: the peaks are made up, and what an append
//! has to do with them follows from the size alone.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod reference;

use chartkey_merkle::{
    verify_consistency, verify_inclusion, Frontier, Hash, Sha256, SoftwareSha256, TreeFull,
};
use reference::{consistency_steps, inclusion_steps, stranger, Step};

/// As many appends as it takes to pass a power of two.
const SIZES: [u64; 10] = [
    (1 << 32) - 2,
    (1 << 32) - 1,
    1 << 32,
    (1 << 32) + 1,
    (1 << 40) + 5,
    (1 << 63) - 1,
    1 << 63,
    (1 << 63) + (1 << 33) - 1,
    u64::MAX - 2,
    u64::MAX - 1,
];

fn made_up_peaks(size: u64) -> Vec<Hash> {
    (0..size.count_ones()).map(|position| stranger(&format!("peak {position} of {size}"))).collect()
}

fn join(left: &Hash, right: &Hash) -> Hash {
    SoftwareSha256::sha256(&[&[1], left.as_slice(), right.as_slice()].concat())
}

/// The root as a sum of the peaks, from the right.
fn bag(peaks: &[Hash]) -> Hash {
    let joined = peaks.iter().copied().rev().reduce(|right, left| join(&left, &right));
    joined.unwrap()
}

#[test]
fn an_append_merges_one_peak_for_each_trailing_set_bit() {
    for size in SIZES {
        let peaks = made_up_peaks(size);
        let leaf = stranger("leaf");
        let mut frontier = Frontier::from_parts(size, peaks.clone()).unwrap();
        assert_eq!(frontier.root::<SoftwareSha256>(), bag(&peaks));

        assert_eq!(frontier.append::<SoftwareSha256>(leaf), Ok(size));

        let merged = size.trailing_ones() as usize;
        let (kept, joined) = peaks.split_at(peaks.len() - merged);
        let last = joined.iter().rev().fold(leaf, |right, left| join(left, &right));
        let expected = [kept, &[last]].concat();
        assert_eq!(frontier.size(), size + 1);
        assert_eq!(frontier.peaks(), expected, "size {size}");
        assert!(frontier.is_well_formed());
        assert_eq!(frontier.root::<SoftwareSha256>(), bag(&expected));
    }
}

#[test]
fn a_full_tree_takes_no_leaf_and_stays_as_it_was() {
    let peaks = made_up_peaks(u64::MAX);
    let full = Frontier::from_parts(u64::MAX, peaks.clone()).unwrap();
    let mut frontier = full.clone();
    assert_eq!(frontier.append::<SoftwareSha256>(stranger("leaf")), Err(TreeFull));
    assert_eq!(frontier, full);
    assert_eq!(frontier.root::<SoftwareSha256>(), bag(&peaks));
}

#[test]
fn the_last_leaf_that_fits_fills_the_tree() {
    let mut frontier = Frontier::from_parts(u64::MAX - 1, made_up_peaks(u64::MAX - 1)).unwrap();
    let leaf = stranger("leaf");
    assert_eq!(frontier.append::<SoftwareSha256>(leaf), Ok(u64::MAX - 1));
    assert_eq!((frontier.size(), frontier.peaks().len()), (u64::MAX, 64));
    assert_eq!(frontier.append::<SoftwareSha256>(leaf), Err(TreeFull));
}

#[test]
fn a_frontier_grows_past_a_power_of_two_one_leaf_at_a_time() {
    let start = (1 << 32) - 3;
    let mut frontier = Frontier::from_parts(start, made_up_peaks(start)).unwrap();
    for index in start..start + 9 {
        let leaf = stranger(&index.to_string());
        assert_eq!(frontier.append::<SoftwareSha256>(leaf), Ok(index));
        assert!(frontier.is_well_formed());
    }
    // 2^32 + 6: one huge peak, a pair of pairs, a pair.
    let pair =
        |index: u64| join(&stranger(&index.to_string()), &stranger(&(index + 1).to_string()));
    let base = 1_u64 << 32;
    assert_eq!(frontier.peaks()[1..], [join(&pair(base), &pair(base + 2)), pair(base + 4)]);
    assert_eq!(frontier.size(), base + 6);
}

/// The siblings of the newest leaf on its way to the root are the peaks before it.
#[test]
fn the_newest_leaf_of_a_large_tree_is_included() {
    for size in SIZES {
        let peaks = made_up_peaks(size);
        let leaf = stranger("leaf");
        let mut frontier = Frontier::from_parts(size, peaks.clone()).unwrap();
        frontier.append::<SoftwareSha256>(leaf).unwrap();

        let proof: Vec<Hash> = peaks.into_iter().rev().collect();
        let root = frontier.root::<SoftwareSha256>();
        let check = |index, proof: &[Hash]| {
            verify_inclusion::<SoftwareSha256>(leaf, index, size + 1, proof, root)
        };
        assert_eq!(check(size, &proof), Ok(()), "size {size}");
        assert_eq!(inclusion_steps(size, size + 1), Some(vec![Step::Left; proof.len()]));
        assert!(check(size, &proof[1..]).is_err());
        for bit in 0..64 {
            assert!(check(size ^ (1 << bit), &proof).is_err());
        }
    }
}

/// The smallest peak meets the new leaf on its right and the other peaks on its left.
#[test]
fn a_large_tree_is_consistent_with_the_one_before_the_last_leaf() {
    for size in SIZES {
        let peaks = made_up_peaks(size);
        let leaf = stranger("leaf");
        let mut frontier = Frontier::from_parts(size, peaks.clone()).unwrap();
        let first = frontier.root::<SoftwareSha256>();
        frontier.append::<SoftwareSha256>(leaf).unwrap();
        let second = frontier.root::<SoftwareSha256>();

        let (smallest, larger) = peaks.split_last().unwrap();
        let mut proof = vec![leaf];
        if !size.is_power_of_two() {
            proof.insert(0, *smallest);
        }
        proof.extend(larger.iter().rev());
        let check = |first_size, second_size| {
            verify_consistency::<SoftwareSha256>(first_size, second_size, first, second, &proof)
        };
        assert_eq!(check(size, size + 1), Ok(()), "size {size}");
        let steps = consistency_steps(size, size + 1);
        for claimed_second in size - 2..=size + 1 {
            for claimed_first in size - 3..=size + 1 {
                assert_eq!(
                    check(claimed_first, claimed_second).is_ok(),
                    consistency_steps(claimed_first, claimed_second) == steps,
                    "{size} as {claimed_first} to {claimed_second}"
                );
            }
        }
    }
}
