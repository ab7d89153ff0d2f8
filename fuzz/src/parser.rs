//! Reads a signed text back, as README.md of `commands` describes it. Where every text is read
//! back to what it was made from, no two things have the same text.
//!
//! A command that is new has to be added here: until then its text cannot be read.

use chartkey_commands::{
    Command, Domain, Instruction, NewCategoryKey, NewCategoryKeys, NewChart, NewEnvelope,
    NewVersion, Offer, Recovery, Replacement,
};
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Action, Actions, Addressee, Categories, Category, NewDocument, OrgId, PatientId, PublicKey,
    Purpose, Purposes, Retraction, Selection, SelfReport, Text, Timestamp, Version,
};

use crate::commands::Signable;

/// What a text says, and where; `None` if it is not of the form.
pub fn read(text: &str) -> Option<(Domain, Signable)> {
    let inside = text.strip_prefix("<Bytes>")?.strip_suffix("</Bytes>")?;
    let mut lines = Lines(inside.split('\n').collect());
    let title = lines.value("Chartkey")?;
    let chart = PatientId(lines.bytes("Chart")?);
    let signable = if title == "approve a new key as guardian" {
        let (key, round) = (lines.bytes("New key")?, lines.number("Round")?);
        let approvals = lines.number("Approvals")?;
        let domain = lines.domain()?;
        let deadline = lines.time("Deadline")?;
        (domain, Signable::Recovery(Recovery { chart, key, round, approvals, deadline }))
    } else {
        let command = lines.command(title)?;
        let domain = lines.domain()?;
        let (lane, sequence) = (lines.number("Lane")?, lines.number("Sequence")?);
        let deadline = lines.time("Deadline")?;
        let instruction = Instruction { chart, command, lane, sequence, deadline };
        (domain, Signable::Instruction(instruction))
    };
    lines.0.is_empty().then_some(signable)
}

/// What stands for all bits of a set.
const EVERYTHING: &str = "everything, also what comes later";

/// The lines that are still to be read.
struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    fn next_is(&self, label: &str) -> bool {
        let rest = self.0.first().and_then(|line| line.strip_prefix(label));
        rest.is_some_and(|rest| rest.starts_with(": "))
    }

    fn value(&mut self, label: &str) -> Option<&'a str> {
        self.next_is(label).then(|| self.0.remove(0).split_once(": "))?.map(|(_, value)| value)
    }

    fn number<T: TryFrom<u64>>(&mut self, label: &str) -> Option<T> {
        number(self.value(label)?)
    }

    fn bytes(&mut self, label: &str) -> Option<[u8; 32]> {
        hexadecimal(self.value(label)?)?.try_into().ok()
    }

    fn bytes_or_none(&mut self, label: &str) -> Option<Option<[u8; 32]>> {
        match self.value(label)? {
            "none" => Some(None),
            value => hexadecimal(value)?.try_into().ok().map(Some),
        }
    }

    fn time(&mut self, label: &str) -> Option<Timestamp> {
        time(self.value(label)?)
    }

    fn category(&mut self) -> Option<Category> {
        let value = self.value("Category")?;
        Category::ALL.into_iter().find(|one| words(one) == value)
    }

    fn domain(&mut self) -> Option<Domain> {
        Some(Domain { contract: self.bytes("Contract")?, chain: self.bytes("Chain")? })
    }

    fn command(&mut self, title: &str) -> Option<Command> {
        Some(match title {
            "create a chart" => Command::CreateChart(NewChart {
                key: self.bytes("Key")?,
                salt: self.bytes("Salt")?,
            }),
            "take over a chart" => Command::Adopt(self.bytes("Key")?),
            "permit access" => Command::Grant(self.terms(Effect::Permit)?.into()),
            "deny access" => Command::Deny(self.terms(Effect::Deny)?.into()),
            "revoke a provision" => Command::Revoke(self.number("Provision")?),
            "replace a permit" => self.replacement(Effect::Permit)?,
            "replace a deny" => self.replacement(Effect::Deny)?,
            "publish a category key" => Command::PublishKey(self.category_key()?),
            "publish new category keys and envelopes" => self.rekey()?,
            "offer the chart to another account" => {
                Command::HandOver(Offer::Propose(self.bytes("To account")?))
            }
            "take back the offer of the chart" => Command::HandOver(Offer::Cancel),
            "open records" => Command::Open(Selection::Records(self.records()?)),
            "open every record of these categories for 60 minutes" => {
                Command::Open(Selection::Categories(self.categories(false)?))
            }
            "add a document" => {
                let (category, addressee) = (self.category()?, self.addressee()?);
                let document = NewDocument { category, version: self.version()? };
                Command::SelfReport(SelfReport { document, addressee }.into())
            }
            "amend a document" => Command::Amend(
                NewVersion { record: self.number("Record")?, version: self.version()? }.into(),
            ),
            "mark a record as entered in error" => {
                let record = self.number("Record")?;
                let reason = match self.value("Reason")? {
                    "wrong patient" => Retraction::WrongPatient,
                    "wrong content" => Retraction::WrongContent,
                    "duplicate" => Retraction::Duplicate,
                    "other" => Retraction::Other,
                    _ => return None,
                };
                Command::Retract(record, reason)
            }
            "change the guardians" => Command::ChangeGuardians(Some(self.guardians()?)),
            "remove the guardians" => Command::ChangeGuardians(None),
            "withdraw the waiting change" => Command::Withdraw,
            "veto the new key" => Command::Veto(self.bytes("New key")?),
            "set what may be opened in an emergency" => {
                Command::SetDirective(Directive::Emergency, self.directive(false)?)
            }
            "set what organizations may read of the records that they issued" => {
                Command::SetDirective(Directive::Issuers, self.directive(true)?)
            }
            "dispute an entry of the log" => {
                Command::Dispute(self.number("Entry")?, self.bytes_or_none("Digest of the reason")?)
            }
            "erase a record" => Command::Erase(self.number("Record")?),
            "erase a document from this record on" => {
                Command::EraseDocument(self.number("Record")?)
            }
            _ => return None,
        })
    }

    fn replacement(&mut self, effect: Effect) -> Option<Command> {
        let (provision, terms) = (self.number("Provision")?, self.terms(effect)?);
        Some(Command::Replace(Replacement { provision, effect, terms }.into()))
    }

    fn terms(&mut self, effect: Effect) -> Option<Terms> {
        let denies = effect == Effect::Deny;
        let (anyone, representative) = if denies {
            ("anyone, also your representatives", "For your representative")
        } else {
            (
                "every practitioner of every organization",
                "For your representative, who reads and cannot consent",
            )
        };
        let is_representative = self.next_is(representative);
        let grantee = if is_representative {
            Grantee::Practitioner(self.bytes(representative)?)
        } else if self.next_is("For practitioner") {
            Grantee::Practitioner(self.bytes("For practitioner")?)
        } else if self.next_is("For organization") {
            Grantee::Organization(OrgId(self.number("For organization")?))
        } else {
            self.value("For").filter(|value| *value == anyone)?;
            Grantee::Anyone
        };
        let scope = if self.next_is("Document") {
            Scope::Document(self.number("Document")?)
        } else {
            Scope::Categories(self.categories(denies)?)
        };
        let purposes = match self.value("Purposes")? {
            EVERYTHING if denies => Purposes::EVERYTHING,
            value => Purposes::of(&members(value, &Purpose::ALL)?),
        };
        let family = purposes == Purpose::FamilyRequest.into();
        if is_representative != (family && matches!(grantee, Grantee::Practitioner(_))) {
            return None;
        }
        let actions = Actions::of(&members(self.value("Actions")?, &Action::ALL)?);
        if denies {
            let shuts = purposes.contains(Purpose::EmergencyTreatment.into())
                && actions.contains(Action::Read.into());
            let said = if shuts { "not opened" } else { "as the directive says" };
            self.value("In an emergency").filter(|value| *value == said)?;
        }
        Some(Terms {
            grantee,
            scope,
            purposes,
            actions,
            from: self.time("From")?,
            until: match self.value("Until")? {
                "without end" => None,
                value => Some(time(value)?),
            },
            keys: self.bytes_or_none("Envelope")?,
        })
    }

    fn records(&mut self) -> Option<Vec<u32>> {
        self.value("Records")?.split(", ").map(number).collect()
    }

    fn categories(&mut self, or_everything: bool) -> Option<Categories> {
        match self.value("Categories")? {
            EVERYTHING if or_everything => Some(Categories::EVERYTHING),
            value => Some(Categories::of(&members(value, &Category::ALL)?)),
        }
    }

    fn directive(&mut self, or_everything: bool) -> Option<Categories> {
        if self.0.first() == Some(&"Categories: none") {
            self.0.remove(0);
            return Some(Categories::EMPTY);
        }
        self.categories(or_everything)
    }

    fn addressee(&mut self) -> Option<Option<Addressee>> {
        const HOUSE: &str = "Sent for treatment to organization";
        const PERSON: &str = "Sent for treatment to practitioner";
        Some(if self.next_is(HOUSE) {
            Some(Addressee::Organization(OrgId(self.number(HOUSE)?)))
        } else if self.next_is(PERSON) {
            Some(Addressee::Practitioner(self.bytes(PERSON)?))
        } else {
            self.value("Sent to").filter(|value| *value == "nobody")?;
            None
        })
    }

    fn category_key(&mut self) -> Option<NewCategoryKey> {
        let (category, epoch) = (self.category()?, self.number("Key epoch")?);
        let (suite, label, length) = if self.next_is("X-Wing key") {
            (2, "X-Wing key", 1_216)
        } else {
            (1, "X25519 key", 32)
        };
        let bytes = hexadecimal(self.value(label)?)?;
        let key = PublicKey { suite, bytes };
        (key.bytes.len() == length).then_some(NewCategoryKey { category, epoch, key })
    }

    fn rekey(&mut self) -> Option<Command> {
        let (mut keys, mut envelopes) = (Vec::new(), Vec::new());
        while self.next_is("Category") {
            keys.push(self.category_key()?);
        }
        while self.next_is("Provision") {
            let (provision, digest) = (self.number("Provision")?, self.bytes("Envelope")?);
            envelopes.push(NewEnvelope { provision, digest });
        }
        Some(Command::Rekey(NewCategoryKeys { keys, envelopes }))
    }

    fn version(&mut self) -> Option<Version> {
        Some(Version {
            digest: self.bytes("Digest")?,
            size: self.number("Bytes")?,
            locator: Text::from(self.value("Locator")?),
            key_epoch: self.number("Key epoch")?,
        })
    }

    fn guardians(&mut self) -> Option<Guardians> {
        let (threshold, delay_hours) = (self.number("Threshold")?, self.number("Delay in hours")?);
        let mut commitments = Vec::new();
        while self.next_is("Guardian") {
            commitments.push(self.bytes("Guardian")?);
        }
        Some(Guardians { commitments, threshold, delay_hours })
    }
}

/// Neither a sign nor a leading zero.
fn number<T: TryFrom<u64>>(value: &str) -> Option<T> {
    let number: u64 = value.parse().ok()?;
    (number.to_string() == value).then(|| T::try_from(number).ok())?
}

/// Lower case, two digits a byte.
fn hexadecimal(value: &str) -> Option<Vec<u8>> {
    let bytes = hex::decode(value).ok()?;
    (hex::encode(&bytes) == value).then_some(bytes)
}

/// The members that a set names, each once and in order.
fn members<T: Copy + std::fmt::Debug>(value: &str, all: &[T]) -> Option<Vec<T>> {
    let mut candidates = all.iter();
    value.split(", ").map(|name| candidates.find(|one| words(one) == name).copied()).collect()
}

/// A variant's name in words: `vital signs` for `VitalSigns`.
fn words(variant: &impl std::fmt::Debug) -> String {
    let mut words = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// The time of `YYYY-MM-DD HH:MM UTC`, by counting days and leap days.
fn time(value: &str) -> Option<Timestamp> {
    let form = "0000-00-00 00:00 UTC";
    let alike = |(one, other): (u8, u8)| one == other || one.is_ascii_digit() && other == b'0';
    if value.len() != form.len() || !value.bytes().zip(form.bytes()).all(alike) {
        return None;
    }
    let part = |from: usize, to: usize| value[from..to].parse::<u64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute) = (part(11, 13)?, part(14, 16)?);
    let is_leap = |year: u64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months = usize::try_from(month).ok()?.checked_sub(1)?;
    let in_range = year >= 1970 && (1..=*lengths.get(months)?).contains(&day);
    if !in_range || hour >= 24 || minute >= 60 {
        return None;
    }
    // Whole years since 1970, with the leap years among them.
    let leaps = |until: u64| until / 4 - until / 100 + until / 400;
    let years = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    let days = years + lengths[..months].iter().sum::<u64>() + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60_000)
}
