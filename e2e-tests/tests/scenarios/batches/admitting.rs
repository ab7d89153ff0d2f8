//! Leaves that are put on record.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    document, Actor, Contract, Event, Hospital, On, Patient, Suite, DAY,
};
use chartkey_interfaces::{
    batches::{BatchError, RecordLeaf},
    directory::Role,
    registry::{Record, RegistryError},
};
use chartkey_policy::{Basis, Decision, Grantee, Reason, Terms};
use chartkey_vocabulary::{Action, Purpose, Retraction, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{admit, anchor, hospital, results, scene, LABORATORY};
use crate::on_both;

/// What is on record after a leaf was admitted.
fn record_of(leaf: &RecordLeaf, id: u32, author: &Actor, at: u64) -> Record {
    let document = leaf.record.document.clone();
    Record {
        document: id,
        category: document.category,
        author: author.bytes(),
        issuer: Some(leaf.organization),
        addressee: None,
        registered_at: at,
        retain_until: leaf.record.retain_until,
        version: Some(document.version),
        amends: None,
        amended_by: None,
        retracted: None,
    }
}

fn record(suite: &mut Suite, patient: &Patient, id: u32) -> Result<Record> {
    suite.read(suite.registry().record(patient.id.into(), id))?.context("no such record")
}

#[apply(on_both)]
fn a_leaf_is_put_on_record_once_with_the_next_id(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let mut leaves = results(&mercy, &ana, 9)?;
    leaves[8].record.retain_until = suite.now()? + DAY;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 4)?.value()?;
    anchor(&mut suite, &mercy.clinician, &batch, 4, 9)?.value()?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 0);

    for (id, index, who) in [(1, 8, &mercy.clinician), (2, 0, &clerk), (3, 7, &mercy.clinician)] {
        let leaf = &leaves[index as usize];
        let outcome = admit(&mut suite, who, leaf, batch.place(1, 9, index)?)?;
        let (organization, issuer) = (mercy.id, Some(mercy.id));
        assert_eq!(
            outcome.emitted(),
            [
                Event::Registered { patient: ana.id, first: id, count: 1, issuer },
                Event::Admitted { patient: ana.id, record: id, organization, tree: 0, index },
            ]
        );
        let registry = suite.address(Contract::Registry);
        assert!(outcome.events.iter().all(|(contract, _)| *contract == registry));
        assert_eq!(outcome.value()?, id);
        let now = suite.now()?;
        assert_eq!(record(&mut suite, &ana, id)?, record_of(leaf, id, who, now));
    }
    for (index, head, size) in [(8, 1, 9), (0, 1, 9), (0, 0, 4), (7, 1, 9)] {
        let place = batch.place(head, size, index)?;
        for who in [&mercy.clinician, &clerk] {
            let outcome = admit(&mut suite, who, &leaves[index as usize], place.clone())?;
            assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
            assert_eq!(outcome.events, []);
            assert_eq!(outcome.refusal()?, BatchError::AlreadyAdmitted.into());
        }
    }
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 4);
    Ok(())
}

/// Two equal leaves at two indices are two records: the bit is the index's.
#[apply(on_both)]
fn every_index_counts_for_itself(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 20)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 20)?.value()?;
    for (id, index) in (0..).zip([0, 1, 7, 8, 9, 15, 16, 19]) {
        let place = batch.place(0, 20, index)?;
        let outcome = admit(&mut suite, &mercy.clinician, &leaves[index as usize], place)?;
        assert_eq!(outcome.value()?, id, "{index}");
    }
    Ok(())
}

#[apply(on_both)]
fn an_admitted_record_is_opened_amended_retracted_and_erased_like_any(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut leaves = results(&mercy, &ana, 3)?;
    leaves[1].record.retain_until = suite.now()? + 10 * DAY;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 3, 1)?)?;
    assert_eq!(outcome.value()?, 0);

    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    let reader = suite.terms(Grantee::Practitioner(mercy.clinician.bytes()), &[LABORATORY])?;
    let keys = Some([0x3e; 32]);
    let with_the_key = Terms { actions: Action::Read.into(), keys, ..reader };
    assert_eq!(suite.grant(&ana, with_the_key)?, 1);
    suite.revoke(&ana, 0)?;
    suite.revoke(&ana, 1)?;
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Issuer));
    assert_eq!(suite.read(suite.registry().stale(ana.id.into(), 0, 32))?.unwrap().records, [0]);

    let mut registry = suite.registry();
    let version = Version { digest: [2; 32], ..document(LABORATORY).version };
    let amend = registry.amend(ana.id.into(), 0, version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    let amended = record(&mut suite, &ana, 1)?;
    assert_eq!((amended.document, amended.issuer), (0, Some(mercy.id)));
    assert_eq!(amended.retain_until, leaves[1].record.retain_until);
    let retract = registry.retract(ana.id.into(), 0, Retraction::Duplicate);
    suite.submit(&mercy.clinician, retract)?.value()?;

    let early = registry.erase(ana.id.into(), 0);
    assert_eq!(suite.submit(&ana.actor, early)?.refusal()?, RegistryError::Retained);
    suite.advance(10 * DAY)?;
    let erase = registry.erase(ana.id.into(), 0);
    suite.submit(&ana.actor, erase)?.value()?;
    assert_eq!(record(&mut suite, &ana, 0)?.version, None);
    // Its leaf stays in the tree, and is not admitted again.
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 3, 1)?)?;
    assert_eq!(outcome.refusal()?, RegistryError::AppendRefused(Reason::NoConsent));
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[1], batch.place(0, 3, 1)?)?;
    assert_eq!(outcome.refusal()?, BatchError::AlreadyAdmitted.into());
    Ok(())
}

#[apply(on_both)]
fn a_leaf_of_an_old_head_is_admitted_after_any_number_of_later_heads(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let leaves = results(&mercy, &ana, 40)?;
    let batch = Batch::of(&leaves);
    let mut last = 0;
    for size in (2..=40).step_by(2) {
        anchor(&mut suite, &mercy.clinician, &batch, last, size)?.value()?;
        last = size;
    }
    // Against heads of the first page, of a full one, of the one that is being filled.
    for (id, (head, index)) in (0..).zip([(0, 1), (7, 0), (8, 17), (15, 31), (19, 39), (19, 2)]) {
        let size = 2 * u64::from(head) + 2;
        let place = batch.place(head, size, index)?;
        let outcome = admit(&mut suite, &mercy.clinician, &leaves[index as usize], place)?;
        assert_eq!(outcome.value()?, id, "leaf {index} against head {head}");
    }
    Ok(())
}

#[apply(on_both)]
fn two_organizations_with_the_same_tree_do_not_interfere(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    // Leaves of both in one tree, which both anchor, at different times.
    let of = |hospital: &Hospital, number| leaf(hospital.id, ana.id, LABORATORY, number);
    let leaves = [of(&mercy, 0)?, of(&hope, 1)?, of(&mercy, 2)?, of(&hope, 3)?];
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 2)?.value()?;
    anchor(&mut suite, &mercy.clinician, &batch, 2, 4)?.value()?;
    anchor(&mut suite, &hope.clinician, &batch, 0, 4)?.value()?;

    let place = |head, size, index| batch.place(head, size, index);
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[0], place(1, 4, 0)?)?;
    assert_eq!(outcome.value()?, 0);
    let outcome = admit(&mut suite, &hope.clinician, &leaves[1], place(0, 4, 1)?)?;
    assert_eq!(outcome.value()?, 1);
    for (who, index) in [(&hope.clinician, 2), (&mercy.clinician, 3)] {
        let head = if who == &mercy.clinician { 1 } else { 0 };
        let outcome = admit(&mut suite, who, &leaves[index as usize], place(head, 4, index)?)?;
        assert_eq!(outcome.refusal()?, RegistryError::NotPractitioner);
    }
    // Hope has one head only, and mercy's second has four leaves.
    let outcome = admit(&mut suite, &hope.clinician, &leaves[3], place(1, 4, 3)?)?;
    assert_eq!(outcome.refusal()?, BatchError::UnknownHead.into());
    let outcome = admit(&mut suite, &mercy.clinician, &leaves[2], place(0, 4, 2)?)?;
    assert_eq!(outcome.refusal()?, BatchError::Proof.into());

    // An index that one of them admitted is free for the other.
    let third = hospital(&mut suite, "third")?;
    let terms = suite.terms(third.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let leaves = [of(&third, 0)?, of(&third, 1)?];
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &third.clinician, &batch, 0, 2)?.value()?;
    for (id, index) in [(2, 0), (3, 1)] {
        let place = batch.place(0, 2, index)?;
        let leaf = &leaves[index as usize];
        assert_eq!(admit(&mut suite, &third.clinician, leaf, place.clone())?.value()?, id);
        let again = admit(&mut suite, &third.clinician, leaf, place)?;
        assert_eq!(again.refusal()?, BatchError::AlreadyAdmitted.into());
    }
    Ok(())
}

/// A thousand leaves of one hospital take one item besides their records.
#[test]
fn who_admits_pays_and_1024_leaves_share_an_item() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let owner = suite.owner();
    let leaves = results(&mercy, &ana, 2_049)?;
    let batch = Batch::of(&leaves);
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    anchor(&mut suite, &mercy.clinician, &batch, 0, 2_049)?.value()?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    suite.chain().endow(clerk.account())?;
    let others = [owner, mercy.admin.clone(), mercy.clinician.clone(), ana.actor.clone()];
    let balances = |suite: &mut Suite| -> Result<Vec<u128>> {
        others.iter().map(|other| suite.chain().balance(other.account())).collect()
    };
    let untouched = balances(&mut suite)?;
    for (index, items) in [(0, 2), (1, 1), (1_023, 1), (1_024, 2), (2_047, 1), (2_048, 2)] {
        let before = suite.chain().balance(clerk.account())?;
        let place = batch.place(0, 2_049, index)?;
        let outcome = admit(&mut suite, &clerk, &leaves[index as usize], place)?;
        let cost = outcome.cost;
        outcome.value()?;
        assert_eq!(cost.items, items, "leaf {index}");
        // Both deposit prices are one planck in process.
        let paid =
            i128::try_from(before)? - i128::try_from(suite.chain().balance(clerk.account())?)?;
        assert_eq!(paid, i128::from(cost.items + cost.bytes), "leaf {index}");
    }
    assert_eq!(balances(&mut suite)?, untouched);
    Ok(())
}
