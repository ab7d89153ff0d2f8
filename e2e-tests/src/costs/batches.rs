//! What batches cost: a day's records anchored, and some of them admitted.

use anyhow::{ensure, Result};
use chartkey_interfaces::{
    batches::{TreeId, TreeKind},
    directory::Role,
};
use chartkey_vocabulary::MAX_PAGE;

use super::{consent::CATEGORY, meter::Meter, records::clerk};
use crate::{
    batches::{leaf, leaf_hash_of, Batch},
    Actor, Hospital, Patient,
};

/// How many leaves are anchored at once.
const DAY: u64 = 100_000;

/// Measures every message, over the batches of two days.
pub(super) fn measure(meter: &mut Meter, mercy: &Hospital, ana: &Patient) -> Result<()> {
    let leaf = |number| leaf(mercy.id, ana.id, CATEGORY, number);
    let mut batch = Batch::default();
    for number in 0..2 * DAY {
        batch.append(&leaf(number)?);
    }
    let author = &mercy.clinician;
    let clerk = clerk(meter, mercy)?;
    let mut registry = meter.suite.registry();
    let tree = TreeId { organization: mercy.id, kind: TreeKind::Documents, number: 0 };
    let anchor = registry.anchor(tree, DAY, batch.root(DAY)?.into(), Vec::new());
    let case = "100,000 records, the organization's first; one more item: the page of eight heads";
    meter.variant(&clerk, anchor, "first", case)?.value()?;
    let proof = batch.consistency(DAY, 2 * DAY)?;
    let case = format!("100,000 records more, proven with {} hashes", proof.len());
    let anchor = registry.anchor(tree, 2 * DAY, batch.root(2 * DAY)?.into(), proof);
    let head = meter.usual(&clerk, anchor, &case)?.value()?;
    ensure!(head == 1, "another head: {head}");

    let place = |index| batch.place(head, 2 * DAY, index);
    let admit = registry.admit(place(0)?, leaf(0)?);
    let case = "one more item: the bits of 1,024 leaves";
    meter.variant(author, admit, "first of its 1,024", case)?.value()?;
    let admit = registry.admit(place(1)?, leaf(1)?);
    let case = format!("proven with {} hashes", place(1)?.proof.len());
    meter.usual(author, admit, &case)?.value()?;

    let includes = registry.includes(tree, leaf_hash_of(&leaf(2)?).into(), place(2)?);
    meter.usual(author, includes, &case)?.value()?;
    let heads = meter.usual(author, registry.heads(tree, 0, MAX_PAGE), "2 heads")?.value()?;
    ensure!(heads.len() == 2, "{heads:?}");
    let current = registry.current_tree(mercy.id, TreeKind::Releases);
    let number = meter.usual(author, current, "of releases")?.0;
    releases(meter, mercy, number, &batch)
}

/// The keeper's log of as many releases: here the same leaves, which the chain does not look at.
fn releases(meter: &mut Meter, mercy: &Hospital, number: u32, batch: &Batch) -> Result<()> {
    let keeper = Actor::named("mercy keeper");
    meter.suite.enrol(mercy, &keeper, &[Role::Keeper])?;
    let mut registry = meter.suite.registry();
    let tree = TreeId { organization: mercy.id, kind: TreeKind::Releases, number };
    let anchor = registry.anchor(tree, DAY, batch.root(DAY)?.into(), Vec::new());
    meter.suite.submit(&keeper, anchor)?.value()?;
    let proof = batch.consistency(DAY, 2 * DAY)?;
    let case = format!("100,000 releases more, proven with {} hashes", proof.len());
    let anchor = registry.anchor(tree, 2 * DAY, batch.root(2 * DAY)?.into(), proof);
    meter.variant(&keeper, anchor, "releases", &case)?.value()?;
    Ok(())
}
