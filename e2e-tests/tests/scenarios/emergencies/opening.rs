//! What an open emergency opens, for whom, and until when.

use anyhow::Result;
use chartkey_e2e_tests::{document, Contract, Event, On, Suite, MINUTE};
use chartkey_emergency::WINDOW_MILLISECONDS;
use chartkey_interfaces::{
    log::{Access, Entry, Outcome, Subject},
    registry::{Opening, RegistryError},
};
use chartkey_policy::{Basis, Decision, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{Purpose, Purposes};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    charted, entry, leaves_no_trace, log_size, opens, report, scene, would_open, EMERGENCY,
    LABORATORY,
};
use crate::on_both;

const OPEN: Decision = Decision::Permit(Basis::Emergency);
const NO_CONSENT: Decision = Decision::Deny(Reason::NoConsent);
const DENIED: Decision = Decision::Deny(Reason::DeniedByPatient);

/// A deny of laboratory results to a grantee, for every purpose and without end.
fn every_purpose(suite: &mut Suite, grantee: Grantee) -> Result<Terms> {
    let terms = suite.terms(grantee, &[LABORATORY])?;
    Ok(Terms { purposes: Purposes::ALL, until: None, ..terms })
}

#[apply(on_both)]
fn an_emergency_opens_what_the_directive_names_and_is_logged_like_any_reading(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    suite.advance(MINUTE)?;
    for index in [1, 2] {
        let open = suite.registry().open(ana.id.into(), 0, EMERGENCY);
        let opened = suite.submit(&medic, open)?;
        let event = Event::Opened { patient: ana.id, entry: index, decision: OPEN };
        assert_eq!(opened.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(opened.value()?, Opening { entry: index, decision: OPEN });
        let on_record = Entry {
            time: suite.now()?,
            access: Access {
                actor: medic.bytes(),
                organization: Some(mercy.id),
                subject: Subject::Record(0),
                purpose: EMERGENCY,
                outcome: Outcome::Permit(Basis::Emergency),
                justification: None,
            },
        };
        assert_eq!(entry(&mut suite, &ana, index)?, on_record);
    }
    assert_eq!(log_size(&mut suite, &ana)?, 3);
    Ok(())
}

#[apply(on_both)]
fn without_a_declaration_emergency_treatment_is_decided_like_any_purpose(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let partner = suite.responder(&mercy, "partner")?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, NO_CONSENT);
    // A colleague's declaration is not one's own.
    suite.declare_emergency(&partner, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, NO_CONSENT);
    assert_eq!(opens(&mut suite, &mercy.clinician, &ana, 0)?, NO_CONSENT);

    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, Terms { purposes: EMERGENCY.into(), ..terms })?;
    let permitted = Decision::Permit(Basis::Provision(0));
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, permitted);
    // Nor does an emergency change the ground of what is permitted anyway.
    assert_eq!(opens(&mut suite, &partner, &ana, 0)?, permitted);
    let deny = every_purpose(&mut suite, Grantee::Anyone)?;
    suite.deny(&ana, deny)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, DENIED);
    assert_eq!(opens(&mut suite, &partner, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_counts_for_emergency_treatment_only(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    for purpose in [
        Purpose::Treatment,
        Purpose::Payment,
        Purpose::Operations,
        Purpose::Research,
        Purpose::PublicHealth,
    ] {
        let opening = suite.open(&medic, &ana, 0, purpose)?;
        assert_eq!(opening.decision, NO_CONSENT, "{purpose:?}");
    }
    let own = suite.registry().open(ana.id.into(), 0, Purpose::PatientRequest);
    let error = leaves_no_trace(&mut suite, &ana, &medic, own)?;
    assert_eq!(error, RegistryError::NotController);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_of_one_patient_opens_no_other_patients_chart(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    let ben = charted(&mut suite, "ben")?;
    suite.declare_emergency(&medic, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ben, 0)?, NO_CONSENT);
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_ends_after_24_hours(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let end = entry(&mut suite, &ana, declared)?.time + WINDOW_MILLISECONDS;
    suite.chain().set_clock(end - 1)?;
    assert_eq!(would_open(&mut suite, &medic, &ana)?, OPEN);
    suite.chain().set_clock(end)?;
    assert_eq!(would_open(&mut suite, &medic, &ana)?, NO_CONSENT);
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, NO_CONSENT);
    Ok(())
}

#[apply(on_both)]
fn a_sealed_document_stays_sealed_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    assert_eq!(report(&mut suite, &ana, LABORATORY)?, 1);
    let deny = every_purpose(&mut suite, Grantee::Anyone)?;
    suite.deny(&ana, Terms { scope: Scope::Document(0), ..deny })?;
    let amend = suite.registry().amend(ana.id.into(), 0, document(LABORATORY).version.into());
    assert_eq!(suite.submit(&ana.actor, amend)?.value()?, 2);
    suite.declare_emergency(&medic, &ana)?;
    for (record, decision) in [(0, DENIED), (1, OPEN), (2, DENIED)] {
        assert_eq!(opens(&mut suite, &medic, &ana, record)?, decision, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn whom_the_patient_denies_by_name_opens_nothing_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let partner = suite.responder(&mercy, "partner")?;
    for responder in [&medic, &partner] {
        suite.declare_emergency(responder, &ana)?;
    }
    let deny = every_purpose(&mut suite, Grantee::Practitioner(medic.bytes()))?;
    let denied = suite.deny(&ana, deny)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, DENIED);
    assert_eq!(opens(&mut suite, &partner, &ana, 0)?, OPEN);
    suite.revoke(&ana, denied)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}
