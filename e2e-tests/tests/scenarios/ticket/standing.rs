//! A reader who may not act any more, or not as he did, gets nothing from that moment on.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Hospital, On, Patient, Suite, MINUTE};
use chartkey_emergency::WINDOW_MILLISECONDS;
use chartkey_interfaces::{
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles, Standing},
    registry::{Registry as _, TicketRefusal},
};
use chartkey_policy::{Basis, Decision, Grantee, Terms};
use chartkey_vocabulary::{Action, Finding, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{done, opened, permitted, refusal, refused, scene, served, ticket, LABORATORY};
use crate::on_both;

const NOT_PRACTITIONER: TicketRefusal = TicketRefusal::NotPractitioner;
const FAMILY: Purpose = Purpose::FamilyRequest;
const EMERGENCY: Purpose = Purpose::EmergencyTreatment;

/// An admin suspends or reinstates somebody.
fn set_status(
    suite: &mut Suite,
    hospital: &Hospital,
    who: &Actor,
    status: PractitionerStatus,
) -> Result<()> {
    let set = suite.directory().set_practitioner_status(who.bytes().into(), status.into());
    done(suite, &hospital.admin, set)
}

/// The steward suspends or reinstates an organization.
fn set_standing(suite: &mut Suite, hospital: &Hospital, status: OrganizationStatus) -> Result<()> {
    let (steward, mut directory) = (suite.steward(), suite.directory());
    done(suite, &steward, directory.set_organization_status(hospital.id, status))
}

#[apply(on_both)]
fn a_suspended_practitioner_is_refused_at_once(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    set_status(&mut suite, &hope, &hope.clinician, PractitionerStatus::Suspended)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let told = ticket(&mut suite, &ana, 1, 0)?;
    let status = told.practitioner.map(|practitioner| practitioner.status);
    assert_eq!(status, Some(PractitionerStatus::Suspended));
    // The policy knows nothing of it.
    assert_eq!(told.decision, Decision::Permit(Basis::Provision(1)));
    set_status(&mut suite, &hope, &hope.clinician, PractitionerStatus::Active)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_practitioner_who_left_or_serves_another_house_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = opened(on)?;
    // Mercy may read it as well.
    let mut directory = suite.directory();
    done(&mut suite, &hope.clinician, directory.leave())?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    suite.enrol(&mercy, &hope.clinician, &[Role::Clinician])?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let told = ticket(&mut suite, &ana, 1, 0)?;
    assert_eq!(told.organization, Some(hope.id));
    assert_eq!(told.practitioner.map(|practitioner| practitioner.organization), Some(mercy.id));
    Ok(())
}

#[apply(on_both)]
fn a_suspended_organization_is_refused_at_once(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    set_standing(&mut suite, &hope, OrganizationStatus::Suspended)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let suspended = Standing { status: OrganizationStatus::Suspended, generation: 0 };
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.standing, Some(suspended));
    set_standing(&mut suite, &hope, OrganizationStatus::Active)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn after_a_stolen_admin_key_only_who_is_confirmed_is_served(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let mut directory = suite.directory();
    set_standing(&mut suite, &hope, OrganizationStatus::Suspended)?;
    let replace = directory.replace_admin(hope.id, heir.bytes().into(), KeyLoss::Stolen.into());
    done(&mut suite, &steward, replace)?;
    set_standing(&mut suite, &hope, OrganizationStatus::Active)?;
    refused(&mut suite, &ana, NOT_PRACTITIONER)?;
    let told = ticket(&mut suite, &ana, 1, 0)?;
    let generations = (
        told.practitioner.map(|practitioner| practitioner.generation),
        told.standing.map(|standing| standing.generation),
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
    let sophie = Actor::named("sophie");
    let terms = suite.terms(Grantee::Practitioner(sophie.bytes()), &[LABORATORY])?;
    let terms = Terms { purposes: FAMILY.into(), actions: Action::Read.into(), ..terms };
    suite.grant(&ana, terms)?;
    let session = Selection::Categories(LABORATORY.into());
    for selection in [Selection::record(0), session] {
        permitted(&mut suite, &sophie, &ana, selection, FAMILY)?;
    }
    let (roles, mut directory) = (Roles::from(Role::Clinician).into(), suite.directory());
    let invite = directory.invite(hope.id, sophie.bytes().into(), roles);
    done(&mut suite, &hope.admin, invite)?;
    served(&mut suite, &ana)?;
    done(&mut suite, &sophie, directory.join(hope.id))?;
    refused(&mut suite, &ana, TicketRefusal::Enrolled)?;
    set_status(&mut suite, &hope, &sophie, PractitionerStatus::Suspended)?;
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
        let told = ticket(&mut suite, &ana, entry, record)?;
        assert_eq!(told.refusal, Some(TicketRefusal::NoEmergency));
        assert!(!told.emergency);
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
fn a_responder_without_the_role_any_more_is_refused(on: On) -> Result<()> {
    let (mut suite, hope, ana, medic) = emergency(on)?;
    suite.set_roles(&hope, &medic, &[Role::Clinician])?;
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, Some(TicketRefusal::NoEmergency));
    set_status(&mut suite, &hope, &medic, PractitionerStatus::Suspended)?;
    assert_eq!(refusal(&mut suite, &ana, 1, 0)?, Some(NOT_PRACTITIONER));
    let known = suite.read(suite.registry().practitioner(medic.bytes().into()))?;
    assert_eq!(ticket(&mut suite, &ana, 1, 0)?.practitioner, known);
    Ok(())
}
