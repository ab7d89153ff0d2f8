//! Asking a patient for consent.

use super::*;
use chartkey_interfaces::directory::ConsentRequested;
use chartkey_vocabulary::{
    Categories, Category, PatientId, Purpose, RequestReason, SetError, Text, TextError,
};

fn request() -> ConsentRequested {
    ConsentRequested {
        patient: Box::new(PatientId([0; 32])),
        requester: ADA,
        organization: HOUSE,
        categories: Category::Laboratory.into(),
        purpose: Purpose::Treatment,
        reason: RequestReason::FollowUp,
        note: None,
    }
}

fn ask(world: &World, asked: ConsentRequested) -> Result<(), DirectoryError> {
    world.directory.request(&world.registry, asked).map(drop)
}

#[test]
fn only_an_active_practitioner_of_the_house_asks_for_consent() {
    run(|mut world| {
        let refused = Err(DirectoryError::NotPractitioner);
        assert_eq!(ask(&world, request()), refused);
        world.invite(&ADMIN, HOUSE, &ADA, &[Role::Clinician]).unwrap();
        assert_eq!(ask(&world, request()), refused);
        world.join(&ADA, HOUSE).unwrap();
        assert_eq!(ask(&world, request()), Ok(()));
        for organization in [OTHER_HOUSE, UNKNOWN] {
            assert_eq!(ask(&world, ConsentRequested { organization, ..request() }), refused);
        }
        world.set_status(&ADMIN, SUSPENDED).unwrap();
        assert_eq!(ask(&world, request()), refused);
        world.set_status(&ADMIN, ACTIVE).unwrap();
        world.suspend(HOUSE);
        assert_eq!(ask(&world, request()), refused);
        world.reinstate(HOUSE);
        assert_eq!(ask(&world, request()), Ok(()));
        world.leave(&ADA).unwrap();
        assert_eq!(ask(&world, request()), refused);
    });
}

#[test]
fn neither_a_keeper_nor_one_who_is_not_confirmed_asks_for_consent() {
    run(|mut world| {
        let refused = Err(DirectoryError::NotPractitioner);
        world.enrol(ADA, &[Role::Keeper]);
        assert_eq!(ask(&world, request()), refused);
        world.set_roles(&ADMIN, &[Role::Clinician]).unwrap();
        assert_eq!(ask(&world, request()), Ok(()));
        world.replace_admin(KeyLoss::Stolen);
        world.reinstate(HOUSE);
        assert_eq!(ask(&world, request()), refused);
        world.confirm(&NEW_ADMIN, &[ADA]).unwrap();
        assert_eq!(ask(&world, request()), Ok(()));
    });
}

#[test]
fn nobody_asks_for_a_reading_that_is_the_patients_or_the_representatives() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        for purpose in Purpose::ALL {
            let own = matches!(purpose, Purpose::PatientRequest | Purpose::FamilyRequest);
            let answer = if own { Err(DirectoryError::Purpose) } else { Ok(()) };
            assert_eq!(ask(&world, ConsentRequested { purpose, ..request() }), answer);
        }
    });
}

#[test]
fn nobody_asks_for_everything_or_for_nothing() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        let with = |categories| ask(&world, ConsentRequested { categories, ..request() });
        assert_eq!(with(Categories::ALL), Ok(()));
        let everything = Err(DirectoryError::Categories(SetError::Unassigned));
        assert_eq!(with(Categories::EVERYTHING), everything);
        assert_eq!(with(Categories::EMPTY), Err(DirectoryError::Categories(SetError::Empty)));
    });
}

#[test]
fn a_request_has_a_reason_and_a_short_note_if_any() {
    run(|mut world| {
        world.enrol(ADA, &[Role::Clinician]);
        let with = |note: &str| {
            ask(&world, ConsentRequested { note: Some(Text::from(note)), ..request() })
        };
        assert_eq!(with("after the operation of June"), Ok(()));
        assert_eq!(with(""), Err(DirectoryError::Note(TextError::Empty)));
        assert_eq!(with(&"a".repeat(129)), Err(DirectoryError::Note(TextError::TooLong)));
        assert_eq!(with("\u{590d}\u{8bca}"), Err(DirectoryError::Note(TextError::NotPrintable)));
    });
}
