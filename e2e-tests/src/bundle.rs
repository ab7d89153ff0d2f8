//! The contracts' code, as scripts/build.sh and scripts/build_for_tests.sh made it.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

/// A contract whose Wasm a script builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// The access log.
    AccessLog,
    /// The consent manager.
    ConsentManager,
    /// The consent manager's administration code.
    ConsentAdministration,
    /// The record registry.
    RecordRegistry,
    /// The record registry's administration code.
    RecordAdministration,
    /// The record registry's code for the heads of batches.
    RecordBatches,
    /// The record registry's code for emergencies and disputes.
    RecordEmergencies,
    /// The provider directory.
    ProviderDirectory,
    /// The patient account.
    PatientAccount,
    /// What a later version of the provider directory could be, to upgrade to in tests.
    NextDirectory,
    /// What a later version of the patient account could be, to upgrade to in tests.
    NextAccount,
}

impl Bundle {
    /// The name of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessLog => "access_log",
            Self::ConsentManager => "consent_manager",
            Self::ConsentAdministration => "consent_administration",
            Self::RecordRegistry => "record_registry",
            Self::RecordAdministration => "record_administration",
            Self::RecordBatches => "record_batches",
            Self::RecordEmergencies => "record_emergencies",
            Self::ProviderDirectory => "provider_directory",
            Self::PatientAccount => "patient_account",
            Self::NextDirectory => "next_directory",
            Self::NextAccount => "next_account",
        }
    }

    /// Its Wasm file: in the folder that the environment variable `CHARTKEY_BUNDLES` names,
    /// else in target/ink of the repository.
    #[must_use]
    pub fn path(self) -> PathBuf {
        let folder = env::var_os("CHARTKEY_BUNDLES").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/ink"),
            PathBuf::from,
        );
        folder.join(self.name()).with_extension("wasm")
    }

    /// Its Wasm.
    ///
    /// # Errors
    /// When it was not built.
    pub fn wasm(self) -> Result<Vec<u8>> {
        let script = match self {
            Self::NextDirectory | Self::NextAccount => "scripts/build_for_tests.sh",
            _ => "scripts/build.sh",
        };
        let path = self.path();
        fs::read(&path)
            .with_context(|| format!("cannot read {}: run {script} first", path.display()))
    }
}
