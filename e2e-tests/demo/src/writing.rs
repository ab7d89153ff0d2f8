//! The hospitals put the charts on record.

use anyhow::{Context, Result};
use chartkey_devchain::Actor;
use chartkey_interfaces::registry::NewRecord;
use chartkey_policy::Basis;
use chartkey_vocabulary::{OrgId, Purpose, Selection};
use thousands::Separable as _;

use super::{
    cast::{Cast, Hospital, Original, Patient},
    checks::head,
    reading::{Fetching, Keys},
    world::World,
};
use crate::fixture::Fixture;

/// The documents that the hospital registers one by one; the others go in one call.
const SINGLE: [&str; 2] = ["Bundle-IPS-examples-Bundle-01", "DiagnosticReport-gingival-mass"];

/// The hospital encrypts the first patient's documents and registers them.
pub(super) fn first_chart(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [patient, _], .. } = cast;
    world.begin(&format!(
        "{} encrypts {}'s documents and registers them",
        directory.hospital.name, patient.name
    ))?;
    let (single, many): (Vec<_>, Vec<_>) = patient
        .documents
        .clone()
        .into_iter()
        .partition(|document| SINGLE.contains(&document.name.as_str()));
    for document in single {
        let (name, size) = (document.name.clone(), document.bytes.len());
        let record = register(world, &directory.author, directory.hospital.id, patient, document)?;
        world
            .story
            .say(&format!("{name}, {} bytes, is record {record}.", size.separate_with_commas()))?;
    }
    let count = many.len();
    let first = register_many(world, &directory.author, directory.hospital.id, patient, many)?;
    world.story.say(&format!(
        "{count} more go in one call: records {first} to {}. Each is an age file for the \
         patient's category key and the hospital's own; the chain gets digest, size and CID. Each was \
         uploaded to the hospital's keeper under a signed statement, for this chart: the keeper \
         hands it out for this record and for no other.",
        patient.originals.keys().last().context("there is no record")?
    ))?;
    world.end()
}

/// The clinic does the same for the second patient, and reads what it wrote.
pub(super) fn second_chart(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [_, patient], .. } = cast;
    world.begin(&format!("{} does the same for {}", directory.clinic.name, patient.name))?;
    let documents = patient.documents.clone();
    let count = documents.len();
    let first =
        register_many(world, &directory.colleague, directory.clinic.id, patient, documents)?;
    world
        .story
        .say(&format!("{} registers {count} documents in one call.", directory.colleague.name()))?;
    let keys = Keys::Issuer(&directory.clinic.key);
    let basis = world.read(&directory.colleague, patient, &[first], Purpose::Treatment, keys)?;
    anyhow::ensure!(basis == Basis::Issuer, "permitted on another ground: {basis:?}");
    world.story.say(&format!(
        "Then the doctor opens record {first}: permitted, since the clinic issued it, and the \
         clinic's key opens the file. It is in the patient's log nevertheless.",
    ))?;
    patient.remembered = Some(head(world, patient)?);
    world.end()
}

/// Encrypts and registers one document. Returns the record's id.
pub(super) fn register(
    world: &mut World,
    author: &Actor,
    issuer: OrgId,
    patient: &mut Patient,
    Fixture { name, category, bytes }: Fixture,
) -> Result<u32> {
    let document = world.encrypt(patient.id, category, (author, issuer), &bytes)?;
    let message = world.suite.registry().register(patient.id.into(), issuer, document.into());
    let record = world.submit(author, "register", message)?.value()?;
    world.bind(issuer, patient.id, [record])?;
    patient.originals.insert(record, Original { name, category, bytes });
    Ok(record)
}

/// The hospital reads a document of its own with its own key, on record like any reading, and
/// encrypts it to the newest key as a new version. Returns that version's id.
pub(super) fn amend(
    world: &mut World,
    author: &Actor,
    issuer: &Hospital,
    patient: &mut Patient,
    record: u32,
) -> Result<u32> {
    let original = patient.originals.get(&record).context("there is no original")?.clone();
    let selection = Selection::record(record);
    let opening = world.open(author, patient, selection, Purpose::Operations)?;
    let mut fetching = Fetching::new(author, patient.id, opening.entry);
    let plaintext = world.decrypt(patient, &mut fetching, record, Keys::Issuer(&issuer.key))?;
    let by = (author, issuer.id);
    let document = world.encrypt(patient.id, original.category, by, &plaintext)?;
    let message = world.suite.registry().amend(patient.id.into(), record, document.version.into());
    let by = world.submit(author, "amend", message)?.value()?;
    world.bind(issuer.id, patient.id, [by])?;
    patient.originals.insert(by, original);
    Ok(by)
}

/// Encrypts these documents and registers them in one call. Returns the id of the first.
fn register_many(
    world: &mut World,
    author: &Actor,
    issuer: OrgId,
    patient: &mut Patient,
    documents: Vec<Fixture>,
) -> Result<u32> {
    let encrypted = documents
        .iter()
        .map(|document| {
            world
                .encrypt(patient.id, document.category, (author, issuer), &document.bytes)
                .map(NewRecord::from)
        })
        .collect::<Result<Vec<_>>>()?;
    let message = world.suite.registry().register_many(patient.id.into(), issuer, encrypted);
    let first = world.submit(author, "register_many", message)?.value()?;
    world.bind(issuer, patient.id, (first..).take(documents.len()))?;
    for (record, Fixture { name, category, bytes }) in (first..).zip(documents) {
        patient.originals.insert(record, Original { name, category, bytes });
    }
    Ok(first)
}
