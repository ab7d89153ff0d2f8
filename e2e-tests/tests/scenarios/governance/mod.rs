//! The owner, the pause and upgrades, on the contracts that have them.

mod next_account;
mod patient_account;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{
    document, new_record, Actor, Bundle, CallError, CodeHash, Contract, Event, Hospital, On,
    Outcome, Patient, Suite, HOUR, UPGRADE_DELAY,
};
use chartkey_governance::{
    Change, Command, Governance, GovernanceError, Handover, HandoverChange, HandoverError,
    HandoverStep, Upgrades,
};
use chartkey_interfaces::{
    consent::ConsentError,
    log::Log as _,
    registry::{Registry as _, RegistryError},
};
use chartkey_policy::{Basis, Decision, Effect, Grantee, Terms};
use chartkey_vocabulary::{Category, Purpose, Retraction};
use ink::primitives::LangError;
use rstest::rstest;
use rstest_reuse::apply;

use crate::on_both;

const GOVERNED: [Contract; 4] =
    [Contract::Consent, Contract::Registry, Contract::Directory, Contract::Account];
const LABORATORY: Category = Category::Laboratory;

fn govern(
    suite: &mut Suite,
    contract: Contract,
    caller: &Actor,
    command: Command,
) -> Result<Outcome<Result<(), GovernanceError>>> {
    match contract {
        Contract::Consent => suite.submit(caller, suite.consent().govern(command)),
        Contract::Registry => suite.submit(caller, suite.registry().govern(command)),
        Contract::Directory => suite.submit(caller, suite.directory().govern(command)),
        Contract::Account => suite.submit(caller, suite.accounts().govern(command)),
        Contract::Log => anyhow::bail!("the log is not governed"),
    }
}

fn governance(suite: &mut Suite, contract: Contract) -> Result<Governance> {
    match contract {
        Contract::Consent => Ok(*suite.read(suite.consent().governance())?),
        Contract::Registry => Ok(*suite.read(suite.registry().governance())?),
        Contract::Directory => Ok(*suite.read(suite.directory().governance())?),
        Contract::Account => Ok(*suite.read(suite.accounts().governance())?),
        Contract::Log => anyhow::bail!("the log is not governed"),
    }
}

/// Carries a command out, and checks that the contract told it.
fn done(
    suite: &mut Suite,
    contract: Contract,
    caller: &Actor,
    command: Command,
    change: Change,
) -> Result<()> {
    let outcome = govern(suite, contract, caller, command)?;
    let event = Event::GovernanceChanged { change };
    assert_eq!(outcome.events, [(suite.address(contract), event)], "{contract:?} {command:?}");
    outcome.value()
}

/// Checks that a command is refused and that governance stays as it was.
fn refused(
    suite: &mut Suite,
    contract: Contract,
    caller: &Actor,
    command: Command,
    error: GovernanceError,
) -> Result<()> {
    let before = governance(suite, contract)?;
    let outcome = govern(suite, contract, caller, command)?;
    assert_eq!(outcome.events, []);
    assert_eq!(outcome.refusal()?, error, "{contract:?} {command:?}");
    assert_eq!(governance(suite, contract)?, before);
    Ok(())
}

/// Other code with the same behaviour: the contract's Wasm with one more custom section.
fn variant(contract: Contract) -> Result<Vec<u8>> {
    let bundle = match contract {
        Contract::Consent => Bundle::ConsentManager,
        Contract::Registry => Bundle::RecordRegistry,
        Contract::Directory => Bundle::ProviderDirectory,
        Contract::Account => Bundle::PatientAccount,
        Contract::Log => Bundle::AccessLog,
    };
    let mut wasm = bundle.wasm()?;
    // Section 0, 5 bytes: a name of 1 byte and 3 bytes of content.
    wasm.extend([0, 5, 1, b'v', 1, 2, 3]);
    Ok(wasm)
}

fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    Ok((suite, mercy, ana))
}

#[apply(on_both)]
fn a_new_contract_is_its_owners_and_runs(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    for contract in GOVERNED {
        let governance = governance(&mut suite, contract)?;
        assert_eq!(governance, Governance::new(suite.owner().bytes(), UPGRADE_DELAY));
        assert_eq!(*governance.owner(), Handover::new(suite.owner().bytes()));
        assert!(!governance.is_paused());
        assert_eq!(governance.upgrades(), Upgrades::Idle);
        assert_eq!(governance.delay(), UPGRADE_DELAY);
    }
    Ok(())
}

#[apply(on_both)]
fn ownership_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, heir) = (suite.owner(), Actor::named("heir"));
    let not_proposed = GovernanceError::Owner(HandoverError::NotProposed);
    let propose = Command::Owner(HandoverStep::Propose(heir.bytes()));
    let proposed = Change::Owner(HandoverChange::Proposed(heir.bytes()));
    for contract in GOVERNED {
        let suite = &mut suite;
        refused(suite, contract, &owner, Command::Owner(HandoverStep::Cancel), not_proposed)?;
        refused(suite, contract, &heir, Command::Owner(HandoverStep::Accept), not_proposed)?;
        done(suite, contract, &owner, propose, proposed)?;
        refused(suite, contract, &heir, Command::Pause, GovernanceError::NotOwner)?;
        let cancelled = Change::Owner(HandoverChange::Cancelled);
        done(suite, contract, &owner, Command::Owner(HandoverStep::Cancel), cancelled)?;
        refused(suite, contract, &heir, Command::Owner(HandoverStep::Accept), not_proposed)?;
        done(suite, contract, &owner, propose, proposed)?;
        refused(suite, contract, &owner, Command::Owner(HandoverStep::Accept), not_proposed)?;
        let accepted = Change::Owner(HandoverChange::Accepted(heir.bytes()));
        done(suite, contract, &heir, Command::Owner(HandoverStep::Accept), accepted)?;
        refused(suite, contract, &owner, Command::Pause, GovernanceError::NotOwner)?;
        done(suite, contract, &heir, Command::Pause, Change::Paused)?;
    }
    Ok(())
}

#[test]
fn nobody_but_the_owner_governs() -> Result<()> {
    let (mut suite, mercy, ana) = scene(On::InProcess)?;
    let not_holder = GovernanceError::Owner(HandoverError::NotHolder);
    let not_owner = GovernanceError::NotOwner;
    for contract in GOVERNED {
        for stranger in [&mercy.admin, &mercy.clinician, &ana.actor, &Actor::named("mallory")] {
            for (command, error) in [
                (Command::Owner(HandoverStep::Propose(stranger.bytes())), not_holder),
                (Command::Owner(HandoverStep::Cancel), not_holder),
                (Command::Pause, not_owner),
                (Command::Resume, not_owner),
                (Command::AnnounceUpgrade([1; 32]), not_owner),
                (Command::CancelUpgrade, not_owner),
                (Command::ApplyUpgrade, not_owner),
                (Command::RenounceUpgrades, not_owner),
            ] {
                refused(&mut suite, contract, stranger, command, error)?;
            }
        }
    }
    Ok(())
}

#[apply(on_both)]
fn a_pause_is_told_and_ends(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for contract in GOVERNED {
        let nothing = GovernanceError::NothingToDo;
        refused(&mut suite, contract, &owner, Command::Resume, nothing)?;
        done(&mut suite, contract, &owner, Command::Pause, Change::Paused)?;
        assert!(governance(&mut suite, contract)?.is_paused());
        refused(&mut suite, contract, &owner, Command::Pause, nothing)?;
        done(&mut suite, contract, &owner, Command::Resume, Change::Resumed)?;
        assert!(!governance(&mut suite, contract)?.is_paused());
    }
    Ok(())
}

#[apply(on_both)]
fn revoking_works_while_paused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let permit = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[Category::Imaging])? };
    assert_eq!(suite.deny(&ana, deny)?, 1);
    let owner = suite.owner();
    for contract in GOVERNED {
        done(&mut suite, contract, &owner, Command::Pause, Change::Paused)?;
    }
    let (mut consent, mut registry) = (suite.consent(), suite.registry());

    // What adds records or permits waits.
    let paused = ConsentError::Paused;
    assert_eq!(
        suite.submit(&ana.actor, consent.grant(ana.id.into(), permit.into()))?.refusal()?,
        paused
    );
    let replace = suite
        .submit(&ana.actor, consent.replace(ana.id.into(), 0, Effect::Permit, permit.into()))?;
    assert_eq!(replace.refusal()?, paused);
    let paused = RegistryError::Paused;
    let new = document(LABORATORY);
    let register =
        suite.submit(&mercy.clinician, registry.register(ana.id.into(), new.clone().into()))?;
    assert_eq!(register.refusal()?, paused);
    let many = registry.register_many(ana.id.into(), vec![new_record(LABORATORY); 2]);
    assert_eq!(suite.submit(&mercy.clinician, many)?.refusal()?, paused);
    let report =
        suite.submit(&ana.actor, registry.self_report(ana.id.into(), new.clone().into()))?;
    assert_eq!(report.refusal()?, paused);
    let amend =
        suite.submit(&mercy.clinician, registry.amend(ana.id.into(), 0, new.version.into()))?;
    assert_eq!(amend.refusal()?, paused);

    // What protects the patient does not.
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    let replace =
        suite.submit(&ana.actor, consent.replace(ana.id.into(), 1, Effect::Deny, deny.into()))?;
    assert_eq!(replace.value()?, 2);
    assert_eq!(suite.deny(&ana, deny)?, 3);
    suite.revoke(&ana, 0)?;
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Issuer));
    let opening = suite.open(&ana.actor, &ana, 0, Purpose::PatientRequest)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Controller));
    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    let retract = registry.retract(ana.id.into(), 0, Retraction::Other);
    suite.submit(&mercy.clinician, retract)?.value()?;
    let heir = Actor::named("ana's new phone");
    let propose = consent.hand_over(ana.id.into(), HandoverStep::Propose(heir.bytes()));
    suite.submit(&ana.actor, propose)?.value()?;
    suite.submit(&heir, consent.hand_over(ana.id.into(), HandoverStep::Accept))?.value()?;

    // And it all comes back.
    for contract in GOVERNED {
        done(&mut suite, contract, &owner, Command::Resume, Change::Resumed)?;
    }
    assert_eq!(suite.submit(&heir, consent.grant(ana.id.into(), permit.into()))?.value()?, 4);
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    Ok(())
}

/// Uploads and announces other code. Returns its hash and when it is ready.
fn announced(suite: &mut Suite, contract: Contract) -> Result<(CodeHash, u64)> {
    let owner = suite.owner();
    let code_hash = suite.chain().upload(&owner, variant(contract)?)?;
    assert_ne!(code_hash, suite.deployed(contract).code_hash);
    Ok((code_hash, announce(suite, contract, code_hash)?))
}

/// Announces code. Returns when it is ready.
fn announce(suite: &mut Suite, contract: Contract, code_hash: CodeHash) -> Result<u64> {
    let owner = suite.owner();
    let outcome = govern(suite, contract, &owner, Command::AnnounceUpgrade(code_hash))?;
    let ready_at = suite.now()? + UPGRADE_DELAY;
    let change = Change::Upgrades(Upgrades::Announced { code_hash, ready_at });
    let event = Event::GovernanceChanged { change };
    assert_eq!(outcome.events, [(suite.address(contract), event)]);
    outcome.value()?;
    Ok(ready_at)
}

#[test]
fn an_upgrade_is_ready_to_the_millisecond() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let owner = suite.owner();
    for contract in GOVERNED {
        let (code_hash, ready_at) = announced(&mut suite, contract)?;
        suite.chain().set_clock(ready_at - 1)?;
        let early = GovernanceError::TooEarly;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, early)?;
        suite.chain().set_clock(ready_at)?;
        let upgraded = Change::Upgraded(code_hash);
        done(&mut suite, contract, &owner, Command::ApplyUpgrade, upgraded)?;
    }
    Ok(())
}

#[apply(on_both)]
fn an_upgrade_waits_for_its_time_and_storage_survives_it(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let owner = suite.owner();
    suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    let control = suite.read(suite.consent().control(ana.id.into()))?;
    let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
    let key =
        suite.read(suite.consent().category_key(ana.id.into(), LABORATORY))?.context("no key")?;
    let record = suite.read(suite.registry().record(ana.id.into(), 0))?.context("no record")?;
    let organization = suite.read(suite.directory().organization(mercy.id))?.context("none")?;
    let clinician = mercy.clinician.bytes();
    let practitioner =
        suite.read(suite.registry().practitioner(clinician.into()))?.context("none")?;
    let behind = suite.read(suite.registry().suite())?;
    let eva = suite.patient_without_tokens(&mercy.admin, "eva", &[])?;
    let account = suite.account(eva.id)?;
    let domain = suite.domain()?;

    for contract in GOVERNED {
        let (code_hash, ready_at) = announced(&mut suite, contract)?;
        let address = suite.address(contract);
        let early = GovernanceError::TooEarly;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, early)?;
        suite.chain().set_clock(ready_at - HOUR)?;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, early)?;
        let before = suite.deployed(contract).code_hash;
        assert_eq!(suite.chain().code_hash(address)?, before);
        suite.chain().set_clock(ready_at)?;
        let upgraded = Change::Upgraded(code_hash);
        done(&mut suite, contract, &owner, Command::ApplyUpgrade, upgraded)?;
        assert_eq!(suite.chain().code_hash(address)?, code_hash);
        let upgrades = governance(&mut suite, contract)?.upgrades();
        assert_eq!(upgrades, Upgrades::Idle);
        let none = GovernanceError::NotAnnounced;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, none)?;
    }

    assert_eq!(suite.read(suite.consent().policy(ana.id.into()))?, policy);
    assert_eq!(suite.read(suite.consent().control(ana.id.into()))?, control);
    assert_eq!(suite.read(suite.consent().epochs(ana.id.into()))?, epochs);
    assert_eq!(suite.read(suite.consent().category_key(ana.id.into(), LABORATORY))?, Some(key));
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), 0))?, Some(record));
    assert_eq!(suite.read(suite.directory().organization(mercy.id))?, Some(organization));
    assert_eq!(suite.read(suite.registry().practitioner(clinician.into()))?, Some(practitioner));
    assert_eq!(suite.read(suite.registry().suite())?, behind);
    assert_eq!(suite.account(eva.id)?, account);
    assert_eq!(suite.domain()?, domain);
    let accounts_behind = suite.read(suite.accounts().suite())?;
    assert_eq!(
        accounts_behind,
        (suite.address(Contract::Consent), suite.address(Contract::Registry))
    );
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!((opening.entry, opening.decision), (1, Decision::Permit(Basis::Provision(0))));
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    assert_eq!(suite.read(suite.log().head(ana.id.into()))?.size, 2);
    Ok(())
}

#[apply(on_both)]
fn an_upgrade_runs_other_code_over_the_same_storage(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.hospital("hope")?;
    let (owner, address) = (suite.owner(), suite.address(Contract::Directory));
    let organizations = |suite: &mut Suite| {
        let count = ink::selector_bytes!("organization_count").to_vec();
        let answer = suite.chain().read(&owner, address, count)?;
        anyhow::Ok(Outcome::<u32>::decode(answer)?.returned)
    };
    let unknown = CallError::Input(LangError::CouldNotReadInput);
    assert_eq!(organizations(&mut suite)?, Err(unknown.clone()));

    let code_hash = suite.chain().upload(&owner, Bundle::NextDirectory.wasm()?)?;
    let ready_at = announce(&mut suite, Contract::Directory, code_hash)?;
    suite.chain().set_clock(ready_at)?;
    let upgraded = Change::Upgraded(code_hash);
    done(&mut suite, Contract::Directory, &owner, Command::ApplyUpgrade, upgraded)?;

    assert_eq!(organizations(&mut suite)?, Ok(2));
    let registry = suite.read(suite.directory().registry())?;
    assert_eq!(registry, suite.address(Contract::Registry));
    let gone = suite.submit(&owner, suite.directory().admit(mercy.admin.bytes().into()))?;
    assert_eq!((gone.returned.clone().err(), gone.events), (Some(unknown), vec![]));
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[apply(on_both)]
fn an_announced_upgrade_can_be_taken_back(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for contract in GOVERNED {
        let none = GovernanceError::NotAnnounced;
        refused(&mut suite, contract, &owner, Command::CancelUpgrade, none)?;
        let (code_hash, ready_at) = announced(&mut suite, contract)?;
        for again in [code_hash, [1; 32]] {
            let command = Command::AnnounceUpgrade(again);
            let error = GovernanceError::AlreadyAnnounced;
            refused(&mut suite, contract, &owner, command, error)?;
        }
        let idle = Change::Upgrades(Upgrades::Idle);
        done(&mut suite, contract, &owner, Command::CancelUpgrade, idle)?;
        suite.chain().set_clock(ready_at)?;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, none)?;
        let address = suite.address(contract);
        let before = suite.deployed(contract).code_hash;
        assert_eq!(suite.chain().code_hash(address)?, before);
    }
    Ok(())
}

#[apply(on_both)]
fn upgrades_are_given_up_for_good_and_an_announced_one_with_them(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for contract in GOVERNED {
        let (code_hash, ready_at) = announced(&mut suite, contract)?;
        let renounced = Change::Upgrades(Upgrades::Renounced);
        done(&mut suite, contract, &owner, Command::RenounceUpgrades, renounced)?;
        suite.chain().set_clock(ready_at)?;
        for command in [
            Command::ApplyUpgrade,
            Command::CancelUpgrade,
            Command::AnnounceUpgrade(code_hash),
            Command::RenounceUpgrades,
        ] {
            let error = GovernanceError::Renounced;
            refused(&mut suite, contract, &owner, command, error)?;
        }
        let address = suite.address(contract);
        let before = suite.deployed(contract).code_hash;
        assert_eq!(suite.chain().code_hash(address)?, before);
        done(&mut suite, contract, &owner, Command::Pause, Change::Paused)?;
    }
    Ok(())
}

#[apply(on_both)]
fn an_upgrade_to_code_that_is_not_there_is_refused_and_stays_announced(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for contract in GOVERNED {
        let ready_at = announce(&mut suite, contract, [1; 32])?;
        let announcement = Upgrades::Announced { code_hash: [1; 32], ready_at };
        suite.chain().set_clock(ready_at)?;
        let error = GovernanceError::CodeMissing;
        refused(&mut suite, contract, &owner, Command::ApplyUpgrade, error)?;
        assert_eq!(governance(&mut suite, contract)?.upgrades(), announcement);
    }
    Ok(())
}
