//! Demand 4: the policy permits this very record now, the case is open, nothing is erased.

use chartkey_devchain::{Actor, Patient};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    directory::Role,
    emergencies::{HOLDING_MILLISECONDS, REVIEW_MILLISECONDS},
    registry::TicketRefusal,
};
use chartkey_policy::{Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{Action, Actions, Addressee, Category, Purpose, SelfReport};

use super::scene::{bytes_of, denied, document_of, ticket, Scene, FIRST, SECOND};
use crate::keeper::Uploader;

#[test]
fn a_document_that_is_denied_in_a_running_session_is_refused_at_once() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    let terms = scene.suite.terms(Grantee::Anyone, &[Category::Laboratory]).unwrap();
    let (scope, actions) = (Scope::Document(SECOND), Actions::of(&[Action::Read]));
    let terms = Terms { scope, actions, until: None, ..terms };
    scene.suite.deny(&scene.ana, terms).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), denied(Reason::DeniedByPatient));
    // The rest of the session goes on.
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
}

#[test]
fn a_permit_that_is_revoked_ends_a_running_session_at_once() {
    let mut scene = Scene::new();
    let hope = scene.suite.hospital("hope").unwrap();
    let permit = scene.permit(hope.grantee(), &[Category::Laboratory]);
    let (_, requester) = scene.session(&hope.clinician);
    scene.suite.revoke(&scene.ana, permit).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), denied(Reason::NoConsent));
}

#[test]
fn a_patient_is_served_as_the_controller_alone() {
    let mut scene = Scene::new();
    let (ana, next) = (scene.ana.clone(), Actor::named("ana, next account"));
    let entry = scene.open(&ana.actor, &[FIRST, SECOND], Purpose::PatientRequest);
    let requester = scene.requester(&ana.actor, entry);
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
    for (who, step) in
        [(&ana.actor, HandoverStep::Propose(next.bytes())), (&next, HandoverStep::Accept)]
    {
        let step = scene.suite.consent().hand_over(ana.id.into(), step);
        scene.suite.submit(who, step).unwrap().value().unwrap();
    }
    // A permit to her as a person is no way around that.
    scene.ana = Patient { actor: next, id: ana.id };
    scene.permit(Grantee::Practitioner(ana.actor.bytes()), &[Category::Laboratory]);
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotController));
}

#[test]
fn in_an_emergency_the_own_case_has_to_be_open_whatever_the_ground() {
    let mut scene = Scene::new();
    let medic = scene.suite.responder(&scene.mercy, "medic").unwrap();
    let declared = scene.suite.declare_emergency(&medic, &scene.ana).unwrap();
    let entry = scene.open(&medic, &[FIRST, SECOND], Purpose::EmergencyTreatment);
    let requester = scene.requester(&medic, entry);
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));

    scene.suite.set_roles(&scene.mercy, &medic, &[Role::Clinician]).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NoEmergency));
    scene.suite.set_roles(&scene.mercy, &medic, &[Role::Emergency]).unwrap();

    scene.review(&medic, declared);
    // Ana permits mercy to read in emergencies, and there is none any more.
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NoEmergency));
}

#[test]
fn an_overdue_case_bars_releases_in_its_own_organization() {
    let mut scene = Scene::new();
    let medic = scene.suite.responder(&scene.mercy, "medic").unwrap();
    scene.suite.declare_emergency(&medic, &scene.ana).unwrap();
    // The second case is open when the first has waited for 72 hours.
    scene.suite.advance(REVIEW_MILLISECONDS).unwrap();
    scene.suite.declare_emergency(&medic, &scene.ana).unwrap();
    let entry = scene.open(&medic, &[FIRST], Purpose::EmergencyTreatment);
    scene.suite.advance(1).unwrap();
    assert_eq!(scene.claim(&medic, FIRST, entry), ticket(TicketRefusal::NoEmergency));

    // In another organization it bars nothing.
    scene.leave(&medic);
    let hope = scene.suite.hospital("hope").unwrap();
    scene.suite.enrol(&hope, &medic, &[Role::Emergency]).unwrap();
    scene.suite.advance(HOLDING_MILLISECONDS).unwrap();
    scene.suite.declare_emergency(&medic, &scene.ana).unwrap();
    let entry = scene.open(&medic, &[FIRST], Purpose::EmergencyTreatment);
    assert_eq!(scene.claim(&medic, FIRST, entry), Ok(bytes_of(FIRST)));
}

#[test]
fn an_addressee_is_served_what_the_patient_sent_until_she_denies_it() {
    let mut scene = Scene::new();
    let hope = scene.suite.hospital("hope").unwrap();
    let (ana, bytes) = (scene.ana.clone(), b"a letter to hope");
    let uploader = Uploader::Controller(ana.actor.bytes());
    let statement = scene.statement(&ana.actor, uploader, ana.id, bytes);
    scene.stage(&ana.actor, statement, bytes).unwrap();
    let addressee = Some(Addressee::Organization(hope.id));
    let document = document_of(scene.mercy.id, Category::Laboratory, bytes);
    let report = SelfReport { document, addressee };
    let report = scene.suite.registry().self_report(ana.id.into(), report.into());
    let record = scene.suite.submit(&ana.actor, report).unwrap().value().unwrap();
    scene.bind(ana.id, record).unwrap();

    let entry = scene.open(&hope.clinician, &[record], Purpose::Treatment);
    let requester = scene.requester(&hope.clinician, entry);
    assert_eq!(scene.fetch(&requester, record), Ok(bytes.to_vec()));
    let terms = scene.suite.terms(hope.grantee(), &[Category::Laboratory]).unwrap();
    scene.suite.deny(&ana, terms).unwrap();
    assert_eq!(scene.fetch(&requester, record), denied(Reason::DeniedByPatient));
}

#[test]
fn what_is_erased_is_not_released() {
    let mut scene = Scene::new();
    let ana = scene.ana.clone();
    let entry = scene.open(&ana.actor, &[FIRST, SECOND], Purpose::PatientRequest);
    let requester = scene.requester(&ana.actor, entry);
    let erase = scene.suite.registry().erase(ana.id.into(), FIRST);
    scene.suite.submit(&ana.actor, erase).unwrap().value().unwrap();
    assert_eq!(scene.fetch(&requester, FIRST), ticket(TicketRefusal::Erased));
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
}
