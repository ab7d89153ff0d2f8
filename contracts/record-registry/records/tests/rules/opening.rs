//! Opening records.

use chartkey_interfaces::log::{Outcome, Subject};
use chartkey_vocabulary::Purpose;

use super::*;

fn open(
    records: &Records,
    others: &Others,
    caller: &Account,
    purpose: Purpose,
) -> Result<Decision, RegistryError> {
    records.open(others, caller, NOW, &CHART, 0, purpose).map(|(opening, event)| {
        assert_eq!((opening.entry, opening.decision), (event.entry, event.decision));
        opening.decision
    })
}

/// A registry with one record.
fn one_record() -> Records {
    let mut records = registry();
    registered(&mut records);
    records
}

#[test]
fn an_opening_is_on_record_whether_permitted_or_refused() {
    run(|| {
        let records = one_record();
        for others in [Others::new(), Others::refusing()] {
            let decision = open(&records, &others, &ADA, Purpose::Treatment).unwrap();
            assert_eq!(decision, others.answer);
            let access = others.log.borrow()[0];
            assert_eq!((access.actor, access.organization), (ADA, Some(HOUSE)));
            assert_eq!(access.subject, Subject::Record(0));
            let permitted = matches!(decision, Decision::Permit(_));
            assert_eq!(matches!(access.outcome, Outcome::Permit(_)), permitted);
        }
    });
}

#[test]
fn nobody_but_the_controller_opens_as_the_patient() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let answer = open(&records, &others, &STRANGER, Purpose::PatientRequest);
        assert_eq!(answer, Err(RegistryError::NotController));
        assert!(others.log.borrow().is_empty());
        let answer = open(&records, &others, &PATIENT, Purpose::PatientRequest);
        assert_eq!(answer, Ok(Decision::Permit(Basis::Controller)));
        assert_eq!(others.log.borrow()[0].organization, None);
    });
}

#[test]
fn only_an_active_practitioner_opens_for_a_house() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let answer = open(&records, &others, &STRANGER, Purpose::Treatment);
        assert_eq!(answer, Err(RegistryError::NotPractitioner));
        set_house(&mut records, HOUSE, OrganizationStatus::Suspended);
        let answer = open(&records, &others, &ADA, Purpose::Treatment);
        assert_eq!(answer, Err(RegistryError::NotPractitioner));
    });
}

#[test]
fn an_emergency_is_named_only_for_its_purpose_and_while_it_is_open() {
    run(|| {
        let mut records = one_record();
        let others = Others::refusing();
        let asked = |records: &Records, purpose| {
            open(records, &others, &ADA, purpose).unwrap();
            others.asked().emergency
        };
        assert!(!asked(&records, Purpose::EmergencyTreatment));
        records.declare_emergency(&others, &ADA, NOW, &CHART, [6; 32]).unwrap();
        assert!(asked(&records, Purpose::EmergencyTreatment));
        assert!(!asked(&records, Purpose::Treatment));
        set_practitioner(&mut records, ADA, serving(HOUSE, &[Role::Clinician]));
        assert!(!asked(&records, Purpose::EmergencyTreatment));
    });
}

#[test]
fn the_record_comes_before_the_caller() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let answer = open(&records, &others, &STRANGER, Purpose::Treatment);
        assert_eq!(answer, Err(RegistryError::UnknownRecord));
        registered(&mut records);
        records.erase(&others, &PATIENT, NOW, &CHART, 0).unwrap();
        let answer = open(&records, &others, &STRANGER, Purpose::Treatment);
        assert_eq!(answer, Err(RegistryError::Erased));
    });
}

#[test]
fn opening_works_while_paused() {
    run(|| {
        let mut records = one_record();
        pause(&mut records);
        assert!(open(&records, &Others::new(), &ADA, Purpose::Treatment).is_ok());
    });
}
