//! What was measured with.

use std::{fs, path::Path};

use anyhow::{ensure, Context, Result};
use ink_e2e::{
    subxt::backend::rpc::{rpc_params, RpcClient},
    tokio::runtime::Builder,
};
use serde::{Deserialize, Serialize};

use super::interface::Source;

/// The versions that the figures depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The compiler of the contracts.
    pub rustc: String,
    /// What built and optimised them.
    pub cargo_contract: String,
    /// The language of the contracts.
    pub ink: String,
    /// The pallet whose weights are counted in process.
    pub pallet_contracts: String,
    /// The node, if there was one.
    pub node: Option<String>,
}

impl Versions {
    /// Those in the metadata of the contracts, which have to be built alike.
    pub(super) fn read<'a>(
        mut sources: impl Iterator<Item = &'a Source>,
        node: Option<String>,
    ) -> Result<Self> {
        let of_source = |source: &Source| Self {
            rustc: after(&source.compiler, "rustc "),
            cargo_contract: source.build_info.cargo_contract_version.clone(),
            ink: after(&source.language, "ink! "),
            pallet_contracts: String::new(),
            node: None,
        };
        let first = of_source(sources.next().context("no contract was measured")?);
        for source in sources {
            ensure!(
                of_source(source) == first,
                "the contracts were not all built with the same tools"
            );
        }
        Ok(Self { pallet_contracts: locked("pallet-contracts")?, node, ..first })
    }
}

/// What the node at this URL says of itself.
///
/// # Errors
/// When it does not answer.
pub(super) fn of_node(url: &str) -> Result<String> {
    let question = async {
        let client = RpcClient::from_insecure_url(url).await?;
        let name: String = client.request("system_name", rpc_params![]).await?;
        let version: String = client.request("system_version", rpc_params![]).await?;
        // The commit that it was built from, if it knows.
        anyhow::Ok(format!("{name} {}", version.trim_end_matches("-unknown")))
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime
        .block_on(question)
        .with_context(|| format!("the node at {url} does not say its version"))
}

fn after(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_owned()
}

/// The version of a crate in this crate's lock file.
fn locked(name: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock = fs::read_to_string(&path)?;
    let begin = format!("name = \"{name}\"\nversion = \"");
    let version = lock.split_once(&begin).and_then(|(_, rest)| rest.split('"').next());
    version.map(str::to_owned).with_context(|| format!("{} has no {name}", path.display()))
}
