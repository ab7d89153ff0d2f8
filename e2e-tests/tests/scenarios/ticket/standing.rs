//! A reader who may not act any more, or not as he did, gets nothing from that moment on.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Hospital, On, Patient, Suite, MINUTE};
use chartkey_emergency::{REVIEW_MILLISECONDS, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles, Standing},
    registry::{Registry as _, TicketRefusal},
};
use chartkey_policy::{Basis, Decision, Terms};
use chartkey_vocabulary::{Finding, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    done, opened, permitted, refusal, refused, represented, scene, served, ticket, LABORATORY,
};
use crate::on_both;

const NOT_PRACTITIONER: TicketRefusal = TicketRefusal::NotPractitioner;
const EMERGENCY: Purpose = Purpose::EmergencyTreatment;

#[apply(on_both)]
fn a_suspended_practitioner_is_refused_at_once(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    suite.set_practitioner_status(&hope, &hope.clinician, PractitionerStatus::Suspended)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let ticket = ticket(&mut suite, &ana, 1, 0)?;
    let status = ticket.practitioner.map(|practitioner| practitioner.status);
    assert_eq!(status, Some(PractitionerStatus::Suspended));
    // The policy knows nothing of it.
    assert_eq!(ticket.decision, Decision::Permit(Basis::Provision(1)));
    suite.set_practitioner_status(&hope, &hope.clinician, PractitionerStatus::Active)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_practitioner_who_left_or_serves_another_house_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = opened(on)?;
    let mut directory = suite.directory();
    done(&mut suite, &hope.clinician, directory.leave())?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    // Mercy may read it as well.
    suite.enrol(&mercy, &hope.clinician, &[Role::Clinician])?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let ticket = ticket(&mut suite, &ana, 1, 0)?;
    assert_eq!(ticket.organization, Some(hope.id));
    assert_eq!(ticket.practitioner.map(|practitioner| practitioner.organization), Some(mercy.id));
    Ok(())
}

#[apply(on_both)]
fn a_suspended_organization_is_refused_at_once(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    suite.set_organization_status(&hope, OrganizationStatus::Suspended)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let suspended = Standing { status: OrganizationStatus::Suspended, generation: 0 };
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.standing, Some(suspended));
    suite.set_organization_status(&hope, OrganizationStatus::Active)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn after_a_stolen_admin_key_only_who_is_confirmed_is_served(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let mut directory = suite.directory();
    suite.set_organization_status(&hope, OrganizationStatus::Suspended)?;
    let replace = directory.replace_admin(hope.id, heir.bytes().into(), KeyLoss::Stolen.into());
    done(&mut suite, &steward, replace)?;
    suite.set_organization_status(&hope, OrganizationStatus::Active)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let ticket = ticket(&mut suite, &ana, 1, 0)?;
    let generations = (
        ticket.practitioner.map(|practitioner| practitioner.generation),
        ticket.standing.map(|standing| standing.generation),
    );
    assert_eq!(generations, (Some(0), Some(1)));
    let members = vec![hope.clinician.bytes()];
    done(&mut suite, &heir, directory.confirm(hope.id, members))?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_reader_with_the_role_of_a_keeper_alone_is_refused(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    suite.set_roles(&hope, &hope.clinician, &[Role::Keeper])?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    suite.set_roles(&hope, &hope.clinician, &[Role::Registrar])?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_representative_who_enrolled_since_is_refused(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let (sophie, _) = represented(&mut suite, &ana)?;
    let (roles, mut directory) = (Roles::from(Role::Clinician).into(), suite.directory());
    let invite = directory.invite(hope.id, sophie.bytes().into(), roles);
    done(&mut suite, &hope.admin, invite)?;
    served(&mut suite, &ana)?;
    done(&mut suite, &sophie, directory.join(hope.id))?;
    refused(&mut suite, &ana, TicketRefusal::Enrolled)?;
    suite.set_practitioner_status(&hope, &sophie, PractitionerStatus::Suspended)?;
    refused(&mut suite, &ana, TicketRefusal::Enrolled)?;
    done(&mut suite, &sophie, directory.leave())?;
    served(&mut suite, &ana)
}

/// An emergency of hope's medic: its declaration is entry 0, and entry 1 has opened record 0.
fn emergency(on: On) -> Result<(Suite, Hospital, Patient, Actor)> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let medic = suite.responder(&hope, "medic")?;
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    suite.advance(MINUTE)?;
    assert_eq!(permitted(&mut suite, &medic, &ana, Selection::record(0), EMERGENCY)?, 1);
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, None);
    Ok((suite, hope, ana, medic))
}

#[apply(on_both)]
fn a_reviewed_emergency_is_refused_at_once(on: On) -> Result<()> {
    let (mut suite, hope, ana, medic) = emergency(on)?;
    // On whatever ground: here there is a permit for it as well.
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(&ana, Terms { purposes: EMERGENCY.into(), ..terms })?;
    let list = Selection::Records(vec![0, 1]);
    assert_eq!(permitted(&mut suite, &medic, &ana, list, EMERGENCY)?, 2);
    let review = suite.registry().review_emergency(
        ana.id.into(),
        hope.id,
        medic.bytes().into(),
        0,
        Finding::Justified,
        None,
    );
    done(&mut suite, &hope.clinician, review)?;
    for (entry, record) in [(1, 0), (2, 0), (2, 1)] {
        let ticket = ticket(&mut suite, &ana, entry, record)?;
        assert_eq!(ticket.refusal, Some(TicketRefusal::NoEmergency));
        assert!(!ticket.emergency);
    }
    // Another case of the same reader serves again what is not too old.
    suite.declare_emergency(&medic, &ana)?;
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, None);
    Ok(())
}

#[apply(on_both)]
fn an_emergency_that_lasts_no_longer_is_refused(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = emergency(on)?;
    let end = ticket(&mut suite, &ana, 0, 0)?.opened_at + WINDOW_MILLISECONDS;
    suite.chain().set_clock(end - 5 * MINUTE)?;
    let late = permitted(&mut suite, &medic, &ana, Selection::record(0), EMERGENCY)?;
    suite.chain().set_clock(end - 1)?;
    assert_eq!(refusal(&mut suite, &ana, late, 0)?, None);
    suite.chain().set_clock(end)?;
    assert_eq!(refusal(&mut suite, &ana, late, 0)?, Some(TicketRefusal::NoEmergency));
    Ok(())
}

#[apply(on_both)]
fn an_overdue_review_refuses_every_emergency_of_the_responder(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let medic = suite.responder(&hope, "medic")?;
    let ben = suite.patient("ben", &[LABORATORY])?;
    let declared = suite.declare_emergency(&medic, &ben)?;
    let due = suite.now()? + REVIEW_MILLISECONDS;
    suite.chain().set_clock(due - 5 * MINUTE)?;
    suite.declare_emergency(&medic, &ana)?;
    let entry = permitted(&mut suite, &medic, &ana, Selection::record(0), EMERGENCY)?;
    suite.chain().set_clock(due)?;
    assert_eq!(refusal(&mut suite, &ana, entry, 0)?, None);
    suite.chain().set_clock(due + 1)?;
    assert_eq!(refusal(&mut suite, &ana, entry, 0)?, Some(TicketRefusal::NoEmergency));
    let review = suite.registry().review_emergency(
        ben.id.into(),
        hope.id,
        medic.bytes().into(),
        declared,
        Finding::Justified,
        None,
    );
    done(&mut suite, &hope.clinician, review)?;
    assert_eq!(refusal(&mut suite, &ana, entry, 0)?, None);
    Ok(())
}

#[apply(on_both)]
fn a_responder_without_the_role_any_more_is_refused(on: On) -> Result<()> {
    let (mut suite, hope, ana, medic) = emergency(on)?;
    suite.set_roles(&hope, &medic, &[Role::Clinician])?;
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, Some(TicketRefusal::NoEmergency));
    suite.set_practitioner_status(&hope, &medic, PractitionerStatus::Suspended)?;
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, Some(NOT_PRACTITIONER));
    let known = suite.read(suite.registry().practitioner(medic.bytes().into()))?;
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.practitioner, known);
    Ok(())
}
