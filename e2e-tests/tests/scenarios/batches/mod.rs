//! Batches: heads of organizations' trees, and what is admitted from them.

mod admitting;
mod anchoring;
mod proving;
mod refused;
mod stolen_keys;

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    Actor, Hospital, On, Outcome, Patient, Suite,
};
use chartkey_interfaces::{
    batches::{BatchHead, Place, RecordLeaf, TreeId, TreeKind},
    directory::Role,
    registry::RegistryError,
};
use chartkey_vocabulary::{Category, OrgId};

const LABORATORY: Category = Category::Laboratory;

/// A hospital whose clinician is its registrar as well.
fn hospital(suite: &mut Suite, name: &str) -> Result<Hospital> {
    let hospital = suite.hospital(name)?;
    suite.set_roles(&hospital, &hospital.clinician, &[Role::Clinician, Role::Registrar])?;
    Ok(hospital)
}

/// Ana lets mercy write laboratory results. Its clinician is its registrar as well.
fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = hospital(&mut suite, "mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    Ok((suite, mercy, ana))
}

/// Laboratory results of the patient, one for each leaf.
fn results(hospital: &Hospital, patient: &Patient, count: u64) -> Result<Vec<RecordLeaf>> {
    (0..count).map(|number| leaf(hospital.id, patient.id, LABORATORY, number)).collect()
}

/// An organization's tree of documents of this number.
fn documents(organization: OrgId, number: u32) -> TreeId {
    TreeId { organization, kind: TreeKind::Documents, number }
}

/// Anchors so many leaves of the first tree of the organization that somebody serves, of which
/// `last` were anchored before.
fn anchor(
    suite: &mut Suite,
    who: &Actor,
    batch: &Batch,
    last: u64,
    size: u64,
) -> Result<Outcome<Result<u32, RegistryError>>> {
    let tree = documents(suite.organization_of(who)?, 0);
    anchor_in(suite, who, tree, batch, last, size)
}

/// The same in this tree.
fn anchor_in(
    suite: &mut Suite,
    who: &Actor,
    tree: TreeId,
    batch: &Batch,
    last: u64,
    size: u64,
) -> Result<Outcome<Result<u32, RegistryError>>> {
    let (root, proof) = (batch.root(size)?, batch.consistency(last, size)?);
    let anchor = suite.registry().anchor(tree, size, root.into(), proof);
    suite.submit(who, anchor)
}

fn admit(
    suite: &mut Suite,
    who: &Actor,
    leaf: &RecordLeaf,
    place: Place,
) -> Result<Outcome<Result<u32, RegistryError>>> {
    let admit = suite.registry().admit(place, leaf.clone());
    suite.submit(who, admit)
}

fn heads(suite: &mut Suite, hospital: &Hospital) -> Result<Vec<BatchHead>> {
    Ok(suite.read(suite.registry().heads(documents(hospital.id, 0), 0, 32))?.unwrap_or_default())
}
