//! Anchoring batches in the record registry, run on its storage and in its place. Kept apart
//! from its administration code, because anchoring a day's records has to be cheap.
//!
//! This code is uploaded and named to the registry, and never instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_batches::{RecordBatches, RecordBatchesRef};

#[ink::contract]
mod record_batches {
    use chartkey_interfaces::{conclude, registry::RegistryError};
    use chartkey_policy::Digest;
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
    }
}
