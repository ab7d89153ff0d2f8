//! Accounts by name.

use chartkey::{AccountId, Signer};
use sha2::{Digest, Sha256};
use sp_core::{sr25519, Pair};

/// Somebody who submits transactions. The same name gives the same sr25519 key everywhere, so
/// that a scenario runs under the same accounts on any chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    name: String,
    account: AccountId,
}

impl Actor {
    /// The actor of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let public = sr25519::Pair::from_seed(&seed(name)).public();
        Self { name: name.to_owned(), account: AccountId::from(public.0) }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account: the 32 bytes of the sr25519 public key.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The account's bytes, as provisions and entries hold them.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        *self.account.as_ref()
    }

    /// Signs with the sr25519 key, as wallets do it: in the context `substrate`.
    #[must_use]
    pub fn sign(&self, text: &[u8]) -> [u8; 64] {
        sr25519::Pair::from_seed(&self.seed()).sign(text).0
    }

    /// The seed of the sr25519 key, for a chain that wants signatures. Everybody can derive
    /// it from the name: for tests only.
    #[must_use]
    pub fn seed(&self) -> [u8; 32] {
        seed(&self.name)
    }
}

impl Signer for Actor {
    fn key(&self) -> [u8; 32] {
        self.bytes()
    }

    fn sign(&self, text: &[u8]) -> [u8; 64] {
        Self::sign(self, text)
    }
}

fn seed(name: &str) -> [u8; 32] {
    Sha256::digest(format!("chartkey actor {name}")).into()
}
