//! What came of a day.

use std::ops::Range;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::{
    chain::{run, Content, Run, BLOCK_TIME},
    day::{messages, Message, Scale, Way, ANCHOR, DAY, DOCUMENTS, HOUR, PROFILE, REGISTER},
    prices::{Block, Measured, Price, Table, PLACES},
};

/// What a UNIT of the development chain has in planck.
const UNIT: f64 = 1e12;

/// A day on one chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Whose day.
    pub scale: &'static str,
    /// How documents were opened.
    pub way: &'static str,
    /// By the weights of which pallet-contracts.
    pub pallet: String,
    /// Whose blocks.
    pub chain: String,
    /// How many transactions came.
    pub messages: u64,
    /// How long half of them waited for their block at the most, in seconds.
    pub p50_seconds: f64,
    /// How long 99 of a hundred waited at the most, in seconds.
    pub p99_seconds: f64,
    /// The longest wait, in seconds.
    pub longest_seconds: f64,
    /// The most that waited at once, after a block.
    pub longest_queue: u64,
    /// What the transactions took of the blocks of a whole day, by the limit that binds. More than
    /// 1 means that more came than a day's blocks have room for.
    pub share_of_day: f64,
    /// What came in the busiest hour, of what the blocks of an hour have room for.
    pub share_of_busiest_hour: f64,
    /// How many waited at midnight.
    pub left: u64,
    /// Whether the chain keeps up.
    pub pace: Pace,
    /// What all of it asks as deposit, in UNIT of the development chain.
    pub deposit: f64,
}

/// Whether a chain keeps up with what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// No hour brings more than its blocks have room for.
    KeepsUp,
    /// An hour brings more, but by midnight all are in blocks.
    FallsBehind,
    /// Some still wait at midnight.
    Overloaded,
}

impl Pace {
    fn of(busiest: f64, left: u64) -> Self {
        match left {
            0 if busiest <= 1.0 => Self::KeepsUp,
            0 => Self::FallsBehind,
            _ => Self::Overloaded,
        }
    }
}

/// How many visits a chain carries in a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Capacity {
    /// How documents are opened.
    pub way: &'static str,
    /// By the weights of which pallet-contracts.
    pub pallet: String,
    /// Whose blocks.
    pub chain: String,
    /// How many openings fit into the blocks of a day, if nothing else is in them.
    pub openings: f64,
    /// How many documents they open; for a session those of a visit.
    pub documents: f64,
    /// How many visits a day has, each with its openings and a registration, if those of the
    /// busiest hour just fill the blocks of that hour.
    pub visits: f64,
}

/// All that is simulated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulation {
    /// The seed of the days.
    pub seed: u64,
    /// The days.
    pub days: Vec<Outcome>,
    /// What the chains carry.
    pub capacities: Vec<Capacity>,
}

/// Each scale's day, in each way, by each pallet's weights, on each chain.
///
/// # Errors
/// When a message does not fit into a block.
pub fn simulate(measured: &Measured, scales: &[Scale], seed: u64) -> Result<Simulation> {
    let mut days = Vec::new();
    for scale in scales {
        for way in Way::ALL {
            let messages = messages(*scale, way, seed)?;
            for (table, block) in pairs(measured) {
                days.push(outcome(*scale, way, table, block, &messages)?);
            }
        }
    }
    let mut capacities = Vec::new();
    for way in Way::ALL {
        for (table, block) in pairs(measured) {
            capacities.push(capacity(way, table, block)?);
        }
    }
    Ok(Simulation { seed, days, capacities })
}

/// Each pallet's weights with each chain's blocks.
fn pairs(measured: &Measured) -> impl Iterator<Item = (&Table, &Block)> {
    measured.tables.iter().flat_map(|table| measured.blocks.iter().map(move |block| (table, block)))
}

fn outcome(
    scale: Scale,
    way: Way,
    table: &Table,
    block: &Block,
    messages: &[Message],
) -> Result<Outcome> {
    let Run { hours, waits, longest_queue, left, deposit, .. } =
        run(block, &table.kinds(way), messages)?;
    let busiest = hours.iter().map(|hour| hour.share(block, HOUR / BLOCK_TIME));
    let share_of_busiest_hour = busiest.fold(0.0, f64::max);
    let all = hours.into_iter().fold(Content::default(), Content::and);
    let seconds = |milliseconds: u64| milliseconds as f64 / 1e3;
    Ok(Outcome {
        scale: scale.name,
        way: way.name(),
        pallet: table.pallet.clone(),
        chain: block.chain.clone(),
        messages: all.messages,
        p50_seconds: seconds(waits.value_at_quantile(0.5)),
        p99_seconds: seconds(waits.value_at_quantile(0.99)),
        longest_seconds: seconds(waits.max()),
        longest_queue,
        share_of_day: all.share(block, DAY / BLOCK_TIME),
        share_of_busiest_hour,
        left,
        pace: Pace::of(share_of_busiest_hour, left),
        deposit: deposit as f64 / UNIT,
    })
}

fn capacity(way: Way, table: &Table, block: &Block) -> Result<Capacity> {
    let kinds = table.kinds(way);
    let at = |range: Range<usize>| kinds.get(range).context("no price");
    let opening = mean(at(0..PLACES)?, block);
    let register = mean(at(usize::from(REGISTER)..usize::from(ANCHOR))?, block);
    let openings = 1.0 / opening.largest();
    let visit = opening.times(way.openings().into()).and(register).largest();
    let busiest = PROFILE.iter().max().copied().map_or(1.0, |share| f64::from(share) / 1_000.0);
    let blocks = (DAY / BLOCK_TIME) as f64;
    let documents = match way {
        Way::Singly => 1.0,
        Way::List | Way::Session => f64::from(DOCUMENTS),
    };
    Ok(Capacity {
        way: way.name(),
        pallet: table.pallet.clone(),
        chain: block.chain.clone(),
        openings: openings * blocks,
        documents: openings * blocks * documents,
        visits: (HOUR / BLOCK_TIME) as f64 / visit / busiest,
    })
}

/// The shares of one block that a transaction takes, by each limit.
#[derive(Clone, Copy)]
struct Share {
    ref_time: f64,
    proof_size: f64,
}

impl Share {
    fn largest(self) -> f64 {
        self.ref_time.max(self.proof_size)
    }

    fn times(self, number: f64) -> Self {
        Self { ref_time: self.ref_time * number, proof_size: self.proof_size * number }
    }

    fn and(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time + other.ref_time,
            proof_size: self.proof_size + other.proof_size,
        }
    }
}

/// What such a transaction takes of a block in the mean.
fn mean(prices: &[Price], block: &Block) -> Share {
    let mean = |part: fn(&Price) -> u64, whole: u64| {
        let sum: u64 = prices.iter().map(part).sum();
        sum as f64 / prices.len() as f64 / whole as f64
    };
    Share {
        ref_time: mean(|price| price.ref_time, block.ref_time),
        proof_size: block.proof_size.map_or(0.0, |bytes| mean(|price| price.proof_size, bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table in which an opening takes a tenth of a block, and all else next to nothing.
    fn measured() -> Measured {
        let price = |ref_time| Price { ref_time, proof_size: 1, deposit: 1_000_000_000_000 };
        let table = Table {
            pallet: "test".into(),
            one_record: vec![price(100); PLACES],
            list: vec![price(100); PLACES],
            session: vec![price(100); PLACES],
            register: price(1),
            anchor: price(1),
        };
        let block = Block { chain: "test".into(), ref_time: 1_000, proof_size: None };
        Measured { blocks: vec![block], tables: vec![table] }
    }

    fn day(visits: u32) -> Vec<Outcome> {
        let scale = Scale { name: "test", visits, houses: 1 };
        simulate(&measured(), &[scale], 1).unwrap().days
    }

    #[test]
    fn a_chain_that_keeps_up_has_everything_in_the_next_block() {
        let [singly, list, _] = day(500).try_into().unwrap();
        assert_eq!((singly.messages, list.messages), (500 * 21 + 24, 500 * 2 + 24));
        assert_eq!((singly.pace, list.pace), (Pace::KeepsUp, Pace::KeepsUp));
        assert_eq!((list.left, list.deposit), (0, 1_024.0));
        assert!(list.p50_seconds < 4.0 && list.p99_seconds <= 6.01, "{list:?}");
        assert!((list.share_of_day - 500.0 * 0.101 / 14_400.0).abs() < 1e-5, "{list:?}");
    }

    /// 3,000 visits have 60,000 openings, 9,000 of them in the busiest hour, of which 600 blocks
    /// take 6,000.
    #[test]
    fn a_chain_that_falls_behind_says_so() {
        let [singly, list, _] = day(3_000).try_into().unwrap();
        assert_eq!((singly.pace, singly.left), (Pace::FallsBehind, 0));
        assert!(singly.share_of_busiest_hour > 1.4 && singly.longest_seconds > 1_000.0);
        assert_eq!(list.pace, Pace::KeepsUp);
    }

    /// 8,000 visits have 160,000 openings, of which a day's blocks take 144,000.
    #[test]
    fn an_overloaded_queue_says_so() {
        let [singly, list, session] = day(8_000).try_into().unwrap();
        assert_eq!(singly.pace, Pace::Overloaded);
        assert!(singly.left > 16_000 && singly.share_of_day > 1.0, "{singly:?}");
        assert!(singly.longest_queue >= singly.left);
        assert_eq!((list.pace, session.pace), (Pace::KeepsUp, Pace::KeepsUp));
    }

    #[test]
    fn the_same_seed_gives_the_same_outcome() {
        let scale = Scale { name: "test", visits: 2_000, houses: 5 };
        let simulate = |seed| simulate(&measured(), &[scale], seed).unwrap();
        assert_eq!(simulate(1), simulate(1));
        assert_ne!(simulate(1).days, simulate(2).days);
    }

    /// 0.15 of so many visits are 600 blocks of ten openings, if registrations are left out.
    #[test]
    fn a_chain_carries_the_visits_whose_busiest_hour_fills_its_blocks() {
        let [singly, list, _] =
            simulate(&measured(), &[], 1).unwrap().capacities.try_into().unwrap();
        assert!((singly.openings - 144_000.0).abs() < 1e-6);
        assert!((list.documents - 2_880_000.0).abs() < 1e-6);
        assert!((list.visits - 600.0 / 0.101 / 0.15).abs() < 1e-6, "{list:?}");
        assert!((singly.visits - 600.0 / 2.001 / 0.15).abs() < 1e-6, "{singly:?}");
        // The day that just fills its busiest hour keeps up; one with a sixth more does not.
        let busiest = |visits| day(visits)[0].share_of_busiest_hour;
        assert!(busiest(1_999) < 1.1 && busiest(2_332) > 1.1);
    }
}
