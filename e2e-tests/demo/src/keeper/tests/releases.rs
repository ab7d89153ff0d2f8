//! Demand 5: a release is once for an entry and a record, and its line comes first.

use std::{fs, sync::Barrier, thread};

use chartkey::documents::digest_of;
use chartkey_vocabulary::Purpose;

use super::scene::{bytes_of, refused, Scene, FIRST, SECOND};
use crate::keeper::{journal::Journal, Doubt, Keeper, Line, No, Refusal};

#[test]
fn a_release_belongs_to_the_first_one_time_key() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST, SECOND], Purpose::Treatment);
    let (first, second) = (scene.requester(&reader, entry), scene.requester(&reader, entry));
    assert_eq!(scene.fetch(&first, FIRST), Ok(bytes_of(FIRST)));
    assert_eq!(scene.fetch(&second, FIRST), refused(Refusal::Used));
    // Each record is a release of its own, and each entry.
    assert_eq!(scene.fetch(&second, SECOND), Ok(bytes_of(SECOND)));
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    assert_eq!(scene.claim(&reader, FIRST, entry), Ok(bytes_of(FIRST)));
}

#[test]
fn the_same_key_resumes_until_twice_the_size() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let requester = scene.requester(&reader, entry);
    let whole = bytes_of(FIRST);
    let (size, half) = (whole.len(), whole.len() / 2);
    assert_eq!(scene.fetch(&requester, FIRST), Ok(whole.clone()));
    let rest = scene.fetch_from(&requester, FIRST, half as u64);
    assert_eq!(rest.as_deref(), Ok(&whole[half..]));
    let left = (2 * size) - size - (size - half);
    let last = scene.fetch_from(&requester, FIRST, (size - left) as u64);
    assert_eq!(last.as_deref(), Ok(&whole[size - left..]));
    let more = scene.fetch_from(&requester, FIRST, size as u64 - 1);
    assert_eq!(more, refused(Refusal::Spent));
    assert_eq!(scene.fetch_from(&requester, FIRST, size as u64), refused(Refusal::Range));
    assert_eq!(scene.keeper.lines(&scene.ana.id).unwrap().len(), 1);
}

/// R6: a ticket is used, the keeper begins anew.
#[test]
fn a_restart_forgets_no_release() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST, SECOND], Purpose::Treatment);
    let first = scene.requester(&reader, entry);
    assert_eq!(scene.fetch(&first, FIRST), Ok(bytes_of(FIRST)));
    let lines = scene.keeper.lines(&scene.ana.id).unwrap();

    scene.keeper = Keeper::open(scene.place.clone(), scene.folder.path()).unwrap();
    assert_eq!(scene.keeper.lines(&scene.ana.id).unwrap(), lines);
    assert_eq!(scene.claim(&reader, FIRST, entry), refused(Refusal::Used));
    assert_eq!(scene.fetch(&first, FIRST), Ok(bytes_of(FIRST)));
    assert_eq!(scene.fetch(&first, FIRST), refused(Refusal::Spent));
    assert_eq!(scene.claim(&reader, SECOND, entry), Ok(bytes_of(SECOND)));
}

/// R6: sixteen replicas, each with a one-time key of its own.
#[test]
fn of_sixteen_replicas_one_releases() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let home = scene.keeper.clone();
    let mut answers = Vec::new();
    for _ in 0..16 {
        scene.keeper = home.clone();
        answers.push(scene.claim(&reader, FIRST, entry));
    }
    assert_eq!(answers[0], Ok(bytes_of(FIRST)));
    assert!(answers[1..].iter().all(|answer| *answer == refused(Refusal::Used)), "{answers:?}");
    assert_eq!(home.lines(&scene.ana.id).unwrap().len(), 1);

    // Also when all have asked the chain already, and come to the journal together.
    let (entry, barrier) = (entry + 1, Barrier::new(16));
    let patient = scene.ana.id;
    let line = |key: u8| Line {
        number: 0,
        patient,
        entry,
        record: FIRST,
        digest: [0; 32],
        key: [key; 32],
        time: 0,
    };
    let begun = thread::scope(|scope| {
        let replicas = (0..16).map(|key| {
            let (line, journal, barrier) = (line(key), home.journal.clone(), &barrier);
            scope.spawn(move || {
                barrier.wait();
                journal.lock().unwrap().send(line, 1, 2).is_ok()
            })
        });
        let replicas: Vec<_> = replicas.collect();
        replicas.into_iter().map(|one| one.join().unwrap()).filter(|begun| *begun).count()
    });
    assert_eq!(begun, 1);
}

#[test]
fn the_line_comes_before_the_first_byte() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let requester = scene.requester(&reader, entry);
    let path = scene.folder.path().join("journal");

    // Where the line cannot be written, no byte is sent.
    scene.keeper.journal.lock().unwrap().break_off(&path).unwrap();
    assert_eq!(scene.fetch(&requester, FIRST), Err(No::CannotTell(Doubt::Journal)));
    assert_eq!(scene.keeper.lines(&scene.ana.id).unwrap(), []);

    scene.keeper = Keeper::open(scene.place.clone(), scene.folder.path()).unwrap();
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
    let lines = Journal::open(&path).unwrap().lines(&scene.ana.id);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((line.number, line.entry, line.record), (0, entry, FIRST));
    assert_eq!(line.key, requester.challenge.words.key);
    assert_eq!(line.digest, digest_of(&bytes_of(FIRST)));
}

#[test]
fn a_journal_in_which_something_else_stands_serves_nothing() {
    let scene = Scene::new();
    fs::write(scene.folder.path().join("journal"), [9, 9, 9]).unwrap();
    assert!(Keeper::open(scene.place.clone(), scene.folder.path()).is_err());
}

#[test]
fn a_damaged_file_is_not_sent_and_uses_nothing_up() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let requester = scene.requester(&reader, entry);
    let digest = digest_of(&bytes_of(FIRST));
    let path = scene.keeper.store().path(&digest);
    let intact = fs::read(&path).unwrap();
    fs::write(&path, b"something else").unwrap();
    assert_eq!(scene.fetch(&requester, FIRST), Err(No::CannotTell(Doubt::Damaged)));
    fs::write(&path, intact).unwrap();
    assert_eq!(scene.claim(&reader, FIRST, entry), Ok(bytes_of(FIRST)));
}
