//! Records are put on record and opened; every answer is on the patient's log.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, Day, CONSENT, LOG, REGISTRY},
    texts::{document, record, terms, House, Patient, LABORATORY},
};

/// Mercy, which ana permits to read and to add laboratory results, wrote record 0; hope, which
/// she permits the same as provision 1.
fn scene() -> Result<(Day, House, House, Patient)> {
    let mut day = Day::begin()?;
    let (mercy, hope, ana) = (day.house("mercy")?, day.house("hope")?, day.patient("ana")?);
    for house in [&mercy, &hope] {
        day.grant(&ana, &terms(&house.grantee(), LABORATORY))?;
    }
    let result = record(&document(1));
    day.succeed(&mercy.clinician, REGISTRY, "register", &[&ana.chart, &result])?;
    Ok((day, mercy, hope, ana))
}

/// Opens record 0, and checks that answer, event and entry of the log say the same decision.
fn opened(
    day: &mut Day,
    house: &House,
    ana: &Patient,
    purpose: &str,
    entry: u32,
) -> Result<String> {
    let arguments = [ana.chart.as_str(), "0", purpose];
    let outcome = day.call(&house.clinician, REGISTRY, "open", &arguments)?;
    let begin = format!("Ok(Opening {{ entry: {entry}, decision: ");
    let decision = crate::texts::inside(&begin, &outcome.answer, " })")?;
    let event = format!(
        "Opened {{ patient: PatientId({}), entry: {entry}, decision: {decision} }}",
        ana.chart
    );
    assert_eq!(outcome.events, [(REGISTRY, event)]);
    let logged = format!(
        "Some(Entry {{ time: {}, access: Access {{ actor: {}, organization: Some(OrgId({})), \
         subject: Record(0), purpose: {purpose}, outcome: {decision}, justification: None }} }})",
        day.now(),
        account(&house.clinician),
        house.id
    );
    assert_eq!(day.ask(LOG, "Log::entry", &[&ana.chart, &entry.to_string()])?, logged);
    Ok(decision)
}

#[test]
fn a_registered_record_is_emitted_and_answered() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let result = record(&document(1));
    let registered = day.call(&mercy.clinician, REGISTRY, "register", &[&ana.chart, &result])?;
    assert_eq!(registered.answer, "Ok(1)");
    let event = format!(
        "Registered {{ patient: PatientId({}), first: 1, count: 1, issuer: Some(OrgId(0)) }}",
        ana.chart
    );
    assert_eq!(registered.events, [(REGISTRY, event)]);
    let kept = day.ask(REGISTRY, "record", &[&ana.chart, "1"])?;
    let begin = format!(
        "Some(Record {{ document: 1, category: Laboratory, author: {}, issuer: Some(OrgId(0)), \
         registered_at: {}, retain_until: 0, version: Some(Version {{ digest: 0xd1d1",
        account(&mercy.clinician),
        day.now()
    );
    assert!(kept.starts_with(&begin), "{kept}");
    assert_eq!(day.ask(REGISTRY, "record", &[&ana.chart, "2"])?, "None");
    Ok(())
}

#[test]
fn nobody_adds_what_the_patient_does_not_permit() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let result = record(&document(1));
    let arguments = [ana.chart.as_str(), &result];
    let error = day.refusal(&mercy.clinician, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "AppendRefused(NoConsent)");
    let error = day.refusal(&mercy.admin, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "NotPractitioner");
    Ok(())
}

#[test]
fn a_document_is_encrypted_to_a_key_that_was_published() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let arguments = [ana.chart.as_str(), &record(&document(2))];
    let error = day.refusal(&mercy.clinician, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "EpochNotPublished");
    Ok(())
}

#[test]
fn what_is_permitted_is_opened_and_on_record() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 0)?, "Permit(Provision(0))");
    day.pass(1);
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, "Permit(Provision(1))");
    let head = day.ask(LOG, "Log::head", &[&ana.chart])?;
    assert!(head.starts_with("Head { size: 2, root: 0x"), "{head}");
    Ok(())
}

#[test]
fn what_is_refused_is_answered_and_on_record() -> Result<()> {
    let (mut day, _, hope, ana) = scene()?;
    assert_eq!(opened(&mut day, &hope, &ana, "Research", 0)?, "Deny(NoConsent)");
    Ok(())
}

#[test]
fn a_revoked_permit_opens_nothing_more() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 0)?, "Permit(Provision(1))");
    let revoked = day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "1"])?;
    let event = format!(
        "PolicyChanged {{ patient: PatientId({}), change: Change {{ added: None, \
         removed: [Removed {{ id: 1, cause: Revoked }}], raised: Categories({LABORATORY}) }} }}",
        ana.chart
    );
    assert_eq!(revoked.events, [(CONSENT, event)]);
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, "Deny(NoConsent)");
    // The issuer reads what it wrote.
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "0"])?;
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 2)?, "Permit(Issuer)");
    Ok(())
}

#[test]
fn a_deny_wins_over_a_permit() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    let deny = terms("Anyone", LABORATORY);
    day.succeed(&ana.actor, CONSENT, "deny", &[&ana.chart, &deny])?;
    for (entry, house) in (0..).zip([&mercy, &hope]) {
        let decision = opened(&mut day, house, &ana, "Treatment", entry)?;
        assert_eq!(decision, "Deny(DeniedByPatient)");
    }
    Ok(())
}

#[test]
fn a_stranger_is_turned_away_without_a_trace() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    for stranger in [&Actor::named("mallory"), &day.owner(), &mercy.admin] {
        let arguments = [ana.chart.as_str(), "0", "Treatment"];
        assert_eq!(day.refusal(stranger, REGISTRY, "open", &arguments)?, "NotPractitioner");
        let arguments = [ana.chart.as_str(), "0", "PatientRequest"];
        assert_eq!(day.refusal(stranger, REGISTRY, "open", &arguments)?, "NotController");
    }
    assert_eq!(day.ask(LOG, "Log::entries", &[&ana.chart, "0", "8"])?, "Ok([])");
    Ok(())
}

#[test]
fn nobody_but_the_registry_writes_the_log() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let access = format!(
        "Access {{ actor: {}, organization: None, subject: Record(0), purpose: Treatment, \
         outcome: Permit(Controller), justification: None }}",
        account(&mercy.clinician)
    );
    for writer in [&day.owner(), &mercy.clinician, &ana.actor] {
        let error = day.refusal(writer, LOG, "Log::append", &[&ana.chart, &access])?;
        assert_eq!(error, "NotWriter");
    }
    Ok(())
}

#[test]
fn a_patient_opens_and_adds_on_her_own() -> Result<()> {
    let (mut day, _, _, ana) = scene()?;
    let reported = day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &document(1)])?;
    assert_eq!(reported.answer, "Ok(1)");
    let arguments = [ana.chart.as_str(), "1", "PatientRequest"];
    let opened = day.call(&ana.actor, REGISTRY, "open", &arguments)?;
    assert_eq!(opened.answer, "Ok(Opening { entry: 0, decision: Permit(Controller) })");
    Ok(())
}
