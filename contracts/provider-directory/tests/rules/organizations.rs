//! Organizations, and the steward.

use super::*;

#[test]
fn only_the_steward_admits_suspends_replaces_admins_and_sets_the_register() {
    run(|mut world| {
        let World { directory, registry, .. } = &mut world;
        let suspended = OrganizationStatus::Suspended;
        // The steward comes before the organization.
        for caller in [GOVERNOR, ADMIN, STRANGER] {
            let answers = [
                directory.admit(registry, &caller, &ADMIN).err(),
                directory.set_organization_status(registry, &caller, UNKNOWN, suspended).err(),
                directory.replace_admin(registry, &caller, UNKNOWN, &ADMIN, KeyLoss::Lost).err(),
                directory.set_register(&caller, [0; 32]).err(),
            ];
            assert_eq!(answers, [Some(DirectoryError::NotSteward); 4]);
        }
        assert!(directory.admit(registry, &STEWARD, &ADMIN).is_ok());
    });
}

#[test]
fn a_house_changes_its_status_and_the_registry_knows() {
    run(|mut world| {
        world.suspend(HOUSE);
        let standing = world.registry.records.borrow().standing(HOUSE);
        let suspended = Standing { status: OrganizationStatus::Suspended, generation: 0 };
        assert_eq!(standing, Some(suspended));
        let World { directory, registry, .. } = &mut world;
        let again = directory.set_organization_status(
            registry,
            &STEWARD,
            HOUSE,
            OrganizationStatus::Suspended,
        );
        assert_eq!(again.err(), Some(DirectoryError::NothingToDo));
        let lost = OrganizationStatus::Active;
        let lost = directory.set_organization_status(&Unreachable, &STEWARD, HOUSE, lost);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
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
fn a_paused_directory_adds_nobody() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.invite(&ADMIN, HOUSE, &BOB, &[Role::Clinician]).unwrap();
        world.set_paused(true);
        let paused = Err(DirectoryError::Paused);
        let admitted = world.directory.admit(&world.registry, &STEWARD, &ADMIN).map(drop);
        assert_eq!(admitted, paused);
        assert_eq!(world.invite(&ADMIN, HOUSE, &STRANGER, &[Role::Clinician]).map(drop), paused);
        assert_eq!(world.join(&BOB, HOUSE), paused);
        assert_eq!(world.set_roles(&ADMIN, &[Role::Registrar]), paused);
        assert_eq!(world.confirm(&ADMIN, &[ADA]), paused);
    });
}

#[test]
fn a_paused_directory_still_takes_away() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician, Role::Registrar]);
        world.invite(&ADMIN, HOUSE, &BOB, &[Role::Clinician]).unwrap();
        world.set_paused(true);
        assert_eq!(world.set_roles(&ADMIN, &[Role::Clinician]), Ok(()));
        assert_eq!(world.set_status(&ADMIN, SUSPENDED), Ok(PractitionerChange::Suspended));
        assert_eq!(world.withdraw(&ADMIN, &BOB), Ok(()));
        assert_eq!(world.leave(&ADA), Ok(()));
        world.replace_admin(KeyLoss::Stolen);
    });
}
