//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("af090a5bbf56658ca4302ed875d5224aa77ace3244d9f6a863a8068df9d120b7");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [BATCHES];
