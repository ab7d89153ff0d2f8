//! How long a record is kept, who erases it, and what is left of it.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, Contract, Event, On, Patient, Suite, DAY, HOUR};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    directory::Role,
    log::Log as _,
    registry::{NewRecord, Record, RegistryError, MAX_RETENTION_MILLISECONDS},
};
use chartkey_vocabulary::{NewDocument, Purpose, Retraction, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{record, scene, IMAGING, LABORATORY};
use crate::on_both;

/// A laboratory document that is retained until that time.
fn retained(retain_until: u64) -> NewRecord {
    NewRecord { document: document(LABORATORY), retain_until }
}

fn register(suite: &mut Suite, author: &Actor, patient: &Patient, new: NewRecord) -> Result<u32> {
    let register = suite.registry().register(patient.id.into(), new.into());
    suite.submit(author, register)?.value()
}

/// What becomes of an attempt to erase a record.
fn erase(suite: &mut Suite, who: &Actor, patient: &Patient, id: u32) -> Result<RegistryError> {
    let erase = suite.registry().erase(patient.id.into(), id);
    let outcome = suite.submit(who, erase)?;
    assert_eq!(outcome.events, []);
    outcome.refusal()
}

/// The patient erases a record, and is told so.
fn erased(suite: &mut Suite, patient: &Patient, id: u32) -> Result<()> {
    let erase = suite.registry().erase(patient.id.into(), id);
    let outcome = suite.submit(&patient.actor, erase)?;
    assert_eq!(outcome.emitted(), [Event::Erased { patient: patient.id, record: id }]);
    outcome.value()
}

fn waive(suite: &mut Suite, who: &Actor, patient: &Patient, id: u32) -> Result<RegistryError> {
    let waive = suite.registry().waive_retention(patient.id.into(), id);
    suite.submit(who, waive)?.refusal()
}

fn waived(suite: &mut Suite, who: &Actor, patient: &Patient, id: u32) -> Result<()> {
    let waive = suite.registry().waive_retention(patient.id.into(), id);
    let outcome = suite.submit(who, waive)?;
    assert_eq!(outcome.emitted(), [Event::RetentionWaived { patient: patient.id, record: id }]);
    outcome.value()
}

#[apply(on_both)]
fn an_organization_says_how_long_it_has_to_keep_a_record_up_to_50_years(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let now = suite.now()?;
    // A day less, because time passes until the call is in a block.
    let longest = now + MAX_RETENTION_MILLISECONDS - DAY;
    for (id, retain_until) in (0..).zip([0, 1, now - DAY, now + DAY, longest]) {
        assert_eq!(register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?, id);
        assert_eq!(record(&mut suite, &ana, id)?.retain_until, retain_until);
    }
    for retain_until in [now + MAX_RETENTION_MILLISECONDS + DAY, u64::MAX] {
        let new = retained(retain_until);
        let mut registry = suite.registry();
        let one = registry.register(ana.id.into(), new.clone().into());
        assert_eq!(suite.submit(&mercy.clinician, one)?.refusal()?, RegistryError::Retention);
        let many = registry.register_many(ana.id.into(), vec![retained(0), new]);
        assert_eq!(suite.submit(&mercy.clinician, many)?.refusal()?, RegistryError::Retention);
    }
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), 5))?, None);
    Ok(())
}

#[test]
fn retention_is_bounded_to_the_millisecond() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let longest = suite.now()? + MAX_RETENTION_MILLISECONDS;
    let mut registry = suite.registry();
    let beyond = registry.register(ana.id.into(), retained(longest + 1).into());
    assert_eq!(suite.submit(&mercy.clinician, beyond)?.refusal()?, RegistryError::Retention);
    assert_eq!(register(&mut suite, &mercy.clinician, &ana, retained(longest))?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_version_is_retained_as_long_as_the_one_that_it_amends(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
    let amend = suite.registry().amend(ana.id.into(), 0, document(LABORATORY).version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    assert_eq!(record(&mut suite, &ana, 1)?.retain_until, retain_until);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 1)?, RegistryError::Retained);
    Ok(())
}

#[apply(on_both)]
fn the_patient_erases_a_record_once_it_is_not_retained_any_more(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    suite.advance(29 * DAY)?;
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    suite.advance(DAY)?;
    erased(&mut suite, &ana, 0)
}

#[test]
fn retention_ends_to_the_millisecond() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let retain_until = suite.now()? + HOUR;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
    suite.advance(HOUR - 1)?;
    assert_eq!(suite.now()?, retain_until - 1);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    suite.advance(1)?;
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn before_that_it_takes_the_issuers_waiver_and_the_patient(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
    let before = record(&mut suite, &ana, 0)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    waived(&mut suite, &clerk, &ana, 0)?;
    let now = suite.now()?;
    // Only the retention ends; the record is there until the patient erases it.
    assert_eq!(record(&mut suite, &ana, 0)?, Record { retain_until: now, ..before });
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.entry, 0);
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn only_the_issuing_organization_waives(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
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

    let report = suite.registry().self_report(ana.id.into(), document(LABORATORY).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 1);
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 1)?, RegistryError::NotIssuer);
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 2)?, RegistryError::UnknownRecord);
    Ok(())
}

#[apply(on_both)]
fn a_waiver_never_makes_retention_longer(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(7))?;
    waived(&mut suite, &mercy.clinician, &ana, 0)?;
    assert_eq!(record(&mut suite, &ana, 0)?.retain_until, 7);
    Ok(())
}

#[apply(on_both)]
fn nobody_but_the_patient_erases(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let eve = suite.patient("eve", &[LABORATORY])?;
    register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    let before = record(&mut suite, &ana, 0)?;
    for who in [&mercy.clinician, &mercy.admin, &eve.actor, &suite.owner()] {
        assert_eq!(erase(&mut suite, who, &ana, 0)?, RegistryError::NotController);
    }
    assert_eq!(record(&mut suite, &ana, 0)?, before);
    Ok(())
}

#[apply(on_both)]
fn a_self_report_can_be_erased_at_once(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on)?;
    let report = suite.registry().self_report(ana.id.into(), document(LABORATORY).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 0);
    assert_eq!(record(&mut suite, &ana, 0)?.retain_until, 0);
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn a_tombstone_keeps_all_but_what_leads_to_the_document(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(5))?;
    let amend = suite.registry().amend(ana.id.into(), 0, document(LABORATORY).version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 1);
    let retract = suite.registry().retract(ana.id.into(), 0, Retraction::WrongContent);
    suite.submit(&mercy.clinician, retract)?.value()?;
    let (first, second) = (record(&mut suite, &ana, 0)?, record(&mut suite, &ana, 1)?);
    assert_eq!((first.amended_by, first.retracted), (Some(1), Some(Retraction::WrongContent)));

    erased(&mut suite, &ana, 0)?;
    let tombstone = Record { version: None, ..first };
    assert_eq!(record(&mut suite, &ana, 0)?, tombstone);
    // The other version is untouched, and the id is not used again.
    assert_eq!(record(&mut suite, &ana, 1)?, second);
    assert_eq!(register(&mut suite, &mercy.clinician, &ana, retained(0))?, 2);
    let page = suite.read(suite.registry().records(ana.id.into(), 0, 1))?;
    assert_eq!(page, Ok(vec![tombstone]));
    Ok(())
}

#[apply(on_both)]
fn opening_a_tombstone_says_so_and_leaves_no_entry(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    assert_eq!(suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?.entry, 0);
    let entries = suite.read(suite.log().entries(ana.id.into(), 0, 32))?;
    erased(&mut suite, &ana, 0)?;
    for (reader, purpose) in [
        (&mercy.clinician, Purpose::Treatment),
        (&mercy.clinician, Purpose::EmergencyTreatment),
        (&ana.actor, Purpose::PatientRequest),
    ] {
        let open = suite.registry().open(ana.id.into(), 0, purpose);
        let outcome = suite.submit(reader, open)?;
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, RegistryError::Erased);
    }
    // What was on record about it stays on record.
    assert_eq!(suite.read(suite.log().entries(ana.id.into(), 0, 32))?, entries);
    Ok(())
}

#[apply(on_both)]
fn a_tombstone_is_not_amended_waived_or_erased_again(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    erased(&mut suite, &ana, 0)?;
    let amend = suite.registry().amend(ana.id.into(), 0, document(LABORATORY).version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.refusal()?, RegistryError::Erased);
    assert_eq!(waive(&mut suite, &mercy.clinician, &ana, 0)?, RegistryError::Erased);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Erased);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 1)?, RegistryError::UnknownRecord);
    // That it was entered in error can still be said.
    let retract = suite.registry().retract(ana.id.into(), 0, Retraction::WrongPatient);
    suite.submit(&mercy.clinician, retract)?.value()?;
    Ok(())
}

#[apply(on_both)]
fn a_tombstone_waits_for_no_new_key(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for _ in 0..2 {
        register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    }
    let imaging = NewDocument { category: IMAGING, version: document(IMAGING).version };
    register(&mut suite, &mercy.clinician, &ana, imaging.into())?;
    erased(&mut suite, &ana, 0)?;
    suite.revoke(&ana, 0)?;
    let stale = suite.read(suite.registry().stale(ana.id.into(), 0, 32))?;
    assert_eq!(stale.map(|page| page.records), Ok(vec![1, 2]));
    Ok(())
}

#[apply(on_both)]
fn a_pause_does_not_stop_erasing(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy.clinician, &ana, retained(retain_until))?;
    suite.set_paused(Contract::Registry, true)?;
    suite.set_paused(Contract::Consent, true)?;
    waived(&mut suite, &mercy.clinician, &ana, 0)?;
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn who_controls_the_chart_now_erases(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    let heir = Patient { actor: Actor::named("heir"), id: ana.id };
    let mut consent = suite.consent();
    let offer = consent.hand_over(ana.id.into(), HandoverStep::Propose(heir.actor.bytes()));
    suite.submit(&ana.actor, offer)?.value()?;
    assert_eq!(erase(&mut suite, &heir.actor, &ana, 0)?, RegistryError::NotController);
    let accept = consent.hand_over(ana.id.into(), HandoverStep::Accept);
    suite.submit(&heir.actor, accept)?.value()?;
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::NotController);
    erased(&mut suite, &heir, 0)
}

#[apply(on_both)]
fn what_was_erased_can_be_put_on_record_anew_as_another_record(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy.clinician, &ana, retained(0))?;
    erased(&mut suite, &ana, 0)?;
    let version = Version { ..document(LABORATORY).version };
    let again = NewDocument { category: LABORATORY, version };
    assert_eq!(register(&mut suite, &mercy.clinician, &ana, again.clone().into())?, 1);
    assert_eq!(record(&mut suite, &ana, 1)?.version, Some(again.version));
    assert_eq!(record(&mut suite, &ana, 0)?.version, None);
    Ok(())
}
