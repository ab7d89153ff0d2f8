//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("82557e2588c1529c06b6cb655be90c0e234bfff2d9d8e60c9ba7fb7f13e2e26c");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("7c893df2119d71bbd50fd8ccac57f5d300fb2b711d444399227ee812943ae808");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("e99c55865cff1220f95f60d6074ce39171a5f75e6e22531d8b0f7e6afa4a558a");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
