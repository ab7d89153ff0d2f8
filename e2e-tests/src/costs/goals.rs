//! The goals, and how far they are met.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{account::FIRST_KEYS, figure::UNIT, growth, Figure, Growth};

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
        Self { name: name.to_owned(), ratio, bound, limit, met }
    }
}

/// The goals, with the figures of this run.
pub(super) fn goals(messages: &[Figure], peers: &[Figure], growth: &[Growth]) -> Result<Vec<Goal>> {
    let transfer = find(peers, "token", "transfer")?;
    let open = find(messages, "record-registry", "open")?;
    let ratio =
        |figure: &Figure, records: f64| figure.ref_time as f64 / records / transfer.ref_time as f64;
    let register = find(messages, "record-registry", "register")?;
    let many = find(messages, "record-registry", "register_many (64)")?;
    let decide = find(messages, "consent-manager", "decide")?;
    let anchor = find(messages, "record-registry", "anchor")?;
    let signed = find(messages, "patient-account", "submit (grant with an envelope)")?;
    let created = find(messages, "patient-account", "submit (create chart)")?;
    let keys = find(messages, "patient-account", &format!("submit ({FIRST_KEYS})"))?;
    let mut goals = vec![
        Goal::new("open, permitted, per transfer", ratio(open, 1.0), Bound::AtMost, 2.1),
        Goal::new("register, per transfer", ratio(register, 1.0), Bound::AtMost, 1.7),
        Goal::new("decide, as a call, per transfer", ratio(decide, 1.0), Bound::AtMost, 0.75),
        Goal::new(
            "register_many (64), per record and transfer",
            ratio(many, 64.0),
            Bound::AtMost,
            0.3,
        ),
        // Reading heads and admitting leaves are in the same part, which loads 10 KB more.
        Goal::new(
            "anchoring 100,000 records, per transfer",
            ratio(anchor, 1.0),
            Bound::AtMost,
            1.6,
        ),
        Goal::new(
            "openings in a block of the development chain",
            open.per_block as f64,
            Bound::AtLeast,
            300.0,
        ),
        Goal::new(
            "a signed grant with an envelope, per transfer",
            ratio(signed, 1.0),
            Bound::AtMost,
            2.8,
        ),
        Goal::new(
            "deposit of a relayer for a new chart, UNIT",
            created.deposit as f64 / UNIT as f64,
            Bound::AtMost,
            0.21,
        ),
        Goal::new(
            "deposit of a relayer for a chart with a key of every category, UNIT",
            created.deposit.saturating_add(keys.deposit) as f64 / UNIT as f64,
            Bound::AtMost,
            0.35,
        ),
        Goal::new("events of an opening", open.events as f64, Bound::AtMost, 1.0),
        Goal::new(
            "topics of its event, besides the signature",
            open.topics.saturating_sub(1) as f64,
            Bound::AtMost,
            1.0,
        ),
    ];
    for stored in growth::FLAT_IN {
        if let Some(spread) = growth::spread(growth, stored) {
            let name = format!("growth with {stored}");
            goals.push(Goal::new(&name, spread, Bound::AtMost, FLAT));
        }
    }
    Ok(goals)
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
