//! Who erases a record, in which order, and what is left of it.

use anyhow::Result;
use chartkey_e2e_tests::{
    document, Actor, Contract, Event, Hospital, On, Patient, Suite, DAY, HOUR,
};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    directory::Role,
    log::Log as _,
    registry::{NewRecord, Record, RegistryError, MAX_ERASED},
};
use chartkey_policy::{Grantee, Terms};
use chartkey_vocabulary::{
    Action, NewDocument, Purpose, Retraction, Selection, SelfReport, Version,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::{record, retaining::waived, scene, version, IMAGING, LABORATORY};
use crate::{directory::input::refused_with_a_byte_too_many, on_both};

/// A laboratory document that is retained until that time.
pub(super) fn retained(retain_until: u64) -> NewRecord {
    NewRecord { document: document(LABORATORY), retain_until }
}

/// The clinician of a hospital puts a document on record.
pub(super) fn register(
    suite: &mut Suite,
    hospital: &Hospital,
    patient: &Patient,
    new: NewRecord,
) -> Result<u32> {
    let register = suite.registry().register(patient.id.into(), hospital.id, new.into());
    suite.submit(&hospital.clinician, register)?.value()
}

/// What becomes of an attempt to erase a record.
pub(super) fn erase(
    suite: &mut Suite,
    who: &Actor,
    patient: &Patient,
    id: u32,
) -> Result<RegistryError> {
    let erase = suite.registry().erase(patient.id.into(), id);
    let outcome = suite.submit(who, erase)?;
    assert_eq!(outcome.events, []);
    outcome.refusal()
}

/// The patient erases a record, and that is emitted.
pub(super) fn erased(suite: &mut Suite, patient: &Patient, id: u32) -> Result<()> {
    let erase = suite.registry().erase(patient.id.into(), id);
    let outcome = suite.submit(&patient.actor, erase)?;
    assert_eq!(outcome.emitted(), [Event::Erased { patient: patient.id, records: vec![id] }]);
    outcome.value()
}

/// A document of this many versions. Returns the ids.
fn versions(
    suite: &mut Suite,
    hospital: &Hospital,
    patient: &Patient,
    retain_until: u64,
    count: u8,
) -> Result<Vec<u32>> {
    let mut ids = vec![register(suite, hospital, patient, retained(retain_until))?];
    for number in 1..count {
        let before = ids.last().copied().unwrap_or_default();
        let amend = suite.registry().amend(patient.id.into(), before, version(number).into());
        ids.push(suite.submit(&hospital.clinician, amend)?.value()?);
    }
    Ok(ids)
}

/// The patient erases a document from this version on. Returns where to go on.
fn document_erased(
    suite: &mut Suite,
    patient: &Patient,
    id: u32,
    records: &[u32],
) -> Result<Option<u32>> {
    let erase = suite.registry().erase_document(patient.id.into(), id);
    let outcome = suite.submit(&patient.actor, erase)?;
    let event = Event::Erased { patient: patient.id, records: records.to_vec() };
    assert_eq!(outcome.emitted(), [event]);
    outcome.value()
}

#[apply(on_both)]
fn the_patient_erases_a_record_once_it_is_not_retained_any_more(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
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
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    suite.advance(HOUR - 1)?;
    assert_eq!(suite.now()?, retain_until - 1);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 0)?, RegistryError::Retained);
    suite.advance(1)?;
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn nobody_but_the_patient_erases(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let eve = suite.patient("eve", &[LABORATORY])?;
    register(&mut suite, &mercy, &ana, retained(0))?;
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
    let report =
        suite.registry().self_report(ana.id.into(), SelfReport::from(document(LABORATORY)).into());
    assert_eq!(suite.submit(&ana.actor, report)?.value()?, 0);
    assert_eq!(record(&mut suite, &ana, 0)?.retain_until, 0);
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn versions_are_erased_oldest_first(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    assert_eq!(versions(&mut suite, &mercy, &ana, 0, 3)?, [0, 1, 2]);
    for later in [1, 2] {
        let error = erase(&mut suite, &ana.actor, &ana, later)?;
        assert_eq!(error, RegistryError::EarlierVersions);
    }
    erased(&mut suite, &ana, 0)?;
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 2)?, RegistryError::EarlierVersions);
    erased(&mut suite, &ana, 1)?;
    // What is left can be corrected: no correction is erased from under an error.
    let amend = suite.registry().amend(ana.id.into(), 2, version(9).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 3);
    assert_eq!(erase(&mut suite, &ana.actor, &ana, 3)?, RegistryError::EarlierVersions);
    erased(&mut suite, &ana, 2)?;
    erased(&mut suite, &ana, 3)
}

#[apply(on_both)]
fn a_document_is_erased_at_once_by_any_of_its_versions(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for by in 0..3 {
        let ids = versions(&mut suite, &mercy, &ana, 0, 3)?;
        let before: Vec<_> =
            ids.iter().map(|id| record(&mut suite, &ana, *id)).collect::<Result<_>>()?;
        assert_eq!(document_erased(&mut suite, &ana, ids[by], &ids)?, None);
        for (id, before) in ids.iter().zip(before) {
            assert_eq!(record(&mut suite, &ana, *id)?, Record { version: None, ..before });
        }
        let again = suite.registry().erase_document(ana.id.into(), ids[by]);
        assert_eq!(suite.submit(&ana.actor, again)?.refusal()?, RegistryError::Erased);
    }
    // What was erased before is not erased again.
    let ids = versions(&mut suite, &mercy, &ana, 0, 3)?;
    erased(&mut suite, &ana, ids[0])?;
    assert_eq!(document_erased(&mut suite, &ana, ids[0], &ids[1..])?, None);
    Ok(())
}

/// In process: so many versions take their time on a node.
#[test]
fn a_document_of_many_versions_is_erased_thirty_two_in_a_call() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let ids = versions(&mut suite, &mercy, &ana, 0, 70)?;
    assert_eq!(MAX_ERASED, 32);
    let next = document_erased(&mut suite, &ana, ids[50], &ids[..32])?;
    assert_eq!(next, Some(ids[32]));
    // The rest is still a document that can be corrected.
    let amend = suite.registry().amend(ana.id.into(), ids[69], version(99).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 70);
    let next = document_erased(&mut suite, &ana, ids[32], &ids[32..64])?;
    assert_eq!(next, Some(ids[64]));
    let rest = [&ids[64..], &[70]].concat();
    assert_eq!(document_erased(&mut suite, &ana, ids[64], &rest)?, None);
    Ok(())
}

#[apply(on_both)]
fn a_document_that_is_retained_is_not_erased_by_anybody(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    versions(&mut suite, &mercy, &ana, retain_until, 2)?;
    for (who, error) in [
        (&ana.actor, RegistryError::Retained),
        (&mercy.clinician, RegistryError::NotController),
        (&mercy.admin, RegistryError::NotController),
    ] {
        let erase = suite.registry().erase_document(ana.id.into(), 1);
        let outcome = suite.submit(who, erase)?;
        assert_eq!(outcome.events, []);
        assert_eq!(outcome.refusal()?, error);
    }
    suite.advance(30 * DAY)?;
    assert_eq!(document_erased(&mut suite, &ana, 1, &[0, 1])?, None);
    Ok(())
}

#[apply(on_both)]
fn a_byte_behind_the_id_of_what_is_erased_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    versions(&mut suite, &mercy, &ana, 0, 2)?;
    let erase = suite.registry().erase(ana.id.into(), 0);
    assert_eq!(refused_with_a_byte_too_many(&mut suite, &ana.actor, erase)?, Ok(()));
    let erase = suite.registry().erase_document(ana.id.into(), 0);
    assert_eq!(refused_with_a_byte_too_many(&mut suite, &ana.actor, erase)?, Ok(None));
    Ok(())
}

#[apply(on_both)]
fn a_tombstone_keeps_all_but_what_leads_to_the_document(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy, &ana, retained(0))?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
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
    assert_eq!(register(&mut suite, &mercy, &ana, retained(0))?, 2);
    let page = suite.read(suite.registry().records(ana.id.into(), 0, 1))?;
    assert_eq!(page, Ok(vec![tombstone]));
    Ok(())
}

#[apply(on_both)]
fn opening_a_tombstone_says_so_and_leaves_no_entry(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy, &ana, retained(0))?;
    assert_eq!(suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?.entry, 0);
    let entries = suite.read(suite.log().entries(ana.id.into(), 0, 32))?;
    erased(&mut suite, &ana, 0)?;
    for (reader, purpose, organization) in [
        (&mercy.clinician, Purpose::Treatment, Some(mercy.id)),
        (&mercy.clinician, Purpose::EmergencyTreatment, Some(mercy.id)),
        (&ana.actor, Purpose::PatientRequest, None),
    ] {
        let open =
            suite.registry().open(ana.id.into(), Selection::record(0), purpose, organization);
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
    register(&mut suite, &mercy, &ana, retained(0))?;
    erased(&mut suite, &ana, 0)?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(2).into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.refusal()?, RegistryError::Erased);
    let waive = suite.registry().waive_retention(ana.id.into(), 0);
    assert_eq!(suite.submit(&mercy.clinician, waive)?.refusal()?, RegistryError::Erased);
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
        register(&mut suite, &mercy, &ana, retained(0))?;
    }
    let imaging = NewDocument { category: IMAGING, version: document(IMAGING).version };
    register(&mut suite, &mercy, &ana, imaging.into())?;
    erased(&mut suite, &ana, 0)?;
    let reader =
        suite.terms(Grantee::Practitioner(mercy.clinician.bytes()), &[LABORATORY, IMAGING])?;
    let keys = Some([0x3e; 32]);
    let id = suite.grant(&ana, Terms { actions: Action::Read.into(), keys, ..reader })?;
    suite.revoke(&ana, id)?;
    let stale = suite.read(suite.registry().stale(ana.id.into(), 0, 32))?;
    assert_eq!(stale.map(|page| page.records), Ok(vec![1, 2]));
    Ok(())
}

#[apply(on_both)]
fn a_pause_does_not_stop_erasing(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let retain_until = suite.now()? + 30 * DAY;
    register(&mut suite, &mercy, &ana, retained(retain_until))?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.set_paused(Contract::Registry, true)?;
    suite.set_paused(Contract::Consent, true)?;
    waived(&mut suite, &mercy, &clerk, &ana, 0)?;
    erased(&mut suite, &ana, 0)
}

#[apply(on_both)]
fn who_controls_the_chart_now_erases(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    register(&mut suite, &mercy, &ana, retained(0))?;
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
    register(&mut suite, &mercy, &ana, retained(0))?;
    erased(&mut suite, &ana, 0)?;
    let version = Version { ..document(LABORATORY).version };
    let again = NewDocument { category: LABORATORY, version };
    assert_eq!(register(&mut suite, &mercy, &ana, again.clone().into())?, 1);
    assert_eq!(record(&mut suite, &ana, 1)?.version, Some(again.version));
    assert_eq!(record(&mut suite, &ana, 0)?.version, None);
    Ok(())
}
