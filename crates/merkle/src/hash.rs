//! The hashes of RFC 9162, section 2.1.1.

use alloc::vec::Vec;

/// A SHA-256 digest, 32 bytes: the hash of a leaf, of a subtree or of a whole tree.
pub type Hash = [u8; 32];

/// The byte before the data of a leaf.
const LEAF_PREFIX: u8 = 0x00;

/// The byte before the hashes of two children.
const NODE_PREFIX: u8 = 0x01;

/// SHA-256 as somebody provides it: a chain's host function or a library.
pub trait Sha256 {
    /// The SHA-256 digest of `data`, without any prefix.
    fn sha256(data: &[u8]) -> Hash;
}

/// SHA-256 in software, for clients and tests.
#[cfg(feature = "sha2")]
#[derive(Clone, Copy, Debug)]
pub enum SoftwareSha256 {}

#[cfg(feature = "sha2")]
impl Sha256 for SoftwareSha256 {
    fn sha256(data: &[u8]) -> Hash {
        use sha2::Digest;
        sha2::Sha256::digest(data).into()
    }
}

/// The hash of a leaf with this data: SHA-256 of `0x00` and the data (RFC 9162, section
/// 2.1.1).
#[must_use]
pub fn leaf_hash<H: Sha256>(data: &[u8]) -> Hash {
    let mut input = Vec::with_capacity(data.len().saturating_add(1));
    input.push(LEAF_PREFIX);
    input.extend_from_slice(data);
    H::sha256(&input)
}

/// The hash of a node with these children: SHA-256 of `0x01`, the left and the right child
/// (RFC 9162, section 2.1.1).
#[must_use]
pub fn node_hash<H: Sha256>(left: &Hash, right: &Hash) -> Hash {
    Node::new().hash::<H>(left, right)
}

/// What is hashed of a node: the prefix, the left and the right child. One serves for all nodes
/// of a proof.
pub(crate) struct Node([u8; 65]);

impl Node {
    /// A node whose children are to be named.
    pub(crate) fn new() -> Self {
        Self([NODE_PREFIX; 65])
    }

    /// The hash of the node with these children.
    pub(crate) fn hash<H: Sha256>(&mut self, left: &Hash, right: &Hash) -> Hash {
        let [_, children @ ..] = &mut self.0;
        let (first, second) = children.split_at_mut(32);
        first.copy_from_slice(left);
        second.copy_from_slice(right);
        H::sha256(&self.0)
    }
}

/// The root of the tree without leaves: SHA-256 of nothing (RFC 9162, section 2.1.1).
#[must_use]
pub fn empty_root<H: Sha256>() -> Hash {
    H::sha256(&[])
}
