//! What the provider directory's messages cost.

use anyhow::Result;
use chartkey_governance::HandoverStep;
use chartkey_interfaces::directory::{OrganizationStatus, PractitionerStatus, Role, Roles};
use chartkey_vocabulary::{Categories, Category, PatientId, Purpose};

use super::meter::Meter;
use crate::{x25519_key, x_wing_key, Actor, Hospital};

/// Measures every message. Returns a hospital with an active clinician.
pub(super) fn measure(meter: &mut Meter) -> Result<Hospital> {
    let mercy = organizations(meter)?;
    practitioners(meter, &mercy)?;
    suspended(meter)?;
    let owner = meter.suite.owner();
    let mut directory = meter.suite.directory();
    meter.usual(&owner, directory.registry(), "")?;
    meter.usual(&owner, directory.limits(), "")?;
    meter.usual(&owner, directory.steward(), "")?;
    let steward = meter.suite.steward();
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
    let keeper = directory.set_keeper(id, "https://keeper.mercy.example/".into());
    meter.usual(&admin, keeper, "29 characters, the first time")?;
    let key = directory.set_encryption_key(id, x25519_key(1));
    meter.usual(&admin, key, "X25519, the first time")?;
    let key = directory.set_encryption_key(id, x_wing_key(1));
    meter.variant(&admin, key, "X-Wing", "in the place of X25519")?;
    meter.usual(&steward, directory.organization(id), "")?;
    meter.usual(&steward, directory.profile(id), "with an X-Wing key")?;
    let propose = HandoverStep::Propose(Actor::named("mercy's next admin").bytes());
    meter.usual(&admin, directory.hand_over(id, propose), "an offer")?;
    Ok(Hospital { id, admin, clinician })
}

/// Its practitioners.
fn practitioners(meter: &mut Meter, mercy: &Hospital) -> Result<()> {
    let mut directory = meter.suite.directory();
    let clinician = Roles::of(&[Role::Clinician]);
    let enrol = directory.enrol(mercy.id, mercy.clinician.bytes().into(), clinician);
    meter.usual(&mercy.admin, enrol, "somebody new")?;
    let key = directory.set_practitioner_key(x25519_key(1));
    meter.usual(&mercy.clinician, key, "X25519, the first time")?;
    let key = directory.set_practitioner_key(x_wing_key(1));
    meter.variant(&mercy.clinician, key, "X-Wing", "in the place of X25519")?;
    let key = directory.practitioner_key(mercy.clinician.bytes().into());
    meter.usual(&mercy.admin, key, "X-Wing")?;
    let request = directory.request(
        PatientId([7; 32]).into(),
        Categories::of(&[Category::Laboratory]),
        Purpose::Treatment,
        "Results of last week, for the follow-up".into(),
    );
    meter.usual(&mercy.clinician, request, "a reason of 39 characters")?;

    let colleague = Actor::named("mercy colleague");
    meter.suite.enrol(mercy, &colleague, &[Role::Clinician])?;
    let status = PractitionerStatus::Suspended;
    let suspend = directory.set_practitioner_status(colleague.bytes().into(), status);
    meter.usual(&mercy.admin, suspend, "a suspension")?;
    meter.usual(&colleague, directory.leave(), "")?;
    Ok(())
}

/// What happens to an organization that is suspended.
fn suspended(meter: &mut Meter) -> Result<()> {
    let steward = meter.suite.steward();
    let grace = meter.suite.hospital("grace")?;
    let mut directory = meter.suite.directory();
    let suspend = directory.set_organization_status(grace.id, OrganizationStatus::Suspended);
    meter.usual(&steward, suspend, "a suspension")?;
    let admin = Actor::named("grace's next admin").bytes();
    meter.usual(&steward, directory.replace_admin(grace.id, admin.into()), "")?;
    Ok(())
}
