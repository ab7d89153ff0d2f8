//! Commands and approvals as anybody may send them, and the texts that are signed for them.

#[path = "../../crates/commands/tests/objections/mod.rs"]
mod objections;

use chartkey_commands::{
    Approval, Command, CommandError, Domain, Instruction, Recovery, SignedCommand,
};
use chartkey_policy::{Scope, Terms};
use chartkey_vocabulary::{Actions, Categories, PublicKey, Purposes, Text, Timestamp, Version};
use scale::{Decode, Encode};

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

/// Renders a text, if there is one, and reads it back.
fn text(domain: Domain, signable: Signable) {
    let objections = signable.objections();
    match signable.text(&domain) {
        Ok(text) => {
            assert_eq!(objections, [], "what cannot be said was said");
            let text = String::from_utf8(text).expect("ASCII");
            let inside =
                text.strip_prefix("<Bytes>").and_then(|text| text.strip_suffix("</Bytes>"));
            for line in inside.expect("it is wrapped").split('\n') {
                assert!(line.bytes().all(|byte| (0x20..=0x7e).contains(&byte)), "{line:?}");
            }
            assert_eq!(parser::read(&text), Some((domain, signable)), "{text}");
        }
        Err(error) => assert!(objections.contains(&error), "{error:?} for {signable:?}"),
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

    fn objections(&self) -> Vec<CommandError> {
        match self {
            Self::Instruction(instruction) => objections::to_instruction(instruction),
            Self::Recovery(recovery) => objections::to_time(recovery.deadline),
        }
    }

    /// Rounds times, takes unassigned bits out, cuts or fills up keys and locators.
    fn make_sayable(&mut self) {
        match self {
            Self::Recovery(recovery) => round(&mut recovery.deadline),
            Self::Instruction(instruction) => {
                round(&mut instruction.deadline);
                match &mut instruction.command {
                    Command::Grant(terms) | Command::Deny(terms) => say_terms(terms),
                    Command::Replace(new) => say_terms(&mut new.terms),
                    Command::PublishKey(_, key) => say_key(key),
                    Command::Rekey(new) => new.keys.iter_mut().for_each(|(_, key)| say_key(key)),
                    Command::SelfReport(new) => say_version(&mut new.version),
                    Command::Amend(new) => say_version(&mut new.version),
                    Command::SetDirective(directive) => {
                        *directive = directive.intersection(Categories::ALL);
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

fn say_terms(terms: &mut Terms) {
    if let Scope::Categories(categories) = &mut terms.scope {
        *categories = categories.intersection(Categories::ALL);
        if categories.is_empty() {
            *categories = Categories::ALL;
        }
    }
    terms.purposes = terms.purposes.intersection(Purposes::ALL);
    if terms.purposes.is_empty() {
        terms.purposes = Purposes::ALL;
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
}

fn say_version(version: &mut Version) {
    let letters = version.locator.as_bytes().iter().take(128);
    let printable: String = letters.map(|byte| char::from(0x20 + byte % 0x5f)).collect();
    version.locator = Text::from(if printable.is_empty() { "none" } else { &printable });
}
