//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("2c30a8281f9f1e621166da276b45b6e069d3b64d4b681fbb253215974f01b1f0");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [BATCHES];
