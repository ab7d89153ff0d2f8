//! What a contract hands on arrives as it was meant: the codes behind it have the same messages.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use chartkey_e2e_tests::Bundle;
use serde_json::{json, Value};

/// The messages of a contract by selector: name, whether it changes anything, the arguments'
/// names and types, and the type of the answer.
fn messages(bundle: Bundle) -> Result<BTreeMap<String, Value>> {
    let metadata: Value = serde_json::from_slice(&fs::read(bundle.path().with_extension("json"))?)?;
    let types = metadata["types"].as_array().context("no types")?;
    let resolved = |one: &Value| resolve(types, &one["type"]);
    metadata["spec"]["messages"]
        .as_array()
        .context("no messages")?
        .iter()
        .map(|message| {
            let arguments = message["args"].as_array().context("no arguments")?;
            let arguments = arguments
                .iter()
                .map(|argument| Ok(json!([argument["label"], resolved(&argument["type"])?])))
                .collect::<Result<Vec<_>>>()?;
            let answer = resolved(&message["returnType"])?;
            let whole = json!([
                message["label"],
                message["mutates"],
                message["payable"],
                arguments,
                answer
            ]);
            Ok((message["selector"].as_str().context("no selector")?.to_owned(), whole))
        })
        .collect()
}

/// A type with all types in it, instead of their numbers.
fn resolve(types: &[Value], id: &Value) -> Result<Value> {
    fn spelled(types: &[Value], value: &Value) -> Result<Value> {
        Ok(match value {
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| *name != "docs")
                .map(|(name, field)| match (name.as_str(), field) {
                    ("type", Value::Number(_)) => Ok((name.clone(), resolve(types, field)?)),
                    ("tuple", Value::Array(ids)) => {
                        let inner = ids.iter().map(|id| resolve(types, id));
                        Ok((name.clone(), inner.collect::<Result<Vec<_>>>()?.into()))
                    }
                    _ => Ok((name.clone(), spelled(types, field)?)),
                })
                .collect::<Result<serde_json::Map<_, _>>>()?
                .into(),
            Value::Array(list) => {
                list.iter().map(|one| spelled(types, one)).collect::<Result<Vec<_>>>()?.into()
            }
            other => other.clone(),
        })
    }
    let of_id = |one: &&Value| one["id"] == *id;
    spelled(types, &types.iter().find(of_id).context("no such type")?["type"])
}

/// Checks that each code behind a contract has its messages from the contract, none of them twice,
/// and that the contract keeps only these for itself.
fn handed_on(contract: Bundle, behind: &[Bundle], own: &[&str]) -> Result<()> {
    let mut kept = messages(contract)?;
    for code in behind {
        let messages = messages(*code)?;
        assert!(!messages.is_empty(), "{code:?}");
        for (selector, message) in messages {
            assert_eq!(kept.remove(&selector), Some(message), "{code:?}");
        }
    }
    let mut kept: Vec<_> = kept.values().filter_map(|message| message[0].as_str()).collect();
    kept.sort_unstable();
    assert_eq!(kept, own, "{contract:?}");
    Ok(())
}

#[test]
fn what_the_consent_manager_hands_on_is_the_same_on_both_sides() -> Result<()> {
    let own = ["Consent::decide_with_epochs", "administration", "decide"];
    handed_on(Bundle::ConsentManager, &[Bundle::ConsentAdministration], &own)
}

#[test]
fn what_the_registry_hands_on_is_the_same_on_both_sides() -> Result<()> {
    let own = [
        "Registry::note",
        "Registry::organization_status",
        "Registry::practitioner",
        "codes",
        "open",
        "register",
        "register_many",
    ];
    let behind = [Bundle::RecordAdministration, Bundle::RecordBatches, Bundle::RecordEmergencies];
    handed_on(Bundle::RecordRegistry, &behind, &own)
}
