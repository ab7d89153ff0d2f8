//! `open`, the only door to a record: decided, answered and logged in one transaction.

mod answered;
mod lists;
mod sessions;

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, Contract, Hospital, On, Patient, Suite, DAY};
use chartkey_interfaces::{
    consent::ConsentError,
    directory::{DirectoryError, OrganizationStatus, PractitionerStatus, Role, Roles},
    log::{Access, Log as _, LogError, Subject},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{Action, Category, OrgId, Purpose, Selection, SelfReport, Version};
use rstest::rstest;
use rstest_reuse::apply;

use self::answered::{answered, log_size};
use crate::{on_both, verdict::of_one};

const LABORATORY: Category = Category::Laboratory;

/// Mercy wrote record 0 of ana's chart, a laboratory result.
fn scene(on: On) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let (mercy, ana) = set_up(&mut suite)?;
    Ok((suite, mercy, ana))
}

fn set_up(suite: &mut Suite) -> Result<(Hospital, Patient)> {
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 0);
    Ok((mercy, ana))
}

/// A later version of a laboratory result, with this digest.
fn version(byte: u8) -> Version {
    Version { digest: [byte; 32], ..document(LABORATORY).version }
}

/// Opens record 0, and checks that what was answered is what was emitted and is on record.
fn opened(
    suite: &mut Suite,
    reader: &Actor,
    organization: Option<OrgId>,
    patient: &Patient,
    purpose: Purpose,
) -> Result<Decision> {
    let record = Selection::record(0);
    Ok(answered(suite, reader, organization, patient, record, purpose)?.of_first())
}

#[apply(on_both)]
fn a_permitted_opening_is_answered_with_its_entry(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for _ in 0..3 {
        suite.advance(1)?;
        let decision =
            opened(&mut suite, &mercy.clinician, Some(mercy.id), &ana, Purpose::Treatment)?;
        assert_eq!(decision, Decision::Permit(Basis::Provision(0)));
    }
    Ok(())
}

#[apply(on_both)]
fn a_refused_opening_stays_on_record(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    let decision = opened(&mut suite, &hope.clinician, Some(hope.id), &ana, Purpose::Treatment)?;
    assert_eq!(decision, Decision::Deny(Reason::NoConsent));
    let decision = opened(&mut suite, &mercy.clinician, Some(mercy.id), &ana, Purpose::Research)?;
    assert_eq!(decision, Decision::Deny(Reason::NoConsent));
    let deny = Terms { until: None, ..suite.terms(mercy.grantee(), &[LABORATORY])? };
    suite.deny(&ana, deny)?;
    let decision = opened(&mut suite, &mercy.clinician, Some(mercy.id), &ana, Purpose::Treatment)?;
    assert_eq!(decision, Decision::Deny(Reason::DeniedByPatient));
    Ok(())
}

#[apply(on_both)]
fn the_controller_opens_at_the_patients_request_and_for_no_organization(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on)?;
    let decision = opened(&mut suite, &ana.actor, None, &ana, Purpose::PatientRequest)?;
    assert_eq!(decision, Decision::Permit(Basis::Controller));
    Ok(())
}

#[apply(on_both)]
fn the_issuer_reads_its_own_records_for_treatment_and_operations_only(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    suite.revoke(&ana, 0)?;
    let house = Some(mercy.id);
    let emergency = Purpose::EmergencyTreatment;
    let error = leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 0, emergency)?;
    assert_eq!(error, RegistryError::NoEmergency);
    for (purpose, decision) in [
        (Purpose::Treatment, Decision::Permit(Basis::Issuer)),
        (Purpose::Operations, Decision::Permit(Basis::Issuer)),
        (Purpose::Payment, Decision::Deny(Reason::NoConsent)),
        (Purpose::Research, Decision::Deny(Reason::NoConsent)),
        (Purpose::PublicHealth, Decision::Deny(Reason::NoConsent)),
    ] {
        let answer = opened(&mut suite, &mercy.clinician, house, &ana, purpose)?;
        assert_eq!(answer, decision, "{purpose:?}");
    }
    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[LABORATORY])? };
    suite.deny(&ana, deny)?;
    let answer = opened(&mut suite, &mercy.clinician, Some(mercy.id), &ana, Purpose::Treatment)?;
    assert_eq!(answer, Decision::Deny(Reason::DeniedByPatient));
    Ok(())
}

/// Submits an opening of one record that has to be refused, and checks that nothing at all has
/// changed.
fn leaves_no_trace(
    suite: &mut Suite,
    reader: &Actor,
    organization: Option<OrgId>,
    patient: &Patient,
    record: u32,
    purpose: Purpose,
) -> Result<RegistryError> {
    let record = Selection::record(record);
    answered::leaves_no_trace(suite, reader, organization, patient, record, purpose)
}

#[apply(on_both)]
fn an_account_that_is_neither_practitioner_nor_controller_leaves_no_trace(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let mallory = Actor::named("mallory");
    let (treatment, own) = (Purpose::Treatment, Purpose::PatientRequest);
    let house = Some(mercy.id);

    let error = leaves_no_trace(&mut suite, &mallory, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let error = leaves_no_trace(&mut suite, &mallory, None, &ana, 0, own)?;
    assert_eq!(error, RegistryError::NotController);
    let error = leaves_no_trace(&mut suite, &mercy.admin, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    // The controller has one purpose, and it is nobody else's.
    let error = leaves_no_trace(&mut suite, &ana.actor, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let error = leaves_no_trace(&mut suite, &mercy.clinician, None, &ana, 0, own)?;
    assert_eq!(error, RegistryError::NotController);
    let error = leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 1, treatment)?;
    assert_eq!(error, RegistryError::UnknownRecord);

    suite.set_practitioner_status(&mercy, &mercy.clinician, PractitionerStatus::Suspended)?;
    let error = leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    suite.set_practitioner_status(&mercy, &mercy.clinician, PractitionerStatus::Active)?;

    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;
    let error = leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;

    suite.submit(&mercy.clinician, suite.directory().leave())?.value()?;
    let error = leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 0, treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    assert_eq!(log_size(&mut suite, &ana)?, 0);
    Ok(())
}

#[apply(on_both)]
fn a_practitioner_of_any_role_may_ask(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    for role in [Role::Clinician, Role::Registrar, Role::Emergency] {
        let reader = Actor::named(&format!("{role:?}"));
        suite.enrol(&mercy, &reader, &[role])?;
        let decision = opened(&mut suite, &reader, Some(mercy.id), &ana, Purpose::Treatment)?;
        assert_eq!(decision, Decision::Permit(Basis::Provision(0)));
    }
    Ok(())
}

#[apply(on_both)]
fn a_permitted_opening_always_has_an_entry(on: On) -> Result<()> {
    // The log knows no writer: it refuses, and the opening fails whole.
    let owner = Actor::named("health authority");
    let mut suite = Suite::deploy_unwired(on.chain()?, &owner)?;
    suite.wire_directory()?;
    let (mercy, ana) = set_up(&mut suite)?;
    for (reader, organization, purpose) in [
        (&mercy.clinician, Some(mercy.id), Purpose::Treatment),
        (&ana.actor, None, Purpose::PatientRequest),
    ] {
        let error = leaves_no_trace(&mut suite, reader, organization, &ana, 0, purpose)?;
        assert_eq!(error, RegistryError::Log(LogError::NotWriter));
    }
    // Nor is a refusal answered without an entry.
    let error =
        leaves_no_trace(&mut suite, &mercy.clinician, Some(mercy.id), &ana, 0, Purpose::Research)?;
    assert_eq!(error, RegistryError::Log(LogError::NotWriter));

    // There is no log at all, or something else in its place.
    let mut suite = Suite::on(on)?;
    let consent = suite.address(Contract::Consent);
    for log in [Actor::named("nobody").account(), consent] {
        suite.replace_registry(consent, log)?;
        let patient = format!("patient of {log:?}");
        let mercy = suite.hospital(&format!("mercy under {log:?}"))?;
        let ana = suite.patient(&patient, &[LABORATORY])?;
        let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
        suite.grant(&ana, terms)?;
        suite.register(&mercy.clinician, &ana, LABORATORY)?;
        let house = Some(mercy.id);
        let error =
            leaves_no_trace(&mut suite, &mercy.clinician, house, &ana, 0, Purpose::Treatment)?;
        assert_eq!(error, RegistryError::Unreachable);
    }
    Ok(())
}

#[apply(on_both)]
fn without_a_consent_manager_nothing_is_opened_or_registered(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let log = suite.address(Contract::Log);
    suite.replace_registry(Actor::named("nobody").account(), log)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let register = suite.registry().register(ana.id.into(), mercy.id, document(LABORATORY).into());
    let outcome = suite.submit(&mercy.clinician, register)?;
    assert_eq!(outcome.refusal()?, RegistryError::Unreachable);
    let report =
        suite.registry().self_report(ana.id.into(), SelfReport::from(document(LABORATORY)).into());
    assert_eq!(suite.submit(&ana.actor, report)?.refusal()?, RegistryError::Unreachable);
    assert_eq!(
        suite.read(suite.registry().stale(ana.id.into(), 0, 1))?,
        Err(RegistryError::Unreachable)
    );
    Ok(())
}

#[apply(on_both)]
fn a_sealed_document_stays_sealed_when_amended(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    let anyone = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    suite.deny(&ana, Terms { scope, actions, until: None, ..anyone })?;
    let first = suite.registry().amend(ana.id.into(), 0, version(0xd2).into());
    assert_eq!(suite.submit(&mercy.clinician, first)?.value()?, 2);
    let second = suite.registry().amend(ana.id.into(), 2, version(0xd3).into());
    assert_eq!(suite.submit(&mercy.clinician, second)?.value()?, 3);
    suite.advance(20 * DAY)?;
    for (record, decision) in [
        (0, Decision::Deny(Reason::DeniedByPatient)),
        (1, Decision::Permit(Basis::Provision(0))),
        (2, Decision::Deny(Reason::DeniedByPatient)),
        (3, Decision::Deny(Reason::DeniedByPatient)),
    ] {
        let opening = suite.open(&mercy.clinician, &ana, record, Purpose::Treatment)?;
        assert_eq!(opening.decision, decision, "record {record}");
    }
    let own = suite.open(&ana.actor, &ana, 3, Purpose::PatientRequest)?;
    assert_eq!(own.decision, Decision::Permit(Basis::Controller));
    Ok(())
}

#[apply(on_both)]
fn a_permit_on_one_document_opens_that_one_in_all_versions(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let hope = suite.hospital("hope")?;
    suite.register(&mercy.clinician, &ana, LABORATORY)?;
    let amend = suite.registry().amend(ana.id.into(), 0, version(0xd2).into());
    suite.submit(&mercy.clinician, amend)?.value()?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let (scope, actions) = (Scope::Document(0), Action::Read.into());
    suite.grant(&ana, Terms { scope, actions, ..terms })?;
    for (record, decision) in [
        (0, Decision::Permit(Basis::Provision(1))),
        (1, Decision::Deny(Reason::NoConsent)),
        (2, Decision::Permit(Basis::Provision(1))),
    ] {
        let opening = suite.open(&hope.clinician, &ana, record, Purpose::Treatment)?;
        assert_eq!(opening.decision, decision, "record {record}");
    }
    Ok(())
}

#[apply(on_both)]
fn the_owner_can_neither_read_nor_grant(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let owner = suite.owner();
    let terms = suite.terms(Grantee::Practitioner(owner.bytes()), &[LABORATORY])?;
    let not_controller = ConsentError::NotController;
    let grant = suite.submit(&owner, suite.consent().grant(ana.id.into(), terms.into()))?;
    assert_eq!(grant.refusal()?, not_controller);
    let revoke = suite.submit(&owner, suite.consent().revoke(ana.id.into(), 0))?;
    assert_eq!(revoke.refusal()?, not_controller);
    let error = leaves_no_trace(&mut suite, &owner, Some(mercy.id), &ana, 0, Purpose::Treatment)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let error = leaves_no_trace(&mut suite, &owner, None, &ana, 0, Purpose::PatientRequest)?;
    assert_eq!(error, RegistryError::NotController);
    let invite = suite.directory().invite(mercy.id, owner.bytes().into(), Roles::ALL.into());
    assert_eq!(suite.submit(&owner, invite)?.refusal()?, DirectoryError::NotAdmin);
    let register = suite.registry().register(ana.id.into(), mercy.id, document(LABORATORY).into());
    assert_eq!(suite.submit(&owner, register)?.refusal()?, RegistryError::NotPractitioner);
    let access = Access {
        actor: owner.bytes(),
        organization: None,
        subject: Subject::Records(vec![0]),
        purpose: Purpose::PatientRequest,
        outcome: of_one(Decision::Permit(Basis::Controller)).into(),
        justification: None,
    };
    let append = suite.submit(&owner, suite.log().append(ana.id.into(), Encoded::of(&access)))?;
    assert_eq!(append.refusal()?, LogError::NotWriter);
    assert_eq!(log_size(&mut suite, &ana)?, 0);
    // It can admit an organization of its own, as the threat model says: that gives no consent.
    let captured = suite.hospital("captured")?;
    let opening = suite.open(&captured.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Deny(Reason::NoConsent));
    Ok(())
}
