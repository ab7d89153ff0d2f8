//! Whether a leaf is in a tree, for anybody; the published vectors against the contract.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    batches::{leaf, leaf_hash_of, Batch},
    Actor, On,
};
use chartkey_interfaces::{
    batches::{BatchError, Place},
    registry::RegistryError,
};
use chartkey_merkle::{leaf_hash, SoftwareSha256};
use rstest::rstest;
use rstest_reuse::apply;
use serde::Deserialize;

use super::{admit, anchor, documents, heads, hospital, results, scene, LABORATORY};
use crate::on_both;

#[apply(on_both)]
fn anybody_checks_a_leaf_against_any_head_that_was_kept(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let leaves = results(&mercy, &ana, 30)?;
    let batch = Batch::of(&leaves);
    let sizes: Vec<_> = (1..=10).map(|head| 3 * head).collect();
    let mut last = 0;
    for size in &sizes {
        anchor(&mut suite, &mercy.clinician, &batch, last, *size)?.value()?;
        last = *size;
    }
    let stranger = Actor::named("stranger");
    let registry = suite.registry();
    for (head, size) in (0..).zip(&sizes) {
        for index in [0, 2, size - 1] {
            let hash = leaf_hash_of(&leaves[index as usize]);
            let place = batch.place(head, *size, index)?;
            let mut ask = |organization, hash: [u8; 32], place| {
                let includes = registry.includes(documents(organization, 0), hash.into(), place);
                suite.read_as(&stranger, includes)?.answer()
            };
            assert_eq!(ask(mercy.id, hash, place.clone())?, Ok(()), "{index} of {size}");
            let wrong = Err(BatchError::Proof.into());
            assert_eq!(ask(mercy.id, leaf_hash_of(&leaves[1]), place.clone())?, wrong);
            let elsewhere = Place { index: index + 1, ..place.clone() };
            assert_eq!(ask(mercy.id, hash, elsewhere)?, wrong);
            let longer = Place { proof: [&place.proof[..], &[[0; 32]]].concat(), ..place.clone() };
            assert_eq!(ask(mercy.id, hash, longer)?, wrong);
            let unknown = Err(BatchError::UnknownHead.into());
            assert_eq!(ask(hope.id, hash, place.clone())?, unknown);
            assert_eq!(ask(mercy.id, hash, Place { head: 10, ..place })?, unknown);
        }
    }
    Ok(())
}

#[apply(on_both)]
fn a_hundred_thousand_records_are_anchored_at_once_and_admitted_one_by_one(on: On) -> Result<()> {
    const RECORDS: u64 = 100_000;
    let (mut suite, mercy, ana) = scene(on)?;
    let mut batch = Batch::default();
    for number in 0..2 * RECORDS {
        batch.append(&leaf(mercy.id, ana.id, LABORATORY, number)?);
    }
    // Yesterday's and today's.
    let yesterday = anchor(&mut suite, &mercy.clinician, &batch, 0, RECORDS)?;
    assert_eq!(yesterday.value()?, 0);
    let today = anchor(&mut suite, &mercy.clinician, &batch, RECORDS, 2 * RECORDS)?;
    assert_eq!((today.cost.items, today.cost.bytes), (0, 48));
    assert_eq!(today.value()?, 1);
    assert_eq!(heads(&mut suite, &mercy)?[1].root, batch.root(2 * RECORDS)?);
    for (id, (head, size, index)) in (0..).zip([
        (0, RECORDS, 0),
        (0, RECORDS, RECORDS - 1),
        (1, 2 * RECORDS, RECORDS),
        (1, 2 * RECORDS, 7),
        (1, 2 * RECORDS, 2 * RECORDS - 1),
    ]) {
        let leaf = leaf(mercy.id, ana.id, LABORATORY, index)?;
        let outcome = admit(&mut suite, &mercy.clinician, &leaf, batch.place(head, size, index)?)?;
        assert_eq!(outcome.value()?, id);
        let record = suite.read(suite.registry().record(ana.id.into(), id))?;
        let record = record.context("it is not on record")?;
        assert_eq!(record.version, Some(leaf.record.document.version));
    }
    Ok(())
}

#[derive(Deserialize)]
struct Vectors {
    heads: Vec<Head>,
    leaves: Vec<Leaf>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
}

#[derive(Deserialize)]
struct Leaf {
    hash: String,
}

#[derive(Deserialize)]
struct Head {
    size: String,
    root: String,
}

#[derive(Deserialize)]
struct Inclusion {
    name: String,
    data: String,
    index: String,
    head: Head,
    proof: Vec<String>,
    verdict: String,
}

#[derive(Deserialize)]
struct Consistency {
    name: String,
    first: Option<Head>,
    second: Head,
    proof: Vec<String>,
    verdict: String,
}

fn published() -> Result<Vectors> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../contracts/interfaces/tests/vectors/batches.json");
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

fn bytes(text: &str) -> Result<Vec<u8>> {
    Ok(hex::decode(text.strip_prefix("0x").context("no 0x")?)?)
}

fn hash(text: &str) -> Result<[u8; 32]> {
    bytes(text)?.try_into().ok().context("not 32 bytes")
}

fn hashes(proof: &[String]) -> Result<Vec<[u8; 32]>> {
    proof.iter().map(|text| hash(text)).collect()
}

/// What the verdict is called that a contract came to.
fn verdict(error: Option<RegistryError>) -> String {
    match error {
        None => "accepted".into(),
        Some(RegistryError::Anchoring(BatchError::Proof)) => "proof".into(),
        Some(RegistryError::Anchoring(BatchError::NotLarger)) => "not larger".into(),
        Some(other) => format!("{other:?}"),
    }
}

#[apply(on_both)]
fn the_contract_judges_every_vector_of_consistency_as_published(on: On) -> Result<()> {
    let (mut suite, ..) = scene(on)?;
    let mut registry = suite.registry();
    for (number, vector) in (0..).zip(published()?.consistency) {
        // A hospital of its own, whose heads begin with this one.
        let house = hospital(&mut suite, &format!("hospital {number}"))?;
        let tree = documents(house.id, 0);
        if let Some(first) = &vector.first {
            let anchor =
                registry.anchor(tree, first.size.parse()?, hash(&first.root)?.into(), vec![]);
            assert_eq!(suite.submit(&house.clinician, anchor)?.value()?, 0);
        }
        let (size, root) = (vector.second.size.parse()?, hash(&vector.second.root)?);
        let anchor = registry.anchor(tree, size, root.into(), hashes(&vector.proof)?);
        let outcome = suite.submit(&house.clinician, anchor)?.answer()?;
        assert_eq!(verdict(outcome.err()), vector.verdict, "{}", vector.name);
        let expected = usize::from(vector.first.is_some()) + usize::from(outcome.is_ok());
        assert_eq!(heads(&mut suite, &house)?.len(), expected, "{}", vector.name);
    }
    Ok(())
}

#[apply(on_both)]
fn the_contract_judges_every_vector_of_inclusion_as_published(on: On) -> Result<()> {
    let (mut suite, ..) = scene(on)?;
    let mut registry = suite.registry();
    let vectors = published()?;
    for (number, vector) in (0..).zip(vectors.inclusion) {
        let (size, root) = (vector.head.size.parse::<u64>()?, hash(&vector.head.root)?);
        let house = hospital(&mut suite, &format!("hospital {number}"))?;
        let tree = documents(house.id, 0);
        let anchor = registry.anchor(tree, size, root.into(), vec![]);
        let anchored = suite.submit(&house.clinician, anchor)?.answer()?;
        assert_eq!(anchored.is_ok(), size > 0, "{}", vector.name);
        let leaf = leaf_hash::<SoftwareSha256>(&bytes(&vector.data)?);
        let place = Place { head: 0, index: vector.index.parse()?, proof: hashes(&vector.proof)? };
        let included = suite.read(registry.includes(tree, leaf.into(), place))?;
        let expected = match size {
            // Nobody can anchor it.
            0 => "Anchoring(UnknownHead)".to_owned(),
            _ => vector.verdict,
        };
        assert_eq!(verdict(included.err()), expected, "{}", vector.name);
    }
    let roots = vectors.heads.iter().map(|head| (head.size.as_str(), head.root.as_str()));
    assert_eq!(roots.clone().next(), Some(("1", vectors.leaves[0].hash.as_str())));
    assert_eq!(roots.last().map(|(size, _)| size), Some("11"));
    Ok(())
}
