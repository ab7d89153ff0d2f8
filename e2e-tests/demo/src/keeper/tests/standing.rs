//! Demand 4: the actor and the organization stand as they stood, also inside a running session.

use chartkey_devchain::Actor;
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role},
    registry::TicketRefusal,
};
use chartkey_policy::{Grantee, Reason, Terms};
use chartkey_vocabulary::{Action, Actions, Category, Purpose, Purposes};

use super::scene::{bytes_of, denied, ticket, Scene, FIRST, SECOND};

/// X6: a ticket, and then the practitioner is suspended.
#[test]
fn a_suspended_practitioner_gets_nothing_more() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.set_status(&reader, PractitionerStatus::Suspended);
    for record in [FIRST, SECOND] {
        assert_eq!(scene.fetch(&requester, record), ticket(TicketRefusal::NotPractitioner));
    }
    // That used nothing up.
    scene.set_status(&reader, PractitionerStatus::Active);
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
}

/// X6: or is gone.
#[test]
fn a_practitioner_who_left_gets_nothing_more() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.leave(&reader);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPractitioner));
}

#[test]
fn a_practitioner_of_another_house_by_now_gets_nothing_more() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.leave(&reader);
    let hope = scene.suite.hospital("hope").unwrap();
    scene.suite.enrol(&hope, &reader, &[Role::Clinician]).unwrap();
    // Not even where ana permits the other house.
    scene.permit(hope.grantee(), &[Category::Laboratory]);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPractitioner));
    let entry = scene.open(&reader, &[SECOND], Purpose::Treatment);
    assert_eq!(scene.claim(&reader, SECOND, entry), Ok(bytes_of(SECOND)));
}

#[test]
fn nobody_of_a_suspended_organization_gets_anything_more() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.set_organization_status(OrganizationStatus::Suspended);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPractitioner));
    scene.set_organization_status(OrganizationStatus::Active);
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
}

#[test]
fn nobody_of_an_older_generation_gets_anything_until_confirmed() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    let admin = Actor::named("next admin");
    scene.set_organization_status(OrganizationStatus::Suspended);
    scene.replace_stolen_admin(&admin);
    scene.set_organization_status(OrganizationStatus::Active);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPractitioner));
    let confirm = scene.suite.directory().confirm(scene.mercy.id, vec![reader.bytes()]);
    scene.suite.submit(&admin, confirm).unwrap().value().unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
}

#[test]
fn a_member_who_only_anchors_releases_by_now_gets_nothing_more() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.suite.set_roles(&scene.mercy, &reader, &[Role::Keeper]).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPractitioner));
}

#[test]
fn a_representative_is_served_until_enrolled_and_while_the_permit_stands() {
    let mut scene = Scene::new();
    let mother = Actor::named("mother");
    let grantee = Grantee::Practitioner(mother.bytes());
    let terms = scene.suite.terms(grantee, &[Category::Laboratory]).unwrap();
    let (purposes, actions) =
        (Purposes::of(&[Purpose::FamilyRequest]), Actions::of(&[Action::Read]));
    let permit = scene.suite.grant(&scene.ana, Terms { purposes, actions, ..terms }).unwrap();
    let entry = scene.open(&mother, &[FIRST, SECOND], Purpose::FamilyRequest);
    let requester = scene.requester(&mother, entry);
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));

    scene.suite.enrol(&scene.mercy, &mother, &[Role::Clinician]).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::Enrolled));
    scene.set_status(&mother, PractitionerStatus::Suspended);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::Enrolled));
    scene.leave(&mother);
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));

    scene.suite.revoke(&scene.ana, permit).unwrap();
    let answer = scene.fetch(&requester, SECOND);
    assert_eq!(answer, denied(Reason::NotRepresentative));
}
