//! What patients check in the end: their documents, the keeper's store, the log.

use std::fs;

use anyhow::{anyhow, ensure, Context, Result};
use chartkey::{
    documents::{Damage, Fault},
    log::verify,
};
use chartkey_interfaces::log::{Entry, Head, Log as _, Outcome, Subject};
use chartkey_policy::{Basis, Reason};
use chartkey_vocabulary::{Category, Digest, Purpose, MAX_PAGE};

use super::{
    cast::{Cast, Patient},
    keeper::version_of,
    story::grouped,
    world::World,
};

/// What came of checking all logs.
pub(super) struct LogCheck {
    /// The sizes of the heads on chain, added up.
    pub entries: u64,
    /// Whether every proof verified, and none for an altered entry.
    pub verified: bool,
}

/// The patients read all they have. Of what was encrypted to a key that is lost there has to
/// be a later version.
pub(super) fn read_whole_charts(world: &mut World, cast: &Cast) -> Result<()> {
    world.begin("The patients read their whole charts")?;
    for patient in cast.all_patients() {
        let records = world.records(patient.id)?;
        ensure!(records.len() == patient.originals.len(), "the chart has other records");
        let kept = records.iter().filter_map(|(id, record)| {
            record.version.as_ref().map(|version| (id, record, version.key_epoch))
        });
        let (readable, lost): (Vec<_>, Vec<_>) = kept.partition(|(_, record, epoch)| {
            patient.secrets.contains_key(&(record.category, *epoch))
        });
        let erased = records.len() - readable.len() - lost.len();
        for (id, ..) in &readable {
            world.read_own(patient, **id)?;
        }
        let superseded = lost.iter().all(|(_, record, _)| record.amended_by.is_some());
        ensure!(superseded, "a document is lost");
        world.story.say(&match (readable.len(), lost.len()) {
            (read, 0) => format!(
                "{} opens all {read} records{} (PATRQT): each is decrypted and equal to its \
                 original.",
                patient.name,
                if erased == 0 { "" } else { " that are not erased" }
            ),
            (read, lost) => format!(
                "{} opens {read} (PATRQT): decrypted, equal to the original. {lost} more was \
                 encrypted to a key that was lost with the phone; what she reads is its later \
                 version.",
                patient.name
            ),
        })?;
    }
    world.end()
}

/// A blob is altered, and the check over all of them names it. Returns whether it did, no
/// other, and none before and after.
pub(super) fn alter_one_blob(world: &mut World, cast: &Cast) -> Result<bool> {
    world.begin("Somebody alters a stored file")?;
    let blobs = registered_blobs(world, cast)?;
    let before = world.store.check(blobs.iter().copied())?;

    let patient = cast.pieter();
    let id = *patient.records_of(&[Category::PatientSummary]).first().context("no summary")?;
    let digest = version_of(&world.record(patient.id, id)?)?.digest;
    let path = world.store.path(&digest);
    let intact = fs::read(&path)?;
    let mut altered = intact.clone();
    let position = altered.len() / 2;
    *altered.get_mut(position).context("the file is empty")? ^= 1;
    fs::write(&path, altered)?;

    let during = world.store.check(blobs.iter().copied())?;
    let released = world.store.get(&digest).is_ok();
    fs::write(&path, intact)?;
    let after = world.store.check(blobs.iter().copied())?;

    world.story.say(&format!(
        "One bit is flipped in the file of record {id}, at byte {}. The check of all {} files \
         that the chain knows against their digests named {} before; now it names {}:",
        grouped(u64::try_from(position)?),
        blobs.len(),
        before.len(),
        during.len()
    ))?;
    for Damage { digest, fault } in &during {
        world.story.line(&format!("  {} {fault:?}", hex::encode(digest)))?;
    }
    let named = during == [Damage { digest, fault: Fault::Altered }];
    let detected = before.is_empty() && named && !released && after.is_empty();
    world.story.say(if detected {
        "That is the altered one. The keeper releases nothing that differs from its digest; once \
         the file is restored from the backup, the check names none again."
    } else {
        "That is NOT the altered one, or not it alone."
    })?;
    world.end()?;
    Ok(detected)
}

/// The digests of all files that the chain knows: records and envelopes.
fn registered_blobs(world: &mut World, cast: &Cast) -> Result<Vec<Digest>> {
    let mut digests = Vec::new();
    for patient in cast.all_patients() {
        let records = world.records(patient.id)?;
        let versions = records.iter().filter_map(|(_, record)| record.version.as_ref());
        digests.extend(versions.map(|version| version.digest));
        let policy = world.suite.consent().policy(patient.id.into());
        let policy = world.suite.read(policy)?.context("no policy on chain")?;
        digests.extend(policy.provisions().iter().filter_map(|provision| provision.terms.keys));
    }
    Ok(digests)
}

/// The head of a patient's log, from the chain.
pub(super) fn head(world: &mut World, patient: &Patient) -> Result<Head> {
    let head = world.suite.log().head(patient.id.into());
    world.suite.read(head)
}

/// A patient's whole log, from the chain.
fn entries(world: &mut World, patient: &Patient) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    loop {
        let from = u32::try_from(entries.len())?;
        let page = world.suite.log().entries(patient.id.into(), from, MAX_PAGE);
        let page = world.suite.read(page)?.map_err(|error| anyhow!("no entries: {error:?}"))?;
        if page.is_empty() {
            return Ok(entries);
        }
        for entry in page {
            entries.push(entry.value()?);
        }
    }
}

/// The patients read their logs and verify every entry.
pub(super) fn verify_logs(world: &mut World, cast: &Cast) -> Result<LogCheck> {
    world.begin("The patients read their logs and verify every entry")?;
    let mut check = LogCheck { entries: 0, verified: true };
    for patient in cast.all_patients() {
        let (name, head) = (patient.name, head(world, patient)?);
        let entries = entries(world, patient)?;
        check.entries += head.size;
        world.story.line(&format!("The log of {name}:"))?;
        for line in listing(cast, &entries) {
            world.story.line(&line)?;
        }
        let remembered = patient.remembered.as_ref().context("no head was remembered")?;
        let verdict = match verify(patient.id, &entries, &head, Some(remembered)) {
            Ok(proofs) => format!(
                "{proofs} inclusion proofs verify against the head on chain, and a consistency \
                 proof from the head of size {} that {name} wrote down earlier.",
                remembered.size
            ),
            Err(what) => {
                check.verified = false;
                format!("The log does NOT verify: {what}.")
            }
        };
        world.story.say(&verdict)?;
        let mut forged = entries;
        if let Some(last) = forged.last_mut() {
            last.access.purpose = Purpose::Research;
        }
        match verify(patient.id, &forged, &head, Some(remembered)) {
            Err(what) => world.story.say(&format!(
                "Told with another purpose in the last entry, it does not verify: {what}."
            ))?,
            Ok(_) => {
                check.verified = false;
                world.story.say("A forged entry verifies too, which it must NOT.")?;
            }
        }
    }
    world.end()?;
    Ok(check)
}

/// The log as lines, with entries in a row that differ only in record and time as one.
fn listing(cast: &Cast, entries: &[Entry]) -> Vec<String> {
    let alike = |one: &Entry, other: &Entry| {
        (one.access.actor, one.access.purpose, one.access.outcome)
            == (other.access.actor, other.access.purpose, other.access.outcome)
    };
    let mut from = 0;
    let mut lines = Vec::new();
    for run in entries.chunk_by(alike) {
        let Some(first) = run.first() else { continue };
        let access = &first.access;
        let to = from + run.len() - 1;
        let range = if from == to { from.to_string() } else { format!("{from} to {to}") };
        let subject = match (access.subject, run.len()) {
            (Subject::Record(record), 1) => format!("record {record}"),
            (Subject::Categories(_), 1) => "the chart".to_owned(),
            (Subject::Entry(entry), 1) => format!("entry {entry}"),
            (_, count) => format!("{count} openings"),
        };
        lines.push(format!(
            "  {range:>8}  {:<22} {:<8} {subject:<11} {}",
            cast.name_of(&access.actor),
            access.purpose.code(),
            told(access.outcome)
        ));
        from = to + 1;
    }
    lines
}

/// Why something was refused, in words.
pub(super) fn in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::NoConsent => "no consent",
        Reason::NotYetValid => "consent not yet valid",
        Reason::Expired => "consent expired",
        Reason::DeniedByPatient => "denied by the patient",
        Reason::NotInDirective => "not opened in an emergency",
        Reason::NoEmergency => "no emergency declared",
        Reason::NotRepresentative => "not a representative",
    }
}

fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Permit(Basis::Controller) => "permitted: the patient".to_owned(),
        Outcome::Permit(Basis::Issuer) => "permitted: the record's issuer".to_owned(),
        Outcome::Permit(Basis::Emergency) => "permitted: a declared emergency".to_owned(),
        Outcome::Permit(Basis::Addressee) => "permitted: the patient sent it".to_owned(),
        Outcome::Permit(Basis::Provision(id)) => format!("permitted by provision {id}"),
        Outcome::Deny(reason) => format!("refused: {}", in_words(reason)),
        Outcome::Declared => "declared an emergency".to_owned(),
        Outcome::Reviewed(finding) => format!("reviewed: {}", finding.word()),
        Outcome::Disputed => "disputed".to_owned(),
    }
}
