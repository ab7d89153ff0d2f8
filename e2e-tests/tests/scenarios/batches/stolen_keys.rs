//! What a stolen registrar's or keeper's key can do to an organization's trees, and what undoes it.

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf, leaf_hash_of, Batch},
    Actor, Contract, Event, Hospital, On, Patient, Suite,
};
use chartkey_interfaces::{
    batches::{BatchError, BatchHead, Place, RecordLeaf, TreeId, TreeKind, MAX_GROWTH},
    directory::{DirectoryError, Role},
    registry::RegistryError,
};
use chartkey_merkle::Hash;
use chartkey_vocabulary::{OrgId, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;
use sha2::{Digest, Sha256};

use super::{admit, anchor, anchor_in, documents, heads, hospital, results, scene, LABORATORY};
use crate::on_both;

/// The root over two trees, as RFC 6962 has it.
fn node(left: Hash, right: Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The admin begins the next tree, which is emitted.
fn begin_tree(suite: &mut Suite, hospital: &Hospital, kind: TreeKind) -> Result<u32> {
    let organization = hospital.id;
    let begun = suite.submit(&hospital.admin, suite.directory().begin_tree(organization, kind))?;
    let number = suite.read(suite.registry().current_tree(organization, kind))?;
    let event = Event::TreeBegun { organization, kind, number };
    assert_eq!(begun.events, [(suite.address(Contract::Registry), event)]);
    begun.value()?;
    Ok(number)
}

/// Leaves of this patient in an organization's tree of this number.
fn leaves_of(
    organization: OrgId,
    tree: u32,
    patient: &Patient,
    count: u64,
) -> Result<Vec<RecordLeaf>> {
    (0..count)
        .map(|number| {
            Ok(RecordLeaf { tree, ..leaf(organization, patient.id, LABORATORY, 100 + number)? })
        })
        .collect()
}

/// What the thief anchored stays; the next tree is anchored and admitted from as if it had not
/// been, and so are leaves of honest heads.
fn goes_on_in_the_next_tree(
    suite: &mut Suite,
    mercy: &Hospital,
    ana: &Patient,
    honest: (&[RecordLeaf], Place),
    first_id: u32,
) -> Result<()> {
    let before = heads(suite, mercy)?;
    assert_eq!(begin_tree(suite, mercy, TreeKind::Documents)?, 1);
    assert_eq!(heads(suite, mercy)?, before);
    let leaves = leaves_of(mercy.id, 1, ana, 5)?;
    let (batch, clinician) = (Batch::of(&leaves), &mercy.clinician);
    let tree = documents(mercy.id, 1);
    assert_eq!(anchor_in(suite, clinician, tree, &batch, 0, 3)?.value()?, 0);
    assert_eq!(anchor_in(suite, clinician, tree, &batch, 3, 5)?.value()?, 1);
    let old = anchor_in(suite, clinician, documents(mercy.id, 0), &batch, 0, 5)?;
    assert_eq!(old.refusal()?, BatchError::OtherTree.into());
    assert_eq!(admit(suite, clinician, &leaves[4], batch.place(1, 5, 4)?)?.value()?, first_id);
    let (leaves, place) = honest;
    let honest = leaves.first().ok_or_else(|| anyhow::anyhow!("no leaf"))?;
    assert_eq!(admit(suite, clinician, honest, place)?.value()?, first_id + 1);
    Ok(())
}

#[apply(on_both)]
fn a_head_of_all_leaves_that_there_can_be_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 6)?;
    let (batch, tree) = (Batch::of(&leaves), documents(mercy.id, 0));
    let mut registry = suite.registry();
    let rogue = [0xee; 32];
    // As the first head, and after an honest one. Honest anchoring goes on.
    for (last, size) in [(0, 4), (4, 6)] {
        for huge in [u64::MAX, last + MAX_GROWTH + 1] {
            let forged = registry.anchor(tree, huge, rogue.into(), vec![]);
            let outcome = suite.submit(&mercy.clinician, forged)?;
            assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
            assert_eq!(outcome.refusal()?, BatchError::GrowthTooLarge.into());
        }
        anchor(&mut suite, &mercy.clinician, &batch, last, size)?.value()?;
    }
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 4, 1)?)?;
    assert_eq!(outcome.value()?, 0);
    Ok(())
}

#[apply(on_both)]
fn after_a_head_of_invented_leaves_anchoring_goes_on_in_the_next_tree(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 4)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 4)?.value()?;
    // Four honest leaves are a whole tree, which is the left end of one that is as large as a
    // head may be and of which nobody knows the other leaves.
    let size = MAX_GROWTH;
    let mut root = batch.root(4)?;
    let mut proof = vec![];
    for level in 2..32_u8 {
        proof.push([level; 32]);
        root = node(root, [level; 32]);
    }
    let forged = suite.registry().anchor(documents(mercy.id, 0), size, root.into(), proof);
    assert_eq!(suite.submit(&mercy.clinician, forged)?.value()?, 1);
    // Nothing that the hospital has extends it.
    let honest = Batch::of(&results(&mercy, &ana, 6)?);
    let outcome = anchor(&mut suite, &mercy.clinician, &honest, 4, 6)?;
    assert_eq!(outcome.refusal()?, BatchError::NotLarger.into());
    let place = batch.place(0, 4, 0)?;
    goes_on_in_the_next_tree(&mut suite, &mercy, &ana, (&leaves, place), 0)
}

#[apply(on_both)]
fn after_a_fork_by_a_planted_right_half_anchoring_goes_on_in_the_next_tree(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 8)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 4)?.value()?;
    // The thief knows the root of four leaves and plants four of his own beside them.
    let planted = Batch::of(&leaves_of(mercy.id, 0, &ana, 4)?).root(4)?;
    let root = node(batch.root(4)?, planted);
    let forged = suite.registry().anchor(documents(mercy.id, 0), 8, root.into(), vec![planted]);
    assert_eq!(suite.submit(&mercy.clinician, forged)?.value()?, 1);
    let outcome = suite.registry().anchor(
        documents(mercy.id, 0),
        9,
        Batch::of(&results(&mercy, &ana, 9)?).root(9)?.into(),
        Batch::of(&results(&mercy, &ana, 9)?).consistency(8, 9)?,
    );
    let outcome = suite.submit(&mercy.clinician, outcome)?;
    assert_eq!(outcome.refusal()?, BatchError::Proof.into());
    let place = batch.place(0, 4, 0)?;
    goes_on_in_the_next_tree(&mut suite, &mercy, &ana, (&leaves, place), 0)
}

#[apply(on_both)]
fn a_leaf_that_is_anchored_in_two_trees_is_admitted_once(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 3)?;
    let (batch, clinician) = (Batch::of(&leaves), &mercy.clinician);
    anchor(&mut suite, clinician, &batch, 0, 3)?.value()?;
    assert_eq!(begin_tree(&mut suite, &mercy, TreeKind::Documents)?, 1);
    anchor_in(&mut suite, clinician, documents(mercy.id, 1), &batch, 0, 3)?.value()?;
    let place = batch.place(0, 3, 1)?;
    assert_eq!(admit(&mut suite, clinician, &leaves[1], place.clone())?.value()?, 0);
    let again = admit(&mut suite, clinician, &leaves[1], place.clone())?;
    assert_eq!(again.refusal()?, BatchError::AlreadyAdmitted.into());
    // Said to be of the second tree, it is another leaf, which that one does not have.
    let moved = RecordLeaf { tree: 1, ..leaves[1].clone() };
    let outcome = admit(&mut suite, clinician, &moved, place)?;
    assert_eq!(outcome.refusal()?, BatchError::Proof.into());
    Ok(())
}

#[apply(on_both)]
fn only_the_admin_begins_the_next_tree(on: On) -> Result<()> {
    let (mut suite, mercy, _) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let steward = suite.steward();
    let mut directory = suite.directory();
    for stranger in [&mercy.clinician, &hope.admin, &steward] {
        let begin = directory.begin_tree(mercy.id, TreeKind::Documents);
        assert_eq!(suite.submit(stranger, begin)?.refusal()?, DirectoryError::NotAdmin);
    }
    // Also while the directory is paused; each kind has its own.
    suite.set_paused(Contract::Directory, true)?;
    assert_eq!(begin_tree(&mut suite, &mercy, TreeKind::Documents)?, 1);
    assert_eq!(begin_tree(&mut suite, &mercy, TreeKind::Documents)?, 2);
    assert_eq!(begin_tree(&mut suite, &mercy, TreeKind::Releases)?, 1);
    let current = |kind| suite.registry().current_tree(hope.id, kind);
    for tree in [TreeKind::Documents, TreeKind::Releases].map(current) {
        assert_eq!(suite.read(tree)?, 0);
    }
    Ok(())
}

#[apply(on_both)]
fn a_keeper_anchors_releases_and_does_nothing_else(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let keeper = Actor::named("keeper");
    suite.enrol(&mercy, &keeper, &[Role::Keeper])?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 0);
    let releases = TreeId { organization: mercy.id, kind: TreeKind::Releases, number: 0 };
    let leaves = results(&mercy, &ana, 5)?;
    let batch = Batch::of(&leaves);
    for (number, (last, size)) in (0..).zip([(0, 2), (2, 5)]) {
        let outcome = anchor_in(&mut suite, &keeper, releases, &batch, last, size)?;
        let head = BatchHead { size, root: batch.root(size)?, anchored_at: suite.now()? };
        let event = Event::Anchored { tree: releases, number, head };
        assert_eq!(outcome.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(outcome.value()?, number);
    }
    assert_eq!(heads(&mut suite, &mercy)?, []);
    let all = suite.read(suite.registry().heads(releases, 0, 32))?;
    assert_eq!(all.map(|heads| heads.len()), Ok(2));
    let includes =
        suite.registry().includes(releases, leaf_hash_of(&leaves[3]).into(), batch.place(1, 5, 3)?);
    assert_eq!(suite.read(includes)?, Ok(()));

    // What it anchored is no record, whoever asks.
    for (who, error) in
        [(&keeper, RegistryError::RoleMissing), (&mercy.clinician, BatchError::UnknownHead.into())]
    {
        let outcome = admit(&mut suite, who, &leaves[3], batch.place(1, 5, 3)?)?;
        assert_eq!(outcome.refusal()?, error);
    }
    let error = RegistryError::RoleMissing;
    let rejected = anchor(&mut suite, &keeper, &batch, 0, 5)?;
    assert_eq!(rejected.refusal()?, error);
    let rejected = anchor_in(&mut suite, &mercy.clinician, releases, &batch, 2, 5)?;
    assert_eq!(rejected.refusal()?, error);
    let mut registry = suite.registry();
    let new = chartkey_e2e_tests::new_record(LABORATORY);
    let register = registry.register(ana.id.into(), mercy.id, new.into());
    assert_eq!(suite.submit(&keeper, register)?.refusal()?, error);
    let open =
        registry.open(ana.id.into(), Selection::record(0), Purpose::Treatment, Some(mercy.id));
    assert_eq!(suite.submit(&keeper, open)?.refusal()?, error);
    let declare = registry.declare_emergency(ana.id.into(), mercy.id, [1; 32].into());
    assert_eq!(suite.submit(&keeper, declare)?.refusal()?, error);
    Ok(())
}
