//! The consent ends early, and a document gets a new key.

use anyhow::{anyhow, ensure, Context, Result};
use chartkey::documents::unseal;
use chartkey_devchain::MINUTE;
use chartkey_interfaces::registry::TicketRefusal;
use chartkey_policy::Reason;
use chartkey_vocabulary::Category;

use super::{
    cast::{Cast, Patient},
    consultation::{Consent, READABLE},
    keeper::Refusal,
    log_lines::in_words,
    reading::{version_of, Fetching},
    setup::publish_key,
    world::World,
    writing::amend,
};

/// The category whose key is renewed.
const RENEWED: Category = Category::Laboratory;
/// The document that is encrypted again.
const ENCRYPTED_AGAIN: &str = "DiagnosticReport-gingival-mass";

/// The patient takes the consent back while the consultant's session runs, and destroys the
/// envelope.
pub(super) fn revoke(
    world: &mut World,
    cast: &Cast,
    consent: Consent,
    mut session: Fetching,
) -> Result<()> {
    let (patient, consultant) = (cast.pieter(), &cast.directory.consultant);
    world.begin(&format!("{} takes the consent back, while a session runs", patient.name))?;
    let provision = world.provision(patient.id, consent.read)?;
    let envelope = provision.terms.keys.context("the consent has no envelope")?;

    let before = world.epochs(patient.id)?;
    // Only a permit that handed out keys asks for new ones when it goes.
    revoke_provision(world, patient, consent.append)?;
    ensure!(world.epochs(patient.id)? == before, "a permit without keys asks for new ones");
    revoke_provision(world, patient, consent.read)?;
    world.envelopes.remove(&envelope)?;
    let after = world.epochs(patient.id)?;

    let record = *patient.records_of(&[RENEWED]).first().context("there is no record")?;
    let ticket = world.suite.registry().ticket(patient.id.into(), session.entry, record);
    let ticket = world.suite.read(ticket)?.map_err(|error| anyhow!("no ticket: {error:?}"))?;
    let left = ticket.until.saturating_sub(ticket.now) / MINUTE;
    ensure!(left > 0, "the session is over");
    let released = world.fetch(&mut session, record)?;
    let denied = Refusal::Ticket(TicketRefusal::Denied(Reason::NoConsent));
    ensure!(released == Err(denied.into()), "the session goes on: {released:?}");
    let (entry, reason) = world.be_refused(consultant, patient, record)?;
    world.story.say(&format!(
        "Both provisions are revoked and the envelope is destroyed. The doctor's session, entry \
         {}, had {left} minutes left: {} asks for record {record} under it, the keeper asks the \
         chain and sends nothing. A new opening is refused, {}, entry {entry} of the log.",
        session.entry,
        consultant.name(),
        in_words(reason)
    ))?;
    for category in READABLE {
        let (old, new) = (before.required(category), after.required(category));
        ensure!((old, new) == (1, 2), "the required epoch of {category:?} did not rise");
    }
    let stale = world.stale(patient.id)?;
    let expected = patient.records_of(&READABLE);
    ensure!(stale.into_iter().eq(expected.iter().copied()), "other records are stale");
    world.story.say(&format!(
        "Provision {} had handed out keys, so the required key epoch of its {} categories rose \
         from 1 to 2; provision {} had not, and nothing rose for it. {} records are stale until \
         they are encrypted again: what was read cannot be recalled, what is written next is \
         out of reach.",
        consent.read,
        READABLE.len(),
        consent.append,
        expected.len()
    ))?;
    world.end()
}

fn revoke_provision(world: &mut World, patient: &Patient, provision: u32) -> Result<()> {
    let message = world.suite.consent().revoke(patient.id.into(), provision);
    world.submit(&patient.actor, "revoke", message)?.value()
}

/// The patient publishes a new key, and the hospital encrypts a document to it.
pub(super) fn encrypt_again(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [patient, _], .. } = cast;
    world.begin("A new key, and a document is encrypted again")?;
    let stale = world.stale(patient.id)?;
    let epoch = publish_key(world, patient, RENEWED)?;
    let id = patient
        .originals
        .iter()
        .find(|(_, original)| original.name == ENCRYPTED_AGAIN)
        .map(|(id, _)| *id)
        .context("there is no such document")?;
    let by = amend(world, &directory.author, &directory.hospital, patient, id)?;

    let record = world.record(patient.id, by)?;
    ensure!(version_of(&record)?.key_epoch == epoch, "the record has another epoch");
    let new_ciphertext = world.stored(version_of(&record)?)?;
    for ((category, old), secret) in &patient.secrets {
        let opens = unseal(&new_ciphertext, secret).is_ok();
        ensure!(opens == ((*category, *old) == (RENEWED, epoch)), "the wrong key opens it");
    }
    let still_stale = world.stale(patient.id)?;
    ensure!(
        stale.difference(&still_stale).eq([&id]) && still_stale.is_subset(&stale),
        "other records are stale"
    );
    world.story.say(&format!(
        "{} publishes key {epoch} for laboratory. {} reads record {id} ({ENCRYPTED_AGAIN}) with \
         the hospital's key (HOPERAT), encrypts it to the new key and amends: record {by}. The \
         old key does not open it. {} records are still stale.",
        patient.name,
        directory.author.name(),
        still_stale.len()
    ))?;
    world.end()
}
