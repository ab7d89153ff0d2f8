//! The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.
//! Written by scripts/build.sh: do not edit.

use hex_literal::hex;

/// The part `batches`.
pub const BATCHES: [u8; 32] =
    hex!("4f4134ef5f1b6e5b2ef9bc11325f17ee03a5e519d5f3da9d32f803fa322d53c3");

/// The part `emergencies`.
pub const EMERGENCIES: [u8; 32] =
    hex!("ebe1ee590b40044fe3ec27ef486800ea3f313e8c9555963d24664cf4f7cebd73");

/// The part `upkeep`.
pub const UPKEEP: [u8; 32] =
    hex!("63063385b46d65397a810156de2da5a26056deafa7e3e15b619bd256ac9a4d35");

/// Every part, in the order in which the contract holds them.
pub const PARTS: [[u8; 32]; 3] = [BATCHES, EMERGENCIES, UPKEEP];
