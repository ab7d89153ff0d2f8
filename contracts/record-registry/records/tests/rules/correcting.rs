//! Amending and retracting records.

use chartkey_vocabulary::Retraction;

use super::*;

fn amend(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    id: u32,
) -> Result<u32, RegistryError> {
    // None that was there before.
    let digest = [id.to_le_bytes()[0] + 100; 32];
    let version = Version { digest, ..version() };
    records.amend(others, caller, NOW + HOUR, &CHART, id, version).map(|(by, _)| by)
}

fn retract(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    id: u32,
) -> Result<(), RegistryError> {
    records.retract(others, caller, &CHART, id, Retraction::Duplicate).map(drop)
}

#[test]
fn a_colleague_amends_also_without_consent_to_append() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        assert_eq!(amend(&mut records, &Others::refusing(), &BOB, id), Ok(1));
        let (old, new) = (records.record(&CHART, id).unwrap(), records.record(&CHART, 1).unwrap());
        assert_eq!(old.amended_by, Some(1));
        assert_eq!((new.document, new.author, new.registered_at), (id, BOB, NOW + HOUR));
        assert_eq!((old.amends, new.amends, new.amended_by), (None, Some(id), None));
    });
}

#[test]
fn an_amendment_keeps_category_issuer_addressee_and_retention() {
    run(|| {
        let mut records = registry();
        let new = vec![retained_until(NOW + 9 * HOUR)];
        let issued = register(&mut records, &Others::new(), &ADA, new).unwrap();
        let sent = report_to(&mut records, Some(Addressee::Practitioner(EVE)));
        for (id, caller) in [(issued, BOB), (sent, PATIENT)] {
            let by = amend(&mut records, &Others::new(), &caller, id).unwrap();
            let all = |id| {
                let record = records.record(&CHART, id).unwrap();
                (record.category, record.issuer, record.addressee, record.retain_until)
            };
            assert_eq!(all(by), all(id));
        }
    });
}

#[test]
fn a_version_after_one_of_the_wrong_patient_keeps_the_mark() {
    run(|| {
        let mut records = registry();
        for mark in [Retraction::WrongContent, Retraction::Duplicate, Retraction::Other] {
            let id = registered(&mut records);
            records.retract(&Others::new(), &ADA, &CHART, id, mark).unwrap();
            let by = amend_with(&mut records, &ADA, id, 8).unwrap();
            assert_eq!(records.record(&CHART, by).unwrap().retracted, None, "{mark:?}");
        }
        let id = registered(&mut records);
        records.retract(&Others::new(), &ADA, &CHART, id, Retraction::WrongPatient).unwrap();
        let by = amend_with(&mut records, &ADA, id, 8).unwrap();
        let again = amend_with(&mut records, &ADA, by, 9).unwrap();
        for id in [id, by, again] {
            let mark = records.record(&CHART, id).unwrap().retracted;
            assert_eq!(mark, Some(Retraction::WrongPatient));
        }
    });
}

#[test]
fn an_amendment_has_another_digest() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        assert_eq!(amend_with(&mut records, &ADA, id, 7), Err(RegistryError::SameDigest));
        let by = amend_with(&mut records, &ADA, id, 8).unwrap();
        assert_eq!(amend_with(&mut records, &ADA, by, 8), Err(RegistryError::SameDigest));
        // Back to what stood there before is a correction, too.
        assert_eq!(amend_with(&mut records, &ADA, by, 7), Ok(2));
    });
}

#[test]
fn a_correction_can_be_corrected_while_anything_of_the_document_is_left() {
    run(|| {
        let mut records = registry();
        let first = registered(&mut records);
        let second = amend_with(&mut records, &ADA, first, 8).unwrap();
        // The correction alone cannot be erased, which would bring the error back for good.
        let answer = records.erase(&Others::new(), &PATIENT, NOW, &CHART, second);
        assert_eq!(answer.err(), Some(RegistryError::EarlierVersions));
        records.erase(&Others::new(), &PATIENT, NOW, &CHART, first).unwrap();
        let third = amend_with(&mut records, &ADA, second, 9).unwrap();
        assert_eq!(records.record(&CHART, third).unwrap().document, first);
    });
}

#[test]
fn an_amendment_is_not_retracted_with_what_it_amends() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        retract(&mut records, &Others::new(), &ADA, id).unwrap();
        let by = amend(&mut records, &Others::new(), &ADA, id).unwrap();
        assert_eq!(records.record(&CHART, id).unwrap().retracted, Some(Retraction::Duplicate));
        assert_eq!(records.record(&CHART, by).unwrap().retracted, None);
    });
}

#[test]
fn another_house_corrects_nothing() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        let others = Others::new();
        assert_eq!(amend(&mut records, &others, &EVE, id), Err(RegistryError::NotIssuer));
        assert_eq!(retract(&mut records, &others, &EVE, id), Err(RegistryError::NotIssuer));
    });
}

#[test]
fn the_patient_corrects_only_what_she_reported() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let id = registered(&mut records);
        assert_eq!(amend(&mut records, &others, &PATIENT, id), Err(RegistryError::NotPractitioner));
        let own = reported(&mut records);
        assert_eq!(amend(&mut records, &others, &ADA, own), Err(RegistryError::NotController));
        assert_eq!(retract(&mut records, &others, &ADA, own), Err(RegistryError::NotController));
        assert_eq!(amend(&mut records, &others, &PATIENT, own), Ok(2));
        assert_eq!(retract(&mut records, &others, &PATIENT, own), Ok(()));
    });
}

#[test]
fn only_the_latest_version_is_amended() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        let by = amend(&mut records, &Others::new(), &ADA, id).unwrap();
        let answer = amend(&mut records, &Others::new(), &ADA, id);
        assert_eq!(answer, Err(RegistryError::NotLatest));
        assert_eq!(amend(&mut records, &Others::new(), &ADA, by), Ok(2));
    });
}

#[test]
fn what_was_erased_is_not_amended_but_can_be_retracted() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        records.erase(&Others::new(), &PATIENT, NOW, &CHART, id).unwrap();
        assert_eq!(amend(&mut records, &Others::new(), &ADA, id), Err(RegistryError::Erased));
        assert_eq!(retract(&mut records, &Others::new(), &ADA, id), Ok(()));
    });
}

#[test]
fn an_amendment_has_the_bounds_of_a_version() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        let mut amended = |change: fn(&mut Version)| {
            let mut version = Version { digest: [8; 32], ..version() };
            change(&mut version);
            records.amend(&Others::new(), &ADA, NOW, &CHART, id, version).err()
        };
        assert_eq!(amended(|version| version.digest = [0; 32]), Some(RegistryError::Digest));
        assert_eq!(amended(|version| version.size = 0), Some(RegistryError::Size));
        assert_eq!(
            amended(|version| version.key_epoch = 2),
            Some(RegistryError::EpochNotPublished)
        );
    });
}

#[test]
fn a_record_is_retracted_once() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        retract(&mut records, &Others::new(), &BOB, id).unwrap();
        let answer = retract(&mut records, &Others::new(), &ADA, id);
        assert_eq!(answer, Err(RegistryError::AlreadyRetracted));
    });
}

#[test]
fn while_paused_nothing_is_amended_but_errors_are_marked() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        pause(&mut records);
        assert_eq!(amend(&mut records, &Others::new(), &ADA, 9), Err(RegistryError::Paused));
        assert_eq!(retract(&mut records, &Others::new(), &ADA, id), Ok(()));
    });
}

#[test]
fn the_record_comes_before_the_caller_and_the_caller_before_its_state() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let unknown = Err(RegistryError::UnknownRecord);
        assert_eq!(amend(&mut records, &others, &STRANGER, 9), unknown);
        assert_eq!(retract(&mut records, &others, &STRANGER, 9), Err(RegistryError::UnknownRecord));
        let id = registered(&mut records);
        amend(&mut records, &others, &ADA, id).unwrap();
        retract(&mut records, &others, &ADA, id).unwrap();
        assert_eq!(amend(&mut records, &others, &EVE, id), Err(RegistryError::NotIssuer));
        assert_eq!(retract(&mut records, &others, &EVE, id), Err(RegistryError::NotIssuer));
    });
}

#[test]
fn a_version_that_was_amended_and_erased_is_not_the_latest() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        amend(&mut records, &Others::new(), &ADA, id).unwrap();
        records.erase(&Others::new(), &PATIENT, NOW, &CHART, id).unwrap();
        let answer = amend(&mut records, &Others::new(), &ADA, id);
        assert_eq!(answer, Err(RegistryError::NotLatest));
    });
}
