//! What a later version of the provider directory could be: a test upgrades to it. It finds what
//! the present version stored under the keys that its source names, and answers other messages.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::next_directory::{NextDirectory, NextDirectoryRef};

#[ink::contract]
#[allow(missing_docs)] // the generated code has no comments
mod next_directory {
    use ink::storage::{traits::ManualKey, Lazy};

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextDirectory {
        registry: AccountId,
        organization_count: Lazy<u32, ManualKey<0x7064_0001>>,
    }

    impl NextDirectory {
        /// A directory without organizations.
        #[ink(constructor)]
        pub fn new(registry: AccountId) -> Self {
            Self { registry, organization_count: Lazy::new() }
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
}
