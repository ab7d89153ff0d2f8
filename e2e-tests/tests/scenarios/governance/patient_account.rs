//! What pausing and upgrading do to charts of the patient account.

use anyhow::Result;
use chartkey_commands::{Command as Commanded, NewCategoryKeys, NewVersion, Offer, Replacement};
use chartkey_e2e_tests::{document, x25519_key, Actor, Bundle, Contract, On, Patient};
use chartkey_governance::{Change, Command, GovernanceError, HandoverStep, Upgrades};
use chartkey_interfaces::account::{AccountError, Answer};
use chartkey_onchain::Encoded;
use chartkey_policy::{Effect, Grantee, Terms};
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::{Category, Retraction};
use ink::primitives::AccountId;
use rstest::rstest;
use rstest_reuse::apply;

use super::{announce, done, refused};
use crate::{guardians::Family, on_both};

const LABORATORY: Category = Category::Laboratory;

#[apply(on_both)]
fn a_pause_of_the_patient_account_stops_what_adds_and_nothing_else(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let ana = family.suite.patient("ana", &[])?;
    let mercy = family.suite.hospital("mercy")?;
    let permit = family.suite.terms(mercy.grantee(), &[LABORATORY])?;
    let deny = Terms { until: None, ..family.suite.terms(Grantee::Anyone, &[LABORATORY])? };
    let report = Commanded::SelfReport(document(LABORATORY).into());
    let version = document(LABORATORY).version;
    let amend = Commanded::Amend(NewVersion { record: 0, version }.into());
    let replace = |provision, effect, terms| {
        Commanded::Replace(Replacement { provision, effect, terms }.into())
    };
    let provision = |id: u32| Answer::Provision(Encoded::of(&id));
    family.command(Commanded::Grant(permit.into()))?.value()?;
    family.command(report.clone())?.value()?;
    let account: AccountId = family.suite.address(Contract::Account);
    let offer = HandoverStep::Propose(*account.as_ref());
    let offer = family.suite.consent().hand_over(ana.id.into(), offer);
    family.suite.submit(&ana.actor, offer)?.value()?;
    let owner = family.suite.owner();
    done(&mut family.suite, Contract::Account, &owner, Command::Pause, Change::Paused)?;

    // What adds waits.
    let adopted = Patient { actor: Actor::named("ana's phone"), id: ana.id };
    let adopt = Commanded::Adopt(adopted.actor.bytes());
    let refusal = family.suite.command(&ana.actor, &adopted, adopt.clone())?.refusal()?;
    assert_eq!(refusal, AccountError::Paused);
    for command in [
        Commanded::Grant(permit.into()),
        replace(0, Effect::Permit, permit),
        report.clone(),
        amend.clone(),
    ] {
        family.refused(command, AccountError::Paused)?;
    }

    // All else works.
    family.suite.patient_without_tokens(&family.desk, "new patient", &[LABORATORY])?;
    assert_eq!(family.command(Commanded::Deny(deny.into()))?.value()?, provision(1));
    assert_eq!(family.command(replace(1, Effect::Deny, deny))?.value()?, provision(2));
    let keys = vec![(LABORATORY, x25519_key(2))];
    let clinic = Actor::named("maria's account").bytes();
    for command in [
        Commanded::Revoke(0),
        Commanded::PublishKey(LABORATORY, x25519_key(1)),
        Commanded::Rekey(NewCategoryKeys { keys, envelopes: vec![] }),
        Commanded::Open(0),
        Commanded::Retract(0, Retraction::Other),
        Commanded::HandOver(Offer::Propose(clinic)),
        Commanded::Withdraw,
        Commanded::ChangeGuardians(None),
    ] {
        family.command(command)?.value()?;
    }
    let two = family.two();
    family.recover(&Actor::named("maria's new phone"), &two)?;
    family.veto()?.value()?;

    // And it all comes back.
    done(&mut family.suite, Contract::Account, &owner, Command::Resume, Change::Resumed)?;
    family.suite.command(&ana.actor, &adopted, adopt)?.value()?;
    let granted = family.command(Commanded::Grant(permit.into()))?.value()?;
    assert_eq!(granted, provision(3));
    let replaced = family.command(replace(3, Effect::Permit, permit))?.value()?;
    assert_eq!(replaced, provision(4));
    family.command(amend)?.value()?;
    Ok(())
}

#[test]
fn another_code_of_the_patient_account_is_not_applied_once_cancelled_or_renounced() -> Result<()> {
    for (command, then) in [
        (Command::CancelUpgrade, GovernanceError::NotAnnounced),
        (Command::RenounceUpgrades, GovernanceError::Renounced),
    ] {
        let mut family = Family::on(On::InProcess)?;
        let (owner, address) = (family.suite.owner(), family.suite.address(Contract::Account));
        let code_hash = family.suite.chain().upload(&owner, Bundle::NextAccount.wasm()?)?;
        let ready_at = announce(&mut family.suite, Contract::Account, code_hash)?;
        let upgrades = match command {
            Command::CancelUpgrade => Upgrades::Idle,
            _ => Upgrades::Renounced,
        };
        let change = Change::Upgrades(upgrades);
        done(&mut family.suite, Contract::Account, &owner, command, change)?;
        family.suite.chain().set_clock(ready_at)?;
        refused(&mut family.suite, Contract::Account, &owner, Command::ApplyUpgrade, then)?;
        let before = family.suite.deployed(Contract::Account).code_hash;
        assert_eq!(family.suite.chain().code_hash(address)?, before);
        family.no_veto(RecoveryError::NothingProposed)?;
        let (named, two) = (family.named(), family.two());
        assert_eq!(family.account()?.custody.guardians(), Some(&named));
        family.recover(&Actor::named("maria's new phone"), &two)?;
    }
    Ok(())
}
