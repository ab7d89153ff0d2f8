//! What the contracts pallet knows about a contract.

use std::iter::Sum;

use frame_support::{storage::storage_prefix, StorageHasher, Twox64Concat};
use ink::primitives::AccountId;
use scale::Decode;

use crate::CodeHash;

/// The beginning of `ContractInfo`, whose counters the pallet keeps to itself.
#[derive(Decode)]
pub(crate) struct ContractInfo {
    _trie_id: Vec<u8>,
    pub code_hash: CodeHash,
    pub bytes: u32,
    pub items: u32,
}

impl ContractInfo {
    /// Where the pallet stores it.
    pub(crate) fn key(contract: AccountId) -> Vec<u8> {
        let mut key = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
        key.extend(Twox64Concat::hash(contract.as_ref()));
        key
    }
}

/// What contracts store.
#[derive(Clone, Copy)]
pub(crate) struct Stored {
    pub items: i64,
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
