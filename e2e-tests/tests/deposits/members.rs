//! Members of an organization, who are invited, join and leave.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Suite};
use chartkey_interfaces::directory::{KeyLoss, OrganizationStatus, Role, Roles};

use crate::settled;

/// The admin pays for the invitation, and whoever joins for the own entry. Neither is freed: not
/// when the invitation is used or withdrawn, and not by the admin who comes next.
#[test]
fn joining_is_paid_for_by_who_joins() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let (nurse, steward) = (Actor::named("nurse"), suite.steward());
    let suite = &mut suite;
    let mut directory = suite.directory();
    let roles = Roles::of(&[Role::Clinician]);
    let mut invite = || directory.invite(mercy.id, nurse.bytes().into(), roles.into());
    let invited = settled(suite, &mercy.admin, &[&nurse, &steward], invite())?;
    assert_eq!(invited.items, 1);
    let join = suite.directory().join(mercy.id);
    let joined = settled(suite, &nurse, &[&mercy.admin, &steward], join)?;
    assert_eq!(joined.items, 1);

    // Who comes back changes both in place.
    let leave = suite.directory().leave();
    let left = settled(suite, &nurse, &[&mercy.admin, &steward], leave)?;
    assert_eq!((left.items, left.bytes), (0, 0));
    let again = settled(suite, &mercy.admin, &[&nurse, &steward], invite())?;
    assert_eq!((again.items, again.bytes), (0, 0));
    let join = suite.directory().join(mercy.id);
    let joined = settled(suite, &nurse, &[&mercy.admin, &steward], join)?;
    assert_eq!((joined.items, joined.bytes), (0, 0));

    let visitor = Actor::named("visitor");
    let invite = suite.directory().invite(mercy.id, visitor.bytes().into(), roles.into());
    assert_eq!(settled(suite, &mercy.admin, &[&nurse, &visitor], invite)?.items, 1);
    let withdraw = suite.directory().withdraw_invitation(mercy.id, visitor.bytes().into());
    let withdrawn = settled(suite, &mercy.admin, &[&nurse, &visitor], withdraw)?;
    assert_eq!((withdrawn.items, withdrawn.bytes), (0, 0));

    // A next admin confirms in place whom the last one invited.
    let suspended = OrganizationStatus::Suspended;
    let suspend = suite.directory().set_organization_status(mercy.id, suspended);
    settled(suite, &steward, &[&mercy.admin, &nurse], suspend)?;
    let heir = Actor::named("heir");
    let replace =
        suite.directory().replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    assert_eq!(settled(suite, &steward, &[&mercy.admin, &nurse], replace)?.items, 0);
    let confirm = suite.directory().confirm(mercy.id, vec![nurse.bytes()]);
    let confirmed = settled(suite, &heir, &[&mercy.admin, &nurse, &steward], confirm)?;
    assert_eq!((confirmed.items, confirmed.bytes), (0, 0));
    Ok(())
}

/// The admin paid for the item, so the practitioner who leaves must not be refunded for it.
#[test]
fn leaving_an_organization_does_not_pay_out_its_deposit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let leave = suite.directory().leave();
    let cost = settled(&mut suite, &mercy.clinician, &[&mercy.admin], leave)?;
    assert_eq!(cost.items, 0);
    Ok(())
}
