//! Amending and retracting.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, Event, On};
use chartkey_interfaces::{
    directory::Role,
    registry::{Record, RegistryError},
};
use chartkey_policy::{Grantee, Reason, Terms};
use chartkey_vocabulary::{Purpose, Retraction, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{record, scene, version, IMAGING, LABORATORY};
use crate::{directory::input::refused_with_a_byte_too_many, on_both};

#[apply(on_both)]
fn amending_adds_a_version_and_keeps_the_category(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.register(&mercy.clinician, &ana, IMAGING)?;
    let first = record(&mut suite, &ana, 0)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.advance(5)?;
    let version = Version { digest: [2; 32], ..document(IMAGING).version };
    let amend =
        suite.submit(&clerk, suite.registry().amend(ana.id.into(), 0, version.clone().into()))?;
    assert_eq!(amend.emitted(), [Event::Amended { patient: ana.id, record: 0, by: 1 }]);
    assert_eq!(amend.value()?, 1);
    let second = Record {
        author: clerk.bytes(),
        registered_at: suite.now()?,
        version: Some(version.clone()),
        amends: Some(0),
        ..first.clone()
    };
    assert_eq!(record(&mut suite, &ana, 1)?, second);
    assert_eq!(record(&mut suite, &ana, 0)?, Record { amended_by: Some(1), ..first });

    let late =
        suite.submit(&clerk, suite.registry().amend(ana.id.into(), 0, version.clone().into()))?;
    assert_eq!(late.refusal()?, RegistryError::NotLatest);
    let unknown =
        suite.submit(&clerk, suite.registry().amend(ana.id.into(), 2, version.clone().into()))?;
    assert_eq!(unknown.refusal()?, RegistryError::UnknownRecord);
    let same = suite.submit(&clerk, suite.registry().amend(ana.id.into(), 1, version.into()))?;
    assert_eq!(same.refusal()?, RegistryError::SameDigest);
    let version = Version { digest: [3; 32], ..document(IMAGING).version };
    let amend = suite.submit(&clerk, suite.registry().amend(ana.id.into(), 1, version.into()))?;
    assert_eq!(amend.emitted(), [Event::Amended { patient: ana.id, record: 1, by: 2 }]);
    assert_eq!(record(&mut suite, &ana, 2)?.document, 0);
    Ok(())
}

#[apply(on_both)]
fn a_retracted_record_is_marked_and_stays(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mut registry = suite.registry();
    for (id, reason) in [
        (0, Retraction::WrongPatient),
        (1, Retraction::WrongContent),
        (2, Retraction::Duplicate),
        (3, Retraction::Other),
    ] {
        assert_eq!(suite.register(&mercy.clinician, &ana, IMAGING)?, id);
        let before = record(&mut suite, &ana, id)?;
        let retract =
            suite.submit(&mercy.clinician, registry.retract(ana.id.into(), id, reason))?;
        assert_eq!(retract.emitted(), [Event::Retracted { patient: ana.id, record: id, reason }]);
        retract.value()?;
        let after = Record { retracted: Some(reason), ..before };
        assert_eq!(record(&mut suite, &ana, id)?, after);
        let again = registry.retract(ana.id.into(), id, Retraction::Other);
        let again = suite.submit(&mercy.clinician, again)?;
        assert_eq!(again.refusal()?, RegistryError::AlreadyRetracted);
        assert_eq!(record(&mut suite, &ana, id)?, after);
    }
    let unknown =
        suite.submit(&mercy.clinician, registry.retract(ana.id.into(), 4, Retraction::Other))?;
    assert_eq!(unknown.refusal()?, RegistryError::UnknownRecord);
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.entry, 0);
    Ok(())
}

#[apply(on_both)]
fn an_issuer_can_correct_an_error_after_append_was_revoked(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    suite.revoke(&ana, 0)?;
    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[LABORATORY])? };
    suite.deny(&ana, deny)?;
    let register = suite.registry().register(ana.id.into(), mercy.id, document(LABORATORY).into());
    let outcome = suite.submit(&mercy.clinician, register)?;
    let error = RegistryError::AppendRefused(Reason::DeniedByPatient);
    assert_eq!(outcome.refusal()?, error);
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    let retract = suite.registry().retract(ana.id.into(), 1, Retraction::WrongContent);
    suite.submit(&mercy.clinician, retract)?.value()?;
    Ok(())
}

#[apply(on_both)]
fn only_the_issuing_organization_amends_and_retracts(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    let amend = suite.submit(&hope.clinician, amend)?;
    assert_eq!(amend.refusal()?, RegistryError::NotIssuer);
    let retract = suite.registry().retract(ana.id.into(), 0, Retraction::Other);
    assert_eq!(suite.submit(&hope.clinician, retract)?.refusal()?, RegistryError::NotIssuer);
    Ok(())
}

#[apply(on_both)]
fn a_version_with_the_digest_that_is_there_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let there = document(LABORATORY).version;
    // Elsewhere, of another size and to another key it would still be the same bytes.
    for same in [
        there.clone(),
        Version { locator: "elsewhere".into(), ..there.clone() },
        Version { size: 1, ..there.clone() },
    ] {
        let amend = suite.registry().amend(ana.id.into(), 0, same.into());
        let outcome = suite.submit(&mercy.clinician, amend)?;
        assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
        assert_eq!(outcome.refusal()?, RegistryError::SameDigest);
    }
    // Back to a digest before the last one it may go.
    for (record, version) in [(0, version(2)), (1, there)] {
        let amend = suite.registry().amend(ana.id.into(), record, version.into());
        assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, record + 1);
    }
    Ok(())
}

#[apply(on_both)]
fn the_mark_of_a_wrong_patient_carries_over_to_later_versions_and_no_other_mark(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for (reason, kept) in [
        (Retraction::WrongPatient, Some(Retraction::WrongPatient)),
        (Retraction::WrongContent, None),
        (Retraction::Duplicate, None),
        (Retraction::Other, None),
    ] {
        let first = suite.register(&mercy.clinician, &ana, LABORATORY)?;
        let mut registry = suite.registry();
        let retract = registry.retract(ana.id.into(), first, reason);
        suite.submit(&mercy.clinician, retract)?.value()?;
        for number in [2, 3] {
            let before = first + u32::from(number) - 2;
            let amend = registry.amend(ana.id.into(), before, version(number).into());
            let by = suite.submit(&mercy.clinician, amend)?.value()?;
            assert_eq!(record(&mut suite, &ana, by)?.retracted, kept, "{reason:?}");
        }
    }
    Ok(())
}

#[apply(on_both)]
fn a_byte_behind_the_arguments_of_a_correction_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let retract = suite.registry().retract(ana.id.into(), 0, Retraction::WrongContent);
    let retracted = refused_with_a_byte_too_many(&mut suite, &mercy.clinician, retract)?;
    assert_eq!(retracted, Ok(()));
    assert_eq!(record(&mut suite, &ana, 0)?.retracted, Some(Retraction::WrongContent));
    Ok(())
}
