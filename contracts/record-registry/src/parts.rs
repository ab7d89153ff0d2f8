//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("55a820e8c1338e9e9d499cca22a20ee432a7ede6f7b645c4293026b9ed4ecba4");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("baee04f2f5ad6fa983c7339ff22a7baa8dd55232cdfa95b40cd7256cb6f1d067");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("071e3df7e8ccbe686f138da677d6599570b62c991ab82b111e4b313a8d57711d");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
