//! Members of an organization, whom its admin confirms.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Event, Suite};
use chartkey_interfaces::directory::{
    DirectoryError, KeyLoss, OrganizationStatus, PractitionerChange, Role, MAX_CONFIRMED,
};

use crate::fits;

#[test]
fn sixty_four_members_are_confirmed_in_one_call_and_a_sixty_fifth_is_refused() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let mut members = vec![mercy.clinician.bytes()];
    for number in 0..MAX_CONFIRMED {
        let member = Actor::named(&format!("member {number}"));
        suite.enrol(&mercy, &member, &[Role::Clinician])?;
        members.push(member.bytes());
    }
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let mut directory = suite.directory();
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    suite.submit(&steward, replace)?.value()?;

    let confirm = directory.confirm(mercy.id, members.clone());
    assert_eq!(suite.submit(&heir, confirm)?.refusal()?, DirectoryError::Members);
    members.truncate(MAX_CONFIRMED);
    let confirmed = suite.submit(&heir, directory.confirm(mercy.id, members.clone()))?;
    fits(&confirmed.cost);
    let event = |member: &[u8; 32]| Event::PractitionerChanged {
        organization: mercy.id,
        practitioner: *member,
        change: PractitionerChange::Confirmed,
    };
    assert_eq!(confirmed.emitted(), members.iter().map(event).collect::<Vec<_>>());
    confirmed.value()
}
