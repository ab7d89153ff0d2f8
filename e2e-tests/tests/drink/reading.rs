//! Records are put on record and opened; every answer is on the patient's log.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, text, Day, CONSENT, LOG, REGISTRY},
    texts::{document, record, report, terms, House, Patient, CLINICIAN, LABORATORY},
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
    day.succeed(&mercy.clinician, REGISTRY, "register", &[&ana.chart, &mercy.id, &result])?;
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
    let arguments = [ana.chart.as_str(), "0", purpose, &house.meant()];
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
    let arguments = [ana.chart.as_str(), &mercy.id, &result];
    let registered = day.call(&mercy.clinician, REGISTRY, "register", &arguments)?;
    assert_eq!(registered.answer, "Ok(1)");
    let event = format!(
        "Registered {{ patient: PatientId({}), first: 1, count: 1, issuer: Some(OrgId({})) }}",
        ana.chart, mercy.id
    );
    assert_eq!(registered.events, [(REGISTRY, event)]);
    let kept = day.ask(REGISTRY, "record", &[&ana.chart, "1"])?;
    let begin = format!(
        "Some(Record {{ document: 1, category: Laboratory, issuer: Some(OrgId({})), \
         addressee: None, version: Some(Version {{ digest: 0xd1d1",
        mercy.id
    );
    assert!(kept.starts_with(&begin), "{kept}");
    let end = format!(
        " key_epoch: 1 }}), author: {}, registered_at: {}, retain_until: 0, amends: None, \
         amended_by: None, retracted: None }})",
        account(&mercy.clinician),
        day.now()
    );
    assert!(kept.ends_with(&end), "{kept}");
    assert_eq!(day.ask(REGISTRY, "record", &[&ana.chart, "2"])?, "None");
    Ok(())
}

#[test]
fn nobody_adds_what_the_patient_does_not_permit() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let result = record(&document(1));
    let arguments = [ana.chart.as_str(), &mercy.id, &result];
    let error = day.refusal(&mercy.clinician, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "AppendRefused(NoConsent)");
    let error = day.refusal(&mercy.admin, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "NotPractitioner");
    // Nor does anybody act for a house that he does not serve.
    let hope = day.house("hope")?;
    let arguments = [ana.chart.as_str(), &hope.id, &result];
    let error = day.refusal(&mercy.clinician, REGISTRY, "register", &arguments)?;
    assert_eq!(error, "NotPractitioner");
    Ok(())
}

#[test]
fn a_document_is_encrypted_to_a_key_that_was_published() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let arguments = [ana.chart.as_str(), &mercy.id, &record(&document(2))];
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
         removed: [Removed {{ id: 1, cause: Revoked }}], raised: Categories(0) }} }}",
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
fn a_revoked_permit_asks_for_a_new_key_where_it_handed_one_out() -> Result<()> {
    let (mut day, _, hope, ana) = scene()?;
    let doctor = format!("Practitioner({})", account(&hope.clinician));
    let envelope = format!("keys: Some({})", text([0xee; 32]));
    let with_keys = |grantee: &str| terms(grantee, LABORATORY).replace("keys: None", &envelope);
    let for_all = [ana.chart.as_str(), &with_keys(&hope.grantee())];
    assert_eq!(day.refusal(&ana.actor, CONSENT, "grant", &for_all)?, "Policy(KeysForMany)");
    let permit = day.grant(&ana, &with_keys(&doctor))?;
    let revoked = day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, &permit])?;
    let [(CONSENT, event)] = &revoked.events[..] else { panic!("{:?}", revoked.events) };
    let raised = format!("raised: Categories({LABORATORY}) }} }}");
    assert!(event.ends_with(&raised), "{event}");
    Ok(())
}

#[test]
fn a_representative_reads_for_the_family_and_serves_no_house() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let mother = Actor::named("mother");
    let open = [ana.chart.as_str(), "0", "FamilyRequest", "None"];
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &open)?, "NotRepresentative");
    let grantee = format!("Practitioner({})", account(&mother));
    let family = terms(&grantee, LABORATORY).replace("purposes: 1", "purposes: 128");
    let arguments = [ana.chart.as_str(), &family];
    assert_eq!(day.refusal(&ana.actor, CONSENT, "grant", &arguments)?, "Policy(Representative)");
    let permit = day.grant(&ana, &family.replace("actions: 3", "actions: 1"))?;
    let opened = day.call(&mother, REGISTRY, "open", &open)?;
    let expected = format!("Ok(Opening {{ entry: 0, decision: Permit(Provision({permit})) }})");
    assert_eq!(opened.answer, expected);
    let meant = [open[0], open[1], open[2], &mercy.meant()];
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &meant)?, "Organization");
    day.enrol(&mercy, &mother, CLINICIAN)?;
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &open)?, "Enrolled");
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
        let arguments = [ana.chart.as_str(), "0", "Treatment", &mercy.meant()];
        assert_eq!(day.refusal(stranger, REGISTRY, "open", &arguments)?, "NotPractitioner");
        let arguments = [ana.chart.as_str(), "0", "PatientRequest", "None"];
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
    let own = report(&document(1), "None");
    let reported = day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &own])?;
    assert_eq!(reported.answer, "Ok(1)");
    let arguments = [ana.chart.as_str(), "1", "PatientRequest", "None"];
    let opened = day.call(&ana.actor, REGISTRY, "open", &arguments)?;
    assert_eq!(opened.answer, "Ok(Opening { entry: 0, decision: Permit(Controller) })");
    Ok(())
}

#[test]
fn whom_a_patient_sent_a_document_reads_it_without_a_permit() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, hope, ana) = (day.house("mercy")?, day.house("hope")?, day.patient("ana")?);
    let sent = report(&document(1), &format!("Some({})", mercy.grantee()));
    day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &sent])?;
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 0)?, "Permit(Addressee)");
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, "Deny(NoConsent)");
    Ok(())
}
