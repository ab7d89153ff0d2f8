//! The access log: one writer, and a tree that any Certificate Transparency verifier checks.

mod pages;
mod paying;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Actor, Contract, Event, Hospital, On, Patient, Suite};
use chartkey_interfaces::log::{
    Access, Entry, Head, Log as _, LogError, Subject, MAX_ACCESS_BYTES,
};
use chartkey_merkle::{
    leaf_hash, verify_consistency, verify_inclusion, ProofError, SoftwareSha256, Tree,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Category, PatientId, Purpose};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;
use sha2::{Digest, Sha256};

use crate::{on_both, verdict::of_one};

fn access(actor: &Actor) -> Access {
    Access {
        actor: actor.bytes(),
        organization: None,
        subject: Subject::Records(vec![0]),
        purpose: Purpose::PatientRequest,
        outcome: of_one(Decision::Permit(Basis::Controller)).into(),
        justification: Some([7; 32]),
    }
}

fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Laboratory])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, Category::Laboratory)?;
    Ok((suite, mercy, ana))
}

/// All entries, read in pages of this size.
pub(crate) fn all_entries(suite: &mut Suite, patient: &Patient, page: u32) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    loop {
        let from = u32::try_from(entries.len())?;
        let next = suite.read(suite.log().entries(patient.id.into(), from, page))?;
        let next = next.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        if next.is_empty() {
            return Ok(entries);
        }
        for entry in next {
            entries.push(entry.value()?);
        }
    }
}

/// Leaf data, as written down in the interfaces.
pub(crate) fn leaf_data(patient: PatientId, index: usize, entry: &Entry) -> Result<Vec<u8>> {
    Ok((1_u8, patient, u32::try_from(index)?, entry).encode())
}

#[apply(on_both)]
fn nobody_but_the_registry_appends(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let before = suite.read(suite.log().head(ana.id.into()))?;
    for stranger in
        [suite.owner(), mercy.admin, mercy.clinician, ana.actor.clone(), Actor::named("mallory")]
    {
        let outcome = suite.submit(
            &stranger,
            suite.log().append(ana.id.into(), Encoded::of(&access(&stranger))),
        )?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.refusal()?, LogError::NotWriter);
    }
    assert_eq!(suite.read(suite.log().head(ana.id.into()))?, before);
    Ok(())
}

#[apply(on_both)]
fn the_writer_is_set_by_the_deployer_once_and_for_good(on: On) -> Result<()> {
    let deployer = Actor::named("deployer");
    let mut suite = Suite::deploy_unwired(on.chain()?, &deployer)?;
    let (writer, mallory) = (Actor::named("writer"), Actor::named("mallory"));
    let patient = PatientId([1; 32]);
    assert_eq!(suite.read(suite.log().writer())?, None);
    let early = suite
        .submit(&deployer, suite.log().append(patient.into(), Encoded::of(&access(&writer))))?;
    assert_eq!(early.refusal()?, LogError::NotWriter);
    let stolen = suite.submit(&mallory, suite.log().set_writer(mallory.account()))?;
    assert_eq!(stolen.refusal()?, LogError::NotDeployer);

    let set = suite.submit(&deployer, suite.log().set_writer(writer.account()))?;
    let event = Event::WriterSet { writer: writer.account() };
    assert_eq!(set.events, [(suite.address(Contract::Log), event)]);
    set.value()?;
    assert_eq!(suite.read(suite.log().writer())?, Some(writer.account()));
    for (caller, error) in [
        (&deployer, LogError::WriterAlreadySet),
        (&writer, LogError::NotDeployer),
        (&mallory, LogError::NotDeployer),
    ] {
        let again = suite.submit(caller, suite.log().set_writer(mallory.account()))?;
        assert_eq!(again.refusal()?, error);
    }
    assert_eq!(suite.read(suite.log().writer())?, Some(writer.account()));

    let appended =
        suite.submit(&writer, suite.log().append(patient.into(), Encoded::of(&access(&writer))))?;
    assert_eq!(appended.value()?, 0);
    let entry = Entry { time: suite.now()?, access: access(&writer) };
    assert_eq!(suite.read(suite.log().entry(patient.into(), 0))?, Some(Encoded::of(&entry)));
    let long = Encoded::from_bytes(vec![0; MAX_ACCESS_BYTES + 1]);
    let long = suite.submit(&writer, suite.log().append(patient.into(), long))?;
    assert_eq!(long.refusal()?, LogError::TooLong);
    let late = suite
        .submit(&deployer, suite.log().append(patient.into(), Encoded::of(&access(&writer))))?;
    assert_eq!(late.refusal()?, LogError::NotWriter);
    Ok(())
}

#[apply(on_both)]
fn a_patient_without_entries_has_the_empty_tree(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let nobody = PatientId([9; 32]);
    let head = Head { size: 0, root: Sha256::digest([]).into() };
    assert_eq!(suite.read(suite.log().head(nobody.into()))?, head);
    assert_eq!(suite.read(suite.log().entry(nobody.into(), 0))?, None);
    assert_eq!(suite.read(suite.log().entries(nobody.into(), 0, 32))?, Ok(vec![]));
    Ok(())
}

#[apply(on_both)]
fn a_leaf_is_the_version_the_patient_the_index_and_the_entry(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    let Some(entry) = suite.read(suite.log().entry(ana.id.into(), 0))? else {
        anyhow::bail!("the opening has no entry");
    };
    let entry = entry.value()?;
    // Written out here, without the pure crate: SHA-256 of 0x00, version 1, the chart, index 0
    // and the entry field by field.
    let mut leaf = vec![0_u8, 1];
    leaf.extend(ana.id.0);
    leaf.extend(0_u32.to_le_bytes());
    leaf.extend(suite.now()?.to_le_bytes());
    leaf.extend(mercy.clinician.bytes());
    leaf.push(1);
    leaf.extend(mercy.id.0.to_le_bytes());
    // The list of one record, 0; treatment; permitted, one ground for one record, provision 0.
    leaf.extend([0, 4]);
    leaf.extend(0_u32.to_le_bytes());
    leaf.push(0);
    leaf.extend([0, 4, 1, 1]);
    leaf.extend(0_u32.to_le_bytes());
    leaf.push(0);
    assert_eq!(leaf[1..], leaf_data(ana.id, 0, &entry)?);
    let head = Head { size: 1, root: Sha256::digest(&leaf).into() };
    assert_eq!(suite.read(suite.log().head(ana.id.into()))?, head);
    Ok(())
}

#[apply(on_both)]
fn every_head_is_the_root_over_the_entries_and_every_proof_verifies(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut heads = Vec::new();
    for round in 0..40_u64 {
        suite.advance(1 + round)?;
        let (reader, purpose) = match round % 3 {
            0 => (&mercy.clinician, Purpose::Treatment),
            1 => (&mercy.clinician, Purpose::Research),
            _ => (&ana.actor, Purpose::PatientRequest),
        };
        suite.open(reader, &ana, 0, purpose)?;
        heads.push(suite.read(suite.log().head(ana.id.into()))?);
    }
    let entries = all_entries(&mut suite, &ana, 32)?;
    assert_eq!(entries.len(), heads.len());
    let mut tree = Tree::<SoftwareSha256>::new();
    let mut leaves = Vec::new();
    for (index, (entry, head)) in entries.iter().zip(&heads).enumerate() {
        let leaf = leaf_hash::<SoftwareSha256>(&leaf_data(ana.id, index, entry)?);
        leaves.push(leaf);
        tree.append(leaf);
        let size = tree.size();
        assert_eq!(*head, Head { size, root: tree.root(size).context("no root")? });
    }
    let newest = heads[39];
    for (index, leaf) in leaves.iter().enumerate() {
        let proof = tree.inclusion_proof(index as u64, 40).context("no inclusion proof")?;
        let verify = |leaf, index| {
            verify_inclusion::<SoftwareSha256>(leaf, index, newest.size, &proof, newest.root)
        };
        assert_eq!(verify(*leaf, index as u64), Ok(()));
        let other = leaves[(index + 1) % 40];
        assert_eq!(verify(other, index as u64), Err(ProofError::RootMismatch));
    }
    for (position, first) in heads.iter().enumerate() {
        for second in &heads[position..] {
            let proof =
                tree.consistency_proof(first.size, second.size).context("no consistency proof")?;
            let verified = verify_consistency::<SoftwareSha256>(
                first.size,
                second.size,
                first.root,
                second.root,
                &proof,
            );
            assert_eq!(verified, Ok(()));
        }
    }
    Ok(())
}

#[apply(on_both)]
fn entries_come_in_pages_of_at_most_thirty_two(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for _ in 0..35 {
        suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
        suite.advance(1)?;
    }
    let one_by_one = all_entries(&mut suite, &ana, 1)?;
    assert_eq!(one_by_one.len(), 35);
    let log = suite.log();
    for (from, limit, expected) in [
        (0, 32, &one_by_one[..32]),
        (3, 32, &one_by_one[3..]),
        (30, 4, &one_by_one[30..34]),
        (34, 32, &one_by_one[34..]),
        (35, 32, &[]),
        (0, 0, &[]),
        (u32::MAX, 32, &[]),
    ] {
        let page = suite.read(log.entries(ana.id.into(), from, limit))?;
        let expected = expected.iter().map(Encoded::of).collect::<Vec<_>>();
        assert_eq!(page, Ok(expected), "from {from}, limit {limit}");
    }
    for limit in [33, u32::MAX] {
        let page = suite.read(log.entries(ana.id.into(), 0, limit))?;
        assert_eq!(page, Err(LogError::LimitTooLarge));
    }
    for (index, entry) in one_by_one.iter().enumerate() {
        let single = suite.read(log.entry(ana.id.into(), u32::try_from(index)?))?;
        assert_eq!(single, Some(Encoded::of(entry)));
    }
    assert_eq!(suite.read(log.entry(ana.id.into(), 35))?, None);
    Ok(())
}

#[apply(on_both)]
fn patients_have_separate_trees(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let ben = suite.patient("ben", &[])?;
    let before = suite.read(suite.log().head(ben.id.into()))?;
    suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(suite.read(suite.log().head(ben.id.into()))?, before);
    assert_eq!(suite.read(suite.log().head(ana.id.into()))?.size, 1);
    Ok(())
}
