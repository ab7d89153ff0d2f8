//! What a contract hands on arrives as it was meant: its parts have the same messages.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chartkey_e2e_tests::Bundle;
use serde_json::{json, Value};

/// The messages of a contract by selector: name, whether it changes anything, the arguments'
/// names and types, and the type of the answer.
fn messages(bundle: Bundle) -> Result<BTreeMap<String, Value>> {
    let metadata = bundle.metadata()?;
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

/// Checks that each part has its messages from the contract, none of them twice, and that the
/// contract keeps only these for itself.
fn handed_on(contract: Bundle, parts: &[Bundle], own: &[&str]) -> Result<()> {
    let mut kept = messages(contract)?;
    for part in parts {
        let messages = messages(*part)?;
        assert!(!messages.is_empty(), "{part:?}");
        for (selector, message) in messages {
            assert_eq!(kept.remove(&selector), Some(message), "{part:?}");
        }
    }
    let mut kept: Vec<_> = kept.values().filter_map(|message| message[0].as_str()).collect();
    kept.retain(|name| !name.starts_with("Governed::"));
    kept.sort_unstable();
    assert_eq!(kept, own, "{contract:?}");
    Ok(())
}

#[test]
fn what_the_consent_manager_hands_on_is_the_same_on_both_sides() -> Result<()> {
    let own = ["Consent::decide_each", "decide"];
    assert!(messages(Bundle::ConsentChanges)?.values().any(|one| one[0] == "Keys::epochs"));
    handed_on(Bundle::ConsentManager, &[Bundle::ConsentChanges], &own)
}

#[test]
fn what_the_registry_hands_on_is_the_same_on_both_sides() -> Result<()> {
    let own = ["open", "register", "register_many"];
    for message in ["Registry::note", "Registry::practitioner", "Registry::standing", "ticket"] {
        let of_upkeep = messages(Bundle::RecordUpkeep)?;
        assert!(of_upkeep.values().any(|one| one[0] == message), "{message}");
    }
    let parts = [Bundle::RecordBatches, Bundle::RecordEmergencies, Bundle::RecordUpkeep];
    handed_on(Bundle::RecordRegistry, &parts, &own)
}

/// The code hash that a bundle says it has.
fn code_hash(bundle: Bundle) -> Result<String> {
    let metadata = bundle.metadata()?;
    Ok(metadata["source"]["hash"].as_str().context("no hash")?.to_owned())
}

#[test]
fn a_contract_pins_its_parts_as_they_are_in_their_bundles() -> Result<()> {
    let pinned = |parts: &[[u8; 32]]| -> Vec<_> {
        parts.iter().map(|part| format!("0x{}", hex::encode(part))).collect()
    };
    let built =
        |parts: &[Bundle]| parts.iter().map(|part| code_hash(*part)).collect::<Result<Vec<_>>>();
    assert_eq!(pinned(&consent_manager::PARTS), built(&[Bundle::ConsentChanges])?);
    let parts = [Bundle::RecordBatches, Bundle::RecordEmergencies, Bundle::RecordUpkeep];
    assert_eq!(pinned(&record_registry::PARTS), built(&parts)?);
    Ok(())
}
