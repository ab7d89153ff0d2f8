//! An emergency counts while the one who declared it may act for the same organization, in the
//! emergency role.

use anyhow::Result;
use chartkey_e2e_tests::{Event, On};
use chartkey_emergency::{EmergencyError, HOLDING_MILLISECONDS};
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role},
    registry::RegistryError,
};
use chartkey_policy::{Basis, Decision, Directive, Reason};
use chartkey_vocabulary::{Categories, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    declaration, entry, leaves_no_trace, no_emergency, opens, scene, would_open, EMERGENCY,
};
use crate::{on_both, verdict::of_one};

const OPEN: Decision = Decision::Permit(Basis::Emergency);

#[apply(on_both)]
fn a_suspended_practitioner_opens_nothing_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    suite.set_practitioner_status(&mercy, &medic, PractitionerStatus::Suspended)?;
    let open =
        suite.registry().open(ana.id.into(), Selection::record(0), EMERGENCY, Some(mercy.id));
    let error = leaves_no_trace(&mut suite, &ana, &medic, open)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let again = declaration(&suite, &ana, mercy.id);
    let error = leaves_no_trace(&mut suite, &ana, &medic, again)?;
    assert_eq!(error, RegistryError::NotPractitioner);

    suite.set_practitioner_status(&mercy, &medic, PractitionerStatus::Active)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn nobody_of_a_suspended_organization_opens_anything_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;
    let open =
        suite.registry().open(ana.id.into(), Selection::record(0), EMERGENCY, Some(mercy.id));
    let error = leaves_no_trace(&mut suite, &ana, &medic, open)?;
    assert_eq!(error, RegistryError::NotPractitioner);
    let again = declaration(&suite, &ana, mercy.id);
    let error = leaves_no_trace(&mut suite, &ana, &medic, again)?;
    assert_eq!(error, RegistryError::NotPractitioner);

    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn who_left_or_serves_another_organization_opens_nothing_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    let hope = suite.hospital("hope")?;
    suite.declare_emergency(&medic, &ana)?;
    suite.submit(&medic, suite.directory().leave())?.value()?;
    let open =
        suite.registry().open(ana.id.into(), Selection::record(0), EMERGENCY, Some(mercy.id));
    let error = leaves_no_trace(&mut suite, &ana, &medic, open)?;
    assert_eq!(error, RegistryError::NotPractitioner);

    suite.enrol(&hope, &medic, &[Role::Emergency])?;
    no_emergency(&mut suite, &medic, &ana)?;
    let declared_there = declaration(&suite, &ana, hope.id);
    let error = leaves_no_trace(&mut suite, &ana, &medic, declared_there)?;
    assert_eq!(error, RegistryError::Emergency(EmergencyError::RoleTooRecent));
    suite.advance(HOLDING_MILLISECONDS)?;
    let entry = suite.declare_emergency(&medic, &ana)?;
    assert_eq!(entry, 1);
    assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN);
    Ok(())
}

#[apply(on_both)]
fn who_lost_the_emergency_role_opens_nothing_in_an_emergency(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    suite.set_roles(&mercy, &medic, &[Role::Clinician, Role::Emergency])?;
    assert_eq!(would_open(&mut suite, &medic, &ana)?, Ok(OPEN));
    suite.set_roles(&mercy, &medic, &[Role::Clinician, Role::Registrar])?;
    no_emergency(&mut suite, &medic, &ana)?;
    let again = declaration(&suite, &ana, mercy.id);
    let error = leaves_no_trace(&mut suite, &ana, &medic, again)?;
    assert_eq!(error, RegistryError::RoleMissing);
    Ok(())
}

#[apply(on_both)]
fn a_refusal_in_an_emergency_is_an_answer_and_stays_on_record(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    let shut =
        suite.consent().set_directive(ana.id.into(), Directive::Emergency, Categories::EMPTY);
    suite.submit(&ana.actor, shut)?.value()?;
    let decision = Decision::Deny(Reason::NotInDirective);
    let open =
        suite.registry().open(ana.id.into(), Selection::record(0), EMERGENCY, Some(mercy.id));
    let opened = suite.submit(&medic, open)?;
    assert_eq!(
        opened.emitted(),
        [Event::Opened { patient: ana.id, entry: 1, verdict: of_one(decision) }]
    );
    assert_eq!(opened.value()?.verdict.value()?, of_one(decision));
    let outcome = entry(&mut suite, &ana, 1)?.access.outcome;
    assert_eq!(outcome, of_one(Decision::Deny(Reason::NotInDirective)).into());
    // What makes no sense is an error, and nothing is on record.
    let unknown =
        suite.registry().open(ana.id.into(), Selection::record(1), EMERGENCY, Some(mercy.id));
    let error = leaves_no_trace(&mut suite, &ana, &medic, unknown)?;
    assert_eq!(error, RegistryError::UnknownRecord);
    Ok(())
}
