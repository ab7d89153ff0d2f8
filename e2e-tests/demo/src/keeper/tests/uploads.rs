//! Demand 6: what is released was uploaded here, for this chart, by whoever registered it.

use chartkey::documents::digest_of;
use chartkey_devchain::{Actor, Patient};
use chartkey_interfaces::directory::{OrganizationStatus, PractitionerStatus};
use chartkey_policy::{Basis, Grantee, Terms};
use chartkey_vocabulary::{Action, Actions, Category, PatientId, Purpose, Selection, SelfReport};

use super::scene::{bytes_of, document_of, refused, Scene, FIRST, SEALED};
use crate::{
    keeper::{journal::Upload, No, Place, Refusal, Statement, Uploader, FRESHNESS},
    requesting::Requester,
};

/// A stranger with a chart of his own.
fn mallory(scene: &mut Scene) -> Patient {
    scene.suite.patient("mallory", &[Category::Laboratory]).unwrap()
}

/// He registers these bytes there.
fn self_report(scene: &mut Scene, patient: &Patient, bytes: &[u8]) -> u32 {
    let document = document_of(scene.mercy.id, Category::Laboratory, bytes);
    let report = SelfReport { document, addressee: None };
    let report = scene.suite.registry().self_report(patient.id.into(), report.into());
    scene.suite.submit(&patient.actor, report).unwrap().value().unwrap()
}

/// What the keeper answers to the patient who opened a record of the own chart.
fn fetch_own(scene: &mut Scene, patient: &Patient, record: u32) -> Result<Vec<u8>, No> {
    let selection = Selection::record(record);
    let entry = scene.open_in(patient, &patient.actor, selection, Purpose::PatientRequest);
    let clock = scene.clock();
    let requester = Requester::new(scene.place.clone(), &patient.actor, patient.id, entry, clock);
    let keeper = scene.keeper.clone();
    requester.fetch(&keeper, &mut scene.suite, clock, (record, 0)).map(|sent| sent.bytes)
}

/// R1: a former reader registers ana's digest in his own chart, and opens it as the patient there.
#[test]
fn a_digest_that_a_stranger_registers_in_his_own_chart_gets_him_nothing() {
    let mut scene = Scene::new();
    let mallory = mallory(&mut scene);
    let copy = self_report(&mut scene, &mallory, &bytes_of(FIRST));
    assert_eq!(scene.bind(mallory.id, copy), refused(Refusal::NotUploaded));
    assert_eq!(fetch_own(&mut scene, &mallory, copy), refused(Refusal::NotUploaded));

    // Nor does a statement about bytes that he has not.
    let uploader = Uploader::Controller(mallory.actor.bytes());
    let statement = scene.statement(&mallory.actor, uploader, mallory.id, &bytes_of(FIRST));
    let answer = scene.stage(&mallory.actor, statement, b"other bytes");
    assert_eq!(answer, refused(Refusal::OtherBytes));
    assert_eq!(scene.bind(mallory.id, copy), refused(Refusal::NotUploaded));
}

/// R1: he erases his copy, and the keeper destroys what is erased.
#[test]
fn what_a_stranger_erases_destroys_nothing_of_hers() {
    let mut scene = Scene::new();
    let mallory = mallory(&mut scene);
    let copy = self_report(&mut scene, &mallory, &bytes_of(FIRST));
    // He has the bytes from when he was permitted to read, and uploads them.
    let uploader = Uploader::Controller(mallory.actor.bytes());
    let statement = scene.statement(&mallory.actor, uploader, mallory.id, &bytes_of(FIRST));
    scene.stage(&mallory.actor, statement, &bytes_of(FIRST)).unwrap();
    scene.bind(mallory.id, copy).unwrap();
    let clock = scene.clock();
    let early = scene.keeper.destroy(&mut scene.suite, clock, &mallory.id, copy);
    assert_eq!(early, refused(Refusal::NotErased));

    let erase = scene.suite.registry().erase(mallory.id.into(), copy);
    scene.suite.submit(&mallory.actor, erase).unwrap().value().unwrap();
    scene.keeper.destroy(&mut scene.suite, clock, &mallory.id, copy).unwrap();
    let ana = scene.ana.clone();
    assert_eq!(fetch_own(&mut scene, &ana, FIRST), Ok(bytes_of(FIRST)));

    // What nobody else has is gone with its record.
    let erase = scene.suite.registry().erase(ana.id.into(), FIRST);
    scene.suite.submit(&ana.actor, erase).unwrap().value().unwrap();
    scene.keeper.destroy(&mut scene.suite, clock, &ana.id, FIRST).unwrap();
    let digest = digest_of(&bytes_of(FIRST));
    assert!(!scene.keeper.store().path(&digest).exists());
}

/// R1 and X1: a laboratory that may only append registers the digest of a note that ana sealed,
/// and opens that as its issuer.
#[test]
fn a_digest_of_a_sealed_note_that_a_laboratory_registers_gets_it_nothing() {
    let mut scene = Scene::new();
    let laboratory = scene.suite.hospital("laboratory").unwrap();
    let terms = scene.suite.terms(laboratory.grantee(), &[Category::Laboratory]).unwrap();
    let actions = Actions::of(&[Action::Append]);
    scene.suite.grant(&scene.ana, Terms { actions, ..terms }).unwrap();
    let terms = scene.suite.terms(Grantee::Anyone, &[Category::MentalHealth]).unwrap();
    let actions = Actions::of(&[Action::Read]);
    scene.suite.deny(&scene.ana, Terms { actions, until: None, ..terms }).unwrap();

    let (ana, grace) = (scene.ana.clone(), laboratory.clinician);
    let copy = scene.register(&grace, &ana, Category::Laboratory, &bytes_of(SEALED));
    let selection = Selection::record(copy);
    let opening = scene.suite.open_selection(&grace, &ana, selection, Purpose::Treatment).unwrap();
    assert!(opening.verdict.value().unwrap().is_on(Basis::Issuer));
    assert_eq!(scene.bind(ana.id, copy), refused(Refusal::NotUploaded));
    assert_eq!(scene.claim(&grace, copy, opening.entry), refused(Refusal::NotUploaded));
}

#[test]
fn each_upload_binds_one_record() {
    let mut scene = Scene::new();
    let (ana, author) = (scene.ana.clone(), scene.mercy.clinician.clone());
    let again = scene.register(&author, &ana, Category::Laboratory, &bytes_of(SEALED));
    assert_eq!(scene.bind(ana.id, again), refused(Refusal::NotUploaded));
    // What is bound stays bound.
    scene.bind(ana.id, SEALED).unwrap();
    let entry = scene.open(&author, &[SEALED, again], Purpose::Treatment);
    let requester = scene.requester(&author, entry);
    assert_eq!(scene.fetch(&requester, SEALED), Ok(bytes_of(SEALED)));
    assert_eq!(scene.fetch(&requester, again), refused(Refusal::NotUploaded));
    // Uploaded once more it is another upload.
    let uploader = Uploader::Organization(scene.mercy.id);
    let statement = scene.statement(&author, uploader, ana.id, &bytes_of(SEALED));
    scene.stage(&author, statement, &bytes_of(SEALED)).unwrap();
    scene.bind(ana.id, again).unwrap();
    assert_eq!(scene.fetch(&requester, again), Ok(bytes_of(SEALED)));
}

#[test]
fn an_upload_is_for_its_chart_digest_size_and_uploader() {
    let mut scene = Scene::new();
    let (ana, author) = (scene.ana.clone(), scene.mercy.clinician.clone());
    let mallory = mallory(&mut scene);
    let hope = scene.suite.hospital("hope").unwrap();
    scene.permit(hope.grantee(), &[Category::Laboratory]);
    let (mercy, bytes) = (scene.mercy.id, b"uploaded by mercy for ana");
    let statement = scene.statement(&author, Uploader::Organization(mercy), ana.id, bytes);
    scene.stage(&author, statement, bytes).unwrap();

    let other_chart = self_report(&mut scene, &mallory, bytes);
    assert_eq!(scene.bind(mallory.id, other_chart), refused(Refusal::NotUploaded));
    let by_ana = self_report(&mut scene, &ana, bytes);
    assert_eq!(scene.bind(ana.id, by_ana), refused(Refusal::NotUploaded));
    let by_hope = scene.register(&hope.clinician, &ana, Category::Laboratory, bytes);
    assert_eq!(scene.bind(ana.id, by_hope), refused(Refusal::NotUploaded));
    let other_bytes = scene.register(&author, &ana, Category::Laboratory, b"others");
    assert_eq!(scene.bind(ana.id, other_bytes), refused(Refusal::NotUploaded));
    let mut document = document_of(mercy, Category::Laboratory, bytes);
    document.version.size += 1;
    let register = scene.suite.registry().register(ana.id.into(), mercy, document.into());
    let other_size = scene.suite.submit(&author, register).unwrap().value().unwrap();
    assert_eq!(scene.bind(ana.id, other_size), refused(Refusal::NotUploaded));

    let right = scene.register(&author, &ana, Category::Laboratory, bytes);
    scene.bind(ana.id, right).unwrap();
}

#[test]
fn an_active_member_uploads_for_a_house_and_the_controller_for_a_chart() {
    let mut scene = Scene::new();
    let (ana, author) = (scene.ana.clone(), scene.mercy.clinician.clone());
    let hope = scene.suite.hospital("hope").unwrap();
    let (mercy, bytes) = (Uploader::Organization(scene.mercy.id), b"bytes");
    let may = |scene: &mut Scene, by: &Actor, uploader, patient: PatientId| {
        let statement = scene.statement(by, uploader, patient, bytes);
        scene.stage(by, statement, bytes)
    };
    assert_eq!(may(&mut scene, &author, mercy, ana.id), Ok(()));
    let not_uploader = refused(Refusal::NotUploader);
    assert_eq!(may(&mut scene, &hope.clinician, mercy, ana.id), not_uploader);
    assert_eq!(may(&mut scene, &ana.actor, mercy, ana.id), not_uploader);
    let controller = Uploader::Controller(ana.actor.bytes());
    assert_eq!(may(&mut scene, &ana.actor, controller, ana.id), Ok(()));
    assert_eq!(may(&mut scene, &author, controller, ana.id), not_uploader);
    let author_as_controller = Uploader::Controller(author.bytes());
    assert_eq!(may(&mut scene, &author, author_as_controller, ana.id), not_uploader);
    scene.set_status(&author, PractitionerStatus::Suspended);
    assert_eq!(may(&mut scene, &author, mercy, ana.id), not_uploader);
    scene.set_status(&author, PractitionerStatus::Active);
    scene.set_organization_status(OrganizationStatus::Suspended);
    assert_eq!(may(&mut scene, &author, mercy, ana.id), not_uploader);
    scene.replace_stolen_admin(&Actor::named("next admin"));
    scene.set_organization_status(OrganizationStatus::Active);
    assert_eq!(may(&mut scene, &author, mercy, ana.id), not_uploader);
}

#[test]
fn bytes_that_are_not_the_records_are_not_released_whatever_they_are_bound_to() {
    let mut scene = Scene::new();
    let (ana, author) = (scene.ana.clone(), scene.mercy.clinician.clone());
    let uploader = Uploader::Organization(scene.mercy.id);
    let statement = scene.statement(&author, uploader, ana.id, b"these");
    let Statement { patient, digest, size, .. } = statement;
    scene.stage(&author, statement, b"these").unwrap();
    let record = scene.register(&author, &ana, Category::Laboratory, b"those");
    let upload = Upload { patient, digest, size, uploader };
    scene.keeper.journal.lock().unwrap().bind(&upload, record).unwrap();
    let entry = scene.open(&author, &[record], Purpose::Treatment);
    assert_eq!(scene.claim(&author, record, entry), refused(Refusal::NotUploaded));
}

#[test]
fn a_statement_is_for_one_keeper_fresh_and_signed() {
    let mut scene = Scene::new();
    let (ana, author) = (scene.ana.id, scene.mercy.clinician.clone());
    let (uploader, bytes) = (Uploader::Organization(scene.mercy.id), b"bytes");
    let good = scene.statement(&author, uploader, ana, bytes);
    let elsewhere = Place { origin: "https://keeper.hope.example".into(), ..good.place.clone() };
    let clock = scene.clock();
    for (statement, refusal) in [
        (Statement { place: elsewhere, ..good.clone() }, Refusal::OtherChallenge),
        (Statement { expires: clock - 1, ..good.clone() }, Refusal::Expired),
        (Statement { expires: clock + FRESHNESS + 1, ..good.clone() }, Refusal::Expired),
        (Statement { size: 4, ..good.clone() }, Refusal::OtherBytes),
        (Statement { digest: [1; 32], ..good.clone() }, Refusal::OtherBytes),
    ] {
        assert_eq!(scene.stage(&author, statement, bytes), refused(refusal));
    }
    let other = Actor::named("other");
    assert_eq!(scene.stage(&other, good.clone(), bytes), refused(Refusal::WrongKey));
    assert_eq!(scene.stage(&author, good, bytes), Ok(()));
}
