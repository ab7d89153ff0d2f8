//! The rules of emergencies, one small test each.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use chartkey_emergency::{Cases, EmergencyError, Reviewer, WaitingCase, MAX_WAITING};
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp};

const HOUR: u64 = 60 * 60 * 1_000;
const NOW: Timestamp = 1_800_000_000_000;
const LONG_AGO: Timestamp = NOW - 400 * HOUR;

const ANA: PatientId = PatientId([1; 32]);
const BRUNO: PatientId = PatientId([2; 32]);
const DOCTOR: Account = [10; 32];
const COLLEAGUE: Account = [11; 32];
const MERCY: OrgId = OrgId(0);
const NORTH: OrgId = OrgId(1);

fn case(patient: PatientId, declared_at: Timestamp, entry: u32) -> WaitingCase {
    WaitingCase { organization: MERCY, number: entry, patient, declared_at, entry }
}

/// A colleague of long standing.
fn reviewer() -> Reviewer {
    Reviewer { account: COLLEAGUE, organization: MERCY, enrolled_at: LONG_AGO }
}

/// One case, for Ana, declared now.
fn declared() -> Cases {
    let mut cases = Cases::default();
    cases.declare(case(ANA, NOW, 0), LONG_AGO).unwrap();
    cases
}

#[test]
fn the_role_is_held_for_24_hours_before_an_emergency_is_declared() {
    let mut cases = Cases::default();
    let too_recent = NOW - 24 * HOUR + 1;
    assert_eq!(cases.declare(case(ANA, NOW, 0), too_recent), Err(EmergencyError::RoleTooRecent));
    assert_eq!(cases, Cases::default());
    assert_eq!(cases.declare(case(ANA, NOW, 0), NOW - 24 * HOUR), Ok(()));
}

#[test]
fn an_emergency_opens_one_patients_records_for_24_hours() {
    let cases = declared();
    assert!(cases.opens(&ANA, MERCY, NOW));
    assert!(cases.opens(&ANA, MERCY, NOW + 24 * HOUR - 1));
    assert!(!cases.opens(&ANA, MERCY, NOW + 24 * HOUR));
    assert!(!cases.opens(&BRUNO, MERCY, NOW));
    assert!(!cases.opens(&ANA, NORTH, NOW), "it was declared for another organization");
}

#[test]
fn there_is_no_second_declaration_while_one_is_open() {
    let mut cases = declared();
    let again = case(ANA, NOW + 24 * HOUR - 1, 1);
    assert_eq!(cases.declare(again, LONG_AGO), Err(EmergencyError::AlreadyOpen));
    cases.declare(case(BRUNO, NOW + 1, 1), LONG_AGO).unwrap();
    cases.declare(case(ANA, NOW + 24 * HOUR, 1), LONG_AGO).unwrap();
    assert!(cases.opens(&ANA, MERCY, NOW + 24 * HOUR));
}

#[test]
fn who_serves_another_organization_now_may_declare_there() {
    let mut cases = declared();
    let there = WaitingCase { organization: NORTH, ..case(ANA, NOW + 1, 1) };
    assert_eq!(cases.declare(there, LONG_AGO), Ok(()));
    assert!(cases.opens(&ANA, NORTH, NOW + 1));
}

#[test]
fn eight_cases_may_wait_and_no_more() {
    let mut cases = Cases::default();
    let patient = |number: usize| PatientId([u8::try_from(number).unwrap(); 32]);
    for number in 0..MAX_WAITING {
        cases.declare(case(patient(number), NOW, 0), LONG_AGO).unwrap();
    }
    assert_eq!(MAX_WAITING, 8);
    let ninth = case(patient(8), NOW, 0);
    assert_eq!(cases.declare(ninth, LONG_AGO), Err(EmergencyError::TooManyWaiting));
    cases.review(&DOCTOR, &patient(3), 0, &reviewer()).unwrap();
    assert_eq!(cases.declare(ninth, LONG_AGO), Ok(()));
}

#[test]
fn an_overdue_review_takes_the_roles_effect_away_until_it_is_made() {
    let mut cases = declared();
    let last_moment = NOW + 72 * HOUR;
    cases.declare(case(BRUNO, last_moment, 1), LONG_AGO).unwrap();
    assert!(cases.opens(&BRUNO, MERCY, last_moment));
    let late = last_moment + 1;
    assert!(!cases.opens(&BRUNO, MERCY, late));
    let third = case(PatientId([3; 32]), late, 2);
    assert_eq!(cases.declare(third, LONG_AGO), Err(EmergencyError::ReviewOverdue));
    cases.review(&DOCTOR, &ANA, 0, &reviewer()).unwrap();
    assert!(cases.opens(&BRUNO, MERCY, late));
    assert_eq!(cases.declare(third, LONG_AGO), Ok(()));
}

#[test]
fn an_overdue_review_bars_nobody_in_another_organization() {
    let mut cases = declared();
    let late = NOW + 72 * HOUR + 1;
    let there = WaitingCase { organization: NORTH, ..case(ANA, late, 1) };
    assert_eq!(cases.declare(there, LONG_AGO), Ok(()));
    assert!(cases.opens(&ANA, NORTH, late));
    let here = case(BRUNO, late, 2);
    assert_eq!(cases.declare(here, LONG_AGO), Err(EmergencyError::ReviewOverdue));
    assert!(!cases.opens(&ANA, MERCY, late));
}

#[test]
fn cases_of_all_organizations_count_among_the_eight() {
    let mut cases = Cases::default();
    let patient = |number: usize| PatientId([u8::try_from(number).unwrap(); 32]);
    for number in 0..MAX_WAITING {
        let organization = if number % 2 == 0 { MERCY } else { NORTH };
        let case = WaitingCase { organization, ..case(patient(number), NOW, 0) };
        cases.declare(case, LONG_AGO).unwrap();
    }
    let ninth = case(patient(8), NOW, 0);
    assert_eq!(cases.declare(ninth, LONG_AGO), Err(EmergencyError::TooManyWaiting));
}

#[test]
fn a_case_is_overdue_after_72_hours() {
    let case = case(ANA, NOW, 0);
    assert!(!case.is_overdue(NOW + 72 * HOUR));
    assert!(case.is_overdue(NOW + 72 * HOUR + 1));
}

#[test]
fn a_review_ends_the_window_and_the_waiting() {
    let mut cases = declared();
    let reviewed = cases.review(&DOCTOR, &ANA, 0, &reviewer());
    assert_eq!(reviewed, Ok(case(ANA, NOW, 0)));
    assert!(cases.waiting().is_empty());
    assert!(!cases.opens(&ANA, MERCY, NOW));
    let again = cases.review(&DOCTOR, &ANA, 0, &reviewer());
    assert_eq!(again, Err(EmergencyError::UnknownCase));
}

#[test]
fn a_review_names_its_case() {
    let mut cases = declared();
    cases.declare(case(ANA, NOW + 24 * HOUR, 5), LONG_AGO).unwrap();
    assert_eq!(cases.review(&DOCTOR, &ANA, 1, &reviewer()), Err(EmergencyError::UnknownCase));
    assert_eq!(cases.review(&DOCTOR, &BRUNO, 0, &reviewer()), Err(EmergencyError::UnknownCase));
    cases.review(&DOCTOR, &ANA, 5, &reviewer()).unwrap();
    assert_eq!(cases.waiting(), [case(ANA, NOW, 0)]);
}

#[test]
fn another_member_of_the_organization_who_was_there_before_reviews() {
    let refused = |reviewer: Reviewer| {
        let mut cases = declared();
        let answer = cases.review(&DOCTOR, &ANA, 0, &reviewer);
        assert_eq!(cases, declared());
        answer.unwrap_err()
    };
    let oneself = Reviewer { account: DOCTOR, ..reviewer() };
    assert_eq!(refused(oneself), EmergencyError::OwnCase);
    let elsewhere = Reviewer { organization: NORTH, ..reviewer() };
    assert_eq!(refused(elsewhere), EmergencyError::OtherOrganization);
    let later = Reviewer { enrolled_at: NOW, ..reviewer() };
    assert_eq!(refused(later), EmergencyError::EnrolledLater);
    let just_before = Reviewer { enrolled_at: NOW - 1, ..reviewer() };
    assert!(declared().review(&DOCTOR, &ANA, 0, &just_before).is_ok());
}
