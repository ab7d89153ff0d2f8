//! What is signed for something else, or too late, or again, counts for nothing.

use anyhow::Result;
use chartkey_commands::{
    Command, CommandError, Domain, Instruction, NewChart, SignedCommand, LANES,
    MAX_DEADLINE_MILLISECONDS,
};
use chartkey_e2e_tests::{document, order, Actor, On, Patient, Suite, MINUTE};
use chartkey_interfaces::account::AccountError;
use chartkey_policy::Terms;
use chartkey_recovery::NO_KEY;
use chartkey_vocabulary::{
    NewDocument, PatientId, Purpose, Purposes, Selection, SelfReport, TextError, Version,
};
use rstest::rstest;
use rstest_reuse::apply;
use sp_core::{
    sr25519::{Pair, Public, Signature},
    Pair as _,
};

use super::{changed, scene, LABORATORY};
use crate::on_both;

/// The encoding of ristretto255's generator (RFC 9496, appendix A.1).
const GENERATOR: [u8; 32] = [
    0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f,
    0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];

/// Checks that a signed command is refused with this error and changes nothing.
fn refused(
    suite: &mut Suite,
    relayer: &Actor,
    signed: SignedCommand,
    error: AccountError,
) -> Result<()> {
    let outcome = suite.relay(relayer, signed.clone())?;
    assert_eq!(outcome.events, [], "{signed:?}");
    assert_eq!((outcome.cost.items, outcome.cost.bytes), (0, 0), "{signed:?}");
    assert_eq!(outcome.refusal()?, error, "{signed:?}");
    Ok(())
}

#[apply(on_both)]
fn a_command_for_another_contract_or_chain_is_refused(on: On) -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(on)?;
    let here = suite.domain()?;
    assert_eq!(here.chain, suite.chain().genesis()?);
    for domain in [
        Domain { contract: [1; 32], ..here },
        Domain { chain: [2; 32], ..here },
        Domain { contract: here.chain, chain: here.contract },
    ] {
        let instruction = suite.instruction(noa.id, 0, Command::Open(Selection::record(0)))?;
        let elsewhere = order(&noa.actor, &domain, instruction)?;
        refused(&mut suite, &relayer, elsewhere, AccountError::Signature)?;
    }
    Ok(())
}

#[apply(on_both)]
fn a_command_for_another_chart_of_the_same_key_is_refused(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let new = NewChart { key: noa.actor.bytes(), salt: [9; 32] };
    let second = Patient { id: suite.chart_id(&new), actor: noa.actor.clone() };
    suite.command(&relayer, &second, Command::CreateChart(new))?.value()?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let mut instruction = suite.instruction(second.id, 0, Command::Grant(terms.into()))?;
    // The sequence that is next in the other chart's lane.
    instruction.sequence = 2;
    let signed = order(&noa.actor, &suite.domain()?, instruction)?;
    let moved = changed(&signed, |signed| signed.instruction.chart = noa.id);
    refused(&mut suite, &relayer, moved, AccountError::Signature)?;
    let nowhere = changed(&signed, |signed| signed.instruction.chart = PatientId([3; 32]));
    refused(&mut suite, &relayer, nowhere, AccountError::UnknownChart)
}

#[apply(on_both)]
fn a_replayed_command_is_refused_in_every_lane(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let signed = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    suite.relay(&relayer, signed.clone())?.value()?;
    refused(&mut suite, &relayer, signed.clone(), AccountError::Sequence)?;
    for (lane, sequence, error) in [
        (0, 3, AccountError::Signature),
        (0, 4, AccountError::Sequence),
        (1, 0, AccountError::Signature),
        (1, 2, AccountError::Sequence),
        (7, 0, AccountError::Signature),
        (u8::try_from(LANES)?, 0, AccountError::Lane),
        (255, 0, AccountError::Lane),
    ] {
        let again = changed(&signed, |signed| {
            signed.instruction.lane = lane;
            signed.instruction.sequence = sequence;
        });
        refused(&mut suite, &relayer, again, error)?;
    }
    Ok(())
}

#[test]
fn a_command_counts_up_to_its_deadline_to_the_millisecond() -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(On::InProcess)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let signed = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    let deadline = signed.instruction.deadline;
    suite.chain().set_clock(deadline + 1)?;
    refused(&mut suite, &relayer, signed, AccountError::Late)?;

    let signed = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    suite.chain().set_clock(signed.instruction.deadline)?;
    suite.relay(&relayer, signed)?.value()?;
    Ok(())
}

/// So that what was signed during a minute with somebody else's phone does not wait for years.
#[test]
fn a_deadline_is_at_most_a_week_ahead_to_the_minute() -> Result<()> {
    let (mut suite, _, relayer, noa) = scene(On::InProcess)?;
    let (domain, now) = (suite.domain()?, suite.now()?);
    let mut instruction = suite.instruction(noa.id, 0, Command::Open(Selection::record(9)))?;
    instruction.deadline = now + MAX_DEADLINE_MILLISECONDS + MINUTE;
    let far = order(&noa.actor, &domain, instruction.clone())?;
    refused(&mut suite, &relayer, far, AccountError::DeadlineTooFar)?;
    instruction.deadline -= MINUTE;
    let near = order(&noa.actor, &domain, instruction)?;
    let unknown = chartkey_interfaces::registry::RegistryError::UnknownRecord;
    let unknown = AccountError::Registry(chartkey_onchain::Encoded::of(&unknown));
    refused(&mut suite, &relayer, near, unknown)
}

#[apply(on_both)]
fn a_late_command_is_refused_also_with_a_later_deadline_written_in(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let signed = suite.signed(&noa.actor, noa.id, Command::Grant(terms.into()))?;
    suite.advance(2 * 60 * 60 * 1_000)?;
    refused(&mut suite, &relayer, signed.clone(), AccountError::Late)?;
    let later = suite.deadline()?;
    let extended = changed(&signed, |signed| signed.instruction.deadline = later);
    refused(&mut suite, &relayer, extended, AccountError::Signature)
}

#[test]
fn what_has_no_text_is_refused_with_the_reason() -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(On::InProcess)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let version = |locator: &str| {
        let new = document(LABORATORY);
        let version = Version { locator: locator.into(), ..new.version };
        Command::SelfReport(SelfReport::from(NewDocument { version, ..new }).into())
    };
    let deadline = suite.deadline()?;
    let not_printable = CommandError::Locator(TextError::NotPrintable);
    let unassigned = chartkey_vocabulary::SetError::Unassigned;
    // Decoded from input: in code there is no such set.
    let purposes: Purposes = scale::Decode::decode(&mut &[0x01_u8, 0x01][..])?;
    let seconds = Terms { from: terms.from + 1_000, ..terms };
    let far = Terms { until: Some(253_402_300_800_000), ..terms };
    let unknown = Terms { purposes, ..terms };
    for (command, deadline, error) in [
        (Command::Open(Selection::record(0)), deadline + 1, CommandError::NotWholeMinutes),
        (Command::Grant(seconds.into()), deadline, CommandError::NotWholeMinutes),
        (Command::Grant(far.into()), deadline, CommandError::TooFar),
        (Command::Grant(unknown.into()), deadline, CommandError::Set(unassigned)),
        (version("a\nLocator: b"), deadline, not_printable),
        (version("caf\u{e9}"), deadline, not_printable),
        (version(""), deadline, CommandError::Locator(TextError::Empty)),
    ] {
        let instruction = suite.instruction(noa.id, 0, command)?;
        let instruction = Instruction { deadline, ..instruction };
        let unsigned = SignedCommand { instruction, signature: [0; 64] };
        refused(&mut suite, &relayer, unsigned, AccountError::Command(error))?;
    }
    Ok(())
}

/// Anybody can make signatures that a plain verifier takes for those of 32 zeros.
#[apply(on_both)]
fn the_key_that_everybody_has_signs_nothing(on: On) -> Result<()> {
    let (mut suite, _, relayer, _) = scene(on)?;
    let new = NewChart { key: NO_KEY, salt: [1; 32] };
    let (chart, domain) = (suite.chart_id(&new), suite.domain()?);
    let instruction = suite.instruction(chart, 0, Command::CreateChart(new))?;
    let text = instruction.text(&domain).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    // The generator, and the scalar 1, marked as schnorrkel's.
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&GENERATOR);
    (signature[32], signature[63]) = (1, 0x80);
    let (key, forged) = (Public::from_raw(NO_KEY), Signature::from_raw(signature));
    assert!(Pair::verify(&forged, &text, &key), "a plain verifier does not take it");
    let forged = SignedCommand { instruction, signature };
    refused(&mut suite, &relayer, forged, AccountError::Signature)
}

#[apply(on_both)]
fn nobody_acts_for_a_patient_beside_the_signature(on: On) -> Result<()> {
    let (mut suite, mercy, _, noa) = scene(on)?;
    let id = noa.id;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    for stranger in [Actor::named("relayer"), mercy.clinician.clone(), suite.owner()] {
        let not_controller = chartkey_interfaces::consent::ConsentError::NotController;
        let grant = suite.consent().grant(id.into(), terms.into());
        assert_eq!(suite.submit(&stranger, grant)?.refusal()?, not_controller);
        let revoke = suite.consent().revoke(id.into(), 0);
        assert_eq!(suite.submit(&stranger, revoke)?.refusal()?, not_controller);
        let report = SelfReport::from(document(LABORATORY));
        let report = suite.registry().self_report(id.into(), report.into());
        let not_controller = chartkey_interfaces::registry::RegistryError::NotController;
        assert_eq!(suite.submit(&stranger, report)?.refusal()?, not_controller);
    }
    // Not even the patient's own account, which does not control the chart: the contract does.
    let grant = suite.consent().grant(id.into(), terms.into());
    let refused = suite.read_as(&noa.actor, grant)?.refusal()?;
    assert_eq!(refused, chartkey_interfaces::consent::ConsentError::NotController);
    let unknown = chartkey_interfaces::registry::RegistryError::UnknownRecord;
    let open =
        suite.registry().open(id.into(), Selection::record(0), Purpose::PatientRequest, None);
    assert_eq!(suite.read_as(&noa.actor, open)?.refusal()?, unknown);
    Ok(())
}
