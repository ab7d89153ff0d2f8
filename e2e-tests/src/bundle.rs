//! The contracts' code, as scripts/build.sh made it.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

/// A contract whose Wasm scripts/build.sh builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// The access log.
    AccessLog,
    /// The consent manager.
    ConsentManager,
    /// The record registry.
    RecordRegistry,
    /// The provider directory.
    ProviderDirectory,
}

impl Bundle {
    /// The name of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessLog => "access_log",
            Self::ConsentManager => "consent_manager",
            Self::RecordRegistry => "record_registry",
            Self::ProviderDirectory => "provider_directory",
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
        let path = self.path();
        fs::read(&path)
            .with_context(|| format!("cannot read {}: run scripts/build.sh first", path.display()))
    }
}
