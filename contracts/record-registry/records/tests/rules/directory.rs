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
        assert_eq!(name(&STRANGER), Err(RegistryError::DirectoryAlreadySet));
        assert_eq!(records.directory(), Some(DIRECTORY.into()));
    });
}

#[test]
fn only_the_directory_notes_who_may_act() {
    run(|| {
        let suite = Suite { consent: [4; 32].into(), log: [5; 32].into() };
        let mut records = Records::new(GovernedState::new(GOVERNOR.into(), &[]), DEPLOYER, suite);
        let note = Note::Organization(HOUSE, OrganizationStatus::Active);
        // Before it is named, not even its deployer.
        for caller in [DEPLOYER, DIRECTORY] {
            assert_eq!(records.note(&caller, note.clone()), Err(RegistryError::NotDirectory));
        }
        records.set_directory(&DEPLOYER, DIRECTORY.into()).unwrap();
        assert_eq!(records.note(&STRANGER, note.clone()), Err(RegistryError::NotDirectory));
        assert_eq!(records.note(&DIRECTORY, note), Ok(()));
        assert_eq!(records.organization_status(HOUSE), Some(OrganizationStatus::Active));
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
