//! Proofs and frontiers: against the definitions of the RFC, for sizes of all 64 bits, and for
//! whole small trees.

#[path = "../../crates/merkle/tests/reference/mod.rs"]
mod reference;

use chartkey_merkle::{
    empty_root, node_hash, verify_consistency, verify_inclusion, Frontier, Hash, ProofError,
    SoftwareSha256, Tree,
};
use scale::{Decode, Encode};

use self::reference::{consistency_steps, inclusion_steps, leaf, Leaves, Step};
use crate::canonical;

/// What an input is.
#[derive(Encode, Decode)]
pub enum Input {
    /// A proof that a leaf is in a tree.
    Inclusion(Inclusion),
    /// A proof that a tree extends another.
    Consistency(Consistency),
    /// The bytes that follow are a frontier and leaves.
    Frontier,
    /// A tree of so many leaves, two smaller sizes, and which bit of each proof to turn.
    Tree(u8, u8, u8, u16),
}

/// An inclusion as it comes. Where `root` is `None` it is the one that the proof leads to.
#[derive(Encode, Decode)]
#[allow(missing_docs)] // As the arguments of `verify_inclusion`.
pub struct Inclusion {
    pub leaf: Hash,
    pub index: u64,
    pub size: u64,
    pub root: Option<Hash>,
    pub proof: Vec<Hash>,
}

/// A consistency as it comes. Where `roots` is `None` they are those that the proof leads to.
#[derive(Encode, Decode)]
#[allow(missing_docs)] // As the arguments of `verify_consistency`.
pub struct Consistency {
    pub first_size: u64,
    pub second_size: u64,
    pub roots: Option<(Hash, Hash)>,
    pub proof: Vec<Hash>,
}

/// Runs one input.
pub fn run(mut data: &[u8]) {
    match canonical::<Input>(&mut data) {
        Some(Input::Inclusion(input)) => inclusion(&input),
        Some(Input::Consistency(input)) => consistency(&input),
        Some(Input::Frontier) => drop(frontier(data)),
        Some(Input::Tree(size, first, second, bit)) => tree(size, first, second, bit),
        None => {}
    }
}

fn join(left: &Hash, right: &Hash) -> Hash {
    node_hash::<SoftwareSha256>(left, right)
}

/// The steps without the one that names the beginning, if the proof has as many hashes.
fn fitting<'a>(steps: &[Step], hashes: &'a [Hash]) -> Result<&'a [Hash], ProofError> {
    match hashes.len().cmp(&steps.len()) {
        std::cmp::Ordering::Less => Err(ProofError::ProofTooShort),
        std::cmp::Ordering::Equal => Ok(hashes),
        std::cmp::Ordering::Greater => Err(ProofError::ProofTooLong),
    }
}

/// The root that a proof leads to.
fn included_root(input: &Inclusion) -> Result<Hash, ProofError> {
    let steps = inclusion_steps(input.index, input.size).ok_or(ProofError::IndexOutOfRange)?;
    let hashes = fitting(&steps, &input.proof)?;
    Ok(steps.iter().zip(hashes).fold(input.leaf, |node, (step, hash)| match step {
        Step::Left => join(hash, &node),
        _ => join(&node, hash),
    }))
}

fn inclusion(input: &Inclusion) {
    let computed = included_root(input);
    let root = input.root.or(computed.ok()).unwrap_or_default();
    let expected =
        computed.and_then(
            |computed| {
                if computed == root {
                    Ok(())
                } else {
                    Err(ProofError::RootMismatch)
                }
            },
        );
    let verify = |index, root| {
        verify_inclusion::<SoftwareSha256>(input.leaf, index, input.size, &input.proof, root)
    };
    assert_eq!(verify(input.index, root), expected);
}

/// The two roots that a proof leads to, for sizes that differ.
fn consistent_roots(input: &Consistency, first: Hash) -> Result<(Hash, Hash), ProofError> {
    let steps = consistency_steps(input.first_size, input.second_size).unwrap_or_default();
    let (begin, steps) = steps.split_first().expect("a proof begins somewhere");
    let (node, hashes) = match begin {
        Step::FirstRoot => (first, input.proof.as_slice()),
        _ => {
            let (node, hashes) = input.proof.split_first().ok_or(ProofError::ProofTooShort)?;
            (*node, hashes)
        }
    };
    let hashes = fitting(steps, hashes)?;
    Ok(steps.iter().zip(hashes).fold((node, node), |(first, second), (step, hash)| match step {
        Step::Left => (join(hash, &first), join(hash, &second)),
        _ => (first, join(&second, hash)),
    }))
}

fn consistency(input: &Consistency) {
    let (m, n) = (input.first_size, input.second_size);
    let (first, second) = input.roots.unwrap_or_default();
    let computed = match (m, n) {
        (0, _) => Err(ProofError::FirstTreeEmpty),
        _ if m > n => Err(ProofError::SizesReversed),
        _ if m == n && !input.proof.is_empty() => Err(ProofError::ProofTooLong),
        _ if m == n => Ok((first, first)),
        _ => consistent_roots(input, first),
    };
    let (first, second) = match input.roots {
        Some(_) => (first, second),
        None => computed.unwrap_or_default(),
    };
    let expected = computed.and_then(|computed| match computed {
        (one, _) if one != first => Err(ProofError::FirstRootMismatch),
        (_, other) if other != second => Err(ProofError::SecondRootMismatch),
        _ => Ok(()),
    });
    let answer = verify_consistency::<SoftwareSha256>(m, n, first, second, &input.proof);
    assert_eq!(answer, expected);
}

/// Appends leaves to whatever decodes to a frontier.
fn frontier(mut data: &[u8]) -> Option<()> {
    let mut frontier = canonical::<Frontier>(&mut data)?;
    loop {
        let (before, root) = (frontier.clone(), frontier.root::<SoftwareSha256>());
        let again = Frontier::from_parts(frontier.size(), frontier.peaks().to_vec());
        assert_eq!(again, frontier.is_well_formed().then(|| frontier.clone()));
        let leaf = canonical::<Hash>(&mut data)?;
        match frontier.append::<SoftwareSha256>(leaf) {
            Ok(index) => {
                assert_eq!((index, index + 1), (before.size(), frontier.size()));
                assert!(!before.is_well_formed() || frontier.is_well_formed());
                if before.is_well_formed() && before.size() > 0 {
                    assert_ne!(frontier.root::<SoftwareSha256>(), root);
                }
            }
            Err(_) => assert_eq!((before.size(), &frontier), (u64::MAX, &before)),
        }
    }
}

/// Everything that a whole tree says, against the definitions.
fn tree(size: u8, first: u8, second: u8, bit: u16) {
    let size = size % 80;
    let leaves = Leaves::new(size.into());
    let tree = Tree::<SoftwareSha256>::from_leaf_hashes((0..size.into()).map(leaf));
    let mut frontier = Frontier::default();
    for index in 0..size {
        assert_eq!(frontier.root::<SoftwareSha256>(), leaves.mth(0, index.into()));
        assert_eq!(frontier.append::<SoftwareSha256>(leaf(index.into())), Ok(index.into()));
    }
    assert_eq!(tree.root(0), Some(empty_root::<SoftwareSha256>()));
    assert_eq!(tree.root(u64::from(size) + 1), None);
    let second = second % size.max(1) + 1;
    let first = first % second + 1;
    if second > size {
        return;
    }
    let (m, n) = (usize::from(first), usize::from(second));
    let (first_root, root) = (leaves.mth(0, m), leaves.mth(0, n));
    assert_eq!(tree.root(n as u64), Some(root));

    let index = m - 1;
    let proof = tree.inclusion_proof(index as u64, n as u64).unwrap_or_default();
    assert_eq!(proof, leaves.path(index, 0, n));
    let included = |proof: &[Hash]| {
        verify_inclusion::<SoftwareSha256>(leaf(index), index as u64, n as u64, proof, root)
    };
    assert_eq!(included(&proof), Ok(()));
    turned(&proof, bit, |other| assert_eq!(included(other), Err(ProofError::RootMismatch)));

    let proof = tree.consistency_proof(m as u64, n as u64).unwrap_or_default();
    assert_eq!(proof, leaves.proof(m, n));
    let extended = |proof: &[Hash]| {
        verify_consistency::<SoftwareSha256>(m as u64, n as u64, first_root, root, proof)
    };
    assert_eq!(extended(&proof), Ok(()));
    turned(&proof, bit, |other| assert!(extended(other).is_err()));
}

/// The proof with one bit turned, unless it is empty.
fn turned(proof: &[Hash], bit: u16, check: impl FnOnce(&[Hash])) {
    let mut other = proof.to_vec();
    if let Some(hash) = other.get_mut(usize::from(bit >> 8) % proof.len().max(1)) {
        hash[usize::from(bit >> 3) % 32] ^= 1 << (bit % 8);
        check(&other);
    }
}
