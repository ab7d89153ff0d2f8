//! Demand 1: a challenge for one entry, signed by the entry's actor, and a one-time key.

use chartkey_commands::Command;
use chartkey_devchain::{Actor, Guardian, Patient, DAY};
use chartkey_interfaces::account::Answer;
use chartkey_vocabulary::{Addressee, Category, PatientId, Purpose, Selection, SelfReport};

use super::scene::{bytes_of, document_of, refused, Scene, FIRST};
use crate::{
    keeper::{
        texts::Words, Ask, Challenge, Keeper, No, Place, Refusal, Signed, Statement, Uploader,
        FRESHNESS,
    },
    requesting::Requester,
};

#[test]
fn a_challenge_names_keeper_chain_suite_chart_entry_one_time_key_and_expiry() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let signed = scene.requester(&reader, 9).challenge;
    let challenge = &signed.words;
    let text = String::from_utf8(challenge.text()).unwrap();
    assert!(text.starts_with("<Bytes>Chartkey keeper: "), "{text}");
    for line in [
        "Keeper: https://keeper.mercy.example".to_owned(),
        format!("Chain: {}", hex::encode(challenge.place.chain)),
        format!("Suite: {}", hex::encode(challenge.place.suite)),
        format!("Chart: {}", hex::encode(scene.ana.id.0)),
        "Entry: 9".to_owned(),
        format!("One-time key: {}", hex::encode(challenge.key)),
        format!("Expires: {}</Bytes>", challenge.expires),
    ] {
        assert!(text.lines().any(|known| known == line), "{line} is not in {text}");
    }

    assert!(signed.is_signed_by(&reader.bytes()));
    assert!(!signed.is_signed_by(&Actor::named("other").bytes()));
    let place = |place: Place| Challenge { place, ..challenge.clone() };
    let here = &challenge.place;
    for other in [
        place(Place { origin: "https://keeper.other.example".into(), ..here.clone() }),
        place(Place { chain: [1; 32], ..here.clone() }),
        place(Place { suite: [1; 32], ..here.clone() }),
        Challenge { patient: PatientId([8; 32]), ..challenge.clone() },
        Challenge { entry: 8, ..challenge.clone() },
        Challenge { key: [1; 32], ..challenge.clone() },
        Challenge { expires: challenge.expires + 1, ..challenge.clone() },
    ] {
        let forged = Signed { words: other, ..signed.clone() };
        assert!(!forged.is_signed_by(&reader.bytes()), "{forged:?}");
    }
}

#[test]
fn a_challenge_is_signed_by_the_actor_of_the_entry() {
    let mut scene = Scene::new();
    let (reader, admin) = (scene.mercy.clinician.clone(), scene.mercy.admin.clone());
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    assert_eq!(scene.claim(&admin, FIRST, entry), refused(Refusal::WrongKey));
    assert_eq!(scene.claim(&reader, FIRST, entry), Ok(bytes_of(FIRST)));
}

/// R2: a keeper shows ana another keeper's challenge, and passes her signature on.
#[test]
fn a_challenge_that_is_passed_on_is_of_no_use() {
    let mut scene = Scene::new();
    let (reader, clock) = (scene.mercy.clinician.clone(), scene.clock());
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let (ana, home) = (scene.ana.id, scene.place.clone());
    let elsewhere = [
        Place { origin: "https://keeper.malice.example".into(), ..home.clone() },
        Place { chain: [1; 32], ..home.clone() },
        Place { suite: [1; 32], ..home },
    ];
    for place in elsewhere {
        let requester = Requester::new(place, &reader, ana, entry, clock);
        assert_eq!(scene.fetch(&requester, FIRST), refused(Refusal::OtherChallenge));
    }
    // A challenge that is read on the way is of no use without the one-time key that it names.
    let (seen, own) = (scene.requester(&reader, entry), scene.requester(&reader, entry));
    let answer = scene.keeper.release(&mut scene.suite, clock, &seen.challenge, &own.ask(FIRST, 0));
    assert_eq!(answer.map(drop), refused(Refusal::WrongKey));
    assert_eq!(scene.fetch(&own, FIRST), Ok(bytes_of(FIRST)));
}

#[test]
fn each_record_is_asked_for_under_the_one_time_key() {
    let mut scene = Scene::new();
    let (reader, clock) = (scene.mercy.clinician.clone(), scene.clock());
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let requester = scene.requester(&reader, entry);
    let asked = requester.ask(FIRST, 0);
    let by_the_actor = Signed::by(asked.words.clone(), |text| reader.sign(text));
    let other_record = Signed { words: Ask { record: 1, ..asked.words.clone() }, ..asked.clone() };
    for forged in [by_the_actor, other_record] {
        let answer = scene.keeper.release(&mut scene.suite, clock, &requester.challenge, &forged);
        assert_eq!(answer.map(drop), refused(Refusal::WrongKey));
    }
    for words in [
        Ask { of: (scene.ana.id, entry + 1), ..asked.words.clone() },
        Ask { place: Place { chain: [1; 32], ..scene.place.clone() }, ..asked.words },
    ] {
        let forged = Signed { words, signature: asked.signature };
        let answer = scene.keeper.release(&mut scene.suite, clock, &requester.challenge, &forged);
        assert_eq!(answer.map(drop), refused(Refusal::OtherChallenge));
    }
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
}

#[test]
fn a_challenge_expires_within_two_minutes_and_its_key_goes_on_once_it_began() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (entry, begun) = scene.session(&reader);
    let unused = scene.requester(&reader, entry);
    scene.suite.advance(FRESHNESS + 1).unwrap();
    assert_eq!(scene.fetch(&unused, 1), refused(Refusal::Expired));
    assert_eq!(scene.fetch(&begun, 1), Ok(bytes_of(1)));

    let (place, ana, clock) = (scene.place.clone(), scene.ana.id, scene.clock());
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    // For another entry it is not known.
    let mut moved = begun;
    let words = Challenge { entry, ..moved.challenge.words.clone() };
    moved.challenge = Signed::by(words, |text| reader.sign(text));
    assert_eq!(scene.fetch(&moved, FIRST), refused(Refusal::Expired));
    let too_long = Requester::new(place, &reader, ana, entry, clock + 1);
    assert_eq!(scene.fetch(&too_long, FIRST), refused(Refusal::Expired));
    assert_eq!(scene.claim(&reader, FIRST, entry), Ok(bytes_of(FIRST)));
}

/// X5: challenges for a chart that is not there, by nobody.
#[test]
fn a_stranger_who_opened_nothing_leaves_nothing_behind() {
    let mut scene = Scene::new();
    let (place, clock) = (scene.place.clone(), scene.clock());
    let size = |scene: &Scene| {
        let journal = std::fs::metadata(scene.folder.path().join("journal")).unwrap();
        (journal.len(), scene.keeper.journal.lock().unwrap().held())
    };
    let reader = scene.mercy.clinician.clone();
    assert_eq!(scene.open(&reader, &[FIRST], Purpose::Treatment), 0);
    let before = size(&scene);
    let nobody = Actor::named("nobody");
    for number in 0..200 {
        let chart = if number % 2 == 0 { PatientId([9; 32]) } else { scene.ana.id };
        let requester = Requester::new(place.clone(), &nobody, chart, number, clock);
        scene.fetch(&requester, number).unwrap_err();
    }
    assert_eq!(size(&scene), before);
}

/// A patient without tokens, whose chart patient-account controls, with a record of her own.
fn amara(scene: &mut Scene, relayer: &Actor) -> (Patient, u32, Vec<u8>) {
    let amara =
        scene.suite.patient_without_tokens(relayer, "amara", &[Category::Laboratory]).unwrap();
    let bytes = b"what amara wrote".to_vec();
    let account = *scene.suite.address(chartkey::Contract::Account).as_ref();
    let statement = Statement {
        by: account,
        ..scene.statement(&amara.actor, Uploader::Controller(account), amara.id, &bytes)
    };
    scene.stage(&amara.actor, statement, &bytes).unwrap();
    let addressee = Some(Addressee::Organization(scene.mercy.id));
    let document = document_of(scene.mercy.id, Category::Laboratory, &bytes);
    let report = Command::SelfReport(SelfReport { document, addressee }.into());
    let answer = scene.suite.command(relayer, &amara, report).unwrap().value().unwrap();
    let Answer::Record(record) = answer else { panic!("{answer:?}") };
    let record = record.value().unwrap();
    scene.bind(amara.id, record).unwrap();
    (amara, record, bytes)
}

/// She opens a record by a signed command.
fn open_signed(scene: &mut Scene, relayer: &Actor, amara: &Patient, record: u32) -> u32 {
    let open = Command::Open(Selection::record(record));
    let answer = scene.suite.command(relayer, amara, open).unwrap().value().unwrap();
    let Answer::Opened(opening) = answer else { panic!("{answer:?}") };
    opening.value().unwrap().entry
}

/// What the keeper answers to a key that comes with an entry of amara's log.
fn claim(
    scene: &mut Scene,
    keeper: &Keeper,
    actor: &Actor,
    (amara, record, entry): (PatientId, u32, u32),
) -> Result<Vec<u8>, No> {
    let (place, clock) = (scene.place.clone(), scene.clock());
    let requester = Requester::new(place, actor, amara, entry, clock);
    requester.fetch(keeper, &mut scene.suite, clock, (record, 0)).map(|sent| sent.bytes)
}

#[test]
fn where_patient_account_is_the_actor_the_charts_present_key_signs() {
    let mut scene = Scene::new();
    let (relayer, keeper) = (Actor::named("relayer"), scene.keeper.clone());
    let (amara, record, bytes) = amara(&mut scene, &relayer);
    let guardians = ["mother", "brother"].map(Guardian::named).to_vec();
    let named = Guardian::together(&amara.id, &guardians, 2, 24);
    let change = Command::ChangeGuardians(Some(named));
    scene.suite.command(&relayer, &amara, change).unwrap().value().unwrap();

    let entry = open_signed(&mut scene, &relayer, &amara, record);
    let of = (amara.id, record, entry);
    assert_eq!(claim(&mut scene, &keeper, &relayer, of), refused(Refusal::WrongKey));
    assert_eq!(claim(&mut scene, &keeper, &amara.actor, of), Ok(bytes.clone()));

    // The guardians give the chart a new key; then the old one gets nothing, also for an entry
    // that it asked for.
    let new = Actor::named("amara, new phone");
    scene.suite.recover(&relayer, amara.id, &new, &guardians).unwrap().value().unwrap();
    scene.suite.advance(DAY).unwrap();
    let entry = open_signed(&mut scene, &relayer, &amara, record);
    let complete = scene.suite.accounts().complete(amara.id.into());
    scene.suite.submit(&relayer, complete).unwrap().value().unwrap();
    let of = (amara.id, record, entry);
    assert_eq!(claim(&mut scene, &keeper, &amara.actor, of), refused(Refusal::WrongKey));
    assert_eq!(claim(&mut scene, &keeper, &new, of), Ok(bytes));
}
