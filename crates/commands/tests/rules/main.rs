//! The rules of the text, one small test each.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod approvals;
mod bounds;
mod chinese;
mod every_command;
mod refusals;
mod terms;
mod times;

use chartkey_commands::{Command, CommandError, Domain, Instruction, NewCategoryKey, Recovery};
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, NewDocument, OrgId, PatientId, PublicKey, Purpose,
    Purposes, Selection, SelfReport, Text, Timestamp, Version, SUITE_X25519, SUITE_X_WING,
};

use scale::{Decode, Encode};

/// 2027-01-15 08:00 UTC.
const NOW: Timestamp = 1_800_000_000_000;
const MINUTE: u64 = 60 * 1_000;
const DAY: u64 = 24 * 60 * MINUTE;

const DOMAIN: Domain = Domain { contract: [0xc0; 32], chain: [0x0d; 32] };

/// 32 times this byte, in hexadecimal.
fn hex_of(byte: u8) -> String {
    format!("{byte:02x}").repeat(32)
}

/// What every instruction here is unless a test says otherwise.
fn instruction(command: Command) -> Instruction {
    Instruction { chart: PatientId([0xca; 32]), command, lane: 2, sequence: 41, deadline: NOW }
}

fn text(command: Command) -> Result<String, CommandError> {
    instruction(command).text(&DOMAIN).map(|text| String::from_utf8(text).unwrap())
}

/// The text of such an instruction with this title and these lines of its own.
fn expected(title: &str, own: &[String]) -> Result<String, CommandError> {
    let own = own.iter().fold(String::new(), |lines, line| lines + line + "\n");
    let (chart, contract, chain) = (hex_of(0xca), hex_of(0xc0), hex_of(0x0d));
    Ok(format!(
        "<Bytes>Chartkey: {title}\nChart: {chart}\n{own}Contract: {contract}\nChain: {chain}\n\
         Lane: 2\nSequence: 41\nDeadline: 2027-01-15 08:00 UTC</Bytes>"
    ))
}

/// One line of a text, by its label.
fn line(text: Result<String, CommandError>, label: &str) -> String {
    let text = text.unwrap();
    let found = text.lines().find_map(|line| line.strip_prefix(&format!("{label}: ")));
    found.unwrap().trim_end_matches("</Bytes>").to_owned()
}

/// What all terms here say unless a test says otherwise: a practitioner may read laboratory
/// results for treatment, for a day.
fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner([0xd0; 32]),
        scope: Scope::Categories(Category::Laboratory.into()),
        purposes: Purpose::Treatment.into(),
        actions: Action::Read.into(),
        from: NOW,
        until: Some(NOW + DAY),
        keys: None,
    }
}

fn grant(terms: Terms) -> Command {
    Command::Grant(Box::new(terms))
}

/// Opens these records.
fn open(records: &[u32]) -> Command {
    Command::Open(Selection::Records(records.to_vec()))
}

/// Opens a session.
fn open_session(categories: Categories) -> Command {
    Command::Open(Selection::Categories(categories))
}

fn deny(terms: Terms) -> Command {
    Command::Deny(Box::new(terms))
}

/// A set as it arrives from a caller.
fn received<Set: Decode>(bits: impl Encode) -> Set {
    Set::decode(&mut bits.encode().as_slice()).unwrap()
}

fn version(locator: &str) -> Version {
    Version { digest: [0xd1; 32], size: 2_048, locator: Text::from(locator), key_epoch: 3 }
}

fn self_report(locator: &str) -> Command {
    let document = NewDocument { category: Category::VitalSigns, version: version(locator) };
    Command::SelfReport(Box::new(document.into()))
}

fn category_key(category: Category, epoch: u32, key: PublicKey) -> NewCategoryKey {
    NewCategoryKey { category, epoch, key }
}

fn x25519(byte: u8) -> PublicKey {
    PublicKey { suite: SUITE_X25519, bytes: vec![byte; 32] }
}

fn x_wing(byte: u8) -> PublicKey {
    PublicKey { suite: SUITE_X_WING, bytes: vec![byte; 1_216] }
}
