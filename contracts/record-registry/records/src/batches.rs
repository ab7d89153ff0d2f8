//! Batches: heads of organizations' trees, and leaves of them that are put on record.

use chartkey_interfaces::{
    batches::{
        Admitted, Anchored, BatchError, BatchHead, Place, RecordLeaf, TreeBegun, TreeId, TreeKind,
        MAX_GROWTH, RECORD_LEAF_VERSION,
    },
    registry::{Registered, RegistryError},
};
use chartkey_merkle::{leaf_hash, verify_consistency, verify_inclusion, Hash};
use chartkey_onchain::{Encoded, HostSha256};
use chartkey_vocabulary::{Account, OrgId, Timestamp};
use ink::prelude::{boxed::Box, vec};

use crate::{Calls, Records};

/// How many bytes of bits for admitted leaves are kept as one value.
pub(crate) const PAGE_BYTES: usize = 128;

/// How many leaves they are for.
const PAGE_LEAVES: u64 = 8 * PAGE_BYTES as u64;

impl Records {
    /// The caller's organization anchors a larger tree. Returns the head's number, from 0.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`BatchError::OtherTree`], [`BatchError::NotLarger`],
    /// [`BatchError::GrowthTooLarge`], [`BatchError::Proof`], [`BatchError::HeadsUsedUp`].
    pub fn anchor(
        &mut self,
        caller: &Account,
        now: Timestamp,
        tree: &TreeId,
        size: u64,
        root: Hash,
        proof: &[Hash],
    ) -> Result<(u32, Anchored), RegistryError> {
        self.ensure_running()?;
        let member = self.active_member(caller, tree.organization)?;
        if !member.roles.contains(tree.kind.anchored_by().into()) {
            return Err(RegistryError::RoleMissing);
        }
        let open = self.open_page(tree.organization, tree.kind);
        if tree.number != open.tree {
            return Err(BatchError::OtherTree.into());
        }
        let (last_size, last_root) = open.last();
        match size.checked_sub(last_size) {
            None | Some(0) => return Err(BatchError::NotLarger.into()),
            Some(growth) if growth > MAX_GROWTH => return Err(BatchError::GrowthTooLarge.into()),
            _ => {}
        }
        let extends = if last_size == 0 {
            proof.is_empty()
        } else {
            verify_consistency::<HostSha256>(last_size, size, last_root, root, proof).is_ok()
        };
        if !extends {
            return Err(BatchError::Proof.into());
        }
        let number = open.next;
        let next = number.checked_add(1).ok_or(BatchError::HeadsUsedUp)?;
        let head = BatchHead { size, root, anchored_at: now };
        self.push_head(&open, next, tree, &head);
        Ok((number, Anchored { tree: *tree, number, head }))
    }

    /// An organization begins its next tree of this kind, for which its directory has been asked.
    ///
    /// # Errors
    /// [`BatchError::HeadsUsedUp`].
    pub(crate) fn begin_tree(
        &mut self,
        organization: OrgId,
        kind: TreeKind,
    ) -> Result<TreeBegun, RegistryError> {
        let open = self.open_page(organization, kind);
        let number = open.tree.checked_add(1).ok_or(BatchError::HeadsUsedUp)?;
        self.begin(&open, number, &TreeId { organization, kind, number: open.tree });
        Ok(TreeBegun { organization, kind, number })
    }

    /// The number of the tree that an organization anchors in now.
    #[must_use]
    pub fn current_tree(&self, organization: OrgId, kind: TreeKind) -> u32 {
        self.open_page(organization, kind).tree
    }

    /// Checks that a leaf is in an organization's tree.
    ///
    /// # Errors
    /// [`BatchError::UnknownHead`], [`BatchError::Proof`].
    pub fn includes(
        &self,
        tree: &TreeId,
        leaf_hash: Hash,
        place: &Place,
    ) -> Result<(), RegistryError> {
        let (size, root) = self.head(tree, place.head).ok_or(BatchError::UnknownHead)?;
        verify_inclusion::<HostSha256>(leaf_hash, place.index, size, &place.proof, root)
            .map_err(|_| BatchError::Proof.into())
    }

    /// A leaf of a tree of documents of the caller's organization is put on record, once, when it
    /// may register it. What had to be kept when it was anchored may have had its time since.
    /// Returns the record's id.
    ///
    /// # Errors
    /// Those of [`Self::register`] and [`Self::includes`], [`BatchError::Proof`] also for bytes
    /// that are no leaf, [`BatchError::AlreadyAdmitted`].
    pub fn admit(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        place: &Place,
        leaf: &Encoded<RecordLeaf>,
    ) -> Result<(u32, Registered, Admitted), RegistryError> {
        let mut data = vec![RECORD_LEAF_VERSION];
        data.extend_from_slice(leaf.as_bytes());
        let RecordLeaf { organization, tree, patient, record, .. } =
            leaf.value().map_err(|_| BatchError::Proof)?;
        let category = record.document.category.into();
        let epochs = self.right_to_append(calls, caller, &patient, organization, category)?;
        let id = TreeId { organization, kind: TreeKind::Documents, number: tree };
        self.includes(&id, leaf_hash::<HostSha256>(&data), place)?;
        let index = place.index;
        self.mark_admitted(organization, tree, index)?;
        let issuer = Some(organization);
        let (id, registered) =
            self.put_on_record(caller, now, &patient, vec![record], issuer, None, &epochs, 0)?;
        let patient = Box::new(patient);
        Ok((id, registered, Admitted { patient, record: id, organization, tree, index }))
    }

    fn mark_admitted(
        &mut self,
        organization: OrgId,
        tree: u32,
        index: u64,
    ) -> Result<(), BatchError> {
        let key = (organization, tree, index / PAGE_LEAVES);
        let mut bits = self.admitted.get(key).unwrap_or([0; PAGE_BYTES]);
        let within = index % PAGE_LEAVES;
        let mask = 1_u8 << (within % 8);
        // Always there: the index within a page is below the number of its bits.
        if let Some(byte) = usize::try_from(within / 8).ok().and_then(|byte| bits.get_mut(byte)) {
            if *byte & mask != 0 {
                return Err(BatchError::AlreadyAdmitted);
            }
            *byte |= mask;
        }
        self.admitted.insert(key, &bits);
        Ok(())
    }
}
