//! What a later version of the record registry could be: tests upgrade to it. It finds what the
//! present version stored under the keys that its source names, and hands on to another part.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]
// What is handed on is not looked at.
#![allow(unused_variables)]

mod parts;
mod pinned;

pub use self::next_registry::{NextRegistry, NextRegistryRef};

#[ink::contract]
mod next_registry {
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::{batches::BatchHead, governor::Governed};
    use chartkey_onchain::{
        delegate::{hand_on, Forwarded},
        GovernedState,
    };
    use chartkey_vocabulary::{OrgId, PatientId};
    use ink::{
        prelude::{boxed::Box, vec::Vec},
        storage::{traits::ManualKey, Mapping},
    };

    use crate::pinned::pinned;

    /// The version of this code.
    const VERSION: u32 = 2;

    /// A part of what the present version stores, under the same keys.
    #[ink(storage)]
    pub struct NextRegistry {
        governed: GovernedState,
        consent: AccountId,
        log: AccountId,
        counts: Mapping<PatientId, u32, ManualKey<0x7272_0004>>,
    }

    impl NextRegistry {
        /// A registry without records. Its part has to be on the chain.
        #[ink(constructor)]
        pub fn new(governor: AccountId, consent: AccountId, log: AccountId) -> Self {
            let governed = GovernedState::new(governor, &pinned());
            Self { governed, consent, log, counts: Mapping::new() }
        }

        /// The consent manager and the access log, as in the present version.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            (self.consent, self.log)
        }

        /// How many records a patient has, which the present version does not answer.
        #[ink(message)]
        pub fn record_count(&self, patient: Box<PatientId>) -> u32 {
            self.counts.get(*patient).unwrap_or_default()
        }

        /// The newest head of an organization's current tree of documents, which the present
        /// version does not answer; `None` where nothing is anchored.
        #[ink(message)]
        pub fn newest_head(&self, organization: Forwarded<OrgId>) -> Option<BatchHead> {
            let [batches] = pinned();
            hand_on(batches)
        }
    }

    impl Governed for NextRegistry {
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
            self.governed.hold(&pinned())
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
