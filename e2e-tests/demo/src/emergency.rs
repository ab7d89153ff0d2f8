//! An emergency: declared alone, read under the patient's directive, ended by a deny and a review.

use anyhow::{ensure, Context, Result};
use chartkey::policy;
use chartkey_interfaces::registry::{RegistryError, TicketRefusal};
use chartkey_policy::{Basis, Grantee, Reason, Scope, Terms, Verdict};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, Finding, Purpose, Purposes, Selection,
};
use sha2::{Digest, Sha256};

use super::{
    cast::{Cast, Directory},
    keeper::Refusal,
    log_lines::in_words,
    reading::Keys,
    world::World,
};

/// What the responder opens.
const CATEGORY: Category = Category::Imaging;

/// The hospital's responder declares an emergency of the second patient, who has permitted the
/// hospital nothing, and reads. The patient forbids it, and a colleague reviews the case.
pub(super) fn happen(world: &mut World, cast: &Cast) -> Result<()> {
    let Cast { directory, patients: [_, patient], .. } = cast;
    let Directory { hospital, clinic, author, responder, .. } = directory;
    let name = responder.name();
    world.begin(&format!("{name} declares an emergency of {}", patient.name))?;
    let record = *patient.records_of(&[CATEGORY]).first().context("there is no image")?;
    let purpose = Purpose::EmergencyTreatment;
    let open = || {
        let mut registry = world.suite.registry();
        registry.open(patient.id.into(), Selection::record(record), purpose, Some(hospital.id))
    };
    let (too_early, too_late) = (open(), open());
    let refusal = world.submit(responder, "open", too_early)?.refusal()?;
    ensure!(refusal == RegistryError::NoEmergency, "refused for another reason: {refusal:?}");

    let justification: [u8; 32] = Sha256::digest("Unconscious after a fall.").into();
    let declare = world.suite.registry().declare_emergency(
        patient.id.into(),
        hospital.id,
        justification.into(),
    );
    let declared = world.submit(responder, "declare_emergency", declare)?.value()?;
    let keys = Keys::Issuer(&clinic.key);
    let basis = world.read(responder, patient, &[record], purpose, keys)?;
    ensure!(basis == Basis::Emergency, "another ground: {basis:?}");
    world.story.say(&format!(
        "Before that, an opening for ETREAT is an error that says to declare. {name} has held the \
         emergency role at {} for a day, and declares alone: entry {declared} of the log, with \
         the digest of a written justification. Record {record}, an image, is opened without \
         consent, as {}'s directive says, and the keeper releases the file. {name} has no key to \
         it: {}, which issued it, decrypts it with its own.",
        hospital.name, patient.name, clinic.name
    ))?;

    let from = world.suite.now()?;
    let terms = Terms {
        grantee: Grantee::Practitioner(responder.bytes()),
        scope: Scope::Categories(Categories::of(&[CATEGORY])),
        purposes: Purposes::of(&[Purpose::Treatment, purpose]),
        actions: Actions::of(&[Action::Read]),
        from,
        until: None,
        keys: None,
    };
    let opened = world.open(responder, patient, Selection::record(record), purpose)?;
    let deny = world.suite.consent().deny(patient.id.into(), terms.into());
    let provision = world.submit(&patient.actor, "deny", deny)?.value()?;
    let to_responder = world.claim(responder, patient.id, record, opened.entry)?;
    let reason = Reason::DeniedByPatient;
    let denied = Refusal::Ticket(TicketRefusal::Denied(reason));
    ensure!(to_responder == Err(denied.into()), "the keeper: {to_responder:?}");
    let refused = world.open(responder, patient, Selection::record(record), purpose)?;
    let verdict = refused.verdict.value()?;
    let expected = Verdict::Deny(policy::Refusal { place: 0, reason });
    ensure!(verdict == expected, "a deny of ETREAT does not hold: {verdict:?}");
    world.story.say(&format!(
        "{} reads the log and forbids {name} images, for treatment and in an emergency \
         (provision {provision}): a deny holds for the purposes that it names, ETREAT too. {name} \
         had opened the record once more; the keeper asks the chain and sends nothing. \
         The next opening is refused, {}, entry {}.",
        patient.name,
        in_words(reason),
        refused.entry
    ))?;

    let finding = Finding::Justified;
    let review = world.suite.registry().review_emergency(
        patient.id.into(),
        hospital.id,
        responder.bytes().into(),
        declared,
        finding,
        None,
    );
    let reviewed = world.submit(author, "review_emergency", review)?.value()?;
    let refusal = world.submit(responder, "open", too_late)?.refusal()?;
    ensure!(refusal == RegistryError::NoEmergency, "refused for another reason: {refusal:?}");
    world.story.say(&format!(
        "{}, a colleague, reviews the case: {}, entry {reviewed}. That ends the emergency: the \
         next opening is an error again, and no log has it.",
        author.name(),
        finding.word()
    ))?;
    world.end()
}
