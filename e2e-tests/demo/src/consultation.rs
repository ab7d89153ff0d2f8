//! An online consultation under a consent that ends.

use anyhow::{ensure, Context, Result};
use chartkey::documents::KeyRing;
use chartkey_devchain::DAY;
use chartkey_policy::{Basis, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, Digest, Purpose, Purposes, Selection,
};

use super::{
    cast::Cast,
    checks::head,
    log_lines::in_words,
    reading::{ground_of, Fetching, Keys},
    world::World,
    writing::register,
};
use crate::fixture::Fixture;

/// What the consultant may read.
pub(super) const READABLE: [Category; 5] = [
    Category::PatientSummary,
    Category::Consultation,
    Category::Diagnosis,
    Category::Prescription,
    Category::Laboratory,
];

/// What the consultant looks at again in the visit.
const READ_AGAIN: [Category; 2] = [Category::PatientSummary, Category::Prescription];

/// The provisions of the consent.
#[derive(Clone, Copy)]
pub(super) struct Consent {
    /// To read.
    pub read: u32,
    /// To append consultations.
    pub append: u32,
}

/// The first patient consents, and hands the keys over in an envelope.
pub(super) fn consent(world: &mut World, cast: &Cast) -> Result<Consent> {
    let (patient, directory) = (cast.pieter(), &cast.directory);
    let consultant = directory.consultant.name();
    world.begin(&format!("{} consents to an online consultation", patient.name))?;

    let keys = READABLE
        .into_iter()
        .map(|category| Ok((category, world.category_key(patient.id, category)?.epoch)))
        .collect::<Result<Vec<_>>>()?;
    let reader = world.encryption_key(&directory.consultant)?;
    let envelope = world.wrap(patient, &keys, &reader)?;

    let from = world.suite.now()?;
    let mut grant = |action: Action, categories: &[Category], keys: Option<Digest>| {
        let terms = Terms {
            grantee: Grantee::Practitioner(directory.consultant.bytes()),
            scope: Scope::Categories(Categories::of(categories)),
            purposes: Purposes::of(&[Purpose::Treatment]),
            actions: Actions::of(&[action]),
            from,
            until: Some(from.saturating_add(30 * DAY)),
            keys,
        };
        let message = world.suite.consent().grant(patient.id.into(), terms.into());
        world.submit(&patient.actor, "grant", message)?.value()
    };
    let read = grant(Action::Read, &READABLE, Some(envelope))?;
    let append = grant(Action::Append, &[Category::Consultation], None)?;
    world.story.say(&format!(
        "{consultant} of {} may for 30 days, for treatment, read summary, consultations, \
         diagnoses, prescriptions and laboratory (provision {read}), and add consultations \
         (provision {append}).",
        directory.clinic.name
    ))?;
    world.story.say(&format!(
        "The secrets of these {} category keys are in an envelope: an age file for the doctor's \
         own key, stored off chain. Provision {read} carries its digest {}….",
        READABLE.len(),
        hex::encode(envelope.get(..6).context("a digest has 32 bytes")?)
    ))?;
    world.end()?;
    Ok(Consent { read, append })
}

/// The consultant opens all of it at once, and reads it. Returns the keys from the envelope.
pub(super) fn read(world: &mut World, cast: &Cast, consent: Consent) -> Result<KeyRing> {
    let (patient, consultant) = (cast.pieter(), &cast.directory.consultant);
    world.begin(&format!("{} prepares: one opening for all that is needed", consultant.name()))?;
    let keys = world.unwrap(patient, consent.read, &cast.directory.consultant_key)?;
    let records = patient.records_of(&READABLE);
    let ring = Keys::Categories(&keys);
    let basis = world.read(consultant, patient, &records, Purpose::Treatment, ring)?;
    ensure!(basis == Basis::Provision(consent.read), "another ground: {basis:?}");
    world.story.say(&format!(
        "The doctor's key opens the envelope; each secret in it belongs to the key on chain. One \
         transaction opens a list of {} records: each is decided by itself, all or none, and one \
         entry of {}'s log names them all, permitted by provision {}. The doctor signs one \
         challenge for the keeper, which names this entry and a one-time key; with that key each \
         file is asked for. The keeper notes each release before it sends the file. All are \
         checked against the digest on chain, decrypted, and equal to the original byte by byte.",
        records.len(),
        patient.name,
        consent.read
    ))?;
    world.end()?;
    Ok(keys)
}

/// The consultant opens a session for the visit, and writes a note; the patient reads it. Returns
/// the session, which goes on.
pub(super) fn write_note(
    world: &mut World,
    cast: &mut Cast,
    consent: Consent,
    keys: &KeyRing,
) -> Result<Fetching> {
    let Cast { directory, patients: [patient, _], .. } = cast;
    let doctor = &directory.consultant;
    world.begin(&format!("The visit: {} opens a session, and writes a note", doctor.name()))?;
    let selection = Selection::Categories(Categories::of(&READABLE));
    let opening = world.open(doctor, patient, selection, Purpose::Treatment)?;
    let basis = ground_of(&opening)?;
    ensure!(basis == Basis::Provision(consent.read), "another ground: {basis:?}");
    let mut session = Fetching::new(doctor, patient.id, opening.entry);
    let ring = Keys::Categories(keys);
    let earlier = patient.records_of(&READ_AGAIN);
    for record in &earlier {
        world.decrypt(patient, &mut session, *record, ring)?;
    }
    let record = register(world, doctor, directory.clinic.id, patient, note()?)?;
    world.decrypt(patient, &mut session, record, ring)?;
    world.read_own(patient, &[record])?;
    world.story.say(&format!(
        "For what may come up in a visit, the doctor opens a session: one entry of the log, number \
         {}, for 60 minutes and every record of the {} categories that provision {} covers. It is \
         an upper bound: the keepers' own logs say what was really fetched. Here that is {} \
         records, one of them new.",
        session.entry,
        READABLE.len(),
        consent.read,
        earlier.len() + 1
    ))?;
    world.story.say(&format!(
        "The note is record {record}, issued by {}. The session covers it too, though it was not \
         there yet when the session began: the doctor reads it once more without another opening. \
         Then {} opens it as the patient (PATRQT) and decrypts it with the key of the chart.",
        directory.clinic.name, patient.name
    ))?;
    world.end()?;
    Ok(session)
}

/// What the consultant writes.
fn note() -> Result<Fixture> {
    let note = serde_json::json!({
        "resourceType": "Encounter",
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "VR",
            "display": "virtual",
        },
        "text": {
            "status": "additional",
            "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Seen online. Keep the present \
                    medication; repeat the blood count in two weeks.</div>",
        },
    });
    Ok(Fixture {
        name: "consultation note".to_owned(),
        category: Category::Consultation,
        bytes: serde_json::to_vec_pretty(&note)?,
    })
}

/// Somebody without consent is refused, and so is the consultant beyond the consent.
pub(super) fn refuse_others(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [patient, _], .. } = cast;
    let colleague = directory.colleague.name();
    world.begin("Others are refused, and that is on record too")?;
    let summary =
        *patient.records_of(&[Category::PatientSummary]).first().context("there is no summary")?;
    let (entry, reason) = world.be_refused(&directory.colleague, patient, summary)?;
    world.story.say(&format!(
        "{colleague} of the same clinic has no consent and asks for record {summary}: refused, \
         {}, entry {entry} of the log. The keeper looks at the entry and releases nothing.",
        in_words(reason)
    ))?;
    let plan =
        *patient.records_of(&[Category::CarePlan]).first().context("there is no care plan")?;
    let (entry, reason) = world.be_refused(&directory.consultant, patient, plan)?;
    world.story.say(&format!(
        "{} asks for record {plan}, a care plan, which the consent does not cover: refused, \
         {}, entry {entry}.",
        directory.consultant.name(),
        in_words(reason)
    ))?;
    let head = head(world, patient)?;
    world.story.say(&format!(
        "{} writes down the head of the log: {} entries, root {}….",
        patient.name,
        head.size,
        hex::encode(head.root.get(..6).context("a root has 32 bytes")?)
    ))?;
    patient.remembered = Some(head);
    world.end()
}
