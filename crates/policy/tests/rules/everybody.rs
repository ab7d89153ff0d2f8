//! What provisions for anyone say.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

#[test]
fn a_permit_for_anyone_is_for_every_active_practitioner_of_every_organization() {
    let terms = Terms { grantee: Grantee::Anyone, ..permit(&[Laboratory]) };
    let policy = policy(&[(Permit, terms)]);
    for subject in [DOCTOR, NURSE] {
        for organization in [HOSPITAL, OrgId(2), OrgId(77)] {
            let organization = Some(organization);
            let asked = Request { subject, organization, ..record(0, Laboratory) };
            assert_eq!(decide(&policy, &asked, NOW), by_provision(0));
            assert_eq!(decide(&policy, &asked, NOW + DAY + 1), EXPIRED);
        }
        let private = Request { subject, organization: None, ..record(0, Laboratory) };
        assert_eq!(decide(&policy, &private, NOW), NO_CONSENT);
    }
}

#[test]
fn a_permit_for_anyone_is_no_permit_for_representatives() {
    let terms = Terms {
        grantee: Grantee::Anyone,
        purposes: every_permitted_purpose(),
        ..permit(&[Laboratory])
    };
    let list = policy(&[(Permit, terms)]);
    for organization in [None, Some(HOSPITAL)] {
        let purpose = Purpose::FamilyRequest;
        let asked = Request { organization, purpose, ..record(0, Laboratory) };
        let answer = decide(&list, &asked, NOW);
        assert_eq!(answer, Decision::Deny(Reason::NotRepresentative));
    }
    let family = Terms { purposes: Purpose::FamilyRequest.into(), ..terms };
    let refused = Policy::default().add(Permit, family, NOW);
    assert_eq!(refused, Err(PolicyError::Representative));
}

#[test]
fn a_deny_for_anyone_is_against_everybody_but_the_controller() {
    let policy = policy(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Laboratory]))]);
    for organization in [None, Some(HOSPITAL), Some(CLINIC)] {
        let asked = Request { organization, ..record(0, Laboratory) };
        assert_eq!(decide(&policy, &asked, NOW), DENIED);
        let controller = Request { subject: PATIENT, ..asked };
        assert_eq!(decide(&policy, &controller, NOW), Decision::Permit(Basis::Controller));
    }
}

#[test]
fn a_deny_of_everything_denies_every_record_and_set_for_every_purpose() {
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&Category::ALL) };
    let policy = policy(&[(Permit, terms), (Deny, deny_everything())]);
    for category in Category::ALL {
        for purpose in Purpose::ALL {
            for action in Action::ALL {
                let asked = Request { purpose, action, emergency: true, ..record(0, category) };
                let expected = match purpose {
                    Purpose::FamilyRequest => Decision::Deny(Reason::NotRepresentative),
                    Purpose::PatientRequest => Decision::Deny(Reason::NotController),
                    _ => DENIED,
                };
                assert_eq!(decide(&policy, &asked, NOW), expected);
            }
        }
    }
    assert_eq!(decide(&policy, &whole(&Category::ALL), NOW), DENIED);
}
