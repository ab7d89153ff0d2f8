//! Emergencies and disputes.

use chartkey_emergency::{EmergencyError, REVIEW_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::log::{Outcome, Subject};
use chartkey_vocabulary::{Digest, MAX_PAGE};

use super::*;

const WORDS: Digest = [6; 32];
const NO_WORDS: Digest = [0; 32];

fn declare(records: &mut Records, others: &Others, caller: &Account) -> Result<u32, RegistryError> {
    records.declare_emergency(others, caller, NOW, &CHART, WORDS).map(|(entry, _)| entry)
}

fn review(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    entry: u32,
) -> Result<u32, RegistryError> {
    records.review_emergency(others, caller, &CHART, &ADA, entry, WORDS).map(|(entry, _)| entry)
}

#[test]
fn an_emergency_lasts_24_hours_and_is_on_record() {
    run(|| {
        let mut records = registry();
        let others = Others::refusing();
        let (entry, event) = records.declare_emergency(&others, &ADA, NOW, &CHART, WORDS).unwrap();
        assert_eq!((event.entry, event.until), (entry, NOW + WINDOW_MILLISECONDS));
        let access = others.log.borrow()[0];
        assert_eq!((access.actor, access.outcome), (ADA, Outcome::Declared));
        assert_eq!(access.justification, Some(WORDS));
        assert_eq!(records.waiting(&ADA)[0].entry, entry);
    });
}

#[test]
fn it_takes_the_role_and_having_held_it() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        assert_eq!(declare(&mut records, &others, &BOB), Err(RegistryError::RoleMissing));
        let mut new = serving(HOUSE, &[Role::Emergency]);
        new.emergency_since = NOW - HOUR;
        set_practitioner(&mut records, BOB, new);
        let refused = Err(RegistryError::Emergency(EmergencyError::RoleTooRecent));
        assert_eq!(declare(&mut records, &others, &BOB), refused);
    });
}

#[test]
fn an_emergency_needs_a_chart_and_a_written_justification() {
    run(|| {
        let mut records = registry();
        let mut declare = |others: &Others, words| {
            records.declare_emergency(others, &ADA, NOW, &CHART, words).map(drop)
        };
        // The chart comes before the words.
        let others = Others::without_chart();
        assert_eq!(declare(&others, NO_WORDS), Err(RegistryError::UnknownChart));
        let others = Others::new();
        assert_eq!(declare(&others, NO_WORDS), Err(RegistryError::Digest));
        assert!(others.log.borrow().is_empty());
    });
}

#[test]
fn an_emergency_is_declared_again_only_when_its_window_is_over() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let mut declare =
            |now| records.declare_emergency(&others, &ADA, now, &CHART, WORDS).map(|_| ()).err();
        assert_eq!(declare(NOW), None);
        let refused = Some(RegistryError::Emergency(EmergencyError::AlreadyOpen));
        assert_eq!(declare(NOW + WINDOW_MILLISECONDS - 1), refused);
        assert_eq!(declare(NOW + WINDOW_MILLISECONDS), None);
        assert_eq!(records.emergencies(HOUSE, 0, 9).unwrap().len(), 2);
    });
}

#[test]
fn a_colleague_reviews_and_nobody_else() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let entry = declare(&mut records, &others, &ADA).unwrap();
        let refused = |error| Err(RegistryError::Emergency(error));
        assert_eq!(review(&mut records, &others, &ADA, entry), refused(EmergencyError::OwnCase));
        assert_eq!(
            review(&mut records, &others, &EVE, entry),
            refused(EmergencyError::OtherOrganization)
        );
        assert_eq!(
            review(&mut records, &others, &STRANGER, entry),
            Err(RegistryError::NotPractitioner)
        );
        assert_eq!(review(&mut records, &others, &BOB, entry), Ok(1));
        assert!(records.waiting(&ADA).is_empty());
        let case = records.emergencies(HOUSE, 0, 1).unwrap()[0];
        assert_eq!((case.practitioner, case.entry, case.reviewed), (ADA, entry, Some(1)));
    });
}

#[test]
fn the_case_comes_before_the_finding_and_a_refused_review_is_not_logged() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let entry = declare(&mut records, &others, &ADA).unwrap();
        let mut review =
            |entry| records.review_emergency(&others, &BOB, &CHART, &ADA, entry, NO_WORDS).err();
        assert_eq!(review(9), Some(RegistryError::Emergency(EmergencyError::UnknownCase)));
        assert_eq!(review(entry), Some(RegistryError::Digest));
        assert_eq!(others.log.borrow().len(), 1);
    });
}

#[test]
fn a_case_is_overdue_until_it_is_reviewed() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let entry = declare(&mut records, &others, &ADA).unwrap();
        let overdue = |records: &Records, now| {
            let page = records.overdue(now, HOUSE, 0, 2).unwrap();
            (page.overdue, page.next)
        };
        let late = NOW + REVIEW_MILLISECONDS + 1;
        assert_eq!(overdue(&records, NOW + HOUR), (0, None));
        assert_eq!(overdue(&records, late), (1, None));
        review(&mut records, &others, &BOB, entry).unwrap();
        assert_eq!(overdue(&records, late), (0, None));
    });
}

#[test]
fn pages_of_emergencies_have_the_bound_of_all_pages() {
    run(|| {
        let records = registry();
        let too_large = RegistryError::LimitTooLarge;
        assert_eq!(records.emergencies(HOUSE, 0, MAX_PAGE).unwrap(), []);
        assert_eq!(records.emergencies(HOUSE, 0, MAX_PAGE + 1), Err(too_large));
        assert_eq!(records.overdue(NOW, HOUSE, 0, MAX_PAGE + 1), Err(too_large));
    });
}

#[test]
fn the_controller_disputes_an_entry_that_is_there() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let dispute = |caller: &Account, entry, reason| {
            registry().dispute(&others, caller, &CHART, entry, reason).map(|(entry, _)| entry)
        };
        assert_eq!(dispute(&ADA, 0, None), Err(RegistryError::NotController));
        assert_eq!(dispute(&PATIENT, 0, Some(NO_WORDS)), Err(RegistryError::UnknownEntry));
        declare(&mut records, &others, &ADA).unwrap();
        assert_eq!(dispute(&PATIENT, 0, Some(NO_WORDS)), Err(RegistryError::Digest));
        assert_eq!(dispute(&PATIENT, 0, None), Ok(1));
        assert_eq!(dispute(&PATIENT, 1, Some(WORDS)), Ok(2));
        assert_eq!(others.log.borrow()[2].subject, Subject::Entry(1));
    });
}
