//! Whether there is a node to test on. The build script asks this too.

use std::{env, path::PathBuf};

/// The environment variable with the URL of a node that runs already, such as
/// `ws://127.0.0.1:9944`.
pub(crate) const URL_VARIABLE: &str = "CHARTKEY_NODE_URL";

/// The program of a development node.
pub(crate) const PROGRAM: &str = "substrate-contracts-node";

/// The URL of a node that runs already, if one is given.
pub(crate) fn given_url() -> Option<String> {
    env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty())
}

/// Where the program is on `PATH`.
pub(crate) fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(PROGRAM)).find(|file| file.is_file())
}

/// Whether there is a node to test on: `CHARTKEY_NODE_URL` names one, or
/// `substrate-contracts-node` is on `PATH`.
#[must_use]
pub fn node_available() -> bool {
    given_url().is_some() || program().is_some()
}
