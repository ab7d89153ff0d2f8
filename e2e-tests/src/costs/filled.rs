//! Openings at each place of a page of the log.

use serde::{Deserialize, Serialize};

use super::opening::PAGE;
use crate::{Cost, Deposit};

/// What an opening cost whose entry came to one place of a page of its chart's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What was opened, such as "one record" or "a session".
    pub opened: String,
    /// The place, from 0 to 15: how many entries the page had before.
    pub place: u32,
    /// The whole weight as a transaction: computation, in picoseconds.
    pub ref_time: u64,
    /// The whole weight as a transaction: proof size, in bytes.
    pub proof_size: u64,
    /// Storage items that came, less those that went.
    pub items: i64,
    /// Storage bytes that came, less those that went.
    pub bytes: i64,
}

impl Filled {
    pub(super) fn new(opened: &str, place: u32, cost: Cost) -> Self {
        let Cost { ref_time, proof_size, items, bytes } = cost;
        Self { opened: opened.to_owned(), place, ref_time, proof_size, items, bytes }
    }

    /// What it cost.
    #[must_use]
    pub fn cost(&self) -> Cost {
        let Self { ref_time, proof_size, items, bytes, .. } = *self;
        Cost { ref_time, proof_size, items, bytes }
    }
}

/// What one opening costs in the mean of a whole page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    /// The whole weight as a transaction: computation, in picoseconds.
    pub ref_time: f64,
    /// The whole weight as a transaction: proof size, in bytes.
    pub proof_size: f64,
    /// What the development chain asks for what it stores, in planck.
    pub deposit: f64,
}

impl Mean {
    /// The mean of the openings of this name, of which there is one for each place of a page.
    /// `None` where there is another number of them.
    pub(super) fn of(filled: &[Filled], opened: &str) -> Option<Self> {
        let page: Vec<_> = filled.iter().filter(|one| one.opened == opened).collect();
        if page.len() != usize::try_from(PAGE).ok()? {
            return None;
        }
        let mean = |figure: fn(&Filled) -> f64| {
            page.iter().map(|one| figure(one)).sum::<f64>() / f64::from(PAGE)
        };
        Some(Self {
            ref_time: mean(|one| one.ref_time as f64),
            proof_size: mean(|one| one.proof_size as f64),
            deposit: mean(|one| Deposit::DEVELOPMENT_CHAIN.of(&one.cost()) as f64),
        })
    }

    /// It as a cost, in whole picoseconds and bytes, without what it stores.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Rounded up, and small.
    pub(super) fn weight(&self) -> Cost {
        Cost {
            ref_time: self.ref_time.ceil() as u64,
            proof_size: self.proof_size.ceil() as u64,
            ..Cost::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_that_of_a_whole_page_and_of_nothing_less() {
        let cost = |place: u32| Cost {
            ref_time: u64::from(place),
            proof_size: 10,
            items: i64::from(place == 15),
            bytes: 4,
        };
        let mut page: Vec<_> =
            (0..16).map(|place| Filled::new("one", place, cost(place))).collect();
        let mean = Mean::of(&page, "one");
        let deposit = 100_000_000_000.0 / 16.0 + 4.0 * 5_000_000.0;
        assert_eq!(mean, Some(Mean { ref_time: 7.5, proof_size: 10.0, deposit }));
        assert_eq!(mean.map(|mean| mean.weight().ref_time), Some(8));
        assert_eq!(Mean::of(&page, "another"), None);
        page.pop();
        assert_eq!(Mean::of(&page, "one"), None);
    }
}
