//! A lost and a stolen phone: guardians replace the key of a chart, and the thief does not win.

mod approvals;
mod meanwhile;
mod vetoes;

use anyhow::Result;
use chartkey_commands::{
    Command, NewCategoryKey, NewCategoryKeys, NewEnvelope, Offer, Replacement,
};
use chartkey_e2e_tests::{
    document, order, x25519_key, Actor, Contract, Event, Guardian, Hospital, On, Patient, DAY, HOUR,
};
use chartkey_governance::{Handover, HandoverChange};
use chartkey_interfaces::{
    account::{AccountChange, AccountError, Answer},
    consent::Keys as _,
    registry::Opening,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Effect, Grantee, Terms};
use chartkey_recovery::{Proposal, RecoveryError};
use chartkey_vocabulary::{
    Categories, Category, PatientId, Purpose, Retraction, Selection, SelfReport,
};
use rstest::rstest;
use rstest_reuse::apply;

use crate::verdict::of_one;
use crate::{
    guardians::{account_changed, Family, DELAY},
    on_both,
};

const LABORATORY: Category = Category::Laboratory;

/// Her family, and a hospital whose clinician she permits to read and append by provision 0, and
/// who put record 0 on her chart.
fn treated(on: On) -> Result<(Family, Hospital)> {
    let mut family = Family::on(on)?;
    let mercy = family.suite.hospital("mercy")?;
    let terms = terms(&mut family, &mercy)?;
    let granted = family.command(Command::Grant(terms.into()))?.value()?;
    assert_eq!(granted, Answer::Provision(Encoded::of(&0)));
    assert_eq!(family.suite.register(&mercy.clinician, &family.maria, LABORATORY)?, 0);
    Ok((family, mercy))
}

/// Terms on everything laboratory, for the hospital's clinician.
fn terms(family: &mut Family, hospital: &Hospital) -> Result<Terms> {
    let clinician = Grantee::Practitioner(hospital.clinician.bytes());
    family.suite.terms(clinician, &[LABORATORY])
}

/// A deny of everything laboratory, for everybody.
fn seal(family: &mut Family) -> Result<Terms> {
    Ok(Terms { until: None, ..family.suite.terms(Grantee::Anyone, &[LABORATORY])? })
}

/// A laboratory's key for the second epoch.
fn next_key() -> NewCategoryKey {
    NewCategoryKey { category: LABORATORY, epoch: 2, key: x25519_key(8) }
}

fn rekey() -> Command {
    Command::Rekey(NewCategoryKeys {
        keys: vec![next_key()],
        envelopes: vec![NewEnvelope { provision: 0, digest: [9; 32] }],
    })
}

fn offer(to: &Actor) -> Command {
    Command::HandOver(Offer::Propose(to.bytes()))
}

/// What would put the chart out of the guardians' reach, or outlive them.
fn outrunning(thief: &Actor) -> [Command; 6] {
    [
        offer(thief),
        Command::HandOver(Offer::Cancel),
        Command::ChangeGuardians(None),
        Command::ChangeGuardians(Some(Guardian::together(
            &PatientId([0; 32]),
            &[Guardian { actor: thief.clone(), salt: [1; 32] }],
            1,
            24,
        ))),
        Command::PublishKey(next_key()),
        rekey(),
    ]
}

/// Two guardians propose this key, and it is vetoed.
fn vetoed(family: &mut Family, key: &Actor) -> Result<()> {
    let two = family.two();
    family.recover(key, &two)?;
    family.veto()?.value().map(drop)
}

/// The delay passes and a stranger completes the recovery.
fn completed(family: &mut Family) -> Result<()> {
    family.suite.advance(DELAY)?;
    family.complete(&Actor::named("stranger"))?.value()
}

#[apply(on_both)]
fn a_lost_phone_is_replaced_and_the_chart_is_the_same(on: On) -> Result<()> {
    let (mut family, mercy) = treated(on)?;
    let (chart, keeper) = (family.maria.id, family.keeper());
    let (phone, stranger) = (Actor::named("maria's new phone"), Actor::named("stranger"));
    let accounts: Vec<_> = [family.maria.actor.account(), phone.account()]
        .into_iter()
        .chain(family.guardians.iter().map(|guardian| guardian.actor.account()))
        .collect();
    let balances = |family: &mut Family| -> Result<Vec<_>> {
        accounts.iter().map(|account| family.suite.chain().balance(*account)).collect()
    };
    let before = balances(&mut family)?;
    if on == On::InProcess {
        assert_eq!(before, [0; 5]);
    }
    // Whoever finds the phone may find commands on it that were signed in advance.
    let (domain, mut ahead) =
        (family.suite.domain()?, family.suite.instruction(chart, 5, Command::Revoke(0))?);
    ahead.deadline += 6 * DAY;
    let ahead = order(&family.maria.actor, &domain, ahead)?;

    let two = family.two();
    let outcome = family.suite.recover(&family.desk, chart, &phone, &two)?;
    let ready_at = family.suite.now()? + DELAY;
    let proposal = Proposal { key: phone.bytes(), unanimous: false, ready_at };
    let offered = HandoverChange::Proposed(keeper);
    assert_eq!(
        outcome.emitted(),
        [
            Event::ControlChanged { patient: chart, change: offered },
            account_changed(chart, AccountChange::Proposed(proposal)),
        ]
    );
    outcome.value()?;
    assert_eq!(family.account()?.custody.proposal(), Some(&proposal));

    family.suite.chain().set_clock(ready_at - HOUR)?;
    let early = family.complete(&stranger)?;
    assert_eq!(early.refusal()?, RecoveryError::TooEarly.into());
    assert_eq!(family.account()?.custody.key(), &family.maria.actor.bytes());

    family.suite.chain().set_clock(ready_at)?;
    let outcome = family.complete(&stranger)?;
    let taken = HandoverChange::Accepted(keeper);
    assert_eq!(
        outcome.emitted(),
        [
            Event::ControlChanged { patient: chart, change: taken },
            account_changed(chart, AccountChange::Recovered(phone.bytes())),
        ]
    );
    outcome.value()?;
    let again = family.complete(&stranger)?;
    assert_eq!(again.refusal()?, RecoveryError::NothingWaits.into());

    // It is the same chart, under the new key, and every category's secret counts as lost.
    let custody = family.account()?.custody;
    assert_eq!((custody.key(), custody.proposal()), (&phone.bytes(), None));
    assert_eq!(custody.guardians(), Some(&family.named()));
    assert_eq!(family.control()?, Handover::new(keeper));
    let outdated = |family: &mut Family| {
        let epochs = family.suite.read(family.suite.consent().epochs(chart.into()))?;
        anyhow::Ok(epochs.map(|epochs| epochs.outdated()))
    };
    assert_eq!(outdated(&mut family)?, Some(Categories::EVERYTHING));
    let maria = Patient { actor: phone, id: chart };
    let opened =
        family.suite.command(&family.desk, &maria, Command::Open(Selection::record(0)))?.value()?;
    let decision = Decision::Permit(Basis::Controller);
    assert_eq!(
        opened,
        Answer::Opened(Encoded::of(&Opening { entry: 0, verdict: Encoded::of(&of_one(decision)) }))
    );
    let rekeyed = family.suite.command(&family.desk, &maria, rekey())?.value()?;
    assert_eq!(rekeyed, Answer::Epochs(Encoded::of(&vec![2])));
    assert_eq!(outdated(&mut family)?, Some(Categories::EVERYTHING.difference(LABORATORY.into())));

    let refusal = family.suite.relay(&stranger, ahead)?.refusal()?;
    assert_eq!(refusal, AccountError::Signature);
    family.refused(Command::Open(Selection::record(0)), AccountError::Signature)?;
    let opening = family.suite.open(&mercy.clinician, &maria, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));

    // None of them paid for anything.
    assert_eq!(balances(&mut family)?, before);
    Ok(())
}

#[test]
fn every_command_of_the_old_key_is_dead() -> Result<()> {
    let (mut family, mercy) = treated(On::InProcess)?;
    let two = family.two();
    family.recover(&Actor::named("maria's new phone"), &two)?;
    completed(&mut family)?;
    let (terms, seal) = (terms(&mut family, &mercy)?, seal(&mut family)?);
    let mut commands = vec![
        Command::Grant(terms.into()),
        Command::Deny(seal.into()),
        Command::Revoke(0),
        Command::Replace(Replacement { provision: 0, effect: Effect::Permit, terms }.into()),
        Command::Open(Selection::record(0)),
        Command::SelfReport(SelfReport::from(document(LABORATORY)).into()),
        Command::Retract(0, Retraction::Other),
        Command::Withdraw,
        Command::Veto([1; 32]),
    ];
    commands.extend(outrunning(&Actor::named("mallory")));
    for command in commands {
        family.refused(command, AccountError::Signature)?;
    }
    Ok(())
}

#[test]
fn a_new_key_is_ready_to_the_millisecond() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (chart, two) = (family.maria.id, family.two());
    let phone = Actor::named("maria's new phone");
    let ready_at = family.suite.recover(&family.desk, chart, &phone, &two)?.value()?;
    assert_eq!(ready_at, family.suite.now()? + DELAY);
    let stranger = Actor::named("stranger");
    family.suite.chain().set_clock(ready_at - 1)?;
    let early = family.complete(&stranger)?;
    assert_eq!(early.refusal()?, RecoveryError::TooEarly.into());
    family.suite.chain().set_clock(ready_at)?;
    family.complete(&stranger)?.value()
}

#[test]
fn a_proposal_in_the_place_of_another_waits_from_the_beginning() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (phone, tablet) = (Actor::named("maria's new phone"), Actor::named("maria's tablet"));
    let (two, all) = (family.two(), family.guardians.clone());
    family.recover(&phone, &two)?;
    family.suite.advance(HOUR)?;
    let ready_at = family.recover(&tablet, &two)?;
    assert_eq!(ready_at, family.suite.now()? + DELAY);
    let proposal = Proposal { key: tablet.bytes(), unanimous: false, ready_at };
    assert_eq!(family.account()?.custody.proposal(), Some(&proposal));

    // All guardians outvote some of them, and not the other way round.
    family.recover(&phone, &all)?;
    let some = family.suite.recover(&family.desk, family.maria.id, &tablet, &two)?;
    assert_eq!(some.refusal()?, RecoveryError::Outvoted.into());
    family.suite.advance(HOUR)?;
    let ready_at = family.recover(&tablet, &all)?;
    assert_eq!(ready_at, family.suite.now()? + DELAY);
    let proposal = Proposal { key: tablet.bytes(), unanimous: true, ready_at };
    assert_eq!(family.account()?.custody.proposal(), Some(&proposal));
    Ok(())
}

#[apply(on_both)]
fn a_pause_stops_neither_recovery_nor_veto(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    family.suite.set_paused(Contract::Account, true)?;
    family.suite.set_paused(Contract::Consent, true)?;
    let phone = Actor::named("maria's new phone");
    vetoed(&mut family, &phone)?;
    let two = family.two();
    family.recover(&phone, &two)?;
    completed(&mut family)?;
    let maria = Patient { actor: phone, id: family.maria.id };
    family.suite.command(&family.desk, &maria, rekey_without_envelopes())?.value()?;
    let named = family.named();
    let change = Command::ChangeGuardians(Some(named));
    family.suite.command(&family.desk, &maria, change)?.value()?;
    Ok(())
}

fn rekey_without_envelopes() -> Command {
    Command::Rekey(NewCategoryKeys { keys: vec![next_key()], envelopes: vec![] })
}
