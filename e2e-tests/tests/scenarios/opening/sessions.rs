//! Sessions: one entry for every record of a set of categories, for an hour.

use anyhow::Result;
use chartkey_e2e_tests::{document, new_record, Actor, Hospital, On, Patient, Suite, DAY, MINUTE};
use chartkey_interfaces::{
    directory::Role,
    log::SESSION_MILLISECONDS,
    registry::{RegistryError, TicketRefusal},
};
use chartkey_policy::{Basis, Grantee, Reason, Scope, Terms, Verdict};
use chartkey_vocabulary::{
    Action, Addressee, Categories, Category, OrgId, Purpose, Purposes, Selection, SelfReport,
    SetError, Version,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::answered::{
    answered, leaves_no_trace, log_size, on_grounds, opens_her_own, records, refused_at,
};
use crate::{
    consent::representatives::representing,
    in_every_word, on_both,
    speaking::{Speaker, Word},
    ticket::{refusal, ticket},
};

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;
const GENETICS: Category = Category::Genetics;
const TREATMENT: Purpose = Purpose::Treatment;
const DENIED: TicketRefusal = TicketRefusal::Denied(Reason::DeniedByPatient);

/// Two hospitals, and ana, whose record 0 is a laboratory result and record 1 an image, which
/// mercy wrote. She permits nobody anything.
fn scene(on: On) -> Result<(Suite, Hospital, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let ana = suite.patient("ana", &[LABORATORY, IMAGING, GENETICS])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    assert_eq!(suite.grant(&ana, terms)?, 0);
    let new = [LABORATORY, IMAGING].map(new_record).to_vec();
    let register = suite.registry().register_many(ana.id.into(), mercy.id, new);
    suite.submit(&mercy.clinician, register)?.value()?;
    suite.revoke(&ana, 0)?;
    Ok((suite, mercy, hope, ana))
}

/// A session of these categories.
fn session(categories: &[Category]) -> Selection {
    Selection::Categories(Categories::of(categories))
}

/// What a clinician is answered who asks for a session of these categories, for treatment.
fn asks(
    suite: &mut Suite,
    hospital: &Hospital,
    patient: &Patient,
    categories: &[Category],
) -> Result<Verdict> {
    let (reader, house) = (&hospital.clinician, Some(hospital.id));
    answered(suite, reader, house, patient, session(categories), TREATMENT)
}

/// A session of laboratory results for hope's clinician, whom the patient lets read them. Returns
/// the index of its entry.
fn opened(suite: &mut Suite, hope: &Hospital, ana: &Patient) -> Result<u32> {
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(ana, terms)?;
    let entry = u32::try_from(log_size(suite, ana)?)?;
    let verdict = asks(suite, hope, ana, &[LABORATORY])?;
    assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
    Ok(entry)
}

#[apply(on_both)]
fn a_session_needs_a_permit_that_names_the_reader_or_the_organization(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let colleague = Actor::named("colleague");
    suite.enrol(&hope, &colleague, &[Role::Registrar])?;
    let set = [LABORATORY, IMAGING];
    let ask = |suite: &mut Suite, reader: &Actor| {
        answered(suite, reader, Some(hope.id), &ana, session(&set), TREATMENT)
    };
    let refused = refused_at(0, Reason::NoConsent);
    assert_eq!(ask(&mut suite, &hope.clinician)?, refused);

    let terms = suite.terms(hope.grantee(), &set)?;
    let for_house = suite.grant(&ana, terms)?;
    for reader in [&hope.clinician, &colleague] {
        let verdict = ask(&mut suite, reader)?;
        assert_eq!(verdict, on_grounds(&[(1, Basis::Provision(for_house))]));
    }
    suite.revoke(&ana, for_house)?;
    let terms = suite.terms(Grantee::Practitioner(hope.clinician.bytes()), &set)?;
    let for_reader = suite.grant(&ana, terms)?;
    let verdict = ask(&mut suite, &hope.clinician)?;
    assert_eq!(verdict, on_grounds(&[(1, Basis::Provision(for_reader))]));
    assert_eq!(ask(&mut suite, &colleague)?, refused);
    // Each of the answers is one line.
    assert_eq!(log_size(&mut suite, &ana)?, 5);
    Ok(())
}

#[apply(in_every_word)]
fn a_patient_opens_a_session_of_her_whole_chart(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    for category in [LABORATORY, IMAGING] {
        ana.reports(&mut suite, document(category).into())?;
    }
    opens_her_own(&mut suite, word, &ana, session(&Category::ALL), 1)?;
    ana.reports(&mut suite, document(IMAGING).into())?;
    for record in 0..3 {
        assert_eq!(refusal(&mut suite, &ana.patient, 0, record)?, None, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn a_representative_opens_a_session_of_what_her_permit_names(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = scene(on)?;
    let (sophie, family) = (Actor::named("sophie"), Purpose::FamilyRequest);
    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    let permit = suite.grant(&ana, terms)?;
    let one = session(&[LABORATORY]);
    let verdict = answered(&mut suite, &sophie, None, &ana, one.clone(), family)?;
    assert_eq!(verdict, on_grounds(&[(1, Basis::Provision(permit))]));
    assert_eq!(refusal(&mut suite, &ana, 0, 0)?, None);
    let both = session(&[LABORATORY, IMAGING]);
    let verdict = answered(&mut suite, &sophie, None, &ana, both, family)?;
    assert_eq!(verdict, refused_at(0, Reason::NoConsent));
    suite.revoke(&ana, permit)?;
    let error = leaves_no_trace(&mut suite, &sophie, None, &ana, one, family)?;
    assert_eq!(error, RegistryError::NotRepresentative);
    Ok(())
}

#[apply(on_both)]
fn two_permits_cover_a_set_together_and_one_of_them_does_not(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let set = [LABORATORY, IMAGING];
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let first = suite.grant(&ana, terms)?;
    assert_eq!(asks(&mut suite, &hope, &ana, &set)?, refused_at(0, Reason::NoConsent));
    let terms = suite.terms(Grantee::Practitioner(hope.clinician.bytes()), &[IMAGING])?;
    let second = suite.grant(&ana, terms)?;
    // The older one stands for both.
    let both = on_grounds(&[(1, Basis::Provision(first))]);
    assert_eq!(asks(&mut suite, &hope, &ana, &set)?, both);
    for gone in [first, second] {
        suite.revoke(&ana, gone)?;
        assert_eq!(asks(&mut suite, &hope, &ana, &set)?, refused_at(0, Reason::NoConsent));
    }
    Ok(())
}

#[apply(on_both)]
fn no_emergency_opens_a_session(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    let medic = suite.responder(&mercy, "medic")?;
    let (house, emergency) = (Some(mercy.id), Purpose::EmergencyTreatment);
    let error =
        leaves_no_trace(&mut suite, &medic, house, &ana, session(&[LABORATORY]), emergency)?;
    assert_eq!(error, RegistryError::NoSession);
    suite.declare_emergency(&medic, &ana)?;
    // Not even where a permit names the reader for it.
    let terms = suite.terms(Grantee::Practitioner(medic.bytes()), &[LABORATORY])?;
    suite.grant(&ana, Terms { purposes: emergency.into(), ..terms })?;
    let error =
        leaves_no_trace(&mut suite, &medic, house, &ana, session(&[LABORATORY]), emergency)?;
    assert_eq!(error, RegistryError::NoSession);
    let list = answered(&mut suite, &medic, house, &ana, records([0, 1]), emergency)?;
    assert_eq!(list, on_grounds(&[(1, Basis::Provision(1)), (1, Basis::Emergency)]));
    Ok(())
}

#[apply(on_both)]
fn a_permit_for_anyone_opens_no_session_and_that_is_on_record(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let anyone = suite.grant(&ana, terms)?;
    let records_only = refused_at(0, Reason::RecordsOnly);
    assert_eq!(asks(&mut suite, &hope, &ana, &[LABORATORY])?, records_only);
    assert_eq!(log_size(&mut suite, &ana)?, 1);
    // What nobody permits is missing first.
    let no_consent = refused_at(0, Reason::NoConsent);
    assert_eq!(asks(&mut suite, &hope, &ana, &[LABORATORY, IMAGING])?, no_consent);
    let terms = suite.terms(hope.grantee(), &[IMAGING])?;
    let named = suite.grant(&ana, terms)?;
    assert_eq!(asks(&mut suite, &hope, &ana, &[LABORATORY, IMAGING])?, records_only);
    let images = on_grounds(&[(1, Basis::Provision(named))]);
    assert_eq!(asks(&mut suite, &hope, &ana, &[IMAGING])?, images);
    // The same records by a list.
    let (reader, house) = (&hope.clinician, Some(hope.id));
    let list = answered(&mut suite, reader, house, &ana, records([0, 1]), TREATMENT)?;
    let grounds = [(1, Basis::Provision(anyone)), (1, Basis::Provision(named))];
    assert_eq!(list, on_grounds(&grounds));
    Ok(())
}

#[apply(on_both)]
fn an_issuer_opens_no_session_of_its_own_records(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    for set in [&[LABORATORY][..], &[LABORATORY, IMAGING]] {
        assert_eq!(asks(&mut suite, &mercy, &ana, set)?, refused_at(0, Reason::NoConsent));
    }
    let (reader, house) = (&mercy.clinician, Some(mercy.id));
    let list = answered(&mut suite, reader, house, &ana, records([0, 1]), TREATMENT)?;
    assert_eq!(list, on_grounds(&[(2, Basis::Issuer)]));
    Ok(())
}

#[apply(on_both)]
fn an_addressee_opens_no_session(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    for (id, addressee) in [
        (2, Addressee::Organization(hope.id)),
        (3, Addressee::Practitioner(hope.clinician.bytes())),
    ] {
        let letter = SelfReport { document: document(GENETICS), addressee: Some(addressee) };
        let report = suite.registry().self_report(ana.id.into(), letter.into());
        assert_eq!(suite.submit(&ana.actor, report)?.value()?, id);
    }
    assert_eq!(asks(&mut suite, &hope, &ana, &[GENETICS])?, refused_at(0, Reason::NoConsent));
    let (reader, house) = (&hope.clinician, Some(hope.id));
    let list = answered(&mut suite, reader, house, &ana, records([2, 3]), TREATMENT)?;
    assert_eq!(list, on_grounds(&[(2, Basis::Addressee)]));
    Ok(())
}

#[apply(on_both)]
fn a_permit_for_one_document_opens_no_session(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    suite.grant(&ana, Terms { scope, actions, ..terms })?;
    assert_eq!(asks(&mut suite, &hope, &ana, &[LABORATORY])?, refused_at(0, Reason::NoConsent));
    Ok(())
}

#[apply(on_both)]
fn a_set_with_a_category_missing_is_refused_whole(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY, IMAGING])?;
    let permit = suite.grant(&ana, terms)?;
    let from = terms.from + DAY;
    let genetics = Scope::Categories(GENETICS.into());
    suite.grant(&ana, Terms { scope: genetics, from, until: Some(from + DAY), ..terms })?;
    let both = on_grounds(&[(1, Basis::Provision(permit))]);
    let all = [LABORATORY, IMAGING, GENETICS];
    for expected in
        [refused_at(0, Reason::NotYetValid), both.clone(), refused_at(0, Reason::Expired)]
    {
        assert_eq!(asks(&mut suite, &hope, &ana, &all)?, expected);
        assert_eq!(asks(&mut suite, &hope, &ana, &all[..2])?, both);
        suite.advance(DAY)?;
        suite.advance(DAY / 2)?;
    }
    let more = [LABORATORY, Category::MentalHealth];
    assert_eq!(asks(&mut suite, &hope, &ana, &more)?, refused_at(0, Reason::NoConsent));
    Ok(())
}

#[apply(on_both)]
fn a_session_names_assigned_categories_and_at_least_one(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &Category::ALL)?;
    suite.grant(&ana, terms)?;
    let (treatment, own) = (TREATMENT, Purpose::PatientRequest);
    let readers: [(&Actor, Option<OrgId>, Purpose); 2] =
        [(&hope.clinician, Some(hope.id), treatment), (&ana.actor, None, own)];
    for (reader, house, purpose) in readers {
        for (set, error) in
            [(Categories::EMPTY, SetError::Empty), (Categories::EVERYTHING, SetError::Unassigned)]
        {
            let asked = Selection::Categories(set);
            let refused = leaves_no_trace(&mut suite, reader, house, &ana, asked, purpose)?;
            assert_eq!(refused, RegistryError::Categories(error));
        }
        let all = session(&Category::ALL);
        let verdict = answered(&mut suite, reader, house, &ana, all, purpose)?;
        assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
    }
    Ok(())
}

#[apply(on_both)]
fn a_deny_of_one_document_stops_its_ticket_and_not_the_session(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 2);
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    suite.deny(&ana, Terms { scope, actions, until: None, ..terms })?;
    let entry = opened(&mut suite, &hope, &ana)?;
    assert_eq!(refusal(&mut suite, &ana, entry, 0)?, Some(DENIED));
    assert_eq!(refusal(&mut suite, &ana, entry, 2)?, None);
    Ok(())
}

#[apply(on_both)]
fn a_deny_of_a_category_refuses_every_session_with_it(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY, IMAGING])?;
    let permit = on_grounds(&[(1, Basis::Provision(suite.grant(&ana, terms)?))]);
    let denied = refused_at(0, Reason::DeniedByPatient);
    let both = [LABORATORY, IMAGING];
    let images = Scope::Categories(IMAGING.into());
    let everything = Scope::Categories(Categories::EVERYTHING);
    let reader = Grantee::Practitioner(hope.clinician.bytes());
    for (grantee, scope, purposes, [of_both, of_one]) in [
        (Grantee::Anyone, images, TREATMENT.into(), [&denied, &permit]),
        (hope.grantee(), images, Purposes::EVERYTHING, [&denied, &permit]),
        (reader, images, TREATMENT.into(), [&denied, &permit]),
        (Grantee::Anyone, everything, TREATMENT.into(), [&denied, &denied]),
        (Grantee::Anyone, images, Purpose::Research.into(), [&permit, &permit]),
    ] {
        let terms = Terms { grantee, scope, purposes, until: None, ..terms };
        let deny = suite.deny(&ana, terms)?;
        assert_eq!(&asks(&mut suite, &hope, &ana, &both)?, of_both, "{terms:?}");
        assert_eq!(&asks(&mut suite, &hope, &ana, &both[..1])?, of_one, "{terms:?}");
        suite.revoke(&ana, deny)?;
    }
    assert_eq!(asks(&mut suite, &hope, &ana, &both)?, permit);
    Ok(())
}

#[apply(on_both)]
fn a_permit_that_ends_inside_a_session_ends_it(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let until = suite.now()? + 30 * MINUTE;
    suite.grant(&ana, Terms { until: Some(until), ..terms })?;
    assert_eq!(
        asks(&mut suite, &hope, &ana, &[LABORATORY])?,
        on_grounds(&[(1, Basis::Provision(1))])
    );
    assert_eq!(refusal(&mut suite, &ana, 0, 0)?, None);
    suite.chain().set_clock(until)?;
    assert_eq!(refusal(&mut suite, &ana, 0, 0)?, None);
    suite.chain().set_clock(until + 1)?;
    let expired = TicketRefusal::Denied(Reason::Expired);
    assert_eq!(refusal(&mut suite, &ana, 0, 0)?, Some(expired));
    Ok(())
}

#[apply(on_both)]
fn what_is_registered_while_a_session_lasts_is_served(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, GENETICS])?;
    suite.grant(&ana, terms)?;
    let entry = opened(&mut suite, &hope, &ana)?;
    suite.advance(30 * MINUTE)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 2);
    assert_eq!(suite.register(&mercy.clinician, &ana, GENETICS)?, 3);
    // A correction stays in the category of what it corrects.
    let version = Version { digest: [2; 32], ..document(LABORATORY).version };
    let amend = suite.registry().amend(ana.id.into(), 0, version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 4);
    assert_eq!(ticket(&mut suite, &ana, entry, 4)?.category, LABORATORY);
    for (record, expected) in [
        (0, None),
        (1, Some(TicketRefusal::NotPermitted)),
        (2, None),
        (3, Some(TicketRefusal::NotPermitted)),
        (4, None),
    ] {
        assert_eq!(refusal(&mut suite, &ana, entry, record)?, expected, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn a_session_lasts_60_minutes_to_the_millisecond(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let entry = opened(&mut suite, &hope, &ana)?;
    let opened_at = suite.now()?;
    let ticket = ticket(&mut suite, &ana, entry, 0)?;
    assert_eq!((ticket.opened_at, ticket.until), (opened_at, opened_at + 60 * MINUTE));
    assert_eq!(SESSION_MILLISECONDS, 60 * MINUTE);
    for (after, expected) in [
        (11 * MINUTE, None),
        (60 * MINUTE - 1, None),
        (60 * MINUTE, None),
        (60 * MINUTE + 1, Some(TicketRefusal::TooOld)),
    ] {
        suite.chain().set_clock(opened_at + after)?;
        assert_eq!(refusal(&mut suite, &ana, entry, 0)?, expected, "{after} ms later");
    }
    Ok(())
}
