//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("8da6abce69fbab2e058d3dc4e8f9bdbe8f8bb8c2478a791f468cbf25f4f4d67d");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("b01e31b6122f602c6909266887ea6a8f9cc7cd9657eaedef31d8d524716bf61f");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("f36c3fbfc340eecf6c02fdf67ece7f3ec4669d04bc5b44e01e4cbbb85d242aa3");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
