//! The whole hospital day: the demo's story, with real encryption.

use std::io;

use anyhow::Result;
use chartkey_e2e_tests::{demo, On};
use rstest::rstest;
use rstest_reuse::apply;

use crate::on_both;

#[apply(on_both)]
fn a_day_at_two_hospitals_verifies_to_the_end(on: On) -> Result<()> {
    let blobs = tempfile::tempdir()?;
    let report = demo::run(on.chain()?, Box::new(io::sink()), blobs.path())?;
    assert!(report.verified(), "{report:?}");
    assert!(report.records_registered > 20 && report.openings_permitted > 15, "{report:?}");
    assert!(report.records_released > 40, "{report:?}");
    assert_eq!((report.openings_refused, report.sessions_opened), (4, 1));
    assert_eq!((report.emergencies_declared, report.emergencies_reviewed), (1, 1));
    Ok(())
}
