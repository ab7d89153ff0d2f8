//! A visit at which twenty documents are read, in three ways.

use anyhow::{Context, Result};

use super::{
    filled::Mean,
    opening::{MANY, ONE, SESSION, VISIT},
    Block, CpuTime, Filled,
};
use crate::Cost;

/// How long a block of a usual chain takes, in seconds.
const BLOCK_SECONDS: f64 = 6.0;

/// What a visit of twenty documents costs in one of the ways in which they can be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// How they are opened.
    pub way: &'static str,
    /// The weight of all that is submitted: the mean of a page of the log.
    pub cost: Cost,
    /// What it asks as deposit in the mean, in planck.
    pub deposit: f64,
    /// The CPU time of all that is submitted, in nanoseconds.
    pub nanoseconds: u64,
}

impl Visit {
    /// How many such visits fit into the blocks of a second, if these are as large as this one and
    /// come every six seconds.
    #[must_use]
    pub fn a_second(&self, block: Block) -> f64 {
        block.room(&self.cost).0 as f64 / BLOCK_SECONDS
    }
}

/// The three ways: one by one, as a list, as a session.
///
/// # Errors
/// When one of them was not measured.
pub(super) fn visits(filled: &[Filled], cpu: &[CpuTime]) -> Result<[Visit; 3]> {
    let visit = |way, opened, times: u64| {
        let mean = Mean::of(filled, opened).with_context(|| format!("no page of {opened}"))?;
        let time = cpu.iter().find(|time| time.opened == opened);
        let time = time.with_context(|| format!("no time of {opened}"))?;
        let cost = mean.weight();
        anyhow::Ok(Visit {
            way,
            cost: Cost {
                ref_time: cost.ref_time.saturating_mul(times),
                proof_size: cost.proof_size.saturating_mul(times),
                ..cost
            },
            deposit: mean.deposit * times as f64,
            nanoseconds: time.nanoseconds.saturating_mul(times),
        })
    };
    Ok([
        visit("20 openings of one record", ONE, VISIT as u64)?,
        visit("one opening of 20 records", MANY, 1)?,
        visit("a session", SESSION, 1)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_one_by_one_is_twenty_openings_and_a_block_comes_every_six_seconds() -> Result<()> {
        let cost = Cost { ref_time: 1_000_000_000, proof_size: 65_536, ..Cost::default() };
        let names = [ONE, MANY, SESSION];
        let page = |name| (0..16).map(move |place| Filled::new(name, place, cost));
        let filled: Vec<_> = names.into_iter().flat_map(page).collect();
        let time = |name: &str| CpuTime { opened: name.to_owned(), nanoseconds: 7 };
        let [singly, list, _] = visits(&filled, &names.map(time))?;
        assert_eq!((singly.cost.ref_time, singly.nanoseconds), (20_000_000_000, 140));
        assert_eq!(singly.a_second(Block::DEVELOPMENT_CHAIN), 75.0 / 6.0);
        assert_eq!(list.a_second(Block::PARACHAIN), 10.0);
        assert!(visits(&filled[1..], &names.map(time)).is_err());
        Ok(())
    }
}
