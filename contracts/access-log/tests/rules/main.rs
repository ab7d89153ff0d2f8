//! The rules of the access log, one small test each, without a chain.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod pages;
mod storage;

use access_log::Logs;
use chartkey_interfaces::log::{Access, Entry, LogError, Outcome, Subject, MAX_ACCESS_BYTES};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Account, PatientId, Purpose, MAX_PAGE};
use ink::env::{test, DefaultEnvironment};

const DEPLOYER: Account = [1; 32];
const WRITER: Account = [2; 32];
const STRANGER: Account = [3; 32];
const CHART: PatientId = PatientId([4; 32]);
const OTHER_CHART: PatientId = PatientId([5; 32]);

/// Runs a test on an empty storage.
fn run(test: impl FnOnce()) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        test();
        Ok(())
    })
    .unwrap();
}

fn with_writer() -> Logs {
    let mut logs = Logs::new(DEPLOYER);
    logs.set_writer(&DEPLOYER, WRITER.into()).unwrap();
    logs
}

/// An access of this many bytes: the log does not look into it.
fn access(bytes: usize) -> Encoded<Access> {
    Encoded::from_bytes(vec![7; bytes])
}

/// An access that is one.
fn real_access() -> Access {
    Access {
        actor: STRANGER,
        organization: None,
        subject: Subject::Records(vec![1]),
        purpose: Purpose::PatientRequest,
        outcome: Outcome::Disputed,
        justification: None,
    }
}

#[test]
fn only_the_deployer_sets_the_writer_once() {
    run(|| {
        let mut logs = Logs::new(DEPLOYER);
        let mut set = |caller| logs.set_writer(caller, WRITER.into()).map(drop);
        assert_eq!(set(&STRANGER), Err(LogError::NotDeployer));
        assert_eq!(set(&DEPLOYER), Ok(()));
        assert_eq!(set(&DEPLOYER), Err(LogError::WriterAlreadySet));
        assert_eq!(set(&STRANGER), Err(LogError::NotDeployer));
        assert_eq!(logs.writer(), Some(WRITER.into()));
    });
}

#[test]
fn only_the_writer_appends() {
    run(|| {
        let mut logs = Logs::new(DEPLOYER);
        let refused = Err(LogError::NotWriter);
        assert_eq!(logs.append(&DEPLOYER, 1, &CHART, access(1)), refused);
        let mut logs = with_writer();
        assert_eq!(logs.append(&DEPLOYER, 1, &CHART, access(MAX_ACCESS_BYTES + 1)), refused);
        assert_eq!(logs.append(&WRITER, 1, &CHART, access(1)), Ok(0));
    });
}

#[test]
fn an_access_has_a_bound() {
    run(|| {
        let mut logs = with_writer();
        let mut append = |bytes| logs.append(&WRITER, 1, &CHART, access(bytes));
        assert_eq!(append(MAX_ACCESS_BYTES + 1), Err(LogError::TooLong));
        assert_eq!(append(MAX_ACCESS_BYTES), Ok(0));
    });
}

#[test]
fn every_patient_has_a_tree() {
    run(|| {
        let mut logs = with_writer();
        let empty = logs.head(&CHART);
        assert_eq!(logs.append(&WRITER, 1, &CHART, access(1)), Ok(0));
        assert_eq!(logs.append(&WRITER, 1, &CHART, access(1)), Ok(1));
        assert_eq!(logs.append(&WRITER, 1, &OTHER_CHART, access(1)), Ok(0));
        assert_eq!((empty.size, logs.head(&CHART).size, logs.head(&OTHER_CHART).size), (0, 2, 1));
    });
}

#[test]
fn an_entry_is_the_time_and_the_access_as_it_came() {
    run(|| {
        let mut logs = with_writer();
        logs.append(&WRITER, 9, &CHART, Encoded::of(&real_access())).unwrap();
        let entry = logs.entry(&CHART, 0).unwrap().value().unwrap();
        assert_eq!(entry, Entry { time: 9, access: real_access() });
        assert_eq!(logs.entry(&CHART, 1), None);
    });
}

#[test]
fn a_page_begins_where_it_is_asked_for_and_has_a_bound() {
    run(|| {
        let mut logs = with_writer();
        for _ in 0..3 {
            logs.append(&WRITER, 1, &CHART, Encoded::of(&real_access())).unwrap();
        }
        let count = |from, limit| logs.entries(&CHART, from, limit).map(|page| page.len());
        assert_eq!(count(0, 2), Ok(2));
        assert_eq!(count(1, MAX_PAGE), Ok(2));
        assert_eq!(count(3, 1), Ok(0));
        assert_eq!(count(0, MAX_PAGE + 1), Err(LogError::LimitTooLarge));
    });
}
