//! The text of a command: one line for each field, as README.md says.

use alloc::vec::Vec;
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Action, Categories, Category, Digest, KeyError, Purpose, SetError, TextError, Timestamp,
    Version, SUITE_X_WING,
};
use scale::{Decode, Encode};
use time::OffsetDateTime;

use crate::{Command, Domain, Instruction, NewCategoryKey, NewCategoryKeys, Offer, Recovery};

/// Why there is no text for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum CommandError {
    /// A time is no whole minute: round it.
    NotWholeMinutes,
    /// A time is after 9999-12-31 23:59 UTC: send an earlier one, or none.
    TooFar,
    /// A set of categories, purposes or actions was refused.
    Set(SetError),
    /// A key was refused.
    Key(KeyError),
    /// The locator was refused.
    Locator(TextError),
}

impl Instruction {
    /// The text that is signed: ASCII, lines ended by 0x0a but for the last, wrapped in
    /// `<Bytes>` and `</Bytes>`.
    ///
    /// # Errors
    /// Every [`CommandError`].
    pub fn text(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        let mut lines = Lines::new(title(&self.command));
        lines.hex("Chart", &self.chart.0);
        lines.command(&self.command)?;
        lines.domain(domain);
        lines.number("Lane", self.lane.into());
        lines.number("Sequence", self.sequence.into());
        lines.time("Deadline", self.deadline)?;
        Ok(lines.end())
    }
}

impl Recovery {
    /// The text that each approving guardian signs, of the same form.
    ///
    /// # Errors
    /// [`CommandError::NotWholeMinutes`], [`CommandError::TooFar`].
    pub fn text(&self, domain: &Domain) -> Result<Vec<u8>, CommandError> {
        let mut lines = Lines::new("approve a new key as guardian");
        lines.hex("Chart", &self.chart.0);
        lines.hex("New key", &self.key);
        lines.number("Round", self.round.into());
        lines.number("Approvals", self.approvals.into());
        lines.domain(domain);
        lines.time("Deadline", self.deadline)?;
        Ok(lines.end())
    }
}

fn title(command: &Command) -> &'static str {
    match command {
        Command::CreateChart(_) => "create a chart",
        Command::Adopt(_) => "take over a chart",
        Command::Grant(_) => "permit access",
        Command::Deny(_) => "deny access",
        Command::Revoke(_) => "revoke a provision",
        Command::Replace(new) => match new.effect {
            Effect::Permit => "replace a permit",
            Effect::Deny => "replace a deny",
        },
        Command::PublishKey(..) => "publish a category key",
        Command::Rekey(_) => "publish new category keys and envelopes",
        Command::HandOver(Offer::Propose(_)) => "offer the chart to another account",
        Command::HandOver(Offer::Cancel) => "take back the offer of the chart",
        Command::Open(_) => "open a record",
        Command::SelfReport(_) => "add a document",
        Command::Amend(_) => "amend a document",
        Command::Retract(..) => "mark a record as entered in error",
        Command::ChangeGuardians(Some(_)) => "change the guardians",
        Command::ChangeGuardians(None) => "remove the guardians",
        Command::Withdraw => "withdraw the waiting change",
        Command::Veto(_) => "veto the new key",
        Command::SetDirective(Directive::Emergency, _) => "set what may be opened in an emergency",
        Command::SetDirective(Directive::Issuers, _) => {
            "set what issuers may read of their own records"
        }
        Command::Dispute(..) => "dispute an entry of the log",
        Command::Erase(_) => "erase a record",
    }
}

/// A text in the making.
struct Lines(Vec<u8>);

impl Lines {
    fn new(title: &str) -> Self {
        let mut lines = Self(Vec::new());
        lines.write("<Bytes>Chartkey: ");
        lines.write(title);
        lines
    }

    fn end(mut self) -> Vec<u8> {
        self.write("</Bytes>");
        self.0
    }

    fn write(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn write_number(&mut self, number: u64) {
        self.write(itoa::Buffer::new().format(number));
    }

    fn write_hex(&mut self, bytes: &[u8]) {
        self.write(&hex::encode(bytes));
    }

    /// Begins the line of a field.
    fn label(&mut self, label: &str) {
        self.write("\n");
        self.write(label);
        self.write(": ");
    }

    fn word(&mut self, label: &str, word: &str) {
        self.label(label);
        self.write(word);
    }

    fn number(&mut self, label: &str, number: u64) {
        self.label(label);
        self.write_number(number);
    }

    fn hex(&mut self, label: &str, bytes: &[u8]) {
        self.label(label);
        self.write_hex(bytes);
    }

    /// The names of a set's members, in the order of their bits.
    fn set(&mut self, label: &str, names: impl Iterator<Item = &'static str>) {
        self.label(label);
        for (position, name) in names.enumerate() {
            if position > 0 {
                self.write(", ");
            }
            self.write(name);
        }
    }

    /// `YYYY-MM-DD HH:MM UTC`.
    fn time(&mut self, label: &str, time: Timestamp) -> Result<(), CommandError> {
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
        self.two_digits(time.hour().into());
        self.write(":");
        self.two_digits(time.minute().into());
        self.write(" UTC");
        Ok(())
    }

    fn two_digits(&mut self, number: u32) {
        if number < 10 {
            self.write("0");
        }
        self.write_number(number.into());
    }

    fn domain(&mut self, domain: &Domain) {
        self.hex("Contract", &domain.contract);
        self.hex("Chain", &domain.chain);
    }

    fn command(&mut self, command: &Command) -> Result<(), CommandError> {
        match command {
            Command::CreateChart(chart) => {
                self.hex("Key", &chart.key);
                self.hex("Salt", &chart.salt);
            }
            Command::Adopt(key) => self.hex("Key", key),
            Command::Veto(key) => self.hex("New key", key),
            Command::Grant(terms) | Command::Deny(terms) => self.terms(terms)?,
            Command::Revoke(provision) => self.number("Provision", (*provision).into()),
            Command::Replace(replacement) => {
                self.number("Provision", replacement.provision.into());
                self.terms(&replacement.terms)?;
            }
            Command::PublishKey(key) => self.category_key(key)?,
            Command::Rekey(new) => self.category_keys(new)?,
            Command::HandOver(Offer::Propose(account)) => self.hex("To account", account),
            Command::Open(record) | Command::Erase(record) => {
                self.number("Record", (*record).into());
            }
            Command::SelfReport(report) => {
                self.word("Category", report.document.category.word());
                self.version(&report.document.version)?;
            }
            Command::Amend(new) => {
                self.number("Record", new.record.into());
                self.version(&new.version)?;
            }
            Command::Retract(record, reason) => {
                self.number("Record", (*record).into());
                self.word("Reason", reason.word());
            }
            Command::ChangeGuardians(Some(guardians)) => self.guardians(guardians),
            Command::SetDirective(_, Categories::EMPTY) => self.word("Categories", "none"),
            Command::SetDirective(_, categories) => self.categories(*categories)?,
            Command::Dispute(entry, reason) => {
                self.number("Entry", (*entry).into());
                self.digest("Digest of the reason", reason.as_ref());
            }
            Command::HandOver(Offer::Cancel)
            | Command::ChangeGuardians(None)
            | Command::Withdraw => {}
        }
        Ok(())
    }

    fn terms(&mut self, terms: &Terms) -> Result<(), CommandError> {
        match terms.grantee {
            Grantee::Practitioner(account) => self.hex("For practitioner", &account),
            Grantee::Organization(organization) => {
                self.number("For organization", organization.0.into());
            }
            Grantee::Anyone => self.word("For", "anyone"),
        }
        match terms.scope {
            Scope::Categories(categories) => self.categories(categories)?,
            Scope::Document(document) => self.number("Document", document.into()),
        }
        terms.purposes.check().map_err(CommandError::Set)?;
        let members = Purpose::ALL.into_iter();
        let members = members.filter(|member| terms.purposes.contains((*member).into()));
        self.set("Purposes", members.map(Purpose::word));
        terms.actions.check().map_err(CommandError::Set)?;
        let members = Action::ALL.into_iter();
        let members = members.filter(|member| terms.actions.contains((*member).into()));
        self.set("Actions", members.map(Action::word));
        self.time("From", terms.from)?;
        match terms.until {
            Some(until) => self.time("Until", until)?,
            None => self.word("Until", "without end"),
        }
        self.digest("Envelope", terms.keys.as_ref());
        Ok(())
    }

    fn categories(&mut self, categories: Categories) -> Result<(), CommandError> {
        categories.check().map_err(CommandError::Set)?;
        let members = Category::ALL.into_iter();
        let members = members.filter(|member| categories.contains((*member).into()));
        self.set("Categories", members.map(Category::word));
        Ok(())
    }

    fn digest(&mut self, label: &str, digest: Option<&Digest>) {
        match digest {
            Some(digest) => self.hex(label, digest),
            None => self.word(label, "none"),
        }
    }

    fn category_key(&mut self, new: &NewCategoryKey) -> Result<(), CommandError> {
        let NewCategoryKey { category, epoch: _, key } = new;
        key.check().map_err(CommandError::Key)?;
        self.word("Category", category.word());
        let suite = if key.suite == SUITE_X_WING { "X-Wing key" } else { "X25519 key" };
        self.hex(suite, &key.bytes);
        Ok(())
    }

    fn category_keys(&mut self, new: &NewCategoryKeys) -> Result<(), CommandError> {
        for key in &new.keys {
            self.category_key(key)?;
        }
        for envelope in &new.envelopes {
            self.number("Provision", envelope.provision.into());
            self.hex("Envelope", &envelope.digest);
        }
        Ok(())
    }

    fn version(&mut self, version: &Version) -> Result<(), CommandError> {
        version.locator.check().map_err(CommandError::Locator)?;
        self.hex("Digest", &version.digest);
        self.number("Bytes", version.size);
        self.label("Locator");
        self.0.extend_from_slice(version.locator.as_bytes());
        self.number("Key epoch", version.key_epoch.into());
        Ok(())
    }

    fn guardians(&mut self, guardians: &Guardians) {
        self.number("Threshold", guardians.threshold.into());
        self.number("Delay in hours", guardians.delay_hours.into());
        for commitment in &guardians.commitments {
            self.hex("Guardian", commitment);
        }
    }
}
