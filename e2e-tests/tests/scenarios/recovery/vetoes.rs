//! What guardians propose is vetoed, by the phone's owner or by its thief: once, and not against
//! all of them.

use anyhow::Result;
use chartkey_commands::Command;
use chartkey_e2e_tests::{Actor, Event, On, Patient, DAY, HOUR};
use chartkey_governance::HandoverChange;
use chartkey_interfaces::account::{AccountChange, AccountError};
use chartkey_recovery::{RecoveryError, VETO_MILLISECONDS};
use rstest::rstest;
use rstest_reuse::apply;

use super::{completed, vetoed};
use crate::{
    guardians::{account_changed, Family},
    on_both,
};

#[apply(on_both)]
fn a_thief_who_vetoes_loses_the_chart_to_all_guardians(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let phone = Actor::named("maria's new phone");
    let two = family.two();
    family.recover(&phone, &two)?;
    let veto = family.veto()?;
    let change = HandoverChange::Cancelled;
    assert_eq!(
        veto.emitted(),
        [
            Event::ControlChanged { patient: family.maria.id, change },
            account_changed(family.maria.id, AccountChange::Vetoed),
        ]
    );
    veto.value()?;
    let custody = family.account()?.custody;
    assert_eq!((custody.proposal(), custody.vetoed_at()), (None, Some(family.suite.now()?)));

    let all = family.guardians.clone();
    let ready_at = family.recover(&phone, &all)?;
    family.no_veto(RecoveryError::Unanimous)?;
    family.suite.chain().set_clock(ready_at)?;
    family.complete(&family.desk.clone())?.value()?;
    assert_eq!(family.account()?.custody.key(), &phone.bytes());
    family.no_veto(AccountError::Signature)
}

#[test]
fn all_guardians_need_no_veto_to_have_been_used() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let all = family.guardians.clone();
    family.recover(&Actor::named("maria's new phone"), &all)?;
    family.no_veto(RecoveryError::Unanimous)
}

#[apply(on_both)]
fn a_thief_who_vetoed_loses_the_chart_to_the_second_proposal(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let phone = Actor::named("maria's new phone");
    vetoed(&mut family, &phone)?;
    let two = family.two();
    let ready_at = family.recover(&phone, &two)?;
    family.no_veto(RecoveryError::VetoUsed)?;
    family.suite.chain().set_clock(ready_at)?;
    family.no_veto(RecoveryError::VetoUsed)?;
    family.complete(&family.desk.clone())?.value()?;
    assert_eq!(family.account()?.custody.key(), &phone.bytes());
    Ok(())
}

#[test]
fn only_the_present_key_vetoes_and_only_what_is_proposed() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    family.no_veto(RecoveryError::NothingProposed)?;
    let phone = Actor::named("maria's new phone");
    let two = family.two();
    family.recover(&phone, &two)?;
    let another = Command::Veto(Actor::named("maria's tablet").bytes());
    family.refused(another, RecoveryError::NothingProposed)?;
    for signer in [phone, family.guardians[0].actor.clone(), Actor::named("mallory")] {
        let veto = family.suite.veto(family.maria.id)?;
        let veto = family.suite.signed(&signer, family.maria.id, veto)?;
        let refusal = family.suite.relay(&signer, veto)?.refusal()?;
        assert_eq!(refusal, AccountError::Signature);
    }
    family.veto()?.value()?;
    family.no_veto(RecoveryError::NothingProposed)
}

#[test]
fn a_key_vetoes_once_in_thirty_days() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let phone = Actor::named("maria's new phone");
    let two = family.two();
    vetoed(&mut family, &phone)?;
    let next = family.suite.now()? + VETO_MILLISECONDS;
    assert_eq!(VETO_MILLISECONDS, 30 * DAY);
    family.suite.chain().set_clock(next - HOUR)?;
    family.recover(&phone, &two)?;
    family.suite.chain().set_clock(next - 1)?;
    family.no_veto(RecoveryError::VetoUsed)?;
    family.suite.chain().set_clock(next)?;
    family.veto()?.value()?;
    family.recover(&phone, &two)?;
    family.no_veto(RecoveryError::VetoUsed)?;

    // A new key has its own.
    completed(&mut family)?;
    let maria = Patient { actor: phone, id: family.maria.id };
    family.recover(&Actor::named("mallory's phone"), &two)?;
    let veto = family.suite.veto(maria.id)?;
    family.suite.command(&family.desk, &maria, veto)?.value()?;
    Ok(())
}
