//! Who may, and what the others are told.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::{Addressee, Category::*};

use super::*;

#[test]
fn without_a_provision_nobody_may() {
    assert_eq!(decide(&Policy::default(), &record(0, Laboratory), NOW), NO_CONSENT);
    assert_eq!(decide(&Policy::default(), &whole(&[Laboratory]), NOW), NO_CONSENT);
}

#[test]
fn the_controller_may_whatever_a_deny_says() {
    let sealed = policy(&[(Deny, deny(&Category::ALL))]);
    let request = Request { subject: PATIENT, ..record(0, Genetics) };
    assert_eq!(decide(&sealed, &request, NOW), Decision::Permit(Basis::Controller));
}

#[test]
fn a_permit_permits_what_it_says_and_nothing_else() {
    let policy = policy(&[(Permit, permit(&[Laboratory]))]);
    let asked = record(0, Laboratory);
    assert_eq!(decide(&policy, &asked, NOW), by_provision(0));
    for other in [
        Request { subject: NURSE, ..asked },
        Request { purpose: Purpose::Research, ..asked },
        Request { action: Action::Append, ..asked },
        record(0, Genetics),
    ] {
        assert_eq!(decide(&policy, &other, NOW), NO_CONSENT);
    }
}

#[test]
fn a_permit_of_an_organization_is_for_those_who_work_there() {
    let terms = Terms { grantee: Grantee::Organization(HOSPITAL), ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    let asked = record(0, Laboratory);
    assert_eq!(decide(&policy, &Request { subject: NURSE, ..asked }, NOW), by_provision(0));
    for organization in [None, Some(CLINIC)] {
        let asked = Request { organization, ..whole(&[Laboratory]) };
        assert_eq!(decide(&policy, &asked, NOW), NO_CONSENT);
    }
}

#[test]
fn deny_wins_over_permit() {
    let lines = [(Permit, permit(&[Laboratory])), (Deny, deny(&[Laboratory]))];
    let [first, second] = lines;
    for order in [[first, second], [second, first]] {
        assert_eq!(decide(&policy(&order), &record(0, Laboratory), NOW), DENIED);
    }
}

#[test]
fn a_deny_is_for_its_grantee_only() {
    let against_the_nurse = Terms { grantee: Grantee::Practitioner(NURSE), ..deny(&[Laboratory]) };
    let lines = [(Permit, permit(&[Laboratory])), (Deny, against_the_nurse)];
    assert_eq!(decide(&policy(&lines), &record(0, Laboratory), NOW), by_provision(0));
}

#[test]
fn a_deny_that_begins_later_or_has_ended_forbids_nothing() {
    let now = NOW + 10;
    let later = Terms { from: now + 1, ..deny(&[Laboratory]) };
    let ended = Terms { until: Some(now - 1), ..deny(&[Laboratory]) };
    let lines = [(Deny, later), (Deny, ended), (Permit, permit(&[Laboratory]))];
    let policy = policy(&lines);
    assert_eq!(decide(&policy, &record(0, Laboratory), now), by_provision(2));
    assert_eq!(decide(&policy, &record(0, Laboratory), now + 1), DENIED);
    assert_eq!(decide(&policy, &record(0, Laboratory), now - 1), DENIED);
}

#[test]
fn a_deny_without_end_holds_for_ever() {
    let policy = policy(&[(Deny, deny(&[Laboratory]))]);
    assert_eq!(decide(&policy, &record(0, Laboratory), Timestamp::MAX), DENIED);
}

#[test]
fn a_permit_counts_from_the_first_millisecond_to_the_last() {
    let terms = Terms { from: NOW + 5, until: Some(NOW + 9), ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &record(0, Laboratory), NOW + 5), by_provision(0));
    assert_eq!(decide(&policy, &record(0, Laboratory), NOW + 9), by_provision(0));
}

#[test]
fn a_permit_does_not_count_one_millisecond_before_from() {
    let terms = Terms { from: NOW + 5, ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    assert_eq!(decide(&policy, &record(0, Laboratory), NOW + 4), NOT_YET_VALID);
}

#[test]
fn a_permit_does_not_count_one_millisecond_after_until() {
    let policy = policy(&[(Permit, permit(&[Laboratory]))]);
    assert_eq!(decide(&policy, &record(0, Laboratory), NOW + DAY + 1), EXPIRED);
}

#[test]
fn a_sealed_document_stays_sealed_in_later_versions() {
    // A later version is asked for by the id of the first: nothing else tells them apart.
    let lines = [(Permit, permit(&[Laboratory])), (Deny, on_document(7, deny(&[])))];
    let policy = policy(&lines);
    assert_eq!(decide(&policy, &record(7, Laboratory), NOW), DENIED);
    assert_eq!(decide(&policy, &record(8, Laboratory), NOW), by_provision(0));
}

#[test]
fn a_document_provision_says_nothing_about_whole_categories() {
    let sealed = policy(&[(Permit, permit(&[Laboratory])), (Deny, on_document(7, deny(&[])))]);
    assert_eq!(decide(&sealed, &whole(&[Laboratory]), NOW), by_provision(0));
    let opened = policy(&[(Permit, on_document(7, permit(&[])))]);
    assert_eq!(decide(&opened, &record(7, Laboratory), NOW), by_provision(0));
    assert_eq!(decide(&opened, &whole(&[Laboratory]), NOW), NO_CONSENT);
}

#[test]
fn a_set_is_permitted_only_if_every_category_is() {
    let policy = policy(&[(Permit, permit(&[Laboratory])), (Permit, permit(&[Imaging]))]);
    assert_eq!(decide(&policy, &whole(&[Imaging, Genetics]), NOW), NO_CONSENT);
    assert_eq!(decide(&policy, &whole(&[Imaging]), NOW), by_provision(1));
}

#[test]
fn several_permits_add_up_and_the_oldest_is_named() {
    let lines = [
        (Permit, permit(&[Genetics])),
        (Permit, permit(&[Laboratory])),
        (Permit, permit(&[Imaging])),
    ];
    assert_eq!(decide(&policy(&lines), &whole(&[Imaging, Laboratory]), NOW), by_provision(1));
}

#[test]
fn a_set_is_denied_if_one_category_is() {
    let lines = [(Permit, permit(&[Laboratory, Imaging])), (Deny, deny(&[Imaging, Genetics]))];
    assert_eq!(decide(&policy(&lines), &whole(&[Laboratory, Imaging]), NOW), DENIED);
    assert_eq!(decide(&policy(&lines), &whole(&[Laboratory]), NOW), by_provision(0));
}

#[test]
fn the_issuer_reads_its_own_records_for_treatment_and_operations_only() {
    let own = Request { organization: Some(CLINIC), ..record(0, Laboratory) };
    let permitted = |request: Request| {
        decide(&Policy::default(), &request, NOW) == Decision::Permit(Basis::Issuer)
    };
    for purpose in [Purpose::Treatment, Purpose::Operations] {
        assert!(permitted(Request { purpose, ..own }));
        assert!(!permitted(Request { purpose, action: Action::Append, ..own }));
        assert!(!permitted(Request { purpose, organization: Some(HOSPITAL), ..own }));
        assert!(!permitted(Request { purpose, organization: None, ..own }));
    }
    for purpose in [
        Purpose::EmergencyTreatment,
        Purpose::Payment,
        Purpose::Research,
        Purpose::PublicHealth,
        Purpose::PatientRequest,
        Purpose::FamilyRequest,
    ] {
        assert!(!permitted(Request { purpose, ..own }));
    }
    assert!(!permitted(Request { organization: Some(CLINIC), ..whole(&[Laboratory]) }));
}

#[test]
fn an_issuer_reads_back_what_the_patients_directive_for_issuers_names() {
    let mut policy = Policy::default();
    assert_eq!(policy.directive(Directive::Issuers), Categories::EVERYTHING);
    let by_issuer = |policy: &Policy, category| {
        let own = Request { organization: Some(CLINIC), ..record(0, category) };
        decide(policy, &own, NOW)
    };
    for category in Category::ALL {
        assert_eq!(by_issuer(&policy, category), Decision::Permit(Basis::Issuer));
    }
    policy.set_directive(Directive::Issuers, Imaging.into()).unwrap();
    assert_eq!(by_issuer(&policy, Imaging), Decision::Permit(Basis::Issuer));
    assert_eq!(by_issuer(&policy, Laboratory), NO_CONSENT);
    policy.set_directive(Directive::Issuers, Categories::EMPTY).unwrap();
    assert_eq!(by_issuer(&policy, Imaging), NO_CONSENT);
}

#[test]
fn nobody_but_one_doctor_is_an_empty_directive_for_issuers_and_one_permit() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory]))]);
    policy.set_directive(Directive::Issuers, Categories::EMPTY).unwrap();
    let doctor = Request { organization: Some(CLINIC), ..record(0, Laboratory) };
    assert_eq!(decide(&policy, &doctor, NOW), by_provision(0));
    assert_eq!(decide(&policy, &Request { subject: NURSE, ..doctor }, NOW), NO_CONSENT);
}

/// A self-report of laboratory results, sent to these.
fn letter(addressee: Option<Addressee>) -> Request {
    let target =
        Target::Record(RecordTarget { document: 3, category: Laboratory, issuer: None, addressee });
    Request { target, ..record(3, Laboratory) }
}

const BY_ADDRESSEE: Decision = Decision::Permit(Basis::Addressee);

#[test]
fn whom_the_patient_sent_a_record_to_reads_it_without_a_provision() {
    let policy = Policy::default();
    let to_the_doctor = letter(Some(Addressee::Practitioner(DOCTOR)));
    assert_eq!(decide(&policy, &to_the_doctor, NOW), BY_ADDRESSEE);
    assert_eq!(decide(&policy, &Request { subject: NURSE, ..to_the_doctor }, NOW), NO_CONSENT);
    let to_the_hospital = letter(Some(Addressee::Organization(HOSPITAL)));
    assert_eq!(decide(&policy, &to_the_hospital, NOW), BY_ADDRESSEE);
    assert_eq!(decide(&policy, &Request { subject: NURSE, ..to_the_hospital }, NOW), BY_ADDRESSEE);
    for organization in [None, Some(CLINIC)] {
        let elsewhere = Request { organization, ..to_the_hospital };
        assert_eq!(decide(&policy, &elsewhere, NOW), NO_CONSENT);
    }
    assert_eq!(decide(&policy, &letter(None), NOW), NO_CONSENT);
}

#[test]
fn an_addressee_reads_for_treatment_and_nothing_else() {
    let sent = letter(Some(Addressee::Practitioner(DOCTOR)));
    let policy = Policy::default();
    for purpose in Purpose::ALL {
        for emergency in [false, true] {
            let asked = Request { purpose, emergency, ..sent };
            let permitted = decide(&policy, &asked, NOW) == BY_ADDRESSEE;
            assert_eq!(permitted, purpose == Purpose::Treatment, "{purpose:?}");
        }
    }
    let append = Request { action: Action::Append, ..sent };
    assert_eq!(decide(&policy, &append, NOW), NO_CONSENT);
    assert_eq!(decide(&policy, &Request { ..whole(&[Laboratory]) }, NOW), NO_CONSENT);
}

#[test]
fn an_addressee_reads_until_the_patient_denies_it() {
    let sent = letter(Some(Addressee::Practitioner(DOCTOR)));
    for terms in [
        deny(&[Laboratory]),
        on_document(3, deny(&[])),
        Terms { grantee: Grantee::Practitioner(DOCTOR), ..deny(&[Laboratory]) },
    ] {
        assert_eq!(decide(&policy(&[(Deny, terms)]), &sent, NOW), DENIED);
    }
    let other = on_document(4, deny(&[]));
    assert_eq!(decide(&policy(&[(Deny, other)]), &sent, NOW), BY_ADDRESSEE);
}

#[test]
fn a_permit_is_a_better_ground_than_being_the_addressee() {
    let policy = policy(&[(Permit, permit(&[Laboratory]))]);
    let sent = letter(Some(Addressee::Practitioner(DOCTOR)));
    assert_eq!(decide(&policy, &sent, NOW), by_provision(0));
}

#[test]
fn a_self_report_has_no_issuer() {
    assert_eq!(decide(&Policy::default(), &letter(None), NOW), NO_CONSENT);
}

#[test]
fn a_deny_wins_over_the_issuer() {
    let policy = policy(&[(Deny, deny(&[Laboratory]))]);
    let own = Request { organization: Some(CLINIC), ..record(0, Laboratory) };
    assert_eq!(decide(&policy, &own, NOW), DENIED);
}

#[test]
fn a_permit_is_a_better_ground_than_being_the_issuer() {
    let lapsed = Terms { until: Some(NOW), ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, lapsed)]);
    let own = Request { organization: Some(CLINIC), ..record(0, Laboratory) };
    assert_eq!(decide(&policy, &own, NOW), by_provision(0));
    assert_eq!(decide(&policy, &own, NOW + 1), Decision::Permit(Basis::Issuer));
}

#[test]
fn not_yet_valid_promises_all_that_is_missing() {
    let later = Terms { from: NOW + 5, ..permit(&[Imaging]) };
    let policy = policy(&[(Permit, permit(&[Laboratory])), (Permit, later)]);
    assert_eq!(decide(&policy, &whole(&[Laboratory, Imaging]), NOW), NOT_YET_VALID);
    assert_eq!(decide(&policy, &whole(&[Laboratory, Imaging, Genetics]), NOW), NO_CONSENT);
}

#[test]
fn expired_tells_that_all_that_is_missing_was_permitted_or_will_be() {
    let ended = Terms { until: Some(NOW), ..permit(&[Laboratory]) };
    let later = Terms { from: NOW + 5, ..permit(&[Imaging]) };
    let policy = policy(&[(Permit, ended), (Permit, later)]);
    assert_eq!(decide(&policy, &whole(&[Laboratory]), NOW + 1), EXPIRED);
    assert_eq!(decide(&policy, &whole(&[Laboratory, Imaging]), NOW + 1), EXPIRED);
    assert_eq!(decide(&policy, &whole(&[Laboratory, Genetics]), NOW + 1), NO_CONSENT);
}

#[test]
fn a_permit_ahead_counts_for_more_than_one_that_has_ended() {
    let ended = Terms { until: Some(NOW), ..permit(&[Laboratory]) };
    let later = Terms { from: NOW + 5, ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, ended), (Permit, later)]);
    assert_eq!(decide(&policy, &whole(&[Laboratory]), NOW + 1), NOT_YET_VALID);
}

#[test]
fn a_request_names_at_least_one_category_and_only_assigned_ones() {
    let request = |bits| Request {
        target: Target::Categories(received_categories(bits)),
        ..record(0, Laboratory)
    };
    assert_eq!(request(0x0000).check(), Err(PolicyError::Empty));
    assert_eq!(request(0x10_0001).check(), Err(PolicyError::Unassigned));
    assert_eq!(request(u32::MAX).check(), Err(PolicyError::Unassigned));
    assert_eq!(request(0xf_ffff).check(), Ok(()));
    assert_eq!(record(0, Laboratory).check(), Ok(()));
}
