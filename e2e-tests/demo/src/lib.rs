//! The demo: two hospitals, four clinicians and three patients, one of them without tokens,
//! with real documents, really encrypted. It writes what happens as a story in steps, and adds
//! up what happened where it happens.

use chartkey_devchain::TestChain;

mod archive;
mod cast;
mod checks;
mod consultation;
mod emergency;
mod envelopes;
mod fixture;
mod keeper;
mod log_lines;
mod lost_phone;
mod reading;
mod rekeying;
mod relaying;
mod report;
mod requesting;
mod revocation;
mod setup;
mod sponsored;
mod story;
mod tally;
mod without_tokens;
mod world;
mod writing;

use std::{io::Write, path::Path};

use anyhow::Result;

pub use fixture::{category_of, charts, Fixture};
pub use report::{MessageCost, Report};
pub use sponsored::Sponsored;

use cast::Cast;

/// Plays the demo on this chain: writes its story to `out`, and stores the ciphertexts in the
/// folder `blobs`. Each keeper has a folder there, named after the id of its organization, and the
/// envelopes have one.
///
/// # Errors
/// When the contracts were not built, a step did not go as it should, or `out` cannot be written.
/// What did not verify at the end is no error: see [`Report::verified`].
pub fn run(chain: Box<dyn TestChain>, out: Box<dyn Write>, blobs: &Path) -> Result<Report> {
    let (mut world, directory) = setup::found(chain, out, blobs)?;
    let patients = setup::open_charts(&mut world)?;
    let amara = without_tokens::open_chart(&mut world, &directory)?;
    let mut cast = Cast { directory, patients, amara };

    setup::permit_writing(&mut world, &cast)?;
    writing::first_chart(&mut world, &mut cast)?;
    writing::second_chart(&mut world, &mut cast)?;

    let consent = consultation::consent(&mut world, &cast)?;
    let keys = consultation::read(&mut world, &cast, consent)?;
    let session = consultation::write_note(&mut world, &mut cast, consent, &keys)?;
    consultation::refuse_others(&mut world, &mut cast)?;

    revocation::revoke(&mut world, &cast, consent, session)?;
    revocation::encrypt_again(&mut world, &mut cast)?;
    archive::anchor_and_admit(&mut world, &mut cast)?;
    archive::waive_retention(&mut world, &mut cast)?;

    let to_author = without_tokens::permit_the_hospital(&mut world, &mut cast)?;
    let permit = without_tokens::answer_a_request(&mut world, &cast)?;
    without_tokens::read(&mut world, &cast, &permit)?;
    let guardians = lost_phone::name_guardians(&mut world, &mut cast)?;
    let lost = lost_phone::recover(&mut world, &mut cast, &guardians)?;
    rekeying::revoke(&mut world, &cast, &permit)?;
    rekeying::rekey(&mut world, &mut cast, to_author, &lost)?;

    emergency::happen(&mut world, &cast)?;

    checks::read_whole_charts(&mut world, &cast)?;
    let tampering_detected = checks::alter_one_blob(&mut world, &cast)?;
    let log = checks::verify_logs(&mut world, &cast)?;

    sponsored::look_again(&mut world, &cast, &lost)?;
    let report = Report::new(&world.tally, &log, tampering_detected);
    report::print(&mut world, &report)?;
    Ok(report)
}
