//! Contracts that come under the governor.

use super::*;

#[test]
fn a_contract_that_is_wired_has_its_delay_and_nothing_announced() {
    let mut governed = Governed::expected(DELAY);
    assert_eq!(governed.plan(), &Plan::Expected);
    assert!(!governed.is_wired());
    assert_eq!(governed.wire(0), Ok(()));
    assert_eq!(governed.plan(), &Plan::Idle);
    assert!(governed.is_wired());
    assert_eq!(governed.delay(), DELAY);
}

#[test]
fn an_expected_contract_does_nothing() {
    let expected = (governor(), Governed::expected(DELAY));
    for wish in EVERY_WISH {
        assert_eq!(refused(&expected, OWNER, wish, READY_AT), GovernorError::NotWired);
    }
}

#[test]
fn a_delay_shorter_than_the_contracts_is_refused() {
    let mut governed = Governed::expected(DELAY);
    assert_eq!(governed.wire(DELAY + 1), Err(GovernorError::DelayTooShort));
    assert_eq!(governed, Governed::expected(DELAY));
    assert_eq!(governed.wire(DELAY), Ok(()));
}

#[test]
fn a_contract_is_wired_once() {
    for (_, governed) in [(governor(), wired()), announced(), leaving(), renounced()] {
        let mut tried = governed.clone();
        assert_eq!(tried.wire(0), Err(GovernorError::AlreadyWired));
        assert_eq!(tried, governed);
    }
}
