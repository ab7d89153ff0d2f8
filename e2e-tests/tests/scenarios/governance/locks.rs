//! What cannot be removed from the chain, and what can.

use anyhow::Result;
use chartkey_e2e_tests::{constructor_input, Bundle, Contract, On, Suite};
use chartkey_governance::{Lock, Release};
use chartkey_interfaces::governor::GovernanceChange;
use provider_directory::ProviderDirectoryRef;
use rstest::rstest;
use rstest_reuse::apply;

use super::{announce, apply, codes, codes::Fault, done, release};
use crate::on_both;

const CONSENT: Contract = Contract::Consent;
const REGISTRY: Contract = Contract::Registry;

fn cancel(suite: &mut Suite, contract: Contract) -> Result<()> {
    let (owner, address) = (suite.owner(), suite.address(contract));
    let cancel = suite.governors().cancel(address);
    done(suite, &owner, contract, cancel, GovernanceChange::Cancelled)
}

/// Checks that none of this code can be removed.
fn locked(suite: &mut Suite, release: &Release) {
    for code in release.parts.iter().chain([&release.code]) {
        assert!(!codes::removable(suite, *code), "{code:02x?}");
    }
}

/// Checks that all of this code can be removed. It is gone then.
fn free(suite: &mut Suite, release: &Release) {
    for code in release.parts.iter().chain([&release.code]) {
        assert!(codes::removable(suite, *code), "{code:02x?}");
    }
}

#[apply(on_both)]
fn announced_and_running_code_and_parts_stay_and_replaced_ones_go(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let (first, second) = (codes::own(suite, Fault::None)?, codes::own(suite, Fault::None)?);
    let ready_at = announce(suite, CONSENT, &first)?;
    locked(suite, &first);
    suite.chain().set_clock(ready_at)?;
    apply(suite, &[(CONSENT, &first)])?;
    // The governor has given its locks back; the contract has its own.
    assert_eq!(suite.read(suite.governors().locks())?, []);
    locked(suite, &first);

    let ready_at = announce(suite, CONSENT, &second)?;
    locked(suite, &first);
    locked(suite, &second);
    suite.chain().set_clock(ready_at)?;
    apply(suite, &[(CONSENT, &second)])?;
    locked(suite, &second);
    free(suite, &first);
    Ok(())
}

#[apply(on_both)]
fn cancelled_and_renounced_code_and_parts_go(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let (first, second) = (codes::own(suite, Fault::None)?, codes::own(suite, Fault::None)?);
    announce(suite, CONSENT, &first)?;
    cancel(suite, CONSENT)?;
    free(suite, &first);
    announce(suite, CONSENT, &second)?;
    let (owner, address) = (suite.owner(), suite.address(CONSENT));
    let renounce = suite.governors().renounce(address);
    done(suite, &owner, CONSENT, renounce, GovernanceChange::Renounced)?;
    free(suite, &second);
    Ok(())
}

#[apply(on_both)]
fn code_that_is_announced_twice_stays_until_the_last_announcement_ends(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let one = codes::own(suite, Fault::None)?;
    let twice = Release { parts: vec![one.parts[0], one.parts[0]], ..one.clone() };
    announce(suite, CONSENT, &one)?;
    announce(suite, REGISTRY, &twice)?;
    let locks = [Lock { code: one.code, count: 2 }, Lock { code: one.parts[0], count: 3 }];
    assert_eq!(suite.read(suite.governors().locks())?, locks);
    cancel(suite, REGISTRY)?;
    locked(suite, &one);
    announce(suite, REGISTRY, &twice)?;
    cancel(suite, CONSENT)?;
    let locks = [Lock { code: one.code, count: 1 }, Lock { code: one.parts[0], count: 2 }];
    assert_eq!(suite.read(suite.governors().locks())?, locks);
    locked(suite, &one);
    cancel(suite, REGISTRY)?;
    assert_eq!(suite.read(suite.governors().locks())?, []);
    free(suite, &one);
    Ok(())
}

#[apply(on_both)]
fn a_part_that_two_contracts_share_stays_until_neither_runs_it(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let consent = codes::own(suite, Fault::None)?;
    let part = consent.parts[0];
    let registry = codes::registry(suite, part)?;
    let ready_at = announce(suite, CONSENT, &consent)?.max(announce(suite, REGISTRY, &registry)?);
    let shared = Lock { code: part, count: 2 };
    assert!(suite.read(suite.governors().locks())?.contains(&shared));
    suite.chain().set_clock(ready_at)?;
    apply(suite, &[(CONSENT, &consent), (REGISTRY, &registry)])?;
    assert_eq!(suite.read(suite.governors().locks())?, []);
    locked(suite, &consent);
    locked(suite, &registry);

    let next = codes::next(suite, CONSENT)?;
    release(suite, CONSENT, &next)?;
    assert!(!codes::removable(suite, part));
    let next = codes::next(suite, REGISTRY)?;
    release(suite, REGISTRY, &next)?;
    free(suite, &consent);
    assert!(codes::removable(suite, registry.code));
    Ok(())
}

#[apply(on_both)]
fn two_contracts_are_released_with_one_code(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let owner = suite.owner();
    let (governor, registry) = (suite.address(Contract::Governor), suite.address(REGISTRY));
    let new = ProviderDirectoryRef::new(governor, suite.steward().bytes().into(), registry);
    let wasm = Bundle::ProviderDirectory.wasm()?;
    let second = suite
        .chain()
        .instantiate(&owner, wasm, constructor_input(new), b"second".to_vec())?
        .account;
    let mut calls = suite.governors();
    suite.submit(&owner, calls.wire(second, 0))?.value()?;
    let own = codes::own_directory(suite)?;
    suite.submit(&owner, calls.announce(second, own.clone().into()))?.value()?;
    let ready_at = announce(suite, Contract::Directory, &own)?;
    let locks = [Lock { code: own.code, count: 2 }];
    assert_eq!(suite.read(calls.locks())?, locks);
    suite.chain().set_clock(ready_at)?;
    let first = suite.address(Contract::Directory);
    suite.submit(&owner, calls.apply(vec![first, second]))?.value()?;
    assert_eq!(suite.read(calls.locks())?, []);
    for address in [first, second] {
        assert_eq!(suite.chain().code_hash(address)?, own.code);
    }
    locked(suite, &own);
    let present = codes::present(suite, Contract::Directory)?;
    release(suite, Contract::Directory, &present)?;
    locked(suite, &own);
    suite.submit(&owner, calls.announce(second, present.into()))?.value()?;
    suite.submit(&owner, calls.apply(vec![second]))?.value()?;
    free(suite, &own);
    Ok(())
}
