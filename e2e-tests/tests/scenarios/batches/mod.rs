//! Batches: heads of organizations' trees, and what is admitted from them.

mod admitting;
mod anchoring;
mod proving;
mod refused;

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    Actor, Hospital, On, Outcome, Patient, Suite,
};
use chartkey_interfaces::{
    batches::{BatchHead, Place, RecordLeaf},
    registry::RegistryError,
};
use chartkey_vocabulary::Category;

const LABORATORY: Category = Category::Laboratory;

/// Ana lets mercy write laboratory results.
fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    Ok((suite, mercy, ana))
}

/// Laboratory results of the patient, one for each leaf.
fn results(hospital: &Hospital, patient: &Patient, count: u64) -> Result<Vec<RecordLeaf>> {
    (0..count).map(|number| leaf(hospital.id, patient.id, LABORATORY, number)).collect()
}

/// Anchors so many leaves of a tree, of which `last` were anchored before.
fn anchor(
    suite: &mut Suite,
    who: &Actor,
    batch: &Batch,
    last: u64,
    size: u64,
) -> Result<Outcome<Result<u32, RegistryError>>> {
    let (root, proof) = (batch.root(size)?, batch.consistency(last, size)?);
    let anchor = suite.registry().anchor(size, root.into(), proof);
    suite.submit(who, anchor)
}

fn admit(
    suite: &mut Suite,
    who: &Actor,
    leaf: &RecordLeaf,
    place: Place,
) -> Result<Outcome<Result<u32, RegistryError>>> {
    let admit = suite.registry().admit(leaf.clone().into(), place);
    suite.submit(who, admit)
}

fn heads(suite: &mut Suite, hospital: &Hospital) -> Result<Vec<BatchHead>> {
    Ok(suite.read(suite.registry().heads(hospital.id, 0, 32))?.unwrap_or_default())
}
