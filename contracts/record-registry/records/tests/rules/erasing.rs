//! Erasing records.

use chartkey_interfaces::registry::MAX_ERASED;

use super::*;

/// Ada puts a document on record that is retained for an hour.
fn retained(records: &mut Records) -> u32 {
    register(records, &Others::new(), &ADA, vec![retained_until(NOW + HOUR)]).unwrap()
}

fn erase(
    records: &mut Records,
    caller: &Account,
    now: Timestamp,
    id: u32,
) -> Result<(), RegistryError> {
    records.erase(&Others::new(), caller, now, &CHART, id).map(|event| {
        assert_eq!(event.records, [id]);
    })
}

/// Returns where to go on, and what was erased.
fn erase_document(
    records: &mut Records,
    caller: &Account,
    now: Timestamp,
    id: u32,
) -> Result<(Option<u32>, Vec<u32>), RegistryError> {
    let answer = records.erase_document(&Others::new(), caller, now, &CHART, id);
    answer.map(|(next, event)| (next, event.records))
}

/// A document of this many versions, with other records between them. Returns their ids.
fn versions(records: &mut Records, count: u8) -> Vec<u32> {
    let mut ids = vec![registered(records)];
    for digest in 1..count {
        registered(records);
        ids.push(amend_with(records, &ADA, *ids.last().unwrap(), digest + 100).unwrap());
    }
    ids
}

fn left(records: &Records, ids: &[u32]) -> usize {
    ids.iter().filter(|id| records.record(&CHART, **id).unwrap().version.is_some()).count()
}

#[test]
fn a_retained_record_is_erased_from_the_moment_on_at_which_it_is_not() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        let early = erase(&mut records, &PATIENT, NOW + HOUR - 1, id);
        assert_eq!(early, Err(RegistryError::Retained));
        assert_eq!(erase(&mut records, &PATIENT, NOW + HOUR, id), Ok(()));
    });
}

#[test]
fn erasing_takes_the_version_and_leaves_the_rest() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        let before = records.record(&CHART, id).unwrap();
        erase(&mut records, &PATIENT, NOW, id).unwrap();
        let after = records.record(&CHART, id).unwrap();
        assert_eq!(after.version, None);
        assert_eq!((after.author, after.category), (before.author, before.category));
    });
}

#[test]
fn only_the_controller_erases() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        assert_eq!(erase(&mut records, &ADA, NOW, id), Err(RegistryError::NotController));
        let answer = erase_document(&mut records, &ADA, NOW, id);
        assert_eq!(answer, Err(RegistryError::NotController));
    });
}

#[test]
fn a_record_is_erased_once_also_while_paused() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        pause(&mut records);
        assert_eq!(erase(&mut records, &PATIENT, NOW, id), Ok(()));
        assert_eq!(erase(&mut records, &PATIENT, NOW, id), Err(RegistryError::Erased));
        let answer = erase_document(&mut records, &PATIENT, NOW, id);
        assert_eq!(answer, Err(RegistryError::Erased));
    });
}

#[test]
fn versions_are_erased_oldest_first() {
    run(|| {
        let mut records = registry();
        let ids = versions(&mut records, 3);
        for later in [ids[1], ids[2]] {
            let refused = erase(&mut records, &PATIENT, NOW, later);
            assert_eq!(refused, Err(RegistryError::EarlierVersions));
        }
        for id in ids {
            assert_eq!(erase(&mut records, &PATIENT, NOW, id), Ok(()));
        }
    });
}

#[test]
fn a_document_is_erased_at_once_whichever_version_is_named() {
    run(|| {
        for named in 0..3 {
            let mut records = registry();
            let ids = versions(&mut records, 3);
            let erased = erase_document(&mut records, &PATIENT, NOW, ids[named]);
            assert_eq!(erased, Ok((None, ids.clone())));
            assert_eq!(left(&records, &ids), 0);
            // The records between its versions are of other documents.
            assert_eq!(left(&records, &[1, 3]), 2);
            let again = erase_document(&mut records, &PATIENT, NOW, ids[named]);
            assert_eq!(again, Err(RegistryError::Erased));
        }
    });
}

#[test]
fn it_begins_with_the_oldest_version_that_is_left() {
    run(|| {
        for named in 0..3 {
            let mut records = registry();
            let ids = versions(&mut records, 3);
            erase(&mut records, &PATIENT, NOW, ids[0]).unwrap();
            let erased = erase_document(&mut records, &PATIENT, NOW, ids[named]);
            assert_eq!(erased, Ok((None, ids[1..].to_vec())));
        }
    });
}

#[test]
fn at_most_32_versions_are_erased_in_a_call_which_says_where_to_go_on() {
    run(|| {
        let mut records = registry();
        let ids = versions(&mut records, 70);
        let (next, erased) = erase_document(&mut records, &PATIENT, NOW, ids[69]).unwrap();
        assert_eq!((next, erased), (Some(ids[32]), ids[..MAX_ERASED].to_vec()));
        let (next, erased) = erase_document(&mut records, &PATIENT, NOW, ids[32]).unwrap();
        assert_eq!((next, erased), (Some(ids[64]), ids[32..64].to_vec()));
        // Another version than the one that was answered does as well.
        let (next, erased) = erase_document(&mut records, &PATIENT, NOW, ids[0]).unwrap();
        assert_eq!((next, erased), (None, ids[64..].to_vec()));
    });
}

#[test]
fn a_retained_document_is_not_erased_at_once_either() {
    run(|| {
        let mut records = registry();
        let first = retained(&mut records);
        let second = amend_with(&mut records, &ADA, first, 8).unwrap();
        let early = erase_document(&mut records, &PATIENT, NOW + HOUR - 1, first);
        assert_eq!(early, Err(RegistryError::Retained));
        assert_eq!(left(&records, &[first, second]), 2);
        let erased = erase_document(&mut records, &PATIENT, NOW + HOUR, first);
        assert_eq!(erased, Ok((None, vec![first, second])));
    });
}

#[test]
fn the_record_comes_before_the_caller_and_the_caller_before_its_state() {
    run(|| {
        let mut records = registry();
        assert_eq!(erase(&mut records, &STRANGER, NOW, 0), Err(RegistryError::UnknownRecord));
        let answer = erase_document(&mut records, &STRANGER, NOW, 0);
        assert_eq!(answer, Err(RegistryError::UnknownRecord));
        let id = retained(&mut records);
        assert_eq!(erase(&mut records, &STRANGER, NOW, id), Err(RegistryError::NotController));
        let answer = erase_document(&mut records, &STRANGER, NOW, id);
        assert_eq!(answer, Err(RegistryError::NotController));
    });
}
