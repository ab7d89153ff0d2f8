//! Inviting and joining.

use super::*;

#[test]
fn only_the_admin_of_an_active_house_invites() {
    run(|mut world| {
        let mut by = |caller, house, roles: &[Role]| world.invite(caller, house, &ADA, roles);
        assert_eq!(by(&ADMIN, UNKNOWN, &[]), Err(DirectoryError::UnknownOrganization));
        assert_eq!(by(&OTHER_ADMIN, HOUSE, &[]), Err(DirectoryError::NotAdmin));
        assert_eq!(by(&ADMIN, HOUSE, &[]), Err(DirectoryError::Roles));
        let clinician = Roles::of(&[Role::Clinician]);
        let invited = Ok(PractitionerChange::Invited(clinician));
        assert_eq!(by(&ADMIN, HOUSE, &[Role::Clinician]), invited);
        let invitation = Invitation { roles: clinician, generation: 0, invited_at: NOW };
        assert_eq!(world.directory.invitation(HOUSE, &ADA), Some(invitation));
        world.suspend(HOUSE);
        let suspended = world.invite(&ADMIN, HOUSE, &BOB, &[]);
        assert_eq!(suspended, Err(DirectoryError::Suspended));
    });
}

#[test]
fn a_keeper_has_no_other_role() {
    run(|mut world| {
        let mixed = [Role::Keeper, Role::Clinician];
        assert_eq!(world.invite(&ADMIN, HOUSE, &ADA, &mixed), Err(DirectoryError::Roles));
        world.enrol(ADA, &[Role::Keeper]);
        assert_eq!(world.set_roles(&ADMIN, &mixed), Err(DirectoryError::Roles));
        assert!(!world.acts(&ADA, HOUSE));
        assert!(world.registry.records.borrow().active_member(&ADA, HOUSE).is_ok());
    });
}

#[test]
fn an_invited_account_serves_nobody_until_it_joins() {
    run(|mut world| {
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.registry.practitioner(&ADA), Ok(None));
        assert!(!world.acts(&ADA, HOUSE));
        assert_eq!(world.set_status(&ADMIN, SUSPENDED), Err(DirectoryError::NotEnrolled));
        assert_eq!(world.leave(&ADA), Err(DirectoryError::NotEnrolled));
        world.now += 5;
        world.join(&ADA, HOUSE).unwrap();
        let joined = Practitioner {
            organization: HOUSE,
            roles: Roles::of(&[Role::Clinician]),
            status: ACTIVE,
            enrolled_at: NOW + 5,
            emergency_since: NOW + 5,
            generation: 0,
        };
        assert_eq!(world.practitioner(&ADA), joined);
        assert!(world.acts(&ADA, HOUSE));
    });
}

#[test]
fn an_account_joins_only_where_it_is_invited_and_once() {
    run(|mut world| {
        assert_eq!(world.join(&ADA, UNKNOWN), Err(DirectoryError::UnknownOrganization));
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::NotInvited));
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.join(&BOB, HOUSE), Err(DirectoryError::NotInvited));
        assert_eq!(world.join(&ADA, OTHER_HOUSE), Err(DirectoryError::NotInvited));
        assert_eq!(world.join(&ADA, HOUSE), Ok(()));
        assert_eq!(world.directory.invitation(HOUSE, &ADA), None);
        world.leave(&ADA).unwrap();
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::NotInvited));
    });
}

#[test]
fn nobody_joins_a_suspended_house() {
    run(|mut world| {
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        world.suspend(HOUSE);
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::Suspended));
        world.reinstate(HOUSE);
        assert_eq!(world.join(&ADA, HOUSE), Ok(()));
    });
}

#[test]
fn an_account_that_serves_a_house_leaves_before_it_joins_another() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        // It is invited all the same: to invite is not to take.
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &ADA, &[Role::Registrar]).unwrap();
        assert_eq!(world.join(&ADA, OTHER_HOUSE), Err(DirectoryError::AlreadyEnrolled));
        assert!(world.acts(&ADA, HOUSE));
        world.leave(&ADA).unwrap();
        assert_eq!(world.join(&ADA, OTHER_HOUSE), Ok(()));
        assert!(world.acts(&ADA, OTHER_HOUSE) && !world.acts(&ADA, HOUSE));
    });
}

#[test]
fn a_house_that_invites_first_does_not_bar_the_one_that_the_doctor_joins() {
    run(|mut world| {
        // Ada moves from a third house to the first; the second has watched, and is faster.
        let World { directory, registry, .. } = &mut world;
        let (third, _) = directory.admit(registry, &STEWARD, &BOB).unwrap();
        world.invite(&BOB, third, &ADA, &[Role::Clinician]).unwrap();
        world.join(&ADA, third).unwrap();
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &ADA, &[Role::Clinician]).unwrap();
        world.leave(&ADA).unwrap();
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.practitioner(&ADA).status, LEFT);
        assert_eq!(world.set_roles(&OTHER_ADMIN, &[]), Err(DirectoryError::NotEnrolled));
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.join(&ADA, HOUSE), Ok(()));
        assert_eq!(world.practitioner(&ADA).organization, HOUSE);
    });
}

#[test]
fn no_house_becomes_the_issuer_of_what_a_doctor_writes_who_did_not_join_it() {
    run(|mut world| {
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert!(!world.acts(&ADA, OTHER_HOUSE));
        world.enrol(ADA, &[Role::Clinician]);
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert!(world.acts(&ADA, HOUSE) && !world.acts(&ADA, OTHER_HOUSE));
    });
}

#[test]
fn inviting_anew_replaces_the_invitation() {
    run(|mut world| {
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        world.now += 7;
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Registrar]).unwrap();
        let roles = Roles::of(&[Role::Registrar]);
        let invitation = Invitation { roles, generation: 0, invited_at: NOW + 7 };
        assert_eq!(world.directory.invitation(HOUSE, &ADA), Some(invitation));
        world.join(&ADA, HOUSE).unwrap();
        assert_eq!(world.practitioner(&ADA).roles, roles);
        // The first one is gone with the second.
        world.leave(&ADA).unwrap();
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::NotInvited));
    });
}

#[test]
fn the_admin_withdraws_an_invitation_also_while_the_house_is_suspended() {
    run(|mut world| {
        assert_eq!(world.withdraw(&ADMIN, &ADA), Err(DirectoryError::NotInvited));
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.withdraw(&OTHER_ADMIN, &ADA), Err(DirectoryError::NotAdmin));
        world.suspend(HOUSE);
        assert_eq!(world.withdraw(&ADMIN, &ADA), Ok(()));
        assert_eq!(world.withdraw(&ADMIN, &ADA), Err(DirectoryError::NotInvited));
        world.reinstate(HOUSE);
        assert_eq!(world.directory.invitation(HOUSE, &ADA), None);
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::NotInvited));
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(world.join(&ADA, HOUSE), Ok(()));
    });
}

#[test]
fn a_suspended_practitioner_does_not_come_back_by_an_invitation() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        let again = world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]);
        assert_eq!(again, Err(DirectoryError::AlreadyEnrolled));
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        world.leave(&ADA).unwrap();
        assert_eq!(world.join(&ADA, HOUSE), Err(DirectoryError::NotInvited));
    });
}

#[test]
fn leaving_and_joining_again_begins_both_times_again() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Emergency]);
        world.leave(&ADA).unwrap();
        world.now += 9;
        world.enrol(ADA, &[Role::Emergency]);
        let Practitioner { enrolled_at, emergency_since, .. } = world.practitioner(&ADA);
        assert_eq!((enrolled_at, emergency_since), (NOW + 9, NOW + 9));
    });
}

#[test]
fn a_registry_that_does_not_answer_enrols_nobody() {
    run(|mut world| {
        let World { directory, .. } = &mut world;
        let roles = Roles::of(&[Role::Clinician]);
        let lost = directory.invite(&Unreachable, &ADMIN, NOW, HOUSE, &ADA, roles);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        let lost = world.directory.join(&Unreachable, &ADA, NOW, HOUSE);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
        assert_eq!(world.join(&ADA, HOUSE), Ok(()));
    });
}

#[test]
fn every_event_about_a_practitioner_is_found_by_organization_and_by_account() {
    run(|mut world| {
        let roles = Roles::of(&[Role::Clinician]);
        let World { directory, registry, now } = &mut world;
        let mut events = vec![
            directory.invite(registry, &ADMIN, *now, HOUSE, &ADA, roles).unwrap(),
            directory.withdraw_invitation(&ADMIN, HOUSE, &ADA).unwrap(),
            directory.invite(registry, &ADMIN, *now, HOUSE, &ADA, roles).unwrap(),
            directory.join(registry, &ADA, *now, HOUSE).unwrap(),
        ];
        events.extend(directory.confirm(registry, &ADMIN, HOUSE, vec![ADA]).unwrap());
        events.push(directory.leave(registry, &ADA).unwrap());
        let changes: Vec<_> = events.iter().map(|event| event.change).collect();
        let expected = [
            PractitionerChange::Invited(roles),
            PractitionerChange::InvitationWithdrawn,
            PractitionerChange::Invited(roles),
            PractitionerChange::Joined(roles),
            PractitionerChange::Confirmed,
            PractitionerChange::Left,
        ];
        assert_eq!(changes, expected);
        for event in events {
            assert_eq!((event.organization, event.practitioner), (HOUSE, ADA));
            chartkey_onchain::emit(event);
            // The first one is the event's own.
            let topics = test::recorded_events().last().unwrap().topics;
            assert_eq!(topics.len(), 3);
        }
    });
}
