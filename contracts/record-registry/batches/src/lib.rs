//! Organizations' trees in the record registry, of documents and of release logs: anchoring them,
//! reading their heads, and putting a leaf of one on record.
//!
//! A part of the record registry: it runs on the registry's storage by delegate call, and is never
//! instantiated.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use record_batches::{RecordBatches, RecordBatchesRef};

#[ink::contract]
mod record_batches {
    use chartkey_interfaces::{
        batches::{BatchHead, Place, RecordLeaf, TreeId, TreeKind},
        registry::RegistryError,
    };
    use chartkey_onchain::{caller, conclude, emit, emit_and_answer, now, Encoded};
    use chartkey_records::Records;
    use chartkey_vocabulary::{Digest, OrgId};
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
            panic!("a part is not instantiated")
        }

        /// See `RecordRegistry::anchor`.
        #[ink(message)]
        pub fn anchor(
            &mut self,
            tree: TreeId,
            size: u64,
            root: Box<Digest>,
            proof: Vec<Digest>,
        ) -> Result<u32, RegistryError> {
            conclude(
                self.records
                    .anchor(&caller(), now(), &tree, size, *root, &proof)
                    .map(emit_and_answer),
            )
        }

        /// See `RecordRegistry::heads`.
        #[ink(message)]
        pub fn heads(
            &self,
            tree: TreeId,
            from: u32,
            limit: u32,
        ) -> Result<Encoded<Vec<BatchHead>>, RegistryError> {
            self.records.heads(&tree, from, limit)
        }

        /// See `RecordRegistry::current_tree`.
        #[ink(message)]
        pub fn current_tree(&self, organization: OrgId, kind: TreeKind) -> u32 {
            self.records.current_tree(organization, kind)
        }

        /// See `RecordRegistry::includes`.
        #[ink(message)]
        pub fn includes(
            &self,
            tree: TreeId,
            leaf_hash: Box<Digest>,
            place: Place,
        ) -> Result<(), RegistryError> {
            self.records.includes(&tree, *leaf_hash, &place)
        }

        /// See `RecordRegistry::admit`.
        #[ink(message)]
        pub fn admit(
            &mut self,
            place: Place,
            leaf: Encoded<RecordLeaf>,
        ) -> Result<u32, RegistryError> {
            let suite = *self.records.suite();
            let (record, registered, admitted) =
                self.records.admit(&suite, &caller(), now(), &place, &leaf)?;
            emit(registered);
            emit(admitted);
            conclude(Ok(record))
        }
    }
}
