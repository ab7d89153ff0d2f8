//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("52723d7a0f48ef00f5dea19ad8bbe53da5fa33aaf4037c62534ea98c1f7799ed");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [BATCHES];
