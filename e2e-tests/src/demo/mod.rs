//! The demo: two hospitals, three clinicians and two patients, with real documents, really
//! encrypted. It tells what happens as a story in steps, and adds up what happened where it
//! happens.

mod cast;
mod checks;
mod consultation;
mod keeper;
mod proofs;
mod reading;
mod report;
mod revocation;
mod setup;
mod story;
mod tally;
mod world;
mod writing;

use std::{io::Write, path::Path};

use anyhow::Result;

pub use report::{MessageCost, Report};

use crate::Chain;
use cast::Cast;

/// Plays the demo on this chain: tells it to `out`, and stores the ciphertexts in the folder
/// `blobs`.
///
/// # Errors
/// When the contracts were not built, a step did not go as told, or `out` cannot be written.
/// What did not verify at the end is no error: see [`Report::verified`].
pub fn run(chain: Box<dyn Chain>, out: Box<dyn Write>, blobs: &Path) -> Result<Report> {
    let (mut world, directory) = setup::found(chain, out, blobs)?;
    let patients = setup::open_charts(&mut world)?;
    let mut cast = Cast { directory, patients };

    setup::permit_writing(&mut world, &cast)?;
    writing::first_chart(&mut world, &mut cast)?;
    writing::second_chart(&mut world, &mut cast)?;

    let consent = consultation::consent(&mut world, &cast)?;
    let keys = consultation::read(&mut world, &cast, consent)?;
    consultation::write_note(&mut world, &mut cast, &keys)?;
    consultation::refuse_others(&mut world, &mut cast)?;

    revocation::revoke(&mut world, &cast, consent)?;
    revocation::encrypt_again(&mut world, &mut cast)?;

    checks::read_whole_charts(&mut world, &cast)?;
    let tampering_detected = checks::alter_one_blob(&mut world, &cast)?;
    let log = checks::verify_logs(&mut world, &cast)?;

    let report = Report::new(&world.tally, &log, tampering_detected);
    report::print(&mut world, &report)?;
    Ok(report)
}
