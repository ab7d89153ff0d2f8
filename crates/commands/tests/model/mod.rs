//! The text once more, written from README.md and in another style: a title and a list of
//! fields, put together at the end. Words are the variants' names taken apart, and dates come
//! from another library.
//!
//! It is a careless renderer: it writes a text for anything. The Chinese text is its English one,
//! translated line by line.

mod chinese;

use chartkey_commands::{Command, Domain, Instruction, NewCategoryKey, Offer, Recovery};
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Action, Addressee, Categories, Category, Digest, Purpose, Selection, Timestamp, Version,
};
use chrono::DateTime;

pub use chinese::translated;

type Field = (&'static str, String);

/// The text of an instruction, without any check.
pub fn careless_text(instruction: &Instruction, domain: &Domain) -> String {
    let (title, own) = command(&instruction.command);
    let mut fields = vec![("Chart", hex::encode(instruction.chart.0))];
    fields.extend(own);
    fields.extend(domain_fields(domain));
    fields.push(("Lane", instruction.lane.to_string()));
    fields.push(("Sequence", instruction.sequence.to_string()));
    fields.push(("Deadline", date(instruction.deadline)));
    put_together(title, &fields)
}

/// The text of a guardian's approval, without any check.
pub fn careless_approval(recovery: &Recovery, domain: &Domain) -> String {
    let mut fields = vec![
        ("Chart", hex::encode(recovery.chart.0)),
        ("New key", hex::encode(recovery.key)),
        ("Round", recovery.round.to_string()),
        ("Approvals", recovery.approvals.to_string()),
    ];
    fields.extend(domain_fields(domain));
    fields.push(("Deadline", date(recovery.deadline)));
    put_together("approve a new key as guardian", &fields)
}

fn put_together(title: &str, fields: &[Field]) -> String {
    let lines: Vec<_> = std::iter::once(("Chartkey", title.to_owned()))
        .chain(fields.iter().cloned())
        .map(|(label, value)| format!("{label}: {value}"))
        .collect();
    format!("<Bytes>{}</Bytes>", lines.join("\n"))
}

fn domain_fields(domain: &Domain) -> [Field; 2] {
    [("Contract", hex::encode(domain.contract)), ("Chain", hex::encode(domain.chain))]
}

fn command(command: &Command) -> (&'static str, Vec<Field>) {
    match command {
        Command::CreateChart(new) => {
            ("create a chart", vec![("Key", hex::encode(new.key)), ("Salt", hex::encode(new.salt))])
        }
        Command::Adopt(key) => ("take over a chart", vec![("Key", hex::encode(key))]),
        Command::Grant(granted) => ("permit access", terms(Effect::Permit, granted)),
        Command::Deny(denied) => ("deny access", terms(Effect::Deny, denied)),
        Command::Revoke(id) => ("revoke a provision", vec![("Provision", id.to_string())]),
        Command::Replace(new) => {
            let mut fields = vec![("Provision", new.provision.to_string())];
            fields.extend(terms(new.effect, &new.terms));
            (
                if new.effect == Effect::Permit { "replace a permit" } else { "replace a deny" },
                fields,
            )
        }
        Command::PublishKey(new) => ("publish a category key", category_key(new).to_vec()),
        Command::Rekey(new) => {
            let keys = new.keys.iter().flat_map(category_key);
            let envelopes = new.envelopes.iter().flat_map(|envelope| {
                let provision = envelope.provision.to_string();
                [("Provision", provision), ("Envelope", hex::encode(envelope.digest))]
            });
            ("publish new category keys and envelopes", keys.chain(envelopes).collect())
        }
        Command::HandOver(Offer::Propose(to)) => {
            ("offer the chart to another account", vec![("To account", hex::encode(to))])
        }
        Command::HandOver(Offer::Cancel) => ("take back the offer of the chart", vec![]),
        Command::Open(Selection::Records(records)) => {
            let ids: Vec<_> = records.iter().map(u32::to_string).collect();
            ("open records", vec![("Records", ids.join(", "))])
        }
        Command::Open(Selection::Categories(set)) => (
            "open every record of these categories for 60 minutes",
            vec![("Categories", categories(*set))],
        ),
        Command::SelfReport(new) => {
            let mut fields = vec![("Category", category_words(new.document.category))];
            fields.push(match new.addressee {
                Some(Addressee::Organization(id)) => {
                    ("Sent for treatment to organization", id.0.to_string())
                }
                Some(Addressee::Practitioner(account)) => {
                    ("Sent for treatment to practitioner", hex::encode(account))
                }
                None => ("Sent to", "nobody".to_owned()),
            });
            fields.extend(version(&new.document.version));
            ("add a document", fields)
        }
        Command::Amend(new) => {
            let mut fields = vec![("Record", new.record.to_string())];
            fields.extend(version(&new.version));
            ("amend a document", fields)
        }
        Command::Retract(record, reason) => (
            "mark a record as entered in error",
            vec![("Record", record.to_string()), ("Reason", words(&format!("{reason:?}")))],
        ),
        Command::ChangeGuardians(Some(new)) => ("change the guardians", guardians(new)),
        Command::ChangeGuardians(None) => ("remove the guardians", vec![]),
        Command::Withdraw => ("withdraw the waiting change", vec![]),
        Command::Veto(key) => ("veto the new key", vec![("New key", hex::encode(key))]),
        Command::SetDirective(which, set) => {
            let value = match (set.bits(), which) {
                (0, _) => "none".to_owned(),
                (u32::MAX, Directive::Issuers) => EVERYTHING.to_owned(),
                _ => categories(*set),
            };
            let title = match which {
                Directive::Emergency => "set what may be opened in an emergency",
                Directive::Issuers => {
                    "set what organizations may read of the records that they issued"
                }
            };
            (title, vec![("Categories", value)])
        }
        Command::Dispute(entry, reason) => (
            "dispute an entry of the log",
            vec![("Entry", entry.to_string()), ("Digest of the reason", digest(*reason))],
        ),
        Command::Erase(record) => ("erase a record", vec![("Record", record.to_string())]),
        Command::EraseDocument(record) => {
            ("erase a document from this record on", vec![("Record", record.to_string())])
        }
    }
}

const EVERYTHING: &str = "everything, also what comes later";

fn terms(effect: Effect, terms: &Terms) -> Vec<Field> {
    let denies = effect == Effect::Deny;
    let purposes = u32::from(terms.purposes.bits());
    let (emergency, family, reading) = (1 << 1, 1 << 7, 1 << 0);
    let for_whom = match (terms.grantee, denies) {
        (Grantee::Practitioner(account), _) => {
            let label = match (purposes == family, denies) {
                (false, _) => "For practitioner",
                (true, true) => "For your representative",
                (true, false) => "For your representative, who reads and cannot consent",
            };
            (label, hex::encode(account))
        }
        (Grantee::Organization(id), _) => ("For organization", id.0.to_string()),
        (Grantee::Anyone, true) => ("For", "anyone, also your representatives".to_owned()),
        (Grantee::Anyone, false) => ("For", "every practitioner of every organization".to_owned()),
    };
    let about_what = match terms.scope {
        Scope::Categories(set) if denies && set.bits() == u32::MAX => {
            ("Categories", EVERYTHING.to_owned())
        }
        Scope::Categories(set) => ("Categories", categories(set)),
        Scope::Document(id) => ("Document", id.to_string()),
    };
    let what_for = if denies && purposes == 0xffff {
        EVERYTHING.to_owned()
    } else {
        members(purposes, &Purpose::ALL.map(|purpose| format!("{purpose:?}")))
    };
    let actions = Action::ALL.map(|action| format!("{action:?}"));
    let mut fields = vec![
        for_whom,
        about_what,
        ("Purposes", what_for),
        ("Actions", members(terms.actions.bits().into(), &actions)),
    ];
    if denies {
        let shut = purposes & emergency != 0 && u32::from(terms.actions.bits()) & reading != 0;
        let answer = if shut { "not opened" } else { "as the directive says" };
        fields.push(("In an emergency", answer.to_owned()));
    }
    fields.extend([
        ("From", date(terms.from)),
        ("Until", terms.until.map_or("without end".to_owned(), date)),
        ("Envelope", digest(terms.keys)),
    ]);
    fields
}

fn categories(set: Categories) -> String {
    members(set.bits(), &Category::ALL.map(|category| format!("{category:?}")))
}

fn digest(digest: Option<Digest>) -> String {
    digest.map_or("none".to_owned(), hex::encode)
}

fn category_key(new: &NewCategoryKey) -> [Field; 3] {
    let label = if new.key.suite == 2 { "X-Wing key" } else { "X25519 key" };
    [
        ("Category", category_words(new.category)),
        ("Key epoch", new.epoch.to_string()),
        (label, hex::encode(&new.key.bytes)),
    ]
}

fn version(version: &Version) -> [Field; 4] {
    [
        ("Digest", hex::encode(version.digest)),
        ("Bytes", version.size.to_string()),
        ("Locator", String::from_utf8_lossy(version.locator.as_bytes()).into_owned()),
        ("Key epoch", version.key_epoch.to_string()),
    ]
}

fn guardians(guardians: &Guardians) -> Vec<Field> {
    let mut fields = vec![
        ("Threshold", guardians.threshold.to_string()),
        ("Delay in hours", guardians.delay_hours.to_string()),
    ];
    let commitments = guardians.commitments.iter();
    fields.extend(commitments.map(|commitment| ("Guardian", hex::encode(commitment))));
    fields
}

/// The names at the places of the bits that are set.
fn members(bits: u32, names: &[String]) -> String {
    let places = (0..).zip(names).filter(|(place, _)| (bits >> place) & 1 == 1);
    places.map(|(_, name)| words(name)).collect::<Vec<_>>().join(", ")
}

fn category_words(category: Category) -> String {
    words(&format!("{category:?}"))
}

/// A name in words: `vital signs` for `VitalSigns`.
fn words(name: &str) -> String {
    let spaced: String = name
        .chars()
        .flat_map(|letter| letter.is_uppercase().then_some(' ').into_iter().chain([letter]))
        .collect();
    spaced.trim_start().to_lowercase()
}

fn date(time: Timestamp) -> String {
    let time = i64::try_from(time).ok().and_then(DateTime::from_timestamp_millis);
    time.map(|time| time.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default()
}
