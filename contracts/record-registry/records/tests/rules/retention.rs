//! Waiving retention, and taking that back.

use chartkey_interfaces::registry::{
    RetentionChange::{self, Restored, Waived, WaiverProposed},
    Waiver,
};

use super::*;

/// Ada puts a document on record that is retained for an hour.
fn retained(records: &mut Records) -> u32 {
    register(records, &Others::new(), &ADA, vec![retained_until(NOW + HOUR)]).unwrap()
}

fn waive(
    records: &mut Records,
    caller: &Account,
    id: u32,
) -> Result<RetentionChange, RegistryError> {
    records.waive_retention(caller, NOW, &CHART, id).map(|(change, event)| {
        assert_eq!((event.by, event.change), (*caller, change));
        change
    })
}

fn restore(records: &mut Records, caller: &Account, id: u32) -> Result<(), RegistryError> {
    records.restore_retention(caller, &CHART, id).map(|event| {
        assert_eq!((event.by, event.change), (*caller, Restored));
    })
}

fn erase(records: &mut Records, id: u32) -> Result<(), RegistryError> {
    records.erase(&Others::new(), &PATIENT, NOW, &CHART, id).map(drop)
}

#[test]
fn one_member_proposes_a_waiver_and_another_one_confirms_it() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        assert_eq!(records.waiver(&CHART, id), None);
        assert_eq!(waive(&mut records, &ADA, id), Ok(WaiverProposed));
        assert_eq!(records.waiver(&CHART, id), Some(Waiver { by: ADA, change: WaiverProposed }));
        assert_eq!(erase(&mut records, id), Err(RegistryError::Retained));
        assert_eq!(waive(&mut records, &BOB, id), Ok(Waived));
        assert_eq!(records.waiver(&CHART, id), Some(Waiver { by: BOB, change: Waived }));
        assert_eq!(erase(&mut records, id), Ok(()));
    });
}

#[test]
fn nobody_confirms_an_own_proposal() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &ADA, id).unwrap();
        assert_eq!(waive(&mut records, &ADA, id), Err(RegistryError::AlreadyProposed));
        assert_eq!(erase(&mut records, id), Err(RegistryError::Retained));
    });
}

#[test]
fn a_proposal_lapses_with_its_members_right_to_write() {
    run(|| {
        let gone = [
            Practitioner {
                status: PractitionerStatus::Suspended,
                ..serving(HOUSE, &[Role::Clinician])
            },
            Practitioner { status: PractitionerStatus::Left, ..serving(HOUSE, &[Role::Clinician]) },
            serving(HOUSE, &[Role::Emergency]),
            serving(OTHER_HOUSE, &[Role::Clinician]),
        ];
        for practitioner in gone {
            let mut records = registry();
            let id = retained(&mut records);
            waive(&mut records, &ADA, id).unwrap();
            set_practitioner(&mut records, ADA, practitioner);
            assert_eq!(waive(&mut records, &BOB, id), Ok(WaiverProposed), "{practitioner:?}");
            assert_eq!(erase(&mut records, id), Err(RegistryError::Retained));
        }
    });
}

#[test]
fn nobody_else_proposes_confirms_or_restores() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &ADA, id).unwrap();
        set_practitioner(&mut records, BOB, serving(HOUSE, &[Role::Emergency]));
        let refused = [
            (EVE, RegistryError::NotIssuer),
            (PATIENT, RegistryError::NotPractitioner),
            (STRANGER, RegistryError::NotPractitioner),
            (BOB, RegistryError::RoleMissing),
        ];
        for (caller, error) in refused {
            assert_eq!(waive(&mut records, &caller, id), Err(error));
            assert_eq!(restore(&mut records, &caller, id), Err(error));
        }
        // What the patient reports is not retained by anybody.
        let own = reported(&mut records);
        assert_eq!(waive(&mut records, &ADA, own), Err(RegistryError::NotIssuer));
    });
}

#[test]
fn until_it_is_erased_a_waived_document_can_be_retained_as_before() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &ADA, id).unwrap();
        waive(&mut records, &BOB, id).unwrap();
        assert_eq!(restore(&mut records, &ADA, id), Ok(()));
        assert_eq!(erase(&mut records, id), Err(RegistryError::Retained));
        assert_eq!(records.record(&CHART, id).unwrap().retain_until, NOW + HOUR);
        // To waive it once more takes two again.
        assert_eq!(waive(&mut records, &BOB, id), Ok(WaiverProposed));
        assert_eq!(waive(&mut records, &ADA, id), Ok(Waived));
        assert_eq!(erase(&mut records, id), Ok(()));
        assert_eq!(restore(&mut records, &ADA, id), Err(RegistryError::Erased));
    });
}

#[test]
fn a_restored_document_is_retained_no_longer_than_before_it_was_waived() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        waive(&mut records, &ADA, id).unwrap();
        waive(&mut records, &BOB, id).unwrap();
        restore(&mut records, &ADA, id).unwrap();
        let others = Others::new();
        let mut erase = |now| records.erase(&others, &PATIENT, now, &CHART, id).map(drop);
        assert_eq!(erase(NOW + HOUR - 1), Err(RegistryError::Retained));
        assert_eq!(erase(NOW + HOUR), Ok(()));
    });
}

#[test]
fn a_proposal_can_be_taken_back() {
    run(|| {
        let mut records = registry();
        let id = retained(&mut records);
        assert_eq!(restore(&mut records, &BOB, id), Err(RegistryError::NotWaived));
        waive(&mut records, &ADA, id).unwrap();
        assert_eq!(restore(&mut records, &BOB, id), Ok(()));
        assert_eq!(restore(&mut records, &BOB, id), Err(RegistryError::NotWaived));
        assert_eq!(waive(&mut records, &BOB, id), Ok(WaiverProposed));
    });
}

#[test]
fn nothing_is_waived_that_nothing_retains() {
    run(|| {
        let mut records = registry();
        let not_retained = Err(RegistryError::NotRetained);
        let free = registered(&mut records);
        assert_eq!(waive(&mut records, &ADA, free), not_retained);
        let id = retained(&mut records);
        let late = records.waive_retention(&ADA, NOW + HOUR, &CHART, id);
        assert_eq!(late.err(), Some(RegistryError::NotRetained));
        waive(&mut records, &ADA, id).unwrap();
        waive(&mut records, &BOB, id).unwrap();
        assert_eq!(waive(&mut records, &ADA, id), not_retained);
        assert_eq!(records.waiver(&CHART, free), None);
    });
}

#[test]
fn a_waiver_is_of_the_document_with_all_its_versions_those_to_come_as_well() {
    run(|| {
        let mut records = registry();
        let first = retained(&mut records);
        let second = amend_with(&mut records, &ADA, first, 8).unwrap();
        let other = retained(&mut records);
        waive(&mut records, &ADA, first).unwrap();
        assert_eq!(waive(&mut records, &BOB, second), Ok(Waived));
        let third = amend_with(&mut records, &ADA, second, 9).unwrap();
        assert_eq!(records.record(&CHART, third).unwrap().retain_until, NOW + HOUR);
        assert_eq!(erase(&mut records, other), Err(RegistryError::Retained));
        let others = Others::new();
        let (next, erased) = records.erase_document(&others, &PATIENT, NOW, &CHART, third).unwrap();
        assert_eq!((next, erased.records), (None, vec![first, second, third]));
    });
}

#[test]
fn a_new_version_does_not_end_a_waiver_and_any_member_restores_for_all() {
    run(|| {
        let mut records = registry();
        let first = retained(&mut records);
        waive(&mut records, &ADA, first).unwrap();
        waive(&mut records, &BOB, first).unwrap();
        let second = amend_with(&mut records, &ADA, first, 8).unwrap();
        erase(&mut records, first).unwrap();
        assert_eq!(restore(&mut records, &BOB, second), Ok(()));
        assert_eq!(erase(&mut records, second), Err(RegistryError::Retained));
    });
}

#[test]
fn the_record_comes_before_the_caller_and_the_caller_before_its_state() {
    run(|| {
        let mut records = registry();
        assert_eq!(waive(&mut records, &STRANGER, 0), Err(RegistryError::UnknownRecord));
        assert_eq!(restore(&mut records, &STRANGER, 0), Err(RegistryError::UnknownRecord));
        let id = registered(&mut records);
        erase(&mut records, id).unwrap();
        assert_eq!(waive(&mut records, &ADA, id), Err(RegistryError::Erased));
        assert_eq!(waive(&mut records, &EVE, id), Err(RegistryError::NotIssuer));
        assert_eq!(restore(&mut records, &EVE, id), Err(RegistryError::NotIssuer));
    });
}
