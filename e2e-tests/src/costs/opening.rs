//! What it costs to open: one record, lists of records, sessions.

use anyhow::{ensure, Result};
use chartkey_interfaces::registry::Opening;
use chartkey_policy::{Basis, Decision, Reason};
use chartkey_vocabulary::{Categories, Purpose, Selection, MAX_OPENED};

use super::{
    consent::{terms, CATEGORY},
    meter::Meter,
    Filled,
};
use crate::{new_record, Hospital, Message, Patient, Suite};

/// How many documents are read at a visit.
pub(super) const VISIT: usize = 20;

/// How many entries a page of the log has.
pub(super) const PAGE: u32 = 16;

/// The place in a page of its log at which an opening is measured; the mean of all is here.
pub(super) const MIDDLE: u32 = 8;

/// The place of the last entry of a page.
pub(super) const LAST: u32 = 15;

/// What is said of an entry at the place [`MIDDLE`].
pub(super) const MIDDLE_CASE: &str = "one record, permitted, 1 provision; the 9th entry of a page";

/// What is said of an entry at the place [`LAST`].
pub(super) const LAST_CASE: &str = "one more item: the page that is full";

/// The name of an opening of one record in the report.
pub(super) const ONE: &str = "one record";

/// The name of an opening of as many records as a visit has.
pub(super) const MANY: &str = "20 records";

/// The name of an opening of a session.
pub(super) const SESSION: &str = "a session";

/// What is opened, by its name in the report. Records are those of a chart with [`MAX_OPENED`].
pub(super) fn selections() -> [(&'static str, Selection); 5] {
    let records = |count| Selection::Records((0..).take(count).collect());
    [
        (ONE, Selection::record(0)),
        ("8 records", records(8)),
        (MANY, records(VISIT)),
        ("32 records", records(MAX_OPENED)),
        (SESSION, Selection::Categories(Categories::of(&[CATEGORY]))),
    ]
}

/// A chart with one provision, for the hospital, and as many records as one opening may name.
pub(super) fn chart(suite: &mut Suite, mercy: &Hospital, name: &str) -> Result<Patient> {
    let patient = suite.patient(name, &[CATEGORY])?;
    let terms = terms(suite, mercy.grantee())?;
    suite.grant(&patient, terms)?;
    let records = vec![new_record(CATEGORY); MAX_OPENED];
    let register = suite.registry().register_many(patient.id.into(), mercy.id, records);
    suite.submit(&mercy.clinician, register)?.value()?;
    Ok(patient)
}

/// A clinician's opening for treatment.
pub(super) fn open(
    suite: &Suite,
    mercy: &Hospital,
    patient: &Patient,
    selection: Selection,
) -> Message<impl scale::Encode, Result<Opening, chartkey_interfaces::registry::RegistryError>> {
    suite.registry().open(patient.id.into(), selection, Purpose::Treatment, Some(mercy.id))
}

/// Checks that an opening is permitted by the chart's provision.
pub(super) fn permitted(opening: &Opening) -> Result<()> {
    let permitted = opening.verdict.value()?.is_on(Basis::Provision(0));
    ensure!(permitted, "an opening: {opening:?}");
    Ok(())
}

/// Measures every kind of opening and its ticket, on a chart with a record and one provision, for
/// the hospital, and on another. Returns what each opening of a page of the log cost, for each of
/// the [`selections`].
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<Vec<Filled>> {
    let reader = &mercy.clinician;
    let one = |meter: &Meter| open(&meter.suite, mercy, ana, Selection::record(0));
    let case = "one more item: the log's tree and open page";
    let first = one(meter);
    permitted(&meter.variant(reader, first, "first of the log", case)?.value()?)?;
    others(meter, mercy, ana)?;
    for place in 3..PAGE {
        let message = one(meter);
        let opening = match place {
            MIDDLE => meter.usual(reader, message, MIDDLE_CASE)?.value()?,
            LAST => meter.variant(reader, message, "16th of a page", LAST_CASE)?.value()?,
            _ => meter.suite.submit(reader, message)?.value()?,
        };
        permitted(&opening)?;
        ensure!(opening.entry == place, "another entry: {opening:?}");
    }
    ticket(meter, ana, MIDDLE, None)?;
    pages(meter, mercy)
}

/// Fills a page of the log of another chart with each of the [`selections`], behind a first page.
fn pages(meter: &mut Meter, mercy: &Hospital) -> Result<Vec<Filled>> {
    let reader = &mercy.clinician;
    let olga = chart(&mut meter.suite, mercy, "olga")?;
    for _ in 0..PAGE {
        let first_page = open(&meter.suite, mercy, &olga, Selection::record(0));
        meter.suite.submit(reader, first_page)?.value()?;
    }
    let mut filled = Vec::new();
    for (name, selection) in selections() {
        let case =
            format!("{name}, permitted, 1 provision; the 9th entry of a page of equal openings");
        let has_a_row = selection != Selection::record(0);
        for place in 0..PAGE {
            let message = open(&meter.suite, mercy, &olga, selection.clone());
            let (opening, cost) = if place == MIDDLE && has_a_row {
                let opening = meter.variant(reader, message, name, &case)?.value()?;
                (opening, meter.latest()?.cost())
            } else {
                let opened = meter.suite.submit(reader, message)?;
                let cost = opened.cost;
                (opened.value()?, cost)
            };
            permitted(&opening)?;
            ensure!(opening.entry % PAGE == place, "another place: {opening:?}");
            filled.push(Filled::new(name, place, cost));
            if place == MIDDLE && matches!(selection, Selection::Categories(_)) {
                ticket(meter, &olga, opening.entry, Some(name))?;
            }
        }
    }
    Ok(filled)
}

/// One that is refused and one by the patient: the second and the third entry of the log.
fn others(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let mut registry = meter.suite.registry();
    let mut open = |purpose, organization| {
        registry.open(ana.id.into(), Selection::record(0), purpose, organization)
    };
    let case = "for research, which nobody permitted";
    let refused = open(Purpose::Research, Some(mercy.id));
    let refused = meter.variant(&mercy.clinician, refused, "refused", case)?.value()?;
    let answer = refused.verdict.value()?.of_first();
    ensure!(answer == Decision::Deny(Reason::NoConsent), "a refusal: {refused:?}");
    let case = "the chart's controller reads";
    let own = open(Purpose::PatientRequest, None);
    let own = meter.variant(&ana.actor, own, "by the patient", case)?.value()?;
    ensure!(own.verdict.value()?.is_on(Basis::Controller), "the patient's own: {own:?}");
    Ok(())
}

/// What a keeper asks before it hands out the first record for an entry.
fn ticket(meter: &mut Meter, patient: &Patient, entry: u32, name: Option<&str>) -> Result<()> {
    let owner = meter.suite.owner();
    let ticket = meter.suite.registry().ticket(patient.id.into(), entry, 0);
    let ticket = match name {
        Some(name) => meter.variant(&owner, ticket, name, "good, the entry of a session")?,
        None => meter.usual(&owner, ticket, "good, the entry of one record")?,
    }
    .value()?;
    ensure!(ticket.refusal.is_none(), "a ticket: {ticket:?}");
    Ok(())
}
