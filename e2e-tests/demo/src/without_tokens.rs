//! A patient who has a key and no tokens: a hospital submits what she signs.

use std::collections::BTreeMap;

use anyhow::{bail, ensure, Context, Result};
use chartkey::{documents::KeyPair, Contract, Event};
use chartkey_commands::{Command, NewCategoryKey, NewChart, SignedCommand};
use chartkey_devchain::{Actor, DAY};
use chartkey_interfaces::account::Answer;
use chartkey_policy::{Basis, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, Digest, Purpose, Purposes, RequestReason, Text,
};
use sha2::{Digest as _, Sha256};

use super::{
    cast::{Acting, Cast, Directory, Patient},
    reading::Keys,
    world::World,
    writing::register,
};
use crate::fixture::Fixture;

const NAME: &str = "Amara Okafor";
/// What her chart is about.
pub(super) const CATEGORY: Category = Category::Laboratory;
/// A minute, in milliseconds: signed times are whole ones.
const MINUTE: u64 = 60 * 1_000;

/// Why the doctor asks.
const REASON: RequestReason = RequestReason::Consultation;
/// What the doctor adds to it. It is public, so it says little.
const NOTE: &str = "For your appointment on Thursday";

/// The permit to the doctor who asked.
pub(super) struct Permit {
    pub provision: u32,
    /// The command that gave it.
    pub signed: SignedCommand,
}

/// She opens a chart and publishes its key.
pub(super) fn open_chart(world: &mut World, directory: &Directory) -> Result<Patient> {
    world.begin("A third patient has a key and no tokens: a hospital submits what she signs")?;
    let actor = Actor::named(NAME);
    let relayer = Actor::named(&format!("{}, relayer", directory.hospital.name));
    let new = NewChart {
        key: actor.bytes(),
        salt: Sha256::digest(format!("demo salt of {NAME}")).into(),
    };
    let mut patient = Patient {
        id: world.suite.chart_id(&new),
        name: NAME,
        actor,
        acting: Acting::Relayed {
            by: relayer,
            through: *world.suite.address(Contract::Account).as_ref(),
        },
        documents: Vec::new(),
        secrets: BTreeMap::new(),
        originals: BTreeMap::new(),
        remembered: None,
    };
    let owned = world.look_into_purse(&[&patient.actor])?;
    world.command(&patient, "submit CreateChart", Command::CreateChart(new))?;
    let pair = KeyPair::generate();
    let key = NewCategoryKey { category: CATEGORY, epoch: 1, key: pair.public_key()? };
    let publish = Command::PublishKey(key);
    let Answer::Epoch(epoch) = world.command(&patient, "submit PublishKey", publish)? else {
        bail!("the key has no epoch");
    };
    patient.secrets.insert((CATEGORY, epoch.value()?), pair);
    world.story.say(&format!(
        "The account of {NAME}'s key owns {owned} planck. She signs two texts, {} submits them: \
         she has the chart {}… with a key for laboratory. The patient account controls it, on \
         her word alone.",
        directory.hospital.name,
        hex::encode(patient.id.0.get(..6).context("an id has 32 bytes")?)
    ))?;
    world.end()?;
    Ok(patient)
}

/// She permits the hospital to add, and a doctor of it to read; the doctor adds a report. Returns
/// the permit to read.
pub(super) fn permit_the_hospital(world: &mut World, cast: &mut Cast) -> Result<u32> {
    let Cast { directory: Directory { hospital, author, .. }, amara, .. } = cast;
    world.begin(&format!("{} writes into {NAME}'s chart", hospital.name))?;
    let grantee = Grantee::Organization(hospital.id);
    let signed = permit(world, amara, grantee, Action::Append, None)?;
    let append = granted(world, amara, signed)?;
    let signed = permit_to_read(world, amara, author)?;
    let read = granted(world, amara, signed)?;
    let record = register(world, author, hospital.id, amara, report()?)?;
    let name = author.name();
    world.story.say(&format!(
        "She permits it to add laboratory reports (provision {append}), which hands out no key, \
         and {name} to read them (provision {read}), with an envelope for the doctor's own key. \
         {name} adds record {record}."
    ))?;
    world.end()?;
    Ok(read)
}

/// A doctor asks her for consent, and she answers with a signed permit.
pub(super) fn answer_a_request(world: &mut World, cast: &Cast) -> Result<Permit> {
    let Cast { directory: Directory { clinic, consultant, .. }, amara, .. } = cast;
    world
        .begin(&format!("{} asks {NAME} for consent; a signed text answers", consultant.name()))?;
    let request = world.suite.directory().request(
        amara.id.into(),
        clinic.id,
        Categories::of(&[CATEGORY]),
        Purpose::Treatment,
        REASON,
        Some(Text::from(NOTE)).into(),
    );
    let outcome = world.submit(consultant, "request", request)?;
    let asked = outcome.emitted();
    outcome.value()?;
    let Some(Event::ConsentRequested { patient, requester, organization, .. }) = asked.first()
    else {
        bail!("nobody asked: {asked:?}");
    };
    ensure!(
        (*patient, *requester, *organization) == (amara.id, consultant.bytes(), clinic.id),
        "somebody else asked"
    );
    world.story.say(&format!(
        "For {}, the doctor asks to read laboratory reports: {}, {NOTE:?}. The request is an \
         event; nothing is stored. {NAME}'s wallet puts the secret of her laboratory key into an \
         envelope for the doctor's key and shows her what she signs:",
        clinic.name,
        REASON.word()
    ))?;
    let signed = permit_to_read(world, amara, consultant)?;
    world.show_text(&signed)?;
    let provision = granted(world, amara, signed.clone())?;
    world.story.say(&format!(
        "The hospital submits it. The contract renders the same text, verifies the signature, \
         and the permit is provision {provision}."
    ))?;
    world.end()?;
    Ok(Permit { provision, signed })
}

/// The doctor reads, and so does she.
pub(super) fn read(world: &mut World, cast: &Cast, permit: &Permit) -> Result<()> {
    let Cast { directory: Directory { consultant, consultant_key, .. }, amara, .. } = cast;
    world.begin(&format!("{} and {NAME} read the report", consultant.name()))?;
    let ring = world.unwrap(amara, permit.provision, consultant_key)?;
    let records = amara.records_of(&[CATEGORY]);
    let keys = Keys::Categories(&ring);
    let basis = world.read(consultant, amara, &records, Purpose::Treatment, keys)?;
    ensure!(basis == Basis::Provision(permit.provision), "another ground: {basis:?}");
    world.read_own(amara, &records)?;
    world.story.say(&format!(
        "The doctor's key opens the envelope, and what is in it the report. {NAME} signs an \
         opening (PATRQT). The entry's actor is the patient account, so the keeper asks it for \
         the chart's key, and that key has to sign the keeper's challenge. She decrypts."
    ))?;
    world.end()
}

/// She signs a permit for this doctor to read, with an envelope for the doctor's key.
fn permit_to_read(world: &mut World, patient: &Patient, doctor: &Actor) -> Result<SignedCommand> {
    let epoch = world.category_key(patient.id, CATEGORY)?.epoch;
    let reader = world.encryption_key(doctor)?;
    let envelope = world.wrap(patient, &[(CATEGORY, epoch)], &reader)?;
    let grantee = Grantee::Practitioner(doctor.bytes());
    permit(world, patient, grantee, Action::Read, Some(envelope))
}

/// She signs a permit on her laboratory reports, for 30 days and for treatment.
fn permit(
    world: &mut World,
    patient: &Patient,
    grantee: Grantee,
    action: Action,
    keys: Option<Digest>,
) -> Result<SignedCommand> {
    let from = world.suite.now()? / MINUTE * MINUTE;
    let terms = Terms {
        grantee,
        scope: Scope::Categories(Categories::of(&[CATEGORY])),
        purposes: Purposes::of(&[Purpose::Treatment]),
        actions: Actions::of(&[action]),
        from,
        until: Some(from.saturating_add(30 * DAY)),
        keys,
    };
    world.sign(patient, Command::Grant(terms.into()))
}

/// Has a signed permit submitted. Returns the provision's id.
fn granted(world: &mut World, patient: &Patient, signed: SignedCommand) -> Result<u32> {
    match world.relay(patient, "submit Grant", signed)? {
        Answer::Provision(id) => Ok(id.value()?),
        answer => bail!("a permit was answered with {answer:?}"),
    }
}

/// A laboratory report.
pub(super) fn report() -> Result<Fixture> {
    let report = serde_json::json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {
            "coding": [{
                "system": "http://loinc.org",
                "code": "4548-4",
                "display": "Hemoglobin A1c/Hemoglobin.total in Blood",
            }],
        },
        "valueQuantity": {
            "value": 6.1,
            "unit": "%",
            "system": "http://unitsofmeasure.org",
            "code": "%",
        },
    });
    Ok(Fixture {
        name: "laboratory report".to_owned(),
        category: CATEGORY,
        bytes: serde_json::to_vec_pretty(&report)?,
    })
}
