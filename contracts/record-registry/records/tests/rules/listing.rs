//! Pages of records.

use chartkey_vocabulary::MAX_PAGE;

use super::*;

/// A registry with three records.
fn three_records() -> Records {
    let mut records = registry();
    for _ in 0..3 {
        registered(&mut records);
    }
    records
}

fn stale(records: &Records, others: &Others, from: u32, limit: u32) -> (Vec<u32>, Option<u32>) {
    let page = records.stale(others, &CHART, from, limit).unwrap();
    (page.records, page.next)
}

/// Laboratory results wait for a second key.
fn rekeyed() -> Others {
    let mut others = Others::new();
    others.epochs.raise(Category::Laboratory.into());
    others
}

#[test]
fn a_page_begins_where_it_is_asked_for_and_ends_with_the_records() {
    run(|| {
        let records = three_records();
        let page = |from, limit| {
            let page = records.records(&CHART, from, limit).unwrap();
            page.iter().map(|record| record.document).collect::<Vec<_>>()
        };
        assert_eq!(page(0, 2), [0, 1]);
        assert_eq!(page(1, 9), [1, 2]);
        for (from, limit) in [(3, 9), (0, 0), (u32::MAX, 9)] {
            assert!(page(from, limit).is_empty());
        }
    });
}

#[test]
fn a_page_has_a_bound() {
    run(|| {
        let records = three_records();
        assert_eq!(records.records(&CHART, 0, MAX_PAGE).unwrap().len(), 3);
        let answer = records.records(&CHART, 0, MAX_PAGE + 1);
        assert_eq!(answer.err(), Some(RegistryError::LimitTooLarge));
        let answer = records.stale(&Others::new(), &CHART, 0, MAX_PAGE + 1);
        assert_eq!(answer.err(), Some(RegistryError::LimitTooLarge));
    });
}

#[test]
fn a_permit_that_has_run_out_makes_records_stale_before_anybody_writes() {
    run(|| {
        let run_out = Category::Laboratory.into();
        let others = Others { run_out, ..Others::new() };
        assert_eq!(stale(&three_records(), &others, 0, 9), (vec![0, 1, 2], None));
    });
}

#[test]
fn nothing_is_stale_while_the_newest_key_is_the_required_one() {
    run(|| assert_eq!(stale(&three_records(), &Others::new(), 0, 9), (vec![], None)));
}

#[test]
fn what_is_encrypted_to_an_older_key_is_stale() {
    run(|| {
        let records = three_records();
        assert_eq!(stale(&records, &rekeyed(), 0, 2), (vec![0, 1], Some(2)));
        assert_eq!(stale(&records, &rekeyed(), 2, 2), (vec![2], None));
    });
}

#[test]
fn only_the_latest_version_is_stale_and_none_that_was_erased() {
    run(|| {
        let mut records = three_records();
        let mut others = rekeyed();
        others.epochs.publish(Category::Laboratory);
        let newest = Version { key_epoch: 2, digest: [8; 32], ..version() };
        records.amend(&others, &ADA, NOW, &CHART, 0, newest).unwrap();
        records.erase(&others, &PATIENT, NOW, &CHART, 1).unwrap();
        assert_eq!(stale(&records, &others, 0, 9), (vec![2], None));
    });
}

#[test]
fn the_chart_comes_before_the_bound() {
    run(|| {
        let answer = registry().stale(&Others::without_chart(), &CHART, 0, MAX_PAGE + 1);
        assert_eq!(answer.err(), Some(RegistryError::UnknownChart));
    });
}
