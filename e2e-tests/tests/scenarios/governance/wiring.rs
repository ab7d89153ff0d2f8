//! Which contracts a governor takes, and with which delay.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Contract, On, Suite, ACCOUNT_UPGRADE_DELAY, HOUR};
use chartkey_governance::{Governed, GovernorError, Plan};
use chartkey_interfaces::governor::{GovernanceChange, Governed as _};
use rstest::rstest;
use rstest_reuse::apply;

use super::{done, governed, other_governor, refused};
use crate::on_both;

#[apply(on_both)]
fn the_patient_account_is_not_taken_with_a_delay_shorter_than_360_hours(on: On) -> Result<()> {
    let owner = Actor::named("health authority");
    let mut suite = Suite::deploy_unwired(on.chain()?, &owner)?;
    let (contract, mut calls) = (Contract::Account, suite.governors());
    let address = suite.address(contract);
    assert_eq!(suite.read(governed(&suite, contract).shortest_delay())?, 360 * HOUR);
    for short in [0, 336 * HOUR, 360 * HOUR - 1] {
        let wire = calls.wire(address, short);
        refused(&mut suite, &owner, wire, GovernorError::DelayTooShort)?;
    }
    let change = GovernanceChange::Wired(360 * HOUR);
    assert_eq!(ACCOUNT_UPGRADE_DELAY, 360 * HOUR);
    done(&mut suite, &owner, contract, calls.wire(address, 360 * HOUR), change)?;
    // The delay is fixed.
    for delay in [0, 400 * HOUR] {
        let wire = calls.wire(address, delay);
        refused(&mut suite, &owner, wire, GovernorError::AlreadyWired)?;
        let expect = calls.expect(address, delay);
        refused(&mut suite, &owner, expect, GovernorError::AlreadyWired)?;
    }
    let governed = suite.read(calls.governed(address))?;
    assert_eq!(governed.as_ref().map(Governed::delay), Some(360 * HOUR));
    Ok(())
}

#[apply(on_both)]
fn the_other_contracts_accept_any_delay(on: On) -> Result<()> {
    let owner = Actor::named("health authority");
    let mut suite = Suite::deploy_unwired(on.chain()?, &owner)?;
    for contract in [Contract::Consent, Contract::Registry, Contract::Directory] {
        assert_eq!(suite.read(governed(&suite, contract).shortest_delay())?, 0);
        let wire = suite.governors().wire(suite.address(contract), 0);
        done(&mut suite, &owner, contract, wire, GovernanceChange::Wired(0))?;
    }
    Ok(())
}

#[apply(on_both)]
fn a_contract_that_names_another_governor_is_not_taken(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (other_owner, mut other) = other_governor(&mut suite)?;
    for contract in [Contract::Directory, Contract::Log, Contract::Governor] {
        let wire = other.wire(suite.address(contract), 400 * HOUR);
        refused(&mut suite, &other_owner, wire, GovernorError::OtherGovernor)?;
        assert_eq!(suite.read(other.governed(suite.address(contract)))?, None);
    }
    let nothing = other.wire(Actor::named("nobody").account(), 0);
    refused(&mut suite, &other_owner, nothing, GovernorError::OtherGovernor)?;
    // To expect it gives no say.
    let address = suite.address(Contract::Directory);
    suite.submit(&other_owner, other.expect(address, 0))?.value()?;
    let expected = suite.read(other.governed(address))?;
    assert_eq!(expected.as_ref().map(Governed::plan), Some(&Plan::Expected));
    let code = suite.deployed(Contract::Directory).code_hash;
    let release = chartkey_governance::Release { code, parts: vec![], version: 1 };
    let error = GovernorError::NotWired;
    refused(&mut suite, &other_owner, other.set_paused(address, true), error)?;
    refused(&mut suite, &other_owner, other.cancel(address), error)?;
    refused(&mut suite, &other_owner, other.renounce(address), error)?;
    refused(&mut suite, &other_owner, other.announce(address, release.into()), error)?;
    refused(&mut suite, &other_owner, other.announce_move(address, other_owner.account()), error)?;
    refused(&mut suite, &other_owner, other.apply(vec![address]), error)?;
    refused(&mut suite, &other_owner, other.move_contract(address), error)?;
    let replace = other.replace_steward(address, other_owner.account());
    refused(&mut suite, &other_owner, replace, error)
}
