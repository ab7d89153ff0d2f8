//! The governor, and the contracts that it governs.

mod announcing;
mod codes;
mod deposits;
mod locks;
mod moving;
mod owner;
mod patient_account;
mod pausing;
mod refused;
mod releasing;
mod steward;
mod wiring;

use anyhow::Result;
use chartkey_e2e_tests::{
    constructor_input, Actor, Bundle, CodeHash, Contract, Directory, Event, Governors, Hospital,
    Message, On, Outcome, Patient, Suite, MINUTE,
};
use chartkey_governance::{Governed, GovernorError, Lock, Plan, Release};
use chartkey_interfaces::governor::{GovernanceChange, Governed as _};
use chartkey_vocabulary::{Category, Timestamp};
use governor::GovernorRef;
use ink::{env::call::FromAccountId, primitives::AccountId};
use scale::Encode;

const LABORATORY: Category = Category::Laboratory;

/// What the governor answers to its owner.
type Governing<T> = Outcome<Result<T, GovernorError>>;

/// Ana has a chart with a key for laboratory results and a permit for mercy; record 0 is mercy's.
fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    Ok((suite, mercy, ana))
}

/// The calls that every governed contract has: the selectors are the same in each.
fn governed(suite: &Suite, contract: Contract) -> Directory {
    Directory::from_account_id(suite.address(contract))
}

/// What a contract is governed as, and what it runs.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    code: CodeHash,
    version: u32,
    parts: Vec<CodeHash>,
    governor: AccountId,
    governed: Option<Governed>,
    locks: Vec<Lock>,
}

/// What a contract of the suite is governed as, and what it runs, now.
fn standing(suite: &mut Suite, contract: Contract) -> Result<Standing> {
    let (address, mut calls) = (suite.address(contract), governed(suite, contract));
    Ok(Standing {
        code: suite.chain().code_hash(address)?,
        version: suite.read(calls.version())?,
        parts: suite.read(calls.hold())?.into_iter().map(Into::into).collect(),
        governor: suite.read(calls.governor())?,
        governed: suite.read(suite.governors().governed(address))?,
        locks: suite.read(suite.governors().locks())?,
    })
}

/// What is announced for a contract.
fn plan(suite: &mut Suite, contract: Contract) -> Result<Option<Plan>> {
    let address = suite.address(contract);
    let governed = suite.read(suite.governors().governed(address))?;
    Ok(governed.map(|governed| governed.plan().clone()))
}

/// Checks that the governor does what a message asks, and emits this about the contract.
fn done<T: scale::Decode>(
    suite: &mut Suite,
    caller: &Actor,
    contract: Contract,
    message: Message<impl Encode, Result<T, GovernorError>>,
    change: GovernanceChange,
) -> Result<T> {
    let outcome = suite.submit(caller, message)?;
    assert_eq!(
        outcome.events,
        [(suite.address(Contract::Governor), event(suite, contract, change))]
    );
    outcome.value()
}

/// The event in which the governor says what changed about a contract.
fn event(suite: &Suite, contract: Contract, change: GovernanceChange) -> Event {
    Event::GovernanceChanged { contract: suite.address(contract), change }
}

/// Checks that the governor refuses a message, and that every contract stands as before.
fn refused<T: scale::Decode + std::fmt::Debug>(
    suite: &mut Suite,
    caller: &Actor,
    message: Message<impl Encode, Result<T, GovernorError>>,
    error: GovernorError,
) -> Result<()> {
    let all = |suite: &mut Suite| {
        let standing = |contract| standing(suite, contract);
        Contract::GOVERNED.into_iter().map(standing).collect::<Result<Vec<_>>>()
    };
    let before = all(suite)?;
    let outcome = suite.submit(caller, message)?;
    assert_eq!(outcome.events, []);
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0), "{error:?}");
    assert_eq!(outcome.refusal()?, error);
    assert_eq!(all(suite)?, before, "{error:?}");
    Ok(())
}

/// The owner announces a release. Returns when it is ready.
fn announce(suite: &mut Suite, contract: Contract, release: &Release) -> Result<Timestamp> {
    let outcome = announced(suite, contract, release)?;
    let ready_at = suite.now()? + contract.upgrade_delay();
    let change = GovernanceChange::UpgradeAnnounced { release: release.clone(), ready_at };
    assert_eq!(outcome.emitted(), [event(suite, contract, change)]);
    answers(ready_at, outcome.value()?);
    let announced = Plan::Upgrade { release: release.clone(), ready_at };
    assert_eq!(plan(suite, contract)?, Some(announced));
    Ok(ready_at)
}

/// Checks the answer to an announcement: on a node it is that of a dry run, some blocks before.
fn answers(ready_at: Timestamp, answer: Timestamp) {
    assert!(answer <= ready_at && ready_at - answer < MINUTE, "{answer}, not {ready_at}");
}

/// What comes of announcing a release.
fn announced(
    suite: &mut Suite,
    contract: Contract,
    release: &Release,
) -> Result<Governing<Timestamp>> {
    let (owner, address) = (suite.owner(), suite.address(contract));
    suite.submit(&owner, suite.governors().announce(address, release.clone().into()))
}

/// The accounts of these contracts.
fn addresses(suite: &Suite, contracts: &[Contract]) -> Vec<AccountId> {
    contracts.iter().map(|contract| suite.address(*contract)).collect()
}

/// The owner applies releases of these contracts, which all are as announced.
fn apply(suite: &mut Suite, releases: &[(Contract, &Release)]) -> Result<()> {
    let contracts: Vec<_> = releases.iter().map(|(contract, _)| *contract).collect();
    let (owner, addresses) = (suite.owner(), addresses(suite, &contracts));
    let applied = suite.submit(&owner, suite.governors().apply(addresses))?;
    let upgraded = |(contract, release): &(Contract, &Release)| {
        event(suite, *contract, GovernanceChange::Upgraded((*release).clone()))
    };
    let events: Vec<_> = releases.iter().map(upgraded).collect();
    assert_eq!(applied.emitted(), events);
    applied.value()?;
    for (contract, release) in releases {
        let running = standing(suite, *contract)?;
        assert_eq!((running.code, running.version), (release.code, release.version));
        assert_eq!(running.parts, release.parts);
        assert_eq!(running.governor, suite.address(Contract::Governor));
        assert_eq!(plan(suite, *contract)?, Some(Plan::Idle));
    }
    Ok(())
}

/// A release is announced, waited for and applied.
fn release(suite: &mut Suite, contract: Contract, release: &Release) -> Result<()> {
    let ready_at = announce(suite, contract, release)?;
    suite.chain().set_clock(ready_at)?;
    apply(suite, &[(contract, release)])
}

/// Another governor, of the actor "other owner".
fn other_governor(suite: &mut Suite) -> Result<(Actor, Governors)> {
    let owner = Actor::named("other owner");
    let (wasm, new) = (Bundle::Governor.wasm()?, constructor_input(GovernorRef::new()));
    let deployed = suite.chain().instantiate(&owner, wasm, new, b"another".to_vec())?;
    Ok((owner, Governors::from_account_id(deployed.account)))
}
