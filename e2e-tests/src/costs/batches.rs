//! What batches cost: a day's records anchored, and some of them admitted.

use anyhow::{ensure, Result};
use chartkey_vocabulary::MAX_PAGE;

use super::{consent::CATEGORY, meter::Meter};
use crate::{
    batches::{leaf, leaf_hash_of, Batch},
    Hospital, Patient,
};

/// How many records are anchored at once.
const DAY: u64 = 100_000;

/// Measures every message, over the batches of two days.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let leaf = |number| leaf(mercy.id, ana.id, CATEGORY, number);
    let mut batch = Batch::default();
    for number in 0..2 * DAY {
        batch.append(&leaf(number)?);
    }
    let author = &mercy.clinician;
    let mut registry = meter.suite.registry();
    let anchor = registry.anchor(DAY, batch.root(DAY)?.into(), Vec::new());
    let case = "100,000 records, the organization's first; one more item: the page of eight heads";
    meter.variant(author, anchor, "first", case)?.value()?;
    let proof = batch.consistency(DAY, 2 * DAY)?;
    let case = format!("100,000 records more, proven with {} hashes", proof.len());
    let anchor = registry.anchor(2 * DAY, batch.root(2 * DAY)?.into(), proof);
    let head = meter.usual(author, anchor, &case)?.value()?;
    ensure!(head == 1, "another head: {head}");

    let place = |index| batch.place(head, 2 * DAY, index);
    let admit = registry.admit(leaf(0)?.into(), place(0)?);
    let case = "one more item: the bits of 1,024 leaves";
    meter.variant(author, admit, "first of its 1,024", case)?.value()?;
    let admit = registry.admit(leaf(1)?.into(), place(1)?);
    let case = format!("proven with {} hashes", place(1)?.proof.len());
    meter.usual(author, admit, &case)?.value()?;

    let includes = registry.includes(mercy.id, leaf_hash_of(&leaf(2)?).into(), place(2)?);
    meter.usual(author, includes, &case)?.value()?;
    let heads = meter.usual(author, registry.heads(mercy.id, 0, MAX_PAGE), "2 heads")?.value()?;
    ensure!(heads.len() == 2, "{heads:?}");
    Ok(())
}
