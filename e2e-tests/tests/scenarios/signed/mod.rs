//! Signed commands: what a patient without tokens does, and what is refused.

mod directives;
mod erasing;
mod errors;
mod every;
mod refused;

use anyhow::{Context, Result};
use chartkey_commands::{Command, NewChart, SignedCommand};
use chartkey_e2e_tests::{order, Actor, Contract, Event, Hospital, On, Patient, Suite};
use chartkey_interfaces::{
    account::{AccountChange, AccountError, Answer},
    consent::ConsentError,
    log::{Entry, Log as _, Outcome as Ending, Subject},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Reason};
use chartkey_vocabulary::{Category, Purpose, RequestReason, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use crate::{on_both, verdict::of_one};

const LABORATORY: Category = Category::Laboratory;

/// A hospital whose relayer submits for a patient who has nothing.
fn scene(on: On) -> Result<(Suite, Hospital, Actor, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let relayer = Actor::named("mercy relayer");
    let noa = suite.patient_without_tokens(&relayer, "noa", &[LABORATORY])?;
    Ok((suite, mercy, relayer, noa))
}

/// The last entry of a chart's log.
fn last_entry(suite: &mut Suite, patient: &Patient) -> Result<Entry> {
    let size = suite.read(suite.log().head(patient.id.into()))?.size;
    let last = u32::try_from(size)?.checked_sub(1).context("the log is empty")?;
    let entry = suite.read(suite.log().entry(patient.id.into(), last))?;
    Ok(entry.context("no such entry")?.value()?)
}

#[apply(on_both)]
fn a_patient_without_tokens_creates_a_chart_grants_opens_and_revokes(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let granted = suite.command(&relayer, &noa, Command::Grant(terms.into()))?;
    assert_eq!(granted.value()?, Answer::Provision(Encoded::of(&0)));
    let record = suite.register(&mercy.clinician, &noa, LABORATORY)?;
    let read = suite.open(&mercy.clinician, &noa, record, Purpose::Treatment)?;
    assert_eq!(read.decision, Decision::Permit(Basis::Provision(0)));

    let opened = suite.command(&relayer, &noa, Command::Open(Selection::record(record)))?;
    let Answer::Opened(opening) = opened.value()? else { anyhow::bail!("no opening") };
    let opening = opening.value()?;
    let verdict = of_one(Decision::Permit(Basis::Controller));
    assert_eq!((opening.entry, opening.verdict.value()?), (1, verdict.clone()));
    let access = last_entry(&mut suite, &noa)?.access;
    let account: [u8; 32] = *suite.address(Contract::Account).as_ref();
    assert_eq!((access.actor, access.organization), (account, None));
    assert_eq!(
        (access.subject, access.purpose),
        (Subject::Records(vec![0]), Purpose::PatientRequest)
    );
    assert_eq!(access.outcome, Ending::from(verdict));

    let revoked = suite.command(&relayer, &noa, Command::Revoke(0))?;
    assert_eq!(revoked.value()?, Answer::Done);
    let denied = suite.open(&mercy.clinician, &noa, record, Purpose::Research)?;
    assert_eq!(denied.decision, Decision::Deny(Reason::NoConsent));

    assert_eq!(suite.chain().balance(noa.actor.account())?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_patient_answers_a_request_with_a_signed_grant(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let wanted = LABORATORY.into();
    let (why, note) = (RequestReason::SecondOpinion, Some("on the blood count".into()));
    let (patient, treatment) = (noa.id.into(), Purpose::Treatment);
    let ask = suite.directory().request(patient, mercy.id, wanted, treatment, why, note.into());
    let asked = suite.submit(&mercy.clinician, ask)?;
    let [Event::ConsentRequested { requester, categories, .. }] = &asked.emitted()[..] else {
        anyhow::bail!("no request")
    };
    let grantee = chartkey_policy::Grantee::Practitioner(*requester);
    let terms = chartkey_policy::Terms {
        scope: chartkey_policy::Scope::Categories(*categories),
        ..suite.terms(grantee, &[LABORATORY])?
    };
    suite.command(&relayer, &noa, Command::Grant(terms.into()))?.value()?;
    let record = suite.register(&mercy.clinician, &noa, LABORATORY)?;
    let read = suite.open(&mercy.clinician, &noa, record, Purpose::Treatment)?;
    assert_eq!(read.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[apply(on_both)]
fn a_chart_is_opened_by_the_key_that_signs_and_by_nobody_else(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (relayer, noa, mallory) =
        (Actor::named("relayer"), Actor::named("noa"), Actor::named("mallory"));
    let new = NewChart { key: noa.bytes(), salt: [5; 32] };
    let patient = Patient { id: suite.chart_id(&new), actor: noa.clone() };

    // Who has seen the command has the salt, and gets another chart with it at the most.
    let stolen = NewChart { key: mallory.bytes(), ..new };
    let signed = suite.signed(&mallory, patient.id, Command::CreateChart(stolen))?;
    assert_eq!(suite.relay(&relayer, signed)?.refusal()?, AccountError::WrongChart);
    let signed = suite.signed(&mallory, patient.id, Command::CreateChart(new))?;
    assert_eq!(suite.relay(&relayer, signed)?.refusal()?, AccountError::Signature);
    suite.submit(&mallory, suite.consent().create_chart([5; 32].into()))?.value()?;

    let created = suite.command(&relayer, &patient, Command::CreateChart(new))?;
    let account = suite.address(Contract::Account);
    assert_eq!(
        created.emitted(),
        [
            Event::ChartCreated { patient: patient.id, controller: account },
            Event::AccountChanged {
                patient: patient.id,
                change: AccountChange::Bound(noa.bytes())
            },
        ]
    );
    assert_eq!(created.value()?, Answer::Done);
    let again = suite.command(&relayer, &patient, Command::CreateChart(new))?;
    assert_eq!(again.refusal()?, AccountError::ChartExists);
    Ok(())
}

#[apply(on_both)]
fn two_lanes_submitted_in_any_order_both_work(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let domain = suite.domain()?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let mut signed = Vec::new();
    for lane in [1, 6] {
        let instruction = suite.instruction(noa.id, lane, Command::Grant(terms.into()))?;
        signed.push(order(&noa.actor, &domain, instruction)?);
    }
    for (later, id) in signed.into_iter().rev().zip(0..) {
        assert_eq!(suite.relay(&relayer, later)?.value()?, Answer::Provision(Encoded::of(&id)));
    }
    // Creating the chart and publishing a key were in lane 0.
    assert_eq!(suite.account(noa.id)?.lanes, [2, 1, 0, 0, 0, 0, 1, 0]);
    Ok(())
}

#[apply(on_both)]
fn a_command_whose_inner_call_failed_leaves_its_sequence_unused(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let before = suite.account(noa.id)?;
    let signed = suite.signed(&noa.actor, noa.id, Command::Revoke(0))?;
    let unknown = ConsentError::Policy(chartkey_policy::PolicyError::UnknownProvision);
    let refused = suite.relay(&relayer, signed.clone())?;
    assert_eq!(refused.emitted(), []);
    assert_eq!(refused.refusal()?, AccountError::Consent(Encoded::of(&unknown)));
    assert_eq!(suite.account(noa.id)?, before);

    // Once there is a provision, in another lane, the same signed command works.
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let domain = suite.domain()?;
    let grant = suite.instruction(noa.id, 1, Command::Grant(terms.into()))?;
    let grant = order(&noa.actor, &domain, grant)?;
    suite.relay(&relayer, grant)?.value()?;
    assert_eq!(suite.relay(&relayer, signed)?.value()?, Answer::Done);
    Ok(())
}

/// A command of the patient, changed after it was signed.
fn changed(signed: &SignedCommand, change: impl FnOnce(&mut SignedCommand)) -> SignedCommand {
    let mut changed = signed.clone();
    change(&mut changed);
    assert_ne!(changed, *signed);
    changed
}
