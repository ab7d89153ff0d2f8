//! What speaks against a text, once more: everything at once instead of the first.

use chartkey_commands::{Command, CommandError, Instruction};
use chartkey_policy::{Scope, Terms};
use chartkey_vocabulary::{KeyError, PublicKey, SetError, TextError, Timestamp, Version};

/// The first moment of the year 10000.
const YEAR_10000: Timestamp = 253_402_300_800_000;

/// Everything that speaks against a text for an instruction.
pub fn to_instruction(instruction: &Instruction) -> Vec<CommandError> {
    let mut found = to_time(instruction.deadline);
    match &instruction.command {
        Command::Grant(terms) | Command::Deny(terms) => found.extend(to_terms(terms)),
        Command::Replace(new) => found.extend(to_terms(&new.terms)),
        Command::PublishKey(_, key) => found.extend(to_key(key)),
        Command::Rekey(new) => {
            found.extend(new.keys.iter().filter_map(|(_, key)| to_key(key)));
        }
        Command::SelfReport(new) => found.extend(to_locator(&new.version)),
        Command::Amend(new) => found.extend(to_locator(&new.version)),
        Command::SetDirective(categories) if categories.bits() != 0 => {
            found.extend(to_set(categories.bits(), 16));
        }
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

fn to_terms(terms: &Terms) -> Vec<CommandError> {
    let mut found = to_time(terms.from);
    found.extend(terms.until.map(to_time).unwrap_or_default());
    if let Scope::Categories(categories) = terms.scope {
        found.extend(to_set(categories.bits(), 16));
    }
    found.extend(to_set(terms.purposes.bits().into(), 7));
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
