//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `changes`.
pub const CHANGES: [u8; 32] =
    hex!("cfcdfd152e93fa839f3589dad87a84fbb09524b0f1bfba88b7d61d101ab52abe");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [CHANGES];
