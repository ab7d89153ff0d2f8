//! Instructions and recoveries in JSON, with the names of the contract's metadata.

use chartkey_commands::{
    Command, Domain, Instruction, NewCategoryKey, NewCategoryKeys, Offer, Recovery,
};
use chartkey_policy::{Grantee, Scope, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Addressee, Selection, SelfReport, Version};
use serde_json::{json, Value};

use super::hex_of;

pub fn domain(domain: &Domain) -> Value {
    json!({ "contract": hex_of(domain.contract), "chain": hex_of(domain.chain) })
}

pub fn instruction(instruction: &Instruction) -> Value {
    json!({
        "chart": hex_of(instruction.chart.0),
        "command": command(&instruction.command),
        "lane": instruction.lane,
        "sequence": instruction.sequence,
        "deadline": long(instruction.deadline),
    })
}

pub fn recovery(recovery: &Recovery) -> Value {
    json!({
        "chart": hex_of(recovery.chart.0),
        "key": hex_of(recovery.key),
        "round": recovery.round,
        "approvals": recovery.approvals,
        "deadline": long(recovery.deadline),
    })
}

/// A `u64`, which a JSON number does not hold in every language.
fn long(number: u64) -> Value {
    number.to_string().into()
}

fn command(command: &Command) -> Value {
    match command {
        Command::CreateChart(new) => {
            json!({ "CreateChart": { "key": hex_of(new.key), "salt": hex_of(new.salt) } })
        }
        Command::Adopt(key) => json!({ "Adopt": hex_of(key) }),
        Command::Grant(granted) => json!({ "Grant": terms(granted) }),
        Command::Deny(denied) => json!({ "Deny": terms(denied) }),
        Command::Revoke(provision) => json!({ "Revoke": provision }),
        Command::Replace(new) => {
            json!({ "Replace": {
                "provision": new.provision,
                "effect": format!("{:?}", new.effect),
                "terms": terms(&new.terms),
            } })
        }
        Command::PublishKey(new) => json!({ "PublishKey": category_key(new) }),
        Command::Rekey(new) => json!({ "Rekey": category_keys(new) }),
        Command::HandOver(Offer::Propose(to)) => json!({ "HandOver": { "Propose": hex_of(to) } }),
        Command::HandOver(Offer::Cancel) => json!({ "HandOver": "Cancel" }),
        Command::Open(Selection::Records(records)) => json!({ "Open": { "Records": records } }),
        Command::Open(Selection::Categories(categories)) => {
            json!({ "Open": { "Categories": categories.bits() } })
        }
        Command::SelfReport(new) => json!({ "SelfReport": self_report(new) }),
        Command::Amend(new) => {
            json!({ "Amend": { "record": new.record, "version": version(&new.version) } })
        }
        Command::Retract(record, reason) => json!({ "Retract": [record, format!("{reason:?}")] }),
        Command::ChangeGuardians(new) => {
            json!({ "ChangeGuardians": new.as_ref().map(guardians) })
        }
        Command::Withdraw => json!("Withdraw"),
        Command::Veto(key) => json!({ "Veto": hex_of(key) }),
        Command::SetDirective(which, categories) => {
            json!({ "SetDirective": [format!("{which:?}"), categories.bits()] })
        }
        Command::Dispute(entry, reason) => json!({ "Dispute": [entry, reason.map(hex_of)] }),
        Command::Erase(record) => json!({ "Erase": record }),
        Command::EraseDocument(record) => json!({ "EraseDocument": record }),
    }
}

fn terms(terms: &Terms) -> Value {
    json!({
        "grantee": match terms.grantee {
            Grantee::Practitioner(account) => json!({ "Practitioner": hex_of(account) }),
            Grantee::Organization(id) => json!({ "Organization": id.0 }),
            Grantee::Anyone => json!("Anyone"),
        },
        "scope": match terms.scope {
            Scope::Categories(categories) => json!({ "Categories": categories.bits() }),
            Scope::Document(document) => json!({ "Document": document }),
        },
        "purposes": terms.purposes.bits(),
        "actions": terms.actions.bits(),
        "from": long(terms.from),
        "until": terms.until.map(long),
        "keys": terms.keys.map(hex_of),
    })
}

fn self_report(report: &SelfReport) -> Value {
    json!({
        "document": {
            "category": format!("{:?}", report.document.category),
            "version": version(&report.document.version),
        },
        "addressee": report.addressee.map(|addressee| match addressee {
            Addressee::Organization(id) => json!({ "Organization": id.0 }),
            Addressee::Practitioner(account) => json!({ "Practitioner": hex_of(account) }),
        }),
    })
}

fn category_key(new: &NewCategoryKey) -> Value {
    json!({
        "category": format!("{:?}", new.category),
        "epoch": new.epoch,
        "key": { "suite": new.key.suite, "bytes": hex_of(&new.key.bytes) },
    })
}

fn category_keys(new: &NewCategoryKeys) -> Value {
    let keys = new.keys.iter().map(category_key);
    let envelopes = new.envelopes.iter().map(
        |envelope| json!({ "provision": envelope.provision, "digest": hex_of(envelope.digest) }),
    );
    json!({ "keys": keys.collect::<Vec<_>>(), "envelopes": envelopes.collect::<Vec<_>>() })
}

fn version(version: &Version) -> Value {
    json!({
        "digest": hex_of(version.digest),
        "size": long(version.size),
        "locator": String::from_utf8_lossy(version.locator.as_bytes()),
        "key_epoch": version.key_epoch,
    })
}

fn guardians(guardians: &Guardians) -> Value {
    json!({
        "commitments": guardians.commitments.iter().map(hex_of).collect::<Vec<_>>(),
        "threshold": guardians.threshold,
        "delay_hours": guardians.delay_hours,
    })
}
