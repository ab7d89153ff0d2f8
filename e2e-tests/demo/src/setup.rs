//! The beginning: the suite, the hospitals, the patients and their first consents.

use std::{collections::BTreeMap, io::Write, path::Path};

use anyhow::{Context, Result};
use chartkey::{
    documents::{BlobStore, KeyPair},
    Contract,
};
use chartkey_devchain::{Actor, Bundle, Suite, TestChain, YEAR};
use chartkey_interfaces::directory::{Role, Roles};
use chartkey_policy::{Grantee, Scope, Terms};
use chartkey_vocabulary::{Action, Actions, Categories, Category, Purpose, Purposes};
use sha2::{Digest, Sha256};

use super::{
    cast::{Acting, Cast, Directory, Hospital, Patient},
    keeper::Keeper,
    story::Story,
    tally::Tally,
    world::World,
};
use crate::fixture::{charts, Fixture};

/// The health authority deploys the suite, admits the hospitals, and these invite clinicians, who
/// join them.
pub(super) fn found(
    chain: Box<dyn TestChain>,
    out: Box<dyn Write>,
    blobs: &Path,
) -> Result<(World, Directory)> {
    let authority = Actor::named("health authority");
    let suite = Suite::deploy_unwired(chain, &authority)?;
    let mut world = World {
        suite,
        keepers: BTreeMap::new(),
        envelopes: BlobStore::open(&blobs.join("envelopes"))?,
        story: Story::new(out),
        tally: Tally::default(),
    };
    world.story.heading("Chartkey: what is consented is readable, what is read is on record")?;
    world.begin("The health authority deploys the suite and admits two hospitals")?;
    for (contract, bundle) in [
        (Contract::Governor, Bundle::Governor),
        (Contract::Log, Bundle::AccessLog),
        (Contract::Consent, Bundle::ConsentManager),
        (Contract::Registry, Bundle::RecordRegistry),
        (Contract::Directory, Bundle::ProviderDirectory),
        (Contract::Account, Bundle::PatientAccount),
    ] {
        let cost = world.suite.deployed(contract).cost;
        world.tally.transaction(&format!("new ({})", bundle.name()), cost);
    }
    let registry = world.suite.address(Contract::Registry);
    let set_writer = world.suite.log().set_writer(registry);
    world.submit(&authority, "set_writer", set_writer)?.value()?;
    let directory = world.suite.address(Contract::Directory);
    let set_directory = world.suite.registry().set_directory(directory);
    world.submit(&authority, "set_directory", set_directory)?.value()?;
    for contract in Contract::GOVERNED {
        let address = world.suite.address(contract);
        let wire = world.suite.governors().wire(address, contract.upgrade_delay());
        world.submit(&authority, "wire", wire)?.value()?;
    }
    world.story.say(
        "Governor, access log, consent manager, record registry, provider directory and patient account \
         are on chain. The registry is the log's one writer, and asks the directory \
         alone who may act. The patient account acts on patients' signed words. The governor upgrades \
         all but the log, after three days' notice, the patient account after fifteen.",
    )?;

    let author = Actor::named("Dr Eric van den Broek");
    let consultant = Actor::named("Dr Amina Saleh");
    let colleague = Actor::named("Dr Jonas Weber");
    let responder = Actor::named("Dr Ama Mensah");
    let clinician = Roles::of(&[Role::Clinician]);
    let [registrar, emergencies] =
        [Role::Registrar, Role::Emergency].map(|role| Roles::of(&[Role::Clinician, role]));
    let hospital = admit(
        &mut world,
        "Burgers University Medical Center",
        ("https://keeper.burgers.example", blobs),
        &[(&author, registrar), (&responder, emergencies)],
    )?;
    let clinic = admit(
        &mut world,
        "Lakeside Teleclinic",
        ("https://keeper.lakeside.example", blobs),
        &[(&consultant, clinician), (&colleague, clinician)],
    )?;
    let author_key = publish_own_key(&mut world, &author)?;
    let consultant_key = publish_own_key(&mut world, &consultant)?;
    world.story.say(&format!(
        "{} and {} each publish a key of their own: what patients hand out in envelopes is for \
         persons. Ids of organizations are not counted up, so that a slip does not name the next \
         one.",
        author.name(),
        consultant.name()
    ))?;
    world.end()?;
    let directory = Directory {
        hospital,
        clinic,
        author,
        consultant,
        colleague,
        responder,
        author_key,
        consultant_key,
    };
    Ok((world, directory))
}

/// The authority's steward admits a hospital, which begins a keeper, publishes its profile and
/// invites clinicians, who join it.
fn admit(
    world: &mut World,
    name: &'static str,
    (keeper, blobs): (&str, &Path),
    clinicians: &[(&Actor, Roles)],
) -> Result<Hospital> {
    let steward = world.suite.steward();
    let admin = Actor::named(&format!("{name}, administration"));
    let key = KeyPair::generate();

    let message = world.suite.directory().admit(admin.bytes().into());
    let id = world.submit(&steward, "admit", message)?.value()?;
    // Who is who in the house: a document off chain.
    let document = serde_json::json!({ "resourceType": "Organization", "name": name });
    let document = Sha256::digest(document.to_string()).into();
    let public_key = key.public_key()?;
    let message =
        world.suite.directory().set_profile(id, keeper.into(), public_key, Box::new(document));
    world.submit(&admin, "set_profile", message)?.value()?;
    let folder = blobs.join(id.0.to_string());
    let place = world.place(id)?;
    world.keepers.insert(id, Keeper::open(place, &folder)?);
    for (clinician, roles) in clinicians {
        let account = clinician.bytes().into();
        let message = world.suite.directory().invite(id, account, (*roles).into());
        world.submit(&admin, "invite", message)?.value()?;
        let message = world.suite.directory().join(id);
        world.submit(clinician, "join", message)?.value()?;
    }
    let names: Vec<_> = clinicians.iter().map(|(clinician, _)| clinician.name()).collect();
    world.story.say(&format!(
        "{name} is organization {}. Its profile on chain is its keeper \
         {keeper}, an X25519 key, and the digest of a document that says who is who. It invites \
         {}, who join it.",
        id.0,
        names.join(" and ")
    ))?;
    Ok(Hospital { id, name, key })
}

/// Somebody publishes a key of the own, for envelopes.
fn publish_own_key(world: &mut World, person: &Actor) -> Result<KeyPair> {
    let key = KeyPair::generate();
    let message = world.suite.directory().publish_key(key.public_key()?);
    world.submit(person, "publish_key (own)", message)?.value()?;
    Ok(key)
}

/// The patients open their charts and publish a key for each category they need.
pub(super) fn open_charts(world: &mut World) -> Result<[Patient; 2]> {
    world.begin("Two patients open their charts")?;
    let [first, second] = charts()?;
    let patients = [
        open_chart(world, "Pieter van de Heuvel", first)?,
        open_chart(world, "Alexander Heig", second)?,
    ];
    world.story.say(
        "On chain there are pseudonyms and public keys; the names stay here, the secrets with \
         the patients.",
    )?;
    world.end()?;
    Ok(patients)
}

fn open_chart(world: &mut World, name: &'static str, documents: Vec<Fixture>) -> Result<Patient> {
    let actor = Actor::named(name);
    let salt = Sha256::digest(format!("demo salt of {name}")).into();
    let message = world.suite.consent().create_chart(Box::new(salt));
    let id = *world.submit(&actor, "create_chart", message)?.value()?;
    let mut patient = Patient {
        id,
        name,
        actor,
        acting: Acting::Directly,
        documents,
        secrets: BTreeMap::new(),
        originals: BTreeMap::new(),
        remembered: None,
    };
    let categories = categories_of(&patient.documents);
    for category in &categories {
        publish_key(world, &mut patient, *category)?;
    }
    world.story.say(&format!(
        "{name} has the chart {}… with keys for {} categories.",
        hex::encode(id.0.get(..6).context("an id has 32 bytes")?),
        categories.len()
    ))?;
    Ok(patient)
}

/// The patient publishes the next key of a category. Returns its epoch.
pub(super) fn publish_key(
    world: &mut World,
    patient: &mut Patient,
    category: Category,
) -> Result<u32> {
    let pair = KeyPair::generate();
    let key = world.suite.new_key(patient.id, category, pair.public_key()?)?;
    let message = world.suite.consent().publish_key(patient.id.into(), key);
    let epoch = world.submit(&patient.actor, "publish_key", message)?.value()?;
    patient.secrets.insert((category, epoch), pair);
    Ok(epoch)
}

/// Each patient permits one hospital to add to the chart, which hands out no key.
pub(super) fn permit_writing(world: &mut World, cast: &Cast) -> Result<()> {
    world.begin("Each patient lets one hospital write into the chart")?;
    let Directory { hospital, clinic, .. } = &cast.directory;
    for (patient, writer) in cast.patients.iter().zip([hospital, clinic]) {
        let from = world.suite.now()?;
        let terms = Terms {
            grantee: Grantee::Organization(writer.id),
            scope: Scope::Categories(Categories::of(&categories_of(&patient.documents))),
            purposes: Purposes::of(&[Purpose::Treatment]),
            actions: Actions::of(&[Action::Append]),
            from,
            until: Some(from.saturating_add(YEAR)),
            keys: None,
        };
        let message = world.suite.consent().grant(patient.id.into(), terms.into());
        let provision = world.submit(&patient.actor, "grant", message)?.value()?;
        world.story.say(&format!(
            "{} permits {} to append for treatment, for a year (provision {provision}). That \
             hands out no key.",
            patient.name, writer.name
        ))?;
    }
    world.end()
}

/// The categories of these documents, each once.
fn categories_of(documents: &[Fixture]) -> Vec<Category> {
    let mut categories: Vec<_> = documents.iter().map(|document| document.category).collect();
    categories.sort();
    categories.dedup();
    categories
}
