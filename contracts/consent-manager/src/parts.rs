//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `changes`.
pub const CHANGES: [u8; 32] =
    hex!("2e0a2264709c83d360b8aee10b4d07635b89890cb2c66df8d28cbabb1d4b3368");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [CHANGES];
