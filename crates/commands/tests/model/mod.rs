//! The text once more, written from README.md and in another style: a title and a list of
//! fields, put together at the end. Words are the variants' names taken apart, and dates come
//! from another library.
//!
//! It is a careless renderer: it writes a text for anything.

use chartkey_commands::{Command, Domain, Instruction, Offer, Recovery};
use chartkey_policy::{Effect, Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Action, Categories, Category, Digest, PublicKey, Purpose, Timestamp, Version,
};
use chrono::DateTime;

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
        Command::Grant(granted) => ("permit access", terms(granted)),
        Command::Deny(denied) => ("deny access", terms(denied)),
        Command::Revoke(id) => ("revoke a provision", vec![("Provision", id.to_string())]),
        Command::Replace(new) => {
            let mut fields = vec![("Provision", new.provision.to_string())];
            fields.extend(terms(&new.terms));
            (
                if new.effect == Effect::Permit { "replace a permit" } else { "replace a deny" },
                fields,
            )
        }
        Command::PublishKey(category, key) => {
            ("publish a category key", category_key(*category, key).to_vec())
        }
        Command::Rekey(new) => {
            let keys = new.keys.iter().flat_map(|(category, key)| category_key(*category, key));
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
        Command::Open(record) => ("open a record", vec![("Record", record.to_string())]),
        Command::SelfReport(new) => {
            let mut fields = vec![("Category", category_words(new.category))];
            fields.extend(version(&new.version));
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
        Command::SetDirective(set) => {
            let named = categories(*set);
            let value = if named.is_empty() { "none".to_owned() } else { named };
            ("set what may be opened in an emergency", vec![("Categories", value)])
        }
        Command::Dispute(entry, reason) => (
            "dispute an entry of the log",
            vec![("Entry", entry.to_string()), ("Digest of the reason", digest(*reason))],
        ),
        Command::Erase(record) => ("erase a record", vec![("Record", record.to_string())]),
    }
}

fn terms(terms: &Terms) -> Vec<Field> {
    let for_whom = match terms.grantee {
        Grantee::Practitioner(account) => ("For practitioner", hex::encode(account)),
        Grantee::Organization(id) => ("For organization", id.0.to_string()),
        Grantee::Anyone => ("For", "anyone".to_owned()),
    };
    let about_what = match terms.scope {
        Scope::Categories(set) => ("Categories", categories(set)),
        Scope::Document(id) => ("Document", id.to_string()),
    };
    let purposes = Purpose::ALL.map(|purpose| format!("{purpose:?}"));
    let actions = Action::ALL.map(|action| format!("{action:?}"));
    vec![
        for_whom,
        about_what,
        ("Purposes", members(terms.purposes.bits().into(), &purposes)),
        ("Actions", members(terms.actions.bits().into(), &actions)),
        ("From", date(terms.from)),
        ("Until", terms.until.map_or("without end".to_owned(), date)),
        ("Envelope", digest(terms.keys)),
    ]
}

fn categories(set: Categories) -> String {
    members(set.bits(), &Category::ALL.map(|category| format!("{category:?}")))
}

fn digest(digest: Option<Digest>) -> String {
    digest.map_or("none".to_owned(), hex::encode)
}

fn category_key(category: Category, key: &PublicKey) -> [Field; 2] {
    let label = if key.suite == 2 { "X-Wing key" } else { "X25519 key" };
    [("Category", category_words(category)), (label, hex::encode(&key.bytes))]
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
