//! Emergencies: declared alone and at once, used under the patient's directive, reviewed
//! afterwards.

mod declaring;
mod directive;
mod disputing;
mod opening;
mod overdue;
mod reviewing;
mod standing;

use std::fmt::Debug;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{document, Actor, Hospital, Message, On, Patient, Suite};
use chartkey_interfaces::{
    log::{Entry, Log as _, Outcome},
    registry::{Opening, RegistryError},
};
use chartkey_policy::Decision;
use chartkey_vocabulary::{Category, Digest, Finding, OrgId, Purpose, Selection, SelfReport};
use scale::{Decode, Encode};

use crate::verdict::of_one;

const LABORATORY: Category = Category::Laboratory;
const EMERGENCY: Purpose = Purpose::EmergencyTreatment;
const JUSTIFICATION: Digest = [0x1a; 32];
const FINDING: Digest = [0xf1; 32];

/// Record 0 of ana's chart is a laboratory result. She permits nobody anything. The medic of mercy
/// may declare emergencies; its clinician was there before.
fn scene(on: On) -> Result<(Suite, Hospital, Patient, Actor)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = charted(&mut suite, "ana")?;
    let medic = suite.responder(&mercy, "medic")?;
    Ok((suite, mercy, ana, medic))
}

/// A patient whose record 0 is a laboratory result.
fn charted(suite: &mut Suite, name: &str) -> Result<Patient> {
    let patient = suite.patient(name, &[LABORATORY])?;
    assert_eq!(report(suite, &patient, LABORATORY)?, 0);
    Ok(patient)
}

/// The patient adds a document.
fn report(suite: &mut Suite, patient: &Patient, category: Category) -> Result<u32> {
    let report = suite
        .registry()
        .self_report(patient.id.into(), SelfReport::from(document(category)).into());
    suite.submit(&patient.actor, report)?.value()
}

fn declaration(
    suite: &Suite,
    patient: &Patient,
    organization: OrgId,
) -> Message<impl Encode, Result<u32, RegistryError>> {
    suite.registry().declare_emergency(patient.id.into(), organization, JUSTIFICATION.into())
}

/// A member of an organization finds that an emergency was justified, and refers to a document.
fn review(
    suite: &Suite,
    patient: &Patient,
    organization: OrgId,
    practitioner: &Actor,
    declared: u32,
) -> Message<impl Encode, Result<u32, RegistryError>> {
    suite.registry().review_emergency(
        patient.id.into(),
        organization,
        practitioner.bytes().into(),
        declared,
        Finding::Justified,
        Some(FINDING),
    )
}

/// Opens a record in an emergency, and checks that the answer is on record.
fn opens(suite: &mut Suite, reader: &Actor, patient: &Patient, record: u32) -> Result<Decision> {
    let opening = suite.open(reader, patient, record, EMERGENCY)?;
    assert_eq!(log_size(suite, patient)?, u64::from(opening.entry) + 1);
    let outcome = Outcome::from(of_one(opening.decision));
    assert_eq!(entry(suite, patient, opening.entry)?.access.outcome, outcome);
    Ok(opening.decision)
}

/// An opening in an emergency, for the organization that the reader serves.
fn opening(
    suite: &mut Suite,
    reader: &Actor,
    patient: &Patient,
    record: u32,
) -> Result<Message<impl Encode, Result<Opening, RegistryError>>> {
    let organization = Some(suite.organization_of(reader)?);
    Ok(suite.registry().open(patient.id.into(), Selection::record(record), EMERGENCY, organization))
}

/// Checks that there is no emergency of the reader's own: an error that leaves no trace.
fn no_emergency(suite: &mut Suite, reader: &Actor, patient: &Patient) -> Result<()> {
    let open = opening(suite, reader, patient, 0)?;
    let error = leaves_no_trace(suite, patient, reader, open)?;
    assert_eq!(error, RegistryError::NoEmergency);
    Ok(())
}

/// What an opening of record 0 would be answered right now, at the time that the clock was set to.
fn would_open(
    suite: &mut Suite,
    reader: &Actor,
    patient: &Patient,
) -> Result<Result<Decision, RegistryError>> {
    let open = opening(suite, reader, patient, 0)?;
    Ok(match suite.read_as(reader, open)?.answer()? {
        Ok(opening) => Ok(opening.verdict.value()?.of_first()),
        Err(error) => Err(error),
    })
}

/// Whether a declaration would be taken right now, at the time that the clock was set to.
fn would_declare(
    suite: &mut Suite,
    who: &Actor,
    patient: &Patient,
) -> Result<Result<u32, RegistryError>> {
    let organization = suite.organization_of(who)?;
    let declaration = declaration(suite, patient, organization);
    suite.read_as(who, declaration)?.answer()
}

/// Submits what has to be refused, and checks that nothing at all has changed.
fn leaves_no_trace<Args: Encode, T: Decode + Debug, E: Decode + Debug>(
    suite: &mut Suite,
    patient: &Patient,
    caller: &Actor,
    message: Message<Args, Result<T, E>>,
) -> Result<E> {
    let before = suite.read(suite.log().head(patient.id.into()))?;
    let outcome = suite.submit(caller, message)?;
    assert_eq!(outcome.events, []);
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
    assert_eq!(suite.read(suite.log().head(patient.id.into()))?, before);
    outcome.refusal()
}

fn log_size(suite: &mut Suite, patient: &Patient) -> Result<u64> {
    Ok(suite.read(suite.log().head(patient.id.into()))?.size)
}

fn entry(suite: &mut Suite, patient: &Patient, index: u32) -> Result<Entry> {
    let entry = suite.read(suite.log().entry(patient.id.into(), index))?;
    Ok(entry.context("there is no such entry")?.value()?)
}
