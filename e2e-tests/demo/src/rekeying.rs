//! The patient without tokens takes a permit back, and gives her chart a new key.

use anyhow::{bail, ensure, Context, Result};
use chartkey::documents::{unseal, KeyPair};
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewEnvelope};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    registry::TicketRefusal,
};
use chartkey_policy::{Basis, Reason};
use chartkey_vocabulary::{Purpose, Selection};

use super::{
    cast::{Cast, Directory},
    keeper::Refusal,
    lost_phone::LostPhone,
    reading::{ground_of, version_of},
    without_tokens::{Permit, CATEGORY},
    world::World,
    writing::amend,
};

/// She takes the doctor's permit back, between an opening and the keeper's release.
pub(super) fn revoke(world: &mut World, cast: &Cast, permit: &Permit) -> Result<()> {
    let Cast { directory: Directory { consultant, .. }, amara, .. } = cast;
    world.begin(&format!("{} takes the permit of {} back", amara.name, consultant.name()))?;
    let envelope = world.provision(amara.id, permit.provision)?.terms.keys;
    let record = *amara.records_of(&[CATEGORY]).first().context("there is no report")?;
    let opening = world.open(consultant, amara, Selection::record(record), Purpose::Treatment)?;
    ensure!(ground_of(&opening)? == Basis::Provision(permit.provision), "another ground");

    world.command(amara, "submit Revoke", Command::Revoke(permit.provision))?;
    world.envelopes.remove(&envelope.context("the permit has no envelope")?)?;
    let released = world.claim(consultant, amara.id, record, opening.entry)?;
    let denied = Refusal::Ticket(TicketRefusal::Denied(Reason::NoConsent));
    ensure!(released == Err(denied.into()), "the keeper: {released:?}");

    let refusal = world.relay_in_vain(amara, "submit Grant", permit.signed.clone())?;
    ensure!(refusal == AccountError::Late, "refused for another reason: {refusal:?}");
    world.story.say(&format!(
        "The doctor had just opened record {record}; the keeper asks the chain and sends \
         nothing. Somebody submits the text that permitted it once more: refused, \
         Late."
    ))?;
    world.end()
}

/// She publishes a new key and a new envelope for the hospital's doctor in one call, who encrypts
/// the report again.
pub(super) fn rekey(
    world: &mut World,
    cast: &mut Cast,
    to_author: u32,
    lost: &LostPhone,
) -> Result<()> {
    let Cast { directory: Directory { hospital, author, author_key, .. }, amara, .. } = cast;
    world.begin("A new key and a new envelope in one signed command")?;
    let record = *amara.records_of(&[CATEGORY]).first().context("there is no report")?;
    ensure!(world.stale(amara.id)?.contains(&record), "the report is not stale");
    let old = world.provision(amara.id, to_author)?.terms.keys;
    let epoch = world.epochs(amara.id)?.required(CATEGORY);
    let pair = KeyPair::generate();
    let keys = vec![NewCategoryKey { category: CATEGORY, epoch, key: pair.public_key()? }];
    amara.secrets.insert((CATEGORY, epoch), pair);
    let reader = world.encryption_key(author)?;
    let digest = world.wrap(amara, &[(CATEGORY, epoch)], &reader)?;
    let envelopes = vec![NewEnvelope { provision: to_author, digest }];
    let signed = world.sign(amara, Command::Rekey(NewCategoryKeys { keys, envelopes }))?;
    let Answer::Epochs(published) = world.relay(amara, "submit Rekey", signed.clone())? else {
        bail!("the keys have no epochs");
    };
    ensure!(published.value()? == [epoch], "the key has another epoch");
    world.envelopes.remove(&old.context("the doctor had no envelope")?)?;
    let replayed = world.relay_in_vain(amara, "submit Rekey", signed)?;
    ensure!(replayed == AccountError::Sequence, "refused for another reason: {replayed:?}");

    world.unwrap(amara, to_author, author_key)?;
    let by = amend(world, author, hospital, amara, record)?;
    let version = world.record(amara.id, by)?;
    let ciphertext = world.stored(version_of(&version)?)?;
    let opens = lost.secrets.values().any(|secret| unseal(&ciphertext, secret).is_ok());
    ensure!(!opens, "a secret of the lost phone opens it");
    ensure!(world.stale(amara.id)?.is_empty(), "a record is stale");
    world.read_own(amara, &[by])?;
    world.story.say(&format!(
        "Key {epoch} and the envelope for {} are on chain; submitted again, the same text is \
         refused: Sequence. The doctor reads record {record} with the hospital's key (HOPERAT) and \
         encrypts it again: record {by}. No secret of the lost phone opens it. {} opens it on \
         the new phone, and decrypts.",
        author.name(),
        amara.name
    ))?;
    world.end()
}
