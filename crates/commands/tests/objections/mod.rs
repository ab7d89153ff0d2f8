//! What speaks against a text, once more: everything at once instead of the first.

use chartkey_commands::{Command, CommandError, Instruction};
use chartkey_policy::{Directive, Effect, Scope, Terms};
use chartkey_vocabulary::{
    KeyError, PublicKey, Selection, SetError, TextError, Timestamp, Version,
};

/// The first moment of the year 10000.
const YEAR_10000: Timestamp = 253_402_300_800_000;

/// Everything that speaks against a text for an instruction.
pub fn to_instruction(instruction: &Instruction) -> Vec<CommandError> {
    let mut found = to_time(instruction.deadline);
    match &instruction.command {
        Command::Grant(terms) => found.extend(to_terms(Effect::Permit, terms)),
        Command::Deny(terms) => found.extend(to_terms(Effect::Deny, terms)),
        Command::Replace(new) => found.extend(to_terms(new.effect, &new.terms)),
        Command::PublishKey(new) => found.extend(to_key(&new.key)),
        Command::Rekey(new) => {
            found.extend(new.keys.iter().filter_map(|new| to_key(&new.key)));
        }
        Command::Open(Selection::Records(records)) => {
            let ascending = records.windows(2).all(|pair| pair[0] < pair[1]);
            let wrong = !ascending || !(1..=32).contains(&records.len());
            found.extend(wrong.then_some(CommandError::List));
        }
        Command::Open(Selection::Categories(categories)) => {
            found.extend(to_set(categories.bits(), 20));
        }
        Command::SelfReport(new) => found.extend(to_locator(&new.document.version)),
        Command::Amend(new) => found.extend(to_locator(&new.version)),
        Command::SetDirective(which, categories) => match (which, categories.bits()) {
            (_, 0) | (Directive::Issuers, u32::MAX) => {}
            (_, bits) => found.extend(to_set(bits, 20)),
        },
        _ => {}
    }
    found
}

/// Everything that speaks against a time in a text.
pub fn to_time(time: Timestamp) -> Vec<CommandError> {
    let of_its_minute = time - time / 60_000 * 60_000;
    listed(&[
        (CommandError::NotWholeMinutes, of_its_minute > 0),
        (CommandError::TooFar, time >= YEAR_10000),
    ])
}

fn to_terms(effect: Effect, terms: &Terms) -> Vec<CommandError> {
    let mut found = to_time(terms.from);
    found.extend(terms.until.map(to_time).unwrap_or_default());
    let denies = effect == Effect::Deny;
    match terms.scope {
        Scope::Categories(categories) if !(denies && categories.bits() == u32::MAX) => {
            found.extend(to_set(categories.bits(), 20));
        }
        _ => {}
    }
    if !(denies && terms.purposes.bits() == u16::MAX) {
        found.extend(to_set(terms.purposes.bits().into(), 8));
    }
    found.extend(to_set(terms.actions.bits().into(), 2));
    found
}

fn to_set(bits: u32, assigned: u32) -> Vec<CommandError> {
    listed(&[
        (CommandError::Set(SetError::Empty), bits == 0),
        (CommandError::Set(SetError::Unassigned), bits >= 2_u32.pow(assigned)),
    ])
}

fn to_key(key: &PublicKey) -> Option<CommandError> {
    match (key.suite, key.bytes.len()) {
        // Those that the strategies make: the point zero.
        (1, 32) | (2, 1_216) if key.bytes.ends_with(&[0; 32]) => {
            Some(CommandError::Key(KeyError::LowOrder))
        }
        (1, 32) | (2, 1_216) => None,
        (1 | 2, _) => Some(CommandError::Key(KeyError::WrongLength)),
        _ => Some(CommandError::Key(KeyError::UnknownSuite)),
    }
}

fn to_locator(version: &Version) -> Vec<CommandError> {
    let letters = version.locator.as_bytes();
    let is_printable = |letter: &u8| letter.is_ascii_graphic() || *letter == b' ';
    listed(&[
        (CommandError::Locator(TextError::Empty), letters.is_empty()),
        (CommandError::Locator(TextError::TooLong), letters.len() > 128),
        (CommandError::Locator(TextError::NotPrintable), !letters.iter().all(is_printable)),
    ])
}

fn listed(claims: &[(CommandError, bool)]) -> Vec<CommandError> {
    claims.iter().filter(|(_, applies)| *applies).map(|(error, _)| *error).collect()
}
