//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("13b78987eb271afd32d75da1ec718724d11f1e444283acff5b3ae3bc1c392057");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 1] = [BATCHES];
