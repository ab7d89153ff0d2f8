//! What a patient without tokens says about emergencies, and about an entry of her log.

use anyhow::{Context, Result};
use chartkey_commands::{Command, CommandError, Instruction, SignedCommand};
use chartkey_e2e_tests::{document, x25519_key, Contract, Event, On, Patient, Suite};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::ConsentError,
    log::{Access, Outcome as Ending, Subject},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Categories, Category, Purpose, SetError};
use rstest::rstest;
use rstest_reuse::apply;

use super::{last_entry, scene, LABORATORY};
use crate::on_both;

/// What may be opened in an emergency, and the categories that wait for a key.
fn directive(suite: &mut Suite, patient: &Patient) -> Result<(Categories, Categories)> {
    let policy = suite.read(suite.consent().policy(patient.id.into()))?;
    let epochs = suite.read(suite.consent().epochs(patient.id.into()))?;
    Ok((policy.context("no policy")?.directive(), epochs.context("no epochs")?.outdated()))
}

#[apply(on_both)]
fn a_signed_directive_says_what_an_emergency_opens(on: On) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    for category in [Category::Genetics, Category::Imaging] {
        let publish = Command::PublishKey(category, x25519_key(1));
        suite.command(&relayer, &noa, publish)?.value()?;
    }
    assert_eq!(directive(&mut suite, &noa)?.0, Categories::DEFAULT_DIRECTIVE);

    let wider = Categories::DEFAULT_DIRECTIVE.union(Category::Genetics.into());
    let three = Categories::of(&[LABORATORY, Category::Genetics, Category::Imaging]);
    for (set, current) in [
        (wider, three),
        (LABORATORY.into(), LABORATORY.into()),
        (Categories::EMPTY, Categories::EMPTY),
    ] {
        let said = suite.command(&relayer, &noa, Command::SetDirective(set))?;
        let told = Event::DirectiveChanged { patient: noa.id, directive: set };
        assert_eq!(said.emitted(), [told]);
        assert_eq!(said.value()?, Answer::Done);
        // Whoever holds shares of an emergency key is turned away by a new one.
        assert_eq!(directive(&mut suite, &noa)?, (set, Categories::ALL.difference(current)));
    }
    Ok(())
}

#[test]
fn a_directive_with_an_unassigned_category_has_no_text() -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(On::InProcess)?;
    // Decoded from input: in code there is no such set.
    let odd: Categories = scale::Decode::decode(&mut &0x1_0020_u32.to_le_bytes()[..])?;
    let instruction: Instruction = suite.instruction(noa.id, 0, Command::SetDirective(odd))?;
    let unsigned = SignedCommand { instruction, signature: [0; 64] };
    let refused = AccountError::Command(CommandError::Set(SetError::Unassigned));
    assert_eq!(suite.relay(&relayer, unsigned)?.refusal()?, refused);
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
        let told = Event::Disputed { patient: noa.id, disputed, entry, reason };
        assert_eq!(outcome.emitted(), [told]);
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
    let report = Command::SelfReport(document(LABORATORY).into());
    suite.command(&relayer, &noa, report)?.value()?;
    suite.command(&relayer, &noa, Command::Open(0))?.value()?;
    let wider = Command::SetDirective(Categories::ALL);

    pause(&mut suite)?;
    for command in [
        Command::SetDirective(LABORATORY.into()),
        Command::SetDirective(Categories::EMPTY),
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
