//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `changes`.
pub const CHANGES: [u8; 32] =
    hex!("eb0afd80e05667454dcc5d5cd5fe08875aae40827703af7b057e8848e0f7a3a0");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [CHANGES];
