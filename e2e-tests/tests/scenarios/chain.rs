//! The chain inside this process, as the other tests rely on it.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, CallError, Contract, On, Suite, DAY};
use ink::primitives::LangError;
use rstest::rstest;
use rstest_reuse::apply;

use crate::on_both;

#[apply(on_both)]
fn reading_changes_nothing(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    suite.chain().endow(ana.account())?;
    let balance = suite.chain().balance(ana.account())?;
    let dry = suite.read_as(&ana, suite.consent().create_chart([1; 32].into()))?;
    let patient = dry.clone().value()?;
    assert!(suite.read(suite.consent().control(patient.clone()))?.is_none());
    assert_eq!(suite.chain().balance(ana.account())?, balance);
    let submitted = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?;
    assert_eq!(submitted.returned, dry.returned);
    assert!(suite.read(suite.consent().control(patient))?.is_some());
    Ok(())
}

#[apply(on_both)]
fn reading_tells_what_the_transaction_weighs(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    let dry = suite.read_as(&ana, suite.consent().create_chart([1; 32].into()))?.cost;
    let submitted = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?.cost;
    assert_eq!((submitted.ref_time, submitted.proof_size), (dry.ref_time, dry.proof_size));
    Ok(())
}

#[test]
fn a_dry_run_in_process_tells_all_that_the_transaction_does() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = Actor::named("ana");
    let dry = suite.read_as(&ana, suite.consent().create_chart([1; 32].into()))?;
    let submitted = suite.submit(&ana, suite.consent().create_chart([1; 32].into()))?;
    assert_eq!(submitted, dry);
    Ok(())
}

#[test]
fn time_passes_in_milliseconds_and_in_blocks() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (start, block) = (suite.now()?, suite.chain().block_number()?);
    assert_eq!(start, 1_767_225_600_000);
    suite.advance(1)?;
    suite.advance(DAY)?;
    assert_eq!(suite.now()?, start + DAY + 1);
    assert_eq!(suite.chain().block_number()?, block + 2);
    Ok(())
}

#[apply(on_both)]
fn what_no_message_answers_is_told_apart_from_a_refusal(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Actor::named("ana");
    for contract in [Contract::Log, Contract::Consent, Contract::Registry] {
        let address = suite.address(contract);
        let receipt = suite.chain().submit(&ana, address, vec![0xff; 4])?;
        let outcome = chartkey::Outcome::<()>::decode(receipt)?;
        assert_eq!(outcome.returned, Err(CallError::Input(LangError::CouldNotReadInput)));
        assert_eq!(outcome.events, []);
    }
    let receipt = suite.chain().submit(&ana, ana.account(), vec![0; 4])?;
    let outcome = chartkey::Outcome::<()>::decode(receipt)?;
    assert_eq!(outcome.returned, Err(CallError::Failed("ContractNotFound".to_owned())));
    Ok(())
}
