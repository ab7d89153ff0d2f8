//! What a contract's metadata says.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::Bundle;

/// The messages of a contract by selector, and what it was built with.
#[derive(Clone, Debug)]
pub(super) struct Interface {
    /// The contract's name in the report.
    pub contract: &'static str,
    /// The names of the messages. A trait's name stands before those of its messages.
    pub messages: BTreeMap<[u8; 4], String>,
    pub source: Source,
}

/// The part of the metadata that is read here.
#[derive(Deserialize)]
struct Metadata {
    source: Source,
    spec: Spec,
}

/// What a contract was built with.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Source {
    /// Such as "ink! 5.1.1".
    pub language: String,
    /// Such as "rustc 1.85.0".
    pub compiler: String,
    pub build_info: BuildInfo,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct BuildInfo {
    pub cargo_contract_version: String,
}

#[derive(Deserialize)]
struct Spec {
    messages: Vec<MessageSpec>,
}

#[derive(Deserialize)]
struct MessageSpec {
    label: String,
    selector: String,
}

impl Interface {
    /// Reads a bundle's metadata.
    pub(super) fn read(contract: &'static str, bundle: Bundle) -> Result<Self> {
        let Metadata { source, spec } = serde_json::from_value(bundle.metadata()?)?;
        let mut messages = BTreeMap::new();
        for MessageSpec { label, selector } in spec.messages {
            let mut bytes = [0; 4];
            hex::decode_to_slice(selector.trim_start_matches("0x"), &mut bytes)?;
            messages.insert(bytes, label);
        }
        Ok(Self { contract, messages, source })
    }
}
