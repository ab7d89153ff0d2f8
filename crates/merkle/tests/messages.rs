//! What people read of errors and trees.

#![cfg(feature = "sha2")]

use std::collections::BTreeSet;

use chartkey_merkle::{ProofError, SoftwareSha256, Tree, TreeFull};

#[test]
fn every_error_has_words_of_its_own() {
    let errors = [
        ProofError::IndexOutOfRange,
        ProofError::FirstTreeEmpty,
        ProofError::SizesReversed,
        ProofError::ProofTooShort,
        ProofError::ProofTooLong,
        ProofError::RootMismatch,
        ProofError::FirstRootMismatch,
        ProofError::SecondRootMismatch,
    ];
    let mut words: BTreeSet<_> = errors.iter().map(ToString::to_string).collect();
    words.insert(TreeFull.to_string());
    assert_eq!(words.len(), errors.len() + 1);
    assert!(words.iter().all(|words| !words.is_empty()));
}

#[test]
fn a_tree_is_shown_by_its_size_and_not_by_its_hashes() {
    let tree = Tree::<SoftwareSha256>::from_leaf_hashes([[7; 32]; 3]);
    assert_eq!(format!("{tree:?}"), "Tree { leaves: 3, .. }");
}

#[test]
fn a_cloned_tree_is_the_same_tree_and_grows_alone() {
    let tree = Tree::<SoftwareSha256>::from_leaf_hashes([[7; 32]; 3]);
    let mut clone = tree.clone();
    assert_eq!(clone.root(3), tree.root(3));
    clone.append([8; 32]);
    assert_eq!((tree.size(), clone.size()), (3, 4));
}
