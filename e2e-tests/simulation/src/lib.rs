//! A day of a hospital and of a province, as messages that a chain takes into its blocks, by the
//! weights that were measured.
//!
//! * [`Measured`](prices::Measured) is what messages weigh, by the weights of two pallets, and
//!   what blocks have room for.
//! * [`messages`](day::messages) draws the messages of a day.
//! * [`run`](chain::run) puts them into blocks.
//! * [`simulate`](outcome::simulate) does this for each scale, way, pallet and chain.

pub mod chain;
pub mod day;
pub mod outcome;
pub mod page;
pub mod prices;
