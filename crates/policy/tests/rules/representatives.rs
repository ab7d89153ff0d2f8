//! Whom the patient named as representative.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

const DAUGHTER: Account = [4; 32];

const NOT_REPRESENTATIVE: Decision = Decision::Deny(Reason::NotRepresentative);

/// The daughter may read these categories as the patient's representative, for a day.
fn representative(categories: &[Category]) -> Terms {
    Terms {
        grantee: Grantee::Practitioner(DAUGHTER),
        purposes: Purpose::FamilyRequest.into(),
        ..permit(categories)
    }
}

/// The daughter wants to read such a record.
fn asked(category: Category) -> Request {
    Request {
        subject: DAUGHTER,
        organization: None,
        purpose: Purpose::FamilyRequest,
        ..record(0, category)
    }
}

#[test]
fn a_representative_reads_what_the_permit_names() {
    let policy = policy(&[(Permit, representative(&[Laboratory]))]);
    assert_eq!(decide(&policy, &asked(Laboratory), NOW), by_provision(0));
    assert_eq!(decide(&policy, &asked(Genetics), NOW), NO_CONSENT);
    for purpose in [Purpose::Treatment, Purpose::Research] {
        let other = Request { purpose, ..asked(Laboratory) };
        assert_eq!(decide(&policy, &other, NOW), NO_CONSENT);
    }
    let as_the_patient = Request { purpose: Purpose::PatientRequest, ..asked(Laboratory) };
    let answer = decide(&policy, &as_the_patient, NOW);
    assert_eq!(answer, Decision::Deny(Reason::NotController));
    let append = Request { action: Action::Append, ..asked(Laboratory) };
    assert_eq!(decide(&policy, &append, NOW), NO_CONSENT);
}

#[test]
fn a_permit_for_one_document_makes_a_representative_too() {
    let policy = policy(&[(Permit, on_document(0, representative(&[])))]);
    assert_eq!(decide(&policy, &asked(Genetics), NOW), by_provision(0));
    let other = Request { target: record(1, Genetics).target, ..asked(Genetics) };
    assert_eq!(decide(&policy, &other, NOW), NO_CONSENT);
}

#[test]
fn nobody_is_a_representative_without_a_permit_in_force_that_says_so() {
    let usual = Terms {
        grantee: Grantee::Practitioner(DAUGHTER),
        purposes: every_permitted_purpose(),
        ..permit(&[Laboratory])
    };
    let later = Terms { from: NOW + 5, ..representative(&[Laboratory]) };
    let ended = Terms { until: Some(NOW), ..representative(&[Laboratory]) };
    assert_eq!(decide(&Policy::default(), &asked(Laboratory), NOW), NOT_REPRESENTATIVE);
    for (terms, now) in [(usual, NOW), (later, NOW + 4), (ended, NOW + 1)] {
        let policy = policy(&[(Permit, terms)]);
        assert_eq!(decide(&policy, &asked(Laboratory), now), NOT_REPRESENTATIVE);
    }
    let other = Request { subject: NURSE, ..asked(Laboratory) };
    let policy = policy(&[(Permit, representative(&[Laboratory]))]);
    assert_eq!(decide(&policy, &other, NOW), NOT_REPRESENTATIVE);
}

/// Nobody can fill a log with refusals by asking for a chart whose patient denies everybody.
#[test]
fn a_stranger_is_no_representative_whatever_is_denied() {
    let policy = policy(&[(Deny, deny_everything())]);
    assert_eq!(decide(&policy, &asked(Laboratory), NOW), NOT_REPRESENTATIVE);
    let named = Terms { grantee: Grantee::Practitioner(DAUGHTER), ..deny(&[Laboratory]) };
    let policy = super::policy(&[(Deny, named)]);
    assert_eq!(decide(&policy, &asked(Laboratory), NOW), NOT_REPRESENTATIVE);
}

#[test]
fn a_deny_wins_over_a_representatives_permit() {
    let named = Terms { grantee: Grantee::Practitioner(DAUGHTER), ..deny(&[Laboratory]) };
    for terms in [deny(&[Laboratory]), deny_everything(), on_document(0, deny(&[])), named] {
        let policy = policy(&[(Permit, representative(&[Laboratory])), (Deny, terms)]);
        assert_eq!(decide(&policy, &asked(Laboratory), NOW), DENIED);
    }
    let for_treatment = Terms { purposes: Purpose::Treatment.into(), ..deny(&[Laboratory]) };
    let policy = policy(&[(Permit, representative(&[Laboratory])), (Deny, for_treatment)]);
    assert_eq!(decide(&policy, &asked(Laboratory), NOW), by_provision(0));
}

#[test]
fn a_representative_learns_that_a_permit_begins_later_or_has_ended() {
    let now = NOW + 2;
    let later = Terms { from: NOW + 5, ..representative(&[Imaging]) };
    let ended = Terms { until: Some(NOW + 1), ..representative(&[Genetics]) };
    let lines = [representative(&[Laboratory]), later, ended].map(|terms| (Permit, terms));
    let policy = policy(&lines);
    assert_eq!(decide(&policy, &asked(Imaging), now), NOT_YET_VALID);
    assert_eq!(decide(&policy, &asked(Genetics), now), EXPIRED);
}

#[test]
fn a_representatives_permit_names_that_purpose_one_account_and_reading_alone() {
    let add = |terms| Policy::default().add(Permit, terms, NOW).map(drop);
    let good = representative(&[Laboratory]);
    assert_eq!(add(good), Ok(()));
    assert_eq!(add(Terms { keys: Some(ENVELOPE), ..good }), Ok(()));
    let purposes = Purposes::of(&[Purpose::FamilyRequest, Purpose::Treatment]);
    for terms in [
        Terms { purposes, ..good },
        Terms { grantee: Grantee::Organization(HOSPITAL), ..good },
        Terms { grantee: Grantee::Anyone, ..good },
        Terms { actions: Actions::ALL, ..good },
        Terms { actions: Action::Append.into(), ..good },
    ] {
        assert_eq!(add(terms), Err(PolicyError::Representative));
    }
    let denial = Terms { purposes, actions: Actions::ALL, ..deny(&[Laboratory]) };
    assert_eq!(Policy::default().add(Deny, denial, NOW).map(drop), Ok(()));
}
