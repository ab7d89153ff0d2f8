//! Invitations: nobody serves an organization that it did not join.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, On, Suite};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Invitation, KeyLoss, OrganizationStatus, Practitioner, PractitionerChange,
        PractitionerStatus, Role, Roles,
    },
    registry::{Registry as _, RegistryError},
};
use chartkey_vocabulary::{Category, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    invite, join, practitioner, practitioner_changed, refused, replace_admin,
    set_practitioner_status,
};
use crate::on_both;

const NOT_INVITED: DirectoryError = DirectoryError::NotInvited;

#[apply(on_both)]
fn an_invitation_serves_nobody_until_the_account_joins_by_it(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (doctor, mut directory) = (Actor::named("doctor"), suite.directory());
    assert_eq!(join(&mut suite, &doctor, &mercy)?, Err(NOT_INVITED));
    // A later invitation takes the place of the one before.
    for roles in [[Role::Clinician], [Role::Emergency]] {
        invite(&mut suite, &mercy, &doctor, &roles)?;
        let invited_at = suite.now()?;
        let invitation = Invitation { roles: Roles::of(&roles), generation: 0, invited_at };
        let stored = suite.read(directory.invitation(mercy.id, doctor.bytes().into()))?;
        assert_eq!(stored, Some(invitation));
        assert_eq!(suite.read(suite.registry().practitioner(doctor.bytes().into()))?, None);
    }
    suite.advance(1_000)?;
    let joined = suite.submit(&doctor, directory.join(mercy.id))?;
    let roles = Roles::from(Role::Emergency);
    assert_eq!(
        joined.emitted(),
        practitioner_changed(&mercy, &doctor, PractitionerChange::Joined(roles))
    );
    joined.value()?;
    let now = suite.now()?;
    let expected = Practitioner {
        organization: mercy.id,
        roles,
        status: PractitionerStatus::Active,
        enrolled_at: now,
        emergency_since: now,
        generation: 0,
    };
    assert_eq!(practitioner(&mut suite, &doctor)?, expected);
    Ok(())
}

#[apply(on_both)]
fn an_invitation_that_was_used_or_withdrawn_lets_nobody_join(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (doctor, mut directory) = (Actor::named("doctor"), suite.directory());
    invite(&mut suite, &mercy, &doctor, &[Role::Clinician])?;
    let withdraw = directory.withdraw_invitation(mercy.id, doctor.bytes().into());
    refused(&mut suite, &doctor, withdraw, DirectoryError::NotAdmin)?;
    let withdraw = directory.withdraw_invitation(mercy.id, doctor.bytes().into());
    let withdrawn = suite.submit(&mercy.admin, withdraw)?;
    let change = PractitionerChange::InvitationWithdrawn;
    assert_eq!(withdrawn.emitted(), practitioner_changed(&mercy, &doctor, change));
    withdrawn.value()?;
    refused(&mut suite, &doctor, directory.join(mercy.id), NOT_INVITED)?;
    assert_eq!(suite.read(directory.invitation(mercy.id, doctor.bytes().into()))?, None);
    let again = directory.withdraw_invitation(mercy.id, doctor.bytes().into());
    refused(&mut suite, &mercy.admin, again, NOT_INVITED)?;

    suite.enrol(&mercy, &doctor, &[Role::Clinician])?;
    refused(&mut suite, &doctor, directory.join(mercy.id), NOT_INVITED)?;
    suite.submit(&doctor, directory.leave())?.value()?;
    refused(&mut suite, &doctor, directory.join(mercy.id), NOT_INVITED)?;
    // A suspended practitioner has no invitation to come back by.
    suite.enrol(&mercy, &doctor, &[Role::Clinician])?;
    let suspended = PractitionerStatus::Suspended;
    let set = set_practitioner_status(&mut suite, &mercy.admin, &doctor, suspended)?;
    assert_eq!(set, Ok(()));
    let roles = Roles::from(Role::Clinician);
    let invite = directory.invite(mercy.id, doctor.bytes().into(), roles.into());
    refused(&mut suite, &mercy.admin, invite, DirectoryError::AlreadyEnrolled)?;
    suite.submit(&doctor, directory.leave())?.value()?;
    refused(&mut suite, &doctor, directory.join(mercy.id), NOT_INVITED)
}

#[apply(on_both)]
fn an_invitation_from_before_a_stolen_admin_key_lets_nobody_join(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (accomplice, heir) = (Actor::named("accomplice"), Actor::named("heir"));
    let mut directory = suite.directory();
    invite(&mut suite, &mercy, &accomplice, &[Role::Clinician, Role::Emergency])?;
    replace_admin(&mut suite, &mercy, &heir, KeyLoss::Stolen)?;
    refused(&mut suite, &accomplice, directory.join(mercy.id), DirectoryError::Suspended)?;
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    refused(&mut suite, &accomplice, directory.join(mercy.id), NOT_INVITED)?;
    assert_eq!(suite.read(directory.invitation(mercy.id, accomplice.bytes().into()))?, None);
    let withdraw = directory.withdraw_invitation(mercy.id, accomplice.bytes().into());
    refused(&mut suite, &heir, withdraw, NOT_INVITED)?;
    // The new admin's are good.
    let roles = Roles::from(Role::Clinician);
    let invite = directory.invite(mercy.id, accomplice.bytes().into(), roles.into());
    suite.submit(&heir, invite)?.value()?;
    suite.submit(&accomplice, directory.join(mercy.id))?.value()?;
    assert_eq!(practitioner(&mut suite, &accomplice)?.generation, 1);
    Ok(())
}

/// Whoever watches for a practitioner's leaving, and invites before the house that the
/// practitioner is about to join, gains nothing by it.
#[apply(on_both)]
fn who_leaves_joins_the_house_of_choice_and_not_the_one_that_invited_first(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let raider = suite.hospital("raider")?;
    let (doctor, mut directory) = (&mercy.clinician, suite.directory());
    // While she serves, and after she left: the raider is first both times.
    invite(&mut suite, &raider, doctor, &[Role::Keeper])?;
    invite(&mut suite, &hope, doctor, &[Role::Clinician])?;
    let before = practitioner(&mut suite, doctor)?;
    for house in [&raider, &hope] {
        refused(&mut suite, doctor, directory.join(house.id), DirectoryError::AlreadyEnrolled)?;
    }
    assert_eq!(practitioner(&mut suite, doctor)?, before);
    suite.submit(doctor, directory.leave())?.value()?;
    invite(&mut suite, &raider, doctor, &[Role::Keeper])?;
    let gone = practitioner(&mut suite, doctor)?;
    assert_eq!((gone.organization, gone.status), (mercy.id, PractitionerStatus::Left));
    suite.submit(doctor, directory.join(hope.id))?.value()?;
    let there = practitioner(&mut suite, doctor)?;
    assert_eq!((there.organization, there.roles), (hope.id, Roles::from(Role::Clinician)));
    refused(&mut suite, doctor, directory.join(raider.id), DirectoryError::AlreadyEnrolled)
}

/// Nothing that a doctor writes or reads is done for a house that she did not choose.
#[apply(on_both)]
fn no_invitation_makes_a_house_the_issuer_of_what_others_write(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, raider) = (suite.hospital("mercy")?, suite.hospital("raider")?);
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    for house in [&mercy, &raider] {
        let terms = suite.terms(house.grantee(), &[Category::Laboratory])?;
        suite.grant(&ana, terms)?;
    }
    let (doctor, newcomer) = (&mercy.clinician, Actor::named("newcomer"));
    for invited in [doctor, &newcomer] {
        invite(&mut suite, &raider, invited, &[Role::Clinician])?;
    }
    assert_eq!(suite.register(doctor, &ana, Category::Laboratory)?, 0);
    let record = suite.read(suite.registry().record(ana.id.into(), 0))?;
    assert_eq!(record.and_then(|record| record.issuer), Some(mercy.id));
    let mut registry = suite.registry();
    for who in [doctor, &newcomer] {
        let new = chartkey_e2e_tests::new_record(Category::Laboratory);
        let error = RegistryError::NotPractitioner;
        let register = registry.register(ana.id.into(), raider.id, new.into());
        refused(&mut suite, who, register, error)?;
        let open =
            registry.open(ana.id.into(), Selection::record(0), Purpose::Treatment, Some(raider.id));
        refused(&mut suite, who, open, error)?;
    }
    assert_eq!(suite.read(registry.record(ana.id.into(), 1))?, None);
    Ok(())
}
