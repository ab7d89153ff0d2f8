//! Profiles, keys and the register.

use super::*;
use chartkey_interfaces::directory::Profile;
use chartkey_vocabulary::{Digest, Text};

const DOCUMENT: Digest = [7; 32];

fn publish(world: &mut World, caller: &Account, keeper: &str) -> Result<(), DirectoryError> {
    world.directory.set_profile(caller, HOUSE, Text::from(keeper), key(), DOCUMENT).map(drop)
}

#[test]
fn a_profile_has_an_address_a_key_and_a_document() {
    run(|mut world| {
        let World { directory, .. } = &mut world;
        let mut by = |caller, house, keeper, key, document| {
            directory.set_profile(caller, house, Text::from(keeper), key, document).err()
        };
        let unknown = by(&ADMIN, UNKNOWN, "", key(), [0; 32]);
        assert_eq!(unknown, Some(DirectoryError::UnknownOrganization));
        let stranger = by(&OTHER_ADMIN, HOUSE, "", key(), [0; 32]);
        assert_eq!(stranger, Some(DirectoryError::NotAdmin));
        let no_address = by(&ADMIN, HOUSE, "", key(), DOCUMENT);
        assert!(matches!(no_address, Some(DirectoryError::Keeper(_))));
        let no_key = by(&ADMIN, HOUSE, "keeper", PublicKey { suite: 0, bytes: vec![] }, DOCUMENT);
        assert!(matches!(no_key, Some(DirectoryError::Key(_))));
        let no_document = by(&ADMIN, HOUSE, "keeper", key(), [0; 32]);
        assert_eq!(no_document, Some(DirectoryError::Digest));
        assert_eq!(directory.profile(HOUSE), None);
        assert_eq!(directory.profile(UNKNOWN), None);
    });
}

#[test]
fn a_profile_is_published_whole_in_one_event() {
    run(|mut world| {
        let profile =
            |keeper: &str| Profile { keeper: keeper.into(), key: key(), document: DOCUMENT };
        let World { directory, .. } = &mut world;
        let event = directory.set_profile(&ADMIN, HOUSE, "first".into(), key(), DOCUMENT).unwrap();
        assert_eq!(event.organization, HOUSE);
        assert_eq!(event.change, OrganizationChange::Profile(profile("first")));
        assert_eq!(directory.profile(HOUSE), Some(profile("first")));
        publish(&mut world, &ADMIN, "second").unwrap();
        assert_eq!(world.directory.profile(HOUSE), Some(profile("second")));
        assert_eq!(world.directory.profile(OTHER_HOUSE), None);
    });
}

#[test]
fn in_a_suspended_house_only_an_admin_whom_the_steward_put_in_publishes() {
    run(|mut world| {
        publish(&mut world, &ADMIN, "honest").unwrap();
        world.suspend(HOUSE);
        assert_eq!(publish(&mut world, &ADMIN, "thief"), Err(DirectoryError::Suspended));
        world.reinstate(HOUSE);
        world.replace_admin(KeyLoss::Stolen);
        assert_eq!(publish(&mut world, &ADMIN, "thief"), Err(DirectoryError::NotAdmin));
        assert_eq!(publish(&mut world, &NEW_ADMIN, "clean"), Ok(()));
        // The trust is for this suspension.
        world.reinstate(HOUSE);
        world.suspend(HOUSE);
        assert_eq!(publish(&mut world, &NEW_ADMIN, "later"), Err(DirectoryError::Suspended));
    });
}

#[test]
fn any_account_publishes_a_key_of_its_own() {
    run(|mut world| {
        let World { directory, .. } = &mut world;
        let wrong = PublicKey { suite: 1, bytes: vec![9; 31] };
        assert!(matches!(directory.publish_key(&ADA, wrong).err(), Some(DirectoryError::Key(_))));
        assert_eq!(directory.encryption_key(&ADA), None);
        let event = directory.publish_key(&ADA, key()).unwrap();
        assert_eq!((event.account, event.key), (ADA, key()));
        let published = |directory: &Directory, account| {
            directory.encryption_key(account).map(|key| key.value().unwrap())
        };
        assert_eq!(published(directory, &ADA), Some(key()));
        assert_eq!(published(directory, &BOB), None);
        let other = PublicKey { suite: 1, bytes: vec![8; 32] };
        directory.publish_key(&ADA, other.clone()).unwrap();
        assert_eq!(published(directory, &ADA), Some(other));
    });
}

#[test]
fn a_key_stays_when_its_practitioner_leaves() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        world.directory.publish_key(&ADA, key()).unwrap();
        world.leave(&ADA).unwrap();
        assert!(world.directory.encryption_key(&ADA).is_some());
    });
}

#[test]
fn the_steward_publishes_the_register() {
    run(|mut world| {
        let World { directory, .. } = &mut world;
        assert_eq!(directory.register(), None);
        let nothing = directory.set_register(&STEWARD, [0; 32]);
        assert_eq!(nothing.err(), Some(DirectoryError::Digest));
        assert_eq!(directory.set_register(&STEWARD, DOCUMENT).unwrap().register, DOCUMENT);
        assert_eq!(directory.register(), Some(DOCUMENT));
    });
}
