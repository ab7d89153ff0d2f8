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
    tails: Mapping<PatientId, Tail, ManualKey<0x6c6f_6701>>,
    pages: Mapping<(PatientId, u32), Page, ManualKey<0x6c6f_6702>>,
}

/// A page holds 2 to the power of this many entries, 16.
const PAGE_BITS: u32 = 4;

/// The place of the last entry of a page, and the bits of an index that are its place.
const LAST_PLACE: u32 = 15;

/// The right edge of a patient's log, as one value: the frontier of the tree, and the page that is
/// being filled.
#[derive(Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
struct Tail {
    frontier: Frontier,
    page: Page,
}

/// Entries in a row, each behind its length in bytes, as a `u16`, least significant byte first.
#[derive(Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
struct Page(Vec<u8>);

chartkey_onchain::stored_as_one_cell!(Tail, Page);

impl Page {
    /// Puts an entry behind the others: a time and at most [`MAX_ACCESS_BYTES`].
    fn push(&mut self, entry: &Encoded<Entry>) {
        let length = u16::try_from(entry.as_bytes().len()).unwrap_or_default();
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(entry.as_bytes());
    }

    /// The entry at this place, from 0.
    fn entry(&self, place: u32) -> Option<Encoded<Entry>> {
        let mut rest = self.0.as_slice();
        for place in (0..=place).rev() {
            let (length, behind) = rest.split_first_chunk()?;
            let (entry, behind) = behind.split_at_checked(u16::from_le_bytes(*length).into())?;
            if place == 0 {
                return Some(Encoded::from_bytes(entry.to_vec()));
            }
            rest = behind;
        }
        None
    }
}

impl Logs {
    /// Empty logs without a writer.
    #[must_use]
    pub fn new(deployer: Account) -> Self {
        Self {
            deployer: deployer.into(),
            writer: None,
            tails: Mapping::new(),
            pages: Mapping::new(),
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
        let Tail { mut frontier, mut page } = self.tail(patient);
        let index = u32::try_from(frontier.size()).map_err(|_| LogError::Full)?;
        // Together these are an `Entry`, and then a `Leaf`.
        let entry = Encoded::from_bytes((now, access).encode());
        let leaf = (LEAF_VERSION, patient, index, &entry).encode();
        frontier
            .append::<HostSha256>(leaf_hash::<HostSha256>(&leaf))
            .map_err(|_| LogError::Full)?;
        page.push(&entry);
        if index & LAST_PLACE == LAST_PLACE {
            self.pages.insert((patient, index >> PAGE_BITS), &page);
            page = Page::default();
        }
        self.tails.insert(patient, &Tail { frontier, page });
        Ok(index)
    }

    /// One entry of a patient's log, `None` past the end.
    #[must_use]
    pub fn entry(&self, patient: &PatientId, index: u32) -> Option<Encoded<Entry>> {
        let number = index >> PAGE_BITS;
        let page = match self.pages.get((patient, number)) {
            Some(page) => page,
            None => {
                let Tail { frontier, page } = self.tail(patient);
                (frontier.size() >> PAGE_BITS == u64::from(number)).then_some(page)?
            }
        };
        page.entry(index & LAST_PLACE)
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
        let Tail { frontier, .. } = self.tail(patient);
        Head { size: frontier.size(), root: frontier.root::<HostSha256>() }
    }

    fn tail(&self, patient: &PatientId) -> Tail {
        self.tails.get(patient).unwrap_or_default()
    }
}
