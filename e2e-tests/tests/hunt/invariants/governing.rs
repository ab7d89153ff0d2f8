//! Who governs what, and which code runs, is the model's.

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::Event;
use chartkey_governance::Plan as GovernorPlan;
use chartkey_interfaces::governor::GovernanceChange;

use super::check_held;
use crate::{
    codes,
    model::{Model, Plan},
    plain,
    steps::{Action, Governing},
    words::{Code, Contract, Governor},
    world::{Happened, World},
};

/// After every message: each contract runs the code that the last applied release named, and what
/// a governor did left the events that say so.
pub fn check(world: &mut World, model: &Model, action: &Action, happened: &Happened) -> Result<()> {
    for contract in Contract::ALL {
        let expected = model.governance.contracts[&contract].code;
        ensure!(
            world.running(contract)? == codes::hash(expected),
            "the code: {contract:?} does not run {expected:?}"
        );
    }
    if let (Action::Govern(governor, message), Ok(_)) = (action, &happened.answer) {
        check_events(world, model, *governor, message, happened)?;
    }
    if let Action::Hold(contract) = action {
        let nothing = happened.events.is_empty() && happened.cost.bytes == 0;
        ensure!(nothing, "holding: {contract:?} was moved by it: {:?}", happened.events);
    }
    Ok(())
}

/// A message of a governor leaves one event for each contract that it changed.
fn check_events(
    world: &World,
    model: &Model,
    governor: Governor,
    message: &Governing,
    happened: &Happened,
) -> Result<()> {
    let changes = happened.events.iter().filter_map(|event| match event {
        Event::GovernanceChanged { contract, change } => Some((*contract, change.clone())),
        _ => None,
    });
    let emitted: Vec<_> = changes.collect();
    let plan = |contract: &Contract| {
        let governed = model.governance.governors[&governor].over.get(contract);
        governed.map(|governed| (governed.delay, governed.plan.clone()))
    };
    let to = |contract: &Contract| model.governance.contracts[contract].by;
    let one = |contract: &Contract, change| vec![(world.address(*contract), change)];
    let expected = match message {
        Governing::Owner(_) => Vec::new(),
        Governing::Wire(contract, delay) => one(contract, GovernanceChange::Wired(*delay)),
        Governing::Expect(contract, delay) => one(contract, GovernanceChange::Expected(*delay)),
        Governing::Accept(contract) => {
            let (delay, _) = plan(contract).context("events: nothing was accepted")?;
            one(contract, GovernanceChange::Wired(delay))
        }
        Governing::SetPaused(contract, true) => one(contract, GovernanceChange::Paused),
        Governing::SetPaused(contract, false) => one(contract, GovernanceChange::Resumed),
        Governing::ReplaceSteward(contract, who) => {
            one(contract, GovernanceChange::Steward(world.names.account(*who)))
        }
        Governing::Announce(contract, _) | Governing::AnnounceMove(contract, _) => {
            match plan(contract) {
                Some((_, Plan::Upgrade(release, ready_at))) => {
                    let release = plain::release(&release);
                    one(contract, GovernanceChange::UpgradeAnnounced { release, ready_at })
                }
                Some((_, Plan::Move(to, ready_at))) => {
                    let governor = world.move_to(to);
                    one(contract, GovernanceChange::MoveAnnounced { governor, ready_at })
                }
                other => anyhow::bail!("events: {other:?} was announced"),
            }
        }
        Governing::Cancel(contract) => one(contract, GovernanceChange::Cancelled),
        Governing::Renounce(contract) => one(contract, GovernanceChange::Renounced),
        Governing::Apply(contracts) => contracts
            .iter()
            .map(|contract| {
                let release = crate::words::Release::of(model.governance.contracts[contract].code);
                let change = GovernanceChange::Upgraded(plain::release(&release));
                (world.address(*contract), change)
            })
            .collect(),
        // The other governor took it first.
        Governing::Move(contract) => {
            let other = model.governance.governors[&to(contract)].over.get(contract);
            let delay = other.map_or(0, |governed| governed.delay);
            let moved = GovernanceChange::Moved(world.names.governor(to(contract)));
            let address = world.address(*contract);
            vec![(address, GovernanceChange::Wired(delay)), (address, moved)]
        }
    };
    ensure!(emitted == expected, "events: {emitted:?}, expected {expected:?}");
    let owner = happened.events.iter().any(|event| matches!(event, Event::OwnerChanged { .. }));
    let hands_over = matches!(message, Governing::Owner(_));
    ensure!(owner == hands_over, "events: {:?} for {message:?}", happened.events);
    Ok(())
}

/// Governors, what they govern, their locks, and what the contracts say of it.
pub fn everything(world: &mut World, model: &Model) -> Result<()> {
    for governor in Governor::ALL {
        let expected = &model.governance.governors[&governor];
        let owner = world.suite.read(world.governor(governor).owner())?;
        check_held("the ownership", world, &owner, &expected.owner)?;
        for contract in Contract::ALL {
            let address = world.address(contract);
            let governed = world.suite.read(world.governor(governor).governed(address))?;
            let stands = governed.map(|one| (one.delay(), one.plan().clone()));
            let planned = expected.over.get(&contract);
            let planned = planned.map(|one| (one.delay, in_its_words(world, &one.plan)));
            ensure!(
                stands == planned,
                "governance: {governor:?} has {stands:?} for {contract:?}, expected {planned:?}"
            );
        }
        let locks = world.suite.read(world.governor(governor).locks())?;
        let count = locks.len();
        let locks: BTreeMap<_, _> = locks.into_iter().map(|lock| (lock.code, lock.count)).collect();
        let needs = expected.needs();
        let needed: BTreeMap<_, _> =
            needs.iter().map(|(code, count)| (codes::hash(*code), *count)).collect();
        ensure!(
            locks == needed && count == needed.len(),
            "locks: {locks:02x?} in the place of {needs:?}"
        );
    }
    for contract in Contract::ALL {
        let expected = model.governance.contracts[&contract];
        let answer = world.obedience(contract)?;
        let by = world.names.governor(expected.by).into();
        ensure!(
            answer == (by, 1, contract.shortest_delay()),
            "obedience: {contract:?} answers {answer:02x?} in the place of {expected:?}"
        );
    }
    let known = Contract::ALL.into_iter().flat_map(Code::all_of).chain([Code::Log]);
    for code in known {
        check_code(world, model, code)?;
    }
    Ok(())
}

fn in_its_words(world: &World, plan: &Plan) -> GovernorPlan {
    match plan {
        Plan::Expected => GovernorPlan::Expected,
        Plan::Idle => GovernorPlan::Idle,
        Plan::Upgrade(release, ready_at) => {
            GovernorPlan::Upgrade { release: plain::release(release), ready_at: *ready_at }
        }
        Plan::Move(to, ready_at) => {
            GovernorPlan::Move { governor: world.move_to(*to), ready_at: *ready_at }
        }
        Plan::Renounced => GovernorPlan::Renounced,
    }
}

/// Code that is announced, runs or is held cannot be removed, not even by who uploaded it; other
/// code that is on the chain can, and comes back.
fn check_code(world: &mut World, model: &Model, code: Code) -> Result<()> {
    let Some(owner) = model.governance.codes.get(&code) else { return Ok(()) };
    let removed = world.remove(*owner, code);
    if model.governance.is_needed(code) {
        let refused = removed.as_ref().is_err_and(|error| error.to_string().contains("CodeInUse"));
        ensure!(refused, "needed code: {code:?} was removed, {removed:?}");
    } else {
        ensure!(removed.is_ok(), "code: {code:?} stays though nobody needs it, {removed:?}");
        let by = world.names.actor(*owner);
        world.suite.chain().upload(&by, codes::wasm(code))?;
    }
    Ok(())
}
