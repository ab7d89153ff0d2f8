//! As many guardians as there may be, and no more.

use anyhow::Result;
use chartkey_commands::Command;
use chartkey_e2e_tests::{Actor, Guardian, Patient, Suite, DAY};
use chartkey_interfaces::account::{AccountError, Answer};
use chartkey_recovery::{Guardians, RecoveryError, MAX_GUARDIANS};

/// A chart with as many guardians as there may be, all of whom it takes.
fn guarded() -> Result<(Suite, Actor, Patient, Vec<Guardian>)> {
    let mut suite = Suite::in_process()?;
    let relayer = Actor::named("relayer");
    let bea = suite.patient_without_tokens(&relayer, "bea", &[])?;
    let named = |number| Guardian::named(&format!("guardian {number}"));
    let guardians: Vec<_> = (0..MAX_GUARDIANS).map(named).collect();
    let change = Command::ChangeGuardians(Some(all(&bea, &guardians)));
    assert_eq!(suite.command(&relayer, &bea, change)?.value()?, Answer::Done);
    Ok((suite, relayer, bea, guardians))
}

fn all(patient: &Patient, guardians: &[Guardian]) -> Guardians {
    let threshold = guardians.len() as u8;
    Guardian::together(&patient.id, guardians, threshold, 24)
}

#[test]
fn seven_guardians_approve_together() -> Result<()> {
    let (mut suite, relayer, bea, guardians) = guarded()?;
    let phone = Actor::named("bea's new phone");
    suite.recover(&relayer, bea.id, &phone, &guardians)?.value()?;
    let proposal = suite.account(bea.id)?.custody.proposal().copied();
    assert_eq!(proposal.map(|it| (it.key, it.unanimous)), Some((phone.bytes(), true)));
    suite.advance(DAY)?;
    suite.submit(&relayer, suite.accounts().complete(bea.id.into()))?.value()?;
    assert_eq!(suite.account(bea.id)?.custody.key(), &phone.bytes());
    Ok(())
}

/// Before any of the signatures is verified: the eighth's is none.
#[test]
fn an_eighth_approval_is_refused() -> Result<()> {
    let (mut suite, relayer, bea, guardians) = guarded()?;
    let phone = Actor::named("bea's new phone");
    let (mut recovery, mut approvals) = suite.approved(bea.id, &phone, &guardians)?;
    recovery.approvals += 1;
    approvals.push(chartkey_commands::Approval { signature: [0; 64], ..approvals[0] });
    let before = suite.account(bea.id)?;
    let recover = suite.accounts().recover(recovery.into(), approvals.into());
    let refusal = suite.submit(&relayer, recover)?.refusal()?;
    assert_eq!(refusal, AccountError::Recovery(RecoveryError::NotGuardian));
    assert_eq!(suite.account(bea.id)?, before);
    Ok(())
}

#[test]
fn an_eighth_guardian_is_refused() -> Result<()> {
    let (mut suite, relayer, bea, mut guardians) = guarded()?;
    guardians.push(Guardian::named("guardian 7"));
    let change = Command::ChangeGuardians(Some(all(&bea, &guardians)));
    let refusal = suite.command(&relayer, &bea, change)?.refusal()?;
    assert_eq!(refusal, AccountError::Recovery(RecoveryError::Commitments));
    Ok(())
}

/// Guardians who wait beside guardians who are there: the most that an account holds.
#[test]
fn seven_guardians_take_the_place_of_seven() -> Result<()> {
    let (mut suite, relayer, bea, _) = guarded()?;
    let named = |number| Guardian::named(&format!("friend {number}"));
    let friends: Vec<_> = (0..MAX_GUARDIANS).map(named).collect();
    let friends = all(&bea, &friends);
    let change = Command::ChangeGuardians(Some(friends.clone()));
    let answer = suite.command(&relayer, &bea, change)?.value()?;
    assert!(matches!(answer, Answer::Waits(_)), "{answer:?}");
    suite.advance(DAY)?;
    suite.submit(&relayer, suite.accounts().complete(bea.id.into()))?.value()?;
    assert_eq!(suite.account(bea.id)?.custody.guardians(), Some(&friends));
    Ok(())
}
