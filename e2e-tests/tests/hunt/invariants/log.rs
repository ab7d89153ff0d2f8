//! Logs: what is read of them, what can be proven, and how much they store.

use anyhow::{ensure, Result};
use chartkey_interfaces::log::{Head, Log as _};
use chartkey_merkle::{verify_consistency, verify_inclusion, SoftwareSha256};
use scale::Encode;

use super::full::PAGE;
use crate::{
    model::{entry_data, Chart, Model},
    random::Random,
    words::ChartName,
    world::{Happened, World},
};

/// How many entries share an item.
const PACKED: u64 = 16;

/// A chart's log is as long as the model's, and its root the same.
pub fn check_head(world: &mut World, model: &Model, chart: ChartName) -> Result<()> {
    let Some(expected) = model.charts.get(&chart) else { return Ok(()) };
    let head = world.suite.read(world.suite.log().head(world.patient(chart).into()))?;
    let size = expected.log.entries.len() as u64;
    ensure!(head.size == size, "the log: {} entries in the place of {size}", head.size);
    ensure!(head.root == expected.log.root(), "the log: another root");
    Ok(())
}

/// How many items a log of so many entries has: the full pages, and one for the tree's right edge
/// and the page that is being filled.
fn items(entries: u64) -> i64 {
    i64::try_from(entries / PACKED + u64::from(entries > 0)).unwrap_or(i64::MAX)
}

/// A message that wrote one entry of a chart's log made as many items as that needs; `alone` is
/// for one that stores nothing else.
pub fn check_items(chart: &Chart, alone: bool, happened: &Happened) -> Result<()> {
    let entries = chart.log.entries.len() as u64;
    let expected = items(entries) - items(entries.saturating_sub(1));
    let made = happened.cost.items;
    ensure!(
        if alone { made == expected } else { made >= expected },
        "the log: {made} items with entry {entries}, expected {expected}"
    );
    Ok(())
}

/// All entries, in parts that begin and end anywhere, and one by itself.
pub fn check_entries(
    world: &mut World,
    name: ChartName,
    chart: &Chart,
    random: &mut Random,
) -> Result<()> {
    let patient = world.patient(name);
    let entries = &chart.log.entries;
    let mut from = 0;
    // Past the end there is nothing.
    while from <= entries.len() {
        let limit = 1 + random.below(u64::from(PAGE));
        let index = u32::try_from(from)?;
        let page = world.suite.log().entries(patient.into(), index, u32::try_from(limit)?);
        let page = world.suite.read(page)?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let rest = &entries[from..];
        let expected = &rest[..rest.len().min(usize::try_from(limit)?)];
        ensure!(
            page.len() == expected.len(),
            "the log: {} entries from {from} on in the place of {}",
            page.len(),
            expected.len()
        );
        for (one, expected) in page.iter().zip(expected) {
            ensure!(
                one.encode() == entry_data(&world.names, expected),
                "the log: {:?} in the place of {expected:?}",
                one.value()
            );
        }
        if expected.is_empty() {
            break;
        }
        from += expected.len();
    }
    let index = random.index(entries.len() + 1);
    let one = world.suite.log().entry(patient.into(), u32::try_from(index)?);
    let one = world.suite.read(one)?.map(|entry| entry.encode());
    let expected = entries.get(index).map(|entry| entry_data(&world.names, entry));
    ensure!(one == expected, "the log: entry {index} is {one:02x?}, expected {expected:02x?}");
    Ok(())
}

/// What the log holds can be proven to a verifier who has its head, and that it was only added to
/// since an older head. Returns the head.
pub fn check_proofs(
    world: &mut World,
    name: ChartName,
    chart: &Chart,
    old: Option<Head>,
    random: &mut Random,
) -> Result<Head> {
    let patient = world.patient(name);
    let head = world.suite.read(world.suite.log().head(patient.into()))?;
    if head.size > 0 {
        let index = random.index(chart.log.entries.len());
        let (leaf, proof) = chart.log.inclusion(index);
        let index = u64::try_from(index)?;
        let verified = |index| {
            verify_inclusion::<SoftwareSha256>(leaf, index, head.size, &proof, head.root).is_ok()
        };
        ensure!(verified(index), "the log: entry {index} is not proven to be in {head:?}");
        ensure!(!verified(index + 1), "the log: entry {index} is proven to be elsewhere");
    }
    if let Some(old) = old.filter(|old| old.size > 0) {
        let proof = chart.log.consistency(usize::try_from(old.size)?);
        let verified =
            verify_consistency::<SoftwareSha256>(old.size, head.size, old.root, head.root, &proof);
        ensure!(verified.is_ok(), "the log: {head:?} does not extend {old:?}: {verified:?}");
    }
    Ok(head)
}
