//! The log of every patient.

use chartkey_interfaces::log::{
    Access, Entry, Head, LogError, WriterSet, LEAF_VERSION, MAX_ACCESS_BYTES,
};
use chartkey_merkle::{leaf_hash, Frontier};
use chartkey_onchain::{page_of, Encoded, HostSha256};
use chartkey_vocabulary::{Account, PatientId, Timestamp};
use ink::{
    prelude::vec::Vec,
    primitives::AccountId,
    storage::{traits::ManualKey, Mapping},
};
use scale::Encode;

/// The log of every patient, and who writes it.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Logs {
    deployer: AccountId,
    writer: Option<AccountId>,
    trees: Mapping<PatientId, Tree, ManualKey<0x6c6f_6701>>,
    entries: Mapping<(PatientId, u32), Encoded<Entry>, ManualKey<0x6c6f_6702>>,
}

/// The frontier of a patient's tree, as one value.
#[derive(Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
struct Tree(Frontier);

chartkey_onchain::stored_as_one_cell!(Tree);

impl Logs {
    /// Empty logs without a writer.
    #[must_use]
    pub fn new(deployer: Account) -> Self {
        Self {
            deployer: deployer.into(),
            writer: None,
            trees: Mapping::new(),
            entries: Mapping::new(),
        }
    }

    /// The deployer sets the one writer, once and for good.
    ///
    /// # Errors
    /// [`LogError::NotDeployer`], [`LogError::WriterAlreadySet`].
    pub fn set_writer(
        &mut self,
        caller: &Account,
        writer: AccountId,
    ) -> Result<WriterSet, LogError> {
        if self.deployer != AccountId::from(*caller) {
            return Err(LogError::NotDeployer);
        }
        if self.writer.is_some() {
            return Err(LogError::WriterAlreadySet);
        }
        self.writer = Some(writer);
        Ok(WriterSet { writer })
    }

    /// The one writer, `None` until it is set.
    #[must_use]
    pub fn writer(&self) -> Option<AccountId> {
        self.writer
    }

    /// The writer appends an access to a patient's log, as it came. Returns its index.
    ///
    /// # Errors
    /// [`LogError::NotWriter`], [`LogError::TooLong`], [`LogError::Full`].
    pub fn append(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        access: Encoded<Access>,
    ) -> Result<u32, LogError> {
        if self.writer != Some(AccountId::from(*caller)) {
            return Err(LogError::NotWriter);
        }
        if access.as_bytes().len() > MAX_ACCESS_BYTES {
            return Err(LogError::TooLong);
        }
        let mut tree = self.tree(patient);
        let index = u32::try_from(tree.size()).map_err(|_| LogError::Full)?;
        // Together these are an `Entry`, and then a `Leaf`.
        let entry = Encoded::from_bytes((now, access).encode());
        let leaf = (LEAF_VERSION, patient, index, &entry).encode();
        tree.append::<HostSha256>(leaf_hash::<HostSha256>(&leaf)).map_err(|_| LogError::Full)?;
        self.entries.insert((patient, index), &entry);
        self.trees.insert(patient, &Tree(tree));
        Ok(index)
    }

    /// One entry of a patient's log, `None` past the end.
    #[must_use]
    pub fn entry(&self, patient: &PatientId, index: u32) -> Option<Encoded<Entry>> {
        self.entries.get((patient, index))
    }

    /// The entries from index `from` on, in order, at most `limit` of them.
    ///
    /// # Errors
    /// [`LogError::LimitTooLarge`].
    pub fn entries(
        &self,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<Encoded<Entry>>, LogError> {
        page_of(from, limit, |index| self.entry(patient, index)).ok_or(LogError::LimitTooLarge)
    }

    /// The head of a patient's tree; the empty tree's for a patient without entries.
    #[must_use]
    pub fn head(&self, patient: &PatientId) -> Head {
        let tree = self.tree(patient);
        Head { size: tree.size(), root: tree.root::<HostSha256>() }
    }

    fn tree(&self, patient: &PatientId) -> Frontier {
        self.trees.get(patient).unwrap_or_default().0
    }
}
