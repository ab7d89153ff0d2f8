//! What a ticket can say of a document that is on record twice, and what it cannot: a digest on
//! the chain proves nothing about who may have the bytes. Whoever uploaded them for which chart, a
//! keeper has to know itself.

use anyhow::Result;
use chartkey_e2e_tests::{Hospital, On, Patient, Suite, MINUTE};
use chartkey_interfaces::{
    log::{Log as _, TICKET_MILLISECONDS},
    registry::{RegistryError, TicketRefusal},
};
use chartkey_policy::{Basis, Decision, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{Action, Actions, Category, NewDocument, Purpose, Selection, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    done, no_ticket, opened, permitted, refusal, reported, served, ticket, LABORATORY, TREATMENT,
};
use crate::on_both;

const DENIED: TicketRefusal = TicketRefusal::Denied(Reason::DeniedByPatient);

/// A former reader of ana's record 0, who puts its digest on record in a chart of his own, as his
/// record 0, and opens that: his entry 0.
fn stranger(on: On) -> Result<(Suite, Patient, Patient, Version)> {
    let (mut suite, _, _, ana) = opened(on)?;
    suite.revoke(&ana, 1)?;
    let Some(version) = ticket(&mut suite, &ana, 1, 0)?.version else {
        anyhow::bail!("record 0 was erased")
    };
    let eve = suite.patient("eve", &[LABORATORY])?;
    let copy = NewDocument { category: LABORATORY, version: version.clone() };
    assert_eq!(reported(&mut suite, &eve, copy.into())?, 0);
    let (own, record) = (Purpose::PatientRequest, Selection::record(0));
    assert_eq!(permitted(&mut suite, &eve.actor, &eve, record, own)?, 0);
    Ok((suite, ana, eve, version))
}

#[apply(on_both)]
fn a_strangers_copy_has_a_ticket_that_only_its_chart_tells_apart(on: On) -> Result<()> {
    let (mut suite, ana, eve, version) = stranger(on)?;
    let his = ticket(&mut suite, &eve, 0, 0)?;
    assert_eq!(his.refusal, None);
    assert_eq!(his.version, Some(version));
    assert_eq!((his.actor, his.organization, his.issuer), (eve.actor.bytes(), None, None));
    assert_eq!(his.decision, Decision::Permit(Basis::Controller));
    // In ana's chart he gets nothing for it: his entry is none of her log.
    let size = u32::try_from(suite.read(suite.log().head(ana.id.into()))?.size)?;
    for entry in 0..size {
        let hers = ticket(&mut suite, &ana, entry, 0)?;
        assert_ne!(hers.actor, eve.actor.bytes());
        assert_eq!(hers.refusal, Some(TicketRefusal::Denied(Reason::NoConsent)));
    }
    assert_eq!(no_ticket(&mut suite, &ana, size, 0)?, RegistryError::UnknownEntry);
    Ok(())
}

#[apply(on_both)]
fn an_erased_copy_leaves_the_other_charts_record_as_it_is(on: On) -> Result<()> {
    let (mut suite, ana, eve, version) = stranger(on)?;
    let erase = suite.registry().erase(eve.id.into(), 0);
    done(&mut suite, &eve.actor, erase)?;
    assert_eq!(refusal(&mut suite, &eve, 0, 0)?, Some(TicketRefusal::Erased));
    let (own, record) = (Purpose::PatientRequest, Selection::record(0));
    let entry = permitted(&mut suite, &ana.actor, &ana, record, own)?;
    let hers = ticket(&mut suite, &ana, entry, 0)?;
    assert_eq!((hers.refusal, hers.version), (None, Some(version)));
    Ok(())
}

/// Ana's note on her mental health (record 3), which she has sealed, and hope, which may append
/// laboratory results: it puts the note's digest on record as one (record 4).
fn relabelled(suite: &mut Suite, mercy: &Hospital, hope: &Hospital, ana: &Patient) -> Result<()> {
    suite.publish_key(ana, Category::MentalHealth)?;
    let terms = suite.terms(mercy.grantee(), &[Category::MentalHealth])?;
    suite.grant(ana, terms)?;
    assert_eq!(suite.register(&mercy.clinician, ana, Category::MentalHealth)?, 3);
    let anyone = suite.terms(Grantee::Anyone, &[Category::MentalHealth])?;
    suite.deny(ana, Terms { until: None, ..anyone })?;
    let (scope, actions) = (Scope::Document(3), Action::Read.into());
    suite.deny(ana, Terms { scope, actions, until: None, ..anyone })?;
    suite.revoke(ana, 1)?;
    let actions = Actions::of(&[Action::Append]);
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(ana, Terms { actions, ..terms })?;
    assert_eq!(suite.register(&hope.clinician, ana, LABORATORY)?, 4);
    Ok(())
}

#[apply(on_both)]
fn a_sealed_documents_digest_under_another_label_is_another_record(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = opened(on)?;
    relabelled(&mut suite, &mercy, &hope, &ana)?;
    let record = Selection::record(4);
    let entry = permitted(&mut suite, &hope.clinician, &ana, record, TREATMENT)?;
    let copy = ticket(&mut suite, &ana, entry, 4)?;
    assert_eq!(copy.refusal, None);
    assert_eq!(copy.decision, Decision::Permit(Basis::Issuer));
    assert_eq!((copy.document, copy.category, copy.issuer), (4, LABORATORY, Some(hope.id)));
    // The note has the same digest, another document and issuer, and stays shut.
    let note = Selection::record(3);
    let refused = suite.open_selection(&hope.clinician, &ana, note, TREATMENT)?;
    let note = ticket(&mut suite, &ana, refused.entry, 3)?;
    assert_eq!(note.refusal, Some(TicketRefusal::NotPermitted));
    assert_eq!(note.decision, Decision::Deny(Reason::DeniedByPatient));
    assert_eq!((note.document, note.issuer), (3, Some(mercy.id)));
    assert_eq!(note.version, copy.version);
    assert_eq!(refusal(&mut suite, &ana, entry, 3)?, Some(TicketRefusal::NotPermitted));
    Ok(())
}

#[apply(on_both)]
fn a_document_that_is_on_record_twice_is_denied_once(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = opened(on)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 3);
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    suite.deny(&ana, Terms { scope, actions, until: None, ..terms })?;
    let [sealed, copy] = [ticket(&mut suite, &ana, 1, 0)?, ticket(&mut suite, &ana, 1, 3)?];
    assert_eq!(sealed.version, copy.version);
    assert_eq!((sealed.refusal, copy.refusal), (Some(DENIED), None));
    Ok(())
}

/// A ticket is asked for as often as one likes, by whomever: it names whose key has to sign, and
/// for how long, and does not know what was handed out before.
#[apply(on_both)]
fn the_same_entry_has_the_same_ticket_until_it_is_too_old(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = opened(on)?;
    let first = ticket(&mut suite, &ana, 0, 0)?;
    suite.advance(9 * MINUTE)?;
    let mut again = ticket(&mut suite, &ana, 0, 0)?;
    assert!(again.now > first.now);
    again.now = first.now;
    assert_eq!(again, first);
    served(&mut suite, &ana)?;
    suite.chain().set_clock(first.opened_at + TICKET_MILLISECONDS + 1)?;
    assert_eq!(refusal(&mut suite, &ana, 0, 0)?, Some(TicketRefusal::TooOld));
    Ok(())
}
