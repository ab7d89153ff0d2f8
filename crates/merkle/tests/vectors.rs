//! The published vectors; `tests/vectors/README.md` says whose and what they mean.

#![allow(clippy::unwrap_used)]

use chartkey_merkle::{
    empty_root, leaf_hash, verify_consistency, verify_inclusion, Frontier, Hash, Sha256,
    SoftwareSha256, Tree,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Inclusion {
    case: String,
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Vec<String>,
    desc: String,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Consistency {
    case: String,
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Vec<String>,
    desc: String,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Roots {
    leaves: Vec<String>,
    leaf_hashes: Vec<String>,
    roots: Vec<String>,
}

/// The hash in a vector, or a stand-in of the right length for what is not one. A wrong leaf
/// hash is never equal to a wrong root, whatever their bytes.
fn hash(role: &str, text: &str) -> Hash {
    let bytes = hex::decode(text).unwrap();
    Hash::try_from(bytes.as_slice())
        .unwrap_or_else(|_| SoftwareSha256::sha256(format!("not a {role}: {text}").as_bytes()))
}

fn hashes(texts: &[String]) -> Vec<Hash> {
    texts.iter().map(|text| hash("node", text)).collect()
}

#[test]
fn every_inclusion_vector_is_accepted_or_refused_as_published() {
    let vectors: Vec<Inclusion> =
        serde_json::from_str(include_str!("vectors/inclusion.json")).unwrap();
    let mut accepted = 0_u32;
    for vector in &vectors {
        let result = verify_inclusion::<SoftwareSha256>(
            hash("leaf hash", &vector.leaf_hash),
            vector.leaf_idx,
            vector.tree_size,
            &hashes(&vector.proof),
            hash("root", &vector.root),
        );
        let (case, desc) = (&vector.case, &vector.desc);
        assert_eq!(result.is_err(), vector.want_err, "{case}, {desc}: {result:?}");
        accepted = accepted.saturating_add(u32::from(result.is_ok()));
    }
    assert_eq!((vectors.len(), accepted), (98, 6));
}

#[test]
fn every_consistency_vector_is_accepted_or_refused_as_published() {
    let vectors: Vec<Consistency> =
        serde_json::from_str(include_str!("vectors/consistency.json")).unwrap();
    let mut accepted = 0_u32;
    for vector in &vectors {
        let result = verify_consistency::<SoftwareSha256>(
            vector.size1,
            vector.size2,
            hash("root", &vector.root1),
            hash("root", &vector.root2),
            &hashes(&vector.proof),
        );
        let (case, desc) = (&vector.case, &vector.desc);
        assert_eq!(result.is_err(), vector.want_err, "{case}, {desc}: {result:?}");
        accepted = accepted.saturating_add(u32::from(result.is_ok()));
    }
    assert_eq!((vectors.len(), accepted), (98, 6));
}

#[test]
fn the_eight_test_leaves_have_the_published_roots() {
    let vectors: Roots = serde_json::from_str(include_str!("vectors/roots.json")).unwrap();
    assert_eq!((vectors.leaves.len(), vectors.leaf_hashes.len(), vectors.roots.len()), (8, 8, 9));
    let mut roots = vectors.roots.iter().map(|root| hash("root", root));
    let mut frontier = Frontier::default();
    let mut tree = Tree::<SoftwareSha256>::new();

    let empty = roots.next().unwrap();
    assert_eq!(empty_root::<SoftwareSha256>(), empty);
    assert_eq!(frontier.root::<SoftwareSha256>(), empty);
    assert_eq!(tree.root(0), Some(empty));

    let leaves = vectors.leaves.iter().zip(&vectors.leaf_hashes);
    for ((data, expected), root) in leaves.zip(roots) {
        let leaf = leaf_hash::<SoftwareSha256>(&hex::decode(data).unwrap());
        assert_eq!(leaf, hash("leaf hash", expected));
        frontier.append::<SoftwareSha256>(leaf).unwrap();
        tree.append(leaf);
        assert_eq!(frontier.root::<SoftwareSha256>(), root);
        assert_eq!(tree.root(frontier.size()), Some(root));
    }
    assert_eq!((frontier.size(), tree.size()), (8, 8));
}
