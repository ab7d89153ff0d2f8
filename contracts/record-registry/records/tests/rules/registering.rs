//! Putting documents on record.

use chartkey_interfaces::registry::{MAX_BATCH, MAX_RETENTION_MILLISECONDS};
use chartkey_vocabulary::{TextError, MAX_DOCUMENT_BYTES};

use super::*;

/// What the registry answers Ada for a document with this version.
fn register_version(change: impl FnOnce(&mut Version)) -> Result<u32, RegistryError> {
    let mut document = document();
    change(&mut document.version);
    register(&mut registry(), &Others::new(), &ADA, vec![document.into()])
}

#[test]
fn ids_count_from_0_within_a_chart() {
    run(|| {
        let mut records = registry();
        assert_eq!(registered(&mut records), 0);
        let two = vec![document().into(), document().into()];
        let (first, event) =
            records.register(&Others::new(), &BOB, NOW, &CHART, HOUSE, two).unwrap();
        assert_eq!((first, event.first, event.count, event.issuer), (1, 1, 2, Some(HOUSE)));
        assert_eq!(reported(&mut records), 3);
        for id in 0..4 {
            assert_eq!(records.record(&CHART, id).unwrap().document, id);
        }
    });
}

#[test]
fn a_record_says_who_registered_it_when_and_for_whom() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        let record = records.record(&CHART, id).unwrap();
        assert_eq!((record.author, record.issuer, record.registered_at), (ADA, Some(HOUSE), NOW));
        assert_eq!((record.document, record.version), (id, Some(version())));
    });
}

#[test]
fn the_patient_is_asked_for_all_categories_and_the_house() {
    run(|| {
        let others = Others::new();
        register(&mut registry(), &others, &ADA, vec![document().into()]).unwrap();
        let asked = others.asked();
        assert_eq!((asked.subject, asked.organization), (ADA, Some(HOUSE)));
        assert_eq!(asked.target.categories(), Category::Laboratory.into());
    });
}

#[test]
fn a_batch_has_1_to_64_documents() {
    run(|| {
        let mut records = registry();
        let mut batch =
            |count| register(&mut records, &Others::new(), &ADA, vec![document().into(); count]);
        assert_eq!(batch(0), Err(RegistryError::Batch));
        assert_eq!(batch(MAX_BATCH + 1), Err(RegistryError::Batch));
        assert_eq!(batch(MAX_BATCH), Ok(0));
    });
}

#[test]
fn a_digest_is_not_all_zero() {
    run(|| {
        let answer = register_version(|version| version.digest = [0; 32]);
        assert_eq!(answer, Err(RegistryError::Digest));
    });
}

#[test]
fn a_size_is_1_byte_to_1_tebibyte() {
    run(|| {
        let sized = |size| register_version(|version| version.size = size);
        assert_eq!(sized(0), Err(RegistryError::Size));
        assert_eq!(sized(MAX_DOCUMENT_BYTES), Ok(0));
        assert_eq!(sized(MAX_DOCUMENT_BYTES + 1), Err(RegistryError::Size));
    });
}

#[test]
fn a_locator_is_printable_ascii() {
    run(|| {
        let answer = register_version(|version| version.locator = Text::from(""));
        assert_eq!(answer, Err(RegistryError::Locator(TextError::Empty)));
    });
}

#[test]
fn a_document_is_encrypted_to_a_published_key() {
    run(|| {
        let epoch = |epoch| register_version(|version| version.key_epoch = epoch);
        assert_eq!(epoch(0), Err(RegistryError::EpochNotPublished));
        assert_eq!(epoch(2), Err(RegistryError::EpochNotPublished));
        assert_eq!(epoch(1), Ok(0));
    });
}

#[test]
fn a_record_is_retained_for_50_years_at_most() {
    run(|| {
        let mut records = registry();
        let mut retain =
            |until| register(&mut records, &Others::new(), &ADA, vec![retained_until(until)]);
        assert_eq!(retain(NOW + MAX_RETENTION_MILLISECONDS + 1), Err(RegistryError::Retention));
        assert_eq!(retain(NOW + MAX_RETENTION_MILLISECONDS), Ok(0));
    });
}

#[test]
fn a_time_of_retention_is_ahead_or_none() {
    run(|| {
        let mut records = registry();
        let mut retain =
            |until| register(&mut records, &Others::new(), &ADA, vec![retained_until(until)]);
        let in_seconds = (NOW + 10 * 365 * 24 * HOUR) / 1_000;
        for past in [1, in_seconds, NOW - 1, NOW] {
            assert_eq!(retain(past), Err(RegistryError::Retention), "{past}");
        }
        assert_eq!(retain(0), Ok(0));
        assert_eq!(retain(NOW + 1), Ok(1));
    });
}

#[test]
fn a_refusal_of_the_patient_is_passed_on() {
    run(|| {
        let answer = register(&mut registry(), &Others::refusing(), &ADA, vec![document().into()]);
        assert_eq!(answer, Err(RegistryError::AppendRefused(Reason::NoConsent)));
    });
}

#[test]
fn nobody_registers_in_a_chart_that_does_not_exist() {
    run(|| {
        let others = Others::without_chart();
        let mut records = registry();
        let answer = register(&mut records, &others, &ADA, vec![document().into()]);
        assert_eq!(answer, Err(RegistryError::UnknownChart));
        let answer = records.self_report(&others, &PATIENT, NOW, &CHART, document().into());
        assert_eq!(answer.err(), Some(RegistryError::UnknownChart));
    });
}

#[test]
fn only_the_controller_reports() {
    run(|| {
        let mut records = registry();
        let answer = records.self_report(&Others::new(), &ADA, NOW, &CHART, document().into());
        assert_eq!(answer.err(), Some(RegistryError::NotController));
        let id = reported(&mut records);
        let record = records.record(&CHART, id).unwrap();
        assert_eq!((record.author, record.issuer, record.retain_until), (PATIENT, None, 0));
    });
}

#[test]
fn nobody_registers_for_a_house_that_he_does_not_serve() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let mut register = |caller: &Account, house| {
            let new = vec![document().into()];
            records.register(&others, caller, NOW, &CHART, house, new).map(|(first, _)| first)
        };
        assert_eq!(register(&ADA, OTHER_HOUSE), Err(RegistryError::NotPractitioner));
        assert_eq!(register(&EVE, HOUSE), Err(RegistryError::NotPractitioner));
        // Nor is the patient asked on behalf of that house.
        assert!(others.asked.borrow().is_empty());
        assert_eq!(register(&ADA, HOUSE), Ok(0));
        assert_eq!(register(&EVE, OTHER_HOUSE), Ok(1));
        assert_eq!(records.record(&CHART, 1).unwrap().issuer, Some(OTHER_HOUSE));
    });
}

#[test]
fn a_report_says_whom_it_was_sent_to() {
    run(|| {
        let mut records = registry();
        let to = [
            None,
            Some(Addressee::Organization(OTHER_HOUSE)),
            Some(Addressee::Practitioner(EVE)),
            // Nobody looks whether there is such a house.
            Some(Addressee::Organization(OrgId(99))),
        ];
        for addressee in to {
            let id = report_to(&mut records, addressee);
            assert_eq!(records.record(&CHART, id).unwrap().addressee, addressee);
        }
        let issued = registered(&mut records);
        assert_eq!(records.record(&CHART, issued).unwrap().addressee, None);
    });
}

#[test]
fn the_batch_comes_before_the_pause_and_the_pause_before_the_caller() {
    run(|| {
        let mut records = registry();
        pause(&mut records);
        let mut answer = |new| register(&mut records, &Others::new(), &STRANGER, new);
        assert_eq!(answer(vec![]), Err(RegistryError::Batch));
        assert_eq!(answer(vec![document().into()]), Err(RegistryError::Paused));
    });
}

#[test]
fn the_caller_comes_before_the_patient_and_the_patient_before_the_document() {
    run(|| {
        let mut records = registry();
        let mut wrong = document();
        wrong.version.digest = [0; 32];
        let mut answer = |caller| {
            register(&mut records, &Others::refusing(), caller, vec![wrong.clone().into()])
        };
        assert_eq!(answer(&STRANGER), Err(RegistryError::NotPractitioner));
        assert_eq!(answer(&ADA), Err(RegistryError::AppendRefused(Reason::NoConsent)));
    });
}

#[test]
fn nothing_is_reported_while_paused() {
    run(|| {
        let mut records = registry();
        pause(&mut records);
        let answer = records.self_report(&Others::new(), &PATIENT, NOW, &CHART, document().into());
        assert_eq!(answer.err(), Some(RegistryError::Paused));
    });
}
