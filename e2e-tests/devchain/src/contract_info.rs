//! What the contracts pallet knows about a contract.

use std::iter::Sum;

use chartkey::AccountId;
use frame_support::{storage::storage_prefix, StorageHasher, Twox64Concat};
use scale::Decode;

use crate::CodeHash;

/// The beginning of `ContractInfo`, whose counters the pallet keeps to itself.
#[derive(Decode)]
pub struct ContractInfo {
    _trie_id: Vec<u8>,
    /// The hash of the code that the contract runs.
    pub code_hash: CodeHash,
    /// How many bytes it stores.
    pub bytes: u32,
    /// How many items it stores.
    pub items: u32,
}

impl ContractInfo {
    /// Where the pallet stores it.
    #[must_use]
    pub fn key(contract: AccountId) -> Vec<u8> {
        let mut key = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
        key.extend(Twox64Concat::hash(contract.as_ref()));
        key
    }
}

/// What contracts store.
#[derive(Clone, Copy)]
pub struct Stored {
    /// How many items.
    pub items: i64,
    /// How many bytes.
    pub bytes: i64,
}

impl From<&ContractInfo> for Stored {
    fn from(info: &ContractInfo) -> Self {
        Self { items: info.items.into(), bytes: info.bytes.into() }
    }
}

impl Sum for Stored {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self { items: 0, bytes: 0 }, |sum, one| Self {
            items: sum.items + one.items,
            bytes: sum.bytes + one.bytes,
        })
    }
}
