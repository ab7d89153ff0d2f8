//! Emergencies: declared alone, used under the patient's directive, reviewed by a colleague.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, text, Day, CONSENT, LOG, REGISTRY},
    texts::{
        deny, document, opening, permit, records, report, terms, House, Patient, DAY, EMERGENCY,
        HOUR, LABORATORY,
    },
};

/// Record 0 of ana's chart is a laboratory result of her own; she permits nobody anything. The
/// medic of mercy has had the emergency role for a day.
fn scene() -> Result<(Day, House, Actor, Patient)> {
    let mut day = Day::begin()?;
    let (mercy, ana, medic) = (day.house("mercy")?, day.patient("ana")?, Actor::named("medic"));
    let of_her_own = report(&document(1), "None");
    day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &of_her_own])?;
    day.enrol(&mercy, &medic, EMERGENCY)?;
    day.pass(DAY);
    Ok((day, mercy, medic, ana))
}

fn declare(day: &mut Day, mercy: &House, medic: &Actor, ana: &Patient) -> Result<()> {
    let arguments = [ana.chart.as_str(), &mercy.id, &text([0x1a; 32])];
    day.succeed(medic, REGISTRY, "declare_emergency", &arguments).map(drop)
}

fn open(day: &mut Day, mercy: &House, medic: &Actor, ana: &Patient) -> Result<String> {
    let arguments = [ana.chart.as_str(), &records("0"), "EmergencyTreatment", &mercy.meant()];
    Ok(day.call(medic, REGISTRY, "open", &arguments)?.answer)
}

/// What `open` answers to whoever has no open emergency: an error, which no log has.
const NO_EMERGENCY: &str = "Err(NoEmergency)";

#[test]
fn a_declared_emergency_opens_what_the_directive_names() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    let justification = text([0x1a; 32]);
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, NO_EMERGENCY);
    let arguments = [ana.chart.as_str(), &mercy.id, &justification];
    let declared = day.call(&medic, REGISTRY, "declare_emergency", &arguments)?;
    assert_eq!(declared.answer, "Ok(0)");
    let event = format!(
        "EmergencyDeclared {{ patient: PatientId({}), practitioner: {}, \
         organization: OrgId({}), entry: 0, until: {} }}",
        ana.chart,
        account(&medic),
        mercy.id,
        day.now() + 24 * HOUR
    );
    assert_eq!(declared.events, [(REGISTRY, event)]);
    let logged = day.ask(LOG, "Log::entry", &[&ana.chart, "0"])?;
    let end = format!("outcome: Declared, justification: Some({justification}) }} }})");
    assert!(logged.ends_with(&end), "{logged}");
    let permitted = opening(1, &permit(1, "Emergency"));
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, permitted);
    Ok(())
}

#[test]
fn what_the_directive_does_not_name_stays_shut() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    let all_but_laboratory = (0xf_ffff & !LABORATORY).to_string();
    let arguments = [ana.chart.as_str(), "Emergency", &all_but_laboratory];
    day.succeed(&ana.actor, CONSENT, "set_directive", &arguments)?;
    declare(&mut day, &mercy, &medic, &ana)?;
    let refused = opening(1, &deny(0, "NotInDirective"));
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, refused);
    Ok(())
}

#[test]
fn a_deny_that_names_emergencies_holds_in_one() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    declare(&mut day, &mercy, &medic, &ana)?;
    for (purpose, entry, verdict) in
        [("1", 1, permit(1, "Emergency")), ("2", 2, deny(0, "DeniedByPatient"))]
    {
        let nobody =
            terms("Anyone", LABORATORY).replace("purposes: 1", &format!("purposes: {purpose}"));
        day.succeed(&ana.actor, CONSENT, "deny", &[&ana.chart, &nobody])?;
        assert_eq!(open(&mut day, &mercy, &medic, &ana)?, opening(entry, &verdict));
    }
    Ok(())
}

#[test]
fn an_emergency_ends_after_24_hours() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    declare(&mut day, &mercy, &medic, &ana)?;
    day.pass(24 * HOUR - 1);
    let permitted = opening(1, &permit(1, "Emergency"));
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, permitted);
    day.pass(1);
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, NO_EMERGENCY);
    Ok(())
}

#[test]
fn nobody_declares_before_a_day_in_the_role() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let arguments = [ana.chart.as_str(), &mercy.id, &text([0x1a; 32])];
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
    declare(&mut day, &mercy, &medic, &ana)?;
    let waiting = day.ask(REGISTRY, "waiting", &[&account(&medic)])?;
    let begin = format!("[WaitingCase {{ organization: OrgId({}), number: 0", mercy.id);
    assert!(waiting.starts_with(&begin), "{waiting}");
    let (medic_text, written) = (account(&medic), format!("Some({})", text([0xf1; 32])));
    let arguments = [ana.chart.as_str(), &mercy.id, &medic_text, "0", "NotJustified", &written];
    let error = day.refusal(&medic, REGISTRY, "review_emergency", &arguments)?;
    assert!(error.starts_with("Emergency("), "{error}");
    let reviewed = day.call(&mercy.clinician, REGISTRY, "review_emergency", &arguments)?;
    assert_eq!(reviewed.answer, "Ok(1)");
    let event = format!(
        "EmergencyReviewed {{ patient: PatientId({}), declared: 0, entry: 1, \
         finding: NotJustified }}",
        ana.chart
    );
    assert_eq!(reviewed.events, [(REGISTRY, event)]);
    assert_eq!(day.ask(REGISTRY, "waiting", &[&medic_text])?, "[]");
    assert_eq!(open(&mut day, &mercy, &medic, &ana)?, NO_EMERGENCY);
    Ok(())
}

#[test]
fn a_patient_disputes_an_entry_of_the_log() -> Result<()> {
    let (mut day, mercy, medic, ana) = scene()?;
    declare(&mut day, &mercy, &medic, &ana)?;
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
