//! Reads published vectors.

use std::{fs, path::PathBuf};

use chartkey_merkle::Hash;
use serde_json::Value;

pub fn vectors(path: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates").join(path);
    let json = fs::read(path).expect("the vectors are there");
    serde_json::from_slice(&json).expect("they are JSON")
}

pub fn text(vector: &Value, field: &str) -> String {
    vector[field].as_str().expect("a string").to_owned()
}

pub fn bytes(vector: &Value, field: &str) -> Vec<u8> {
    hex::decode(text(vector, field).trim_start_matches("0x")).expect("hexadecimal")
}

pub fn hash(value: &Value) -> Option<Hash> {
    hex::decode(value.as_str()?).ok()?.try_into().ok()
}

pub fn hashes(vector: &Value) -> Vec<Hash> {
    vector["proof"].as_array().expect("an array").iter().filter_map(hash).collect()
}
