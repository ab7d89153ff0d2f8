//! Retention, and erasing records.

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
    records.erase(&Others::new(), caller, now, &CHART, id).map(drop)
}

fn waive(
    records: &mut Records,
    caller: &Account,
    now: Timestamp,
    id: u32,
) -> Result<(), RegistryError> {
    records.waive_retention(caller, now, &CHART, id).map(drop)
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
    });
}

#[test]
fn the_issuer_waives_its_right_from_now_on() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &BOB, NOW + 1, id).unwrap();
        assert_eq!(records.record(&CHART, id).unwrap().retain_until, NOW + 1);
        assert_eq!(erase(&mut records, &PATIENT, NOW + 1, id), Ok(()));
    });
}

#[test]
fn a_waiver_never_makes_retention_longer() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &ADA, NOW + 2 * HOUR, id).unwrap();
        assert_eq!(records.record(&CHART, id).unwrap().retain_until, NOW + HOUR);
    });
}

#[test]
fn nobody_else_waives() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        assert_eq!(waive(&mut records, &EVE, NOW, id), Err(RegistryError::NotIssuer));
        assert_eq!(waive(&mut records, &PATIENT, NOW, id), Err(RegistryError::NotPractitioner));
        let own = reported(&mut records);
        assert_eq!(waive(&mut records, &ADA, NOW, own), Err(RegistryError::NotIssuer));
    });
}

#[test]
fn nothing_is_waived_for_an_erased_record() {
    run(|| {
        let mut records = registry();
        let id = registered(&mut records);
        erase(&mut records, &PATIENT, NOW, id).unwrap();
        assert_eq!(waive(&mut records, &ADA, NOW, id), Err(RegistryError::Erased));
        assert_eq!(waive(&mut records, &EVE, NOW, id), Err(RegistryError::NotIssuer));
    });
}

#[test]
fn the_record_comes_before_the_caller_and_the_caller_before_its_state() {
    run(|| {
        let mut records = registry();
        assert_eq!(erase(&mut records, &STRANGER, NOW, 0), Err(RegistryError::UnknownRecord));
        assert_eq!(waive(&mut records, &STRANGER, NOW, 0), Err(RegistryError::UnknownRecord));
        let id = retained(&mut records);
        assert_eq!(erase(&mut records, &STRANGER, NOW, id), Err(RegistryError::NotController));
    });
}
