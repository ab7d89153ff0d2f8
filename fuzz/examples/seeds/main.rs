//! Writes the seeds: `cargo run --example seeds` in `fuzz/`, after a type or a vector has changed.
//! It writes over its own files and leaves others alone, such as inputs that once crashed.

mod commands;
mod emergency;
mod governance;
mod interfaces;
mod merkle;
mod policy;
mod recovery;
mod vectors;

use std::{fs, path::PathBuf};

use chartkey_vocabulary::PatientId;
use scale::Encode;

const PATIENT: PatientId = PatientId([5; 32]);

fn main() {
    governance::write();
    recovery::write();
    emergency::write();
    policy::write();
    commands::write();
    merkle::write();
    interfaces::write();
}

/// Writes one seed: the encodings one after the other.
fn seed(target: &str, name: &str, parts: &[Vec<u8>]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let words: Vec<_> =
        name.split([' ', ':', ',', '\'', '/']).filter(|word| !word.is_empty()).collect();
    fs::write(folder.join(words.join("-")), parts.concat()).expect("the seed can be written");
}

/// An encoded beginning and encoded steps.
fn run<Step: Encode>(input: &impl Encode, steps: &[Step]) -> Vec<Vec<u8>> {
    std::iter::once(input.encode()).chain(steps.iter().map(Encode::encode)).collect()
}
