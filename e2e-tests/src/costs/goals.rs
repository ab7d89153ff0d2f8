//! The goals, and how far they are met.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{
    account::FIRST_KEYS,
    figure::UNIT,
    filled::Mean,
    growth,
    opening::{MANY, ONE, SESSION, VISIT},
    visits::visits,
    Block,
    Bound::{AtLeast, AtMost},
    CpuTime, Figure, Filled, Growth,
};

/// How many visits of 20 documents a second the closest peer carries: 8 in a ledger of 5 s.
const PEER_VISITS: f64 = 1.6;
/// How many times as many are wanted.
const TIMES_THE_PEER: f64 = 5.0;
/// How much two costs of one call may differ and still count as the same, as a ratio.
const FLAT: f64 = 1.02;

/// A goal and the figure that it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// What it is about.
    pub name: String,
    /// The figure of this run.
    pub ratio: f64,
    /// On which side of the limit it has to be.
    pub bound: Bound,
    /// The limit.
    pub limit: f64,
    /// Whether it is met.
    pub met: bool,
}

/// On which side of a limit a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The limit or less.
    AtMost,
    /// The limit or more.
    AtLeast,
}

impl Goal {
    fn new(name: &str, ratio: f64, bound: Bound, limit: f64) -> Self {
        let met = match bound {
            Bound::AtMost => ratio <= limit,
            Bound::AtLeast => ratio >= limit,
        };
        // Cut to what reads back from JSON as the same number.
        let ratio = (ratio * 1e6).round() / 1e6;
        Self { name: name.to_owned(), ratio, bound, limit, met }
    }
}

/// The goals, with the figures of this run.
pub(super) fn goals(
    messages: &[Figure],
    peers: &[Figure],
    log: &[Filled],
    growth: &[Growth],
    cpu: &[CpuTime],
) -> Result<Vec<Goal>> {
    let transfer = find(peers, "token", "transfer")?.ref_time as f64;
    let mut goals = reading(transfer, log, cpu)?;
    goals.extend(calls(transfer, messages)?);
    goals.extend(deposits(messages, log)?);
    for stored in growth::FLAT_IN {
        if let Some(spread) = growth::spread(growth, stored) {
            let name = format!("growth with {stored}");
            goals.push(Goal::new(&name, spread, AtMost, FLAT));
        }
    }
    Ok(goals)
}

/// What it costs to open, in the mean of a page of the log.
fn reading(transfer: f64, log: &[Filled], cpu: &[CpuTime]) -> Result<Vec<Goal>> {
    let mean = |opened| Mean::of(log, opened).with_context(|| format!("no page of {opened}"));
    let (one, many, session) = (mean(ONE)?, mean(MANY)?, mean(SESSION)?);
    let records = VISIT as f64;
    let [_, visit, _] = visits(log, cpu)?;
    let opened_in = |block: Block| block.room(&visit.cost).0 as f64 * records;
    let name = |what: &str, figure: &str| format!("open, {what}, {figure}");
    Ok(vec![
        Goal::new(&name(ONE, "per transfer"), one.ref_time / transfer, AtMost, 1.9),
        Goal::new(
            &name(MANY, "per record and transfer"),
            many.ref_time / records / transfer,
            AtMost,
            0.13,
        ),
        Goal::new(
            &name(MANY, "bytes of proof per record"),
            many.proof_size / records,
            AtMost,
            4_000.0,
        ),
        Goal::new(&name(SESSION, "per transfer"), session.ref_time / transfer, AtMost, 1.95),
        Goal::new(
            "records opened in a block of a parachain, 20 at a time",
            opened_in(Block::PARACHAIN),
            AtLeast,
            950.0,
        ),
        Goal::new(
            "records opened in a block of the development chain, 20 at a time",
            opened_in(Block::DEVELOPMENT_CHAIN),
            AtLeast,
            5_000.0,
        ),
        Goal::new(
            "visits of 20 documents a second in a parachain's blocks",
            visit.a_second(Block::PARACHAIN),
            AtLeast,
            TIMES_THE_PEER * PEER_VISITS,
        ),
        Goal::new(
            "CPU time of a visit of 20 documents, ms",
            visit.nanoseconds as f64 / 1e6,
            AtMost,
            3.0,
        ),
    ])
}

/// What other calls cost, and an opening's event.
fn calls(transfer: f64, messages: &[Figure]) -> Result<Vec<Goal>> {
    let per_transfer = |contract, message, records: f64| {
        find(messages, contract, message).map(|figure| figure.ref_time as f64 / records / transfer)
    };
    let registry = |message, records| per_transfer("record-registry", message, records);
    let decide = per_transfer("consent-manager", "decide", 1.0)?;
    let signed = per_transfer("patient-account", "submit (grant with an envelope)", 1.0)?;
    let many = registry("register_many (64)", 64.0)?;
    let open = find(messages, "record-registry", "open")?;
    Ok(vec![
        Goal::new("register, per transfer", registry("register", 1.0)?, AtMost, 1.7),
        Goal::new("register_many (64), per record and transfer", many, AtMost, 0.1),
        Goal::new("decide, as a call, per transfer", decide, AtMost, 0.75),
        Goal::new("anchoring 100,000 records, per transfer", registry("anchor", 1.0)?, AtMost, 1.5),
        Goal::new("a signed grant with an envelope, per transfer", signed, AtMost, 2.8),
        Goal::new(
            "openings in a block of the development chain",
            open.per_block as f64,
            AtLeast,
            300.0,
        ),
        Goal::new("events of an opening", open.events as f64, AtMost, 1.0),
        Goal::new("topics of its event", open.topics as f64, AtMost, 0.0),
    ])
}

fn deposits(messages: &[Figure], log: &[Filled]) -> Result<Vec<Goal>> {
    let entry = Mean::of(log, ONE).context("no page of openings of one record")?;
    let created = find(messages, "patient-account", "submit (create chart)")?;
    let keys = find(messages, "patient-account", &format!("submit ({FIRST_KEYS})"))?;
    let unit = UNIT as f64;
    Ok(vec![
        Goal::new(
            "mean deposit of an entry about one record, UNIT",
            entry.deposit / unit,
            AtMost,
            0.007,
        ),
        Goal::new(
            "deposit of a relayer for a new chart, UNIT",
            created.deposit as f64 / unit,
            AtMost,
            0.21,
        ),
        Goal::new(
            "deposit of a relayer for a chart with a key of every category, UNIT",
            created.deposit.saturating_add(keys.deposit) as f64 / unit,
            AtMost,
            0.35,
        ),
    ])
}

fn find<'a>(figures: &'a [Figure], contract: &str, message: &str) -> Result<&'a Figure> {
    figures
        .iter()
        .find(|figure| figure.contract == contract && figure.message == message)
        .with_context(|| format!("{contract} {message} was not measured"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_limit_and_not_beyond() {
        assert!(Goal::new("", 2.5, Bound::AtMost, 2.5).met);
        assert!(!Goal::new("", 2.501, Bound::AtMost, 2.5).met);
        assert!(Goal::new("", 300.0, Bound::AtLeast, 300.0).met);
        assert!(!Goal::new("", 299.0, Bound::AtLeast, 300.0).met);
    }
}
