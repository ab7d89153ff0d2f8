//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("1a3dd00f78d5ac5c2c08420b801bfabacda2e6e956e2cf2378762d6c8038ca38");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("cd156a6bd9a20910ff9b2ff7080c7874bb3f0ee87ad633ee7cc459cecfac5a59");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("89081cc0887ec9b66a3741ee7749d07ce73166d6e817ba5e38c07068baa65585");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
