//! How long a record is kept, and who waives that.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, Event, Hospital, On, Patient, Suite, DAY};
use chartkey_interfaces::{
    directory::Role,
    registry::{RegistryError, RetentionChange, Waiver, MAX_RETENTION_MILLISECONDS},
};
use chartkey_vocabulary::{Purpose, SelfReport};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    erasing::{erase, erased, register, retained},
    record, scene, version, LABORATORY,
};
use crate::on_both;

const PROPOSED: RetentionChange = RetentionChange::WaiverProposed;
const WAIVED: RetentionChange = RetentionChange::Waived;
const RESTORED: RetentionChange = RetentionChange::Restored;

/// What becomes of an attempt to waive the retention of a record.
fn waive(suite: &mut Suite, who: &Actor, patient: &Patient, id: u32) -> Result<RegistryError> {
    let waive = suite.registry().waive_retention(patient.id.into(), id);
    suite.submit(who, waive)?.refusal()
}

/// A member proposes or confirms a waiver, which is emitted and stored.
fn waives(
    suite: &mut Suite,
    who: &Actor,
    patient: &Patient,
    id: u32,
    change: RetentionChange,
) -> Result<()> {
    let waive = suite.registry().waive_retention(patient.id.into(), id);
    let outcome = suite.submit(who, waive)?;
    retention_changed(suite, who, patient, id, change, outcome.emitted())?;
    assert_eq!(outcome.value()?, change);
    Ok(())
}

/// A member takes proposal or waiver back.
fn restores(suite: &mut Suite, who: &Actor, patient: &Patient, id: u32) -> Result<()> {
    let restore = suite.registry().restore_retention(patient.id.into(), id);
    let outcome = suite.submit(who, restore)?;
    retention_changed(suite, who, patient, id, RESTORED, outcome.emitted())?;
    outcome.value()
}

/// Checks what was emitted about a document's retention, and what is stored.
fn retention_changed(
    suite: &mut Suite,
    who: &Actor,
    patient: &Patient,
    id: u32,
    change: RetentionChange,
    emitted: Vec<Event>,
) -> Result<()> {
    let (document, by) = (record(suite, patient, id)?.document, who.bytes());
    let event = Event::RetentionChanged { patient: patient.id, document, by, change };
    assert_eq!(emitted, [event]);
    let stored = suite.read(suite.registry().waiver(patient.id.into(), document))?;
    assert_eq!(stored, Some(Waiver { by, change }));
    Ok(())
}

/// A clerk of the hospital, and one of its clinicians.
fn clerk(suite: &mut Suite, hospital: &Hospital) -> Result<Actor> {
    let clerk = Actor::named("clerk");
    suite.enrol(hospital, &clerk, &[Role::Registrar])?;
    Ok(clerk)
}

/// Two members waive the retention of a record.
pub(super) fn waived(
    suite: &mut Suite,
    hospital: &Hospital,
    second: &Actor,
    patient: &Patient,
    id: u32,
) -> Result<()> {
    waives(suite, &hospital.clinician, patient, id, PROPOSED)?;
    waives(suite, second, patient, id, WAIVED)
}

#[apply(on_both)]
fn an_organization_says_how_long_it_has_to_keep_a_record_up_to_50_years(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let now = suite.now()?;
    // A day less, because time passes until the call is in a block.
    let longest = now + MAX_RETENTION_MILLISECONDS - DAY;
    for (id, retain_until) in (0..).zip([0, now + DAY, longest]) {
        assert_eq!(register(&mut suite, &mercy, &ana, retained(retain_until))?, id);
        assert_eq!(record(&mut suite, &ana, id)?.retain_until, retain_until);
    }
    // What is past keeps nothing: it is refused, not taken for nothing.
    for retain_until in [1, now - DAY, now, now + MAX_RETENTION_MILLISECONDS + DAY, u64::MAX] {
        let new = retained(retain_until);
        let mut registry = suite.registry();
        let one = registry.register(ana.id.into(), mercy.id, new.clone().into());
        assert_eq!(suite.submit(&mercy.clinician, one)?.refusal()?, RegistryError::Retention);
        let many = registry.register_many(ana.id.into(), mercy.id, vec![retained(0), new]);
        assert_eq!(suite.submit(&mercy.clinician, many)?.refusal()?, RegistryError::Retention);
    }
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), 3))?, None);
    Ok(())
}

#[test]
fn retention_is_bounded_to_the_millisecond() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let now = suite.now()?;
    let longest = now + MAX_RETENTION_MILLISECONDS;
    let mut registry = suite.registry();
    for beyond in [longest + 1, now] {
        let beyond = registry.register(ana.id.into(), mercy.id, retained(beyond).into());
        assert_eq!(suite.submit(&mercy.clinician, beyond)?.refusal()?, RegistryError::Retention);
    }
    assert_eq!(suite.now()?, now);
    for (id, retain_until) in [(0, longest), (1, now + 1)] {
        assert_eq!(register(&mut suite, &mercy, &ana, retained(retain_until))?, id);
    }
    Ok(())
}

#[apply(on_both)]
fn a_version_is_retained_as_long_as_the_one_that_it_amends(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    assert_eq!(record(&mut suite, &ana, 1)?.retain_until, retain_until);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    Ok(())
}

#[apply(on_both)]
fn before_that_it_takes_two_members_of_the_issuer_and_the_patient(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    suite.submit(&mercy.clinician, amend)?.value()?;
    let before = record(&mut suite, &ana, 0)?;
    let (clinician, clerk) = (&mercy.clinician, clerk(&mut suite, &mercy)?);
    assert_eq!(suite.read(suite.registry().waiver(ana.id.into(), 0))?, None);
    waives(&mut suite, &clerk, &ana, 1, PROPOSED)?;
    assert_eq!(waive(&mut suite, &clerk, &ana, 0)?, RegistryError::AlreadyProposed);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    // It is the document's: whichever version they name.
    waives(&mut suite, clinician, &ana, 0, WAIVED)?;
    // Only the retention ends; the record is there until the patient erases it.
    assert_eq!(record(&mut suite, &ana, 0)?, before);
    let opening = suite.open(clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.entry, 0);
    for nothing_to_waive in [&clerk, clinician] {
        assert_eq!(waive(&mut suite, nothing_to_waive, &ana, 0)?, RegistryError::NotRetained);
    }
    erased(&mut suite, &ana, 0)?;
    erased(&mut suite, &ana, 1)
}

#[apply(on_both)]
fn one_who_left_does_not_waive_with_another(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let clerk = clerk(&mut suite, &mercy)?;
    waives(&mut suite, &clerk, &ana, 0, PROPOSED)?;
    suite.submit(&clerk, suite.directory().leave())?.value()?;
    // The proposal is the clinician's own now, and waits for another member.
    waives(&mut suite, &mercy.clinician, &ana, 0, PROPOSED)?;
    let error = waive(&mut suite, &mercy.clinician, &ana, 0)?;
    assert_eq!(error, RegistryError::AlreadyProposed);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    Ok(())
}

#[apply(on_both)]
fn until_it_is_erased_retention_is_raised_again_at_most_to_what_it_was(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let (clinician, clerk) = (&mercy.clinician, clerk(&mut suite, &mercy)?);
    let restore = |suite: &mut Suite, who: &Actor| -> Result<RegistryError> {
        let restore = suite.registry().restore_retention(ana.id.into(), 0);
        suite.submit(who, restore)?.refusal()
    };
    assert_eq!(restore(&mut suite, clinician)?, RegistryError::NotWaived);
    // A proposal is taken back, and begins anew with one member.
    waives(&mut suite, clinician, &ana, 0, PROPOSED)?;
    restores(&mut suite, &clerk, &ana, 0)?;
    assert_eq!(restore(&mut suite, clinician)?, RegistryError::NotWaived);
    waives(&mut suite, &clerk, &ana, 0, PROPOSED)?;
    waives(&mut suite, clinician, &ana, 0, WAIVED)?;
    // So is a waiver, by one member.
    restores(&mut suite, clinician, &ana, 0)?;
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    assert_eq!(record(&mut suite, &ana, 0)?.retain_until, retain_until);
    for stranger in [&ana.actor, &mercy.admin] {
        assert_eq!(restore(&mut suite, stranger)?, RegistryError::NotPractitioner);
    }
    suite.advance(30 * DAY)?;
    assert_eq!(waive(&mut suite, clinician, &ana, 0)?, RegistryError::NotRetained);
    erased(&mut suite, &ana, 0)?;
    assert_eq!(restore(&mut suite, clinician)?, RegistryError::Erased);
    Ok(())
}

#[apply(on_both)]
fn only_the_issuing_organization_waives(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let ambulance = Actor::named("ambulance");
    suite.enrol(&mercy, &ambulance, &[Role::Emergency])?;
    for (who, error) in [
        (&hope.clinician, RegistryError::NotIssuer),
        (&ambulance, RegistryError::RoleMissing),
        (&mercy.admin, RegistryError::NotPractitioner),
        (&ana.actor, RegistryError::NotPractitioner),
        (&suite.owner(), RegistryError::NotPractitioner),
    ] {
        assert_eq!(waive(&mut suite, who, &ana, 0)?, error);
    }
    assert_eq!(record(&mut suite, &ana, 0)?.retain_until, retain_until);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);

    let report =
        suite.registry().self_report(ana.id.into(), SelfReport::from(document(LABORATORY)).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 1);
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 1)?, RegistryError::NotIssuer);
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 2)?, RegistryError::UnknownRecord);
    Ok(())
}

#[apply(on_both)]
fn what_nothing_obliges_to_keep_has_no_retention_to_waive(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy, &ana, retained(0))?;
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 0)?, RegistryError::NotRetained);
    Ok(())
}
