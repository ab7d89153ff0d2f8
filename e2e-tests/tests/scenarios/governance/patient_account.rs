//! What pausing and upgrading do to charts of the patient account.

use anyhow::Result;
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewVersion, Offer, Replacement};
use chartkey_e2e_tests::{
    document, x25519_key, Actor, CallError, Contract, On, Patient, TestChain, HOUR,
};
use chartkey_governance::{GovernorError, HandoverStep};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    governor::GovernanceChange,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Effect, Grantee, Terms};
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::{Category, Retraction, Selection, SelfReport, Version};
use ink::primitives::{AccountId, LangError};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{announce, apply, codes::next, done, refused};
use crate::{guardians::Family, on_both};

const LABORATORY: Category = Category::Laboratory;

#[apply(on_both)]
fn a_pause_of_the_patient_account_stops_what_adds_and_nothing_else(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let ana = family.suite.patient("ana", &[])?;
    let mercy = family.suite.hospital("mercy")?;
    let permit = family.suite.terms(mercy.grantee(), &[LABORATORY])?;
    let deny = Terms { until: None, ..family.suite.terms(Grantee::Anyone, &[LABORATORY])? };
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    let version = Version { digest: [2; 32], ..document(LABORATORY).version };
    let amend = Command::Amend(NewVersion { record: 0, version }.into());
    let replace = |provision, effect, terms| {
        Command::Replace(Replacement { provision, effect, terms }.into())
    };
    let provision = |id: u32| Answer::Provision(Encoded::of(&id));
    family.command(Command::Grant(permit.into()))?.value()?;
    family.command(report.clone())?.value()?;
    let account: AccountId = family.suite.address(Contract::Account);
    let offer = HandoverStep::Propose(*account.as_ref());
    let offer = family.suite.consent().hand_over(ana.id.into(), offer);
    family.suite.submit(&ana.actor, offer)?.value()?;
    family.suite.set_paused(Contract::Account, true)?;

    // What adds waits.
    let adopted = Patient { actor: Actor::named("ana's phone"), id: ana.id };
    let adopt = Command::Adopt(adopted.actor.bytes());
    let refusal = family.suite.command(&ana.actor, &adopted, adopt.clone())?.refusal()?;
    assert_eq!(refusal, AccountError::Paused);
    for command in [
        Command::Grant(permit.into()),
        replace(0, Effect::Permit, permit),
        report.clone(),
        amend.clone(),
    ] {
        family.refused(command, AccountError::Paused)?;
    }

    // All else works.
    family.suite.patient_without_tokens(&family.desk, "new patient", &[LABORATORY])?;
    assert_eq!(family.command(Command::Deny(deny.into()))?.value()?, provision(1));
    assert_eq!(family.command(replace(1, Effect::Deny, deny))?.value()?, provision(2));
    let key = |epoch| NewCategoryKey { category: LABORATORY, epoch, key: x25519_key(2) };
    let keys = vec![key(3)];
    let clinic = Actor::named("maria's account").bytes();
    for command in [
        Command::Revoke(0),
        Command::PublishKey(key(2)),
        Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] }),
        Command::Open(Selection::record(0)),
        Command::Retract(0, Retraction::Other),
        Command::HandOver(Offer::Propose(clinic)),
        Command::Withdraw,
        Command::ChangeGuardians(None),
    ] {
        family.command(command)?.value()?;
    }
    let two = family.two();
    family.recover(&Actor::named("maria's new phone"), &two)?;
    family.veto()?.value()?;

    // And it all comes back.
    family.suite.set_paused(Contract::Account, false)?;
    family.suite.command(&ana.actor, &adopted, adopt)?.value()?;
    let granted = family.command(Command::Grant(permit.into()))?.value()?;
    assert_eq!(granted, provision(3));
    let replaced = family.command(replace(3, Effect::Permit, permit))?.value()?;
    assert_eq!(replaced, provision(4));
    family.command(amend)?.value()?;
    Ok(())
}

/// Asks the next version, which has messages that the present one does not have.
fn ask<R: Decode>(
    chain: &mut dyn TestChain,
    contract: AccountId,
    message: [u8; 4],
    arguments: impl Encode,
) -> Result<Result<R, CallError>> {
    let input = [&message[..], &arguments.encode()].concat();
    let receipt = chain.read(&Actor::named("stranger"), contract, input)?;
    Ok(chartkey::Outcome::<R>::decode(receipt)?.returned)
}

#[apply(on_both)]
fn a_release_of_the_patient_account_keeps_the_keys_of_charts(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (owner, address) = (family.suite.owner(), family.suite.address(Contract::Account));
    let (chart, key) = (family.maria.id, family.maria.actor.bytes());
    let unknown = CallError::Input(LangError::CouldNotReadInput);
    let key_of = ink::selector_bytes!("key");
    let asked = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, chart)?;
    assert_eq!(asked, Err(unknown.clone()));
    let domain = family.suite.domain()?;
    let behind = family.suite.read(family.suite.accounts().suite())?;

    let release = next(&mut family.suite, Contract::Account)?;
    let ready_at = announce(&mut family.suite, Contract::Account, &release)?;
    family.suite.chain().set_clock(ready_at - HOUR)?;
    let early = family.suite.governors().apply(vec![address]);
    refused(&mut family.suite, &owner, early, GovernorError::TooEarly)?;
    // What an owner announced does not keep a patient from leaving.
    let leave = Command::HandOver(Offer::Propose(Actor::named("maria's account").bytes()));
    family.command(leave)?.value()?;
    family.command(Command::Withdraw)?.value()?;
    family.suite.chain().set_clock(ready_at)?;
    apply(&mut family.suite, &[(Contract::Account, &release)])?;

    let asked = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, chart)?;
    assert_eq!(asked, Ok(Some(key)));
    let nowhere = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, [9_u8; 32])?;
    assert_eq!(nowhere, Ok(None));
    let chain = ask(family.suite.chain(), address, ink::selector_bytes!("chain"), ())?;
    assert_eq!(chain, Ok(domain.chain));
    assert_eq!(family.suite.read(family.suite.accounts().suite())?, behind);
    let gone = family.suite.accounts().complete(chart.into());
    assert_eq!(family.suite.submit(&owner, gone)?.returned.err(), Some(unknown));
    assert_eq!(*family.control()?.holder(), family.keeper());
    Ok(())
}

#[apply(on_both)]
fn a_patient_can_leave_before_a_release_of_the_patient_account_is_applied(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let maria = Actor::named("maria's account");
    let release = next(&mut family.suite, Contract::Account)?;
    let ready_at = announce(&mut family.suite, Contract::Account, &release)?;
    // Her guardians have to be waited for first.
    let leave = Command::HandOver(Offer::Propose(maria.bytes()));
    let Answer::Waits(until) = family.command(leave)?.value()? else {
        anyhow::bail!("guardians are not waited for");
    };
    assert!(until < ready_at);
    family.suite.chain().set_clock(until + HOUR)?;
    family.complete(&maria)?.value()?;
    assert_eq!(family.accept(&maria)?, Ok(()));
    assert_eq!(family.control()?.holder(), &maria.bytes());
    assert!(family.suite.now()? < ready_at);
    Ok(())
}

#[apply(on_both)]
fn a_release_of_the_patient_account_that_was_taken_back_changes_nothing_for_guardians(
    on: On,
) -> Result<()> {
    for renounced in [false, true] {
        let mut family = Family::on(on)?;
        let (owner, address) = (family.suite.owner(), family.suite.address(Contract::Account));
        let release = next(&mut family.suite, Contract::Account)?;
        let ready_at = announce(&mut family.suite, Contract::Account, &release)?;
        let mut calls = family.suite.governors();
        let (end, change, then) = if renounced {
            (calls.renounce(address), GovernanceChange::Renounced, GovernorError::Renounced)
        } else {
            (calls.cancel(address), GovernanceChange::Cancelled, GovernorError::NotAnnounced)
        };
        done(&mut family.suite, &owner, Contract::Account, end, change)?;
        family.suite.chain().set_clock(ready_at)?;
        refused(&mut family.suite, &owner, calls.apply(vec![address]), then)?;
        family.no_veto(RecoveryError::NothingProposed)?;
        let (named, two) = (family.named(), family.two());
        assert_eq!(family.account()?.custody.guardians(), Some(&named));
        family.recover(&Actor::named("maria's new phone"), &two)?;
    }
    Ok(())
}
