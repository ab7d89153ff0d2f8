//! Records are put on record and opened; every answer is on the patient's log.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, text, Day, CONSENT, LOG, REGISTRY},
    texts::{
        deny, document, inside, logged, opening, permit, record, records, report, terms, House,
        Patient, CLINICIAN, HOUR, LABORATORY,
    },
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

/// Opens record 0, and checks that answer, event and entry of the log say the same verdict.
fn opened(
    day: &mut Day,
    house: &House,
    ana: &Patient,
    purpose: &str,
    entry: u32,
) -> Result<String> {
    selected(day, house, ana, &records("0"), purpose, entry)
}

/// Opens what is selected, and checks that answer, event and entry of the log say the same
/// verdict.
fn selected(
    day: &mut Day,
    house: &House,
    ana: &Patient,
    selection: &str,
    purpose: &str,
    entry: u32,
) -> Result<String> {
    let arguments = [ana.chart.as_str(), selection, purpose, &house.meant()];
    let outcome = day.call(&house.clinician, REGISTRY, "open", &arguments)?;
    let begin = format!("Ok(Opening {{ entry: {entry}, verdict: ");
    let verdict = inside(&begin, &outcome.answer, " })")?;
    let event = format!(
        "Opened {{ patient: PatientId({}), entry: {entry}, verdict: {verdict} }}",
        ana.chart
    );
    assert_eq!(outcome.events, [(REGISTRY, event)]);
    let logged = format!(
        "Some(Entry {{ time: {}, access: Access {{ actor: {}, organization: Some(OrgId({})), \
         subject: {}, purpose: {purpose}, outcome: {verdict}, justification: None }} }})",
        day.now(),
        account(&house.clinician),
        house.id,
        logged(selection)
    );
    assert_eq!(day.ask(LOG, "Log::entry", &[&ana.chart, &entry.to_string()])?, logged);
    Ok(verdict)
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
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 0)?, permit(1, "Provision(0)"));
    day.pass(1);
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, permit(1, "Provision(1)"));
    let head = day.ask(LOG, "Log::head", &[&ana.chart])?;
    assert!(head.starts_with("Head { size: 2, root: 0x"), "{head}");
    Ok(())
}

#[test]
fn what_is_refused_is_answered_and_on_record() -> Result<()> {
    let (mut day, _, hope, ana) = scene()?;
    assert_eq!(opened(&mut day, &hope, &ana, "Research", 0)?, deny(0, "NoConsent"));
    Ok(())
}

#[test]
fn a_revoked_permit_opens_nothing_more() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 0)?, permit(1, "Provision(1)"));
    let revoked = day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "1"])?;
    let event = format!(
        "PolicyChanged {{ patient: PatientId({}), change: Change {{ added: None, \
         removed: [Removed {{ id: 1, cause: Revoked }}], raised: Categories(0) }} }}",
        ana.chart
    );
    assert_eq!(revoked.events, [(CONSENT, event)]);
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, deny(0, "NoConsent"));
    // The issuer reads what it wrote.
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "0"])?;
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 2)?, permit(1, "Issuer"));
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
    let granted = day.grant(&ana, &with_keys(&doctor))?;
    let revoked = day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, &granted])?;
    let [(CONSENT, event)] = &revoked.events[..] else { panic!("{:?}", revoked.events) };
    let raised = format!("raised: Categories({LABORATORY}) }} }}");
    assert!(event.ends_with(&raised), "{event}");
    Ok(())
}

#[test]
fn a_representative_reads_for_the_family_and_serves_no_house() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let mother = Actor::named("mother");
    let one = records("0");
    let open = [ana.chart.as_str(), &one, "FamilyRequest", "None"];
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &open)?, "NotRepresentative");
    let grantee = format!("Practitioner({})", account(&mother));
    let family = terms(&grantee, LABORATORY).replace("purposes: 1", "purposes: 128");
    let arguments = [ana.chart.as_str(), &family];
    assert_eq!(day.refusal(&ana.actor, CONSENT, "grant", &arguments)?, "Policy(Representative)");
    let granted = day.grant(&ana, &family.replace("actions: 3", "actions: 1"))?;
    let opened = day.call(&mother, REGISTRY, "open", &open)?;
    let verdict = permit(1, &format!("Provision({granted})"));
    assert_eq!(opened.answer, opening(0, &verdict));
    let meant = [open[0], open[1], open[2], &mercy.meant()];
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &meant)?, "Organization");
    day.enrol(&mercy, &mother, CLINICIAN)?;
    assert_eq!(day.refusal(&mother, REGISTRY, "open", &open)?, "Enrolled");
    Ok(())
}

#[test]
fn a_deny_wins_over_a_permit() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    let nobody = terms("Anyone", LABORATORY);
    day.succeed(&ana.actor, CONSENT, "deny", &[&ana.chart, &nobody])?;
    for (entry, house) in (0..).zip([&mercy, &hope]) {
        let verdict = opened(&mut day, house, &ana, "Treatment", entry)?;
        assert_eq!(verdict, deny(0, "DeniedByPatient"));
    }
    Ok(())
}

#[test]
fn a_stranger_is_turned_away_without_a_trace() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    for stranger in [&Actor::named("mallory"), &day.owner(), &mercy.admin] {
        let arguments = [ana.chart.as_str(), &records("0"), "Treatment", &mercy.meant()];
        assert_eq!(day.refusal(stranger, REGISTRY, "open", &arguments)?, "NotPractitioner");
        let arguments = [ana.chart.as_str(), &records("0"), "PatientRequest", "None"];
        assert_eq!(day.refusal(stranger, REGISTRY, "open", &arguments)?, "NotController");
    }
    assert_eq!(day.ask(LOG, "Log::entries", &[&ana.chart, "0", "8"])?, "Ok([])");
    Ok(())
}

#[test]
fn nobody_but_the_registry_writes_the_log() -> Result<()> {
    let (mut day, mercy, _, ana) = scene()?;
    let access = format!(
        "Access {{ actor: {}, organization: None, subject: {}, purpose: Treatment, \
         outcome: {}, justification: None }}",
        account(&mercy.clinician),
        records("0"),
        permit(1, "Controller")
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
    let arguments = [ana.chart.as_str(), &records("1"), "PatientRequest", "None"];
    let opened = day.call(&ana.actor, REGISTRY, "open", &arguments)?;
    assert_eq!(opened.answer, opening(0, &permit(1, "Controller")));
    Ok(())
}

#[test]
fn whom_a_patient_sent_a_document_reads_it_without_a_permit() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, hope, ana) = (day.house("mercy")?, day.house("hope")?, day.patient("ana")?);
    let sent = report(&document(1), &format!("Some({})", mercy.grantee()));
    day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &sent])?;
    assert_eq!(opened(&mut day, &mercy, &ana, "Treatment", 0)?, permit(1, "Addressee"));
    assert_eq!(opened(&mut day, &hope, &ana, "Treatment", 1)?, deny(0, "NoConsent"));
    Ok(())
}

#[test]
fn a_list_is_opened_whole_or_refused_with_the_place_of_what_is_not_permitted() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    let result = record(&document(1));
    day.succeed(&hope.clinician, REGISTRY, "register", &[&ana.chart, &hope.id, &result])?;
    let sent = report(&document(1), &format!("Some({})", mercy.grantee()));
    day.succeed(&ana.actor, REGISTRY, "self_report", &[&ana.chart, &sent])?;
    let whole = records("0, 1, 2");
    let verdict = selected(&mut day, &mercy, &ana, &whole, "Treatment", 0)?;
    assert_eq!(verdict, permit(3, "Provision(0)"));
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "0"])?;
    let verdict = selected(&mut day, &mercy, &ana, &records("0, 2"), "Treatment", 1)?;
    let grounds = "Permit([Ground { count: 1, basis: Issuer }, \
                   Ground { count: 1, basis: Addressee }])";
    assert_eq!(verdict, grounds);
    let verdict = selected(&mut day, &mercy, &ana, &whole, "Treatment", 2)?;
    assert_eq!(verdict, deny(1, "NoConsent"));
    for ids in ["", "1, 0", "0, 0"] {
        let arguments = [ana.chart.as_str(), &records(ids), "Treatment", &mercy.meant()];
        assert_eq!(day.refusal(&mercy.clinician, REGISTRY, "open", &arguments)?, "List");
    }
    Ok(())
}

#[test]
fn a_session_is_opened_for_whom_a_permit_names() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    let session = format!("Categories({LABORATORY})");
    let verdict = selected(&mut day, &hope, &ana, &session, "Treatment", 0)?;
    assert_eq!(verdict, permit(1, "Provision(1)"));
    // Neither an issuer's right nor a permit for anyone opens one.
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "0"])?;
    let verdict = selected(&mut day, &mercy, &ana, &session, "Treatment", 1)?;
    assert_eq!(verdict, deny(0, "NoConsent"));
    let anyone = terms("Anyone", LABORATORY).replace("actions: 3", "actions: 1");
    day.grant(&ana, &anyone)?;
    let verdict = selected(&mut day, &mercy, &ana, &session, "Treatment", 2)?;
    assert_eq!(verdict, deny(0, "RecordsOnly"));
    let mut refusal = |categories: &str, purpose: &str| {
        let arguments = [ana.chart.as_str(), categories, purpose, &mercy.meant()];
        day.refusal(&mercy.clinician, REGISTRY, "open", &arguments)
    };
    assert_eq!(refusal("Categories(0)", "Treatment")?, "Categories(Empty)");
    assert_eq!(refusal("Categories(4294967295)", "Treatment")?, "Categories(Unassigned)");
    assert_eq!(refusal(&session, "EmergencyTreatment")?, "NoSession");
    Ok(())
}

#[test]
fn a_keeper_asks_for_a_ticket_of_an_entry() -> Result<()> {
    let (mut day, mercy, hope, ana) = scene()?;
    let session = format!("Categories({LABORATORY})");
    selected(&mut day, &hope, &ana, &session, "Treatment", 0)?;
    selected(&mut day, &mercy, &ana, &records("0"), "Treatment", 1)?;
    let opened_at = day.now();
    let ticket =
        |day: &mut Day, entry: &str| day.ask(REGISTRY, "ticket", &[&ana.chart, entry, "0"]);
    for (entry, reader, minutes, basis) in
        [("0", &hope, 60, "Provision(1)"), ("1", &mercy, 10, "Provision(0)")]
    {
        let answer = ticket(&mut day, entry)?;
        let begin = format!(
            "Ok(Ticket {{ now: {opened_at}, opened_at: {opened_at}, until: {}, actor: {}, \
             organization: Some(OrgId({})), purpose: Treatment, practitioner: Some(",
            opened_at + minutes * 60_000,
            account(&reader.clinician),
            reader.id
        );
        assert!(answer.starts_with(&begin), "{answer}");
        let decided = format!("emergency: false, decision: Permit({basis}), document: 0");
        assert!(answer.contains(&decided), "{answer}");
        assert!(answer.contains("version: Some(Version { digest: 0xd1d1"), "{answer}");
        assert!(answer.ends_with("refusal: None })"), "{answer}");
    }
    day.pass(HOUR);
    let answer = ticket(&mut day, "0")?;
    assert!(answer.ends_with("refusal: None })"), "{answer}");
    let answer = ticket(&mut day, "1")?;
    assert!(answer.ends_with("refusal: Some(TooOld) })"), "{answer}");
    day.pass(1);
    let answer = ticket(&mut day, "0")?;
    assert!(answer.ends_with("refusal: Some(TooOld) })"), "{answer}");
    assert_eq!(ticket(&mut day, "2")?, "Err(UnknownEntry)");
    let unknown = day.ask(REGISTRY, "ticket", &[&ana.chart, "0", "1"])?;
    assert_eq!(unknown, "Err(UnknownRecord)");
    Ok(())
}
