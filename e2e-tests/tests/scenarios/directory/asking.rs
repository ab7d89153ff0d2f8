//! For whom a practitioner asks, reads and writes, and how others find what changed about one.

use anyhow::Result;
use chartkey_e2e_tests::{message_input, new_record, Actor, Event, Hospital, Message, On, Suite};
use chartkey_interfaces::{
    directory::{DirectoryError, OrganizationStatus, PractitionerStatus, Role, Roles},
    registry::RegistryError,
};
use chartkey_vocabulary::{
    Account, Categories, Category, OrgId, Purpose, RequestReason, Selection, SetError, Text,
    TextError,
};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{refused, NOWHERE};
use crate::on_both;

#[apply(on_both)]
fn only_an_active_practitioner_asks_for_consent_and_nothing_is_stored(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let ana = suite.patient("ana", &[])?;
    let categories = Categories::of(&[Category::Imaging, Category::Genetics]);
    let mut directory = suite.directory();
    let (research, reason) = (Purpose::Research, RequestReason::Research);
    let mut ask = |organization, categories, purpose, note: Option<&str>| {
        let note = note.map(Text::from);
        directory.request(ana.id.into(), organization, categories, purpose, reason, note.into())
    };

    let longest = "r".repeat(128);
    for note in [Some(longest.as_str()), None] {
        let asked = suite.submit(&mercy.clinician, ask(mercy.id, categories, research, note))?;
        assert_eq!((asked.cost.items, asked.cost.bytes), (0, 0));
        assert_eq!(
            asked.emitted(),
            [Event::ConsentRequested {
                patient: ana.id,
                requester: mercy.clinician.bytes(),
                organization: mercy.id,
                categories,
                purpose: research,
                reason,
                note: note.map(Text::from),
            }]
        );
        asked.value()?;
    }

    let unassigned = Categories::decode(&mut &(1_u32 << 20).to_le_bytes()[..])?;
    let too_long = "r".repeat(129);
    let clinician = &mercy.clinician;
    for (note, error) in [
        ("", TextError::Empty),
        (too_long.as_str(), TextError::TooLong),
        ("two\nlines", TextError::NotPrintable),
        ("a delete \u{7f}", TextError::NotPrintable),
        ("caf\u{e9}", TextError::NotPrintable),
    ] {
        let asking = ask(mercy.id, categories, research, Some(note));
        refused(&mut suite, clinician, asking, DirectoryError::Note(error))?;
    }
    for (categories, error) in [
        (Categories::EMPTY, SetError::Empty),
        (unassigned, SetError::Unassigned),
        (Categories::EVERYTHING, SetError::Unassigned),
    ] {
        let asking = ask(mercy.id, categories, research, None);
        refused(&mut suite, clinician, asking, DirectoryError::Categories(error))?;
    }
    for purpose in [Purpose::PatientRequest, Purpose::FamilyRequest] {
        let asking = ask(mercy.id, categories, purpose, None);
        refused(&mut suite, clinician, asking, DirectoryError::Purpose)?;
    }

    let keeper = Actor::named("keeper");
    suite.enrol(&mercy, &keeper, &[Role::Keeper])?;
    let error = DirectoryError::NotPractitioner;
    for (who, organization) in [
        (&Actor::named("mallory"), mercy.id),
        (&mercy.admin, mercy.id),
        (&keeper, mercy.id),
        // For another house, and for none that there is.
        (clinician, hope.id),
        (clinician, NOWHERE),
    ] {
        refused(&mut suite, who, ask(organization, categories, research, None), error)?;
    }
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;
    refused(&mut suite, clinician, ask(mercy.id, categories, research, None), error)
}

#[apply(on_both)]
fn nobody_registers_or_opens_for_a_house_that_one_does_not_serve(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let ana = suite.patient("ana", &[Category::Imaging])?;
    for house in [&mercy, &hope] {
        let terms = suite.terms(house.grantee(), &[Category::Imaging])?;
        suite.grant(&ana, terms)?;
    }
    assert_eq!(suite.register(&mercy.clinician, &ana, Category::Imaging)?, 0);
    let former = Actor::named("former");
    suite.enrol(&hope, &former, &[Role::Clinician])?;
    suite.submit(&former, suite.directory().leave())?.value()?;
    let mut registry = suite.registry();
    let error = RegistryError::NotPractitioner;
    for (who, organization) in [
        (&mercy.clinician, hope.id),
        (&mercy.clinician, NOWHERE),
        (&former, hope.id),
        (&mercy.admin, mercy.id),
    ] {
        let new = new_record(Category::Imaging);
        let one = registry.register(ana.id.into(), organization, new.clone().into());
        refused(&mut suite, who, one, error)?;
        let many = registry.register_many(ana.id.into(), organization, vec![new]);
        refused(&mut suite, who, many, error)?;
        let open = registry.open(
            ana.id.into(),
            Selection::record(0),
            Purpose::Treatment,
            Some(organization),
        );
        refused(&mut suite, who, open, error)?;
    }
    // The patient reads for no organization, a practitioner for one.
    let open =
        registry.open(ana.id.into(), Selection::record(0), Purpose::PatientRequest, Some(mercy.id));
    refused(&mut suite, &ana.actor, open, RegistryError::Organization)?;
    let open = registry.open(ana.id.into(), Selection::record(0), Purpose::Treatment, None);
    refused(&mut suite, &mercy.clinician, open, RegistryError::Organization)?;
    assert_eq!(suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?.entry, 0);
    Ok(())
}

/// The topic of a value of up to 32 bytes.
fn topic(value: &impl Encode) -> [u8; 32] {
    let mut topic = [0; 32];
    value.using_encoded(|bytes| topic[..bytes.len()].copy_from_slice(bytes));
    topic
}

/// What an event about a practitioner is found by, besides its kind.
fn topics<R>(
    suite: &mut Suite,
    who: &Actor,
    message: Message<impl Encode, R>,
) -> Result<Vec<Vec<[u8; 32]>>> {
    let (contract, input) = message_input(message);
    let receipt = suite.chain().submit(who, contract, input)?;
    Ok(receipt.events.into_iter().map(|event| event.topics[1..].to_vec()).collect())
}

#[apply(on_both)]
fn what_changes_about_practitioners_is_found_by_organization_and_by_account(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let Hospital { id, admin, clinician } = &mercy;
    let (doctor, mut directory) = (Actor::named("doctor"), suite.directory());
    let account: Account = doctor.bytes();
    let found_by = |organization: &OrgId, accounts: &[Account]| -> Vec<Vec<[u8; 32]>> {
        accounts.iter().map(|account| vec![topic(organization), topic(account)]).collect()
    };
    let own = found_by(id, &[account]);
    let roles = Roles::from(Role::Clinician);
    let invite = directory.invite(*id, account.into(), roles.into());
    assert_eq!(topics(&mut suite, admin, invite)?, own);
    let withdraw = directory.withdraw_invitation(*id, account.into());
    assert_eq!(topics(&mut suite, admin, withdraw)?, own);
    let invite = directory.invite(*id, account.into(), roles.into());
    assert_eq!(topics(&mut suite, admin, invite)?, own);
    assert_eq!(topics(&mut suite, &doctor, directory.join(*id))?, own);
    let set = directory.set_roles(account.into(), Roles::from(Role::Registrar).into());
    assert_eq!(topics(&mut suite, admin, set)?, own);
    for status in [PractitionerStatus::Suspended, PractitionerStatus::Active] {
        let set = directory.set_practitioner_status(account.into(), status.into());
        assert_eq!(topics(&mut suite, admin, set)?, own);
    }
    let both = [clinician.bytes(), account];
    let confirm = directory.confirm(*id, both.to_vec());
    assert_eq!(topics(&mut suite, admin, confirm)?, found_by(id, &both));
    assert_eq!(topics(&mut suite, &doctor, directory.leave())?, own);
    Ok(())
}
