//! The heads of batches in the record registry, run on its storage and in its place. Kept apart
//! from its administration code, because anchoring a day's records has to be cheap.
//!
//! This code is uploaded and named to the registry, and never instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_batches::{RecordBatches, RecordBatchesRef};

#[ink::contract]
mod record_batches {
    use chartkey_interfaces::{
        batches::{BatchHead, Place},
        conclude,
        registry::RegistryError,
    };
    use chartkey_policy::{Digest, OrgId};
    use chartkey_records::Records;
    use ink::prelude::{boxed::Box, vec::Vec};

    /// The record registry's storage.
    #[ink(storage)]
    pub struct RecordBatches {
        records: Records,
    }

    impl RecordBatches {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("this code is not instantiated")
        }

        /// See `RecordRegistry::anchor`.
        #[ink(message)]
        pub fn anchor(
            &mut self,
            size: u64,
            root: Box<Digest>,
            proof: Vec<Digest>,
        ) -> Result<u32, RegistryError> {
            conclude(self.records.anchor(size, *root, &proof))
        }

        /// See `RecordRegistry::heads`.
        #[ink(message)]
        pub fn heads(
            &self,
            organization: OrgId,
            from: u32,
            limit: u32,
        ) -> Result<Vec<BatchHead>, RegistryError> {
            self.records.heads(organization, from, limit)
        }

        /// See `RecordRegistry::includes`.
        #[ink(message)]
        pub fn includes(
            &self,
            organization: OrgId,
            leaf_hash: Box<Digest>,
            place: Place,
        ) -> Result<(), RegistryError> {
            self.records.includes(organization, *leaf_hash, &place)
        }
    }
}
