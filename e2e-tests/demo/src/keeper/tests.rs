use chartkey_devchain::{document, Actor, Hospital, Patient};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    directory::KeyLoss,
    emergencies::{HOLDING_MILLISECONDS, REVIEW_MILLISECONDS},
};
use chartkey_policy::{Grantee, Reason, Terms};
use chartkey_vocabulary::{Actions, Addressee, Category, Finding, Purposes, SelfReport};

use super::*;

fn entry(outcome: Outcome) -> Entry {
    let access = Access {
        actor: [1; 32],
        organization: None,
        subject: Subject::Record(4),
        purpose: Purpose::PatientRequest,
        outcome,
        justification: None,
    };
    Entry { time: 1_000_000, access }
}

/// A keeper of mercy, whose clinician put record 0 into ana's chart, and whom ana permits to read
/// it for treatment, in an emergency too.
struct Scene {
    suite: Suite,
    keeper: Keeper,
    mercy: Hospital,
    ana: Patient,
}

const RECORD: u32 = 0;

fn scene() -> Scene {
    let mut suite = Suite::in_process().unwrap();
    let mercy = suite.hospital("mercy").unwrap();
    let ana = suite.patient("ana", &[Category::Laboratory]).unwrap();
    let terms = suite.terms(mercy.grantee(), &[Category::Laboratory]).unwrap();
    let purposes = Purposes::of(&[Purpose::Treatment, Purpose::EmergencyTreatment]);
    suite.grant(&ana, Terms { purposes, ..terms }).unwrap();
    let record = suite.register(&mercy.clinician, &ana, Category::Laboratory).unwrap();
    assert_eq!(record, RECORD);
    Scene { suite, keeper: Keeper::default(), mercy, ana }
}

impl Scene {
    /// Somebody opens a record. Returns the entry, which has to permit it.
    fn open(&mut self, reader: &Actor, record: u32, purpose: Purpose) -> u32 {
        let opening = self.suite.open(reader, &self.ana, record, purpose).unwrap();
        assert!(matches!(opening.decision, Decision::Permit(_)), "{opening:?}");
        opening.entry
    }

    /// What the keeper says to somebody who shows this entry for a record.
    fn claim(&mut self, reader: &Actor, record: u32, entry: u32) -> Result<(), Refusal> {
        let challenge = self.keeper.challenge(self.ana.id, record, entry);
        let signature = reader.sign(&challenge.text());
        self.keeper.check(&mut self.suite, &challenge, &signature).unwrap().map(drop)
    }

    fn set_status(&mut self, who: &Actor, status: PractitionerStatus) {
        let account = who.bytes().into();
        let set = self.suite.directory().set_practitioner_status(account, status.into());
        let admin = self.mercy.admin.clone();
        self.suite.submit(&admin, set).unwrap().value().unwrap();
    }

    fn leave(&mut self, who: &Actor) {
        let leave = self.suite.directory().leave();
        self.suite.submit(who, leave).unwrap().value().unwrap();
    }

    fn declare(&mut self, responder: &Actor) -> u32 {
        self.suite.declare_emergency(responder, &self.ana).unwrap()
    }

    fn set_organization_status(&mut self, status: OrganizationStatus) {
        let set = self.suite.directory().set_organization_status(self.mercy.id, status);
        let steward = self.suite.steward();
        self.suite.submit(&steward, set).unwrap().value().unwrap();
    }
}

#[test]
fn a_challenge_is_signed_for_one_record_by_one_key() {
    let (mut keeper, reader) = (Keeper::default(), Actor::named("reader"));
    let challenge = keeper.challenge(PatientId([7; 32]), 4, 9);
    let signature = reader.sign(&challenge.text());
    assert!(challenge.is_signed_by(reader.bytes(), &signature));
    assert!(!challenge.is_signed_by(Actor::named("other").bytes(), &signature));
    for other in [
        Challenge { patient: PatientId([8; 32]), ..challenge.clone() },
        Challenge { record: 5, ..challenge.clone() },
        Challenge { entry: 8, ..challenge.clone() },
        keeper.challenge(PatientId([7; 32]), 4, 9),
    ] {
        assert!(!other.is_signed_by(reader.bytes(), &signature), "{other:?}");
    }
}

#[test]
fn a_challenge_is_answered_once_and_only_to_the_keeper_that_made_it() {
    let mut keeper = Keeper::default();
    let challenge = keeper.challenge(PatientId([7; 32]), 4, 9);
    assert_eq!(Keeper::default().take(&challenge), Err(Refusal::NoChallenge));
    assert_eq!(keeper.take(&challenge), Ok(()));
    assert_eq!(keeper.take(&challenge), Err(Refusal::NoChallenge));
}

#[test]
fn a_ticket_is_for_one_record_and_ten_minutes() {
    let ticket = entry(Outcome::Permit(Basis::Controller));
    assert_eq!(permits(&ticket, 4, 1_600_000), Ok(()));
    assert_eq!(permits(&ticket, 4, 1_600_001), Err(Refusal::TooOld));
    assert_eq!(permits(&ticket, 5, 1_000_000), Err(Refusal::NotPermitted));
}

#[test]
fn a_refused_opening_is_no_ticket() {
    let refused = entry(Outcome::Deny(Reason::NoConsent));
    assert_eq!(permits(&refused, 4, 1_000_000), Err(Refusal::NotPermitted));
}

#[test]
fn what_was_opened_is_released_once_and_to_who_opened_it() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    let admin = scene.mercy.admin.clone();
    assert_eq!(scene.claim(&admin, RECORD, entry), Err(Refusal::WrongKey));
    assert_eq!(scene.claim(&reader, RECORD, entry + 1), Err(Refusal::NoEntry));
    assert_eq!(scene.claim(&reader, RECORD, entry), Ok(()));
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::Used));
}

#[test]
fn whoever_is_suspended_or_left_gets_nothing() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    scene.set_status(&reader, PractitionerStatus::Suspended);
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
    // That used nothing up.
    scene.set_status(&reader, PractitionerStatus::Active);
    assert_eq!(scene.claim(&reader, RECORD, entry), Ok(()));

    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    scene.leave(&reader);
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
}

#[test]
fn whoever_serves_another_organization_by_now_gets_nothing() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    scene.leave(&reader);
    let hope = scene.suite.hospital("hope").unwrap();
    scene.suite.enrol(&hope, &reader, &[Role::Clinician]).unwrap();
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
    let terms = scene.suite.terms(hope.grantee(), &[Category::Laboratory]).unwrap();
    scene.suite.grant(&scene.ana, terms).unwrap();
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    assert_eq!(scene.claim(&reader, RECORD, entry), Ok(()));
}

#[test]
fn nobody_of_a_suspended_organization_gets_anything() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    scene.set_organization_status(OrganizationStatus::Suspended);
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
    scene.set_organization_status(OrganizationStatus::Active);
    assert_eq!(scene.claim(&reader, RECORD, entry), Ok(()));
}

#[test]
fn nobody_of_an_older_generation_gets_anything_until_confirmed() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    let (steward, admin) = (scene.suite.steward(), Actor::named("next admin"));
    scene.set_organization_status(OrganizationStatus::Suspended);
    let (mercy, account) = (scene.mercy.id, admin.bytes().into());
    let replace = scene.suite.directory().replace_admin(mercy, account, KeyLoss::Stolen.into());
    scene.suite.submit(&steward, replace).unwrap().value().unwrap();
    scene.set_organization_status(OrganizationStatus::Active);
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
    let confirm = scene.suite.directory().confirm(mercy, vec![reader.bytes()]);
    scene.suite.submit(&admin, confirm).unwrap().value().unwrap();
    assert_eq!(scene.claim(&reader, RECORD, entry), Ok(()));
}

#[test]
fn whoever_anchors_releases_by_now_gets_nothing() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    scene.suite.set_roles(&scene.mercy, &reader, &[Role::Keeper]).unwrap();
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NotActive));
}

#[test]
fn a_representative_gets_nothing_once_enrolled_or_once_the_permit_went() {
    let mut scene = scene();
    let mother = Actor::named("mother");
    let grantee = Grantee::Practitioner(mother.bytes());
    let terms = scene.suite.terms(grantee, &[Category::Laboratory]).unwrap();
    let (purposes, actions) =
        (Purposes::of(&[Purpose::FamilyRequest]), Actions::of(&[Action::Read]));
    let permit = scene.suite.grant(&scene.ana, Terms { purposes, actions, ..terms }).unwrap();
    let entry = scene.open(&mother, RECORD, Purpose::FamilyRequest);
    scene.suite.enrol(&scene.mercy, &mother, &[Role::Clinician]).unwrap();
    assert_eq!(scene.claim(&mother, RECORD, entry), Err(Refusal::Enrolled));
    scene.set_status(&mother, PractitionerStatus::Suspended);
    assert_eq!(scene.claim(&mother, RECORD, entry), Err(Refusal::Enrolled));
    scene.leave(&mother);
    assert_eq!(scene.claim(&mother, RECORD, entry), Ok(()));

    let entry = scene.open(&mother, RECORD, Purpose::FamilyRequest);
    scene.suite.revoke(&scene.ana, permit).unwrap();
    assert_eq!(scene.claim(&mother, RECORD, entry), Err(Refusal::NoLongerPermitted));
}

#[test]
fn a_patient_who_gave_the_chart_away_gets_nothing() {
    let mut scene = scene();
    let (ana, next) = (scene.ana.clone(), Actor::named("ana, next account"));
    let entry = scene.open(&ana.actor, RECORD, Purpose::PatientRequest);
    assert_eq!(scene.claim(&ana.actor, RECORD, entry), Ok(()));
    let entry = scene.open(&ana.actor, RECORD, Purpose::PatientRequest);
    for (who, step) in
        [(&ana.actor, HandoverStep::Propose(next.bytes())), (&next, HandoverStep::Accept)]
    {
        let step = scene.suite.consent().hand_over(ana.id.into(), step);
        scene.suite.submit(who, step).unwrap().value().unwrap();
    }
    // A permit to her as a person is no way around that.
    let grantee = Grantee::Practitioner(ana.actor.bytes());
    let terms = scene.suite.terms(grantee, &[Category::Laboratory]).unwrap();
    scene.suite.grant(&Patient { actor: next, id: ana.id }, terms).unwrap();
    assert_eq!(scene.claim(&ana.actor, RECORD, entry), Err(Refusal::NoLongerPermitted));
}

#[test]
fn in_an_emergency_the_own_case_has_to_be_open_whatever_the_ground() {
    let mut scene = scene();
    let medic = scene.suite.responder(&scene.mercy, "medic").unwrap();
    let declared = scene.declare(&medic);
    let [first, second] = [(); 2].map(|()| scene.open(&medic, RECORD, Purpose::EmergencyTreatment));
    assert_eq!(scene.claim(&medic, RECORD, first), Ok(()));

    scene.suite.set_roles(&scene.mercy, &medic, &[Role::Clinician]).unwrap();
    assert_eq!(scene.claim(&medic, RECORD, second), Err(Refusal::NoEmergency));
    scene.suite.set_roles(&scene.mercy, &medic, &[Role::Emergency]).unwrap();

    let review = scene.suite.registry().review_emergency(
        scene.ana.id.into(),
        scene.mercy.id,
        medic.bytes().into(),
        declared,
        Finding::Justified,
        None,
    );
    let reviewer = scene.mercy.clinician.clone();
    scene.suite.submit(&reviewer, review).unwrap().value().unwrap();
    // Ana permits mercy to read in emergencies, and there is none any more.
    assert_eq!(scene.claim(&medic, RECORD, second), Err(Refusal::NoEmergency));
}

#[test]
fn an_overdue_case_bars_releases_in_its_own_organization() {
    let mut scene = scene();
    let medic = scene.suite.responder(&scene.mercy, "medic").unwrap();
    scene.declare(&medic);
    // The second case is open when the first has waited for 72 hours.
    scene.suite.advance(REVIEW_MILLISECONDS).unwrap();
    scene.declare(&medic);
    let entry = scene.open(&medic, RECORD, Purpose::EmergencyTreatment);
    scene.suite.advance(1).unwrap();
    assert_eq!(scene.claim(&medic, RECORD, entry), Err(Refusal::NoEmergency));

    // In another organization it bars nothing.
    scene.leave(&medic);
    let hope = scene.suite.hospital("hope").unwrap();
    scene.suite.enrol(&hope, &medic, &[Role::Emergency]).unwrap();
    scene.suite.advance(HOLDING_MILLISECONDS).unwrap();
    scene.declare(&medic);
    let entry = scene.open(&medic, RECORD, Purpose::EmergencyTreatment);
    assert_eq!(scene.claim(&medic, RECORD, entry), Ok(()));
}

#[test]
fn what_a_patient_sent_is_released_to_whom_she_sent_it() {
    let mut scene = scene();
    let hope = scene.suite.hospital("hope").unwrap();
    let addressee = Some(Addressee::Organization(hope.id));
    let report = SelfReport { document: document(Category::Laboratory), addressee };
    let report = scene.suite.registry().self_report(scene.ana.id.into(), report.into());
    let ana = scene.ana.actor.clone();
    let record = scene.suite.submit(&ana, report).unwrap().value().unwrap();
    let entry = scene.open(&hope.clinician, record, Purpose::Treatment);
    assert_eq!(scene.claim(&hope.clinician, record, entry), Ok(()));
}

#[test]
fn what_the_patient_forbids_or_erases_is_not_released() {
    let mut scene = scene();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, RECORD, Purpose::Treatment);
    let terms = scene.suite.terms(Grantee::Anyone, &[Category::Laboratory]).unwrap();
    scene.suite.deny(&scene.ana, terms).unwrap();
    assert_eq!(scene.claim(&reader, RECORD, entry), Err(Refusal::NoLongerPermitted));
    let ana = scene.ana.actor.clone();
    let entry = scene.open(&ana, RECORD, Purpose::PatientRequest);
    let erase = scene.suite.registry().erase(scene.ana.id.into(), RECORD);
    scene.suite.submit(&ana, erase).unwrap().value().unwrap();
    assert_eq!(scene.claim(&ana, RECORD, entry), Err(Refusal::Erased));
}
