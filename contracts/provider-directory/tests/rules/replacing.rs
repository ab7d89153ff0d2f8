//! Lost and stolen keys of admins.

use super::*;
use chartkey_interfaces::{directory::MAX_CONFIRMED, Limits};

#[test]
fn only_the_admin_of_a_suspended_house_is_replaced_and_an_offer_lapses() {
    run(|mut world| {
        let World { directory, registry, .. } = &mut world;
        let active = directory.replace_admin(registry, &STEWARD, HOUSE, &BOB, KeyLoss::Lost);
        assert_eq!(active.err(), Some(DirectoryError::NotSuspended));
        directory.hand_over(&ADMIN, HOUSE, HandoverStep::Propose(STRANGER)).unwrap();
        world.replace_admin(KeyLoss::Lost);
        let accepted = world.directory.hand_over(&STRANGER, HOUSE, HandoverStep::Accept);
        assert!(matches!(accepted.err(), Some(DirectoryError::Handover(_))));
        assert_eq!(world.directory.organization(HOUSE).unwrap().admin.holder(), &NEW_ADMIN);
    });
}

#[test]
fn a_replaced_admin_is_not_told_as_a_hand_over_and_the_event_says_which() {
    run(|mut world| {
        world.suspend(HOUSE);
        for loss in [KeyLoss::Lost, KeyLoss::Stolen] {
            let World { directory, registry, .. } = &mut world;
            let event = directory.replace_admin(registry, &STEWARD, HOUSE, &NEW_ADMIN, loss);
            let change = OrganizationChange::AdminReplaced(NEW_ADMIN, loss);
            assert_eq!(event.unwrap().change, change);
            assert_eq!(directory.organization(HOUSE).unwrap().replaced, Some(loss));
        }
        world.reinstate(HOUSE);
        assert_eq!(world.directory.organization(HOUSE).unwrap().replaced, None);
    });
}

#[test]
fn a_lost_key_changes_nothing_else() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.invite(&ADMIN, HOUSE, &BOB, &[Role::Clinician]).unwrap();
        world.directory.set_profile(&ADMIN, HOUSE, "keeper".into(), key(), [7; 32]).unwrap();
        let notes = *world.registry.notes.borrow();
        world.replace_admin(KeyLoss::Lost);
        world.reinstate(HOUSE);
        // The two changes of status.
        assert_eq!(*world.registry.notes.borrow(), notes + 2);
        assert!(world.acts(&ADA, HOUSE));
        assert!(world.directory.profile(HOUSE).is_some());
        assert_eq!(world.join(&BOB, HOUSE), Ok(()));
        assert!(world.acts(&BOB, HOUSE));
    });
}

#[test]
fn what_a_thief_put_in_is_void_after_reinstatement() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        // With the stolen key: an accomplice who joins, one who does not yet, address and key.
        world.enrol(STRANGER, &[Role::Clinician, Role::Registrar, Role::Emergency]);
        world.invite(&ADMIN, HOUSE, &BOB, &[Role::Clinician]).unwrap();
        world.directory.set_profile(&ADMIN, HOUSE, "thief".into(), key(), [7; 32]).unwrap();
        world.replace_admin(KeyLoss::Stolen);
        assert_eq!(world.confirm(&ADMIN, &[STRANGER]), Err(DirectoryError::NotAdmin));
        world.confirm(&NEW_ADMIN, &[ADA]).unwrap();
        world.reinstate(HOUSE);
        assert!(world.acts(&ADA, HOUSE));
        assert!(!world.acts(&STRANGER, HOUSE));
        assert_eq!(world.directory.invitation(HOUSE, &BOB), None);
        assert_eq!(world.join(&BOB, HOUSE), Err(DirectoryError::NotInvited));
        assert_eq!(world.withdraw(&NEW_ADMIN, &BOB), Err(DirectoryError::NotInvited));
        assert_eq!(world.directory.profile(HOUSE), None);
        let World { directory, registry, .. } = &mut world;
        let roles = Roles::of(&[Role::Clinician]);
        let invited = directory.invite(registry, &ADMIN, NOW, HOUSE, &BOB, roles);
        assert_eq!(invited.err(), Some(DirectoryError::NotAdmin));
    });
}

#[test]
fn neither_roles_nor_a_status_nor_an_invitation_make_an_accomplice_act() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.replace_admin(KeyLoss::Stolen);
        world.reinstate(HOUSE);
        world.set_roles(&NEW_ADMIN, &[Role::Registrar]).unwrap();
        world.set_status(&NEW_ADMIN, SUSPENDED).unwrap();
        world.set_status(&NEW_ADMIN, ACTIVE).unwrap();
        assert!(!world.acts(&ADA, HOUSE));
        let again = world.invite(&NEW_ADMIN, HOUSE, &ADA, &[Role::Clinician]);
        assert_eq!(again, Err(DirectoryError::AlreadyEnrolled));
        // One who left joins anew, where the new admin invites the account.
        world.leave(&ADA).unwrap();
        world.invite(&NEW_ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        world.join(&ADA, HOUSE).unwrap();
        assert!(world.acts(&ADA, HOUSE));
    });
}

#[test]
fn a_confirmed_member_keeps_roles_and_times_and_need_not_join_again() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.now += 5;
        world.set_roles(&ADMIN, &[Role::Clinician, Role::Emergency]).unwrap();
        let before = world.practitioner(&ADA);
        assert_eq!((before.enrolled_at, before.emergency_since), (NOW, NOW + 5));
        world.now += 5;
        world.replace_admin(KeyLoss::Stolen);
        world.confirm(&NEW_ADMIN, &[ADA]).unwrap();
        // Neither later, which would leave a hospital without emergency doctors, nor earlier.
        assert_eq!(world.practitioner(&ADA), Practitioner { generation: 1, ..before });
        // Being confirmed again changes nothing.
        world.confirm(&NEW_ADMIN, &[ADA, ADA]).unwrap();
        assert_eq!(world.practitioner(&ADA), Practitioner { generation: 1, ..before });
    });
}

#[test]
fn a_suspended_member_stays_suspended_when_confirmed() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        world.replace_admin(KeyLoss::Stolen);
        world.confirm(&NEW_ADMIN, &[ADA]).unwrap();
        world.reinstate(HOUSE);
        assert_eq!(world.practitioner(&ADA).status, SUSPENDED);
        assert!(!world.acts(&ADA, HOUSE));
        world.set_status(&NEW_ADMIN, ACTIVE).unwrap();
        assert!(world.acts(&ADA, HOUSE));
    });
}

#[test]
fn the_new_admin_confirms_before_reinstatement_and_a_thief_does_not() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.suspend(HOUSE);
        assert_eq!(world.confirm(&ADMIN, &[ADA]), Err(DirectoryError::Suspended));
        world.reinstate(HOUSE);
        world.replace_admin(KeyLoss::Stolen);
        assert_eq!(world.confirm(&NEW_ADMIN, &[ADA]), Ok(()));
        assert!(!world.acts(&ADA, HOUSE));
        world.reinstate(HOUSE);
        assert!(world.acts(&ADA, HOUSE));
        assert_eq!(world.confirm(&NEW_ADMIN, &[ADA]), Ok(()));
    });
}

#[test]
fn all_are_confirmed_or_none() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.enrol(BOB, &[Role::Clinician]);
        world.replace_admin(KeyLoss::Stolen);
        let refused = |place| Err(DirectoryError::NotServing(place));
        assert_eq!(world.confirm(&NEW_ADMIN, &[ADA, BOB, STRANGER]), refused(2));
        world.leave(&BOB).unwrap();
        assert_eq!(world.confirm(&NEW_ADMIN, &[ADA, BOB]), refused(1));
        world.invite(&OTHER_ADMIN, OTHER_HOUSE, &BOB, &[Role::Clinician]).unwrap();
        world.join(&BOB, OTHER_HOUSE).unwrap();
        assert_eq!(world.confirm(&NEW_ADMIN, &[BOB, ADA]), refused(0));
        world.reinstate(HOUSE);
        assert!(!world.acts(&ADA, HOUSE));
        assert!(world.acts(&BOB, OTHER_HOUSE));
        assert_eq!(world.practitioner(&BOB).generation, 0);
    });
}

#[test]
fn sixty_four_members_are_confirmed_by_one_note_and_no_more() {
    run(|mut world| {
        let accounts: Vec<Account> =
            (100..).map(|byte| [byte; 32]).take(MAX_CONFIRMED + 1).collect();
        for account in &accounts {
            world.enrol(*account, &[Role::Clinician]);
        }
        world.replace_admin(KeyLoss::Stolen);
        assert_eq!((Limits::current().confirmed, MAX_CONFIRMED), (64, 64));
        let wrong = Err(DirectoryError::Members);
        assert_eq!(world.confirm(&NEW_ADMIN, &[]), wrong);
        assert_eq!(world.confirm(&NEW_ADMIN, &accounts), wrong);
        let notes = *world.registry.notes.borrow();
        let (last, most) = accounts.split_last().unwrap();
        let confirmed =
            world.directory.confirm(&world.registry, &NEW_ADMIN, HOUSE, most.to_vec()).unwrap();
        assert_eq!(*world.registry.notes.borrow(), notes + 1);
        // One event for each member.
        assert_eq!(confirmed.len(), most.len());
        for (event, account) in confirmed.iter().zip(most) {
            assert_eq!((event.organization, event.practitioner), (HOUSE, *account));
            assert_eq!(event.change, PractitionerChange::Confirmed);
        }
        world.reinstate(HOUSE);
        assert!(most.iter().all(|account| world.acts(account, HOUSE)));
        assert!(!world.acts(last, HOUSE));
    });
}

#[test]
fn a_second_theft_voids_what_was_confirmed_after_the_first() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.replace_admin(KeyLoss::Stolen);
        world.confirm(&NEW_ADMIN, &[ADA]).unwrap();
        let World { directory, registry, .. } = &mut world;
        directory.replace_admin(registry, &STEWARD, HOUSE, &BOB, KeyLoss::Stolen).unwrap();
        world.reinstate(HOUSE);
        assert!(!world.acts(&ADA, HOUSE));
        assert_eq!(world.confirm(&NEW_ADMIN, &[ADA]), Err(DirectoryError::NotAdmin));
        world.confirm(&BOB, &[ADA]).unwrap();
        assert!(world.acts(&ADA, HOUSE));
        assert_eq!(world.practitioner(&ADA).generation, 2);
    });
}

#[test]
fn a_registry_that_does_not_answer_raises_no_generation() {
    run(|mut world| {
        world.suspend(HOUSE);
        let World { directory, .. } = &mut world;
        let lost = directory.replace_admin(&Unreachable, &STEWARD, HOUSE, &BOB, KeyLoss::Stolen);
        assert_eq!(lost.err(), Some(DirectoryError::Unreachable));
        assert_eq!(directory.organization(HOUSE).unwrap().standing.generation, 0);
    });
}
