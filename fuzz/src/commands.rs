//! Commands and approvals as anybody may send them, and the texts that are signed for them.

#[path = "../../crates/commands/tests/objections/mod.rs"]
mod objections;

use chartkey_commands::{
    Approval, Command, CommandError, Domain, Instruction, Recovery, SignedCommand,
};
use chartkey_policy::{Directive, Effect, Scope, Terms};
use chartkey_vocabulary::{
    Actions, Categories, KeyError, PublicKey, Purposes, Selection, Text, Timestamp, Version,
    MAX_OPENED,
};
use scale::{Decode, Encode};
use std::slice;

use crate::{canonical, parser};

/// What an input begins with.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Input {
    /// A [`Domain`] and a [`Signable`] follow.
    AsItComes,
    /// The same, after what has no text is made into what has one.
    Sayable,
    /// A [`SignedCommand`] follows.
    Command,
    /// Approvals follow.
    Approvals,
}

/// What has a text.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Signable {
    /// A patient's.
    Instruction(Instruction),
    /// A guardian's.
    Recovery(Recovery),
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    let Ok(input) = Input::decode(&mut data) else { return };
    match input {
        Input::Command => {
            if let Some(signed) = canonical::<SignedCommand>(&mut data) {
                text(Domain { contract: [3; 32], chain: [4; 32] }, signed.instruction.into());
            }
        }
        Input::Approvals => drop(canonical::<(Recovery, Vec<Approval>)>(&mut data)),
        Input::AsItComes | Input::Sayable => {
            if let Some((domain, mut signable)) = canonical::<(Domain, Signable)>(&mut data) {
                if input == Input::Sayable {
                    signable.make_sayable();
                    assert!(signable.objections().is_empty(), "{signable:?}");
                }
                text(domain, signable);
            }
        }
    }
}

/// Renders a text, if there is one, and reads it back. The Chinese one has as many lines, or there
/// is none for the same reason.
fn text(domain: Domain, signable: Signable) {
    let objections = signable.objections();
    let chinese = signable.text_zh(&domain);
    match signable.text(&domain) {
        Ok(text) => {
            assert_eq!(objections, [], "what cannot be said was said");
            let text = String::from_utf8(text).expect("ASCII");
            let chinese = chinese.expect("there is a text");
            assert_eq!(chinese.split('\n').count(), text.split('\n').count(), "{chinese}");
            assert!(!chinese.starts_with("<Bytes>"), "{chinese}");
            let inside =
                text.strip_prefix("<Bytes>").and_then(|text| text.strip_suffix("</Bytes>"));
            for line in inside.expect("it is wrapped").split('\n') {
                assert!(line.bytes().all(|byte| (0x20..=0x7e).contains(&byte)), "{line:?}");
            }
            assert_eq!(parser::read(&text), Some((domain, signable)), "{text}");
        }
        Err(error) => {
            assert!(objections.contains(&error), "{error:?} for {signable:?}");
            assert_eq!(chinese, Err(error));
        }
    }
}

impl From<Instruction> for Signable {
    fn from(instruction: Instruction) -> Self {
        Self::Instruction(instruction)
    }
}

impl Signable {
    fn text(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        match self {
            Self::Instruction(instruction) => instruction.text(domain),
            Self::Recovery(recovery) => recovery.text(domain),
        }
    }

    fn text_zh(&self, domain: &Domain) -> Result<String, CommandError> {
        match self {
            Self::Instruction(instruction) => instruction.text_zh(domain),
            Self::Recovery(recovery) => recovery.text_zh(domain),
        }
    }

    fn objections(&self) -> Vec<CommandError> {
        match self {
            Self::Instruction(instruction) => {
                let mut found = objections::to_instruction(instruction);
                let keys = match &instruction.command {
                    Command::PublishKey(new) => slice::from_ref(new),
                    Command::Rekey(new) => &new.keys,
                    _ => &[],
                };
                if keys.iter().any(|new| is_low_order(&new.key)) {
                    found.push(CommandError::Key(KeyError::LowOrder));
                }
                found
            }
            Self::Recovery(recovery) => objections::to_time(recovery.deadline),
        }
    }

    /// Rounds times, takes unassigned bits out, cuts or fills up keys, locators and lists.
    fn make_sayable(&mut self) {
        match self {
            Self::Recovery(recovery) => round(&mut recovery.deadline),
            Self::Instruction(instruction) => {
                round(&mut instruction.deadline);
                match &mut instruction.command {
                    Command::Grant(terms) => say_terms(Effect::Permit, terms),
                    Command::Deny(terms) => say_terms(Effect::Deny, terms),
                    Command::Replace(new) => say_terms(new.effect, &mut new.terms),
                    Command::PublishKey(new) => say_key(&mut new.key),
                    Command::Rekey(new) => {
                        new.keys.iter_mut().for_each(|new| say_key(&mut new.key));
                    }
                    Command::Open(selection) => say_selection(selection),
                    Command::SelfReport(new) => say_version(&mut new.document.version),
                    Command::Amend(new) => say_version(&mut new.version),
                    Command::SetDirective(which, categories) => {
                        let everything = matches!(which, Directive::Issuers);
                        if !(everything && categories.is_everything()) {
                            *categories = categories.intersection(Categories::ALL);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// To a whole minute before the year 10000.
fn round(time: &mut Timestamp) {
    *time = *time / 60_000 % (253_402_300_800_000 / 60_000) * 60_000;
}

/// In order, each once, at most as many as there may be, and not none.
fn say_selection(selection: &mut Selection) {
    match selection {
        Selection::Records(records) => {
            records.sort_unstable();
            records.dedup();
            records.truncate(MAX_OPENED);
            if records.is_empty() {
                records.push(0);
            }
        }
        Selection::Categories(categories) => {
            *categories = categories.intersection(Categories::ALL);
            if categories.is_empty() {
                *categories = Categories::ALL;
            }
        }
    }
}

fn say_terms(effect: Effect, terms: &mut Terms) {
    let denies = effect == Effect::Deny;
    match &mut terms.scope {
        Scope::Categories(categories) if !(denies && categories.is_everything()) => {
            *categories = categories.intersection(Categories::ALL);
            if categories.is_empty() {
                *categories = Categories::ALL;
            }
        }
        _ => {}
    }
    if !(denies && terms.purposes.is_everything()) {
        terms.purposes = terms.purposes.intersection(Purposes::ALL);
        if terms.purposes.is_empty() {
            terms.purposes = Purposes::ALL;
        }
    }
    terms.actions = terms.actions.intersection(Actions::ALL);
    if terms.actions.is_empty() {
        terms.actions = Actions::ALL;
    }
    round(&mut terms.from);
    terms.until.iter_mut().for_each(round);
}

fn say_key(key: &mut PublicKey) {
    key.suite = 1 + key.suite % 2;
    key.bytes.resize(if key.suite == 1 { 32 } else { 1_216 }, 0);
    if is_low_order(key) {
        // The base point, which is not.
        let end = key.bytes.len() - 32;
        key.bytes[end..].fill(0);
        key.bytes[end] = 9;
    }
}

/// Whether the key is as long as its suite says and ends with a point of small order
/// (<https://cr.yp.to/ecdh.html#validate>).
fn is_low_order(key: &PublicKey) -> bool {
    const OF_ORDER_8: [&str; 2] = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];
    let mut point = match (key.suite, key.bytes.len()) {
        (1, 32) | (2, 1_216) => key.bytes[key.bytes.len() - 32..].to_vec(),
        _ => return false,
    };
    point[31] &= 0x7f;
    let (first, rest) = (point[0], &point[1..]);
    let is_small = first < 2 && rest.iter().all(|byte| *byte == 0);
    let is_next_to_the_prime = (0xec..=0xee).contains(&first)
        && rest[..30].iter().all(|byte| *byte == 0xff)
        && rest[30] == 0x7f;
    is_small || is_next_to_the_prime || OF_ORDER_8.contains(&hex::encode(&point).as_str())
}

fn say_version(version: &mut Version) {
    let letters = version.locator.as_bytes().iter().take(128);
    let printable: String = letters.map(|byte| char::from(0x20 + byte % 0x5f)).collect();
    version.locator = Text::from(if printable.is_empty() { "none" } else { &printable });
}
