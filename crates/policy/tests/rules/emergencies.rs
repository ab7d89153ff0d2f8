//! What a declared emergency opens, and what it does not.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

const BY_EMERGENCY: Decision = Decision::Permit(Basis::Emergency);

/// The doctor has declared an emergency, and wants to read such a record of the clinic.
fn emergency(category: Category) -> Request {
    Request { purpose: Purpose::EmergencyTreatment, emergency: true, ..record(0, category) }
}

#[test]
fn the_directive_of_a_new_chart_opens_all_but_four_categories() {
    let policy = Policy::default();
    for category in Category::ALL {
        let shut = matches!(
            category,
            Genetics | MentalHealth | SexualAndReproductiveHealth | SubstanceUse
        );
        let expected = if shut { NOT_IN_DIRECTIVE } else { BY_EMERGENCY };
        assert_eq!(decide(&policy, &emergency(category), NOW), expected, "{category:?}");
    }
}

#[test]
fn the_patient_decides_what_an_emergency_opens() {
    let mut policy = Policy::default();
    policy.set_directive(Categories::of(&[Genetics])).unwrap();
    assert_eq!(decide(&policy, &emergency(Genetics), NOW), BY_EMERGENCY);
    assert_eq!(decide(&policy, &emergency(Laboratory), NOW), NOT_IN_DIRECTIVE);
    policy.set_directive(Categories::EMPTY).unwrap();
    assert_eq!(decide(&policy, &emergency(Genetics), NOW), NOT_IN_DIRECTIVE);
}

#[test]
fn an_emergency_is_declared_and_counts_for_reading_for_emergency_treatment_only() {
    let declared = emergency(Laboratory);
    for other in [
        Request { emergency: false, ..declared },
        Request { action: Action::Append, ..declared },
        Request { purpose: Purpose::Treatment, ..declared },
        Request { purpose: Purpose::Research, ..declared },
    ] {
        assert_eq!(decide(&Policy::default(), &other, NOW), NO_CONSENT);
    }
}

#[test]
fn consent_comes_before_the_emergency() {
    let terms = Terms { purposes: Purposes::ALL, ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &emergency(Laboratory), NOW), by_provision(0));
}

#[test]
fn a_permit_for_emergency_treatment_opens_what_the_directive_does_not() {
    let terms = Terms { purposes: Purposes::ALL, ..permit(&[Genetics]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &emergency(Genetics), NOW), by_provision(0));
}

#[test]
fn a_sealed_document_stays_sealed() {
    let policy = policy(&[(Deny, on_document(0, deny(&[])))]);
    assert_eq!(decide(&policy, &emergency(Laboratory), NOW), DENIED);
    let other = Request { target: record(1, Laboratory).target, ..emergency(Laboratory) };
    assert_eq!(decide(&policy, &other, NOW), BY_EMERGENCY);
}

#[test]
fn a_practitioner_whom_the_patient_turned_away_by_name_stays_away() {
    let away = Terms { grantee: Grantee::Practitioner(DOCTOR), ..deny(&[Laboratory]) };
    let policy = policy(&[(Deny, away)]);
    assert_eq!(decide(&policy, &emergency(Laboratory), NOW), DENIED);
    let colleague = Request { subject: NURSE, ..emergency(Laboratory) };
    assert_eq!(decide(&policy, &colleague, NOW), BY_EMERGENCY);
}

#[test]
fn a_deny_about_categories_leaves_the_answer_to_the_directive() {
    let hospital = Terms { grantee: Grantee::Organization(HOSPITAL), ..deny(&[Laboratory]) };
    for terms in [deny(&[Laboratory]), hospital] {
        let policy = policy(&[(Deny, terms)]);
        assert_eq!(decide(&policy, &emergency(Laboratory), NOW), BY_EMERGENCY);
        let unasked = Request { emergency: false, ..emergency(Laboratory) };
        assert_eq!(decide(&policy, &unasked, NOW), DENIED);
    }
}

#[test]
fn what_is_denied_and_not_in_the_directive_stays_shut_whatever_a_permit_says() {
    let allowed = Terms { purposes: Purposes::ALL, ..permit(&[Genetics]) };
    let policy = policy(&[(Permit, allowed), (Deny, deny(&[Genetics]))]);
    assert_eq!(decide(&policy, &emergency(Genetics), NOW), DENIED);
}

#[test]
fn a_set_of_categories_is_open_when_the_directive_and_the_permits_cover_it_together() {
    let terms = Terms { purposes: Purposes::ALL, ..permit(&[Genetics]) };
    let policy = policy(&[(Permit, terms)]);
    let set = Request { target: whole(&[Genetics, Laboratory]).target, ..emergency(Genetics) };
    assert_eq!(decide(&policy, &set, NOW), BY_EMERGENCY);
    assert_eq!(decide(&Policy::default(), &set, NOW), NOT_IN_DIRECTIVE);
}

#[test]
fn a_directive_has_assigned_bits_only_and_tells_what_it_shuts() {
    let mut policy = Policy::default();
    assert_eq!(policy.set_directive(received_categories(0x1_0000)), Err(PolicyError::Unassigned));
    assert_eq!(policy.directive(), Categories::DEFAULT_DIRECTIVE);
    let shut = policy.set_directive(Categories::of(&[Laboratory, Genetics]));
    let rest = Categories::DEFAULT_DIRECTIVE.difference(Laboratory.into());
    assert_eq!(shut, Ok(rest));
    assert_eq!(policy.set_directive(Categories::ALL), Ok(Categories::EMPTY));
}
