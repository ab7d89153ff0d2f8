//! Announcing releases: how long they wait, when they lapse, and how they end otherwise.

use anyhow::Result;
use chartkey_e2e_tests::{CallError, Contract, On, Suite, DAY, HOUR};
use chartkey_governance::{GovernorError, Plan, Release, LAPSE_MILLISECONDS, MAX_LOCKS};
use chartkey_interfaces::governor::GovernanceChange;
use rstest::rstest;
use rstest_reuse::apply;

use super::{announce, announced, apply, codes, done, plan, refused, standing};
use crate::on_both;

#[apply(on_both)]
fn a_release_waits_for_its_contracts_delay(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for contract in Contract::GOVERNED {
        let release = codes::next(&mut suite, contract)?;
        let address = suite.address(contract);
        let mut calls = suite.governors();
        let mut apply_it = || calls.apply(vec![address]);
        refused(&mut suite, &owner, apply_it(), GovernorError::NotAnnounced)?;
        let ready_at = announce(&mut suite, contract, &release)?;
        refused(&mut suite, &owner, apply_it(), GovernorError::TooEarly)?;
        suite.chain().set_clock(ready_at - HOUR)?;
        refused(&mut suite, &owner, apply_it(), GovernorError::TooEarly)?;
        suite.chain().set_clock(ready_at)?;
        apply(&mut suite, &[(contract, &release)])?;
        refused(&mut suite, &owner, apply_it(), GovernorError::NotAnnounced)?;
    }
    Ok(())
}

#[test]
fn a_release_is_ready_to_the_millisecond_and_lapses_to_the_millisecond() -> Result<()> {
    for contract in Contract::GOVERNED {
        for (after, expected) in [
            (-1, Some(GovernorError::TooEarly)),
            (0, None),
            (i128::from(LAPSE_MILLISECONDS) - 1, None),
            (i128::from(LAPSE_MILLISECONDS), Some(GovernorError::Lapsed)),
        ] {
            let mut suite = Suite::in_process()?;
            let (owner, address) = (suite.owner(), suite.address(contract));
            let release = codes::next(&mut suite, contract)?;
            let ready_at = announce(&mut suite, contract, &release)?;
            suite.chain().set_clock(u64::try_from(i128::from(ready_at) + after)?)?;
            match expected {
                Some(error) => {
                    let early_or_late = suite.governors().apply(vec![address]);
                    refused(&mut suite, &owner, early_or_late, error)?;
                }
                None => apply(&mut suite, &[(contract, &release)])?,
            }
        }
    }
    Ok(())
}

#[apply(on_both)]
fn a_release_lapses_after_14_days_and_can_be_cancelled_and_announced_again(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, contract) = (suite.owner(), Contract::Consent);
    let address = suite.address(contract);
    let mut calls = suite.governors();
    let release = codes::next(&mut suite, contract)?;
    assert_eq!(LAPSE_MILLISECONDS, 14 * DAY);
    let ready_at = announce(&mut suite, contract, &release)?;
    suite.chain().set_clock(ready_at + 14 * DAY)?;
    refused(&mut suite, &owner, calls.apply(vec![address]), GovernorError::Lapsed)?;
    let again = calls.announce(address, release.clone().into());
    refused(&mut suite, &owner, again, GovernorError::AlreadyAnnounced)?;
    done(&mut suite, &owner, contract, calls.cancel(address), GovernanceChange::Cancelled)?;
    let ready_at = announce(&mut suite, contract, &release)?;
    suite.chain().set_clock(ready_at + 14 * DAY - HOUR)?;
    apply(&mut suite, &[(contract, &release)])
}

#[apply(on_both)]
fn an_announced_release_can_be_taken_back(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    for contract in Contract::GOVERNED {
        let address = suite.address(contract);
        let before = standing(&mut suite, contract)?;
        refused(&mut suite, &owner, calls.cancel(address), GovernorError::NotAnnounced)?;
        let release = codes::next(&mut suite, contract)?;
        let ready_at = announce(&mut suite, contract, &release)?;
        for other in [release.clone(), codes::present(&mut suite, contract)?] {
            let announce = calls.announce(address, other.into());
            refused(&mut suite, &owner, announce, GovernorError::AlreadyAnnounced)?;
        }
        let elsewhere = calls.announce_move(address, owner.account());
        refused(&mut suite, &owner, elsewhere, GovernorError::AlreadyAnnounced)?;
        done(&mut suite, &owner, contract, calls.cancel(address), GovernanceChange::Cancelled)?;
        assert_eq!(standing(&mut suite, contract)?, before);
        suite.chain().set_clock(ready_at)?;
        let late = calls.apply(vec![address]);
        refused(&mut suite, &owner, late, GovernorError::NotAnnounced)?;
    }
    Ok(())
}

#[apply(on_both)]
fn releases_and_moves_are_given_up_for_good_and_an_announced_one_with_them(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    for contract in Contract::GOVERNED {
        let address = suite.address(contract);
        let release = codes::next(&mut suite, contract)?;
        let ready_at = announce(&mut suite, contract, &release)?;
        let change = GovernanceChange::Renounced;
        done(&mut suite, &owner, contract, calls.renounce(address), change)?;
        assert_eq!(plan(&mut suite, contract)?, Some(Plan::Renounced));
        assert_eq!(suite.read(calls.locks())?, []);
        suite.chain().set_clock(ready_at)?;
        let error = GovernorError::Renounced;
        refused(&mut suite, &owner, calls.apply(vec![address]), error)?;
        refused(&mut suite, &owner, calls.cancel(address), error)?;
        refused(&mut suite, &owner, calls.renounce(address), error)?;
        refused(&mut suite, &owner, calls.announce(address, release.into()), error)?;
        refused(&mut suite, &owner, calls.announce_move(address, owner.account()), error)?;
        refused(&mut suite, &owner, calls.move_contract(address), error)?;
        // The pause stays.
        let pause = calls.set_paused(address, true);
        done(&mut suite, &owner, contract, pause, GovernanceChange::Paused)?;
        let resume = calls.set_paused(address, false);
        done(&mut suite, &owner, contract, resume, GovernanceChange::Resumed)?;
    }
    Ok(())
}

#[apply(on_both)]
fn code_that_is_not_on_the_chain_cannot_be_announced(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let there = codes::next(&mut suite, Contract::Consent)?;
    let nowhere = [0xee; 32];
    let code = Release { code: nowhere, ..there.clone() };
    let part = Release { parts: vec![nowhere], ..there.clone() };
    let last = Release { parts: [there.parts.clone(), vec![nowhere]].concat(), ..there.clone() };
    for contract in Contract::GOVERNED {
        let before = standing(&mut suite, contract)?;
        for absent in [&code, &part, &last] {
            let outcome = announced(&mut suite, contract, absent)?;
            assert_eq!(outcome.events, []);
            assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
            let failed = CallError::Failed("CodeNotFound".to_owned());
            assert_eq!(outcome.returned, Err(failed), "{absent:?}");
            assert_eq!(standing(&mut suite, contract)?, before);
        }
    }
    // Nothing is left of it: all of it can be announced.
    announce(&mut suite, Contract::Consent, &there)?;
    Ok(())
}

#[apply(on_both)]
fn announced_releases_need_24_codes_at_most(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    let mut many = Vec::new();
    for _ in 0..MAX_LOCKS {
        let code = codes::tiny(&mut suite)?;
        many.push(codes::upload(&mut suite, code)?);
    }
    assert_eq!(MAX_LOCKS, 24);
    let release =
        |codes: &[[u8; 32]]| Release { code: codes[0], parts: codes[1..].to_vec(), version: 2 };
    let (consent, registry) = (Contract::Consent, Contract::Registry);
    announce(&mut suite, consent, &release(&many[..23]))?;
    let other = codes::tiny(&mut suite)?;
    let other = codes::upload(&mut suite, other)?;
    let address = suite.address(registry);
    let announce_it = calls.announce(address, release(&[many[23], other]).into());
    refused(&mut suite, &owner, announce_it, GovernorError::TooManyCodes)?;
    // A code that is needed already is no other one.
    announce(&mut suite, registry, &release(&[many[23], many[0]]))?;
    assert_eq!(suite.read(calls.locks())?.len(), 24);
    let directory = suite.address(Contract::Directory);
    let announce_it = calls.announce(directory, release(&[other]).into());
    refused(&mut suite, &owner, announce_it, GovernorError::TooManyCodes)?;
    let cancel = calls.cancel(suite.address(consent));
    done(&mut suite, &owner, consent, cancel, GovernanceChange::Cancelled)?;
    announce(&mut suite, Contract::Directory, &release(&[other]))?;
    Ok(())
}
