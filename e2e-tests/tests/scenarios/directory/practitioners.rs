//! Practitioners: their roles, and whether they may act.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, On, Suite};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Practitioner, PractitionerChange, PractitionerStatus, Role, Roles,
    },
    registry::Registry as _,
};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Decode;

use super::{practitioner, practitioner_changed, refused, set_practitioner_status};
use crate::on_both;

#[apply(on_both)]
fn an_admin_gives_roles_suspends_and_reinstates_practitioners(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let doctor = Actor::named("doctor");
    let account = doctor.bytes();
    let mut directory = suite.directory();
    let is = |roles: &[Role], status, (enrolled_at, emergency_since)| Practitioner {
        organization: mercy.id,
        roles: Roles::of(roles),
        status,
        enrolled_at,
        emergency_since,
        generation: 0,
    };
    assert_eq!(suite.read(suite.registry().practitioner(account.into()))?, None);
    suite.enrol(&mercy, &doctor, &[Role::Registrar])?;
    let joined = suite.now()?;
    let (active, suspended) = (PractitionerStatus::Active, PractitionerStatus::Suspended);
    let expected = is(&[Role::Registrar], active, (joined, joined));
    assert_eq!(practitioner(&mut suite, &doctor)?, expected);

    let roles = [Role::Clinician, Role::Emergency];
    let set = directory.set_roles(account.into(), Roles::of(&roles).into());
    let changed = suite.submit(&mercy.admin, set)?;
    // The first time is that of joining, the last that of the emergency role.
    let times = (joined, suite.now()?);
    let change = PractitionerChange::Roles(Roles::of(&roles));
    assert_eq!(changed.emitted(), practitioner_changed(&mercy, &doctor, change));
    changed.value()?;
    assert_eq!(practitioner(&mut suite, &doctor)?, is(&roles, active, times));
    let same = directory.set_roles(account.into(), Roles::of(&roles).into());
    refused(&mut suite, &mercy.admin, same, DirectoryError::NothingToDo)?;

    let suspend = directory.set_practitioner_status(account.into(), suspended.into());
    let outcome = suite.submit(&mercy.admin, suspend)?;
    assert_eq!(
        outcome.emitted(),
        practitioner_changed(&mercy, &doctor, PractitionerChange::Suspended)
    );
    outcome.value()?;
    assert_eq!(practitioner(&mut suite, &doctor)?, is(&roles, suspended, times));
    let again = set_practitioner_status(&mut suite, &mercy.admin, &doctor, suspended)?;
    assert_eq!(again, Err(DirectoryError::NothingToDo));
    // Other roles do not reinstate.
    suite.set_roles(&mercy, &doctor, &[Role::Clinician])?;
    let expected = is(&[Role::Clinician], suspended, times);
    assert_eq!(practitioner(&mut suite, &doctor)?, expected);
    let reinstate = directory.set_practitioner_status(account.into(), active.into());
    let outcome = suite.submit(&mercy.admin, reinstate)?;
    assert_eq!(
        outcome.emitted(),
        practitioner_changed(&mercy, &doctor, PractitionerChange::Reinstated)
    );
    outcome.value()?;
    assert_eq!(practitioner(&mut suite, &doctor)?, is(&[Role::Clinician], active, times));

    // Another organization's admin has no say.
    let set = directory.set_roles(account.into(), Roles::from(Role::Registrar).into());
    refused(&mut suite, &hope.admin, set, DirectoryError::NotAdmin)?;
    let foreign = set_practitioner_status(&mut suite, &hope.admin, &doctor, suspended)?;
    assert_eq!(foreign, Err(DirectoryError::NotAdmin));
    let left = suite.submit(&doctor, directory.leave())?;
    assert_eq!(left.emitted(), practitioner_changed(&mercy, &doctor, PractitionerChange::Left));
    left.value()?;
    let gone = is(&[Role::Clinician], PractitionerStatus::Left, times);
    assert_eq!(practitioner(&mut suite, &doctor)?, gone);
    refused(&mut suite, &doctor, directory.leave(), DirectoryError::NotEnrolled)?;
    let late = set_practitioner_status(&mut suite, &mercy.admin, &doctor, suspended)?;
    assert_eq!(late, Err(DirectoryError::NotEnrolled));
    let set = directory.set_roles(account.into(), Roles::from(Role::Registrar).into());
    refused(&mut suite, &mercy.admin, set, DirectoryError::NotEnrolled)?;

    suite.enrol(&hope, &doctor, &[Role::Registrar])?;
    let now = suite.now()?;
    let there = is(&[Role::Registrar], active, (now, now));
    let there = Practitioner { organization: hope.id, ..there };
    assert_eq!(practitioner(&mut suite, &doctor)?, there);
    Ok(())
}

#[apply(on_both)]
fn a_practitioner_has_at_least_one_role_and_the_keepers_alone(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let mut directory = suite.directory();
    let (doctor, member) = (Actor::named("doctor").bytes(), mercy.clinician.bytes());
    for bits in [0_u8, 0b1001, 0b1111, 0b1_0000, 0b1_0001, 0b1000_0000, 0xff] {
        let roles = Roles::decode(&mut &[bits][..])?;
        let error = DirectoryError::Roles;
        let invite = directory.invite(mercy.id, doctor.into(), roles.into());
        refused(&mut suite, &mercy.admin, invite, error)?;
        let set = directory.set_roles(member.into(), roles.into());
        refused(&mut suite, &mercy.admin, set, error)?;
    }
    for bits in [0b0111_u8, 0b0101, 0b1000] {
        let roles = Roles::decode(&mut &[bits][..])?;
        let error = DirectoryError::NotAdmin;
        let invite = directory.invite(mercy.id, doctor.into(), roles.into());
        refused(&mut suite, &mercy.clinician, invite, error)?;
        let set = directory.set_roles(member.into(), roles.into());
        refused(&mut suite, &mercy.clinician, set, error)?;
        let invite = directory.invite(mercy.id, doctor.into(), roles.into());
        suite.submit(&mercy.admin, invite)?.value()?;
        let set = directory.set_roles(member.into(), roles.into());
        suite.submit(&mercy.admin, set)?.value()?;
        assert_eq!(practitioner(&mut suite, &mercy.clinician)?.roles, roles);
    }
    Ok(())
}
