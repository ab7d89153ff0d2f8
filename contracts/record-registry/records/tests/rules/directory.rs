//! Who may act.

use super::*;

#[test]
fn only_the_deployer_names_the_directory_once() {
    run(|| {
        let suite = Suite { consent: [4; 32].into(), log: [5; 32].into() };
        let mut records = Records::new(GovernedState::new(GOVERNOR.into(), &[]), DEPLOYER, suite);
        let mut name = |caller| records.set_directory(caller, DIRECTORY.into()).map(drop);
        assert_eq!(name(&STRANGER), Err(RegistryError::NotDeployer));
        assert_eq!(name(&DEPLOYER), Ok(()));
        assert_eq!(name(&DEPLOYER), Err(RegistryError::DirectoryAlreadySet));
        // A stranger does not learn that it is set.
        assert_eq!(name(&STRANGER), Err(RegistryError::NotDeployer));
        assert_eq!(records.directory(), Some(DIRECTORY.into()));
    });
}

#[test]
fn only_the_directory_notes_who_may_act() {
    run(|| {
        let suite = Suite { consent: [4; 32].into(), log: [5; 32].into() };
        let mut records = Records::new(GovernedState::new(GOVERNOR.into(), &[]), DEPLOYER, suite);
        let standing = Standing { status: OrganizationStatus::Active, generation: 3 };
        let note = Note::Organization(HOUSE, standing);
        // Before it is named, not even its deployer.
        for caller in [DEPLOYER, DIRECTORY] {
            let refused = records.note(&caller, note.clone());
            assert_eq!(refused.err(), Some(RegistryError::NotDirectory));
        }
        records.set_directory(&DEPLOYER, DIRECTORY.into()).unwrap();
        let stranger = records.note(&STRANGER, note.clone());
        assert_eq!(stranger.err(), Some(RegistryError::NotDirectory));
        assert!(records.note(&DIRECTORY, note).is_ok_and(|begun| begun.is_none()));
        assert_eq!(records.standing(HOUSE), Some(standing));
        assert_eq!(records.standing(OTHER_HOUSE), None);
    });
}

#[test]
fn a_practitioner_who_may_not_act_writes_nothing() {
    run(|| {
        let mut records = registry();
        let mut answer = |practitioner| {
            set_practitioner(&mut records, ADA, practitioner);
            register(&mut records, &Others::new(), &ADA, vec![document().into()])
        };
        let active = serving(HOUSE, &[Role::Clinician]);
        for status in [PractitionerStatus::Suspended, PractitionerStatus::Left] {
            let refused = Err(RegistryError::NotPractitioner);
            assert_eq!(answer(Practitioner { status, ..active }), refused);
        }
        let unknown = OrgId(9);
        assert_eq!(
            answer(serving(unknown, &[Role::Clinician])),
            Err(RegistryError::NotPractitioner)
        );
        assert_eq!(answer(serving(HOUSE, &[Role::Emergency])), Err(RegistryError::RoleMissing));
        assert_eq!(answer(active), Ok(0));
    });
}

/// The house after a stolen key of its admin was replaced.
fn second_generation() -> Standing {
    Standing { status: OrganizationStatus::Active, generation: 1 }
}

fn confirm(records: &mut Records, accounts: &[Account]) -> Result<(), RegistryError> {
    records.note(&DIRECTORY, Note::Confirmed(HOUSE, accounts.to_vec())).map(drop)
}

#[test]
fn a_practitioner_acts_for_the_organization_that_it_serves_and_for_no_other() {
    run(|| {
        let mut records = registry();
        assert_eq!(
            records.active_practitioner(&ADA, HOUSE),
            Ok(serving(HOUSE, &[Role::Clinician, Role::Emergency]))
        );
        let refused = Err(RegistryError::NotPractitioner);
        for organization in [OTHER_HOUSE, OrgId(9)] {
            assert_eq!(records.active_practitioner(&ADA, organization), refused);
        }
        assert_eq!(records.active_practitioner(&STRANGER, HOUSE), refused);
        set_house(&mut records, HOUSE, OrganizationStatus::Suspended);
        assert_eq!(records.active_practitioner(&ADA, HOUSE), refused);
    });
}

#[test]
fn one_who_only_anchors_release_logs_is_no_practitioner() {
    run(|| {
        let mut records = registry();
        set_practitioner(&mut records, ADA, serving(HOUSE, &[Role::Keeper]));
        let missing = Err(RegistryError::RoleMissing);
        assert_eq!(records.active_practitioner(&ADA, HOUSE), missing);
        assert!(records.active_member(&ADA, HOUSE).is_ok());
        assert_eq!(records.active_member(&ADA, OTHER_HOUSE), Err(RegistryError::NotPractitioner));
    });
}

#[test]
fn nobody_of_an_older_generation_acts_until_confirmed() {
    run(|| {
        let mut records = registry();
        set_standing(&mut records, HOUSE, second_generation());
        for account in [ADA, BOB] {
            let refused = records.active_practitioner(&account, HOUSE);
            assert_eq!(refused, Err(RegistryError::NotPractitioner));
        }
        assert!(records.active_practitioner(&EVE, OTHER_HOUSE).is_ok());
        let before = records.practitioner(&ADA).unwrap();
        confirm(&mut records, &[ADA]).unwrap();
        let confirmed = Practitioner { generation: 1, ..before };
        assert_eq!(records.active_practitioner(&ADA, HOUSE), Ok(confirmed));
        assert!(records.active_practitioner(&BOB, HOUSE).is_err());
    });
}

#[test]
fn a_practitioner_of_a_later_generation_does_not_act_either() {
    run(|| {
        let mut records = registry();
        let later = Practitioner { generation: 1, ..serving(HOUSE, &[Role::Clinician]) };
        set_practitioner(&mut records, ADA, later);
        assert!(records.active_practitioner(&ADA, HOUSE).is_err());
    });
}

#[test]
fn one_who_does_not_serve_the_house_is_not_confirmed_nor_is_anybody_with_it() {
    run(|| {
        let mut records = registry();
        let left = PractitionerStatus::Left;
        let left = Practitioner { status: left, ..serving(HOUSE, &[Role::Registrar]) };
        set_practitioner(&mut records, BOB, left);
        set_standing(&mut records, HOUSE, second_generation());
        for account in [BOB, EVE, STRANGER] {
            let refused = confirm(&mut records, &[ADA, account]);
            assert_eq!(refused, Err(RegistryError::NotServing(1)));
        }
        for account in [ADA, BOB, EVE] {
            assert_eq!(records.practitioner(&account).unwrap().generation, 0);
        }
    });
}

#[test]
fn a_suspended_member_is_confirmed_and_stays_suspended() {
    run(|| {
        let mut records = registry();
        let suspended = PractitionerStatus::Suspended;
        let suspended = Practitioner { status: suspended, ..serving(HOUSE, &[Role::Clinician]) };
        set_practitioner(&mut records, ADA, suspended);
        set_standing(&mut records, HOUSE, second_generation());
        confirm(&mut records, &[ADA]).unwrap();
        let confirmed = Practitioner { generation: 1, ..suspended };
        assert_eq!(records.practitioner(&ADA), Some(confirmed));
        assert!(records.active_practitioner(&ADA, HOUSE).is_err());
    });
}

#[test]
fn only_the_directory_confirms() {
    run(|| {
        let mut records = registry();
        let refused = records.note(&STRANGER, Note::Confirmed(HOUSE, vec![ADA]));
        assert_eq!(refused.err(), Some(RegistryError::NotDirectory));
    });
}
