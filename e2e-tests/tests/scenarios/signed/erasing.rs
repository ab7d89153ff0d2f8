//! What a patient without tokens erases, and what she does not.

use anyhow::{Context, Result};
use chartkey_commands::{Command, NewVersion};
use chartkey_e2e_tests::{document, Actor, Event, On, Patient, Suite, DAY};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    directory::Role,
    registry::{NewRecord, Record, RegistryError, RetentionChange},
};
use chartkey_onchain::Encoded;
use chartkey_policy::Directive;
use chartkey_recovery::RecoveryError;
use chartkey_vocabulary::{Categories, Purpose, Selection, SelfReport, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{scene, LABORATORY};
use crate::{guardians::Family, on_both};

fn record(suite: &mut Suite, patient: &Patient, id: u32) -> Result<Record> {
    let record = suite.read(suite.registry().record(patient.id.into(), id))?;
    record.context("no such record")
}

fn refused(error: RegistryError) -> AccountError {
    AccountError::Registry(Encoded::of(&error))
}

#[apply(on_both)]
fn a_signed_erasure_leaves_a_tombstone(on: On) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    suite.command(&relayer, &noa, report)?.value()?;
    let before = record(&mut suite, &noa, 0)?;
    assert_eq!(before.version, Some(document(LABORATORY).version));

    let erased = suite.command(&relayer, &noa, Command::Erase(0))?;
    assert_eq!(erased.emitted(), [Event::Erased { patient: noa.id, records: vec![0] }]);
    assert_eq!(erased.value()?, Answer::Done);
    assert_eq!(record(&mut suite, &noa, 0)?, Record { version: None, ..before });

    let account = suite.account(noa.id)?;
    for command in [Command::Erase(0), Command::Open(Selection::record(0))] {
        let outcome = suite.command(&relayer, &noa, command)?;
        assert_eq!(outcome.refusal()?, refused(RegistryError::Erased));
    }
    let outcome = suite.command(&relayer, &noa, Command::Erase(1))?;
    assert_eq!(outcome.refusal()?, refused(RegistryError::UnknownRecord));
    assert_eq!(suite.account(noa.id)?, account);
    Ok(())
}

#[apply(on_both)]
fn a_signed_word_erases_a_document_with_all_its_versions(on: On) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    suite.command(&relayer, &noa, report)?.value()?;
    let version = Version { digest: [0xd2; 32], ..document(LABORATORY).version };
    let amend = Command::Amend(NewVersion { record: 0, version }.into());
    suite.command(&relayer, &noa, amend)?.value()?;

    // No correction is erased from under the error that it corrects.
    let outcome = suite.command(&relayer, &noa, Command::Erase(1))?;
    assert_eq!(outcome.refusal()?, refused(RegistryError::EarlierVersions));
    let erased = suite.command(&relayer, &noa, Command::EraseDocument(1))?;
    assert_eq!(erased.emitted(), [Event::Erased { patient: noa.id, records: vec![0, 1] }]);
    assert_eq!(erased.value()?, Answer::Erased(Encoded::of(&None)));
    for id in [0, 1] {
        assert_eq!(record(&mut suite, &noa, id)?.version, None);
    }
    Ok(())
}

#[apply(on_both)]
fn what_an_organization_has_to_keep_is_erased_once_two_of_it_waive_that(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.command(&relayer, &noa, Command::Grant(terms.into()))?.value()?;
    let retain_until = suite.now()? + 30 * DAY;
    let new = NewRecord { document: document(LABORATORY), retain_until };
    let register = suite.registry().register(noa.id.into(), mercy.id, new.into());
    suite.submit(&mercy.clinician, register)?.value()?;

    let erase = suite.signed(&noa.actor, noa.id, Command::Erase(0))?;
    let outcome = suite.relay(&relayer, erase.clone())?;
    assert_eq!(outcome.refusal()?, refused(RegistryError::Retained));
    let colleague = Actor::named("mercy registrar");
    suite.enrol(&mercy, &colleague, &[Role::Registrar])?;
    let waive = suite.registry().waive_retention(noa.id.into(), 0);
    let proposed = suite.submit(&mercy.clinician, waive)?.value()?;
    assert_eq!(proposed, RetentionChange::WaiverProposed);
    let outcome = suite.relay(&relayer, erase.clone())?;
    assert_eq!(outcome.refusal()?, refused(RegistryError::Retained));
    let waive = suite.registry().waive_retention(noa.id.into(), 0);
    assert_eq!(suite.submit(&colleague, waive)?.value()?, RetentionChange::Waived);
    // The same signed command, which has not counted.
    assert_eq!(suite.relay(&relayer, erase)?.value()?, Answer::Done);
    assert_eq!(record(&mut suite, &noa, 0)?.version, None);
    let (treatment, house) = (Purpose::Treatment, Some(mercy.id));
    let open = suite.registry().open(noa.id.into(), Selection::record(0), treatment, house);
    assert_eq!(suite.read_as(&mercy.clinician, open)?.refusal()?, RegistryError::Erased);
    Ok(())
}

/// What cannot be undone waits: a thief with the phone has had no key since the proposal that
/// could do lasting harm.
#[apply(on_both)]
fn while_a_new_key_is_proposed_nothing_is_erased(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    family.command(Command::SelfReport(SelfReport::from(document(LABORATORY)).into()))?.value()?;
    family.command(Command::Open(Selection::record(0)))?.value()?;
    let two = family.two();
    family.recover(&Actor::named("maria's new phone"), &two)?;
    family.refused(Command::Erase(0), RecoveryError::Frozen)?;

    // A directive can be said anew, and a dispute is a line of the log.
    family.command(Command::SetDirective(Directive::Emergency, Categories::EMPTY))?.value()?;
    family.command(Command::Dispute(0, None))?.value()?;

    family.veto()?.value()?;
    assert_eq!(family.command(Command::Erase(0))?.value()?, Answer::Done);
    Ok(())
}
