//! The owner of the governor, and nobody else.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Contract, Event, On, Suite};
use chartkey_governance::{
    Governed, GovernedError, GovernorError, Handover, HandoverChange, HandoverError, HandoverStep,
    Release,
};
use chartkey_interfaces::governor::{GovernanceChange, Governed as _, Stewarded as _};
use rstest::rstest;
use rstest_reuse::apply;

use super::{addresses, done, governed, refused, scene, standing};
use crate::on_both;

const NOT_PROPOSED: GovernorError = GovernorError::Owner(HandoverError::NotProposed);

#[apply(on_both)]
fn a_new_governor_is_its_deployers_and_every_contract_names_it(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.read(suite.governors().owner())?;
    assert_eq!(owner, Handover::new(suite.owner().bytes()));
    assert_eq!(suite.read(suite.governors().locks())?, []);
    for contract in Contract::GOVERNED {
        let mut wired = Governed::expected(contract.upgrade_delay());
        wired.wire(0).ok();
        let standing = standing(&mut suite, contract)?;
        assert_eq!(standing.governor, suite.address(Contract::Governor));
        assert_eq!(standing.governed, Some(wired));
        assert_eq!(standing.version, 1);
        assert_eq!(standing.code, suite.deployed(contract).code_hash);
    }
    for not_governed in [Contract::Log, Contract::Governor] {
        let address = suite.address(not_governed);
        assert_eq!(suite.read(suite.governors().governed(address))?, None);
    }
    Ok(())
}

/// Takes a step of the hand-over, and checks the event of the governor.
fn step(suite: &mut Suite, who: &Actor, step: HandoverStep, change: HandoverChange) -> Result<()> {
    let outcome = suite.submit(who, suite.governors().hand_over(step))?;
    let event = Event::OwnerChanged { change };
    assert_eq!(outcome.events, [(suite.address(Contract::Governor), event)]);
    outcome.value()
}

#[apply(on_both)]
fn ownership_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let (owner, heir, mut calls) = (suite.owner(), Actor::named("heir"), suite.governors());
    let directory = suite.address(Contract::Directory);
    let propose = HandoverStep::Propose(heir.bytes());
    let proposed = HandoverChange::Proposed(heir.bytes());
    refused(suite, &owner, calls.hand_over(HandoverStep::Cancel), NOT_PROPOSED)?;
    refused(suite, &heir, calls.hand_over(HandoverStep::Accept), NOT_PROPOSED)?;
    step(suite, &owner, propose, proposed)?;
    refused(suite, &heir, calls.set_paused(directory, true), GovernorError::NotOwner)?;
    step(suite, &owner, HandoverStep::Cancel, HandoverChange::Cancelled)?;
    refused(suite, &heir, calls.hand_over(HandoverStep::Accept), NOT_PROPOSED)?;
    step(suite, &owner, propose, proposed)?;
    refused(suite, &owner, calls.hand_over(HandoverStep::Accept), NOT_PROPOSED)?;
    step(suite, &heir, HandoverStep::Accept, HandoverChange::Accepted(heir.bytes()))?;
    refused(suite, &owner, calls.set_paused(directory, true), GovernorError::NotOwner)?;
    let pause = calls.set_paused(directory, true);
    done(suite, &heir, Contract::Directory, pause, GovernanceChange::Paused)
}

#[apply(on_both)]
fn an_heir_who_loses_the_key_half_way_is_passed_over(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let suite = &mut suite;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    let (lost, heir) = (Actor::named("lost"), Actor::named("heir"));
    for heir in [&lost, &heir] {
        let proposed = HandoverChange::Proposed(heir.bytes());
        step(suite, &owner, HandoverStep::Propose(heir.bytes()), proposed)?;
    }
    // Whoever finds the lost key has nothing with it.
    refused(suite, &lost, calls.hand_over(HandoverStep::Accept), NOT_PROPOSED)?;
    step(suite, &heir, HandoverStep::Accept, HandoverChange::Accepted(heir.bytes()))?;
    for nobody in [&lost, &owner] {
        refused(suite, nobody, calls.hand_over(HandoverStep::Accept), NOT_PROPOSED)?;
        let back = calls.hand_over(HandoverStep::Propose(nobody.bytes()));
        refused(suite, nobody, back, GovernorError::Owner(HandoverError::NotHolder))?;
    }
    assert_eq!(suite.read(calls.owner())?, Handover::new(heir.bytes()));
    Ok(())
}

#[apply(on_both)]
fn nobody_but_the_owner_governs(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let suite = &mut suite;
    let (mut calls, steward) = (suite.governors(), suite.steward());
    let release = Release { code: [1; 32], parts: vec![], version: 2 };
    let not_holder = GovernorError::Owner(HandoverError::NotHolder);
    let contract = suite.address(Contract::Directory);
    for stranger in [&steward, &mercy.admin, &ana.actor] {
        let account = stranger.account();
        let propose = HandoverStep::Propose(stranger.bytes());
        refused(suite, stranger, calls.hand_over(propose), not_holder)?;
        refused(suite, stranger, calls.hand_over(HandoverStep::Cancel), not_holder)?;
        let error = GovernorError::NotOwner;
        refused(suite, stranger, calls.wire(contract, 0), error)?;
        refused(suite, stranger, calls.expect(account, 0), error)?;
        refused(suite, stranger, calls.set_paused(contract, true), error)?;
        refused(suite, stranger, calls.set_paused(contract, false), error)?;
        refused(suite, stranger, calls.replace_steward(contract, account), error)?;
        refused(suite, stranger, calls.announce(contract, release.clone().into()), error)?;
        refused(suite, stranger, calls.announce_move(contract, account), error)?;
        refused(suite, stranger, calls.cancel(contract), error)?;
        refused(suite, stranger, calls.renounce(contract), error)?;
        refused(suite, stranger, calls.apply(addresses(suite, &Contract::GOVERNED)), error)?;
        refused(suite, stranger, calls.apply(vec![]), error)?;
        refused(suite, stranger, calls.move_contract(contract), error)?;
    }
    Ok(())
}

#[apply(on_both)]
fn nobody_but_the_governor_sets_code_pauses_or_replaces_the_steward(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let (owner, steward) = (suite.owner(), suite.steward());
    let there = suite.deployed(Contract::Log).code_hash;
    for contract in Contract::GOVERNED {
        let before = standing(&mut suite, contract)?;
        let mut calls = governed(&suite, contract);
        for stranger in [&owner, &steward, &mercy.admin, &ana.actor] {
            let error = GovernedError::NotGovernor;
            for paused in [true, false] {
                let outcome = suite.submit(stranger, calls.set_paused(paused))?;
                assert_eq!(outcome.refusal()?, error, "{contract:?}");
            }
            let take = suite.submit(stranger, calls.set_governor(stranger.account()))?;
            assert_eq!(take.refusal()?, error, "{contract:?}");
            let set_code = suite.submit(stranger, calls.set_code(there.into()))?;
            assert_eq!(set_code.refusal()?, error, "{contract:?}");
        }
        assert_eq!(standing(&mut suite, contract)?, before);
    }
    for stranger in [&owner, &steward, &mercy.admin, &ana.actor] {
        let replace = suite.directory().replace_steward(stranger.account());
        assert_eq!(suite.submit(stranger, replace)?.refusal()?, GovernedError::NotGovernor);
    }
    assert_eq!(suite.read(suite.directory().steward())?, Handover::new(steward.bytes()));
    Ok(())
}
