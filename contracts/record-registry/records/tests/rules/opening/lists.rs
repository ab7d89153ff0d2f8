//! Opening several records at once.

use chartkey_vocabulary::MAX_OPENED;

use super::*;

/// A registry with as many records as one opening may name, each a document of its own.
fn many_records() -> Records {
    let mut records = registry();
    let new = vec![document().into(); MAX_OPENED];
    register(&mut records, &Others::new(), &ADA, new).unwrap();
    records
}

/// Ada opens these for treatment.
fn open_list(records: &Records, others: &Others, ids: Vec<u32>) -> Result<Verdict, RegistryError> {
    select(records, others, &ADA, Selection::Records(ids), Purpose::Treatment, Some(HOUSE))
}

fn ground(count: u8, provision: u32) -> Ground {
    Ground { count, basis: Basis::Provision(provision) }
}

#[test]
fn one_entry_names_all_and_each_is_asked_for() {
    run(|| {
        let records = many_records();
        for ids in [vec![3], vec![0, 31], vec![1, 2, 5], (0..32).collect()] {
            let others = Others::new();
            let count = u8::try_from(ids.len()).unwrap();
            let verdict = open_list(&records, &others, ids.clone()).unwrap();
            assert_eq!(verdict, Verdict::Permit(vec![ground(count, 1)]));
            assert_eq!(others.log.borrow().len(), 1);
            assert_eq!(others.logged().subject, Subject::Records(ids.clone()));
            assert_eq!(others.logged().outcome, Outcome::Permit(vec![ground(count, 1)]));
            let Target::Record(first) = others.asked().target else { unreachable!() };
            let further = others.further.borrow();
            let asked: Vec<_> = [first].iter().chain(&*further).map(|it| it.document).collect();
            assert_eq!(asked, ids);
        }
    });
}

#[test]
fn what_differs_is_grouped_in_order() {
    run(|| {
        let records = many_records();
        let other = (2, Decision::Permit(Basis::Issuer));
        let others = Others { exception: Some(other), ..Others::new() };
        let verdict = open_list(&records, &others, vec![0, 1, 2, 3]).unwrap();
        let issuer = Ground { count: 1, basis: Basis::Issuer };
        assert_eq!(verdict, Verdict::Permit(vec![ground(2, 1), issuer, ground(1, 1)]));
        assert_eq!(others.logged().outcome, verdict.into());
    });
}

#[test]
fn one_that_is_refused_refuses_the_list_and_is_named() {
    run(|| {
        let records = many_records();
        let reason = Reason::DeniedByPatient;
        let others = Others { exception: Some((9, Decision::Deny(reason))), ..Others::new() };
        let verdict = open_list(&records, &others, vec![0, 4, 9, 20]).unwrap();
        assert_eq!(verdict, Verdict::Deny(Refusal { place: 2, reason }));
        assert_eq!(others.logged().subject, Subject::Records(vec![0, 4, 9, 20]));
        assert_eq!(others.logged().outcome, verdict.into());
    });
}

#[test]
fn a_list_is_ascending_and_names_1_to_32() {
    run(|| {
        let mut records = many_records();
        registered(&mut records);
        let others = Others::new();
        for ids in [vec![], vec![1, 1], vec![2, 1], vec![0, 2, 1], (0..33).collect()] {
            let answer = open_list(&records, &others, ids.clone());
            assert_eq!(answer, Err(RegistryError::List), "{ids:?}");
        }
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
    });
}

#[test]
fn one_that_is_unknown_or_erased_refuses_the_list_without_a_trace() {
    run(|| {
        let mut records = many_records();
        let others = Others::new();
        let answer = open_list(&records, &others, vec![0, 1, 32]);
        assert_eq!(answer, Err(RegistryError::UnknownRecord));
        records.erase(&others, &PATIENT, NOW, &CHART, 1).unwrap();
        others.asked.borrow_mut().clear();
        for ids in [vec![0, 1], vec![1, 2], vec![0, 1, 2]] {
            assert_eq!(open_list(&records, &others, ids), Err(RegistryError::Erased));
        }
        assert!(others.asked.borrow().is_empty() && others.log.borrow().is_empty());
    });
}
