//! What a call costs.

use std::ops::AddAssign;

/// The whole weight of a call as an extrinsic, and the storage that it took or freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Computation, in picoseconds of the reference machine.
    pub ref_time: u64,
    /// Proof size in bytes.
    pub proof_size: u64,
    /// Storage items that came, less those that went.
    pub items: i64,
    /// Storage bytes that came, less those that went.
    pub bytes: i64,
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.ref_time = self.ref_time.saturating_add(other.ref_time);
        self.proof_size = self.proof_size.saturating_add(other.proof_size);
        self.items = self.items.saturating_add(other.items);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// The prices of storage, in planck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// One item.
    pub per_item: i128,
    /// One byte.
    pub per_byte: i128,
}

impl Deposit {
    /// The development chain's: 0.1 UNIT per item and 5,000,000 planck per byte.
    pub const DEVELOPMENT_CHAIN: Self = Self { per_item: 100_000_000_000, per_byte: 5_000_000 };

    /// The deposit for what a call stored, in planck; negative for a refund.
    #[must_use]
    pub fn of(&self, cost: &Cost) -> i128 {
        let items = self.per_item.saturating_mul(cost.items.into());
        items.saturating_add(self.per_byte.saturating_mul(cost.bytes.into()))
    }
}
