//! What is anchored, by whom, and what is kept of it.

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf_hash_of, Batch},
    Actor, Contract, Event, On, Suite,
};
use chartkey_interfaces::{
    batches::{BatchError, BatchHead},
    directory::{OrganizationStatus, PractitionerStatus, Role},
    registry::RegistryError,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::{admit, anchor, anchor_in, documents, heads, hospital, results, scene, LABORATORY};
use crate::on_both;

#[apply(on_both)]
fn registrars_anchor_documents_for_their_own_organization_and_nobody_else(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let (clinician, keeper) = (Actor::named("clinician"), Actor::named("keeper"));
    suite.enrol(&mercy, &clinician, &[Role::Clinician])?;
    suite.enrol(&mercy, &keeper, &[Role::Keeper])?;
    let (clerk, ambulance) = (Actor::named("clerk"), Actor::named("ambulance"));
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.enrol(&mercy, &ambulance, &[Role::Emergency])?;
    let batch = Batch::of(&results(&mercy, &ana, 5)?);

    let mut anchored = Vec::new();
    for (number, (who, last, size)) in
        (0..).zip([(&mercy.clinician, 0, 2), (&clerk, 2, 3), (&mercy.clinician, 3, 5)])
    {
        let outcome = anchor(&mut suite, who, &batch, last, size)?;
        let head = BatchHead { size, root: batch.root(size)?, anchored_at: suite.now()? };
        let event = Event::Anchored { tree: documents(mercy.id, 0), number, head };
        assert_eq!(outcome.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(outcome.value()?, number);
        anchored.push(head);
    }
    assert_eq!(heads(&mut suite, &hope)?, []);
    // The other hospital's first head needs no proof, and cannot have mercy's.
    let outcome = anchor(&mut suite, &hope.clinician, &batch, 3, 5)?;
    assert_eq!(outcome.refusal()?, BatchError::Proof.into());
    assert_eq!(anchor(&mut suite, &hope.clinician, &batch, 0, 4)?.value()?, 0);

    let owner = suite.owner();
    let bigger = Batch::of(&results(&mercy, &ana, 9)?);
    for (who, error) in [
        (&hope.clinician, RegistryError::NotPractitioner),
        (&ambulance, RegistryError::RoleMissing),
        (&clinician, RegistryError::RoleMissing),
        (&keeper, RegistryError::RoleMissing),
        (&mercy.admin, RegistryError::NotPractitioner),
        (&ana.actor, RegistryError::NotPractitioner),
        (&owner, RegistryError::NotPractitioner),
    ] {
        let outcome = anchor_in(&mut suite, who, documents(mercy.id, 0), &bigger, 5, 9)?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.refusal()?, error);
    }
    assert_eq!(heads(&mut suite, &mercy)?, anchored);
    assert_eq!(heads(&mut suite, &hope)?.len(), 1);
    Ok(())
}

#[apply(on_both)]
fn every_head_is_kept_and_comes_in_pages_of_at_most_thirty_two(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let batch = Batch::of(&results(&mercy, &ana, 120)?);
    assert_eq!(anchor(&mut suite, &hope.clinician, &batch, 0, 120)?.value()?, 0);
    let mut all = Vec::new();
    let mut last = 0;
    for number in 0..35 {
        suite.advance(1)?;
        let size = last + 1 + u64::from(number % 5);
        assert_eq!(anchor(&mut suite, &mercy.clinician, &batch, last, size)?.value()?, number);
        all.push(BatchHead { size, root: batch.root(size)?, anchored_at: suite.now()? });
        last = size;
        if [0, 7, 8, 9, 15, 16].contains(&number) {
            assert_eq!(heads(&mut suite, &mercy)?, all, "after head {number}");
        }
    }
    let registry = suite.registry();
    for (from, limit, expected) in [
        (0, 32, &all[..32]),
        (3, 32, &all[3..]),
        (7, 1, &all[7..8]),
        (7, 2, &all[7..9]),
        (8, 8, &all[8..16]),
        (31, 3, &all[31..34]),
        (34, 32, &all[34..]),
        (35, 32, &[]),
        (40, 32, &[]),
        (0, 0, &[]),
        (u32::MAX, 32, &[]),
        (u32::MAX - 31, 32, &[]),
    ] {
        let page = suite.read(registry.heads(documents(mercy.id, 0), from, limit))?;
        assert_eq!(page.as_deref(), Ok(expected), "from {from}, limit {limit}");
    }
    for limit in [33, u32::MAX] {
        let error = RegistryError::LimitTooLarge;
        assert_eq!(suite.read(registry.heads(documents(mercy.id, 0), 0, limit))?, Err(error));
    }
    let at_hope = heads(&mut suite, &hope)?;
    assert_eq!(at_hope.iter().map(|head| head.size).collect::<Vec<_>>(), [120]);
    Ok(())
}

#[apply(on_both)]
fn eight_heads_share_one_item(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let batch = Batch::of(&results(&mercy, &ana, 20)?);
    let mut items = Vec::new();
    for size in 1..=20 {
        let outcome = anchor(&mut suite, &mercy.clinician, &batch, size - 1, size)?;
        items.push(outcome.cost.items);
        outcome.value()?;
    }
    let mut expected = [0; 20];
    for first in [0, 8, 16] {
        expected[first] = 1;
    }
    assert_eq!(items, expected);
    Ok(())
}

#[apply(on_both)]
fn a_tree_that_is_not_larger_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let batch = Batch::of(&results(&mercy, &ana, 9)?);
    let mut registry = suite.registry();
    let mut refused = |suite: &mut Suite, size, root: [u8; 32], proof| -> Result<()> {
        let anchor = registry.anchor(documents(mercy.id, 0), size, root.into(), proof);
        let outcome = suite.submit(&mercy.clinician, anchor)?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, BatchError::NotLarger.into());
        Ok(())
    };
    refused(&mut suite, 0, batch.root(0)?, vec![])?;
    anchor(&mut suite, &mercy.clinician, &batch, 0, 7)?.value()?;
    anchor(&mut suite, &mercy.clinician, &batch, 7, 8)?.value()?;
    let before = heads(&mut suite, &mercy)?;
    refused(&mut suite, 8, batch.root(8)?, vec![])?;
    refused(&mut suite, 8, batch.root(9)?, vec![])?;
    refused(&mut suite, 7, batch.root(7)?, vec![])?;
    refused(&mut suite, 7, batch.root(7)?, batch.consistency(7, 8)?)?;
    refused(&mut suite, 1, batch.root(1)?, vec![])?;
    refused(&mut suite, 0, batch.root(0)?, vec![])?;
    assert_eq!(heads(&mut suite, &mercy)?, before);
    assert_eq!(anchor(&mut suite, &mercy.clinician, &batch, 8, 9)?.value()?, 2);
    Ok(())
}

#[apply(on_both)]
fn a_tree_that_does_not_extend_the_last_one_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut leaves = results(&mercy, &ana, 12)?;
    let batch = Batch::of(&leaves);
    leaves[2].salt = [1; 32];
    let fork = Batch::of(&leaves);
    let (mut registry, tree) = (suite.registry(), documents(mercy.id, 0));
    let first_with_a_proof =
        registry.anchor(tree, 6, batch.root(6)?.into(), batch.consistency(5, 6)?);
    let outcome = suite.submit(&mercy.clinician, first_with_a_proof)?;
    assert_eq!(outcome.refusal()?, BatchError::Proof.into());
    // Two heads: the proof has to begin at the last one.
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    anchor(&mut suite, &mercy.clinician, &batch, 3, 6)?.value()?;
    let before = heads(&mut suite, &mercy)?;

    let right = batch.consistency(6, 12)?;
    let mut wrong = right.clone();
    wrong[1][0] ^= 1;
    let overlong = [&right[..], &[[0; 32]]].concat();
    let far_too_long = vec![[7; 32]; 200];
    for (case, root, proof) in [
        ("a fork with its own proof", fork.root(12)?, fork.consistency(6, 12)?),
        ("a fork with the right proof", fork.root(12)?, right.clone()),
        ("another root", [0xee; 32], right.clone()),
        ("one bit", batch.root(12)?, wrong),
        ("no proof", batch.root(12)?, vec![]),
        ("short", batch.root(12)?, right[..right.len() - 1].to_vec()),
        ("overlong", batch.root(12)?, overlong),
        ("far too long", batch.root(12)?, far_too_long),
        ("from an earlier head", batch.root(12)?, batch.consistency(3, 12)?),
        ("to another tree", batch.root(12)?, batch.consistency(6, 11)?),
    ] {
        let outcome =
            suite.submit(&mercy.clinician, registry.anchor(tree, 12, root.into(), proof))?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0), "{case}");
        assert_eq!(outcome.refusal()?, BatchError::Proof.into(), "{case}");
    }
    assert_eq!(heads(&mut suite, &mercy)?, before);
    assert_eq!(anchor(&mut suite, &mercy.clinician, &batch, 6, 12)?.value()?, 2);
    Ok(())
}

#[apply(on_both)]
fn a_pause_stops_anchoring_and_admitting_and_nothing_that_reads(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 5)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    suite.set_paused(Contract::Registry, true)?;
    let outcome = anchor(&mut suite, &mercy.clinician, &batch, 3, 5)?;
    assert_eq!(outcome.refusal()?, RegistryError::Paused);
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 3, 1)?)?;
    assert_eq!(outcome.refusal()?, RegistryError::Paused);
    assert_eq!(heads(&mut suite, &mercy)?.len(), 1);
    let leaf_hash = leaf_hash_of(&leaves[1]).into();
    let includes =
        suite.registry().includes(documents(mercy.id, 0), leaf_hash, batch.place(0, 3, 1)?);
    assert_eq!(suite.read(includes)?, Ok(()));

    suite.set_paused(Contract::Registry, false)?;
    assert_eq!(anchor(&mut suite, &mercy.clinician, &batch, 3, 5)?.value()?, 1);
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 3, 1)?)?;
    assert_eq!(outcome.value()?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_suspension_stops_anchoring_and_admitting(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let steward = suite.steward();
    let leaves = results(&mercy, &ana, 5)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    let refused = |suite: &mut Suite| -> Result<()> {
        let outcome = anchor(suite, &mercy.clinician, &batch, 3, 5)?;
        assert_eq!(outcome.refusal()?, RegistryError::NotPractitioner);
        let outcome = admit(suite, &mercy.clinician, &leaves[0], batch.place(0, 3, 0)?)?;
        assert_eq!(outcome.refusal()?, RegistryError::NotPractitioner);
        Ok(())
    };
    let clinician = mercy.clinician.bytes();
    let mut directory = suite.directory();
    let mut person = |status: PractitionerStatus| {
        directory.set_practitioner_status(clinician.into(), status.into())
    };
    suite.submit(&mercy.admin, person(PractitionerStatus::Suspended))?.value()?;
    refused(&mut suite)?;
    suite.submit(&mercy.admin, person(PractitionerStatus::Active))?.value()?;
    let mut hospital = |status| directory.set_organization_status(mercy.id, status);
    suite.submit(&steward, hospital(OrganizationStatus::Suspended))?.value()?;
    refused(&mut suite)?;
    suite.submit(&steward, hospital(OrganizationStatus::Active))?.value()?;
    assert_eq!(anchor(&mut suite, &mercy.clinician, &batch, 3, 5)?.value()?, 1);
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 0);
    Ok(())
}
