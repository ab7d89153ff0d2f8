//! How far the thief of a registrar's key gets, and what the admin does about it.

use chartkey_merkle::{node_hash, Frontier};

use super::*;

/// What a thief of a registrar's key anchors after a tree with this frontier: a tree of `size`
/// leaves, all of them invented that come after it.
fn invented(frontier: &Frontier, size: u64) -> (Hash, Vec<Hash>) {
    let mut peaks = frontier.peaks().to_vec();
    let mut node = peaks.pop().unwrap();
    let mut proof = vec![];
    if !frontier.size().is_power_of_two() {
        proof.push(node);
    }
    let (mut position, mut last) = (frontier.size() - 1, size - 1);
    while position & 1 == 1 {
        (position, last) = (position >> 1, last >> 1);
    }
    while last != 0 {
        if position & 1 == 1 || position == last {
            let left = peaks.pop().unwrap_or([0xdd; 32]);
            node = node_hash::<Sha>(&left, &node);
            proof.push(left);
            while position & 1 == 0 && position != 0 {
                (position, last) = (position >> 1, last >> 1);
            }
        } else {
            node = node_hash::<Sha>(&node, &[0xee; 32]);
            proof.push([0xee; 32]);
        }
        (position, last) = (position >> 1, last >> 1);
    }
    (node, proof)
}

fn frontier(size: u8) -> Frontier {
    let mut frontier = Frontier::default();
    for salt in 0..size {
        frontier.append::<Sha>(leaf_hash::<Sha>(&leaf(salt).data())).unwrap();
    }
    frontier
}

#[test]
fn a_stolen_registrars_head_of_all_numbers_is_refused() {
    run(|| {
        let mut records = registry();
        let refused = Err(BatchError::GrowthTooLarge.into());
        for size in [u64::MAX, MAX_GROWTH + 1] {
            let rogue = (size, [0xee; 32]);
            assert_eq!(anchor_head(&mut records, &BOB, DOCUMENTS, rogue, &[]), refused);
        }
        anchor(&mut records, &BOB, DOCUMENTS, 0, 100).unwrap();
        for size in [u64::MAX, 100 + MAX_GROWTH + 1] {
            let (root, proof) = invented(&frontier(100), size);
            assert_eq!(anchor_head(&mut records, &BOB, DOCUMENTS, (size, root), &proof), refused);
        }
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 100, 101), Ok(1));
    });
}

/// A thief anchors this number of invented leaves behind honest ones; then the admin begins the
/// next tree.
fn anchoring_goes_on_after(honest: u8, invented_leaves: u64) {
    run(|| {
        let mut records = registry();
        let size = u64::from(honest) + invented_leaves;
        let (root, proof) = match honest {
            0 => ([0xee; 32], vec![]),
            _ => {
                anchor(&mut records, &BOB, DOCUMENTS, 0, honest).unwrap();
                invented(&frontier(honest), size)
            }
        };
        let rogue = anchor_head(&mut records, &BOB, DOCUMENTS, (size, root), &proof);
        assert_eq!(rogue, Ok(u32::from(honest != 0)));
        // The honest tree cannot be anchored there any more, however large it grows.
        let smaller = anchor(&mut records, &BOB, DOCUMENTS, honest.into(), honest + 1);
        assert_eq!(smaller, Err(BatchError::NotLarger.into()));
        if size < 255 {
            let larger = anchor(&mut records, &BOB, DOCUMENTS, size, 255);
            assert_eq!(larger, Err(BatchError::Proof.into()));
        }
        assert_eq!(begin_tree(&mut records), 1);
        assert_eq!(anchor(&mut records, &BOB, documents(1), 0, 3), Ok(0));
        assert_eq!(anchor(&mut records, &BOB, documents(1), 3, 5), Ok(1));
        // An honest head of the tree before still proves what is in it.
        if honest != 0 {
            let proof = tree_of(0, honest).inclusion_proof(7, honest.into()).unwrap();
            let place = Place { head: 0, index: 7, proof };
            let hash = leaf_hash::<Sha>(&leaf(7).data());
            assert_eq!(records.includes(&DOCUMENTS, hash, &place), Ok(()));
            assert_eq!(admit(&mut records, &BOB, &leaf(7), &place), Ok(0));
        }
    });
}

#[test]
fn after_a_stolen_registrars_head_of_invented_leaves_anchoring_goes_on_in_the_next_tree() {
    anchoring_goes_on_after(0, MAX_GROWTH);
    anchoring_goes_on_after(100, MAX_GROWTH);
}

#[test]
fn after_a_fork_by_a_planted_right_half_anchoring_goes_on_in_the_next_tree() {
    // It takes no knowledge of the tree.
    let (_, proof) = invented(&frontier(64), 128);
    assert_eq!(proof, [[0xee; 32]]);
    anchoring_goes_on_after(64, 64);
}
