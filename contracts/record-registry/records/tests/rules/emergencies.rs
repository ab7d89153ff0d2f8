//! Emergencies and disputes.

use chartkey_emergency::{EmergencyError, REVIEW_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::log::{Outcome, Subject};
use chartkey_vocabulary::{Digest, Finding, Purpose, MAX_PAGE};

use super::*;

const WORDS: Digest = [6; 32];
const NO_WORDS: Digest = [0; 32];

fn declare(records: &mut Records, others: &Others, caller: &Account) -> Result<u32, RegistryError> {
    records.declare_emergency(others, caller, NOW, &CHART, HOUSE, WORDS).map(|(entry, _)| entry)
}

fn review(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    entry: u32,
) -> Result<u32, RegistryError> {
    review_for(records, others, caller, HOUSE, entry)
}

/// Reviews for this house what Ada declared.
fn review_for(
    records: &mut Records,
    others: &Others,
    caller: &Account,
    house: OrgId,
    entry: u32,
) -> Result<u32, RegistryError> {
    let finding = Finding::Justified;
    records
        .review_emergency(others, caller, &CHART, house, &ADA, entry, finding, None)
        .map(|(entry, _)| entry)
}

#[test]
fn an_emergency_lasts_24_hours_and_is_on_record() {
    run(|| {
        let mut records = registry();
        let others = Others::refusing();
        let (entry, event) =
            records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, WORDS).unwrap();
        assert_eq!((event.entry, event.until), (entry, NOW + WINDOW_MILLISECONDS));
        let access = others.log.borrow()[0].clone();
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
            records.declare_emergency(others, &ADA, NOW, &CHART, HOUSE, words).map(drop)
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
            |now| records.declare_emergency(&others, &ADA, now, &CHART, HOUSE, WORDS).err();
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
            review_for(&mut records, &others, &EVE, OTHER_HOUSE, entry),
            refused(EmergencyError::OtherOrganization)
        );
        // Nor in the name of a house that she does not serve.
        assert_eq!(review(&mut records, &others, &EVE, entry), Err(RegistryError::NotPractitioner));
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
fn the_case_comes_before_the_words_and_a_refused_review_is_not_logged() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let entry = declare(&mut records, &others, &ADA).unwrap();
        let mut review = |entry| {
            let (finding, no_words) = (Finding::Justified, Some(NO_WORDS));
            records
                .review_emergency(&others, &BOB, &CHART, HOUSE, &ADA, entry, finding, no_words)
                .err()
        };
        assert_eq!(review(9), Some(RegistryError::Emergency(EmergencyError::UnknownCase)));
        assert_eq!(review(entry), Some(RegistryError::Digest));
        assert_eq!(others.log.borrow().len(), 1);
    });
}

#[test]
fn a_review_has_a_finding_on_record_with_words_or_without() {
    run(|| {
        for (finding, written) in Finding::ALL.into_iter().zip([None, Some(WORDS)].repeat(2)) {
            let mut records = registry();
            let others = Others::new();
            let entry = declare(&mut records, &others, &ADA).unwrap();
            let (entry, event) = records
                .review_emergency(&others, &BOB, &CHART, HOUSE, &ADA, entry, finding, written)
                .unwrap();
            assert_eq!((event.declared, event.entry, event.finding), (0, entry, finding));
            let access = others.logged();
            assert_eq!((access.actor, access.organization), (BOB, Some(HOUSE)));
            assert_eq!(access.subject, Subject::Entry(0));
            assert_eq!(access.outcome, Outcome::Reviewed(finding));
            assert_eq!(access.justification, written);
        }
    });
}

#[test]
fn an_emergency_is_declared_for_the_house_that_is_named_and_served() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let answer = records.declare_emergency(&others, &ADA, NOW, &CHART, OTHER_HOUSE, WORDS);
        assert_eq!(answer.err(), Some(RegistryError::NotPractitioner));
        assert!(others.log.borrow().is_empty());
        declare(&mut records, &others, &ADA).unwrap();
        assert_eq!(others.log.borrow()[0].organization, Some(HOUSE));
    });
}

#[test]
fn an_overdue_case_bars_its_practitioner_in_that_house_and_in_no_other() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        registered(&mut records);
        let late = NOW + REVIEW_MILLISECONDS + 1;
        let declare = |records: &mut Records, house| {
            records.declare_emergency(&others, &ADA, late, &CHART, house, WORDS).err()
        };
        records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, WORDS).unwrap();
        let overdue = Some(RegistryError::Emergency(EmergencyError::ReviewOverdue));
        assert_eq!(declare(&mut records, HOUSE), overdue);
        set_practitioner(&mut records, ADA, serving(OTHER_HOUSE, &[Role::Emergency]));
        assert_eq!(declare(&mut records, OTHER_HOUSE), None);
        let purpose = Purpose::EmergencyTreatment;
        records
            .open(&others, &ADA, late, &CHART, Selection::record(0), purpose, Some(OTHER_HOUSE))
            .unwrap();
        // Back in the first house the case still waits.
        set_practitioner(&mut records, ADA, serving(HOUSE, &[Role::Emergency]));
        assert_eq!(declare(&mut records, HOUSE), overdue);
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
