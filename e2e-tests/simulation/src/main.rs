//! A day of a hospital and of a province on a chain: prints the tables, and writes them as JSON.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use chartkey_simulation::{day::Scale, outcome::simulate, page::page, prices::Measured};
use clap::Parser;

/// Simulates a day of a hospital and of a province on a chain, by the measured weights.
#[derive(Parser)]
struct Arguments {
    /// The seed of the days: the same seed gives the same days.
    #[arg(long, default_value_t = 20_260_101)]
    seed: u64,
    /// What messages weigh; without it what was measured with the sources.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Writes the figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Writes the page to this file, as Markdown; without it to the terminal.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

/// An overloaded chain is an answer and no error.
fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let prices = match arguments.prices {
        Some(path) => {
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => include_str!("../prices.json").to_owned(),
    };
    let scales = [Scale::HOSPITAL, Scale::PROVINCE];
    let simulation = simulate(&Measured::read(&prices)?, &scales, arguments.seed)?;
    if let Some(path) = arguments.json {
        let json = serde_json::to_string_pretty(&simulation)?;
        fs::write(&path, json + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let page = page(&simulation);
    match arguments.page {
        Some(path) => {
            fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
        }
        None => print!("{page}"),
    }
    Ok(())
}
