//! `ticket`: what a keeper asks of the chain before it hands a record out, whom that serves, and
//! what refuses it at once.

mod digests;
mod entries;
mod served;
mod standing;
mod wishes;

use std::fmt::Debug;

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::{new_record, Actor, Hospital, Message, On, Patient, Suite};
use chartkey_interfaces::registry::{Opening, RegistryError, Ticket, TicketRefusal};
use chartkey_policy::Verdict;
use chartkey_vocabulary::{Category, Purpose, Selection, SelfReport};
use scale::{Decode, Encode};

use crate::consent::representatives::representing;

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;
const TREATMENT: Purpose = Purpose::Treatment;

/// What the chain answers a keeper who is asked for this record for this entry.
pub(crate) fn ticket(
    suite: &mut Suite,
    patient: &Patient,
    entry: u32,
    record: u32,
) -> Result<Ticket> {
    let ticket = suite.read(suite.registry().ticket(patient.id.into(), entry, record))?;
    ticket.map_err(|error| anyhow::anyhow!("no ticket: {error:?}"))
}

/// Why a keeper hands this record out for this entry to nobody, if so.
pub(crate) fn refusal(
    suite: &mut Suite,
    patient: &Patient,
    entry: u32,
    record: u32,
) -> Result<Option<TicketRefusal>> {
    Ok(ticket(suite, patient, entry, record)?.refusal)
}

/// Two hospitals, and ana, of whose chart mercy wrote records 0 and 1, laboratory results, and 2,
/// an image. Mercy may read and append to both (provision 0), hope reads nothing.
fn scene(on: On) -> Result<(Suite, Hospital, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let ana = suite.patient("ana", &[LABORATORY, IMAGING])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    assert_eq!(suite.grant(&ana, terms)?, 0);
    let new = [LABORATORY, LABORATORY, IMAGING].map(new_record).to_vec();
    let register = suite.registry().register_many(ana.id.into(), mercy.id, new);
    assert_eq!(suite.submit(&mercy.clinician, register)?.value()?, 0);
    Ok((suite, mercy, hope, ana))
}

/// The same, and hope may read laboratory results (provision 1): its clinician has opened record 0
/// (entry 0) and a session (entry 1).
fn opened(on: On) -> Result<(Suite, Hospital, Hospital, Patient)> {
    let (mut suite, mercy, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    assert_eq!(suite.grant(&ana, terms)?, 1);
    let session = Selection::Categories(LABORATORY.into());
    for (entry, selection) in [(0, Selection::record(0)), (1, session)] {
        assert_eq!(permitted(&mut suite, &hope.clinician, &ana, selection, TREATMENT)?, entry);
    }
    served(&mut suite, &ana)?;
    Ok((suite, mercy, hope, ana))
}

/// Sophie, whom the patient lets read laboratory results in her place, by the provision of this id:
/// she has opened record 0 (entry 0) and a session (entry 1), and is served.
fn represented(suite: &mut Suite, patient: &Patient) -> Result<(Actor, u32)> {
    let sophie = Actor::named("sophie");
    let terms = representing(suite, &sophie, &[LABORATORY])?;
    let permit = suite.grant(patient, terms)?;
    let session = Selection::Categories(LABORATORY.into());
    for (entry, selection) in [(0, Selection::record(0)), (1, session)] {
        let family = Purpose::FamilyRequest;
        assert_eq!(permitted(suite, &sophie, patient, selection, family)?, entry);
    }
    served(suite, patient)?;
    Ok((sophie, permit))
}

/// Record 0 is handed out for both entries, the first of the log.
fn served(suite: &mut Suite, patient: &Patient) -> Result<()> {
    for entry in [0, 1] {
        assert_eq!(refusal(suite, patient, entry, 0)?, None, "entry {entry}");
    }
    Ok(())
}

/// Record 0 is handed out for neither of them, for this reason.
fn refused(suite: &mut Suite, patient: &Patient, why: TicketRefusal) -> Result<()> {
    for entry in [0, 1] {
        assert_eq!(refusal(suite, patient, entry, 0)?, Some(why), "entry {entry}");
    }
    Ok(())
}

/// Opens what has to be permitted. Returns the index of the entry.
fn permitted(
    suite: &mut Suite,
    reader: &Actor,
    patient: &Patient,
    selection: Selection,
    purpose: Purpose,
) -> Result<u32> {
    let Opening { entry, verdict } = suite.open_selection(reader, patient, selection, purpose)?;
    let verdict = verdict.value()?;
    ensure!(matches!(verdict, Verdict::Permit(_)), "not permitted: {verdict:?}");
    Ok(entry)
}

/// Submits what has to be done.
fn done<T: Decode, E: Decode + Debug>(
    suite: &mut Suite,
    caller: &Actor,
    message: Message<impl Encode, Result<T, E>>,
) -> Result<T> {
    suite.submit(caller, message)?.value()
}

/// The patient adds a document of her own.
fn reported(suite: &mut Suite, patient: &Patient, report: SelfReport) -> Result<u32> {
    let report = suite.registry().self_report(patient.id.into(), report.into());
    done(suite, &patient.actor, report)
}

/// The error that stands in the way of a ticket.
fn no_ticket(
    suite: &mut Suite,
    patient: &Patient,
    entry: u32,
    record: u32,
) -> Result<RegistryError> {
    let ticket = suite.read(suite.registry().ticket(patient.id.into(), entry, record))?;
    ticket.err().context("there is a ticket")
}
