//! Batches: heads of organizations' trees, and leaves of them that are put on record.

use chartkey_interfaces::{
    batches::{Admitted, Anchored, BatchError, BatchHead, Place, RecordLeaf},
    registry::{Registered, RegistryError},
};
use chartkey_merkle::{leaf_hash, verify_consistency, verify_inclusion, Hash};
use chartkey_onchain::{page_numbers, Encoded, HostSha256};
use chartkey_vocabulary::{Account, OrgId, Timestamp};
use ink::prelude::{boxed::Box, vec, vec::Vec};
use scale::{Decode, Encode};

use crate::{Calls, Records};

/// How many bytes of bits for admitted leaves are kept as one value.
pub(crate) const PAGE_BYTES: usize = 128;

/// How many leaves they are for.
const PAGE_LEAVES: u64 = 8 * PAGE_BYTES as u64;

/// How many heads are kept as one value.
const PAGE_HEADS: u32 = 8;

/// Where the page that is being filled is kept.
const OPEN_PAGE: u32 = u32::MAX;

/// How many bytes a page has before its heads: the next number, and how many heads there are.
const BEFORE_HEADS: usize = 5;

/// How many bytes a head has.
const HEAD_BYTES: usize = 48;

/// How many bytes a full page has.
const FULL_PAGE_BYTES: usize = BEFORE_HEADS + PAGE_HEADS as usize * HEAD_BYTES;

/// Heads that are kept as one value, at most [`PAGE_HEADS`] of them.
///
/// It is read and written as bytes: anchoring looks at the last head only.
#[derive(Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub(crate) struct HeadPage {
    /// The number of the head that comes after them.
    next: u32,
    heads: Vec<BatchHead>,
}

impl Records {
    /// The caller's organization anchors a larger tree. Returns the head's number, from 0.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`BatchError::NotLarger`], [`BatchError::Proof`],
    /// [`BatchError::HeadsUsedUp`].
    pub fn anchor(
        &mut self,
        caller: &Account,
        now: Timestamp,
        size: u64,
        root: Hash,
        proof: &[Hash],
    ) -> Result<(u32, Anchored), RegistryError> {
        self.ensure_running()?;
        let served = self.practitioner(caller).ok_or(RegistryError::NotPractitioner)?.organization;
        let organization = self.issuing_organization(caller, served)?;
        let (number, page) = self.open_page(organization);
        let last = number.checked_sub(1).and_then(|last| head_on(&page, last % PAGE_HEADS));
        if size <= last.map_or(0, |last| last.size) {
            return Err(BatchError::NotLarger.into());
        }
        match last {
            Some(last) => {
                verify_consistency::<HostSha256>(last.size, size, last.root, root, proof)
                    .map_err(|_| BatchError::Proof)?;
            }
            None if proof.is_empty() => {}
            None => return Err(BatchError::Proof.into()),
        }
        let mut before = heads_in(&page);
        if number % PAGE_HEADS == 0 && !before.is_empty() {
            self.heads.insert((organization, page_before(number)), &page);
            before = &[];
        }
        let head = BatchHead { size, root, anchored_at: now };
        let next = number.checked_add(1).ok_or(BatchError::HeadsUsedUp)?;
        // So few heads have their number in one byte, four times as large (SCALE, compact).
        let [count, ..] = (number % PAGE_HEADS).saturating_add(1).to_le_bytes();
        let mut page = Vec::with_capacity(FULL_PAGE_BYTES);
        (next, count << 2).encode_to(&mut page);
        page.extend_from_slice(before);
        head.encode_to(&mut page);
        self.heads.insert((organization, OPEN_PAGE), &Encoded::from_bytes(page));
        Ok((number, Anchored { organization, number, head }))
    }

    /// The number of an organization's next head, and the page that is being filled.
    fn open_page(&self, organization: OrgId) -> (u32, Encoded<HeadPage>) {
        let page = self.heads.get((organization, OPEN_PAGE)).unwrap_or_else(no_heads);
        (page.as_bytes().first_chunk().map_or(0, |next| u32::from_le_bytes(*next)), page)
    }

    /// The heads that an organization anchored, from this number on, at most `limit` of them.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn heads(
        &self,
        organization: OrgId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchHead>, RegistryError> {
        let end = page_numbers(from, limit).ok_or(RegistryError::LimitTooLarge)?.end;
        let mut heads = Vec::new();
        for index in from / PAGE_HEADS..=end / PAGE_HEADS {
            let page = self.page_of_heads(organization, index);
            let first = index.saturating_mul(PAGE_HEADS);
            let numbers = from.saturating_sub(first)..end.saturating_sub(first).min(PAGE_HEADS);
            heads.extend(numbers.map_while(|number| head_on(&page, number)));
        }
        Ok(heads)
    }

    /// A page of heads, from 0 on; an empty one where there is none.
    fn page_of_heads(&self, organization: OrgId, index: u32) -> Encoded<HeadPage> {
        let (next, open) = self.open_page(organization);
        if index == page_before(next) {
            return open;
        }
        self.heads.get((organization, index)).unwrap_or_else(no_heads)
    }

    /// Checks that a leaf is in an organization's tree.
    ///
    /// # Errors
    /// [`BatchError::UnknownHead`], [`BatchError::Proof`].
    pub fn includes(
        &self,
        organization: OrgId,
        leaf_hash: Hash,
        place: &Place,
    ) -> Result<(), RegistryError> {
        let page = self.page_of_heads(organization, place.head / PAGE_HEADS);
        let head = head_on(&page, place.head % PAGE_HEADS).ok_or(BatchError::UnknownHead)?;
        verify_inclusion::<HostSha256>(leaf_hash, place.index, head.size, &place.proof, head.root)
            .map_err(|_| BatchError::Proof.into())
    }

    /// A leaf of the tree of the caller's organization is put on record, once, when it may
    /// register it. Returns the record's id.
    ///
    /// # Errors
    /// Those of [`Self::register`] and [`Self::includes`], [`BatchError::AlreadyAdmitted`].
    pub fn admit(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        leaf: RecordLeaf,
        place: &Place,
    ) -> Result<(u32, Registered, Admitted), RegistryError> {
        let category = leaf.record.document.category.into();
        let organization = leaf.organization;
        let epochs = self.right_to_append(calls, caller, &leaf.patient, organization, category)?;
        self.includes(organization, leaf_hash::<HostSha256>(&leaf.data()), place)?;
        self.mark_admitted(organization, place.index)?;
        let patient = leaf.patient;
        let (record, registered) = self.put_on_record(
            caller,
            now,
            &patient,
            vec![leaf.record],
            Some(organization),
            None,
            &epochs,
            // What had to be kept when it was anchored may have had its time since.
            0,
        )?;
        let patient = Box::new(patient);
        let admitted = Admitted { patient, record, organization, index: place.index };
        Ok((record, registered, admitted))
    }

    fn mark_admitted(&mut self, organization: OrgId, index: u64) -> Result<(), BatchError> {
        let page = index / PAGE_LEAVES;
        let mut bits = self.admitted.get((organization, page)).unwrap_or([0; PAGE_BYTES]);
        let within = index % PAGE_LEAVES;
        let mask = 1_u8 << (within % 8);
        // Always there: the index within a page is below the number of its bits.
        if let Some(byte) = usize::try_from(within / 8).ok().and_then(|byte| bits.get_mut(byte)) {
            if *byte & mask != 0 {
                return Err(BatchError::AlreadyAdmitted);
            }
            *byte |= mask;
        }
        self.admitted.insert((organization, page), &bits);
        Ok(())
    }
}

/// The page with the last head before this number.
fn page_before(number: u32) -> u32 {
    number.saturating_sub(1) / PAGE_HEADS
}

/// The bytes of the heads on a page.
fn heads_in(page: &Encoded<HeadPage>) -> &[u8] {
    page.as_bytes().get(BEFORE_HEADS..).unwrap_or_default()
}

/// One of the heads on a page, from 0 on.
fn head_on(page: &Encoded<HeadPage>, number: u32) -> Option<BatchHead> {
    let byte = (number as usize).checked_mul(HEAD_BYTES)?;
    BatchHead::decode(&mut heads_in(page).get(byte..)?).ok()
}

fn no_heads() -> Encoded<HeadPage> {
    Encoded::from_bytes(Vec::new())
}
