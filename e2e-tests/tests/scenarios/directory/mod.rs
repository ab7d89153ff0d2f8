//! Organizations and their practitioners.

mod admin_keys;
mod asking;
pub(crate) mod input;
mod joining;
mod organizations;
mod practitioners;
mod publishing;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Actor, Event, Hospital, Message, Suite};
use chartkey_interfaces::{
    directory::{
        DirectoryError, KeyLoss, OrganizationStatus, Practitioner, PractitionerChange,
        PractitionerStatus, Role, Roles,
    },
    registry::Registry as _,
};
use chartkey_vocabulary::OrgId;
use scale::{Decode, Encode};

/// No organization has this id.
const NOWHERE: OrgId = OrgId(1);

/// What changed between an account and an organization.
fn practitioner_changed(
    hospital: &Hospital,
    who: &Actor,
    change: PractitionerChange,
) -> [Event; 1] {
    let practitioner = who.bytes();
    [Event::PractitionerChanged { organization: hospital.id, practitioner, change }]
}

/// A practitioner as the registry knows it.
fn practitioner(suite: &mut Suite, who: &Actor) -> Result<Practitioner> {
    let known = suite.read(suite.registry().practitioner(who.bytes().into()))?;
    known.context("never served anybody")
}

/// The steward suspends an organization and gives it another admin.
fn replace_admin(
    suite: &mut Suite,
    hospital: &Hospital,
    admin: &Actor,
    loss: KeyLoss,
) -> Result<()> {
    suite.set_organization_status(hospital, OrganizationStatus::Suspended)?;
    let (steward, mut directory) = (suite.steward(), suite.directory());
    let replace = directory.replace_admin(hospital.id, admin.bytes().into(), loss.into());
    suite.submit(&steward, replace)?.value()
}

/// An admin suspends or reinstates a practitioner.
fn set_practitioner_status(
    suite: &mut Suite,
    admin: &Actor,
    who: &Actor,
    status: PractitionerStatus,
) -> Result<Result<(), DirectoryError>> {
    let set = suite.directory().set_practitioner_status(who.bytes().into(), status.into());
    suite.submit(admin, set)?.answer()
}

/// An admin invites an account.
fn invite(suite: &mut Suite, hospital: &Hospital, who: &Actor, roles: &[Role]) -> Result<()> {
    let roles = Roles::of(roles);
    let invite = suite.directory().invite(hospital.id, who.bytes().into(), roles.into());
    let invited = suite.submit(&hospital.admin, invite)?;
    assert_eq!(
        invited.emitted(),
        practitioner_changed(hospital, who, PractitionerChange::Invited(roles))
    );
    invited.value()
}

/// What comes of an account's joining.
fn join(suite: &mut Suite, who: &Actor, hospital: &Hospital) -> Result<Result<(), DirectoryError>> {
    suite.submit(who, suite.directory().join(hospital.id))?.answer()
}

/// Submits what has to be refused, and checks that nothing at all has changed.
fn refused<T: Decode + std::fmt::Debug, E: Decode + std::fmt::Debug + PartialEq>(
    suite: &mut Suite,
    caller: &Actor,
    message: Message<impl Encode, Result<T, E>>,
    error: E,
) -> Result<()> {
    let outcome = suite.submit(caller, message)?;
    assert_eq!(outcome.events, [], "{error:?}");
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0), "{error:?}");
    assert_eq!(outcome.refusal()?, error);
    Ok(())
}
