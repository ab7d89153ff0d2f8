//! What a patient without tokens says about emergencies, and about an entry of her log.

use anyhow::{Context, Result};
use chartkey_commands::{Command, CommandError, Instruction, SignedCommand};
use chartkey_e2e_tests::{document, Contract, Event, On, Patient, Suite};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::{ConsentError, Keys as _},
    log::{Access, Outcome as Ending, Subject},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Directive, KeyEpochs};
use chartkey_vocabulary::{Categories, Category, Purpose, Selection, SelfReport, SetError};
use rstest::rstest;
use rstest_reuse::apply;

use super::{last_entry, scene, LABORATORY};
use crate::on_both;

/// The directives, that for emergencies first, and the epochs of the keys.
fn directives(suite: &mut Suite, patient: &Patient) -> Result<([Categories; 2], KeyEpochs)> {
    let policy = suite.read(suite.consent().policy(patient.id.into()))?.context("no policy")?;
    let epochs = suite.read(suite.consent().epochs(patient.id.into()))?;
    let directives = [Directive::Emergency, Directive::Issuers].map(|one| policy.directive(one));
    Ok((directives, epochs.context("no epochs")?))
}

#[apply(on_both)]
fn a_signed_directive_says_what_emergencies_and_issuers_open_and_asks_for_no_key(
    on: On,
) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    let (mut expected, epochs) = directives(&mut suite, &noa)?;
    assert_eq!(expected, [Categories::DEFAULT_DIRECTIVE, Categories::EVERYTHING]);

    let wider = Categories::DEFAULT_DIRECTIVE.union(Category::Genetics.into());
    for (directive, categories) in [
        (Directive::Emergency, wider),
        (Directive::Issuers, LABORATORY.into()),
        (Directive::Emergency, LABORATORY.into()),
        (Directive::Issuers, Categories::EMPTY),
        (Directive::Issuers, Categories::EVERYTHING),
        (Directive::Emergency, Categories::EMPTY),
    ] {
        let set = Command::SetDirective(directive, categories);
        let said = suite.command(&relayer, &noa, set)?;
        let event = Event::DirectiveChanged { patient: noa.id, directive, categories };
        assert_eq!(said.emitted(), [event]);
        assert_eq!(said.value()?, Answer::Done);
        expected[usize::from(directive == Directive::Issuers)] = categories;
        // Neither readers in an emergency nor issuers have a category's key.
        assert_eq!(directives(&mut suite, &noa)?, (expected, epochs.clone()));
    }
    Ok(())
}

#[test]
fn a_directive_with_an_unassigned_category_has_no_text() -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(On::InProcess)?;
    // Decoded from input: in code there is no such set.
    let odd: Categories = scale::Decode::decode(&mut &0x10_0020_u32.to_le_bytes()[..])?;
    for (directive, categories) in [
        (Directive::Emergency, odd),
        (Directive::Issuers, odd),
        // What comes later is not opened to emergencies unseen.
        (Directive::Emergency, Categories::EVERYTHING),
    ] {
        let command = Command::SetDirective(directive, categories);
        let instruction: Instruction = suite.instruction(noa.id, 0, command)?;
        let unsigned = SignedCommand { instruction, signature: [0; 64] };
        let refused = AccountError::Command(CommandError::Set(SetError::Unassigned));
        assert_eq!(suite.relay(&relayer, unsigned)?.refusal()?, refused);
    }
    Ok(())
}

#[apply(on_both)]
fn a_signed_dispute_is_an_entry_of_its_own(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.command(&relayer, &noa, Command::Grant(terms.into()))?.value()?;
    let record = suite.register(&mercy.clinician, &noa, LABORATORY)?;
    let read = suite.open(&mercy.clinician, &noa, record, Purpose::Treatment)?;
    assert_eq!(read.entry, 0);

    let actor = *suite.address(Contract::Account).as_ref();
    for (disputed, reason, entry) in [(0, Some([0x5e; 32]), 1), (0, None, 2), (2, None, 3)] {
        let outcome = suite.command(&relayer, &noa, Command::Dispute(disputed, reason))?;
        let event = Event::Disputed { patient: noa.id, disputed, entry, reason };
        assert_eq!(outcome.emitted(), [event]);
        assert_eq!(outcome.value()?, Answer::Entry(Encoded::of(&entry)));
        assert_eq!(
            last_entry(&mut suite, &noa)?.access,
            Access {
                actor,
                organization: None,
                subject: Subject::Entry(disputed),
                purpose: Purpose::PatientRequest,
                outcome: Ending::Disputed,
                justification: reason,
            }
        );
    }

    let before = suite.account(noa.id)?;
    for (entry, reason, error) in
        [(4, None, RegistryError::UnknownEntry), (0, Some([0; 32]), RegistryError::Digest)]
    {
        let refused = suite.command(&relayer, &noa, Command::Dispute(entry, reason))?;
        assert_eq!(refused.refusal()?, AccountError::Registry(Encoded::of(&error)));
    }
    assert_eq!(suite.account(noa.id)?, before);
    Ok(())
}

#[apply(on_both)]
fn a_pause_lets_a_patient_close_and_dispute_and_erase(on: On) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    suite.command(&relayer, &noa, report)?.value()?;
    suite.command(&relayer, &noa, Command::Open(Selection::record(0)))?.value()?;
    let wider = Command::SetDirective(Directive::Emergency, Categories::ALL);

    pause(&mut suite)?;
    for command in [
        Command::SetDirective(Directive::Emergency, LABORATORY.into()),
        Command::SetDirective(Directive::Issuers, LABORATORY.into()),
        Command::SetDirective(Directive::Emergency, Categories::EMPTY),
        Command::Dispute(0, None),
        Command::Erase(0),
    ] {
        suite.command(&relayer, &noa, command)?.value()?;
    }
    let paused = AccountError::Consent(Encoded::of(&ConsentError::Paused));
    assert_eq!(suite.command(&relayer, &noa, wider.clone())?.refusal()?, paused);

    // The consent manager's pause decides, not that of the patient account.
    suite.set_paused(Contract::Consent, false)?;
    suite.command(&relayer, &noa, wider)?.value()?;
    Ok(())
}

/// Pauses every contract that a signed command goes through.
fn pause(suite: &mut Suite) -> Result<()> {
    suite.set_paused(Contract::Account, true)?;
    suite.set_paused(Contract::Consent, true)?;
    suite.set_paused(Contract::Registry, true)
}
