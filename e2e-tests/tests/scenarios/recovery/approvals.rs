//! What guardians sign: whose approvals count, and for what.

use anyhow::Result;
use chartkey_commands::{Approval, Command, CommandError, Domain, Offer, Recovery};
use chartkey_e2e_tests::{Actor, Contract, Guardian, On, DAY};
use chartkey_interfaces::account::AccountError;
use chartkey_recovery::{RecoveryError, NO_KEY};
use chartkey_vocabulary::PatientId;
use rstest::rstest;
use rstest_reuse::apply;

use crate::{
    guardians::{consent_refused, Family, DELAY, DELAY_HOURS, NOT_OFFERED},
    on_both,
};

const MINUTE: u64 = 60_000;

/// Checks that approvals are refused, and that nothing has changed.
fn unapproved(
    family: &mut Family,
    recovery: Recovery,
    approvals: Vec<Approval>,
    error: impl Into<AccountError>,
) -> Result<()> {
    let before = (family.account()?, family.control()?);
    let recover = family.suite.accounts().recover(recovery.into(), approvals.into());
    let outcome = family.suite.submit(&family.desk, recover)?;
    assert_eq!(outcome.events, []);
    assert_eq!(outcome.refusal()?, error.into());
    assert_eq!((family.account()?, family.control()?), before);
    Ok(())
}

#[test]
fn an_approval_counts_for_what_was_signed_only() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let phone = Actor::named("maria's new phone");
    let (chart, two, domain) = (family.maria.id, family.two(), family.suite.domain()?);
    let (recovery, approvals) = family.suite.approved(chart, &phone, &two)?;
    let signature = AccountError::Signature;

    // Her other chart has the same guardians.
    let other = family.suite.patient_without_tokens(&family.desk, "maria's other", &[])?;
    let named = Guardian::together(&other.id, &family.guardians, 2, 24);
    let change = Command::ChangeGuardians(Some(named));
    family.suite.command(&family.desk, &other, change)?.value()?;
    let elsewhere = Recovery { chart: other.id, ..recovery };
    unapproved(&mut family, elsewhere, approvals.clone(), signature.clone())?;
    let (_, foreign) = family.suite.approved(other.id, &phone, &two)?;
    unapproved(&mut family, recovery, foreign, signature.clone())?;

    // Each field, changed after it was signed.
    for changed in [
        Recovery { key: Actor::named("mallory").bytes(), ..recovery },
        Recovery { deadline: recovery.deadline + MINUTE, ..recovery },
        Recovery { key: NO_KEY, ..recovery },
    ] {
        unapproved(&mut family, changed, approvals.clone(), signature.clone())?;
    }
    let next = Recovery { round: recovery.round + 1, ..recovery };
    unapproved(&mut family, next, approvals.clone(), AccountError::Round)?;
    let signed = |domain: &Domain, recovery: &Recovery| -> Result<Vec<Approval>> {
        let mut approving = two.clone();
        approving.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
        approving.iter().map(|guardian| guardian.approve(domain, recovery)).collect()
    };
    unapproved(&mut family, next, signed(&domain, &next)?, AccountError::Round)?;
    unapproved(&mut family, recovery, signed(&domain, &next)?, signature.clone())?;

    // Another contract, another chain.
    let (mut contract, mut chain) = (domain, domain);
    contract.contract = *family.suite.address(Contract::Consent).as_ref();
    chain.chain[31] ^= 1;
    for foreign in [contract, chain] {
        let foreign = signed(&foreign, &recovery)?;
        unapproved(&mut family, recovery, foreign, signature.clone())?;
    }

    // No key, no such chart, no text, and too late.
    let no_key = Recovery { key: NO_KEY, ..recovery };
    unapproved(&mut family, no_key, signed(&domain, &no_key)?, RecoveryError::NoKey)?;
    let unknown = Recovery { chart: PatientId([9; 32]), ..recovery };
    let refused =
        family.suite.accounts().recover(unknown.into(), signed(&domain, &unknown)?.into());
    let refusal = family.suite.submit(&family.desk, refused)?.refusal()?;
    assert_eq!(refusal, AccountError::UnknownChart);
    let odd = Recovery { deadline: recovery.deadline + 1, ..recovery };
    let no_text = AccountError::Command(CommandError::NotWholeMinutes);
    unapproved(&mut family, odd, approvals.clone(), no_text)?;
    family.suite.chain().set_clock(recovery.deadline + 1)?;
    unapproved(&mut family, recovery, approvals, AccountError::Late)?;

    // To the last moment.
    let (recovery, approvals) = family.suite.approved(chart, &phone, &two)?;
    family.suite.chain().set_clock(recovery.deadline)?;
    let recover = family.suite.accounts().recover(recovery.into(), approvals.into());
    family.suite.submit(&family.desk, recover)?.value()?;
    Ok(())
}

#[test]
fn an_approval_with_one_byte_changed_does_not_count() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (chart, two) = (family.maria.id, family.two());
    let (recovery, approvals) =
        family.suite.approved(chart, &Actor::named("maria's new phone"), &two)?;
    let changed = |change: &dyn Fn(&mut Approval)| {
        let mut approvals = approvals.clone();
        change(&mut approvals[1]);
        approvals
    };
    for byte in 0..64 {
        let forged = changed(&|approval| approval.signature[byte] ^= 1);
        unapproved(&mut family, recovery, forged, AccountError::Signature)?;
    }
    for byte in 0..32 {
        let forged = changed(&|approval| approval.guardian[byte] ^= 1);
        unapproved(&mut family, recovery, forged, AccountError::Signature)?;
        let forged = changed(&|approval| approval.salt[byte] ^= 1);
        unapproved(&mut family, recovery, forged, RecoveryError::NotGuardian)?;
    }
    Ok(())
}

#[test]
fn a_threshold_of_guardians_approves_each_once_in_order() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let phone = Actor::named("maria's new phone");
    let (chart, mut two, domain) = (family.maria.id, family.two(), family.suite.domain()?);
    let (recovery, _) = family.suite.approved(chart, &phone, &two)?;
    two.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
    let [first, second] = &two[..] else { anyhow::bail!("not two") };
    let stranger = &Guardian::named("mallory");
    let with_a_guardians_salt = &Guardian { salt: second.salt, ..stranger.clone() };
    let with_anothers_salt = &Guardian { salt: first.salt, ..second.clone() };
    // The patient's own key is no guardian's.
    let own = &Guardian { actor: family.maria.actor.clone(), salt: [0; 32] };
    let (not_guardian, too_few) = (RecoveryError::NotGuardian, RecoveryError::TooFew);
    for (guardians, error) in [
        (vec![first, first], not_guardian),
        (vec![first, second, second], not_guardian),
        (vec![second, first], not_guardian),
        (vec![stranger], not_guardian),
        (vec![first, stranger], not_guardian),
        (vec![first, with_a_guardians_salt], not_guardian),
        (vec![first, with_anothers_salt], not_guardian),
        (vec![first, own], not_guardian),
        (vec![first; 8], not_guardian),
        (vec![], too_few),
        (vec![first], too_few),
        (vec![second], too_few),
    ] {
        let recovery = Recovery { approvals: u8::try_from(guardians.len())?, ..recovery };
        let approvals = guardians.iter().map(|guardian| guardian.approve(&domain, &recovery));
        unapproved(&mut family, recovery, approvals.collect::<Result<_>>()?, error)?;
    }
    Ok(())
}

/// Else a thief would submit two of three, and veto what nobody can veto.
#[test]
fn nobody_makes_less_of_what_all_guardians_signed() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let phone = Actor::named("maria's new phone");
    let (chart, all, two) = (family.maria.id, family.guardians.clone(), family.two());
    let (of_all, by_all) = family.suite.approved(chart, &phone, &all)?;
    let (of_two, by_two) = family.suite.approved(chart, &phone, &two)?;
    assert_eq!((of_all.approvals, of_two.approvals), (3, 2));
    let some = by_all[..2].to_vec();
    unapproved(&mut family, of_all, some.clone(), AccountError::Approvals)?;
    let fewer = Recovery { approvals: 2, ..of_all };
    unapproved(&mut family, fewer, some.clone(), AccountError::Signature)?;
    // Nor is more made of it.
    let more = [by_two.clone(), some].concat();
    unapproved(&mut family, of_two, more, AccountError::Approvals)?;
    unapproved(&mut family, of_two, by_all.clone(), AccountError::Approvals)?;
    let recover = family.suite.accounts().recover(of_all.into(), by_all.into());
    family.suite.submit(&family.desk, recover)?.value()?;
    family.no_veto(RecoveryError::Unanimous)
}

#[test]
fn an_approval_counts_for_a_week_at_most() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let phone = Actor::named("maria's new phone");
    let (chart, mut two, domain) = (family.maria.id, family.two(), family.suite.domain()?);
    two.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
    let (recovery, _) = family.suite.approved(chart, &phone, &two)?;
    let week = recovery.deadline + 7 * DAY;
    let recovery = Recovery { deadline: week, ..recovery };
    let approvals: Vec<_> =
        two.iter().map(|guardian| guardian.approve(&domain, &recovery)).collect::<Result<_>>()?;
    family.suite.chain().set_clock(week - 7 * DAY - 1)?;
    let too_far = AccountError::DeadlineTooFar;
    unapproved(&mut family, recovery, approvals.clone(), too_far)?;
    family.suite.chain().set_clock(week - 7 * DAY)?;
    let recover = family.suite.accounts().recover(recovery.into(), approvals.into());
    family.suite.submit(&family.desk, recover)?.value()?;
    Ok(())
}

#[test]
fn approvals_end_with_their_guardians() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (chart, two) = (family.maria.id, family.two());
    let (mut recovery, _) =
        family.suite.approved(chart, &Actor::named("maria's new phone"), &two)?;
    recovery.deadline += 3 * DAY;
    let mut approving = two;
    approving.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
    let domain = family.suite.domain()?;
    let approvals: Vec<_> = approving
        .iter()
        .map(|guardian| guardian.approve(&domain, &recovery))
        .collect::<Result<_>>()?;
    // The same three, of whom all have to approve from now on.
    let stricter = Guardian::together(&chart, &family.guardians, 3, DELAY_HOURS);
    family.command(Command::ChangeGuardians(Some(stricter)))?.value()?;
    family.suite.advance(DELAY)?;
    family.complete(&Actor::named("stranger"))?.value()?;
    unapproved(&mut family, recovery, approvals, AccountError::Round)
}

#[apply(on_both)]
fn approvals_count_for_one_proposal(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (chart, two) = (family.maria.id, family.two());
    let (recovery, approvals) =
        family.suite.approved(chart, &Actor::named("maria's new phone"), &two)?;
    let recover = family.suite.accounts().recover(recovery.into(), approvals.clone().into());
    family.suite.submit(&family.desk, recover)?.value()?;
    unapproved(&mut family, recovery, approvals.clone(), AccountError::Round)?;
    family.veto()?.value()?;
    unapproved(&mut family, recovery, approvals, AccountError::Round)?;
    family.refused(Command::HandOver(Offer::Cancel), consent_refused(NOT_OFFERED))?;
    assert_eq!(family.account()?.custody.round(), recovery.round + 1);
    Ok(())
}

#[test]
fn a_chart_without_guardians_has_no_recovery() -> Result<()> {
    let mut family = Family::without_guardians(On::InProcess)?;
    let (chart, two) = (family.maria.id, family.two());
    let (recovery, approvals) =
        family.suite.approved(chart, &Actor::named("maria's new phone"), &two)?;
    unapproved(&mut family, recovery, approvals, RecoveryError::NoGuardians)
}
