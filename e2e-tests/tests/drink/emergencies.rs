//! Emergencies: declared alone, used under the patient's directive, reviewed by a colleague.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, text, Day, CONSENT, LOG, REGISTRY},
    texts::{document, House, Patient, DAY, EMERGENCY, HOUR, LABORATORY},
};

const OPEN: [&str; 2] = ["0", "EmergencyTreatment"];

/// Record 0 of ana's chart is a laboratory result of her own; she permits nobody anything. The
/// medic of mercy has had the emergency role for a day.
fn scene() -> Result<(Day, House, Actor, Patient)> {
    let mut day = Day::begin()?;
    let (mercy, ana, medic) = (day.house("mercy")?, day.patient("ana")?, Actor::named("medic"));
    day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &document(1)])?;
    day.enrol(&mercy, &medic, EMERGENCY)?;
    day.pass(DAY);
    Ok((day, mercy, medic, ana))
}

fn declare(day: &mut Day, medic: &Actor, ana: &Patient) -> Result<()> {
    let arguments = [ana.chart.as_str(), &text([0x1a; 32])];
    day.succeed(medic, REGISTRY, "declare_emergency", &arguments).map(drop)
}

fn open(day: &mut Day, medic: &Actor, ana: &Patient) -> Result<String> {
    let arguments = [ana.chart.as_str(), OPEN[0], OPEN[1]];
    Ok(day.call(medic, REGISTRY, "open", &arguments)?.answer)
}

#[test]
fn a_declared_emergency_opens_what_the_directive_names() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    let justification = text([0x1a; 32]);
    assert_eq!(
        open(&mut day, &medic, &ana)?,
        "Ok(Opening { entry: 0, decision: Deny(NoConsent) })"
    );
    let arguments = [ana.chart.as_str(), &justification];
    let declared = day.call(&medic, REGISTRY, "declare_emergency", &arguments)?;
    assert_eq!(declared.answer, "Ok(1)");
    let event = format!(
        "EmergencyDeclared {{ patient: PatientId({}), practitioner: {}, \
         organization: OrgId({}), entry: 1, until: {} }}",
        ana.chart,
        account(&medic),
        mercy.id,
        day.now() + 24 * HOUR
    );
    assert_eq!(declared.events, [(REGISTRY, event)]);
    let logged = day.ask(LOG, "Log::entry", &[&ana.chart, "1"])?;
    let end = format!("outcome: Declared, justification: Some({justification}) }} }})");
    assert!(logged.ends_with(&end), "{logged}");
    let permitted = "Ok(Opening { entry: 2, decision: Permit(Emergency) })";
    assert_eq!(open(&mut day, &medic, &ana)?, permitted);
    Ok(())
}

#[test]
fn what_the_directive_does_not_name_stays_shut() -> Result<()> {
    let (mut day, _, medic, ana) = scene()?;
    let all_but_laboratory = (0xffff & !LABORATORY).to_string();
    let arguments = [ana.chart.as_str(), &all_but_laboratory];
    day.succeed(&ana.actor, CONSENT, "set_directive", &arguments)?;
    declare(&mut day, &medic, &ana)?;
    let refused = "Ok(Opening { entry: 1, decision: Deny(NotInDirective) })";
    assert_eq!(open(&mut day, &medic, &ana)?, refused);
    Ok(())
}

#[test]
fn an_emergency_ends_after_24_hours() -> Result<()> {
    let (mut day, _, medic, ana) = scene()?;
    declare(&mut day, &medic, &ana)?;
    day.pass(24 * HOUR - 1);
    let permitted = "Ok(Opening { entry: 1, decision: Permit(Emergency) })";
    assert_eq!(open(&mut day, &medic, &ana)?, permitted);
    day.pass(1);
    let refused = "Ok(Opening { entry: 2, decision: Deny(NoConsent) })";
    assert_eq!(open(&mut day, &medic, &ana)?, refused);
    Ok(())
}

#[test]
fn nobody_declares_before_a_day_in_the_role() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let arguments = [ana.chart.as_str(), &text([0x1a; 32])];
    let newcomer = Actor::named("newcomer");
    day.enrol(&mercy, &newcomer, EMERGENCY)?;
    day.pass(DAY - 1);
    let error = day.refusal(&newcomer, REGISTRY, "declare_emergency", &arguments)?;
    assert!(error.starts_with("Emergency("), "{error}");
    let error = day.refusal(&mercy.clinician, REGISTRY, "declare_emergency", &arguments)?;
    assert_eq!(error, "RoleMissing");
    day.pass(1);
    day.succeed(&newcomer, REGISTRY, "declare_emergency", &arguments)?;
    Ok(())
}

#[test]
fn a_colleague_reviews_an_emergency_and_nobody_the_own() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    declare(&mut day, &medic, &ana)?;
    let waiting = day.ask(REGISTRY, "waiting", &[&account(&medic)])?;
    assert!(waiting.starts_with("[WaitingCase { organization: OrgId(0), number: 0"), "{waiting}");
    let (medic_text, finding) = (account(&medic), text([0xf1; 32]));
    let arguments = [ana.chart.as_str(), &medic_text, "0", &finding];
    let error = day.refusal(&medic, REGISTRY, "review_emergency", &arguments)?;
    assert!(error.starts_with("Emergency("), "{error}");
    let reviewed = day.call(&mercy.clinician, REGISTRY, "review_emergency", &arguments)?;
    assert_eq!(reviewed.answer, "Ok(1)");
    let event =
        format!("EmergencyReviewed {{ patient: PatientId({}), declared: 0, entry: 1 }}", ana.chart);
    assert_eq!(reviewed.events, [(REGISTRY, event)]);
    assert_eq!(day.ask(REGISTRY, "waiting", &[&medic_text])?, "[]");
    let refused = "Ok(Opening { entry: 2, decision: Deny(NoConsent) })";
    assert_eq!(open(&mut day, &medic, &ana)?, refused);
    Ok(())
}

#[test]
fn a_patient_disputes_an_entry_of_the_log() -> Result<()> {
    let (mut day, _, medic, ana) = scene()?;
    declare(&mut day, &medic, &ana)?;
    let arguments = [ana.chart.as_str(), "0", "None"];
    assert_eq!(day.refusal(&medic, REGISTRY, "dispute", &arguments)?, "NotController");
    let disputed = day.call(&ana.actor, REGISTRY, "dispute", &arguments)?;
    assert_eq!(disputed.answer, "Ok(1)");
    let event = format!(
        "Disputed {{ patient: PatientId({}), disputed: 0, entry: 1, reason: None }}",
        ana.chart
    );
    assert_eq!(disputed.events, [(REGISTRY, event)]);
    Ok(())
}
