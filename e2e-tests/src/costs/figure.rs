//! The figures of one message.

use serde::{Deserialize, Serialize};

use super::{Block, Limit};
use crate::{Cost, Deposit, Emitted};

/// What a UNIT of the development chain has in planck.
pub(super) const UNIT: u128 = 1_000_000_000_000;

/// What a call of one message cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The contract.
    pub contract: String,
    /// The message, as the metadata names it; a variant of the usual case in parentheses.
    pub message: String,
    /// Which case was measured.
    pub case: String,
    /// The whole weight as a transaction: computation, in picoseconds.
    pub ref_time: u64,
    /// The whole weight as a transaction: proof size, in bytes.
    pub proof_size: u64,
    /// Storage items that came, less those that went.
    pub items: i64,
    /// Storage bytes that came, less those that went.
    pub bytes: i64,
    /// What the development chain asks for them, in planck; negative for a refund.
    pub deposit: i128,
    /// How many fit in a block of the development chain.
    pub per_block: u64,
    /// How many fit in a block of a parachain.
    pub per_parachain_block: u64,
    /// What fills the parachain's block first. The development chain's has one limit.
    pub binds: Limit,
    /// How many events contracts emitted.
    pub events: usize,
    /// How many topics the event with the most of them has, its signature included.
    pub topics: usize,
}

/// The size of a contract's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The contract.
    pub contract: String,
    /// Bytes of optimised Wasm.
    pub bytes: u64,
}

impl Figure {
    pub(super) fn new(
        contract: &str,
        message: String,
        case: &str,
        cost: Cost,
        events: &[Emitted],
    ) -> Self {
        let (per_parachain_block, binds) = Block::PARACHAIN.room(&cost);
        Self {
            contract: contract.to_owned(),
            message,
            case: case.to_owned(),
            ref_time: cost.ref_time,
            proof_size: cost.proof_size,
            items: cost.items,
            bytes: cost.bytes,
            deposit: Deposit::DEVELOPMENT_CHAIN.of(&cost),
            per_block: Block::DEVELOPMENT_CHAIN.room(&cost).0,
            per_parachain_block,
            binds,
            events: events.len(),
            topics: events.iter().map(|event| event.topics.len()).max().unwrap_or(0),
        }
    }

    /// What it cost.
    #[must_use]
    pub fn cost(&self) -> Cost {
        Cost {
            ref_time: self.ref_time,
            proof_size: self.proof_size,
            items: self.items,
            bytes: self.bytes,
        }
    }

    /// The message without the variant.
    #[must_use]
    pub fn base(&self) -> &str {
        self.message.split(" (").next().unwrap_or(&self.message)
    }
}
