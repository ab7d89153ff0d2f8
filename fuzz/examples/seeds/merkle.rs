//! Seeds of trees and proofs.

use chartkey_fuzz::merkle;
use chartkey_merkle::{Frontier, SoftwareSha256};
use scale::Encode;

use crate::{
    seed,
    vectors::{hash, hashes, text, vectors},
};

/// The right proofs that are published, some wrong ones, trees of several shapes and a frontier.
pub fn write() {
    use merkle::{Consistency, Inclusion, Input};
    for vector in vectors("merkle/tests/vectors/inclusion.json") {
        let proof = hashes(&vector);
        let (Some(leaf), Some(root)) = (hash(&vector["leafHash"]), hash(&vector["root"])) else {
            continue;
        };
        let (Some(index), Some(size)) = (vector["leafIdx"].as_u64(), vector["treeSize"].as_u64())
        else {
            continue;
        };
        let name = text(&vector, "case");
        if !vector["wantErr"].as_bool().unwrap_or(true) || name.contains("XOR") {
            let input = Input::Inclusion(Inclusion { leaf, index, size, root: Some(root), proof });
            seed("merkle", &format!("inclusion-{name}"), &[input.encode()]);
        }
    }
    for vector in vectors("merkle/tests/vectors/consistency.json") {
        let proof = hashes(&vector);
        let (Some(first), Some(second)) = (hash(&vector["root1"]), hash(&vector["root2"])) else {
            continue;
        };
        let (Some(first_size), Some(second_size)) =
            (vector["size1"].as_u64(), vector["size2"].as_u64())
        else {
            continue;
        };
        let name = text(&vector, "case");
        if !vector["wantErr"].as_bool().unwrap_or(true) {
            let roots = Some((first, second));
            let input = Input::Consistency(Consistency { first_size, second_size, roots, proof });
            seed("merkle", &format!("consistency-{name}"), &[input.encode()]);
        }
    }
    for (size, first, second) in [(0, 0, 0), (1, 0, 0), (8, 3, 7), (64, 40, 63), (77, 12, 70)] {
        let input = Input::Tree(size, first, second, 0x0100);
        seed("merkle", &format!("tree of {size}"), &[input.encode()]);
    }
    let mut frontier = Frontier::default();
    for leaf in 0..6 {
        frontier.append::<SoftwareSha256>([leaf; 32]).expect("there is room");
    }
    let leaves = [[7_u8; 32], [8; 32]].encode();
    seed("merkle", "frontier", &[Input::Frontier.encode(), frontier.encode(), leaves]);
    let full = Frontier::from_parts(u64::MAX, vec![[1; 32]; 64]).expect("it is well formed");
    seed("merkle", "full frontier", &[Input::Frontier.encode(), full.encode(), vec![9; 32]]);
}
