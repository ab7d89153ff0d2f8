//! Opening records.

mod lists;
mod sessions;

use chartkey_interfaces::{
    log::{Outcome, Subject},
    registry::Record,
};
use chartkey_vocabulary::{Purpose, Retraction};
use scale::{Decode, Encode};

use super::*;

/// The caller opens the one record, for the house where Ada and Bob are, or for itself.
fn open(
    records: &Records,
    others: &Others,
    caller: &Account,
    purpose: Purpose,
) -> Result<Decision, RegistryError> {
    let private = [Purpose::PatientRequest, Purpose::FamilyRequest].contains(&purpose);
    open_for(records, others, caller, purpose, (!private).then_some(HOUSE))
}

fn open_for(
    records: &Records,
    others: &Others,
    caller: &Account,
    purpose: Purpose,
    house: Option<OrgId>,
) -> Result<Decision, RegistryError> {
    let selection = Selection::record(0);
    select(records, others, caller, selection, purpose, house).map(|verdict| verdict.of_first())
}

/// The caller opens what is selected.
fn select(
    records: &Records,
    others: &Others,
    caller: &Account,
    selection: Selection,
    purpose: Purpose,
    house: Option<OrgId>,
) -> Result<Verdict, RegistryError> {
    records.open(others, caller, NOW, &CHART, selection, purpose, house).map(|(opening, event)| {
        assert_eq!((opening.entry, &opening.verdict), (event.entry, &event.verdict));
        opening.verdict.value().unwrap()
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
            let access = others.logged();
            assert_eq!((access.actor, access.organization), (ADA, Some(HOUSE)));
            assert_eq!(access.subject, Subject::Records(vec![0]));
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
fn a_practitioner_opens_for_the_house_that_is_named_and_serves_it() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        let answer = open_for(&records, &others, &ADA, Purpose::Treatment, Some(OTHER_HOUSE));
        assert_eq!(answer, Err(RegistryError::NotPractitioner));
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
        open_for(&records, &others, &EVE, Purpose::Treatment, Some(OTHER_HOUSE)).unwrap();
        assert_eq!(others.asked().organization, Some(OTHER_HOUSE));
        assert_eq!(others.log.borrow()[0].organization, Some(OTHER_HOUSE));
    });
}

#[test]
fn patient_and_representative_name_no_house_and_everybody_else_names_one() {
    run(|| {
        let records = one_record();
        let others = Others::new();
        for purpose in Purpose::ALL {
            let private = [Purpose::PatientRequest, Purpose::FamilyRequest].contains(&purpose);
            let wrong = private.then_some(HOUSE);
            for caller in [ADA, PATIENT, STRANGER] {
                let answer = open_for(&records, &others, &caller, purpose, wrong);
                assert_eq!(answer, Err(RegistryError::Organization), "{purpose:?}");
            }
        }
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
    });
}

#[test]
fn a_representative_is_answered_on_record_and_nobody_else_leaves_a_trace() {
    run(|| {
        let records = one_record();
        let mut others = Others::new();
        let reasons = [Reason::DeniedByPatient, Reason::NotYetValid, Reason::Expired];
        let answers = [Decision::Permit(Basis::Provision(1))].into_iter();
        for answer in answers.chain(reasons.map(Decision::Deny)) {
            others.answer = answer;
            let opened = open(&records, &others, &STRANGER, Purpose::FamilyRequest);
            assert_eq!(opened, Ok(answer));
            let access = others.logged();
            assert_eq!((access.actor, access.organization), (STRANGER, None));
            assert_eq!(access.purpose, Purpose::FamilyRequest);
        }
        let request = others.asked();
        assert_eq!((request.subject, request.organization), (STRANGER, None));
        let logged = others.log.borrow().len();
        others.answer = Decision::Deny(Reason::NotRepresentative);
        let answer = open(&records, &others, &STRANGER, Purpose::FamilyRequest);
        assert_eq!(answer, Err(RegistryError::NotRepresentative));
        assert_eq!(others.log.borrow().len(), logged);
    });
}

#[test]
fn no_practitioner_reads_as_a_representative_unless_he_left() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let mut answer = |status| {
            let practitioner = Practitioner { status, ..serving(HOUSE, &[Role::Clinician]) };
            set_practitioner(&mut records, BOB, practitioner);
            open(&records, &others, &BOB, Purpose::FamilyRequest)
        };
        let enrolled = Err(RegistryError::Enrolled);
        assert_eq!(answer(PractitionerStatus::Active), enrolled);
        assert_eq!(answer(PractitionerStatus::Suspended), enrolled);
        assert!(others.asked.borrow().is_empty());
        assert_eq!(answer(PractitionerStatus::Left), Ok(others.answer));
        // Also where the house may not act.
        set_house(&mut records, HOUSE, OrganizationStatus::Suspended);
        assert_eq!(open(&records, &others, &ADA, Purpose::FamilyRequest), enrolled);
    });
}

#[test]
fn emergency_treatment_needs_an_open_case_of_the_readers_own() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        let open = |records: &Records, caller: &Account, house, after| {
            let purpose = Purpose::EmergencyTreatment;
            records
                .open(
                    &others,
                    caller,
                    NOW + after,
                    &CHART,
                    Selection::record(0),
                    purpose,
                    Some(house),
                )
                .map(|(opening, _)| opening.verdict.value().unwrap().of_first())
        };
        let colleague = serving(HOUSE, &[Role::Clinician, Role::Emergency]);
        set_practitioner(&mut records, BOB, colleague);
        let none = Err(RegistryError::NoEmergency);
        // Whatever the policy would say.
        assert_eq!(open(&records, &ADA, HOUSE, 0), none);
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
        records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [6; 32]).unwrap();
        // On whatever basis.
        assert_eq!(open(&records, &ADA, HOUSE, 0), Ok(Decision::Permit(Basis::Provision(1))));
        assert!(others.asked().emergency);
        assert_eq!(open(&records, &BOB, HOUSE, 0), none);
        assert_eq!(open(&records, &ADA, HOUSE, 24 * HOUR), none);
        set_practitioner(&mut records, ADA, serving(HOUSE, &[Role::Clinician]));
        assert_eq!(open(&records, &ADA, HOUSE, 0), none);
        set_practitioner(&mut records, ADA, serving(OTHER_HOUSE, &[Role::Emergency]));
        assert_eq!(open(&records, &ADA, OTHER_HOUSE, 0), none);
    });
}

#[test]
fn an_open_case_is_named_for_emergency_treatment_only() {
    run(|| {
        let mut records = one_record();
        let others = Others::new();
        records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [6; 32]).unwrap();
        open(&records, &others, &ADA, Purpose::Treatment).unwrap();
        assert!(!others.asked().emergency);
    });
}

#[test]
fn the_policy_is_asked_for_the_record_as_it_is() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        let issued = registered(&mut records);
        let addressees =
            [None, Some(Addressee::Organization(HOUSE)), Some(Addressee::Practitioner(ADA))];
        let asked = |records: &Records, id| {
            let purpose = Purpose::Treatment;
            let selection = Selection::record(id);
            records.open(&others, &ADA, NOW, &CHART, selection, purpose, Some(HOUSE)).unwrap();
            match others.asked().target {
                Target::Record(target) => target,
                Target::Categories(_) | Target::Session(_) => unreachable!(),
            }
        };
        let category = Category::Laboratory;
        let target = RecordTarget { document: 0, category, issuer: Some(HOUSE), addressee: None };
        assert_eq!(asked(&records, issued), target);
        // A later version is asked for as its document.
        let by = amend_with(&mut records, &ADA, issued, 8).unwrap();
        assert_eq!(asked(&records, by), target);
        for addressee in addressees {
            let document = report_to(&mut records, addressee);
            let target = RecordTarget { document, category, issuer: None, addressee };
            assert_eq!(asked(&records, document), target);
        }
    });
}

#[test]
fn a_record_begins_with_what_an_opening_looks_at() {
    let target = RecordTarget {
        document: 7,
        category: Category::Laboratory,
        issuer: Some(HOUSE),
        addressee: Some(Addressee::Practitioner(ADA)),
    };
    let RecordTarget { document, category, issuer, addressee } = target;
    for version in [None, Some(version())] {
        let there = version.is_some();
        let record = Record {
            document,
            category,
            issuer,
            addressee,
            version,
            author: BOB,
            registered_at: NOW,
            retain_until: NOW,
            amends: Some(7),
            amended_by: Some(8),
            retracted: Some(Retraction::Other),
        };
        let head = <(RecordTarget, bool)>::decode(&mut record.encode().as_slice());
        assert_eq!(head, Ok((target, there)));
    }
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
