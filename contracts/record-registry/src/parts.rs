//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("72a98cb32d15229fed97e55d7f83b8ce1722d834cafa49920b29c3c9f7520264");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("1726df4606df0c439030c3ec779e0b9cbf60dbfdca87ca452355075de4ba485f");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("caf209729ca723049d63887316400398d3f440b8bf4362c5213ee94a4296b6de");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
