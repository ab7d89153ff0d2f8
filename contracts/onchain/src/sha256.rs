//! SHA-256 on the chain.

use chartkey_merkle::{Hash, Sha256};
use ink::env::hash::Sha2x256;

/// SHA-256 by the chain's host function.
#[derive(Clone, Copy, Debug)]
pub enum HostSha256 {}

impl Sha256 for HostSha256 {
    fn sha256(data: &[u8]) -> Hash {
        let mut digest = Hash::default();
        ink::env::hash_bytes::<Sha2x256>(data, &mut digest);
        digest
    }
}
