//! The rules of the provider directory, one small test each, without a chain.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, collections::HashMap};

use chartkey_governance::{GovernedError, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, OrganizationStatus, Practitioner, PractitionerStatus, Role, Roles,
    },
    registry::Note,
};
use chartkey_onchain::GovernedState;
use chartkey_vocabulary::{
    Account, Categories, OrgId, PatientId, PublicKey, Purpose, Text, Timestamp,
};
use ink::env::{test, DefaultEnvironment};
use provider_directory::{Calls, Directory, RecordRegistry};

const GOVERNOR: Account = [1; 32];
const STEWARD: Account = [2; 32];
const ADMIN: Account = [3; 32];
const OTHER_ADMIN: Account = [4; 32];
const ADA: Account = [10; 32];
const BOB: Account = [11; 32];
const STRANGER: Account = [12; 32];

const HOUSE: OrgId = OrgId(0);
const OTHER_HOUSE: OrgId = OrgId(1);
const NOW: Timestamp = 1_800_000_000_000;

/// The record registry, as it notes who may act.
#[derive(Default)]
struct Registry {
    notes: RefCell<Vec<Note>>,
    practitioners: RefCell<HashMap<Account, Practitioner>>,
}

impl Calls for Registry {
    fn note(&self, note: Note) -> Result<(), DirectoryError> {
        if let Note::Practitioner(account, now) = &note {
            self.practitioners.borrow_mut().insert(**account, *now);
        }
        self.notes.borrow_mut().push(note);
        Ok(())
    }

    fn practitioner(&self, account: &Account) -> Result<Option<Practitioner>, DirectoryError> {
        Ok(self.practitioners.borrow().get(account).copied())
    }
}

/// A registry that does not answer.
struct Unreachable;

impl Calls for Unreachable {
    fn note(&self, _: Note) -> Result<(), DirectoryError> {
        Err(DirectoryError::Unreachable)
    }

    fn practitioner(&self, _: &Account) -> Result<Option<Practitioner>, DirectoryError> {
        Err(DirectoryError::Unreachable)
    }
}

/// Two houses, each with its admin.
struct World {
    directory: Directory,
    registry: Registry,
}

/// Runs a test on two houses.
fn run(test: impl FnOnce(World)) {
    test::run_test::<DefaultEnvironment, _>(|_| {
        let governed = GovernedState::new(GOVERNOR.into(), &[]);
        let address = RecordRegistry { address: [9; 32].into() };
        let mut directory = Directory::new(governed, STEWARD, address);
        let registry = Registry::default();
        directory.admit(&registry, &STEWARD, &ADMIN).unwrap();
        directory.admit(&registry, &STEWARD, &OTHER_ADMIN).unwrap();
        test(World { directory, registry });
        Ok(())
    })
    .unwrap();
}

fn key() -> PublicKey {
    PublicKey { suite: 1, bytes: vec![9; 32] }
}

impl World {
    fn pause(&mut self) {
        test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
        self.directory.governed_mut().set_paused(true).unwrap();
    }

    fn suspend(&mut self, house: OrgId) {
        let status = OrganizationStatus::Suspended;
        self.directory.set_organization_status(&self.registry, &STEWARD, house, status).unwrap();
    }

    fn enrol(
        &self,
        caller: &Account,
        now: Timestamp,
        house: OrgId,
        account: Account,
        roles: &[Role],
    ) -> Result<Practitioner, DirectoryError> {
        let roles = Roles::of(roles);
        let enrolled =
            self.directory.enrol(&self.registry, caller, now, house, Box::new(account), roles)?;
        Ok(enrolled.now)
    }

    fn enrol_ada(&self, roles: &[Role]) -> Result<Practitioner, DirectoryError> {
        self.enrol(&ADMIN, NOW, HOUSE, ADA, roles)
    }

    fn set_status(
        &self,
        caller: &Account,
        account: Account,
        status: PractitionerStatus,
    ) -> Result<PractitionerStatus, DirectoryError> {
        self.directory
            .set_practitioner_status(&self.registry, caller, Box::new(account), status)
            .map(|event| event.now.status)
    }

    fn request(&self, caller: &Account, categories: Categories) -> Result<OrgId, DirectoryError> {
        let patient = Box::new(PatientId([0; 32]));
        let reason = Text::from("a reason");
        let purpose = Purpose::Treatment;
        self.directory
            .request(&self.registry, caller, patient, categories, purpose, reason)
            .map(|event| event.organization)
    }
}

#[test]
fn only_the_steward_admits_suspends_and_replaces_admins() {
    run(|mut world| {
        let World { directory, registry } = &mut world;
        let suspended = OrganizationStatus::Suspended;
        let unknown = OrgId(9);
        // The steward comes before the organization.
        for caller in [GOVERNOR, ADMIN, STRANGER] {
            let answers = [
                directory.admit(registry, &caller, &ADMIN).err(),
                directory.set_organization_status(registry, &caller, unknown, suspended).err(),
                directory.replace_admin(&caller, unknown, &ADMIN).err(),
            ];
            assert_eq!(answers, [Some(DirectoryError::NotSteward); 3]);
        }
        assert_eq!(directory.admit(registry, &STEWARD, &ADMIN).unwrap().0, OrgId(2));
    });
}

#[test]
fn a_house_changes_its_status_and_the_registry_knows() {
    run(|mut world| {
        world.suspend(HOUSE);
        let noted = world.registry.notes.borrow().last().cloned();
        assert_eq!(noted, Some(Note::Organization(HOUSE, OrganizationStatus::Suspended)));
        let World { directory, registry } = &mut world;
        let again = OrganizationStatus::Suspended;
        let again = directory.set_organization_status(registry, &STEWARD, HOUSE, again);
        assert_eq!(again.err(), Some(DirectoryError::NothingToDo));
        let lost = OrganizationStatus::Active;
        let lost = directory.set_organization_status(&Unreachable, &STEWARD, HOUSE, lost);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
    });
}

#[test]
fn only_the_admin_of_a_suspended_house_is_replaced_and_an_offer_lapses() {
    run(|mut world| {
        let active = world.directory.replace_admin(&STEWARD, HOUSE, &BOB);
        assert_eq!(active.err(), Some(DirectoryError::NotSuspended));
        world.directory.hand_over(&ADMIN, HOUSE, HandoverStep::Propose(STRANGER)).unwrap();
        world.suspend(HOUSE);
        world.directory.replace_admin(&STEWARD, HOUSE, &BOB).unwrap();
        let accepted = world.directory.hand_over(&STRANGER, HOUSE, HandoverStep::Accept);
        assert!(matches!(accepted.err(), Some(DirectoryError::Handover(_))));
        assert_eq!(world.directory.organization(HOUSE).unwrap().admin.holder(), &BOB);
    });
}

#[test]
fn only_the_governor_replaces_the_steward() {
    run(|mut world| {
        test::set_caller::<DefaultEnvironment>(STEWARD.into());
        let refused = world.directory.replace_steward(BOB);
        assert_eq!(refused.err(), Some(GovernedError::NotGovernor));
        test::set_caller::<DefaultEnvironment>(GOVERNOR.into());
        world.directory.replace_steward(BOB).unwrap();
        assert_eq!(world.directory.steward().holder(), &BOB);
    });
}

#[test]
fn only_the_admin_of_an_active_house_publishes() {
    run(|mut world| {
        let publish = |world: &mut World, caller, house| {
            let keeper = world.directory.set_keeper(caller, house, Text::from("")).err();
            let wrong = PublicKey { suite: 0, bytes: vec![] };
            (keeper, world.directory.set_encryption_key(caller, house, wrong).err())
        };
        let refused = |error| (Some(error), Some(error));
        let unknown = refused(DirectoryError::UnknownOrganization);
        assert_eq!(publish(&mut world, &ADMIN, OrgId(9)), unknown);
        let others = refused(DirectoryError::NotAdmin);
        assert_eq!(publish(&mut world, &OTHER_ADMIN, HOUSE), others);
        let (keeper, key) = publish(&mut world, &ADMIN, HOUSE);
        assert!(matches!(keeper, Some(DirectoryError::Keeper(_))));
        assert!(matches!(key, Some(DirectoryError::Key(_))));
        world.suspend(HOUSE);
        assert_eq!(publish(&mut world, &ADMIN, HOUSE), refused(DirectoryError::Suspended));
    });
}

#[test]
fn keeper_and_key_do_not_displace_one_another() {
    run(|mut world| {
        world.directory.set_keeper(&ADMIN, HOUSE, Text::from("keeper")).unwrap();
        world.directory.set_encryption_key(&ADMIN, HOUSE, self::key()).unwrap();
        let profile = world.directory.profile(HOUSE);
        assert_eq!((profile.keeper, profile.key), (Some("keeper".into()), Some(self::key())));
    });
}

#[test]
fn the_admin_enrols_who_serves_nobody() {
    run(|mut world| {
        let clinician = &[Role::Clinician];
        let by = |world: &World, caller, house, roles| world.enrol(caller, NOW, house, ADA, roles);
        let unknown = by(&world, &ADMIN, OrgId(9), &[]);
        assert_eq!(unknown, Err(DirectoryError::UnknownOrganization));
        assert_eq!(by(&world, &OTHER_ADMIN, HOUSE, &[]), Err(DirectoryError::NotAdmin));
        assert_eq!(by(&world, &ADMIN, HOUSE, &[]), Err(DirectoryError::Roles));
        let enrolled = by(&world, &ADMIN, HOUSE, clinician).unwrap();
        assert_eq!((enrolled.organization, enrolled.enrolled_at), (HOUSE, NOW));
        let elsewhere = by(&world, &OTHER_ADMIN, OTHER_HOUSE, clinician);
        assert_eq!(elsewhere, Err(DirectoryError::AlreadyEnrolled));
        world.directory.leave(&world.registry, &ADA).unwrap();
        let moved = by(&world, &OTHER_ADMIN, OTHER_HOUSE, clinician).unwrap();
        assert_eq!(moved.organization, OTHER_HOUSE);
        world.suspend(HOUSE);
        let suspended = world.enrol(&ADMIN, NOW, HOUSE, BOB, &[]);
        assert_eq!(suspended, Err(DirectoryError::Suspended));
    });
}

#[test]
fn other_roles_keep_the_time_of_the_emergency_role_while_it_is_held() {
    run(|world| {
        let later = |roles| world.enrol(&ADMIN, NOW + 9, HOUSE, ADA, roles).unwrap();
        world.enrol_ada(&[Role::Emergency]).unwrap();
        let kept = later(&[Role::Emergency, Role::Clinician]);
        assert_eq!((kept.enrolled_at, kept.emergency_since), (NOW, NOW));
        later(&[Role::Clinician]);
        let given_again = later(&[Role::Emergency]);
        assert_eq!((given_again.enrolled_at, given_again.emergency_since), (NOW, NOW + 9));
    });
}

#[test]
fn enrolling_again_does_not_reinstate() {
    run(|world| {
        world.enrol_ada(&[Role::Clinician]).unwrap();
        world.set_status(&ADMIN, ADA, PractitionerStatus::Suspended).unwrap();
        let enrolled = world.enrol_ada(&[Role::Registrar]).unwrap();
        assert_eq!(enrolled.status, PractitionerStatus::Suspended);
    });
}

#[test]
fn while_paused_roles_are_taken_away_and_none_is_given() {
    run(|mut world| {
        world.enrol_ada(&[Role::Clinician, Role::Registrar]).unwrap();
        world.pause();
        let given = world.enrol_ada(&[Role::Clinician, Role::Emergency]);
        assert_eq!(given, Err(DirectoryError::Paused));
        assert!(world.enrol_ada(&[Role::Clinician]).is_ok());
        let new = world.enrol(&ADMIN, NOW, HOUSE, BOB, &[Role::Clinician]);
        assert_eq!(new, Err(DirectoryError::Paused));
        let admitted = world.directory.admit(&world.registry, &STEWARD, &ADMIN);
        assert_eq!(admitted.err(), Some(DirectoryError::Paused));
        let suspended = world.set_status(&ADMIN, ADA, PractitionerStatus::Suspended);
        assert_eq!(suspended, Ok(PractitionerStatus::Suspended));
        assert!(world.directory.leave(&world.registry, &ADA).is_ok());
    });
}

#[test]
fn the_admin_suspends_and_reinstates_a_practitioner() {
    run(|mut world| {
        let set = |world: &World, caller, status| world.set_status(caller, ADA, status);
        let (active, suspended, left) =
            (PractitionerStatus::Active, PractitionerStatus::Suspended, PractitionerStatus::Left);
        assert_eq!(set(&world, &STRANGER, left), Err(DirectoryError::NotEnrolled));
        world.enrol_ada(&[Role::Clinician]).unwrap();
        assert_eq!(set(&world, &OTHER_ADMIN, left), Err(DirectoryError::NotAdmin));
        assert_eq!(set(&world, &ADMIN, left), Err(DirectoryError::NotForAdmin));
        assert_eq!(set(&world, &ADMIN, active), Err(DirectoryError::NothingToDo));
        assert_eq!(set(&world, &ADMIN, suspended), Ok(suspended));
        assert_eq!(set(&world, &ADMIN, suspended), Err(DirectoryError::NothingToDo));
        assert_eq!(set(&world, &ADMIN, active), Ok(active));
        world.suspend(HOUSE);
        assert_eq!(set(&world, &ADMIN, suspended), Ok(suspended));
        assert_eq!(set(&world, &ADMIN, active), Err(DirectoryError::Suspended));
    });
}

#[test]
fn only_one_who_serves_leaves_and_publishes_a_key() {
    run(|mut world| {
        let publish = |world: &mut World| {
            let World { directory, registry } = world;
            directory.set_practitioner_key(registry, &ADA, self::key()).map(drop)
        };
        assert_eq!(publish(&mut world), Err(DirectoryError::NotEnrolled));
        world.enrol_ada(&[Role::Clinician]).unwrap();
        assert_eq!(publish(&mut world), Ok(()));
        world.directory.leave(&world.registry, &ADA).unwrap();
        assert_eq!(publish(&mut world), Err(DirectoryError::NotEnrolled));
        let again = world.directory.leave(&world.registry, &ADA);
        assert_eq!(again.err(), Some(DirectoryError::NotEnrolled));
        assert!(world.directory.practitioner_key(&ADA).is_some());
    });
}

#[test]
fn only_an_active_practitioner_of_an_active_house_asks_for_consent() {
    run(|mut world| {
        let refused = Err(DirectoryError::NotPractitioner);
        assert_eq!(world.request(&ADA, Categories::EMPTY), refused);
        world.enrol_ada(&[Role::Clinician]).unwrap();
        let nothing = world.request(&ADA, Categories::EMPTY);
        assert!(matches!(nothing, Err(DirectoryError::Categories(_))));
        assert_eq!(world.request(&ADA, Categories::ALL), Ok(HOUSE));
        world.set_status(&ADMIN, ADA, PractitionerStatus::Suspended).unwrap();
        assert_eq!(world.request(&ADA, Categories::ALL), refused);
        world.set_status(&ADMIN, ADA, PractitionerStatus::Active).unwrap();
        world.suspend(HOUSE);
        assert_eq!(world.request(&ADA, Categories::ALL), refused);
    });
}

#[test]
fn a_registry_that_does_not_answer_enrols_nobody() {
    run(|world| {
        let account = Box::new(ADA);
        let roles = Roles::of(&[Role::Clinician]);
        let lost = world.directory.enrol(&Unreachable, &ADMIN, NOW, HOUSE, account, roles);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
    });
}
