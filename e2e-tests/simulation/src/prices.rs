//! What messages weigh: the measured tables.

use anyhow::{ensure, Context, Result};
use serde::Deserialize;

use crate::day::Way;

/// How many entries a page of the log has, and so how many prices an opening.
pub const PLACES: usize = 16;

/// What was measured: `prices.json`, which `scripts/costs.sh` writes.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    /// What blocks have room for.
    pub blocks: Vec<Block>,
    /// What messages weigh, by each pallet's weights.
    pub tables: Vec<Table>,
}

/// What the transactions of users may take of one block.
#[derive(Clone, Debug, Deserialize)]
pub struct Block {
    /// Whose block, such as "a parachain".
    pub chain: String,
    /// Computation, in picoseconds of the reference machine.
    pub ref_time: u64,
    /// Proof size in bytes; without a bound where nobody has to be sent a proof.
    pub proof_size: Option<u64>,
}

/// The prices by one pallet's weights.
#[derive(Clone, Debug, Deserialize)]
pub struct Table {
    /// The version of pallet-contracts.
    pub pallet: String,
    /// Openings of one record, by the place of their entry in a page of the log.
    pub one_record: Vec<Price>,
    /// Openings of 20 records, by the place of their entry.
    pub list: Vec<Price>,
    /// Openings of a session, by the place of their entry.
    pub session: Vec<Price>,
    /// The registration of a document.
    pub register: Price,
    /// A head of the release log, anchored.
    pub anchor: Price,
}

/// What one transaction costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Price {
    /// Computation, in picoseconds of the reference machine.
    pub ref_time: u64,
    /// Proof size, in bytes.
    pub proof_size: u64,
    /// Deposit by the development chain's prices, in planck; negative for a refund.
    pub deposit: i64,
}

impl Measured {
    /// The measured tables.
    ///
    /// # Errors
    /// When the text is no such tables, or an opening does not have a price for each place.
    pub fn read(json: &str) -> Result<Self> {
        let measured: Self = serde_json::from_str(json).context("no prices")?;
        for table in &measured.tables {
            for way in Way::ALL {
                let places = table.openings(way).len();
                ensure!(places == PLACES, "{} {way:?}: {places} places", table.pallet);
            }
        }
        Ok(measured)
    }
}

impl Table {
    /// An opening in this way, by the place of its entry.
    #[must_use]
    pub fn openings(&self, way: Way) -> &[Price] {
        match way {
            Way::Singly => &self.one_record,
            Way::List => &self.list,
            Way::Session => &self.session,
        }
    }

    /// The prices by [`Message::kind`](crate::day::Message), for openings in this way.
    #[must_use]
    pub fn kinds(&self, way: Way) -> Vec<Price> {
        [self.openings(way), &[self.register, self.anchor]].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prices_that_were_measured_are_complete() -> Result<()> {
        let measured = Measured::read(include_str!("../prices.json"))?;
        let pallets: Vec<_> = measured.tables.iter().map(|table| table.pallet.as_str()).collect();
        assert_eq!(pallets, ["31.0.0", "38.0.0"]);
        let bounds: Vec<_> = measured.blocks.iter().map(|block| block.proof_size).collect();
        assert_eq!(bounds, [None, Some(3_932_160)]);
        Ok(())
    }

    #[test]
    fn an_opening_without_a_price_for_each_place_is_refused() {
        let json = include_str!("../prices.json");
        let mut less: serde_json::Value = serde_json::from_str(json).unwrap();
        less["tables"][1]["session"].as_array_mut().unwrap().pop();
        let error = Measured::read(&less.to_string()).unwrap_err();
        assert_eq!(error.to_string(), "38.0.0 Session: 15 places");
    }
}
