//! What has no text, signed as somebody would who writes one without a check.

use chartkey_commands::{NewCategoryKeys, NewVersion, Replacement};
use chartkey_vocabulary::{Actions, Purposes};
use scale::Decode;

use super::*;

pub fn vectors() -> Vec<Vector> {
    let mut vectors: Vec<_> = commands()
        .iter()
        .map(|(name, verdict, command)| unreadable(name, verdict, &instruction(command.clone())))
        .collect();
    for (name, verdict, deadline) in bad_times() {
        let late = Instruction { deadline, ..instruction(open(&[7])) };
        vectors.push(unreadable(&format!("a deadline {name}"), verdict, &late));
        let late = Recovery { deadline, ..recovery() };
        let signature = Signer::PATIENT.sign(careless_approval(&late, &DOMAIN));
        let name = format!("an approval's deadline {name}");
        vectors.push(about_recovery(&name, &DOMAIN, &late, signature, verdict));
    }
    vectors
}

fn unreadable(name: &str, verdict: &str, instruction: &Instruction) -> Vector {
    let signature = Signer::PATIENT.sign(careless_text(instruction, &DOMAIN));
    about(name, &DOMAIN, instruction, signature, verdict)
}

fn bad_times() -> [(&'static str, &'static str, Timestamp); 4] {
    [
        ("a millisecond after a whole minute", "not whole minutes", NOW + 1),
        ("a millisecond before a whole minute", "not whole minutes", NOW - 1),
        ("half a minute after a whole one", "not whole minutes", NOW + 30_000),
        ("in the year 10000", "too far", 253_402_300_800_000),
    ]
}

/// A set as it arrives from a caller.
fn received<Set: Decode>(bits: impl Encode) -> Set {
    Set::decode(&mut bits.encode().as_slice()).unwrap()
}

fn commands() -> Vec<(String, &'static str, Command)> {
    let mut commands = Vec::new();
    for (name, verdict, time) in bad_times() {
        let from = Terms { from: time, ..terms() };
        commands.push((format!("a beginning {name}"), verdict, grant(from)));
        let until = Terms { until: Some(time), ..terms() };
        commands.push((format!("an end {name}"), verdict, grant(until)));
    }
    for (name, terms) in bad_sets() {
        let replacing =
            |effect| Command::Replace(Box::new(Replacement { provision: 9, effect, terms }));
        commands.push((format!("a grant: {name}"), "set", grant(terms)));
        commands.push((format!("replace a permit: {name}"), "set", replacing(Effect::Permit)));
        if !is_for_denies(&terms) {
            commands.push((format!("a deny: {name}"), "set", Command::Deny(Box::new(terms))));
            commands.push((format!("replace a deny: {name}"), "set", replacing(Effect::Deny)));
        }
    }
    for (name, which, bits) in [
        ("bit 20 of categories", Directive::Emergency, 0x10_0090_u32),
        ("bit 20 and no category", Directive::Emergency, 0x10_0000),
        ("everything", Directive::Emergency, u32::MAX),
        ("bit 20 of categories for issuers", Directive::Issuers, 0x10_0090),
        ("everything but a bit for issuers", Directive::Issuers, u32::MAX - 1),
    ] {
        let directive = Command::SetDirective(which, received(bits));
        commands.push((format!("a directive: {name}"), "set", directive));
    }
    for (name, records) in [
        ("no record", vec![]),
        ("33 records", (100..133).collect()),
        ("300 records", (0..300).collect()),
        ("descending records", vec![7, 3]),
        ("a record below the one before it", vec![3, 9, 7, 10]),
        ("a record twice", vec![7, 7]),
        ("a record twice behind another", vec![3, 7, 7]),
    ] {
        commands.push((format!("open {name}"), "list", open(&records)));
    }
    for (name, bits) in [
        ("no category", 0),
        ("bit 20 of categories", 0x10_0090),
        ("bit 20 and no category", 0x10_0000),
        ("everything", u32::MAX),
    ] {
        commands.push((format!("a session: {name}"), "set", open_session(received(bits))));
    }
    for (name, suite, length) in [
        ("an X25519 key of 31 bytes", 1, 31),
        ("an X25519 key of 33 bytes", 1, 33),
        ("an X-Wing key of 1215 bytes", 2, 1_215),
        ("a key of no bytes", 1, 0),
        ("a key of suite 0", 0, 32),
        ("a key of suite 3", 3, 32),
    ] {
        let key = || PublicKey { suite, bytes: vec![7; length] };
        let publish = publish(Category::Genetics, 1, key());
        commands.push((format!("publish {name}"), "key", publish));
        let new = |category, key| NewCategoryKey { category, epoch: 1, key };
        let keys = vec![new(Category::Laboratory, x25519()), new(Category::Imaging, key())];
        let rekey = Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] });
        commands.push((format!("rekey: {name}"), "key", rekey));
    }
    for (name, locator) in [
        ("no locator", ""),
        ("a locator of 129 characters", "x".repeat(129).as_str()),
        ("a line break in the locator", "bafk\nKey epoch: 9"),
        ("a carriage return in the locator", "bafk\rx"),
        ("a tabulator in the locator", "bafk\tx"),
        ("a deletion in the locator", "bafk\u{7f}"),
        ("a letter in the locator that is not ASCII", "caf\u{e9}"),
    ] {
        let version = || Version { locator: Text::from(locator), ..version() };
        commands.push((format!("self-report: {name}"), "locator", self_report(version())));
        let amend = NewVersion { record: 7, version: version() };
        commands.push((format!("amend: {name}"), "locator", Command::Amend(Box::new(amend))));
    }
    commands
}

/// Whether terms are bad for a permit only, because they are about everything.
fn is_for_denies(terms: &Terms) -> bool {
    matches!(terms.scope, Scope::Categories(categories) if categories.is_everything())
        || terms.purposes.is_everything()
}

fn bad_sets() -> [(&'static str, Terms); 10] {
    let categories = |categories| Terms { scope: Scope::Categories(categories), ..terms() };
    let purposes = |purposes| Terms { purposes, ..terms() };
    let actions = |actions| Terms { actions, ..terms() };
    [
        ("bit 20 of categories", categories(received(0x10_0020_u32))),
        ("all bits of categories but one", categories(received(u32::MAX - 1))),
        ("no category", categories(Categories::EMPTY)),
        ("everything of categories", categories(Categories::EVERYTHING)),
        ("bit 8 of purposes", purposes(received(0x101_u16))),
        ("all bits of purposes but one", purposes(received(u16::MAX - 1))),
        ("no purpose", purposes(Purposes::EMPTY)),
        ("everything of purposes", purposes(Purposes::EVERYTHING)),
        ("bit 2 of actions", actions(received(5_u8))),
        ("no action", actions(Actions::EMPTY)),
    ]
}
