//! What a house keeps: a tree of documents whose head it anchors, and a document that two of its
//! members have to waive the retention of before the patient may erase it.

use anyhow::{ensure, Context, Result};
use chartkey::batches::Batch;
use chartkey_devchain::{Actor, YEAR};
use chartkey_interfaces::{
    batches::{BatchError, RecordLeaf, TreeId, TreeKind},
    registry::{NewRecord, RegistryError, RetentionChange},
};
use chartkey_vocabulary::Category;
use sp_core::H256;

use super::{
    cast::{Cast, Original},
    without_tokens::{report, CATEGORY},
    world::World,
};

/// How long the clinic keeps a document, in years.
const KEPT: u64 = 10;

/// The hospital anchors a tree of two reports of the first patient, and admits one of them.
pub(super) fn anchor_and_admit(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [patient, _], .. } = cast;
    let (hospital, author) = (&directory.hospital, &directory.author);
    world.begin(&format!("{} anchors a tree of reports, and admits one", hospital.name))?;
    let kind = TreeKind::Documents;
    let current = world.suite.registry().current_tree(hospital.id, kind);
    let number = world.suite.read(current)?;
    let tree = TreeId { organization: hospital.id, kind, number };
    let document = report()?;
    let mut leaves = Vec::new();
    for _ in 0..2 {
        let encrypted =
            world.encrypt(patient.id, CATEGORY, (author, hospital.id), &document.bytes)?;
        leaves.push(RecordLeaf {
            organization: hospital.id,
            tree: number,
            patient: patient.id,
            record: encrypted.into(),
            salt: H256::random().0,
        });
    }
    let batch = Batch::of(&leaves);
    let (size, root) = (batch.size(), batch.root(batch.size())?);
    let anchor = world.suite.registry().anchor(tree, size, root.into(), Vec::new());
    let head = world.submit(author, "anchor", anchor)?.value()?;

    let leaf = leaves.pop().context("the tree is empty")?;
    let place = batch.place(head, size, size - 1)?;
    let admit = world.suite.registry().admit(place.clone(), leaf.clone());
    let record = world.submit(author, "admit", admit)?.value()?;
    world.bind(hospital.id, patient.id, [record])?;
    let again = world.suite.registry().admit(place, leaf);
    let refusal = world.submit(author, "admit", again)?.refusal()?;
    let expected = RegistryError::Anchoring(BatchError::AlreadyAdmitted);
    ensure!(refusal == expected, "refused for another reason: {refusal:?}");
    let original = Original { name: document.name, category: CATEGORY, bytes: document.bytes };
    patient.originals.insert(record, original);
    world.story.say(&format!(
        "{}, a registrar too, anchors {size} reports at once: the chain gets size and root, as \
         head {head} of tree {number} of the house's documents. When one is needed, it is \
         admitted with an inclusion proof, and is record {record} from then on. A second time it \
         is refused.",
        author.name()
    ))?;
    world.end()
}

/// The clinic put a document on record twice, and waives the retention of one; the second patient
/// erases it.
pub(super) fn waive_retention(world: &mut World, cast: &mut Cast) -> Result<()> {
    let Cast { directory, patients: [_, patient], .. } = cast;
    let (clinic, consultant, colleague) =
        (&directory.clinic, &directory.consultant, &directory.colleague);
    world.begin(&format!("Two members of {} waive the retention of a document", clinic.name))?;
    let original = patient
        .originals
        .values()
        .find(|original| original.category == Category::Immunization)
        .context("there is no immunization")?
        .clone();
    let by = (colleague, clinic.id);
    let document = world.encrypt(patient.id, original.category, by, &original.bytes)?;
    let retain_until = world.suite.now()?.saturating_add(KEPT.saturating_mul(YEAR));
    let twice = NewRecord { document, retain_until };
    let register = world.suite.registry().register(patient.id.into(), clinic.id, twice.into());
    let record = world.submit(colleague, "register", register)?.value()?;
    world.bind(clinic.id, patient.id, [record])?;
    patient.originals.insert(record, original);
    world.read_own(patient, &[record])?;

    let erase = world.suite.registry().erase(patient.id.into(), record);
    let refusal = world.submit(&patient.actor, "erase", erase)?.refusal()?;
    ensure!(refusal == RegistryError::Retained, "refused for another reason: {refusal:?}");
    let waive = |world: &mut World, member: &Actor| {
        let waive = world.suite.registry().waive_retention(patient.id.into(), record);
        world.submit(member, "waive_retention", waive)
    };
    ensure!(waive(world, consultant)?.value()? == RetentionChange::WaiverProposed, "not proposed");
    let refusal = waive(world, consultant)?.refusal()?;
    ensure!(refusal == RegistryError::AlreadyProposed, "one member is enough: {refusal:?}");
    ensure!(waive(world, colleague)?.value()? == RetentionChange::Waived, "not waived");
    let erase = world.suite.registry().erase(patient.id.into(), record);
    world.submit(&patient.actor, "erase", erase)?.value()?;
    ensure!(world.record(patient.id, record)?.version.is_none(), "the record is not erased");
    let clock = world.suite.now()?;
    world.keeper(clinic.id)?.destroy(&mut world.suite, clock, &patient.id, record)?;
    world.story.say(&format!(
        "{} put an immunization on record twice, as record {record}, to be kept for {KEPT} years. \
         {} may not erase it before. {} proposes to waive the retention, and cannot confirm \
         that alone; {} confirms. Now it is erased: a tombstone stays on the chain, without digest and \
         locator, and the keeper destroys the file.",
        colleague.name(),
        patient.name,
        consultant.name(),
        colleague.name()
    ))?;
    world.end()
}
