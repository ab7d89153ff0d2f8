//! Batches: heads of organizations' trees, and leaves of them that are put on record.

use chartkey_interfaces::{
    batches::{Admitted, Anchored, BatchError, BatchHead, Place, RecordLeaf},
    registry::RegistryError,
    HostSha256, MAX_PAGE,
};
use chartkey_merkle::{leaf_hash, verify_consistency, verify_inclusion, Hash};
use chartkey_policy::OrgId;
use ink::{
    env::DefaultEnvironment,
    prelude::{boxed::Box, vec, vec::Vec},
};

use crate::{now, Records};

/// How many bytes of bits for admitted leaves are kept as one value.
pub(crate) const PAGE_BYTES: usize = 128;

/// How many leaves they are for.
const PAGE_LEAVES: u64 = 8 * PAGE_BYTES as u64;

impl Records {
    /// The caller's organization anchors a larger tree. Returns the head's number, from 0.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`BatchError::NotLarger`], [`BatchError::Proof`],
    /// [`BatchError::HeadsUsedUp`].
    pub fn anchor(&mut self, size: u64, root: Hash, proof: &[Hash]) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let organization = self.issuing_organization()?;
        let number = self.head_counts.get(organization).unwrap_or(0);
        let last = number.checked_sub(1).and_then(|last| self.heads.get((organization, last)));
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
        let count = number.checked_add(1).ok_or(BatchError::HeadsUsedUp)?;
        let head = BatchHead { size, root, anchored_at: now() };
        self.heads.insert((organization, number), &head);
        self.head_counts.insert(organization, &count);
        ink::env::emit_event::<DefaultEnvironment, _>(Anchored { organization, number, head });
        Ok(number)
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
        if limit > MAX_PAGE {
            return Err(RegistryError::LimitTooLarge);
        }
        Ok((from..from.saturating_add(limit))
            .map_while(|number| self.heads.get((organization, number)))
            .collect())
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
        let head = self.heads.get((organization, place.head)).ok_or(BatchError::UnknownHead)?;
        verify_inclusion::<HostSha256>(leaf_hash, place.index, head.size, &place.proof, head.root)
            .map_err(|_| BatchError::Proof.into())
    }

    /// A leaf of the tree of the caller's organization is put on record, once, when it may
    /// register it. Returns the record's id.
    ///
    /// # Errors
    /// Those of [`Self::register`] and [`Self::includes`], [`RegistryError::NotIssuer`],
    /// [`BatchError::AlreadyAdmitted`].
    pub fn admit(&mut self, leaf: RecordLeaf, place: &Place) -> Result<u32, RegistryError> {
        let category = leaf.record.document.category.into();
        let (organization, epochs) = self.right_to_append(&leaf.patient, category)?;
        if leaf.organization != organization {
            return Err(RegistryError::NotIssuer);
        }
        self.includes(organization, leaf_hash::<HostSha256>(&leaf.data()), place)?;
        self.mark_admitted(organization, place.index)?;
        let patient = leaf.patient;
        let record =
            self.put_on_record(&patient, vec![leaf.record], Some(organization), &epochs)?;
        let patient = Box::new(patient);
        let admitted = Admitted { patient, record, organization, index: place.index };
        ink::env::emit_event::<DefaultEnvironment, _>(admitted);
        Ok(record)
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
