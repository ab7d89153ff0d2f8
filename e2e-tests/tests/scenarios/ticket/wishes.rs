//! What a patient says counts for everything that is handed out from that moment on.

use anyhow::Result;
use chartkey_commands::{Command, Offer};
use chartkey_e2e_tests::{document, Actor, On, Patient, Suite, DAY, MINUTE};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::registry::{NewRecord, TicketRefusal};
use chartkey_policy::{Basis, Decision, Directive, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{
    Action, Addressee, Categories, Purpose, Purposes, Selection, SelfReport, Version,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    done, opened, permitted, refusal, refused, reported, represented, scene, served, ticket,
    IMAGING, LABORATORY, TREATMENT,
};
use crate::{
    consent::representatives::representing,
    in_every_word, on_both,
    speaking::{Speaker, Word},
};

const NO_CONSENT: TicketRefusal = TicketRefusal::Denied(Reason::NoConsent);
const DENIED: TicketRefusal = TicketRefusal::Denied(Reason::DeniedByPatient);

/// The patient changes a directive.
fn direct(
    suite: &mut Suite,
    patient: &Patient,
    directive: Directive,
    categories: Categories,
) -> Result<()> {
    let set = suite.consent().set_directive(patient.id.into(), directive, categories);
    done(suite, &patient.actor, set)
}

#[apply(on_both)]
fn a_revoked_permit_refuses_at_once(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    suite.revoke(&ana, 1)?;
    refused(&mut suite, &ana, NO_CONSENT)?;
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.decision, Decision::Deny(Reason::NoConsent));
    Ok(())
}

/// A ticket asks for what holds now, not for the ground of then.
#[apply(on_both)]
fn another_permit_serves_the_same_entry(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    let terms = suite.terms(Grantee::Practitioner(hope.clinician.bytes()), &[LABORATORY])?;
    let other = suite.grant(&ana, terms)?;
    suite.revoke(&ana, 1)?;
    served(&mut suite, &ana)?;
    let decision = ticket(&mut suite, &ana, 1, 0)?.decision;
    assert_eq!(decision, Decision::Permit(Basis::Provision(other)));
    Ok(())
}

#[apply(on_both)]
fn a_document_denied_in_a_running_session_is_refused_at_once_and_no_other(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    let deny = suite.deny(&ana, Terms { scope, actions, until: None, ..terms })?;
    refused(&mut suite, &ana, DENIED)?;
    assert_eq!(refusal(&mut suite, &ana, 1, 1)?, None);
    suite.revoke(&ana, deny)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_denied_reader_is_refused_at_once_for_the_purposes_of_the_deny(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    let reader = Grantee::Practitioner(hope.clinician.bytes());
    for (grantee, purposes, expected) in [
        (reader, TREATMENT.into(), Some(DENIED)),
        (hope.grantee(), Purposes::EVERYTHING, Some(DENIED)),
        (Grantee::Anyone, Purposes::ALL, Some(DENIED)),
        (reader, Purpose::Research.into(), None),
    ] {
        let terms = suite.terms(grantee, &[LABORATORY])?;
        let deny = suite.deny(&ana, Terms { purposes, until: None, ..terms })?;
        for entry in [0, 1] {
            assert_eq!(refusal(&mut suite, &ana, entry, 0)?, expected, "{grantee:?}");
        }
        suite.revoke(&ana, deny)?;
    }
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn who_handed_the_chart_over_is_refused(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = scene(on)?;
    let (own, phone) = (Purpose::PatientRequest, Actor::named("ana's new phone"));
    let session = Selection::Categories(LABORATORY.into());
    for selection in [Selection::record(0), session] {
        permitted(&mut suite, &ana.actor, &ana, selection, own)?;
    }
    let mut consent = suite.consent();
    let propose = consent.hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    done(&mut suite, &ana.actor, propose)?;
    served(&mut suite, &ana)?;
    done(&mut suite, &phone, consent.hand_over(ana.id.into(), HandoverStep::Accept))?;
    refused(&mut suite, &ana, TicketRefusal::NotController)?;
    // Not even where she may read as somebody else.
    let terms = representing(&mut suite, &ana.actor, &[LABORATORY])?;
    let now = Patient { actor: phone, id: ana.id };
    suite.grant(&now, terms)?;
    refused(&mut suite, &ana, TicketRefusal::NotController)?;
    let entry = permitted(&mut suite, &now.actor, &now, Selection::record(0), own)?;
    assert_eq!(refusal(&mut suite, &now, entry, 0)?, None);
    Ok(())
}

#[apply(on_both)]
fn a_chart_that_left_patient_account_is_refused(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, Word::Signed, "ana", &[LABORATORY])?;
    ana.reports(&mut suite, document(LABORATORY).into())?;
    for selection in [Selection::record(0), Selection::Categories(LABORATORY.into())] {
        ana.does(&mut suite, Command::Open(selection))?;
    }
    served(&mut suite, &ana.patient)?;
    let wallet = Actor::named("ana's wallet");
    let offer = Offer::Propose(wallet.bytes());
    ana.does(&mut suite, Command::HandOver(offer))?;
    suite.advance(30 * MINUTE)?;
    let accept = suite.consent().hand_over(ana.patient.id.into(), HandoverStep::Accept);
    done(&mut suite, &wallet, accept)?;
    assert_eq!(refusal(&mut suite, &ana.patient, 1, 0)?, Some(TicketRefusal::NotController));
    Ok(())
}

#[apply(on_both)]
fn a_representative_is_refused_once_the_permit_is_gone(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = scene(on)?;
    let (_, permit) = represented(&mut suite, &ana)?;
    suite.revoke(&ana, permit)?;
    refused(&mut suite, &ana, TicketRefusal::Denied(Reason::NotRepresentative))
}

#[apply(on_both)]
fn directives_are_asked_again(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = scene(on)?;
    suite.revoke(&ana, 0)?;
    let issuer = permitted(&mut suite, &mercy.clinician, &ana, Selection::record(0), TREATMENT)?;
    let medic = suite.responder(&hope, "medic")?;
    suite.declare_emergency(&medic, &ana)?;
    let record = || Selection::record(0);
    let emergency = Purpose::EmergencyTreatment;
    let in_emergency = permitted(&mut suite, &medic, &ana, record(), emergency)?;
    // The responder's day has passed.
    assert_eq!(refusal(&mut suite, &ana, issuer, 0)?, Some(TicketRefusal::TooOld));
    let issuer = permitted(&mut suite, &mercy.clinician, &ana, record(), TREATMENT)?;
    for entry in [issuer, in_emergency] {
        assert_eq!(refusal(&mut suite, &ana, entry, 0)?, None);
    }
    for directive in [Directive::Emergency, Directive::Issuers] {
        direct(&mut suite, &ana, directive, IMAGING.into())?;
    }
    assert_eq!(refusal(&mut suite, &ana, issuer, 0)?, Some(NO_CONSENT));
    let shut = TicketRefusal::Denied(Reason::NotInDirective);
    assert_eq!(refusal(&mut suite, &ana, in_emergency, 0)?, Some(shut));
    Ok(())
}

#[apply(on_both)]
fn a_letter_is_refused_once_its_addressee_is_denied(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let addressee = Some(Addressee::Organization(hope.id));
    let letter = SelfReport { document: document(IMAGING), addressee };
    let letter = reported(&mut suite, &ana, letter)?;
    let record = Selection::record(letter);
    let entry = permitted(&mut suite, &hope.clinician, &ana, record, TREATMENT)?;
    assert_eq!(refusal(&mut suite, &ana, entry, letter)?, None);
    let terms = suite.terms(hope.grantee(), &[IMAGING])?;
    suite.deny(&ana, Terms { until: None, ..terms })?;
    assert_eq!(refusal(&mut suite, &ana, entry, letter)?, Some(DENIED));
    Ok(())
}

#[apply(on_both)]
fn an_erased_record_is_refused_and_its_ticket_has_no_version(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    assert!(ticket(&mut suite, &ana, 1, 0)?.version.is_some());
    let erase = suite.registry().erase(ana.id.into(), 0);
    done(&mut suite, &ana.actor, erase)?;
    refused(&mut suite, &ana, TicketRefusal::Erased)?;
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.version, None);
    assert_eq!(refusal(&mut suite, &ana, 1, 1)?, None);
    Ok(())
}

#[apply(on_both)]
fn an_erased_version_is_refused_and_the_next_one_served(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = opened(on)?;
    let version = Version { digest: [2; 32], ..document(LABORATORY).version };
    let amend = suite.registry().amend(ana.id.into(), 0, version.clone().into());
    assert_eq!(done(&mut suite, &mercy.clinician, amend)?, 3);
    let erase = suite.registry().erase(ana.id.into(), 0);
    done(&mut suite, &ana.actor, erase)?;
    refused(&mut suite, &ana, TicketRefusal::Erased)?;
    let ticket = ticket(&mut suite, &ana, 1, 3)?;
    assert_eq!((ticket.refusal, ticket.document, ticket.version), (None, 0, Some(version)));
    Ok(())
}

#[apply(in_every_word)]
fn the_patient_is_served_what_others_are_denied(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    ana.grants(&mut suite, terms)?;
    let retain_until = suite.now()? + DAY;
    let new = NewRecord { document: document(LABORATORY), retain_until };
    let register = suite.registry().register(ana.patient.id.into(), mercy.id, new.into());
    done(&mut suite, &mercy.clinician, register)?;
    let patient = &ana.patient;
    let theirs = permitted(&mut suite, &mercy.clinician, patient, Selection::record(0), TREATMENT)?;
    ana.does(&mut suite, Command::Open(Selection::record(0)))?;
    let (scope, purposes) = (Scope::Categories(Categories::EVERYTHING), Purposes::EVERYTHING);
    let deny = Terms { grantee: Grantee::Anyone, scope, purposes, until: None, ..terms };
    ana.denies(&mut suite, deny)?;
    assert_eq!(refusal(&mut suite, patient, theirs, 0)?, Some(DENIED));
    assert_eq!(refusal(&mut suite, patient, 1, 0)?, None);
    Ok(())
}
