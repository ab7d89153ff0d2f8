//! A chart of a plain account moves under a signing key, leaves, and comes back.

use anyhow::Result;
use chartkey_commands::{
    Command, NewCategoryKey, NewCategoryKeys, NewChart, Offer, Recovery, Replacement, SignedCommand,
};
use chartkey_e2e_tests::{
    document, order, x25519_key, Actor, Contract, Event, On, Outcome, Patient, Suite,
};
use chartkey_governance::{Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    account::{AccountChange, AccountError, Answer},
    consent::{ConsentError, Keys as _},
    registry::{Opening, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Effect, Grantee, Terms};
use chartkey_recovery::{RecoveryError, NO_KEY};
use chartkey_vocabulary::{
    Categories, Category, OrgId, PatientId, Retraction, Selection, SelfReport,
};
use rstest::rstest;
use rstest_reuse::apply;
use sp_core::{sr25519, Pair};

use crate::verdict::of_one;
use crate::{
    guardians::{account_changed, consent_refused, Family, DELAY, NOT_OFFERED},
    on_both,
};

const LABORATORY: Category = Category::Laboratory;
const NOT_HOLDER: ConsentError = ConsentError::Handover(HandoverError::NotHolder);

/// A laboratory's key for the second epoch.
fn next_key() -> NewCategoryKey {
    NewCategoryKey { category: LABORATORY, epoch: 2, key: x25519_key(1) }
}

/// The controller of a chart takes a step of its hand-over.
fn step(suite: &mut Suite, who: &Actor, chart: PatientId, step: HandoverStep) -> Result<()> {
    let step = suite.consent().hand_over(chart.into(), step);
    suite.submit(who, step)?.value()
}

/// The controller of a chart offers it to the patient account.
fn offer(suite: &mut Suite, who: &Actor, chart: PatientId) -> Result<()> {
    let account = *suite.address(Contract::Account).as_ref();
    step(suite, who, chart, HandoverStep::Propose(account))
}

/// The adoption of a chart under this key, by its word.
fn adoption(suite: &mut Suite, chart: PatientId, key: &Actor) -> Result<SignedCommand> {
    suite.signed(key, chart, Command::Adopt(key.bytes()))
}

/// Somebody submits it.
fn adopt(
    suite: &mut Suite,
    who: &Actor,
    chart: PatientId,
    key: &Actor,
) -> Result<Outcome<Result<Answer, AccountError>>> {
    let adoption = adoption(suite, chart, key)?;
    suite.relay(who, adoption)
}

fn control(suite: &mut Suite, chart: PatientId) -> Result<Option<Handover>> {
    suite.read(suite.consent().control(chart.into()))
}

#[apply(on_both)]
fn a_chart_moves_under_the_key_that_its_controller_binds_it_to(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (desk, mercy) = (Actor::named("desk"), suite.hospital("mercy")?);
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let phone = Patient { actor: Actor::named("ana's first phone"), id: ana.id };
    let account = *suite.address(Contract::Account).as_ref();

    offer(&mut suite, &ana.actor, ana.id)?;
    let outcome = adopt(&mut suite, &ana.actor, ana.id, &phone.actor)?;
    let change = HandoverChange::Accepted(account);
    assert_eq!(
        outcome.emitted(),
        [
            Event::ControlChanged { patient: ana.id, change },
            account_changed(ana.id, AccountChange::Bound(phone.actor.bytes())),
        ]
    );
    assert_eq!(outcome.value()?, Answer::Done);
    assert_eq!(control(&mut suite, ana.id)?, Some(Handover::new(account)));
    let kept = suite.account(ana.id)?;
    assert_eq!(kept.custody.key(), &phone.actor.bytes());
    assert_eq!(kept.lanes, [1, 0, 0, 0, 0, 0, 0, 0]);
    let epochs = suite.read(suite.consent().epochs(ana.id.into()))?;
    assert_eq!(epochs.map(|epochs| epochs.outdated()), Some(Categories::EVERYTHING));

    // From here on without tokens; the policy and the records are the same.
    let opened = suite.command(&desk, &phone, Command::Open(Selection::record(0)))?.value()?;
    let decision = Decision::Permit(Basis::Controller);
    assert_eq!(
        opened,
        Answer::Opened(Encoded::of(&Opening { entry: 0, verdict: Encoded::of(&of_one(decision)) }))
    );
    suite.command(&desk, &phone, Command::PublishKey(next_key()))?.value()?;
    suite.command(&desk, &phone, Command::Revoke(0))?.value()?;
    assert_eq!(suite.chain().balance(phone.actor.account())?, 0);

    // The account that bound it has let go of it.
    let refused = suite.consent().grant(ana.id.into(), terms.into());
    assert_eq!(suite.submit(&ana.actor, refused)?.refusal()?, ConsentError::NotController);
    let back = suite.consent().hand_over(ana.id.into(), HandoverStep::Cancel);
    assert_eq!(suite.submit(&ana.actor, back)?.refusal()?, NOT_HOLDER);
    Ok(())
}

/// Checks that an adoption is refused, and that nothing has changed.
fn not_adopted(
    suite: &mut Suite,
    who: &Actor,
    adoption: SignedCommand,
    error: AccountError,
) -> Result<()> {
    let chart = adoption.instruction.chart;
    let before = (control(suite, chart)?, suite.read(suite.accounts().account(chart.into()))?);
    let outcome = suite.relay(who, adoption)?;
    assert_eq!(outcome.events, []);
    assert_eq!(outcome.refusal()?, error);
    let after = (control(suite, chart)?, suite.read(suite.accounts().account(chart.into()))?);
    assert_eq!(after, before);
    Ok(())
}

#[apply(on_both)]
fn nobody_but_its_controller_binds_a_chart(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = suite.patient("ana", &[])?;
    let (mallory, phone) = (Actor::named("mallory"), Actor::named("ana's first phone"));
    let hers = adoption(&mut suite, ana.id, &phone)?;
    let his = adoption(&mut suite, ana.id, &mallory)?;
    let not_controller = AccountError::NotController;
    let nobody = PatientId([9; 32]);

    // Before the chart is offered, and after it was offered to somebody else.
    let unknown = adoption(&mut suite, nobody, &mallory)?;
    not_adopted(&mut suite, &mallory, unknown, AccountError::UnknownChart)?;
    not_adopted(&mut suite, &mallory, hers.clone(), not_controller.clone())?;
    not_adopted(&mut suite, &mallory, his.clone(), not_controller.clone())?;
    not_adopted(&mut suite, &ana.actor, hers.clone(), consent_refused(NOT_OFFERED))?;
    step(&mut suite, &ana.actor, ana.id, HandoverStep::Propose(mallory.bytes()))?;
    not_adopted(&mut suite, &mallory, his.clone(), not_controller.clone())?;
    not_adopted(&mut suite, &ana.actor, hers.clone(), consent_refused(NOT_OFFERED))?;

    // Once it is offered: with her word, with his own, with hers changed to name his key, and
    // as if the chart were new.
    offer(&mut suite, &ana.actor, ana.id)?;
    not_adopted(&mut suite, &mallory, hers.clone(), not_controller.clone())?;
    not_adopted(&mut suite, &mallory, his.clone(), not_controller.clone())?;
    let mut forged = hers.clone();
    forged.instruction.command = Command::Adopt(mallory.bytes());
    not_adopted(&mut suite, &mallory, forged.clone(), AccountError::Signature)?;
    not_adopted(&mut suite, &ana.actor, forged, AccountError::Signature)?;
    let create = Command::CreateChart(NewChart { key: mallory.bytes(), salt: [1; 32] });
    let create = suite.signed(&mallory, ana.id, create)?;
    not_adopted(&mut suite, &mallory, create, AccountError::WrongChart)?;
    let deny = suite.signed(&mallory, ana.id, Command::Revoke(0))?;
    not_adopted(&mut suite, &mallory, deny, AccountError::UnknownChart)?;
    let accept = suite.consent().hand_over(ana.id.into(), HandoverStep::Accept);
    assert_eq!(suite.submit(&mallory, accept)?.refusal()?, NOT_OFFERED);

    // None of it spoiled hers, which counts once.
    suite.relay(&ana.actor, hers.clone())?.value()?;
    assert_eq!(suite.account(ana.id)?.custody.key(), &phone.bytes());
    not_adopted(&mut suite, &ana.actor, hers, AccountError::Sequence)?;
    for (who, key) in [(&ana.actor, &phone), (&ana.actor, &mallory), (&mallory, &mallory)] {
        let again = adoption(&mut suite, ana.id, key)?;
        not_adopted(&mut suite, who, again, not_controller.clone())?;
    }
    let create = Command::CreateChart(NewChart { key: mallory.bytes(), salt: [1; 32] });
    let create = suite.signed(&mallory, ana.id, create)?;
    not_adopted(&mut suite, &mallory, create, AccountError::ChartExists)
}

/// An offer is not an adoption: whoever is bound to nothing commands nothing.
#[test]
fn no_command_but_an_adoption_takes_an_offered_chart() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = suite.patient("ana", &[])?;
    let mallory = Actor::named("mallory");
    offer(&mut suite, &ana.actor, ana.id)?;
    for command in [
        Command::ChangeGuardians(None),
        Command::Withdraw,
        Command::Veto([1; 32]),
        Command::HandOver(Offer::Propose(mallory.bytes())),
        Command::PublishKey(next_key()),
    ] {
        let signed = suite.signed(&mallory, ana.id, command)?;
        not_adopted(&mut suite, &mallory, signed, AccountError::UnknownChart)?;
    }
    let complete = suite.accounts().complete(ana.id.into());
    assert_eq!(suite.submit(&mallory, complete)?.refusal()?, AccountError::UnknownChart);
    Ok(())
}

/// Maria's chart goes to an account of hers, as its guardians' delay allows it.
fn gone(on: On) -> Result<(Family, Actor)> {
    let mut family = Family::on(on)?;
    let clinic = Actor::named("maria's account");
    family.command(Command::HandOver(Offer::Propose(clinic.bytes())))?.value()?;
    family.suite.advance(DELAY)?;
    family.complete(&clinic)?.value()?;
    assert_eq!(family.accept(&clinic)?, Ok(()));
    Ok((family, clinic))
}

/// Checks that neither the last key nor the last guardians do anything to the chart.
fn powerless(family: &mut Family) -> Result<()> {
    let now = family.suite.now()? / 60_000 * 60_000;
    let mercy = Grantee::Organization(OrgId(0));
    let terms = family.suite.terms(mercy, &[LABORATORY])?;
    let terms = Terms { from: now, until: Some(now + DELAY), ..terms };
    let not_controller = consent_refused(ConsentError::NotController);
    let not_hers = |error: RegistryError| AccountError::Registry(Encoded::of(&error));
    let keys = vec![next_key()];
    for command in [
        Command::Grant(terms.into()),
        Command::Deny(Terms { until: None, ..terms }.into()),
        Command::Revoke(0),
        Command::Replace(Replacement { provision: 0, effect: Effect::Permit, terms }.into()),
        Command::PublishKey(next_key()),
        Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] }),
    ] {
        family.refused(command, not_controller.clone())?;
    }
    for command in [
        Command::HandOver(Offer::Propose(family.keeper())),
        Command::ChangeGuardians(None),
        Command::Withdraw,
    ] {
        family.refused(command, AccountError::UnknownChart)?;
    }
    family.refused(Command::HandOver(Offer::Cancel), consent_refused(NOT_HOLDER))?;
    family.refused(Command::Open(Selection::record(0)), not_hers(RegistryError::NotController))?;
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    family.refused(report, not_hers(RegistryError::NotController))?;
    let retract = Command::Retract(0, Retraction::Other);
    family.refused(retract, not_hers(RegistryError::NotController))?;

    let phone = Actor::named("maria's new phone");
    for guardians in [family.two(), family.guardians.clone()] {
        let before = family.control()?;
        let recover = family.suite.recover(&family.desk, family.maria.id, &phone, &guardians)?;
        assert_eq!(recover.refusal()?, consent_refused(NOT_HOLDER));
        assert_eq!(family.control()?, before);
        assert_eq!(family.account()?.custody.proposal(), None);
    }
    Ok(())
}

#[apply(on_both)]
fn a_chart_that_left_is_out_of_the_old_keys_and_the_old_guardians_reach(on: On) -> Result<()> {
    let (mut family, clinic) = gone(on)?;
    let report = SelfReport::from(document(LABORATORY));
    let report = family.suite.registry().self_report(family.maria.id.into(), report.into());
    family.suite.submit(&clinic, report)?.value()?;
    powerless(&mut family)?;
    assert_eq!(family.control()?, Handover::new(clinic.bytes()));
    Ok(())
}

#[apply(on_both)]
fn the_old_key_does_not_take_a_chart_that_is_offered_back(on: On) -> Result<()> {
    let (mut family, clinic) = gone(on)?;
    let chart = family.maria.id;
    let report = SelfReport::from(document(LABORATORY));
    let report = family.suite.registry().self_report(chart.into(), report.into());
    family.suite.submit(&clinic, report)?.value()?;
    offer(&mut family.suite, &clinic, chart)?;
    powerless(&mut family)?;
    let old = family.maria.actor.clone();
    for who in [&old, &family.desk.clone()] {
        let adoption = adoption(&mut family.suite, chart, &old)?;
        not_adopted(&mut family.suite, who, adoption, AccountError::NotController)?;
    }
    assert_eq!(*family.control()?.holder(), clinic.bytes());
    Ok(())
}

#[apply(on_both)]
fn a_chart_comes_back_under_another_key_without_its_past(on: On) -> Result<()> {
    let (mut family, clinic) = gone(on)?;
    let (chart, old) = (family.maria.id, family.maria.actor.clone());
    let tablet = Patient { actor: Actor::named("maria's tablet"), id: chart };
    let mallory = Actor::named("mallory");
    let lanes = family.account()?.lanes;

    offer(&mut family.suite, &clinic, chart)?;
    adopt(&mut family.suite, &clinic, chart, &tablet.actor)?.value()?;
    assert_eq!(*family.control()?.holder(), family.keeper());
    let account = family.account()?;
    assert_eq!(account.custody.key(), &tablet.actor.bytes());
    assert_eq!((account.custody.guardians(), account.custody.waiting()), (None, None));
    assert_eq!(account.lanes[0], lanes[0] + 1);

    for command in [Command::Revoke(0), Command::Withdraw, Command::Adopt(tablet.actor.bytes())] {
        family.refused(command, AccountError::Signature)?;
    }
    family.refused(Command::Adopt(old.bytes()), AccountError::NotController)?;
    let all = family.guardians.clone();
    let recover = family.suite.recover(&family.desk, chart, &old, &all)?;
    assert_eq!(recover.refusal()?, RecoveryError::NoGuardians.into());
    family.suite.advance(DELAY)?;
    let nothing = family.complete(&mallory)?;
    assert_eq!(nothing.refusal()?, RecoveryError::NothingWaits.into());

    let publish = Command::PublishKey(next_key());
    let published = family.suite.command(&family.desk, &tablet, publish)?.value()?;
    assert_eq!(published, Answer::Epoch(Encoded::of(&2)));
    Ok(())
}

#[test]
fn what_waits_when_a_chart_leaves_is_never_done() -> Result<()> {
    let mut family = Family::on(On::InProcess)?;
    let (chart, clinic) = (family.maria.id, Actor::named("maria's account"));
    family.command(Command::HandOver(Offer::Propose(clinic.bytes())))?.value()?;
    family.suite.advance(DELAY)?;
    family.complete(&clinic)?.value()?;
    for command in [Command::HandOver(Offer::Propose([9; 32])), Command::ChangeGuardians(None)] {
        family.command(command)?.value()?;
    }
    assert_eq!(family.accept(&clinic)?, Ok(()));
    family.suite.advance(DELAY)?;
    let before = family.account()?;
    let refused = family.complete(&clinic)?;
    assert_eq!(refused.refusal()?, AccountError::UnknownChart);
    assert_eq!(family.account()?, before);
    family.refused(Command::Withdraw, AccountError::UnknownChart)?;

    offer(&mut family.suite, &clinic, chart)?;
    let key = family.maria.actor.clone();
    adopt(&mut family.suite, &clinic, chart, &key)?.value()?;
    let nothing = family.complete(&clinic)?;
    assert_eq!(nothing.refusal()?, RecoveryError::NothingWaits.into());
    Ok(())
}

/// The neutral element of the group, for which everybody can sign.
#[test]
fn a_chart_is_not_bound_to_the_key_that_everybody_signs_for() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let ana = suite.patient("ana", &[])?;
    offer(&mut suite, &ana.actor, ana.id)?;
    let instruction = suite.instruction(ana.id, 0, Command::Adopt(NO_KEY))?;
    // The base point times 1, and 1: what is signed does not matter, since the key is nothing.
    let mut signature = [0; 64];
    hex::decode_to_slice(
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
        &mut signature[..32],
    )?;
    signature[32] = 1;
    signature[63] = 0x80;
    let text = instruction.text(&suite.domain()?).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let (raw, nobody) =
        (sr25519::Signature::from_raw(signature), sr25519::Public::from_raw(NO_KEY));
    assert!(sr25519::Pair::verify(&raw, &text, &nobody), "the signature is not one");
    let forged = SignedCommand { instruction, signature };
    not_adopted(&mut suite, &ana.actor, forged, AccountError::Signature)
}

/// Even if it comes back to the same key and the same guardians.
#[apply(on_both)]
fn what_was_signed_before_a_chart_left_does_not_count_twice(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (chart, key) = (family.maria.id, family.maria.actor.clone());
    let clinic = Actor::named("maria's account");
    let (domain, publish) = (family.suite.domain()?, Command::PublishKey(next_key()));
    let mut publish = family.suite.instruction(chart, 0, publish)?;
    publish.deadline += 3 * DELAY;
    let publish = order(&key, &domain, publish)?;
    family.suite.relay(&family.desk.clone(), publish.clone())?.value()?;
    let two = family.two();
    let (mut recovery, _) =
        family.suite.approved(chart, &Actor::named("maria's new phone"), &two)?;
    recovery.deadline += 3 * DELAY;
    let mut approving = two;
    approving.sort_unstable_by_key(|guardian| guardian.commitment(&chart));
    let approved = |recovery: Recovery| -> Result<_> {
        let approvals = approving.iter().map(|guardian| guardian.approve(&domain, &recovery));
        Ok((recovery, approvals.collect::<Result<Vec<_>>>()?))
    };
    let (recovery, approvals) = approved(recovery)?;
    // One that is used, and one that would have been the next.
    let unused = approved(Recovery { round: recovery.round + 1, ..recovery })?;
    let recover = family.suite.accounts().recover(recovery.into(), approvals.clone().into());
    family.suite.submit(&family.desk, recover)?.value()?;
    family.veto()?.value()?;
    family.command(Command::HandOver(Offer::Propose(clinic.bytes())))?.value()?;
    family.suite.advance(DELAY)?;
    family.complete(&clinic)?.value()?;
    assert_eq!(family.accept(&clinic)?, Ok(()));

    offer(&mut family.suite, &clinic, chart)?;
    adopt(&mut family.suite, &clinic, chart, &key)?.value()?;
    let named = family.named();
    family.command(Command::ChangeGuardians(Some(named)))?.value()?;
    let again = family.suite.relay(&family.desk.clone(), publish)?;
    assert_eq!(again.refusal()?, AccountError::Sequence);
    for (recovery, approvals) in [(recovery, approvals), unused] {
        let recover = family.suite.accounts().recover(recovery.into(), approvals.into());
        assert_eq!(family.suite.submit(&family.desk, recover)?.refusal()?, AccountError::Round);
    }
    assert_eq!(family.account()?.custody.proposal(), None);
    Ok(())
}
