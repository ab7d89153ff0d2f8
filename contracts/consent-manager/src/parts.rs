//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `changes`.
pub const CHANGES: [u8; 32] =
    hex!("11d1838d9c38bb570b0616f2d255e933b3a87f65260361efd1a32294d82d6176");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [CHANGES];
