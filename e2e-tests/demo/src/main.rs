//! The demo: `cargo run -p chartkey-demo -- [--json FILE] [--keep DIR]`.

use std::{fs, io, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::Parser;

use chartkey_devchain::InProcess;

/// Plays a day with Chartkey: two hospitals, four clinicians, three patients, real documents.
#[derive(Parser)]
struct Arguments {
    /// Writes the figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Keeps the encrypted documents in this folder, each under its sha2-256 digest: those of a
    /// hospital's keeper in a folder with the number of the organization.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Ends with 1 when something did not verify or could not be done.
fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let temporary = tempfile::tempdir().context("cannot make a temporary folder")?;
    let blobs = arguments.keep.as_deref().unwrap_or(temporary.path());
    let chain = Box::new(InProcess::new());
    let report = chartkey_demo::run(chain, Box::new(io::stdout()), blobs)?;
    if let Some(path) = arguments.json {
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(&path, json + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(if report.verified() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
