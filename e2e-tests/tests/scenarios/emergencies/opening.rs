//! What an open emergency opens, for whom, and until when.

use anyhow::Result;
use chartkey_e2e_tests::{document, Contract, Event, On, Suite, MINUTE};
use chartkey_emergency::WINDOW_MILLISECONDS;
use chartkey_interfaces::{
    log::{Access, Entry, Subject},
    registry::{Opening, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{Action, Purpose, Purposes, Selection, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    charted, entry, leaves_no_trace, log_size, no_emergency, opens, report, scene, would_open,
    EMERGENCY, LABORATORY,
};
use crate::{on_both, verdict::of_one};

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
        let open =
            suite.registry().open(ana.id.into(), Selection::record(0), EMERGENCY, Some(mercy.id));
        let opened = suite.submit(&medic, open)?;
        let event = Event::Opened { patient: ana.id, entry: index, verdict: of_one(OPEN) };
        assert_eq!(opened.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(opened.value()?, Opening { entry: index, verdict: Encoded::of(&of_one(OPEN)) });
        let on_record = Entry {
            time: suite.now()?,
            access: Access {
                actor: medic.bytes(),
                organization: Some(mercy.id),
                subject: Subject::Records(vec![0]),
                purpose: EMERGENCY,
                outcome: of_one(Decision::Permit(Basis::Emergency)).into(),
                justification: None,
            },
        };
        assert_eq!(entry(&mut suite, &ana, index)?, on_record);
    }
    assert_eq!(log_size(&mut suite, &ana)?, 3);
    Ok(())
}

#[apply(on_both)]
fn without_an_open_emergency_of_ones_own_emergency_treatment_is_an_error_without_trace(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let partner = suite.responder(&mercy, "partner")?;
    no_emergency(&mut suite, &medic, &ana)?;
    // A colleague's declaration is not one's own.
    suite.declare_emergency(&partner, &ana)?;
    for reader in [&medic, &mercy.clinician] {
        no_emergency(&mut suite, reader, &ana)?;
    }
    // Nor does a permit stand in for it, which is the ground once there is one.
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, Terms { purposes: EMERGENCY.into(), ..terms })?;
    no_emergency(&mut suite, &medic, &ana)?;
    let permitted = Decision::Permit(Basis::Provision(0));
    assert_eq!(opens(&mut suite, &partner, &ana, 0)?, permitted);
    suite.declare_emergency(&medic, &ana)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, permitted);
    Ok(())
}

#[apply(on_both)]
fn a_deny_that_names_emergency_treatment_holds_in_an_emergency_and_no_other_deny(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    for grantee in [Grantee::Anyone, mercy.grantee(), Grantee::Practitioner(medic.bytes())] {
        let every = every_purpose(&mut suite, grantee)?;
        let others = Purposes::ALL.difference(EMERGENCY.into());
        for (purposes, decision) in [
            (Purposes::ALL, DENIED),
            (Purposes::EVERYTHING, DENIED),
            (EMERGENCY.into(), DENIED),
            (others, OPEN),
        ] {
            let denied = suite.deny(&ana, Terms { purposes, ..every })?;
            let case = format!("{grantee:?} {purposes:?}");
            assert_eq!(opens(&mut suite, &medic, &ana, 0)?, decision, "{case}");
            suite.revoke(&ana, denied)?;
            assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN, "{case}");
        }
    }
    // Also where a permit names the reader for emergency treatment.
    let terms = suite.terms(Grantee::Practitioner(medic.bytes()), &[LABORATORY])?;
    suite.grant(&ana, Terms { purposes: EMERGENCY.into(), ..terms })?;
    let every = every_purpose(&mut suite, Grantee::Anyone)?;
    suite.deny(&ana, every)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, DENIED);
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
    let own =
        suite.registry().open(ana.id.into(), Selection::record(0), Purpose::PatientRequest, None);
    let error = leaves_no_trace(&mut suite, &ana, &medic, own)?;
    assert_eq!(error, RegistryError::NotController);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_of_one_patient_opens_no_other_patients_chart(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    let ben = charted(&mut suite, "ben")?;
    suite.declare_emergency(&medic, &ana)?;
    no_emergency(&mut suite, &medic, &ben)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_ends_after_24_hours(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    let declared = suite.declare_emergency(&medic, &ana)?;
    let end = entry(&mut suite, &ana, declared)?.time + WINDOW_MILLISECONDS;
    suite.chain().set_clock(end - 1)?;
    assert_eq!(would_open(&mut suite, &medic, &ana)?, Ok(OPEN));
    suite.chain().set_clock(end)?;
    assert_eq!(would_open(&mut suite, &medic, &ana)?, Err(RegistryError::NoEmergency));
    no_emergency(&mut suite, &medic, &ana)
}

#[apply(on_both)]
fn a_sealed_document_stays_sealed_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    assert_eq!(report(&mut suite, &ana, LABORATORY)?, 1);
    let deny = every_purpose(&mut suite, Grantee::Anyone)?;
    suite.deny(&ana, Terms { scope: Scope::Document(0), actions: Action::Read.into(), ..deny })?;
    let version = Version { digest: [2; 32], ..document(LABORATORY).version };
    let amend = suite.registry().amend(ana.id.into(), 0, version.into());
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
