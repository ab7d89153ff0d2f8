//! The append-only log of every reading: one RFC 6962 tree per patient.
//!
//! It has one writer, set once and for good, and no owner, no pause, no upgrade: nothing in
//! it can change or drop an entry.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod logs;

pub use access_log::{AccessLog, AccessLogRef};
pub use logs::Logs;

#[ink::contract]
mod access_log {
    use chartkey_interfaces::log::{Access, Entry, Head, Log, LogError};
    use chartkey_onchain::{caller, conclude, emit, now, Encoded};
    use chartkey_vocabulary::PatientId;
    use ink::prelude::{boxed::Box, vec::Vec};

    use crate::logs::Logs;

    /// The log of every patient.
    #[ink(storage)]
    pub struct AccessLog {
        logs: Logs,
    }

    impl AccessLog {
        /// An empty log without a writer. The deployer sets the writer once it is deployed.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { logs: Logs::new(caller()) }
        }

        /// Sets the log's one writer, once and for good.
        ///
        /// # Errors
        /// [`LogError::NotDeployer`], [`LogError::WriterAlreadySet`].
        #[ink(message)]
        pub fn set_writer(&mut self, writer: AccountId) -> Result<(), LogError> {
            self.logs.set_writer(&caller(), writer).map(emit)
        }

        /// The log's one writer, `None` until it is set.
        #[ink(message)]
        pub fn writer(&self) -> Option<AccountId> {
            self.logs.writer()
        }
    }

    impl Log for AccessLog {
        #[ink(message)]
        fn append(
            &mut self,
            patient: Box<PatientId>,
            access: Encoded<Access>,
        ) -> Result<u32, LogError> {
            conclude(self.logs.append(&caller(), now(), &patient, access))
        }

        #[ink(message)]
        fn entry(&self, patient: Box<PatientId>, index: u32) -> Option<Encoded<Entry>> {
            self.logs.entry(&patient, index)
        }

        #[ink(message)]
        fn entries(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<Vec<Encoded<Entry>>, LogError> {
            self.logs.entries(&patient, from, limit)
        }

        #[ink(message)]
        fn head(&self, patient: Box<PatientId>) -> Head {
            self.logs.head(&patient)
        }
    }
}
