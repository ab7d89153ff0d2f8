//! Moving a contract to another governor.

use anyhow::Result;
use chartkey_e2e_tests::{
    Actor, Contract, Event, Governors, On, Suite, ACCOUNT_UPGRADE_DELAY, DAY, HOUR,
};
use chartkey_governance::{Governed, GovernorError, Plan};
use chartkey_interfaces::governor::{Accepting as _, GovernanceChange};
use ink::{primitives::AccountId, ToAccountId};
use rstest::rstest;
use rstest_reuse::apply;

use super::{answers, codes, done, event, other_governor, plan, refused, release, standing};
use crate::on_both;

const A_WEEK: u64 = 7 * DAY;

/// The owner announces a move. Returns when it is ready.
fn announce_move(suite: &mut Suite, contract: Contract, to: AccountId) -> Result<u64> {
    let (owner, address) = (suite.owner(), suite.address(contract));
    let outcome = suite.submit(&owner, suite.governors().announce_move(address, to))?;
    let ready_at = suite.now()? + contract.upgrade_delay();
    let governor = *to.as_ref();
    let change = GovernanceChange::MoveAnnounced { governor, ready_at };
    assert_eq!(outcome.emitted(), [event(suite, contract, change)]);
    answers(ready_at, outcome.value()?);
    assert_eq!(plan(suite, contract)?, Some(Plan::Move { governor, ready_at }));
    Ok(ready_at)
}

#[apply(on_both)]
fn a_contract_is_moved_to_a_governor_that_expects_it(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    let (other_owner, mut other) = other_governor(&mut suite)?;
    let (from, to) = (suite.address(Contract::Governor), other.to_account_id());
    let mut calls = suite.governors();
    let delay = ACCOUNT_UPGRADE_DELAY + A_WEEK;
    for contract in Contract::GOVERNED {
        let address = suite.address(contract);
        let ready_at = announce_move(&mut suite, contract, to)?;
        let early = calls.move_contract(address);
        refused(&mut suite, &owner, early, GovernorError::TooEarly)?;
        suite.chain().set_clock(ready_at)?;
        let expected = suite.submit(&other_owner, other.expect(address, delay))?;
        let change = GovernanceChange::Expected(delay);
        assert_eq!(expected.events, [(to, event(&suite, contract, change))]);
        expected.value()?;

        let moved = suite.submit(&owner, calls.move_contract(address))?;
        let (wired, gone) = (GovernanceChange::Wired(delay), GovernanceChange::Moved(*to.as_ref()));
        assert_eq!(
            moved.events,
            [(to, event(&suite, contract, wired)), (from, event(&suite, contract, gone))]
        );
        moved.value()?;

        assert_eq!(suite.read(calls.governed(address))?, None);
        let governed = suite.read(other.governed(address))?;
        assert_eq!(governed.as_ref().map(Governed::delay), Some(delay));
        assert_eq!(governed.map(|governed| governed.plan().clone()), Some(Plan::Idle));
        assert_eq!(standing(&mut suite, contract)?.governor, to);
        // The old one has no say any more, the new one has.
        let pause = calls.set_paused(address, true);
        refused(&mut suite, &owner, pause, GovernorError::NotWired)?;
        let back = calls.wire(address, delay);
        refused(&mut suite, &owner, back, GovernorError::OtherGovernor)?;
        suite.submit(&other_owner, other.set_paused(address, true))?.value()?;
        suite.submit(&other_owner, other.set_paused(address, false))?.value()?;
    }

    // And releases it.
    let (contract, address) = (Contract::Consent, suite.address(Contract::Consent));
    let next = codes::next(&mut suite, contract)?;
    let announce = other.announce(address, next.clone().into());
    let ready_at = suite.submit(&other_owner, announce)?.value()?;
    suite.chain().set_clock(ready_at + HOUR)?;
    suite.submit(&other_owner, other.apply(vec![address]))?.value()?;
    assert_eq!(suite.chain().code_hash(address)?, next.code);
    Ok(())
}

/// Checks that the present owner cannot move the patient account, and that nothing has changed.
fn is_not_moved(suite: &mut Suite, other: &Governors, error: GovernorError) -> Result<()> {
    let (owner, address) = (suite.owner(), suite.address(Contract::Account));
    let before = suite.read(other.governed(address))?;
    let move_it = suite.governors().move_contract(address);
    refused(suite, &owner, move_it, error)?;
    assert_eq!(suite.read(other.governed(address))?, before);
    suite.set_paused(Contract::Account, true)?;
    suite.set_paused(Contract::Account, false)
}

#[apply(on_both)]
fn a_contract_is_not_moved_where_it_is_not_expected_or_too_fast_a_governor(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let address = suite.address(Contract::Account);
    let (other_owner, mut other) = other_governor(&mut suite)?;
    let ready_at = announce_move(&mut suite, Contract::Account, other.to_account_id())?;
    suite.chain().set_clock(ready_at)?;
    is_not_moved(&mut suite, &other, GovernorError::NotAccepted)?;
    let short = ACCOUNT_UPGRADE_DELAY - 1;
    suite.submit(&other_owner, other.expect(address, short))?.value()?;
    is_not_moved(&mut suite, &other, GovernorError::NotAccepted)?;
    // Expected again, it has the last delay.
    suite.submit(&other_owner, other.expect(address, ACCOUNT_UPGRADE_DELAY))?.value()?;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    suite.submit(&owner, calls.move_contract(address))?.value()?;
    let again = suite.submit(&other_owner, other.expect(address, short))?;
    assert_eq!(again.refusal()?, GovernorError::AlreadyWired);
    Ok(())
}

#[apply(on_both)]
fn a_contract_is_not_moved_to_an_account_that_is_no_governor(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (person, log) = (Actor::named("person").account(), suite.address(Contract::Log));
    let itself = suite.address(Contract::Account);
    for to in [person, log, itself] {
        let ready_at = announce_move(&mut suite, Contract::Account, to)?;
        suite.chain().set_clock(ready_at)?;
        let other = suite.governors();
        is_not_moved(&mut suite, &other, GovernorError::NotAccepted)?;
        let (owner, cancel) = (suite.owner(), suite.governors().cancel(itself));
        done(&mut suite, &owner, Contract::Account, cancel, GovernanceChange::Cancelled)?;
    }
    Ok(())
}

#[apply(on_both)]
fn a_move_to_the_same_governor_is_refused(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, contract) = (suite.owner(), Contract::Directory);
    let address = suite.address(contract);
    let before = standing(&mut suite, contract)?;
    let to = suite.address(Contract::Governor);
    let announce = suite.governors().announce_move(address, to);
    refused(&mut suite, &owner, announce, GovernorError::NothingToDo)?;
    assert_eq!(standing(&mut suite, contract)?, before);
    Ok(())
}

#[apply(on_both)]
fn a_move_lapses_is_cancelled_and_is_no_release(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, contract) = (suite.owner(), Contract::Directory);
    let address = suite.address(contract);
    let (other_owner, mut other) = other_governor(&mut suite)?;
    suite.submit(&other_owner, other.expect(address, 0))?.value()?;
    let mut calls = suite.governors();
    let nothing = GovernorError::NotAnnounced;
    refused(&mut suite, &owner, calls.move_contract(address), nothing)?;
    let ready_at = announce_move(&mut suite, contract, other.to_account_id())?;
    let next = codes::next(&mut suite, contract)?;
    let announce = calls.announce(address, next.clone().into());
    refused(&mut suite, &owner, announce, GovernorError::AlreadyAnnounced)?;
    suite.chain().set_clock(ready_at - HOUR)?;
    refused(&mut suite, &owner, calls.move_contract(address), GovernorError::TooEarly)?;
    suite.chain().set_clock(ready_at)?;
    refused(&mut suite, &owner, calls.apply(vec![address]), nothing)?;
    suite.chain().set_clock(ready_at + 14 * DAY)?;
    refused(&mut suite, &owner, calls.move_contract(address), GovernorError::Lapsed)?;
    let cancel = calls.cancel(address);
    done(&mut suite, &owner, contract, cancel, GovernanceChange::Cancelled)?;
    refused(&mut suite, &owner, calls.move_contract(address), nothing)?;
    release(&mut suite, contract, &next)
}

#[apply(on_both)]
fn whoever_renounced_releases_renounced_moves(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, contract) = (suite.owner(), Contract::Directory);
    let address = suite.address(contract);
    let (other_owner, mut other) = other_governor(&mut suite)?;
    suite.submit(&other_owner, other.expect(address, 0))?.value()?;
    let mut calls = suite.governors();
    let ready_at = announce_move(&mut suite, contract, other.to_account_id())?;
    let renounce = calls.renounce(address);
    done(&mut suite, &owner, contract, renounce, GovernanceChange::Renounced)?;
    suite.chain().set_clock(ready_at)?;
    refused(&mut suite, &owner, calls.move_contract(address), GovernorError::Renounced)
}

#[apply(on_both)]
fn nobody_takes_a_contract_that_does_not_name_the_governor(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let address = suite.address(Contract::Directory);
    let (other_owner, mut other) = other_governor(&mut suite)?;
    let mallory = Actor::named("mallory");
    for who in [&mallory, &other_owner] {
        let accept = suite.submit(who, other.accept(address))?;
        assert_eq!(accept.refusal()?, GovernorError::NotWired);
    }
    suite.submit(&other_owner, other.expect(address, 0))?.value()?;
    for who in [&mallory, &other_owner] {
        let accept = suite.submit(who, other.accept(address))?;
        assert_eq!(accept.events, Vec::<(AccountId, Event)>::new());
        assert_eq!(accept.refusal()?, GovernorError::OtherGovernor);
    }
    // Where it is governed already, accepting it changes nothing.
    let accept = suite.governors().accept(address);
    refused(&mut suite, &mallory, accept, GovernorError::AlreadyWired)
}
