//! The Merkle tree of RFC 6962 and RFC 9162, cut in two.
//!
//! **What a contract stores** is a [`Frontier`]: the size of a tree and the roots of its
//! perfect subtrees, at most 64 hashes. That is enough to append a leaf and to say the root,
//! and nothing else is needed on chain.
//!
//! **What anybody checks** is a proof: [`verify_inclusion`] says that a leaf is under a root,
//! [`verify_consistency`] that a tree only grew. A contract may call both, as may a phone.
//! Whoever holds all the leaves makes the proofs with a [`Tree`].
//!
//! The hash is SHA-256 with the two prefixes of RFC 9162, section 2.1.1: `0x00` before a leaf
//! and `0x01` before two children, so that a node can never be passed off as a leaf. The
//! function itself is plugged in through [`Sha256`]: a contract names its chain's host
//! function, everyone else `SoftwareSha256` (feature `sha2`). Proofs and roots are those of
//! Certificate Transparency, so any of its verifiers can check them.
//!
//! # Sizes come from whoever vouches for the root
//!
//! A root does not commit to the size of its tree. The proof that leaf 0 is in a tree of three
//! leaves also verifies when a size of four is claimed, because the path from leaf 0 has the
//! same shape in both. So take the size from the source of the root, never from the prover.
//!
//! # Example
//!
#![cfg_attr(feature = "sha2", doc = "```")]
#![cfg_attr(not(feature = "sha2"), doc = "```ignore")]
//! use chartkey_merkle::{leaf_hash, verify_inclusion, Frontier, SoftwareSha256, Tree};
//!
//! let mut frontier = Frontier::default();
//! let mut tree = Tree::<SoftwareSha256>::new();
//! for entry in ["opened", "denied", "opened again"] {
//!     let leaf = leaf_hash::<SoftwareSha256>(entry.as_bytes());
//!     frontier.append::<SoftwareSha256>(leaf)?;
//!     tree.append(leaf);
//! }
//!
//! let root = frontier.root::<SoftwareSha256>();
//! assert_eq!(tree.root(3), Some(root));
//!
//! let leaf = leaf_hash::<SoftwareSha256>(b"denied");
//! let proof = tree.inclusion_proof(1, 3).ok_or("there is no leaf 1")?;
//! verify_inclusion::<SoftwareSha256>(leaf, 1, frontier.size(), &proof, root)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod frontier;
mod hash;
mod proof;
mod tree;

pub use frontier::{Frontier, TreeFull};
#[cfg(feature = "sha2")]
pub use hash::SoftwareSha256;
pub use hash::{empty_root, leaf_hash, node_hash, Hash, Sha256};
pub use proof::{verify_consistency, verify_inclusion, ProofError};
pub use tree::Tree;
