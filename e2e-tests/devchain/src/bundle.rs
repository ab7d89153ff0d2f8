//! The contracts' code and metadata, as scripts/build.sh and scripts/build_for_tests.sh made them.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

/// A contract, or a part of one, whose bundle a script builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// The access log.
    AccessLog,
    /// The consent manager.
    ConsentManager,
    /// The consent manager's part for changes to charts.
    ConsentChanges,
    /// The record registry.
    RecordRegistry,
    /// The record registry's part for trees of batches.
    RecordBatches,
    /// The record registry's part for emergencies and disputes.
    RecordEmergencies,
    /// The record registry's part for the upkeep of records.
    RecordUpkeep,
    /// The provider directory.
    ProviderDirectory,
    /// The patient account.
    PatientAccount,
    /// The governor.
    Governor,
    /// What a later version of the provider directory could be, to upgrade to in tests.
    NextDirectory,
    /// What a later version of the patient account could be, to upgrade to in tests.
    NextAccount,
    /// What a later version of the consent manager could be, to upgrade to in tests.
    NextConsent,
    /// The part of [`Self::NextConsent`].
    NextConsentChanges,
    /// What a later version of the record registry could be, to upgrade to in tests.
    NextRegistry,
    /// The part of [`Self::NextRegistry`].
    NextRegistryBatches,
    /// One bit of storage, to compare costs with.
    PeerFlipper,
    /// A token, to compare costs with.
    PeerToken,
}

impl Bundle {
    /// Its file's name without extension: the package's, with underscores.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessLog => "access_log",
            Self::ConsentManager => "consent_manager",
            Self::ConsentChanges => "consent_changes",
            Self::RecordRegistry => "record_registry",
            Self::RecordBatches => "record_batches",
            Self::RecordEmergencies => "record_emergencies",
            Self::RecordUpkeep => "record_upkeep",
            Self::ProviderDirectory => "provider_directory",
            Self::PatientAccount => "patient_account",
            Self::Governor => "governor",
            Self::NextDirectory => "next_directory",
            Self::NextAccount => "next_account",
            Self::NextConsent => "next_consent",
            Self::NextConsentChanges => "next_consent_changes",
            Self::NextRegistry => "next_registry",
            Self::NextRegistryBatches => "next_registry_batches",
            Self::PeerFlipper => "peer_flipper",
            Self::PeerToken => "peer_token",
        }
    }

    /// Whether it is built for tests, and not committed.
    fn is_for_tests(self) -> bool {
        self.name().starts_with("next_") || self.name().starts_with("peer_")
    }

    /// Its file: of those that are committed, in the folder that the environment variable
    /// `CHARTKEY_BUNDLES` names, else in deployments/artifacts; of those for tests, in target/ink.
    #[must_use]
    pub fn path(self) -> PathBuf {
        let project = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = if self.is_for_tests() {
            project.join("target/ink")
        } else {
            env::var_os("CHARTKEY_BUNDLES")
                .map_or_else(|| project.join("deployments/artifacts"), PathBuf::from)
        };
        folder.join(self.name()).with_extension("contract")
    }

    /// Its metadata.
    ///
    /// # Errors
    /// When it was not built.
    pub fn metadata(self) -> Result<Value> {
        let path = self.path();
        let script =
            if self.is_for_tests() { "scripts/build_for_tests.sh" } else { "scripts/build.sh" };
        let read = || anyhow::Ok(serde_json::from_slice(&fs::read(&path)?)?);
        read().with_context(|| format!("cannot read {}: run {script} first", path.display()))
    }

    /// Its Wasm.
    ///
    /// # Errors
    /// When it was not built.
    pub fn wasm(self) -> Result<Vec<u8>> {
        let metadata = self.metadata()?;
        let wasm = metadata["source"]["wasm"].as_str().context("the bundle has no Wasm")?;
        hex::decode(wasm.trim_start_matches("0x")).context("the bundle's Wasm is not hex")
    }
}
