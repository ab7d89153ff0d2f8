//! A chain: blocks that take messages in the order in which they came.

use anyhow::{ensure, Context, Result};
use hdrhistogram::Histogram;

use crate::{
    day::{Message, DAY, HOUR},
    prices::{Block, Price},
};

/// How often a block comes, in milliseconds.
pub const BLOCK_TIME: u64 = 6_000;

/// What a chain did with the messages of a day.
#[derive(Clone, Debug)]
pub struct Run {
    /// What is in each block, from the first of the day to the one that took the last message.
    pub blocks: Vec<Content>,
    /// What arrived in each hour; what came after midnight is in the last.
    pub hours: [Content; 24],
    /// How long messages waited for their block, in milliseconds.
    pub waits: Histogram<u64>,
    /// The most messages that ever waited at once, after a block.
    pub longest_queue: u64,
    /// How many waited after the last block of the day.
    pub left: u64,
    /// The deposits of all, in planck.
    pub deposit: i128,
}

/// What some messages weigh together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// How many there are.
    pub messages: u64,
    /// Computation, in picoseconds.
    pub ref_time: u64,
    /// Proof size, in bytes.
    pub proof_size: u64,
}

impl Content {
    /// It, and one message more.
    fn with(self, price: Price) -> Self {
        Self {
            messages: self.messages + 1,
            ref_time: self.ref_time + price.ref_time,
            proof_size: self.proof_size + price.proof_size,
        }
    }

    /// It, and all of another.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            messages: self.messages + other.messages,
            ref_time: self.ref_time + other.ref_time,
            proof_size: self.proof_size + other.proof_size,
        }
    }

    /// Whether a block has room for it.
    #[must_use]
    pub fn fits(&self, block: &Block) -> bool {
        self.ref_time <= block.ref_time
            && block.proof_size.is_none_or(|bytes| self.proof_size <= bytes)
    }

    /// The share of so many blocks' room that it takes, by the limit that binds.
    #[must_use]
    pub fn share(&self, block: &Block, blocks: u64) -> f64 {
        let share = |part: u64, whole: u64| part as f64 / (whole as f64 * blocks as f64);
        let by_time = share(self.ref_time, block.ref_time);
        block.proof_size.map_or(by_time, |bytes| by_time.max(share(self.proof_size, bytes)))
    }
}

/// Puts messages, in the order in which they arrive, into blocks. A block comes every six seconds
/// and takes those that arrived until then, one behind the other, until the next has no room in
/// it. Blocks come after midnight, too, until none waits.
///
/// # Errors
/// When messages are not in order, one has no price, or one is larger than a block.
pub fn run(block: &Block, prices: &[Price], messages: &[Message]) -> Result<Run> {
    let mut run = Run {
        blocks: Vec::new(),
        hours: [Content::default(); 24],
        waits: Histogram::new(3)?,
        longest_queue: 0,
        left: 0,
        deposit: 0,
    };
    let price = |message: &Message| {
        prices.get(usize::from(message.kind)).copied().context("a message without a price")
    };
    ensure!(messages.is_sorted_by_key(|message| message.at), "messages are not in order");
    for message in messages {
        let price = price(message)?;
        ensure!(Content::default().with(price).fits(block), "larger than a block: {price:?}");
        let hour = usize::try_from(u64::from(message.at) / HOUR)?.min(run.hours.len() - 1);
        if let Some(arrived) = run.hours.get_mut(hour) {
            *arrived = arrived.with(price);
        }
        run.deposit += i128::from(price.deposit);
    }
    // Those before `taken` are in a block, those before `arrived` came before the present block.
    let (mut taken, mut arrived) = (0, 0);
    let mut now = 0;
    while now < DAY || taken < messages.len() {
        now += BLOCK_TIME;
        arrived += messages.iter().skip(arrived).take_while(|one| u64::from(one.at) <= now).count();
        let mut content = Content::default();
        for message in messages.get(taken..arrived).unwrap_or_default() {
            let next = content.with(price(message)?);
            if !next.fits(block) {
                break;
            }
            content = next;
            run.waits.record(now - u64::from(message.at))?;
        }
        taken += usize::try_from(content.messages)?;
        run.blocks.push(content);
        let waiting = u64::try_from(arrived - taken)?;
        run.longest_queue = run.longest_queue.max(waiting);
        if now == DAY {
            run.left = waiting;
        }
    }
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::{messages, Scale, Way, ANCHOR, REGISTER};

    /// A block for ten messages by computation, and for four by the proof.
    const SMALL: (u64, u64) = (1_000, 40);

    fn block(proof_size: Option<u64>) -> Block {
        Block { chain: "test".into(), ref_time: SMALL.0, proof_size }
    }

    /// Openings get dearer from place to place, so that blocks hold different numbers of them.
    fn prices() -> Vec<Price> {
        let price = |ref_time| Price { ref_time, proof_size: 10, deposit: 7 };
        (0..16).map(|place| price(92 + place)).chain([price(60), price(30)]).collect()
    }

    fn day(visits: u32) -> Vec<Message> {
        messages(Scale { name: "", visits, houses: 2 }, Way::Singly, 1).unwrap()
    }

    fn at(times: &[u32]) -> Vec<Message> {
        times.iter().map(|at| Message { at: *at, kind: ANCHOR }).collect()
    }

    #[test]
    fn every_message_is_in_one_block_in_order_and_no_block_is_above_its_limits() {
        for bound in [None, Some(SMALL.1)] {
            let (block, prices, messages) = (block(bound), prices(), day(2_000));
            let run = run(&block, &prices, &messages).unwrap();
            let mut rest = messages.iter();
            for (number, content) in (1..).zip(&run.blocks) {
                let count = usize::try_from(content.messages).unwrap();
                let inside: Vec<_> = rest.by_ref().take(count).collect();
                assert_eq!(inside.len(), count);
                assert!(inside.iter().all(|one| u64::from(one.at) <= number * BLOCK_TIME));
                let weighs = inside
                    .iter()
                    .fold(Content::default(), |sum, one| sum.with(prices[usize::from(one.kind)]));
                assert_eq!(weighs, *content);
                assert!(content.fits(&block), "{content:?}");
                assert!(content.ref_time <= SMALL.0);
                assert!(bound.is_none_or(|bound| content.proof_size <= bound));
            }
            assert_eq!(rest.next(), None);
            assert_eq!(run.waits.len(), messages.len() as u64);
            assert_eq!(run.deposit, 7 * messages.len() as i128);
            let all = run.hours.into_iter().reduce(Content::and).unwrap();
            assert_eq!(all, run.blocks.into_iter().reduce(Content::and).unwrap());
        }
    }

    #[test]
    fn no_block_leaves_a_message_for_which_it_has_room() {
        let (block, prices, messages) = (block(Some(SMALL.1)), prices(), day(2_000));
        let run = run(&block, &prices, &messages).unwrap();
        let mut taken = 0;
        for (number, content) in (1..).zip(&run.blocks) {
            taken += usize::try_from(content.messages).unwrap();
            let Some(next) = messages.get(taken) else { continue };
            let waits = u64::from(next.at) <= number * BLOCK_TIME;
            assert!(!waits || !content.with(prices[usize::from(next.kind)]).fits(&block));
        }
    }

    #[test]
    fn a_message_waits_for_the_next_block_and_behind_those_before_it() {
        let block = Block { proof_size: Some(20), ..block(None) };
        let run = run(&block, &prices(), &at(&[1_000, 6_000, 6_000, 6_001, 20_000])).unwrap();
        let blocks: Vec<_> = run.blocks.iter().take(4).map(|block| block.messages).collect();
        assert_eq!(blocks, [2, 2, 0, 1]);
        let waits: Vec<_> =
            run.waits.iter_recorded().map(|wait| wait.value_iterated_to()).collect();
        let exact = [0, 4_000, 5_000, 5_999, 6_000];
        assert_eq!(waits.len(), exact.len());
        for (found, exact) in waits.into_iter().zip(exact) {
            assert!(found.abs_diff(exact) <= 4, "{found} {exact}");
        }
        assert_eq!((run.longest_queue, run.left), (1, 0));
        assert_eq!(run.blocks.len(), 14_400);
    }

    #[test]
    fn what_still_waits_at_midnight_is_counted_and_gets_its_block() {
        let late = vec![86_399_999; 10];
        let run = run(&block(Some(SMALL.1)), &prices(), &at(&late)).unwrap();
        assert_eq!(run.left, 6);
        assert_eq!(run.blocks.len(), 14_402);
        assert_eq!(run.blocks.iter().map(|block| block.messages).sum::<u64>(), 10);
    }

    #[test]
    fn what_is_larger_than_a_block_out_of_order_or_without_a_price_is_an_error() {
        let large = block(Some(9));
        assert!(run(&large, &prices(), &at(&[1])).is_err());
        assert!(run(&block(None), &prices(), &at(&[2, 1])).is_err());
        assert!(run(&block(None), &prices()[..usize::from(REGISTER)], &at(&[1])).is_err());
    }

    #[test]
    fn the_share_is_that_of_the_limit_that_binds() {
        let content = Content { messages: 2, ref_time: 500, proof_size: 30 };
        assert_eq!(content.share(&block(None), 1), 0.5);
        assert_eq!(content.share(&block(Some(SMALL.1)), 1), 0.75);
        assert_eq!(content.share(&block(Some(SMALL.1)), 3), 0.25);
    }
}
