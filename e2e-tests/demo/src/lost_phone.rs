//! The phone with the key is lost, and guardians replace the key.

use anyhow::{ensure, Context, Result};
use chartkey::documents::KeyRing;
use chartkey_commands::Command;
use chartkey_devchain::{Actor, Guardian, DAY};
use chartkey_interfaces::account::{AccountError, Answer};
use chartkey_policy::Basis;
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::Selection;

use super::{
    cast::Cast, checks::head, keeper::Refusal, reading::ground_of, without_tokens::CATEGORY,
    world::World,
};

/// How many of the guardians it takes.
const THRESHOLD: u8 = 2;
/// How long a new key waits, in hours.
const DELAY_HOURS: u16 = 24;

/// What was on the lost phone.
pub(super) struct LostPhone {
    /// The key that its owner signed with.
    pub actor: Actor,
    /// The secrets of the chart's category keys.
    pub secrets: KeyRing,
}

/// She names guardians.
pub(super) fn name_guardians(world: &mut World, cast: &mut Cast) -> Result<Vec<Guardian>> {
    let patient = &mut cast.amara;
    world.begin(&format!("{} names guardians", patient.name))?;
    let guardians = ["Chidi Okafor", "Ngozi Eze", "Ifeoma Obi"].map(Guardian::named).to_vec();
    let named = Guardian::together(&patient.id, &guardians, THRESHOLD, DELAY_HOURS);
    let change = Command::ChangeGuardians(Some(named));
    let answer = world.command(patient, "submit ChangeGuardians", change)?;
    ensure!(answer == Answer::Done, "the first guardians wait: {answer:?}");
    let names: Vec<_> = guardians.iter().map(|guardian| guardian.actor.name()).collect();
    world.story.say(&format!(
        "{}: any {THRESHOLD} of them may give the chart a new key, after {DELAY_HOURS} hours in \
         which she can say no. On chain they are salted hashes until they act. They have no \
         tokens either, cannot read, and cannot permit.",
        names.join(", ")
    ))?;
    patient.remembered = Some(head(world, patient)?);
    world.end()?;
    Ok(guardians)
}

/// The phone is lost; two guardians give the chart a new key.
pub(super) fn recover(
    world: &mut World,
    cast: &mut Cast,
    guardians: &[Guardian],
) -> Result<LostPhone> {
    let patient = &mut cast.amara;
    world
        .begin(&format!("{} loses the phone, and two guardians propose a new key", patient.name))?;
    let new = Actor::named(&format!("{}, new phone", patient.name));
    let approving = guardians.get(..usize::from(THRESHOLD)).context("there are too few")?;
    let (recovery, approvals) = world.suite.approved(patient.id, &new, approving)?;
    let message = world.suite.accounts().recover(recovery.into(), approvals.into());
    world.submit_for(patient, "recover", message)?.value()?;
    let message = world.suite.accounts().complete(patient.id.into());
    let refusal = world.submit_for(patient, "complete", message)?.refusal()?;
    let expected = AccountError::Recovery(RecoveryError::TooEarly);
    ensure!(refusal == expected, "refused for another reason: {refusal:?}");
    world.story.say(&format!(
        "{} and {} sign for the key of a new phone, the hospital submits it. Completed at once \
         it is refused: the old phone, found again, has {DELAY_HOURS} hours to veto.",
        approving.first().context("there are no guardians")?.actor.name(),
        approving.last().context("there are no guardians")?.actor.name()
    ))?;
    world.end()?;

    world.suite.advance(DAY)?;
    world.begin("A day later the new key takes over, and the old one is dead")?;
    let before = world.epochs(patient.id)?.required(CATEGORY);
    let message = world.suite.accounts().complete(patient.id.into());
    world.submit_for(patient, "complete", message)?.value()?;
    let required = world.epochs(patient.id)?.required(CATEGORY);
    ensure!(required == before + 1, "the required epoch did not rise");
    let key = *world.suite.account(patient.id)?.custody.key();
    ensure!(key == new.bytes(), "the chart has another key");

    let record = *patient.records_of(&[CATEGORY]).first().context("there is no report")?;
    let stolen = world.sign(patient, Command::Open(Selection::record(record)))?;
    let refusal = world.relay_in_vain(patient, "submit Open", stolen)?;
    ensure!(refusal == AccountError::Signature, "refused for another reason: {refusal:?}");

    let lost = LostPhone {
        actor: std::mem::replace(&mut patient.actor, new),
        secrets: std::mem::take(&mut patient.secrets),
    };
    let opening = world.open_own(patient, &[record])?;
    ensure!(ground_of(&opening)? == Basis::Controller, "{opening:?}");
    let to_thief = world.claim(&lost.actor, patient.id, record, opening.entry)?;
    ensure!(to_thief == Err(Refusal::WrongKey.into()), "the old key got {to_thief:?}");
    world.claim(&patient.actor, patient.id, record, opening.entry)??;
    world.story.say(&format!(
        "A command signed on the old phone is refused: Signature. One of the new phone opens \
         record {record}: the keeper takes a challenge that the new key signed, and refuses one \
         of the old key. But the laboratory key's secret was on the old phone: she cannot decrypt \
         the file, and whoever has the phone could. So the chart asks for a new key of each \
         category: laboratory's is number {required}."
    ))?;
    world.end()?;
    Ok(lost)
}
