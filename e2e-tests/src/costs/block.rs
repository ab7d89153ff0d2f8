//! What a block has room for.

use serde::{Deserialize, Serialize};

use crate::Cost;

/// What the transactions of users may take of one block: three quarters of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Computation, in picoseconds of the reference machine.
    pub ref_time: u64,
    /// Proof size in bytes; without a bound where nobody has to be sent a proof.
    pub proof_size: Option<u64>,
}

/// What fills a block first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Computation.
    RefTime,
    /// The proof.
    ProofSize,
}

impl Block {
    /// The development chain's: 1.5 of 2 s.
    pub const DEVELOPMENT_CHAIN: Self = Self { ref_time: 1_500_000_000_000, proof_size: None };

    /// A parachain's: 1.5 of 2 s, and 3.75 of 5 MiB.
    pub const PARACHAIN: Self = Self { ref_time: 1_500_000_000_000, proof_size: Some(3_932_160) };

    /// How many calls of this cost have room, if nothing but computation counts.
    #[must_use]
    pub fn by_ref_time(&self, cost: &Cost) -> u64 {
        self.ref_time / cost.ref_time.max(1)
    }

    /// How many calls of this cost have room, if nothing but the proof counts. `None` where it
    /// does not count.
    #[must_use]
    pub fn by_proof_size(&self, cost: &Cost) -> Option<u64> {
        self.proof_size.map(|bytes| bytes / cost.proof_size.max(1))
    }

    /// How many calls of this cost have room, and what stops the next one.
    #[must_use]
    pub fn room(&self, cost: &Cost) -> (u64, Limit) {
        let by_ref_time = self.by_ref_time(cost);
        match self.by_proof_size(cost) {
            Some(by_proof_size) if by_proof_size < by_ref_time => (by_proof_size, Limit::ProofSize),
            _ => (by_ref_time, Limit::RefTime),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_that_leaves_the_least_room_binds() {
        let call = |ref_time, proof_size| Cost { ref_time, proof_size, ..Cost::default() };
        let slow = call(5_000_000_000, 10_000);
        let bulky = call(1_000_000_000, 100_000);
        assert_eq!(Block::DEVELOPMENT_CHAIN.room(&slow), (300, Limit::RefTime));
        assert_eq!(Block::DEVELOPMENT_CHAIN.room(&bulky), (1_500, Limit::RefTime));
        assert_eq!(Block::PARACHAIN.room(&slow), (300, Limit::RefTime));
        assert_eq!(Block::PARACHAIN.room(&bulky), (39, Limit::ProofSize));
    }
}
