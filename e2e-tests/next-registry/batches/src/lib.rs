//! The part of what a later version of the record registry could be. It answers from the heads
//! that the present version stored.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use self::next_registry_batches::{NextRegistryBatches, NextRegistryBatchesRef};

use chartkey_interfaces::batches::BatchHead;
use ink::prelude::vec::Vec;

/// The heads that are stored as one value, as the present version does it: the number of their
/// tree, that of the next head, and themselves.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct HeadPage(u32, u32, Vec<BatchHead>);

chartkey_onchain::stored_as_one_cell!(HeadPage);

#[ink::contract]
mod next_registry_batches {
    use chartkey_interfaces::batches::{BatchHead, TreeId, TreeKind};
    use chartkey_onchain::GovernedState;
    use chartkey_vocabulary::OrgId;
    use ink::storage::{traits::ManualKey, Mapping};

    use crate::HeadPage;

    /// Where the page that is being filled stands.
    const OPEN_PAGE: u32 = u32::MAX;

    /// The storage of the contract that it is a part of.
    #[ink(storage)]
    pub struct NextRegistryBatches {
        governed: GovernedState,
        consent: AccountId,
        log: AccountId,
        heads: Mapping<(TreeId, u32), HeadPage, ManualKey<0x7272_0009>>,
    }

    impl NextRegistryBatches {
        /// Which ink! wants every code to have. There is no instance of this one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            panic!("a part is not instantiated")
        }

        /// See `NextRegistry::newest_head`.
        #[ink(message)]
        pub fn newest_head(&self, organization: OrgId) -> Option<BatchHead> {
            let tree = TreeId { organization, kind: TreeKind::Documents, number: OPEN_PAGE };
            let HeadPage(_, _, heads) = self.heads.get((tree, OPEN_PAGE))?;
            heads.last().copied()
        }
    }
}
