//! What everything costs: `cargo run --bin costs -- --date DATE [--json FILE] [--page FILE] [--prices
//! FILE]`.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Parser;

use chartkey_e2e_tests::costs::{growth, next_pallet, page, Report};

/// Measures what every message costs, in process and on a node where there is one, beside a
/// flipper and a token.
#[derive(Parser)]
struct Arguments {
    /// The day, as YYYY-MM-DD, for the report.
    #[arg(long)]
    date: String,
    /// Writes the figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Writes the page to this file, as Markdown; without it to the terminal.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Writes what the simulation reads to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

/// A goal that is missed is printed and is no error.
fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let growth = growth::measure(&growth::SIZES, &growth::PROVISIONS)?;
    let report = Report::new(arguments.date, growth)?;
    let page = page(&report);
    match arguments.page {
        Some(path) => {
            fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
        }
        None => print!("{page}"),
    }
    if let Some(path) = arguments.json {
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(&path, json + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = arguments.prices {
        let next = &report.next_pallet;
        let tables = [
            (report.versions.pallet_contracts.as_str(), &report.messages[..], &report.log[..]),
            (next_pallet::VERSION, &next.messages[..], &next.log[..]),
        ];
        let json = serde_json::to_string_pretty(&next_pallet::prices(&tables)?)?;
        fs::write(&path, json + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    for goal in report.goals {
        let verdict = if goal.met { "ok" } else { "MISSED" };
        println!("{:<46} {:>9.3}  limit {:>6}  {verdict}", goal.name, goal.ratio, goal.limit);
    }
    Ok(())
}
