//! Trees of batches and of release logs: who anchors them, and how far a stolen key gets.

mod admitting;
mod anchoring;
mod stolen_keys;

use chartkey_interfaces::batches::{
    BatchError, BatchHead, Place, RecordLeaf, TreeBegun, TreeId, TreeKind, MAX_GROWTH,
};
use chartkey_merkle::{leaf_hash, Hash, Tree};
use chartkey_onchain::HostSha256;

use super::*;

type Sha = HostSha256;

/// Who anchors the first house's release log, and does nothing else.
const KAI: Account = [14; 32];

const DOCUMENTS: TreeId = documents(0);
const RELEASES: TreeId = TreeId { organization: HOUSE, kind: TreeKind::Releases, number: 0 };

const fn documents(number: u32) -> TreeId {
    TreeId { organization: HOUSE, kind: TreeKind::Documents, number }
}

/// The usual registry, with Kai.
fn registry() -> Records {
    let mut records = super::registry();
    set_practitioner(&mut records, KAI, serving(HOUSE, &[Role::Keeper]));
    records
}

/// A leaf of the first house's tree of this number.
fn leaf_of(tree: u32, salt: u8) -> RecordLeaf {
    let record = document().into();
    RecordLeaf { organization: HOUSE, tree, patient: CHART, record, salt: [salt; 32] }
}

/// A leaf of the first house's first tree.
fn leaf(salt: u8) -> RecordLeaf {
    leaf_of(0, salt)
}

/// A tree of this many such leaves.
fn tree_of(number: u32, size: u8) -> Tree<Sha> {
    Tree::from_leaf_hashes((0..size).map(|salt| leaf_hash::<Sha>(&leaf_of(number, salt).data())))
}

/// Anchors a tree of leaves of the house's first one, after one of `before` leaves.
fn anchor(
    records: &mut Records,
    caller: &Account,
    id: TreeId,
    before: u64,
    size: u8,
) -> Result<u32, RegistryError> {
    let tree = tree_of(0, size);
    let size = u64::from(size);
    let proof = if before == 0 { vec![] } else { tree.consistency_proof(before, size).unwrap() };
    anchor_head(records, caller, id, (size, tree.root(size).unwrap()), &proof)
}

fn anchor_head(
    records: &mut Records,
    caller: &Account,
    id: TreeId,
    (size, root): (u64, Hash),
    proof: &[Hash],
) -> Result<u32, RegistryError> {
    let (number, anchored) = records.anchor(caller, NOW, &id, size, root, proof)?;
    let head = BatchHead { size, root, anchored_at: NOW };
    assert_eq!((anchored.tree, anchored.number, anchored.head), (id, number, head));
    Ok(number)
}

/// The directory says that the first house's admin begins its next tree of documents.
fn begin_tree(records: &mut Records) -> u32 {
    let note = Note::NextTree(HOUSE, TreeKind::Documents);
    let TreeBegun { organization, kind, number } = records.note(&DIRECTORY, note).unwrap().unwrap();
    assert_eq!((organization, kind), (HOUSE, TreeKind::Documents));
    number
}

/// Where a leaf stands in a tree of three, whose head has this number.
fn place_in(number: u32, head: u32, index: u64) -> Place {
    Place { head, index, proof: tree_of(number, 3).inclusion_proof(index, 3).unwrap() }
}

fn place(index: u64) -> Place {
    place_in(0, 0, index)
}

fn admit(
    records: &mut Records,
    caller: &Account,
    leaf: &RecordLeaf,
    place: &Place,
) -> Result<u32, RegistryError> {
    let leaf = Encoded::of(leaf);
    records.admit(&Others::new(), caller, NOW, place, &leaf).map(|(record, ..)| record)
}

/// The sizes of a tree's heads.
fn sizes(records: &Records, tree: TreeId, from: u32, limit: u32) -> Vec<u64> {
    let heads = records.heads(&tree, from, limit).unwrap().value().unwrap();
    heads.iter().map(|head| head.size).collect()
}
