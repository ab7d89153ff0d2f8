//! What a later version of the patient account could be: a test upgrades to it. It finds what
//! the present version stored under the keys that its source names, and answers other messages.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::next_account::{NextAccount, NextAccountRef};

/// The key of a chart: the beginning of what is stored for it. What comes after is passed over,
/// because a stored value has to be decoded to its end.
#[derive(scale::Encode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct StoredKey([u8; 32]);

impl scale::Decode for StoredKey {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let key = scale::Decode::decode(input)?;
        while input.read_byte().is_ok() {}
        Ok(Self(key))
    }
}

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for StoredKey {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        ink::metadata::layout::Layout::Leaf(ink::metadata::layout::LeafLayout::from_key::<Self>(
            (*key).into(),
        ))
    }
}

#[ink::contract]
#[allow(missing_docs)] // the generated code has no comments
mod next_account {
    use ink::storage::{traits::ManualKey, Mapping};

    use crate::StoredKey;

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextAccount {
        consent: AccountId,
        registry: AccountId,
        chain: Hash,
        accounts: Mapping<[u8; 32], StoredKey, ManualKey<0x7061_0001>>,
    }

    impl NextAccount {
        /// A contract without charts.
        #[ink(constructor)]
        pub fn new(consent: AccountId, registry: AccountId, chain: Hash) -> Self {
            Self { consent, registry, chain, accounts: Mapping::new() }
        }

        /// The consent manager and the record registry behind this contract, as in the present
        /// version.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            (self.consent, self.registry)
        }

        /// The hash of the chain's first block.
        #[ink(message)]
        pub fn chain(&self) -> Hash {
            self.chain
        }

        /// The key of a chart alone, which the present version does not tell: the beginning of
        /// what it stored.
        #[ink(message)]
        pub fn key(&self, patient: [u8; 32]) -> Option<[u8; 32]> {
            self.accounts.get(patient).map(|key| key.0)
        }
    }
}
