//! Leaves that are not admitted: by the rules of registering, and because of their place.

use anyhow::Result;
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    Actor, On, Suite,
};
use chartkey_interfaces::{
    batches::{BatchError, Place, RecordLeaf},
    directory::Role,
    registry::{RegistryError, MAX_RETENTION_MILLISECONDS},
};
use chartkey_policy::{Grantee, Reason, Terms};
use chartkey_vocabulary::{Category, OrgId, PatientId, TextError, MAX_DOCUMENT_BYTES};
use rstest::rstest;
use rstest_reuse::apply;

use super::{admit, anchor, hospital, results, scene, LABORATORY};
use crate::on_both;

/// Something that is done to a leaf.
type Change<'a> = &'a dyn Fn(&mut RecordLeaf);

/// Nothing comes of it.
fn refused(
    suite: &mut Suite,
    who: &Actor,
    leaf: &RecordLeaf,
    place: Place,
    error: impl Into<RegistryError>,
    case: &str,
) -> Result<()> {
    let outcome = admit(suite, who, leaf, place)?;
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0), "{case}");
    assert_eq!(outcome.events, [], "{case}");
    assert_eq!(outcome.refusal()?, error.into(), "{case}");
    Ok(())
}

#[apply(on_both)]
fn a_leaf_is_admitted_by_the_bounds_of_registering_only(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let good = leaf(mercy.id, ana.id, LABORATORY, 0)?;
    let now = suite.now()?;
    let changed = |change: Change<'_>| {
        let mut leaf = good.clone();
        change(&mut leaf);
        leaf
    };
    let locator =
        |text: &'static str| changed(&|leaf| leaf.record.document.version.locator = text.into());
    let cases = [
        (changed(&|leaf| leaf.record.document.version.digest = [0; 32]), RegistryError::Digest),
        (changed(&|leaf| leaf.record.document.version.size = 0), RegistryError::Size),
        (
            changed(&|leaf| leaf.record.document.version.size = MAX_DOCUMENT_BYTES + 1),
            RegistryError::Size,
        ),
        (locator(""), RegistryError::Locator(TextError::Empty)),
        (locator("b\nc"), RegistryError::Locator(TextError::NotPrintable)),
        (
            changed(&|leaf| leaf.record.document.version.key_epoch = 0),
            RegistryError::EpochNotPublished,
        ),
        (
            changed(&|leaf| leaf.record.document.version.key_epoch = 2),
            RegistryError::EpochNotPublished,
        ),
        (
            // An hour of margin: time goes on until it is admitted.
            changed(&|leaf| {
                leaf.record.retain_until = now + MAX_RETENTION_MILLISECONDS + 3_600_000;
            }),
            RegistryError::Retention,
        ),
        (
            changed(&|leaf| leaf.record.document.category = Category::Genetics),
            RegistryError::AppendRefused(Reason::NoConsent),
        ),
        (changed(&|leaf| leaf.patient = PatientId([9; 32])), RegistryError::UnknownChart),
    ];
    let longest = changed(&|leaf| leaf.record.retain_until = now + MAX_RETENTION_MILLISECONDS);
    let leaves: Vec<_> = cases.iter().map(|(leaf, _)| leaf).chain([&good, &longest]).collect();
    let batch = Batch::of(leaves.iter().copied());
    let size = batch.size();
    anchor(&mut suite, &mercy.clinician, &batch, 0, size)?.value()?;
    for (index, (leaf, error)) in (0..).zip(&cases) {
        let place = batch.place(0, size, index)?;
        refused(&mut suite, &mercy.clinician, leaf, place, *error, &format!("{leaf:?}"))?;
    }
    for (id, index) in [(0, size - 2), (1, size - 1)] {
        let place = batch.place(0, size, index)?;
        let outcome = admit(&mut suite, &mercy.clinician, leaves[index as usize], place)?;
        assert_eq!(outcome.value()?, id);
    }
    // A leaf waits in its tree for as long as the key that it was encrypted to is not published.
    let index = 6;
    suite.revoke(&ana, 0)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    let place = batch.place(0, size, index)?;
    let outcome = admit(&mut suite, &mercy.clinician, leaves[index as usize], place)?;
    assert_eq!(outcome.value()?, 2);
    Ok(())
}

#[apply(on_both)]
fn a_leaf_is_admitted_while_the_patient_permits_to_append_and_by_who_may_write(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let ambulance = Actor::named("ambulance");
    suite.enrol(&mercy, &ambulance, &[Role::Emergency])?;
    let leaves = results(&mercy, &ana, 3)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    let place = |index| batch.place(0, 3, index);
    for (who, error) in [
        (&ambulance, RegistryError::RoleMissing),
        (&mercy.admin, RegistryError::NotPractitioner),
        (&ana.actor, RegistryError::NotPractitioner),
    ] {
        refused(&mut suite, who, &leaves[0], place(0)?, error, who.name())?;
    }
    suite.revoke(&ana, 0)?;
    let error = RegistryError::AppendRefused(Reason::NoConsent);
    refused(&mut suite, &mercy.clinician, &leaves[0], place(0)?, error, "revoked")?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(admit(&mut suite, &mercy.clinician, &leaves[0], place(0)?)?.value()?, 0);
    suite.deny(&ana, Terms { grantee: Grantee::Anyone, until: None, ..terms })?;
    let error = RegistryError::AppendRefused(Reason::DeniedByPatient);
    refused(&mut suite, &mercy.clinician, &leaves[1], place(1)?, error, "denied")?;
    Ok(())
}

#[apply(on_both)]
fn another_organizations_leaf_is_refused_also_to_who_may_append(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = hospital(&mut suite, "hope")?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let leaves = results(&mercy, &ana, 3)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 3)?.value()?;
    let place = batch.place(0, 3, 1)?;
    let error = RegistryError::NotPractitioner;
    refused(&mut suite, &hope.clinician, &leaves[1], place.clone(), error, "mercy's leaf")?;
    // Not even after hope anchored mercy's tree as its own.
    anchor(&mut suite, &hope.clinician, &batch, 0, 3)?.value()?;
    refused(&mut suite, &hope.clinician, &leaves[1], place.clone(), error, "mercy's tree")?;
    let mut renamed = leaves[1].clone();
    renamed.organization = hope.id;
    let error = BatchError::Proof;
    refused(&mut suite, &hope.clinician, &renamed, place.clone(), error, "renamed")?;
    renamed.organization = OrgId(7);
    let error = RegistryError::NotPractitioner;
    refused(&mut suite, &mercy.clinician, &renamed, place.clone(), error, "nobody's")?;
    assert_eq!(admit(&mut suite, &mercy.clinician, &leaves[1], place)?.value()?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_leaf_is_admitted_as_it_was_anchored_and_where_it_stands(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let ben = suite.patient("ben", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ben, terms)?;
    let mut leaves = results(&mercy, &ana, 12)?;
    let batch = Batch::of(&leaves);
    anchor(&mut suite, &mercy.clinician, &batch, 0, 8)?.value()?;
    anchor(&mut suite, &mercy.clinician, &batch, 8, 11)?.value()?;
    let good = leaves.swap_remove(5);
    let right = batch.place(1, 11, 5)?;

    let changes: [(&str, Change<'_>); 7] = [
        ("another salt", &|leaf| leaf.salt[0] ^= 1),
        ("another patient", &|leaf| leaf.patient = ben.id),
        ("another digest", &|leaf| leaf.record.document.version.digest[31] ^= 1),
        ("another size", &|leaf| leaf.record.document.version.size += 1),
        ("another locator", &|leaf| leaf.record.document.version.locator = "x".into()),
        ("retained for longer", &|leaf| leaf.record.retain_until = 1),
        ("another leaf", &|leaf| *leaf = leaves[2].clone()),
    ];
    for (case, change) in changes {
        let mut leaf = good.clone();
        change(&mut leaf);
        let place = right.clone();
        refused(&mut suite, &mercy.clinician, &leaf, place, BatchError::Proof, case)?;
    }

    let proof = &right.proof;
    let with = |proof: Vec<[u8; 32]>| Place { proof, ..right.clone() };
    let mut bit = proof.clone();
    bit[0][0] ^= 1;
    for (case, place) in [
        ("the index before", Place { index: 4, ..right.clone() }),
        ("the index after", Place { index: 6, ..right.clone() }),
        ("beyond the tree", Place { index: 11, ..right.clone() }),
        ("far beyond", Place { index: u64::MAX, ..right.clone() }),
        ("the head before", Place { head: 0, ..right.clone() }),
        ("no proof", with(vec![])),
        ("short", with(proof[1..].to_vec())),
        ("overlong", with([&proof[..], &[[0; 32]]].concat())),
        ("far too long", with(vec![[7; 32]; 200])),
        ("one bit", with(bit)),
    ] {
        refused(&mut suite, &mercy.clinician, &good, place, BatchError::Proof, case)?;
    }
    for head in [2, 7, 8, u32::MAX - 1, u32::MAX] {
        let place = Place { head, ..right.clone() };
        let case = format!("head {head}");
        refused(&mut suite, &mercy.clinician, &good, place, BatchError::UnknownHead, &case)?;
    }
    // What was appended after the last head is not there yet.
    let late = batch.place(1, 12, 11)?;
    refused(&mut suite, &mercy.clinician, &leaves[5], late, BatchError::Proof, "not anchored")?;
    assert_eq!(admit(&mut suite, &mercy.clinician, &good, right)?.value()?, 0);
    Ok(())
}
