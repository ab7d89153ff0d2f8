//! What is executed is what was signed: each command reaches the message that does it, which
//! reads its fields as they were signed, and nothing is left over.

use std::{collections::BTreeSet, fmt::Debug};

use chartkey_commands::{
    Approval, Command, Instruction, NewCategoryKey, NewCategoryKeys, NewEnvelope, NewVersion,
    Recovery, Replacement, SignedCommand,
};
use chartkey_interfaces::account::{Account, AccountError, Answer};
use chartkey_onchain::Last;
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Addressee, Categories, Category, Digest, NewDocument, OrgId, PatientId, PublicKey, Purpose,
    Purposes, Retraction, Selection, SelfReport, Text, Timestamp, Version, SUITE_X25519,
};
use ink::env::hash::Blake2x256;
use patient_account::{Contract, PassedOn, PatientAccount, PASSED_ON};
use scale::{Decode, DecodeAll, Encode};
use scale_info::{TypeDef, TypeInfo};

use crate::world::*;

/// The commands that are not passed on: the account carries them out, with other messages or
/// without.
const OWN: [&str; 6] = ["CreateChart", "Adopt", "HandOver", "ChangeGuardians", "Withdraw", "Veto"];

fn version() -> Version {
    Version { digest: [7; 32], size: 2_048, locator: Text::from("bafk"), key_epoch: 3 }
}

fn report(addressee: Option<Addressee>) -> SelfReport {
    let document = NewDocument { category: Category::VitalSigns, version: version() };
    SelfReport { document, addressee }
}

pub fn self_report() -> Command {
    Command::SelfReport(Box::new(report(Some(Addressee::Organization(OrgId(12))))))
}

pub fn amend() -> Command {
    Command::Amend(Box::new(NewVersion { record: 7, version: version() }))
}

fn category_key() -> NewCategoryKey {
    let key = PublicKey { suite: SUITE_X25519, bytes: vec![9; 32] };
    NewCategoryKey { category: Category::Restricted, epoch: 258, key }
}

fn category_keys() -> NewCategoryKeys {
    let envelopes = vec![NewEnvelope { provision: 4, digest: [8; 32] }];
    NewCategoryKeys { keys: vec![category_key(), category_key()], envelopes }
}

pub fn publish_key() -> Command {
    Command::PublishKey(category_key())
}

pub fn rekey() -> Command {
    Command::Rekey(category_keys())
}

fn everything() -> Terms {
    let scope = Scope::Categories(Categories::EVERYTHING);
    Terms { scope, purposes: Purposes::EVERYTHING, until: None, ..terms() }
}

/// The variant's name.
fn name_of(value: &impl Debug) -> String {
    format!("{value:?}").split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned()
}

/// What a command is passed on to.
fn row(command: &Command) -> PassedOn {
    let name = name_of(command);
    *PASSED_ON.iter().find(|row| row.command == name).unwrap()
}

/// Signs and submits a command, and reads what arrives as the message behind reads it.
#[track_caller]
fn arrives<T: Decode + PartialEq + Debug>(command: &Command, expected: T) {
    run_on_chart(|mut world| {
        let (answer, change) = world.submit(command, 1, 0, 1).unwrap();
        let (contract, selector, arguments) = world.others.asked.borrow().last().cloned().unwrap();
        let row = row(command);
        let mut hash = [0; 32];
        ink::env::hash_bytes::<Blake2x256>(row.message.as_bytes(), &mut hash);
        assert_eq!((contract, selector), (row.contract, hash[..4].try_into().unwrap()));
        assert_eq!(T::decode_all(&mut arguments.as_slice()), Ok(expected));
        assert_eq!(name_of(&answer), row.answer.unwrap_or("Done"));
        assert_eq!(change, None);
    });
}

#[test]
fn consents_arrive_as_they_were_signed() {
    arrives(&Command::Grant(Box::new(terms())), (CHART, terms()));
    arrives(&Command::Deny(Box::new(everything())), (CHART, everything()));
    arrives(&Command::Revoke(9), (CHART, 9_u32));
    for effect in [Effect::Permit, Effect::Deny] {
        let replacement = Replacement { provision: 9, effect, terms: terms() };
        arrives(&Command::Replace(Box::new(replacement)), (CHART, 9_u32, effect, terms()));
    }
    for which in [Directive::Emergency, Directive::Issuers] {
        let categories = Categories::of(&[Category::Laboratory, Category::Restricted]);
        arrives(&Command::SetDirective(which, categories), (CHART, which, categories));
    }
}

#[test]
fn keys_arrive_as_they_were_signed() {
    arrives(&publish_key(), (CHART, category_key()));
    arrives(&rekey(), (CHART, category_keys()));
}

#[test]
fn what_is_done_to_records_arrives_as_it_was_signed() {
    for addressee in
        [None, Some(Addressee::Organization(OrgId(12))), Some(Addressee::Practitioner([0xa0; 32]))]
    {
        let report = report(addressee);
        arrives(&Command::SelfReport(Box::new(report.clone())), (CHART, report));
    }
    arrives(&amend(), (CHART, 7_u32, version()));
    arrives(&Command::Retract(7, Retraction::Duplicate), (CHART, 7_u32, Retraction::Duplicate));
    for reason in [None::<Digest>, Some([5; 32])] {
        arrives(&Command::Dispute(7, reason), (CHART, 7_u32, reason));
    }
    arrives(&Command::Erase(7), (CHART, 7_u32));
    arrives(&Command::EraseDocument(7), (CHART, 7_u32));
}

#[test]
fn an_opening_is_the_patients_own_and_for_no_organization() {
    let records = |ids: &[u32]| Selection::Records(ids.to_vec());
    let whole: Vec<_> = (0..32).collect();
    let session = Selection::Categories(Categories::of(&[Category::Laboratory]));
    for selection in [Selection::record(7), records(&[7, 9]), records(&whole), session] {
        let opened = (CHART, selection.clone(), Purpose::PatientRequest, None::<OrgId>);
        arrives(&Command::Open(selection), opened);
    }
    for (name, byte) in row(&Command::Open(Selection::record(7))).constants {
        assert!(["PatientRequest", "None"].contains(name));
        assert_eq!(*byte, if *name == "None" { 0 } else { Purpose::PatientRequest as u8 });
    }
}

#[test]
fn every_command_is_passed_on_or_the_accounts_own() {
    let TypeDef::Variant(commands) = Command::type_info().type_def else { panic!("an enum") };
    let all: BTreeSet<_> = commands.variants.iter().map(|variant| variant.name).collect();
    let passed_on = PASSED_ON.iter().map(|row| row.command);
    let named: Vec<_> = passed_on.chain(OWN).collect();
    assert_eq!(named.len(), all.len());
    assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), all);
    // Only what is asked of the contract behind can be executed as something else there.
    assert!(PASSED_ON.iter().all(|row| row.constants.is_empty() == (row.command != "Open")));
    let asked_of = |contract| PASSED_ON.iter().filter(|row| row.contract == contract).count();
    assert_eq!((asked_of(Contract::Consent), asked_of(Contract::Registry)), (7, 7));
}

/// The messages of the contract end with an argument behind which nothing may come.
#[test]
fn a_signed_command_with_a_byte_behind_it_is_no_command() {
    let submit: fn(&mut PatientAccount, Last<Box<SignedCommand>>) -> Result<Answer, AccountError> =
        PatientAccount::submit;
    let recover: fn(
        &mut PatientAccount,
        Box<Recovery>,
        Last<Vec<Approval>>,
    ) -> Result<Timestamp, AccountError> = PatientAccount::recover;
    let complete: fn(&mut PatientAccount, Last<Box<PatientId>>) -> Result<(), AccountError> =
        PatientAccount::complete;
    let account: fn(&PatientAccount, Last<Box<PatientId>>) -> Option<Account> =
        PatientAccount::account;
    let _ = (submit, recover, complete, account);
    let instruction =
        Instruction { chart: CHART, command: revoke(), lane: 0, sequence: 0, deadline: NOW };
    let mut input = SignedCommand { instruction, signature: [0; 64] }.encode();
    assert!(Last::<Box<SignedCommand>>::decode(&mut input.as_slice()).is_ok());
    input.push(0);
    assert!(Last::<Box<SignedCommand>>::decode(&mut input.as_slice()).is_err());
}

#[test]
fn the_examples_of_the_readme_are_such_texts() {
    let terms = Terms { grantee: Grantee::Anyone, ..everything() };
    let command = Command::Deny(Box::new(terms));
    run(|world| {
        let deadline = DEADLINE;
        let seal = Instruction { chart: CHART, command, lane: 0, sequence: 1, deadline };
        let domain = world.accounts.domain();
        let signed = String::from_utf8(seal.text(&domain).unwrap()).unwrap();
        for text in [signed, seal.text_zh(&domain).unwrap()] {
            let shown = format!("```text\n{text}\n```");
            assert!(include_str!("../../README.md").contains(&shown), "{shown}");
        }
    });
}
