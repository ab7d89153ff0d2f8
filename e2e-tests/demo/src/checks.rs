//! What patients check in the end: their documents, the keeper's store, the log.

use std::fs;

use anyhow::{anyhow, ensure, Context, Result};
use chartkey::{
    documents::{located, Damage, Fault},
    log::verify,
};
use chartkey_interfaces::log::{Entry, Head, Log as _};
use chartkey_vocabulary::{Category, Purpose, MAX_OPENED, MAX_PAGE};
use thousands::Separable as _;

use super::{
    cast::{Cast, Patient},
    keeper::Doubt,
    log_lines::{listing, sessions, uncovered},
    reading::{version_of, Fetching},
    world::World,
};

/// What came of checking all logs.
pub(super) struct LogCheck {
    /// The sizes of the heads on chain, added up.
    pub entries: u64,
    /// Permitted openings of sessions.
    pub sessions: u64,
    /// Lines of the keepers' release logs.
    pub releases: u64,
    /// Whether every proof verified, none for an altered entry, and every release stands under an
    /// entry that permits it.
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
        let ids: Vec<_> = readable.iter().map(|(id, ..)| **id).collect();
        for list in ids.chunks(MAX_OPENED) {
            world.read_own(patient, list)?;
        }
        let superseded = lost.iter().all(|(_, record, _)| record.amended_by.is_some());
        ensure!(superseded, "a document is lost");
        world.story.say(&match (readable.len(), lost.len()) {
            (read, 0) => format!(
                "{} opens all {read} records{} (PATRQT) at once, in one entry of the log: each is \
                 decrypted and equal to its original.",
                patient.name,
                if erased == 0 { "" } else { " that are not erased" }
            ),
            (read, lost) => format!(
                "{} opens {read} (PATRQT) by a signed command: decrypted, equal to the original. \
                 {lost} more was encrypted to a key that was lost with the phone; what she reads \
                 is its later version.",
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
    let (files, before) = check_files(world, cast)?;

    let patient = cast.pieter();
    let id = *patient.records_of(&[Category::PatientSummary]).first().context("no summary")?;
    let record = world.record(patient.id, id)?;
    let version = version_of(&record)?;
    let (digest, keeper) = (version.digest, world.keeper(located(&version.locator)?.0)?);
    let path = keeper.store().path(&digest);
    let intact = fs::read(&path)?;
    let mut altered = intact.clone();
    let position = altered.len() / 2;
    *altered.get_mut(position).context("the file is empty")? ^= 1;
    fs::write(&path, altered)?;

    let (_, during) = check_files(world, cast)?;
    let opening = world.open_own(patient, &[id])?;
    let mut fetching = Fetching::new(&patient.actor, patient.id, opening.entry);
    let released = world.fetch(&mut fetching, id)?;
    fs::write(&path, intact)?;
    let (_, after) = check_files(world, cast)?;
    // Nothing was used up.
    let again = world.fetch(&mut fetching, id)?;

    world.story.say(&format!(
        "One bit is flipped in the file of record {id}, at byte {}. The check of all {} files \
         that the chain knows against their digests named {} before; now it names {}:",
        position.separate_with_commas(),
        files,
        before.len(),
        during.len()
    ))?;
    for Damage { digest, fault } in &during {
        world.story.line(&format!("  {} {fault:?}", hex::encode(digest)))?;
    }
    let named = during == [Damage { digest, fault: Fault::Altered }];
    let withheld = released == Err(Doubt::Damaged.into()) && again.is_ok();
    let detected = before.is_empty() && named && withheld && after.is_empty();
    world.story.say(if detected {
        "That is the altered one. The patient opens the record; the keeper sends nothing that \
         differs from its digest, and says that it cannot tell now. Once the file is restored \
         from the backup, the check names none again, and the same opening is served."
    } else {
        "That is NOT the altered one, or not it alone."
    })?;
    world.end()?;
    Ok(detected)
}

/// Checks all files that the chain knows, records and envelopes, each where it has to be. Returns
/// how many there are, and which are missing or altered.
fn check_files(world: &mut World, cast: &Cast) -> Result<(usize, Vec<Damage>)> {
    let (mut files, mut damaged) = (0, Vec::new());
    for patient in cast.all_patients() {
        for (_, record) in world.records(patient.id)? {
            let Some(version) = record.version else { continue };
            let (house, digest) = located(&version.locator)?;
            damaged.extend(world.keeper(house)?.store().check([digest])?);
            files += 1;
        }
        let policy = world.suite.consent().policy(patient.id.into());
        let policy = world.suite.read(policy)?.context("no policy on chain")?;
        let envelopes = policy.provisions().iter().filter_map(|provision| provision.terms.keys);
        let envelopes: Vec<_> = envelopes.collect();
        files += envelopes.len();
        damaged.extend(world.envelopes.check(envelopes)?);
    }
    Ok((files, damaged))
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
    let mut check = LogCheck { entries: 0, sessions: 0, releases: 0, verified: true };
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
        compare_releases(world, patient, &entries, &mut check)?;
        let mut forged = entries;
        if let Some(last) = forged.last_mut() {
            last.access.purpose = Purpose::Research;
        }
        match verify(patient.id, &forged, &head, Some(remembered)) {
            Err(what) => world.story.say(&format!(
                "With another purpose in the last entry, the log does not verify: {what}."
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

/// Compares the keepers' release logs with a patient's log: each line has to stand under an entry
/// that permits it.
fn compare_releases(
    world: &mut World,
    patient: &Patient,
    entries: &[Entry],
    check: &mut LogCheck,
) -> Result<()> {
    let lines = world.release_lines(&patient.id)?;
    check.releases += lines.len() as u64;
    let uncovered = uncovered(patient, entries, &lines);
    check.verified &= uncovered.is_empty();
    world.story.say(&match uncovered.as_slice() {
        [] => format!(
            "The keepers show {} releases of this chart, each under an entry that permits it.",
            lines.len()
        ),
        some => format!("Keepers released what NO entry permits: {some:?}"),
    })?;
    for (entry, released) in sessions(entries, &lines) {
        check.sessions += 1;
        let records: Vec<_> = released.iter().map(u32::to_string).collect();
        world.story.say(&format!(
            "Entry {entry}, a session, names categories. What was fetched under it: records {}.",
            records.join(", ")
        ))?;
    }
    Ok(())
}
