//! A verifier that shares nothing with the crates, written from the definitions: a proof is
//! right if the definition, run with the proof in the place of what the verifier does not have,
//! gives the root and uses the proof up.

use serde_json::Value;
use sha2::{Digest, Sha256};

type Hash = [u8; 32];

/// The data of a leaf, put together by hand.
pub fn leaf_data(leaf: &Value) -> Vec<u8> {
    let hex = |value: &Value| super::bytes(value.as_str().unwrap());
    let long = |value: &Value| super::number(value.as_str().unwrap()).to_le_bytes();
    let short = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap().to_le_bytes();
    let record = &leaf["record"];
    let (document, version) = (&record["document"], &record["document"]["version"]);
    let category = match document["category"].as_str().unwrap() {
        "Laboratory" => 5,
        "Imaging" => 6,
        "Administrative" => 15,
        other => panic!("no leaf is about {other}"),
    };
    let locator = version["locator"].as_str().unwrap().as_bytes();
    // SCALE's compact numbers: one byte below 64, two below 16,384.
    let length = match u16::try_from(locator.len()).unwrap() {
        length @ 0..64 => vec![u8::try_from(length).unwrap() << 2],
        length => ((length << 2) | 1).to_le_bytes().to_vec(),
    };
    [
        &[1][..],
        &short(&leaf["organization"]),
        &short(&leaf["tree"]),
        &hex(&leaf["patient"]),
        &[category],
        &hex(&version["digest"]),
        &long(&version["size"]),
        &length,
        locator,
        &short(&version["key_epoch"]),
        &long(&record["retain_until"]),
        &hex(&leaf["salt"]),
    ]
    .concat()
}

pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::digest([&[0], data].concat()).into()
}

fn node_hash(left: Hash, right: Hash) -> Hash {
    Sha256::digest([&[1][..], &left, &right].concat()).into()
}

/// How many leaves are on the left of so many: the largest power of two that is smaller (RFC
/// 9162, section 2.1.1).
fn left_of(size: u64) -> u64 {
    let mut left = 1;
    while left < size - left {
        left *= 2;
    }
    left
}

/// The root of these leaves (RFC 9162, section 2.1.1).
pub fn root(leaves: &[Hash]) -> Hash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let left = usize::try_from(left_of(leaves.len() as u64)).unwrap();
    node_hash(root(&leaves[..left]), root(&leaves[left..]))
}

/// RFC 9162, section 2.1.3.1, read backwards: the proof's last hash is the other side of the root.
pub fn is_included(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    fn root_over(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
        if size == 1 {
            return proof.is_empty().then_some(leaf);
        }
        let (other, rest) = proof.split_last()?;
        let left = left_of(size);
        Some(if index < left {
            node_hash(root_over(leaf, index, left, rest)?, *other)
        } else {
            node_hash(*other, root_over(leaf, index - left, size - left, rest)?)
        })
    }
    index < size && root_over(leaf, index, size, proof) == Some(root)
}

/// RFC 9162, section 2.1.4.1, read backwards. The first tree is not empty, and smaller.
pub fn is_extended(first: u64, second: u64, old: Hash, new: Hash, proof: &[Hash]) -> bool {
    /// The roots of the first and of the second tree, cut down to the same subtree.
    fn roots(first: u64, second: u64, proof: &[Hash], known: Option<Hash>) -> Option<(Hash, Hash)> {
        if first == second {
            return match (known, proof) {
                (Some(known), []) => Some((known, known)),
                (None, [hash]) => Some((*hash, *hash)),
                _ => None,
            };
        }
        let (other, rest) = proof.split_last()?;
        let left = left_of(second);
        Some(if first <= left {
            let (old, new) = roots(first, left, rest, known)?;
            (old, node_hash(new, *other))
        } else {
            let (old, new) = roots(first - left, second - left, rest, None)?;
            (node_hash(*other, old), node_hash(*other, new))
        })
    }
    roots(first, second, proof, Some(old)) == Some((old, new))
}
