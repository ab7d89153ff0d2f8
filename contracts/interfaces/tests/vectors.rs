//! The vectors of batches, for verifiers in other languages; `tests/vectors/README.md` says what
//! they mean and how they are made anew.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod making;
mod plain;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::OnceLock,
};

use chartkey_interfaces::batches::RecordLeaf;
use chartkey_merkle::{leaf_hash, verify_consistency, verify_inclusion, Hash, SoftwareSha256};
use making::{in_json, vectors, Consistency, Head, Inclusion, Vectors, LEAVES};
use scale::DecodeAll;

/// The file's content, written anew before if that was asked for.
fn data() -> &'static str {
    static DATA: OnceLock<String> = OnceLock::new();
    DATA.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/batches.json");
        if std::env::var_os("CHARTKEY_UPDATE_VECTORS").is_some() {
            fs::write(&file, made()).unwrap();
        }
        fs::read_to_string(file).unwrap()
    })
}

fn made() -> String {
    format!("{}\n", serde_json::to_string_pretty(&vectors()).unwrap())
}

fn published() -> Vectors {
    serde_json::from_str(data()).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex.strip_prefix("0x").unwrap()).unwrap()
}

fn hash(hex: &str) -> Hash {
    bytes(hex).try_into().unwrap()
}

fn hashes(proof: &[String]) -> Vec<Hash> {
    proof.iter().map(|hex| hash(hex)).collect()
}

fn number(decimal: &str) -> u64 {
    decimal.parse().unwrap()
}

fn size_and_root(head: &Head) -> (u64, Hash) {
    (number(&head.size), hash(&head.root))
}

#[test]
fn the_file_is_what_this_test_makes() {
    assert!(data() == made(), "set CHARTKEY_UPDATE_VECTORS to write batches.json anew");
}

#[test]
fn every_leaf_is_encoded_and_hashed_as_published() {
    let Vectors { leaves, heads, .. } = published();
    let mut hashed = Vec::new();
    for vector in &leaves {
        let data = bytes(&vector.data);
        assert_eq!(data[0], 1);
        let leaf = RecordLeaf::decode_all(&mut &data[1..]).unwrap();
        assert_eq!(leaf.data(), data);
        assert_eq!(in_json(&leaf), vector.leaf);
        assert_eq!(plain::leaf_data(&vector.leaf), data);
        assert_eq!(leaf_hash::<SoftwareSha256>(&data), hash(&vector.hash));
        assert_eq!(plain::leaf_hash(&data), hash(&vector.hash));
        hashed.push(hash(&vector.hash));
    }
    assert_eq!(hashed.len() as u64, LEAVES);
    for (size, head) in (1..).zip(&heads) {
        assert_eq!(size_and_root(head), (size as u64, plain::root(&hashed[..size])));
    }
    assert_eq!(heads.len() as u64, LEAVES);
}

/// The verdicts of the crate and of the plain verifier on a leaf.
fn inclusion(vector: &Inclusion) -> [bool; 2] {
    let (data, index) = (bytes(&vector.data), number(&vector.index));
    let ((size, root), proof) = (size_and_root(&vector.head), hashes(&vector.proof));
    let leaf = leaf_hash::<SoftwareSha256>(&data);
    [
        verify_inclusion::<SoftwareSha256>(leaf, index, size, &proof, root).is_ok(),
        plain::is_included(plain::leaf_hash(&data), index, size, &proof, root),
    ]
}

/// The same on a second head.
fn consistency(vector: &Consistency) -> [bool; 2] {
    let ((size, root), proof) = (size_and_root(&vector.second), hashes(&vector.proof));
    match vector.first.as_ref().map(size_and_root) {
        None => [size > 0 && proof.is_empty(); 2],
        // Both allow a head to be shown again, and the contract does not.
        Some((first, _)) if first >= size => [false; 2],
        Some((first, old)) => [
            verify_consistency::<SoftwareSha256>(first, size, old, root, &proof).is_ok(),
            plain::is_extended(first, size, old, root, &proof),
        ],
    }
}

#[test]
fn every_proof_is_accepted_or_refused_as_published() {
    let Vectors { inclusion: places, consistency: heads, .. } = published();
    for vector in &places {
        assert_eq!(inclusion(vector), [vector.verdict == "accepted"; 2], "{}", vector.name);
    }
    for vector in &heads {
        assert_eq!(consistency(vector), [vector.verdict == "accepted"; 2], "{}", vector.name);
        let larger = vector.first.as_ref().map_or(0, |first| number(&first.size));
        let is_larger = number(&vector.second.size) > larger;
        assert_eq!(vector.verdict != "not larger", is_larger, "{}", vector.name);
    }
}

#[test]
fn every_vector_has_a_name_of_its_own_and_every_verdict_is_there() {
    let Vectors { inclusion, consistency, .. } = published();
    let counted = |verdicts: Vec<(String, String)>| {
        let names: BTreeSet<_> = verdicts.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(names.len(), verdicts.len());
        let mut counts = BTreeMap::<_, u32>::new();
        for (_, verdict) in verdicts {
            *counts.entry(verdict).or_default() += 1;
        }
        counts.into_iter().collect::<Vec<_>>()
    };
    let places = counted(inclusion.into_iter().map(|of| (of.name, of.verdict)).collect());
    assert_eq!(places, [("accepted".into(), 15), ("proof".into(), 42)]);
    let heads = counted(consistency.into_iter().map(|of| (of.name, of.verdict)).collect());
    assert_eq!(heads, [("accepted".into(), 12), ("not larger".into(), 9), ("proof".into(), 27)]);
}
