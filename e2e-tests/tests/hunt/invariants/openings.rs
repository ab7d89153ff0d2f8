//! What an opening left on record is borne out by the patient's policy, record by record, asked of
//! the contracts themselves; and nothing is handed out for an entry that does not permit it.

use anyhow::{ensure, Context, Result};
use chartkey_interfaces::log::{Entry, Log as _, Outcome, Subject};
use chartkey_policy::{
    Basis, Decision, Grantee, Ground, RecordTarget, Refusal, Request, Target, Verdict,
};
use chartkey_vocabulary::{Action, Categories, Category, PatientId, Purpose};

use crate::{
    words::{ChartName, SESSION, TICKET},
    world::World,
};

/// An entry of a log.
fn entry_of(world: &mut World, patient: PatientId, index: u32) -> Result<Entry> {
    let entry = world.suite.read(world.suite.log().entry(patient.into(), index))?;
    entry.context("the log: an entry is not on record")?.value().map_err(Into::into)
}

/// The record of this id, as a decision looks at it.
fn target(world: &mut World, patient: PatientId, id: u32) -> Result<RecordTarget> {
    let record = world.suite.read(world.suite.registry().record(patient.into(), id))?;
    let record = record.context("records: an opened one is gone")?;
    Ok(RecordTarget {
        document: record.document,
        category: record.category,
        issuer: record.issuer,
        addressee: record.addressee,
    })
}

/// What the policy says to the same actor about another target.
fn decided(
    world: &mut World,
    patient: PatientId,
    entry: &Entry,
    record: RecordTarget,
) -> Result<Decision> {
    let request = Request {
        subject: entry.access.actor,
        organization: entry.access.organization,
        target: Target::Record(record),
        purpose: entry.access.purpose,
        action: Action::Read,
        emergency: entry.access.purpose == Purpose::EmergencyTreatment,
    };
    let decide = world.suite.consent().decide(patient.into(), request.into());
    world.suite.read(decide)?.map_err(|error| anyhow::anyhow!("decisions: {error:?}"))
}

/// Right after an opening: its entry says what its event says, and each record of it is decided
/// by itself as the entry has it.
pub fn check(world: &mut World, patient: PatientId, index: u32, verdict: &Verdict) -> Result<()> {
    let entry = entry_of(world, patient, index)?;
    let logged = Outcome::from(verdict.clone());
    ensure!(entry.access.outcome == logged, "the log: {entry:?} for {verdict:?}");
    match (&entry.access.subject, verdict) {
        (Subject::Records(ids), Verdict::Permit(grounds)) => {
            let bases: Vec<_> = grounds.iter().flat_map(|ground| of_each(*ground)).collect();
            ensure!(bases.len() == ids.len(), "openings: {grounds:?} for {ids:?}");
            for (id, basis) in ids.iter().zip(bases) {
                let record = target(world, patient, *id)?;
                let alone = decided(world, patient, &entry, record)?;
                ensure!(
                    alone == Decision::Permit(basis),
                    "openings: {id} was opened by {basis:?}, and alone it is {alone:?}"
                );
            }
        }
        (Subject::Records(ids), Verdict::Deny(Refusal { place, reason })) => {
            let refused = ids.get(usize::from(*place)).context("openings: no such place")?;
            let record = target(world, patient, *refused)?;
            let alone = decided(world, patient, &entry, record)?;
            ensure!(
                alone == Decision::Deny(*reason),
                "openings: {refused} was refused for {reason:?}, and alone it is {alone:?}"
            );
        }
        (Subject::Categories(set), Verdict::Permit(grounds)) => {
            check_session(world, patient, &entry, *set, grounds)?;
        }
        (Subject::Categories(_), Verdict::Deny(Refusal { place: 0, .. })) => {}
        (subject, _) => anyhow::bail!("openings: {verdict:?} about {subject:?}"),
    }
    Ok(())
}

fn of_each(ground: Ground) -> impl Iterator<Item = Basis> {
    (0..ground.count).map(move |_| ground.basis)
}

/// A session is the controller's, or by permits that name the reader or his organization; every
/// record that is only of one of its categories is permitted by them as well.
fn check_session(
    world: &mut World,
    patient: PatientId,
    entry: &Entry,
    set: Categories,
    grounds: &[Ground],
) -> Result<()> {
    ensure!(entry.access.purpose != Purpose::EmergencyTreatment, "sessions: in an emergency");
    let basis = match grounds {
        [Ground { count: 1, basis }] => *basis,
        _ => anyhow::bail!("sessions: one has the grounds {grounds:?}"),
    };
    match basis {
        Basis::Controller => return Ok(()),
        Basis::Provision(id) => {
            let policy = world.suite.read(world.suite.consent().policy(patient.into()))?;
            let policy = policy.context("the policy: the chart is gone")?;
            let one = policy.provisions().iter().find(|one| one.id == id);
            let grantee = one.map(|one| one.terms.grantee);
            ensure!(
                grantee.is_some_and(|grantee| grantee != Grantee::Anyone),
                "sessions: provision {id} is for {grantee:?}"
            );
        }
        basis => anyhow::bail!("sessions: one is opened by {basis:?}"),
    }
    for category in Category::ALL {
        if set.contains(category.into()) {
            let record =
                RecordTarget { document: u32::MAX, category, issuer: None, addressee: None };
            let alone = decided(world, patient, entry, record)?;
            ensure!(
                matches!(alone, Decision::Permit(Basis::Provision(_))),
                "sessions: {category:?} is in one, and alone it is {alone:?}"
            );
        }
    }
    Ok(())
}

/// Nothing stands against a record only where its entry permits it and is young enough, the
/// record is there, and the policy permits it now.
pub fn check_ticket(world: &mut World, chart: ChartName, index: u32, id: u32) -> Result<()> {
    let patient = world.patient(chart);
    let ticket = world.suite.read(world.suite.registry().ticket(patient.into(), index, id))?;
    let Ok(ticket) = ticket else { return Ok(()) };
    if ticket.refusal.is_some() {
        return Ok(());
    }
    let entry = entry_of(world, patient, index)?;
    let record = target(world, patient, id)?;
    let (named, most) = match &entry.access.subject {
        Subject::Records(ids) => (ids.contains(&id), TICKET),
        Subject::Categories(set) => (set.contains(record.category.into()), SESSION),
        Subject::Entry(_) => (false, 0),
    };
    ensure!(
        named && matches!(entry.access.outcome, Outcome::Permit(_)),
        "tickets: {id} is handed out for {entry:?}"
    );
    let now = world.suite.now()?;
    ensure!(now <= entry.time + most, "tickets: {id} is handed out at {now} for {entry:?}");
    let alone = decided(world, patient, &entry, record)?;
    ensure!(
        matches!(alone, Decision::Permit(_)) && ticket.version.is_some(),
        "tickets: {id} is handed out, and alone it is {alone:?}"
    );
    Ok(())
}
