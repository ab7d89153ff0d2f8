//! What a later version of the patient account could be: a test upgrades to it. It finds what
//! the present version stored under the keys that its source names, and answers other messages.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

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

chartkey_onchain::stored_as_one_cell!(StoredKey);

#[ink::contract]
mod next_account {
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::governor::Governed;
    use chartkey_onchain::GovernedState;
    use ink::{
        prelude::vec::Vec,
        storage::{traits::ManualKey, Mapping},
    };

    use crate::StoredKey;

    /// The version of this code.
    const VERSION: u32 = 2;

    /// The shortest delay that this contract accepts, in milliseconds, as in the present version.
    const SHORTEST_DELAY_MILLISECONDS: u64 = 360 * 60 * 60 * 1_000;

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextAccount {
        governed: GovernedState,
        consent: AccountId,
        registry: AccountId,
        chain: Hash,
        accounts: Mapping<[u8; 32], StoredKey, ManualKey<0x7061_0001>>,
    }

    impl NextAccount {
        /// A contract without charts.
        #[ink(constructor)]
        pub fn new(
            governor: AccountId,
            consent: AccountId,
            registry: AccountId,
            chain: Hash,
        ) -> Self {
            let governed = GovernedState::new(governor, &[]);
            Self { governed, consent, registry, chain, accounts: Mapping::new() }
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

    impl Governed for NextAccount {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.governed.set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.governed.is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.governed.set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.governed.set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.governed.hold(&[])
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.governed.governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            SHORTEST_DELAY_MILLISECONDS
        }
    }
}
