//! Every command there is: carried out once, for the key of its chart alone, as it was signed.

use std::collections::BTreeSet;

use anyhow::Result;
use chartkey_commands::{
    Command, NewCategoryKey, NewCategoryKeys, NewEnvelope, NewVersion, Offer, Replacement,
    SignedCommand,
};
use chartkey_e2e_tests::{
    document, new_record, order, x25519_key, x_wing_key, Actor, Contract, Event, Guardian, On,
    Patient, Suite,
};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    log::{Access, Log as _},
    registry::Opening,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Directive, Effect, Grantee, Ground, Terms, Verdict};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Addressee, Categories, Category, Purpose, Retraction, Selection, SelfReport, Version,
    MAX_OPENED,
};
use ink::scale_info::{TypeDef, TypeInfo};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{last_entry, scene, LABORATORY};
use crate::on_both;

fn guardians() -> Vec<Guardian> {
    ["kim", "lee", "max"].map(Guardian::named).to_vec()
}

fn named(chart: &Patient) -> Guardians {
    Guardian::together(&chart.id, &guardians(), 2, 72)
}

/// Every command of a chart that is there, each once, in an order in which all work: two
/// guardians propose a new key before the last.
fn commands(suite: &mut Suite, reader: &Actor, patient: &Patient) -> Result<Vec<Command>> {
    let terms = suite.terms(Grantee::Practitioner(reader.bytes()), &[LABORATORY])?;
    let sealed = suite.terms(Grantee::Anyone, &[Category::Imaging])?;
    let deny = Terms { until: None, ..sealed };
    let key = |category, epoch, key| NewCategoryKey { category, epoch, key };
    let renewed = NewCategoryKeys {
        keys: vec![key(Category::Diagnosis, 1, x25519_key(3)), key(LABORATORY, 2, x_wing_key(4))],
        envelopes: vec![NewEnvelope { provision: 2, digest: [0xe5; 32] }],
    };
    let report = document(LABORATORY);
    let effect = Effect::Permit;
    let version = Version { digest: [0xd2; 32], ..report.version.clone() };
    let version = NewVersion { record: 0, version };
    let addressee = Some(Addressee::Practitioner(reader.bytes()));
    let report = SelfReport { document: report, addressee };
    Ok(vec![
        Command::Grant(terms.into()),
        Command::Deny(deny.into()),
        Command::Replace(Replacement { provision: 0, effect, terms }.into()),
        Command::PublishKey(key(Category::Imaging, 1, x25519_key(2))),
        Command::Rekey(renewed),
        Command::SelfReport(report.into()),
        Command::Amend(version.into()),
        Command::Retract(0, Retraction::WrongContent),
        Command::Open(Selection::record(1)),
        Command::Open(Selection::Records(vec![0, 1])),
        Command::Open(Selection::Categories(Categories::of(&[LABORATORY, Category::Imaging]))),
        Command::Dispute(0, Some([0x5e; 32])),
        Command::SetDirective(Directive::Emergency, LABORATORY.into()),
        Command::SetDirective(Directive::Issuers, LABORATORY.into()),
        Command::Erase(0),
        Command::EraseDocument(1),
        Command::Revoke(1),
        Command::HandOver(Offer::Propose([7; 32])),
        Command::HandOver(Offer::Cancel),
        Command::ChangeGuardians(Some(named(patient))),
        Command::ChangeGuardians(None),
        Command::Withdraw,
        Command::Veto(Actor::named("noa's new phone").bytes()),
    ])
}

/// What comes between the commands: guardians propose a new key, so that there is a veto.
fn prepare(suite: &mut Suite, relayer: &Actor, patient: &Patient, next: &Command) -> Result<()> {
    if matches!(next, Command::Veto(_)) {
        let new = Actor::named("noa's new phone");
        suite.recover(relayer, patient.id, &new, &guardians()[..2])?.value()?;
    }
    Ok(())
}

#[test]
fn the_list_of_commands_has_every_command() -> Result<()> {
    let (mut suite, mercy, _, noa) = scene(On::InProcess)?;
    let TypeDef::Variant(defined) = Command::type_info().type_def else {
        panic!("a command is an enum");
    };
    let here: BTreeSet<u8> = commands(&mut suite, &mercy.clinician, &noa)?
        .iter()
        .map(|command| command.encode()[0])
        .collect();
    let missing = defined.variants.iter().filter(|variant| !here.contains(&variant.index));
    let missing: Vec<_> = missing.map(|variant| variant.name).collect();
    // How a chart comes here: see `signed.rs` and `adoption.rs`.
    assert_eq!(missing, ["CreateChart", "Adopt"]);
    Ok(())
}

#[apply(on_both)]
fn every_command_works_once_and_only_with_the_key_of_its_chart(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let mallory = suite.patient_without_tokens(&relayer, "mallory", &[LABORATORY])?;
    for command in commands(&mut suite, &mercy.clinician, &noa)? {
        prepare(&mut suite, &relayer, &noa, &command)?;
        let before = suite.account(noa.id)?;
        let stolen = suite.signed(&mallory.actor, noa.id, command.clone())?;
        assert_eq!(
            suite.relay(&relayer, stolen)?.refusal()?,
            AccountError::Signature,
            "{command:?}"
        );
        assert_eq!(suite.account(noa.id)?, before, "{command:?}");

        let signed = suite.signed(&noa.actor, noa.id, command.clone())?;
        suite.relay(&relayer, signed.clone())?.value()?;
        assert_eq!(
            suite.relay(&relayer, signed)?.refusal()?,
            AccountError::Sequence,
            "{command:?}"
        );
    }
    assert_eq!(suite.chain().balance(noa.actor.account())?, 0);
    Ok(())
}

/// Submits what the bytes decode to, if they do, and says whether it would be carried out.
fn works(suite: &mut Suite, relayer: &Actor, bytes: &[u8]) -> Result<bool> {
    let mut input = bytes;
    let Ok(signed) = SignedCommand::decode(&mut input) else { return Ok(false) };
    if !input.is_empty() {
        return Ok(false);
    }
    let answer = suite.read_as(relayer, suite.accounts().submit(signed.into()))?;
    Ok(matches!(answer.returned, Ok(Ok(_))))
}

#[test]
fn a_command_with_a_changed_byte_anywhere_is_refused() -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(On::InProcess)?;
    let domain = suite.domain()?;
    for command in commands(&mut suite, &mercy.clinician, &noa)? {
        prepare(&mut suite, &relayer, &noa, &command)?;
        let instruction = suite.instruction(noa.id, 0, command.clone())?;
        let signed = order(&noa.actor, &domain, instruction)?;
        let bytes = signed.encode();
        assert!(works(&mut suite, &relayer, &bytes)?, "{command:?}");
        // Nearly all of an X-Wing key is one long field.
        let step = if bytes.len() > 1_000 { 7 } else { 1 };
        for position in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[position] ^= 1 << (position % 8);
            assert!(!works(&mut suite, &relayer, &changed)?, "{command:?}: byte {position}");
        }
        suite.relay(&relayer, signed)?.value()?;
    }
    Ok(())
}

#[apply(on_both)]
fn a_patient_opens_her_whole_chart_in_one_command_that_somebody_else_relays(on: On) -> Result<()> {
    let (mut suite, mercy, relayer, noa) = scene(on)?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.command(&relayer, &noa, Command::Grant(terms.into()))?.value()?;
    let new = vec![new_record(LABORATORY); MAX_OPENED];
    let register = suite.registry().register_many(noa.id.into(), mercy.id, new);
    assert_eq!(suite.submit(&mercy.clinician, register)?.value()?, 0);
    let account: [u8; 32] = *suite.address(Contract::Account).as_ref();
    let whole = Selection::Records((0..32).collect());
    let session = Selection::Categories(Categories::ALL);
    for (entry, selection, count) in [(0, whole, 32), (1, session, 1)] {
        let signed = suite.signed(&noa.actor, noa.id, Command::Open(selection.clone()))?;
        let stranger = Actor::named("stranger");
        let opened = suite.relay(&stranger, signed)?;
        let basis = Basis::Controller;
        let verdict = Verdict::Permit(vec![Ground { count, basis }]);
        let event = Event::Opened { patient: noa.id, entry, verdict: verdict.clone() };
        assert!(opened.emitted().contains(&event), "{:?}", opened.emitted());
        let opening = Opening { entry, verdict: Encoded::of(&verdict) };
        assert_eq!(opened.value()?, Answer::Opened(Encoded::of(&opening)));
        let Access { actor, organization, subject, purpose, outcome, .. } =
            last_entry(&mut suite, &noa)?.access;
        assert_eq!((actor, organization, purpose), (account, None, Purpose::PatientRequest));
        assert_eq!((subject, outcome), (selection.into(), verdict.into()));
    }
    // The keeper's tickets: the last of the list, and all for the session.
    for (entry, record) in [(0, 31), (1, 0), (1, 31)] {
        let ticket = suite.read(suite.registry().ticket(noa.id.into(), entry, record))?;
        let ticket = ticket.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        assert_eq!(
            (ticket.actor, ticket.refusal),
            (account, None),
            "entry {entry}, record {record}"
        );
    }
    // Of a record more there is no text, so that nobody can sign it.
    let more =
        suite.signed(&noa.actor, noa.id, Command::Open(Selection::Records((0..33).collect())));
    assert!(more.is_err());
    assert_eq!(suite.read(suite.log().head(noa.id.into()))?.size, 2);
    assert_eq!(suite.chain().balance(noa.actor.account())?, 0);
    Ok(())
}
