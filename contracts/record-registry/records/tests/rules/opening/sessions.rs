//! Opening a session: every record of some categories, for an hour.

use chartkey_vocabulary::SetError;

use super::*;

fn set() -> Categories {
    Categories::of(&[Category::Laboratory, Category::Imaging])
}

fn session(
    records: &Records,
    others: &Others,
    caller: &Account,
    categories: Categories,
    purpose: Purpose,
) -> Result<Verdict, RegistryError> {
    let private = [Purpose::PatientRequest, Purpose::FamilyRequest].contains(&purpose);
    let house = (!private).then_some(HOUSE);
    select(records, others, caller, Selection::Categories(categories), purpose, house)
}

#[test]
fn one_entry_names_the_set() {
    run(|| {
        // There need not be a record yet.
        let records = registry();
        let others = Others::new();
        let verdict = session(&records, &others, &ADA, set(), Purpose::Treatment).unwrap();
        let basis = Basis::Provision(1);
        assert_eq!(verdict, Verdict::Permit(vec![Ground { count: 1, basis }]));
        assert_eq!(others.asked().target, Target::Session(set()));
        assert!(others.further.borrow().is_empty());
        assert_eq!(others.logged().subject, Subject::Categories(set()));
        assert_eq!(others.logged().outcome, verdict.into());
    });
}

#[test]
fn a_refusal_is_on_record() {
    run(|| {
        let others = Others::refusing();
        let verdict = session(&registry(), &others, &ADA, set(), Purpose::Treatment).unwrap();
        let reason = Reason::NoConsent;
        assert_eq!(verdict, Verdict::Deny(Refusal { place: 0, reason }));
        assert_eq!(others.logged().outcome, verdict.into());
    });
}

#[test]
fn patient_and_representative_open_sessions() {
    run(|| {
        let records = registry();
        let others = Others::new();
        for (caller, purpose) in
            [(PATIENT, Purpose::PatientRequest), (STRANGER, Purpose::FamilyRequest)]
        {
            assert!(session(&records, &others, &caller, set(), purpose).is_ok());
            assert_eq!(others.logged().subject, Subject::Categories(set()));
        }
    });
}

#[test]
fn no_emergency_opens_a_session() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [6; 32]).unwrap();
        others.asked.borrow_mut().clear();
        let answer = session(&records, &others, &ADA, set(), Purpose::EmergencyTreatment);
        assert_eq!(answer, Err(RegistryError::NoSession));
        // Only the declaration is on record.
        assert_eq!(others.log.borrow().len(), 1);
        assert!(others.asked.borrow().is_empty());
    });
}

#[test]
fn the_set_is_not_empty() {
    run(|| {
        let others = Others::new();
        let answer = session(&registry(), &others, &ADA, Categories::EMPTY, Purpose::Treatment);
        assert_eq!(answer, Err(RegistryError::Categories(SetError::Empty)));
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
    });
}
