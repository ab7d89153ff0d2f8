//! What a later version of the provider directory could be: a test upgrades to it. It finds what
//! the present version stored under the keys that its source names, and answers other messages.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use self::next_directory::{NextDirectory, NextDirectoryRef};

#[ink::contract]
mod next_directory {
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::governor::Governed;
    use chartkey_onchain::GovernedState;
    use ink::{
        prelude::vec::Vec,
        storage::{traits::ManualKey, Lazy},
    };

    /// The version of this code.
    const VERSION: u32 = 2;

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextDirectory {
        governed: GovernedState,
        registry: AccountId,
        organization_count: Lazy<u32, ManualKey<0x7064_0001>>,
    }

    impl NextDirectory {
        /// A directory without organizations.
        #[ink(constructor)]
        pub fn new(governor: AccountId, registry: AccountId) -> Self {
            let governed = GovernedState::new(governor, &[]);
            Self { governed, registry, organization_count: Lazy::new() }
        }

        /// The record registry behind this directory, as in the present version.
        #[ink(message)]
        pub fn registry(&self) -> AccountId {
            self.registry
        }

        /// How many organizations there are, which the present version does not tell.
        #[ink(message)]
        pub fn organization_count(&self) -> u32 {
            self.organization_count.get_or_default()
        }
    }

    impl Governed for NextDirectory {
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
            0
        }
    }
}
