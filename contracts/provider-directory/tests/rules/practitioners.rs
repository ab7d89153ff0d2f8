//! Roles and statuses of practitioners.

use super::*;

#[test]
fn only_the_admin_gives_roles_to_a_practitioner() {
    run(|mut world| {
        assert_eq!(world.set_roles(&ADMIN, &[]), Err(DirectoryError::NotEnrolled));
        world.enrol(ADA, &[Role::Clinician]);
        assert_eq!(world.set_roles(&OTHER_ADMIN, &[]), Err(DirectoryError::NotAdmin));
        assert_eq!(world.set_roles(&ADMIN, &[]), Err(DirectoryError::Roles));
        assert_eq!(world.set_roles(&ADMIN, &[Role::Clinician]), Err(DirectoryError::NothingToDo));
        let event = world.directory.set_roles(
            &world.registry,
            &ADMIN,
            NOW,
            Box::new(ADA),
            Roles::of(&[Role::Registrar]),
        );
        let event = event.unwrap();
        let change = PractitionerChange::Roles(Roles::of(&[Role::Registrar]));
        assert_eq!((event.organization, event.practitioner, event.change), (HOUSE, ADA, change));
        assert_eq!(world.practitioner(&ADA).roles, Roles::of(&[Role::Registrar]));
        world.leave(&ADA).unwrap();
        assert_eq!(world.set_roles(&ADMIN, &[]), Err(DirectoryError::NotEnrolled));
    });
}

#[test]
fn other_roles_keep_the_time_of_the_emergency_role_while_it_is_held() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Emergency]);
        world.now += 9;
        let times = |world: &World| {
            let Practitioner { enrolled_at, emergency_since, .. } = world.practitioner(&ADA);
            (enrolled_at, emergency_since)
        };
        world.set_roles(&ADMIN, &[Role::Emergency, Role::Clinician]).unwrap();
        assert_eq!(times(&world), (NOW, NOW));
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        world.set_status(&ADMIN, ACTIVE).unwrap();
        assert_eq!(times(&world), (NOW, NOW));
        world.set_roles(&ADMIN, &[Role::Clinician]).unwrap();
        world.set_roles(&ADMIN, &[Role::Emergency]).unwrap();
        assert_eq!(times(&world), (NOW, NOW + 9));
    });
}

#[test]
fn other_roles_do_not_reinstate() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        world.set_roles(&ADMIN, &[Role::Registrar]).unwrap();
        assert_eq!(world.practitioner(&ADA).status, SUSPENDED);
    });
}

#[test]
fn a_thief_takes_no_roles_away_in_a_suspended_house_and_the_new_admin_does() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician, Role::Emergency]);
        world.suspend(HOUSE);
        let taken = world.set_roles(&ADMIN, &[Role::Clinician]);
        assert_eq!(taken, Err(DirectoryError::Suspended));
        world.reinstate(HOUSE);
        world.replace_admin(KeyLoss::Lost);
        assert_eq!(world.set_roles(&NEW_ADMIN, &[Role::Clinician]), Ok(()));
        let given = world.set_roles(&NEW_ADMIN, &[Role::Clinician, Role::Registrar]);
        assert_eq!(given, Err(DirectoryError::Suspended));
    });
}

#[test]
fn the_admin_suspends_and_reinstates_a_practitioner() {
    run(|mut world| {
        let set = |world: &World, caller, status| world.set_status(caller, status);
        let (suspended, active) = (PractitionerChange::Suspended, PractitionerChange::Reinstated);
        assert_eq!(set(&world, &STRANGER, LEFT), Err(DirectoryError::NotEnrolled));
        world.enrol(ADA, &[Role::Clinician]);
        assert_eq!(set(&world, &OTHER_ADMIN, LEFT), Err(DirectoryError::NotAdmin));
        assert_eq!(set(&world, &ADMIN, LEFT), Err(DirectoryError::NotForAdmin));
        assert_eq!(set(&world, &ADMIN, ACTIVE), Err(DirectoryError::NothingToDo));
        assert_eq!(set(&world, &ADMIN, SUSPENDED), Ok(suspended));
        assert_eq!(set(&world, &ADMIN, SUSPENDED), Err(DirectoryError::NothingToDo));
        assert!(!world.acts(&ADA, HOUSE));
        assert_eq!(set(&world, &ADMIN, ACTIVE), Ok(active));
        assert!(world.acts(&ADA, HOUSE));
        world.suspend(HOUSE);
        assert!(!world.acts(&ADA, HOUSE));
        assert_eq!(set(&world, &ADMIN, SUSPENDED), Ok(suspended));
        assert_eq!(set(&world, &ADMIN, ACTIVE), Err(DirectoryError::Suspended));
    });
}

#[test]
fn only_one_who_serves_leaves_also_while_suspended() {
    run(|mut world| {
        assert_eq!(world.leave(&ADA), Err(DirectoryError::NotEnrolled));
        world.enrol(ADA, &[Role::Clinician]);
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        assert_eq!(world.leave(&ADA), Ok(()));
        assert_eq!(world.practitioner(&ADA).status, LEFT);
        assert_eq!(world.leave(&ADA), Err(DirectoryError::NotEnrolled));
    });
}
