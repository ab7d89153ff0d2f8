//! The lines of a text, one for each field.

use alloc::vec::Vec;
use core::marker::PhantomData;

use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    is_list_of_records, Action, Addressee, Categories, Category, Digest, Purpose, Purposes,
    Selection, Timestamp, Version, SUITE_X_WING,
};
use time::OffsetDateTime;

use super::{
    language::Language,
    words::{Label, Title, Value, Word},
    CommandError,
};
use crate::{Command, Domain, NewCategoryKey, NewCategoryKeys, Offer};

/// A text in the making, in one language.
pub struct Lines<L> {
    text: Vec<u8>,
    language: PhantomData<L>,
}

impl<L: Language> Lines<L> {
    pub fn new(title: Title) -> Self {
        let mut lines = Self { text: Vec::new(), language: PhantomData };
        lines.write(L::BEGIN);
        lines.write(L::COLON);
        lines.write(L::word(title));
        lines
    }

    pub fn end(mut self) -> Vec<u8> {
        self.write(L::END);
        self.text
    }

    fn write(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn write_number(&mut self, number: u64) {
        self.write(itoa::Buffer::new().format(number));
    }

    /// Begins the line of a field.
    fn label(&mut self, label: Label) {
        self.write("\n");
        self.write(L::word(label));
        self.write(L::COLON);
    }

    fn word(&mut self, label: Label, word: impl Word) {
        self.label(label);
        self.write(L::word(word));
    }

    pub fn number(&mut self, label: Label, number: u64) {
        self.label(label);
        self.write_number(number);
    }

    pub fn hex(&mut self, label: Label, bytes: &[u8]) {
        self.label(label);
        self.write(&hex::encode(bytes));
    }

    fn digest(&mut self, label: Label, digest: Option<&Digest>) {
        match digest {
            Some(digest) => self.hex(label, digest),
            None => self.word(label, Value::None),
        }
    }

    /// The words at the places of the bits that are set.
    fn set<W: Word, const N: usize>(&mut self, label: Label, mut bits: u32, words: [W; N]) {
        self.label(label);
        let mut comma = "";
        for word in words {
            if bits & 1 == 1 {
                self.write(comma);
                self.write(L::word(word));
                comma = L::COMMA;
            }
            bits >>= 1;
        }
    }

    /// `YYYY-MM-DD HH:MM UTC`.
    pub fn time(&mut self, label: Label, time: Timestamp) -> Result<(), CommandError> {
        if time % 60_000 != 0 {
            return Err(CommandError::NotWholeMinutes);
        }
        let seconds = i64::try_from(time / 1_000).map_err(|_| CommandError::TooFar)?;
        let time =
            OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| CommandError::TooFar)?;
        self.label(label);
        let year = time.year().unsigned_abs();
        self.two_digits(year / 100);
        self.two_digits(year % 100);
        self.write("-");
        self.two_digits(u8::from(time.month()).into());
        self.write("-");
        self.two_digits(time.day().into());
        self.write(" ");
        self.clock(time.hour(), time.minute());
        self.write(" UTC");
        if let Some(local) = L::LOCAL {
            let hour = time.hour().saturating_add(local.hours_ahead);
            self.write(if hour < 24 { local.same_day } else { local.next_day });
            self.clock(hour % 24, time.minute());
            self.write(local.end);
        }
        Ok(())
    }

    /// `HH:MM`.
    fn clock(&mut self, hour: u8, minute: u8) {
        self.two_digits(hour.into());
        self.write(":");
        self.two_digits(minute.into());
    }

    fn two_digits(&mut self, number: u32) {
        if number < 10 {
            self.write("0");
        }
        self.write_number(number.into());
    }

    pub fn domain(&mut self, domain: &Domain) {
        self.hex(Label::Contract, &domain.contract);
        self.hex(Label::Chain, &domain.chain);
    }

    /// The lines of a command's own.
    pub fn command(&mut self, command: &Command) -> Result<(), CommandError> {
        match command {
            Command::CreateChart(chart) => {
                self.hex(Label::Key, &chart.key);
                self.hex(Label::Salt, &chart.salt);
            }
            Command::Adopt(key) => self.hex(Label::Key, key),
            Command::Veto(key) => self.hex(Label::NewKey, key),
            Command::Grant(terms) => self.terms(Effect::Permit, terms)?,
            Command::Deny(terms) => self.terms(Effect::Deny, terms)?,
            Command::Revoke(provision) => self.number(Label::Provision, (*provision).into()),
            Command::Replace(replacement) => {
                self.number(Label::Provision, replacement.provision.into());
                self.terms(replacement.effect, &replacement.terms)?;
            }
            Command::PublishKey(key) => self.category_key(key)?,
            Command::Rekey(new) => self.category_keys(new)?,
            Command::HandOver(Offer::Propose(account)) => self.hex(Label::ToAccount, account),
            Command::Open(Selection::Records(records)) => self.records(records)?,
            Command::Open(Selection::Categories(categories)) => {
                self.categories(*categories, false)?;
            }
            Command::Erase(record) | Command::EraseDocument(record) => {
                self.number(Label::Record, (*record).into());
            }
            Command::SelfReport(report) => {
                self.word(Label::Category, report.document.category);
                self.addressee(report.addressee.as_ref());
                self.version(&report.document.version)?;
            }
            Command::Amend(new) => {
                self.number(Label::Record, new.record.into());
                self.version(&new.version)?;
            }
            Command::Retract(record, reason) => {
                self.number(Label::Record, (*record).into());
                self.word(Label::Reason, *reason);
            }
            Command::ChangeGuardians(Some(guardians)) => self.guardians(guardians),
            Command::SetDirective(_, Categories::EMPTY) => {
                self.word(Label::Categories, Value::None);
            }
            Command::SetDirective(which, categories) => {
                self.categories(*categories, matches!(which, Directive::Issuers))?;
            }
            Command::Dispute(entry, reason) => {
                self.number(Label::Entry, (*entry).into());
                self.digest(Label::DigestOfTheReason, reason.as_ref());
            }
            Command::HandOver(Offer::Cancel)
            | Command::ChangeGuardians(None)
            | Command::Withdraw => {}
        }
        Ok(())
    }

    fn records(&mut self, records: &[u32]) -> Result<(), CommandError> {
        if !is_list_of_records(records) {
            return Err(CommandError::List);
        }
        self.label(Label::Records);
        let mut comma = "";
        for record in records {
            self.write(comma);
            self.write_number((*record).into());
            comma = L::COMMA;
        }
        Ok(())
    }

    fn terms(&mut self, effect: Effect, terms: &Terms) -> Result<(), CommandError> {
        let denies = matches!(effect, Effect::Deny);
        let Terms { purposes, actions, .. } = *terms;
        match terms.grantee {
            Grantee::Practitioner(account) => {
                let label = if purposes != Purpose::FamilyRequest.into() {
                    Label::ForPractitioner
                } else if denies {
                    Label::ForRepresentative
                } else {
                    Label::ForReader
                };
                self.hex(label, &account);
            }
            Grantee::Organization(organization) => {
                self.number(Label::ForOrganization, organization.0.into());
            }
            Grantee::Anyone => {
                let anyone = if denies { Value::Anyone } else { Value::EveryPractitioner };
                self.word(Label::For, anyone);
            }
        }
        match terms.scope {
            Scope::Categories(categories) => self.categories(categories, denies)?,
            Scope::Document(document) => self.number(Label::Document, document.into()),
        }
        self.purposes(purposes, denies)?;
        actions.check().map_err(CommandError::Set)?;
        self.set(Label::Actions, actions.bits().into(), Action::ALL);
        if denies {
            let shuts = purposes.contains(Purpose::EmergencyTreatment.into())
                && actions.contains(Action::Read.into());
            let answer = if shuts { Value::NotOpened } else { Value::AsTheDirectiveSays };
            self.word(Label::InAnEmergency, answer);
        }
        self.time(Label::From, terms.from)?;
        match terms.until {
            Some(until) => self.time(Label::Until, until)?,
            None => self.word(Label::Until, Value::WithoutEnd),
        }
        self.digest(Label::Envelope, terms.keys.as_ref());
        Ok(())
    }

    fn categories(&mut self, categories: Categories, or_all: bool) -> Result<(), CommandError> {
        if or_all && categories.is_everything() {
            self.word(Label::Categories, Value::Everything);
            return Ok(());
        }
        categories.check().map_err(CommandError::Set)?;
        self.set(Label::Categories, categories.bits(), Category::ALL);
        Ok(())
    }

    fn purposes(&mut self, purposes: Purposes, or_all: bool) -> Result<(), CommandError> {
        if or_all && purposes.is_everything() {
            self.word(Label::Purposes, Value::Everything);
            return Ok(());
        }
        purposes.check().map_err(CommandError::Set)?;
        self.set(Label::Purposes, purposes.bits().into(), Purpose::ALL);
        Ok(())
    }

    fn addressee(&mut self, addressee: Option<&Addressee>) {
        match addressee {
            None => self.word(Label::SentTo, Value::Nobody),
            Some(Addressee::Organization(organization)) => {
                self.number(Label::SentToOrganization, organization.0.into());
            }
            Some(Addressee::Practitioner(account)) => {
                self.hex(Label::SentToPractitioner, account);
            }
        }
    }

    fn category_key(&mut self, new: &NewCategoryKey) -> Result<(), CommandError> {
        let NewCategoryKey { category, epoch, key } = new;
        key.check().map_err(CommandError::Key)?;
        self.word(Label::Category, *category);
        self.number(Label::KeyEpoch, (*epoch).into());
        let suite = if key.suite == SUITE_X_WING { Label::XWingKey } else { Label::X25519Key };
        self.hex(suite, &key.bytes);
        Ok(())
    }

    fn category_keys(&mut self, new: &NewCategoryKeys) -> Result<(), CommandError> {
        for key in &new.keys {
            self.category_key(key)?;
        }
        for envelope in &new.envelopes {
            self.number(Label::Provision, envelope.provision.into());
            self.hex(Label::Envelope, &envelope.digest);
        }
        Ok(())
    }

    fn version(&mut self, version: &Version) -> Result<(), CommandError> {
        version.locator.check().map_err(CommandError::Locator)?;
        self.hex(Label::Digest, &version.digest);
        self.number(Label::Bytes, version.size);
        self.label(Label::Locator);
        self.text.extend_from_slice(version.locator.as_bytes());
        self.number(Label::KeyEpoch, version.key_epoch.into());
        Ok(())
    }

    fn guardians(&mut self, guardians: &Guardians) {
        self.number(Label::Threshold, guardians.threshold.into());
        self.number(Label::DelayInHours, guardians.delay_hours.into());
        for commitment in &guardians.commitments {
            self.hex(Label::Guardian, commitment);
        }
    }
}
