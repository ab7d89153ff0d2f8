//! Input that goes on behind its arguments: an account with a byte too many, by which the next
//! argument would be another.

use anyhow::Result;
use chartkey_e2e_tests::{message_input, Actor, CallError, Message, On, Suite};
use chartkey_interfaces::directory::{
    KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles,
};
use chartkey_vocabulary::{Categories, Category, Purpose, RequestReason};
use ink::primitives::LangError;
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use crate::on_both;

/// Submits a message with a byte behind its arguments, which is refused, and then as it is.
pub(crate) fn refused_with_a_byte_too_many<R: Decode>(
    suite: &mut Suite,
    who: &Actor,
    message: Message<impl Encode, R>,
) -> Result<R> {
    let (contract, input) = message_input(message);
    let longer = [&input[..], &[0]].concat();
    let receipt = suite.chain().submit(who, contract, longer)?;
    let outcome = chartkey::Outcome::<R>::decode(receipt)?;
    assert_eq!(outcome.events, []);
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0));
    assert_eq!(outcome.returned.err(), Some(CallError::Input(LangError::CouldNotReadInput)));
    let receipt = suite.chain().submit(who, contract, input)?;
    Ok(chartkey::Outcome::<R>::decode(receipt)?.answer()?)
}

#[apply(on_both)]
fn a_byte_behind_what_names_an_account_and_what_becomes_of_it_is_refused(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[])?;
    let (admin, clinician) = (&mercy.admin, mercy.clinician.bytes());
    let (guest, heir) = (Actor::named("guest").bytes(), Actor::named("heir").bytes());
    let mut directory = suite.directory();
    let roles = Roles::from(Role::Registrar);
    let invite = directory.invite(mercy.id, guest.into(), roles.into());
    assert_eq!(refused_with_a_byte_too_many(&mut suite, admin, invite)?, Ok(()));
    let set = directory.set_roles(clinician.into(), roles.into());
    assert_eq!(refused_with_a_byte_too_many(&mut suite, admin, set)?, Ok(()));
    let status = PractitionerStatus::Suspended;
    let set = directory.set_practitioner_status(clinician.into(), status.into());
    assert_eq!(refused_with_a_byte_too_many(&mut suite, admin, set)?, Ok(()));
    let set =
        directory.set_practitioner_status(clinician.into(), PractitionerStatus::Active.into());
    suite.submit(admin, set)?.value()?;
    let (purpose, reason) = (Purpose::Treatment, RequestReason::Referral);
    let categories = Categories::from(Category::Imaging);
    let ask = directory.request(ana.id.into(), mercy.id, categories, purpose, reason, None.into());
    assert_eq!(refused_with_a_byte_too_many(&mut suite, &mercy.clinician, ask)?, Ok(()));
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;
    let steward = suite.steward();
    let replace = directory.replace_admin(mercy.id, heir.into(), KeyLoss::Stolen.into());
    assert_eq!(refused_with_a_byte_too_many(&mut suite, &steward, replace)?, Ok(()));
    Ok(())
}
