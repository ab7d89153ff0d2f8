//! Who opens a session, and who names records.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

const RECORDS_ONLY: Decision = Decision::Deny(Reason::RecordsOnly);

/// The same terms for a house.
fn for_house(terms: Terms) -> Terms {
    Terms { grantee: Grantee::Organization(HOSPITAL), ..terms }
}

fn for_anyone(terms: Terms) -> Terms {
    Terms { grantee: Grantee::Anyone, ..terms }
}

#[test]
fn permits_for_the_reader_and_for_the_house_open_one_together() {
    let list = policy(&[(Permit, for_house(permit(&[Imaging]))), (Permit, permit(&[Laboratory]))]);
    assert_eq!(decide(&list, &session(&[Laboratory, Imaging]), NOW), by_provision(0));
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW), by_provision(1));
    assert_eq!(decide(&list, &session(&[Laboratory, Genetics]), NOW), NO_CONSENT);
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW + DAY), by_provision(1));
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW + DAY + 1), EXPIRED);
}

#[test]
fn the_controller_opens_one_and_nobody_else_as_the_patient() {
    let everything = Request { subject: PATIENT, organization: None, ..session(&Category::ALL) };
    let controller = Decision::Permit(Basis::Controller);
    let list = policy(&[(Deny, deny_everything())]);
    for purpose in [Purpose::PatientRequest, Purpose::Treatment] {
        assert_eq!(decide(&list, &Request { purpose, ..everything }, NOW), controller);
    }
    let purpose = Purpose::PatientRequest;
    for request in [session(&[Laboratory]), whole(&[Laboratory]), record(0, Laboratory)] {
        let request = Request { purpose, ..request };
        let policy = policy(&[(Permit, permit(&[Laboratory]))]);
        assert_eq!(decide(&policy, &request, NOW), Decision::Deny(Reason::NotController));
    }
}

#[test]
fn a_permit_for_anyone_opens_none_and_its_reader_names_records() {
    let list = policy(&[(Permit, for_anyone(permit(&[Laboratory, Imaging])))]);
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW), RECORDS_ONLY);
    assert_eq!(decide(&list, &whole(&[Laboratory]), NOW), by_provision(0));
    assert_eq!(decide(&list, &record(0, Laboratory), NOW), by_provision(0));
    assert_eq!(decide(&list, &session(&[Laboratory, Genetics]), NOW), NO_CONSENT);
    // What a permit by name leaves open it does not fill either.
    let list = policy(&[
        (Permit, for_anyone(permit(&[Laboratory, Imaging]))),
        (Permit, permit(&[Laboratory])),
    ]);
    assert_eq!(decide(&list, &session(&[Laboratory, Imaging]), NOW), RECORDS_ONLY);
    // Nor is it the ground, where it is older.
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW), by_provision(1));
}

#[test]
fn no_emergency_opens_one_whatever_permits_say() {
    let terms = Terms { purposes: every_permitted_purpose(), ..permit(&[Laboratory]) };
    let list = policy(&[(Permit, terms)]);
    let purpose = Purpose::EmergencyTreatment;
    let declared = Request { purpose, emergency: true, ..session(&[Laboratory]) };
    assert_eq!(decide(&list, &declared, NOW), RECORDS_ONLY);
    assert_eq!(decide(&Policy::default(), &declared, NOW), RECORDS_ONLY);
    let append = Request { action: Action::Append, ..declared };
    assert_eq!(decide(&list, &append, NOW), RECORDS_ONLY);
    let undeclared = Request { emergency: false, ..declared };
    let answer = decide(&list, &undeclared, NOW);
    assert_eq!(answer, Decision::Deny(Reason::NoEmergency));
}

#[test]
fn neither_issuer_nor_addressee_opens_one() {
    // Whoever asks works for the house that issued every record there is.
    let own = Request { organization: Some(CLINIC), ..session(&[Laboratory]) };
    assert_eq!(decide(&Policy::default(), &own, NOW), NO_CONSENT);
    let read = Request { organization: Some(CLINIC), ..record(0, Laboratory) };
    assert_eq!(decide(&Policy::default(), &read, NOW), Decision::Permit(Basis::Issuer));
}

#[test]
fn a_permit_about_one_document_opens_none() {
    let list = policy(&[(Permit, on_document(0, permit(&[])))]);
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW), NO_CONSENT);
}

#[test]
fn a_deny_of_one_of_its_categories_refuses_it_and_one_of_a_document_does_not() {
    let permit = (Permit, permit(&[Laboratory, Imaging]));
    let list = policy(&[permit, (Deny, deny(&[Imaging]))]);
    assert_eq!(decide(&list, &session(&[Laboratory, Imaging]), NOW), DENIED);
    assert_eq!(decide(&list, &session(&[Laboratory]), NOW), by_provision(0));
    // The document itself stays shut.
    let list = policy(&[permit, (Deny, on_document(3, deny(&[])))]);
    assert_eq!(decide(&list, &session(&[Laboratory, Imaging]), NOW), by_provision(0));
    assert_eq!(decide(&list, &record(3, Laboratory), NOW), DENIED);
}

#[test]
fn a_representative_opens_one() {
    let terms = Terms { purposes: Purpose::FamilyRequest.into(), ..permit(&[Laboratory]) };
    let list = policy(&[(Permit, terms)]);
    let asked =
        Request { organization: None, purpose: Purpose::FamilyRequest, ..session(&[Laboratory]) };
    assert_eq!(decide(&list, &asked, NOW), by_provision(0));
    let stranger = Request { subject: NURSE, ..asked };
    assert_eq!(decide(&list, &stranger, NOW), Decision::Deny(Reason::NotRepresentative));
}

#[test]
fn a_session_of_nothing_or_of_everything_makes_no_sense() {
    let of = |bits| Request {
        target: Target::Session(received_categories(bits)),
        ..session(&[Laboratory])
    };
    assert_eq!(of(0).check(), Err(PolicyError::Empty));
    assert_eq!(of(u32::MAX).check(), Err(PolicyError::Unassigned));
    assert_eq!(of(1 << 20).check(), Err(PolicyError::Unassigned));
    assert_eq!(session(&Category::ALL).check(), Ok(()));
}
