//! While a new key is proposed, nothing outruns it and consent still changes. What was offered or
//! waited before is void.

use anyhow::Result;
use chartkey_commands::{Command, Offer, Replacement};
use chartkey_e2e_tests::{document, Actor, On, Patient, HOUR};
use chartkey_governance::Handover;
use chartkey_interfaces::{
    account::{AccountError, Answer},
    registry::Opening,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Effect};
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::{Purpose, Retraction, Selection, SelfReport};
use rstest::rstest;
use rstest_reuse::apply;

use super::{completed, offer, outrunning, rekey, seal, terms, treated, vetoed, LABORATORY};
use crate::verdict::of_one;
use crate::{
    guardians::{Family, DELAY, NOT_OFFERED},
    on_both,
};

#[apply(on_both)]
fn while_a_new_key_is_proposed_nothing_outruns_it(on: On) -> Result<()> {
    let (mut family, _) = treated(on)?;
    let (phone, mallory) = (Actor::named("maria's new phone"), Actor::named("mallory"));
    let two = family.two();
    family.recover(&phone, &two)?;
    for command in outrunning(&mallory) {
        family.refused(command, RecoveryError::Frozen)?;
    }
    family.refused(Command::Withdraw, RecoveryError::NothingWaits)?;
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    // The guardians' key does not count before its time.
    let early = family.suite.signed(&phone, family.maria.id, Command::Revoke(0))?;
    let refusal = family.suite.relay(&family.desk.clone(), early)?.refusal()?;
    assert_eq!(refusal, AccountError::Signature);
    completed(&mut family)?;
    // The new key is free again.
    let maria = Patient { actor: phone, id: family.maria.id };
    family.suite.command(&family.desk, &maria, rekey())?.value()?;
    Ok(())
}

#[apply(on_both)]
fn while_a_new_key_is_proposed_consent_still_changes(on: On) -> Result<()> {
    let (mut family, mercy) = treated(on)?;
    let two = family.two();
    family.recover(&Actor::named("maria's new phone"), &two)?;
    let (terms, seal) = (terms(&mut family, &mercy)?, seal(&mut family)?);
    let provision = |id: u32| Answer::Provision(Encoded::of(&id));
    assert_eq!(family.command(Command::Deny(seal.into()))?.value()?, provision(1));
    let opening = family.suite.open(&mercy.clinician, &family.maria, 0, Purpose::Treatment)?;
    assert!(matches!(opening.decision, Decision::Deny(_)));
    assert_eq!(family.command(Command::Revoke(0))?.value()?, Answer::Done);
    assert_eq!(family.command(Command::Grant(terms.into()))?.value()?, provision(2));
    let replace =
        Command::Replace(Replacement { provision: 2, effect: Effect::Permit, terms }.into());
    assert_eq!(family.command(replace)?.value()?, provision(3));
    let opened = family.command(Command::Open(Selection::record(0)))?.value()?;
    let decision = Decision::Permit(Basis::Controller);
    assert_eq!(
        opened,
        Answer::Opened(Encoded::of(&Opening { entry: 1, verdict: Encoded::of(&of_one(decision)) }))
    );
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    assert_eq!(family.command(report)?.value()?, Answer::Record(Encoded::of(&1)));
    let retract = Command::Retract(1, Retraction::Other);
    assert_eq!(family.command(retract)?.value()?, Answer::Done);
    completed(&mut family)
}

#[apply(on_both)]
fn an_offer_that_a_thief_made_before_is_displaced(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (phone, mallory) = (Actor::named("maria's new phone"), Actor::named("mallory"));
    family.command(offer(&mallory))?.value()?;
    completed(&mut family)?;
    assert_eq!(family.control()?.proposed(), Some(mallory.bytes()));

    let two = family.two();
    family.recover(&phone, &two)?;
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    family.refused(Command::HandOver(Offer::Cancel), RecoveryError::Frozen)?;
    // Nor does the veto bring it back.
    family.veto()?.value()?;
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    family.recover(&phone, &two)?;
    completed(&mut family)?;
    assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    assert_eq!(family.control()?, Handover::new(family.keeper()));
    assert_eq!(family.account()?.custody.key(), &phone.bytes());
    Ok(())
}

#[test]
fn what_a_thief_asked_for_before_a_proposal_or_after_a_veto_lapses() -> Result<()> {
    let mallory = Actor::named("mallory");
    for command in [offer(&mallory), Command::ChangeGuardians(None)] {
        let mut family = Family::on(On::InProcess)?;
        let phone = Actor::named("maria's new phone");
        let two = family.two();
        family.command(command.clone())?.value()?;
        family.suite.advance(DELAY - HOUR)?;
        vetoed(&mut family, &phone)?;
        family.suite.advance(HOUR)?;
        let nothing = family.complete(&mallory)?;
        assert_eq!(nothing.refusal()?, RecoveryError::NothingWaits.into());

        let Answer::Waits(_) = family.command(command)?.value()? else {
            anyhow::bail!("it does not wait")
        };
        family.suite.advance(DELAY - HOUR)?;
        let ready_at = family.recover(&phone, &two)?;
        assert_eq!(family.account()?.custody.waiting(), None);
        family.suite.advance(HOUR)?;
        let early = family.complete(&mallory)?;
        assert_eq!(early.refusal()?, RecoveryError::TooEarly.into());
        assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
        family.suite.chain().set_clock(ready_at)?;
        family.complete(&mallory)?.value()?;
        let custody = family.account()?.custody;
        assert_eq!((custody.key(), custody.waiting()), (&phone.bytes(), None));
        assert_eq!(custody.guardians(), Some(&family.named()));
        assert_eq!(family.accept(&mallory)?, Err(NOT_OFFERED));
    }
    Ok(())
}
