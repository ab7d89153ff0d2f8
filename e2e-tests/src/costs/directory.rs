//! What the provider directory's messages cost.

use anyhow::{ensure, Result};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::{
    batches::TreeKind,
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles, MAX_CONFIRMED},
};
use chartkey_vocabulary::{Account, Categories, Category, PatientId, Purpose, RequestReason};

use super::meter::Meter;
use crate::{x25519_key, x_wing_key, Actor, Hospital};

/// Measures every message. Returns a hospital with an active clinician.
pub(super) fn measure(meter: &mut Meter) -> Result<Hospital> {
    let mercy = organizations(meter)?;
    joining(meter, &mercy)?;
    practitioners(meter, &mercy)?;
    suspended(meter)?;
    let owner = meter.suite.owner();
    let mut directory = meter.suite.directory();
    meter.usual(&owner, directory.registry(), "")?;
    meter.usual(&owner, directory.limits(), "")?;
    meter.usual(&owner, directory.steward(), "")?;
    let steward = meter.suite.steward();
    let register = directory.set_register([0x4e; 32].into());
    meter.usual(&steward, register, "the first time")?.value()?;
    meter.usual(&owner, directory.register(), "")?;
    let heir = HandoverStep::Propose(Actor::named("the next steward").bytes());
    meter.usual(&steward, directory.hand_over_stewardship(heir), "an offer")?.value()?;
    Ok(mercy)
}

/// An organization as it comes.
fn organizations(meter: &mut Meter) -> Result<Hospital> {
    let steward = meter.suite.steward();
    let (admin, clinician) = (Actor::named("mercy admin"), Actor::named("mercy clinician"));
    let mut directory = meter.suite.directory();
    let admit = directory.admit(admin.bytes().into());
    let id = meter.usual(&steward, admit, "")?.value()?;
    let mut profile = |key| {
        let keeper = "https://keeper.mercy.example/".into();
        directory.set_profile(id, keeper, key, [0x50; 32].into())
    };
    let case = "a keeper of 29 characters, an X25519 key, the first time";
    meter.usual(&admin, profile(x25519_key(1)), case)?.value()?;
    let case = "in the place of one with X25519";
    meter.variant(&admin, profile(x_wing_key(1)), "X-Wing", case)?.value()?;
    meter.usual(&steward, directory.organization(id), "")?;
    meter.usual(&steward, directory.profile(id), "with an X-Wing key")?;
    let propose = HandoverStep::Propose(Actor::named("mercy's next admin").bytes());
    meter.usual(&admin, directory.hand_over(id, propose), "an offer")?.value()?;
    Ok(Hospital { id, admin, clinician })
}

/// How somebody comes to serve it.
fn joining(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let mut directory = meter.suite.directory();
    let roles = Roles::of(&[Role::Clinician]);
    let account = || Box::new(mercy.clinician.bytes());
    let invite = directory.invite(mercy.id, account(), roles.into());
    meter.usual(&mercy.admin, invite, "somebody new")?.value()?;
    let invitation = directory.invitation(mercy.id, account());
    let invitation = meter.usual(&mercy.admin, invitation, "one that is open")?.0;
    ensure!(invitation.is_some_and(|open| open.roles == roles), "{invitation:?}");
    let case = "somebody who serves for the first time";
    meter.usual(&mercy.clinician, directory.join(mercy.id), case)?.value()?;

    let nobody = Actor::named("nobody yet").bytes();
    let invite = directory.invite(mercy.id, nobody.into(), roles.into());
    meter.suite.submit(&mercy.admin, invite)?.value()?;
    let withdraw = directory.withdraw_invitation(mercy.id, nobody.into());
    meter.usual(&mercy.admin, withdraw, "")?.value()
}

/// Its practitioners.
fn practitioners(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let mut directory = meter.suite.directory();
    let key = directory.publish_key(x25519_key(1));
    meter.usual(&mercy.clinician, key, "X25519, the first time")?.value()?;
    let key = directory.publish_key(x_wing_key(1));
    meter.variant(&mercy.clinician, key, "X-Wing", "in the place of X25519")?.value()?;
    let key = directory.encryption_key(mercy.clinician.bytes().into());
    meter.usual(&mercy.admin, key, "X-Wing")?;
    let mut request = |note: Option<&str>| {
        directory.request(
            PatientId([7; 32]).into(),
            mercy.id,
            Categories::of(&[Category::Laboratory]),
            Purpose::Treatment,
            RequestReason::FollowUp,
            note.map(Into::into).into(),
        )
    };
    let case = "for a follow-up, without a note";
    meter.usual(&mercy.clinician, request(None), case)?.value()?;
    let note = request(Some("Results of last week, for the follow-up"));
    meter.variant(&mercy.clinician, note, "with a note", "of 39 characters")?.value()?;

    let colleague = Actor::named("mercy colleague");
    meter.suite.enrol(mercy, &colleague, &[Role::Clinician])?;
    let roles = Roles::of(&[Role::Clinician, Role::Registrar]);
    let set = directory.set_roles(colleague.bytes().into(), roles.into());
    meter.usual(&mercy.admin, set, "one role more")?.value()?;
    let status = PractitionerStatus::Suspended;
    let suspend = directory.set_practitioner_status(colleague.bytes().into(), status.into());
    meter.usual(&mercy.admin, suspend, "a suspension")?.value()?;
    meter.usual(&colleague, directory.leave(), "")?.value()?;
    let begin = directory.begin_tree(mercy.id, TreeKind::Releases);
    meter.usual(&mercy.admin, begin, "of releases, one after the first")?.value()
}

/// What happens to an organization whose admin's key was stolen.
fn suspended(meter: &mut Meter) -> Result<()> {
    let steward = meter.suite.steward();
    let grace = meter.suite.hospital("grace")?;
    let mut members = Vec::<Account>::new();
    for number in 0..MAX_CONFIRMED {
        let member = Actor::named(&format!("grace member {number}"));
        meter.suite.enrol(&grace, &member, &[Role::Clinician])?;
        members.push(member.bytes());
    }
    let mut directory = meter.suite.directory();
    let suspend = directory.set_organization_status(grace.id, OrganizationStatus::Suspended);
    meter.usual(&steward, suspend, "a suspension")?.value()?;
    let admin = Actor::named("grace's next admin");
    let replace = directory.replace_admin(grace.id, admin.bytes().into(), KeyLoss::Stolen.into());
    meter.usual(&steward, replace, "of a stolen key")?.value()?;
    let confirm = directory.confirm(grace.id, vec![grace.clinician.bytes()]);
    meter.usual(&admin, confirm, "one member")?.value()?;
    let confirm = directory.confirm(grace.id, members);
    meter.variant(&admin, confirm, "64", "64 members")?.value()
}
