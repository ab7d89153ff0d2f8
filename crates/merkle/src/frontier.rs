//! What has to be kept of a tree in order to append to it.

use alloc::vec::Vec;
use core::{error, fmt};

use scale::{Decode, Encode};

use crate::{empty_root, node_hash, Hash, Sha256};

/// The right edge of a tree: its size and the roots of its perfect subtrees, called peaks.
///
/// A tree of `size` leaves falls apart into one perfect subtree for each bit that is set in
/// `size`, the largest on the left. So there are as many peaks as set bits, at most 64, and
/// the frontier takes at most 8 + 1 + 64 × 32 bytes as one SCALE value. The default is the
/// empty tree.
///
/// Decoding does not count the peaks. A value from anywhere but one's own storage has to pass
/// [`Frontier::is_well_formed`] before it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree whose size and peaks are known, the largest peak first. `None`
    /// if there are not as many peaks as set bits in `size`.
    #[must_use]
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        let frontier = Self { size, peaks };
        frontier.is_well_formed().then_some(frontier)
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, from the largest (the oldest leaves) to the
    /// smallest.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Whether there are as many peaks as set bits in the size. Every frontier that was not
    /// decoded from foreign bytes is well formed.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        u32::try_from(self.peaks.len()) == Ok(self.size.count_ones())
    }

    /// Appends a leaf, given its [`leaf_hash`](crate::leaf_hash), and returns its index,
    /// counted from 0.
    ///
    /// # Errors
    ///
    /// [`TreeFull`] if the size is `u64::MAX`; the frontier stays as it was.
    pub fn append<H: Sha256>(&mut self, leaf: Hash) -> Result<u64, TreeFull> {
        let index = self.size;
        let size = index.checked_add(1).ok_or(TreeFull)?;
        // Each trailing set bit of the old size is a subtree as large as the one that is being
        // completed, from the smallest on.
        let mut subtrees = index;
        let mut peak = leaf;
        while subtrees & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            peak = node_hash::<H>(&left, &peak);
            subtrees >>= 1;
        }
        self.peaks.push(peak);
        self.size = size;
        Ok(index)
    }

    /// The root of the tree (RFC 9162, section 2.1.1). The definition splits off the largest
    /// perfect subtree on the left and recurses to the right, so the peaks are joined from the
    /// smallest on.
    #[must_use]
    pub fn root<H: Sha256>(&self) -> Hash {
        let Some((smallest, larger)) = self.peaks.split_last() else {
            return empty_root::<H>();
        };
        let mut root = *smallest;
        for peak in larger.iter().rev() {
            root = node_hash::<H>(peak, &root);
        }
        root
    }
}

/// The tree holds `u64::MAX` leaves and takes no more. Start another tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeFull;

impl fmt::Display for TreeFull {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the tree is full")
    }
}

impl error::Error for TreeFull {}
