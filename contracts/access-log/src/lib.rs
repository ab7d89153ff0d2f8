//! The append-only log of every reading: one RFC 6962 tree per patient.
//!
//! It has one writer, set once and for good, and no owner, no pause, no upgrade: nothing in
//! it can change or drop an entry.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

pub use access_log::{AccessLog, AccessLogRef};

#[ink::contract]
mod access_log {
    use chartkey_interfaces::log::{
        Access, Entry, Head, Log, LogError, WriterSet, LEAF_VERSION, MAX_ACCESS_BYTES,
    };
    use chartkey_merkle::{leaf_hash, Frontier};
    use chartkey_onchain::{conclude, Encoded, HostSha256};
    use chartkey_vocabulary::{PatientId, MAX_PAGE};
    use ink::{
        prelude::{boxed::Box, vec::Vec},
        storage::{traits::ManualKey, Mapping},
    };
    use scale::Encode;

    /// The log of every patient.
    #[ink(storage)]
    pub struct AccessLog {
        deployer: AccountId,
        writer: Option<AccountId>,
        trees: Mapping<PatientId, Tree, ManualKey<0x6c6f_6701>>,
        entries: Mapping<(PatientId, u32), Encoded<Entry>, ManualKey<0x6c6f_6702>>,
    }

    /// The frontier of a patient's tree, as one value.
    #[derive(Default, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Tree(Frontier);

    chartkey_onchain::stored_as_one_cell!(Tree);

    impl AccessLog {
        /// An empty log without a writer. The deployer sets the writer once it is deployed.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self {
                deployer: Self::env().caller(),
                writer: None,
                trees: Mapping::new(),
                entries: Mapping::new(),
            }
        }

        /// Sets the log's one writer, once and for good.
        ///
        /// # Errors
        /// [`LogError::NotDeployer`], [`LogError::WriterAlreadySet`].
        #[ink(message)]
        pub fn set_writer(&mut self, writer: AccountId) -> Result<(), LogError> {
            if self.env().caller() != self.deployer {
                return Err(LogError::NotDeployer);
            }
            if self.writer.is_some() {
                return Err(LogError::WriterAlreadySet);
            }
            self.writer = Some(writer);
            self.env().emit_event(WriterSet { writer });
            Ok(())
        }

        /// The log's one writer, `None` until it is set.
        #[ink(message)]
        pub fn writer(&self) -> Option<AccountId> {
            self.writer
        }

        fn tree(&self, patient: &PatientId) -> Frontier {
            self.trees.get(patient).unwrap_or_default().0
        }
    }

    impl Log for AccessLog {
        #[ink(message)]
        fn append(
            &mut self,
            patient: Box<PatientId>,
            access: Encoded<Access>,
        ) -> Result<u32, LogError> {
            if self.writer != Some(self.env().caller()) {
                return Err(LogError::NotWriter);
            }
            if access.as_bytes().len() > MAX_ACCESS_BYTES {
                return Err(LogError::TooLong);
            }
            let mut tree = self.tree(&patient);
            let index = u32::try_from(tree.size()).map_err(|_| LogError::Full)?;
            // Together these are a `Leaf`, and what follows its index is the `Entry`.
            let entry = (self.env().block_timestamp(), access).encode();
            let mut leaf = (LEAF_VERSION, &*patient, index).encode();
            leaf.extend_from_slice(&entry);
            tree.append::<HostSha256>(leaf_hash::<HostSha256>(&leaf))
                .map_err(|_| LogError::Full)?;
            self.entries.insert((&*patient, index), &Encoded::from_bytes(entry));
            self.trees.insert(&*patient, &Tree(tree));
            conclude(Ok(index))
        }

        #[ink(message)]
        fn entry(&self, patient: Box<PatientId>, index: u32) -> Option<Encoded<Entry>> {
            self.entries.get((&*patient, index))
        }

        #[ink(message)]
        fn entries(
            &self,
            patient: Box<PatientId>,
            from: u32,
            limit: u32,
        ) -> Result<Vec<Encoded<Entry>>, LogError> {
            if limit > MAX_PAGE {
                return Err(LogError::LimitTooLarge);
            }
            Ok((from..from.saturating_add(limit))
                .map_while(|index| self.entries.get((&*patient, index)))
                .collect())
        }

        #[ink(message)]
        fn head(&self, patient: Box<PatientId>) -> Head {
            let tree = self.tree(&patient);
            Head { size: tree.size(), root: tree.root::<HostSha256>() }
        }
    }
}
