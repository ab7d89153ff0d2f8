//! What a declared emergency opens, and what it does not.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

const BY_EMERGENCY: Decision = Decision::Permit(Basis::Emergency);
const NO_EMERGENCY: Decision = Decision::Deny(Reason::NoEmergency);

/// The doctor has declared an emergency, and wants to read such a record of the clinic.
fn emergency(category: Category) -> Request {
    Request { purpose: Purpose::EmergencyTreatment, emergency: true, ..record(0, category) }
}

/// The emergency directive of a new chart with another set.
fn directed(categories: &[Category]) -> Policy {
    let mut policy = Policy::default();
    policy.set_directive(Directive::Emergency, Categories::of(categories)).unwrap();
    policy
}

#[test]
fn the_directive_of_a_new_chart_opens_all_but_five_categories() {
    let policy = Policy::default();
    for category in Category::ALL {
        let shut = matches!(
            category,
            Genetics | MentalHealth | SexualAndReproductiveHealth | SubstanceUse | Restricted
        );
        let expected = if shut { NOT_IN_DIRECTIVE } else { BY_EMERGENCY };
        assert_eq!(decide(&policy, &emergency(category), NOW), expected, "{category:?}");
    }
}

#[test]
fn the_patient_decides_what_an_emergency_opens() {
    let genetics = directed(&[Genetics]);
    assert_eq!(decide(&genetics, &emergency(Genetics), NOW), BY_EMERGENCY);
    assert_eq!(decide(&genetics, &emergency(Laboratory), NOW), NOT_IN_DIRECTIVE);
    assert_eq!(decide(&directed(&[]), &emergency(Genetics), NOW), NOT_IN_DIRECTIVE);
}

#[test]
fn the_directive_for_issuers_opens_nothing_in_an_emergency() {
    let own = Request { organization: Some(CLINIC), ..emergency(Genetics) };
    assert_eq!(decide(&Policy::default(), &own, NOW), NOT_IN_DIRECTIVE);
}

#[test]
fn an_emergency_counts_for_reading_for_emergency_treatment_only() {
    let declared = emergency(Laboratory);
    for other in [
        Request { action: Action::Append, ..declared },
        Request { purpose: Purpose::Treatment, ..declared },
        Request { purpose: Purpose::Research, ..declared },
    ] {
        assert_eq!(decide(&Policy::default(), &other, NOW), NO_CONSENT);
    }
}

#[test]
fn emergency_treatment_needs_an_emergency_of_the_readers_own_on_whatever_basis() {
    let undeclared = Request { emergency: false, ..emergency(Laboratory) };
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&[Laboratory]) };
    let for_the_hospital = Terms { grantee: Grantee::Organization(HOSPITAL), ..terms };
    let for_anyone = Terms { grantee: Grantee::Anyone, ..terms };
    for terms in [terms, for_the_hospital, for_anyone] {
        let policy = policy(&[(Permit, terms)]);
        assert_eq!(decide(&policy, &undeclared, NOW), NO_EMERGENCY);
        assert_eq!(decide(&policy, &emergency(Laboratory), NOW), by_provision(0));
    }
    let own = Request { organization: Some(CLINIC), ..undeclared };
    assert_eq!(decide(&Policy::default(), &own, NOW), NO_EMERGENCY);
}

#[test]
fn without_an_emergency_nothing_is_said_about_denies() {
    let undeclared = Request { emergency: false, ..emergency(Laboratory) };
    let policy = policy(&[(Deny, deny(&[Laboratory]))]);
    assert_eq!(decide(&policy, &undeclared, NOW), NO_EMERGENCY);
    let controller = Request { subject: PATIENT, ..undeclared };
    assert_eq!(decide(&policy, &controller, NOW), Decision::Permit(Basis::Controller));
}

#[test]
fn consent_comes_before_the_emergency() {
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &emergency(Laboratory), NOW), by_provision(0));
}

#[test]
fn a_permit_for_emergency_treatment_opens_what_the_directive_does_not() {
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&[Genetics]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &emergency(Genetics), NOW), by_provision(0));
}

#[test]
fn a_deny_that_names_emergency_treatment_holds_in_an_emergency_whomever_it_is_about() {
    let about = |grantee| Terms { grantee, ..deny(&[Laboratory]) };
    for terms in [
        about(Grantee::Anyone),
        about(Grantee::Organization(HOSPITAL)),
        about(Grantee::Practitioner(DOCTOR)),
        on_document(0, deny(&[])),
        deny_everything(),
    ] {
        let policy = policy(&[(Deny, terms)]);
        assert_eq!(decide(&policy, &emergency(Laboratory), NOW), DENIED);
    }
    let away = policy(&[(Deny, about(Grantee::Practitioner(DOCTOR)))]);
    let colleague = Request { subject: NURSE, ..emergency(Laboratory) };
    assert_eq!(decide(&away, &colleague, NOW), BY_EMERGENCY);
}

#[test]
fn a_deny_that_does_not_name_emergency_treatment_leaves_the_answer_to_the_directive() {
    let purposes = Purposes::ALL.difference(Purpose::EmergencyTreatment.into());
    for category in [Laboratory, Genetics] {
        let policy = policy(&[(Deny, Terms { purposes, ..deny(&[category]) })]);
        let treatment = Request { purpose: Purpose::Treatment, ..emergency(category) };
        assert_eq!(decide(&policy, &treatment, NOW), DENIED);
        let expected = if category == Genetics { NOT_IN_DIRECTIVE } else { BY_EMERGENCY };
        assert_eq!(decide(&policy, &emergency(category), NOW), expected);
    }
}

#[test]
fn a_set_of_categories_is_open_when_the_directive_and_the_permits_cover_it_together() {
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&[Genetics]) };
    let policy = policy(&[(Permit, terms)]);
    let set = Request { target: whole(&[Genetics, Laboratory]).target, ..emergency(Genetics) };
    assert_eq!(decide(&policy, &set, NOW), BY_EMERGENCY);
    assert_eq!(decide(&Policy::default(), &set, NOW), NOT_IN_DIRECTIVE);
}

#[test]
fn a_directive_names_assigned_categories_or_none_and_that_for_issuers_everything() {
    let mut policy = Policy::default();
    let new = policy.clone();
    let mut set = |directive, bits| policy.set_directive(directive, received_categories(bits));
    for directive in [Directive::Emergency, Directive::Issuers] {
        for bits in [0x10_0000, 0x8000_0001, u32::MAX - 1] {
            assert_eq!(set(directive, bits), Err(PolicyError::Unassigned));
        }
    }
    assert_eq!(set(Directive::Emergency, u32::MAX), Err(PolicyError::Everything));
    assert_eq!(set(Directive::Issuers, u32::MAX), Ok(()));
    assert_eq!(policy, new);
    let mut set = |directive, bits| policy.set_directive(directive, received_categories(bits));
    assert_eq!(set(Directive::Emergency, 0), Ok(()));
    assert_eq!(set(Directive::Issuers, 0xf_ffff), Ok(()));
    assert_eq!(policy.directive(Directive::Emergency), Categories::EMPTY);
    assert_eq!(policy.directive(Directive::Issuers), Categories::ALL);
}
