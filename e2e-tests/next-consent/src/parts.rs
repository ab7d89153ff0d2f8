//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `changes`.
pub const CHANGES: [u8; 32] =
    hex!("580e96781f226ad74c0a31d900d4a2a1a08d0198797ab950e9e31ad1bc12a1b3");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [CHANGES];
