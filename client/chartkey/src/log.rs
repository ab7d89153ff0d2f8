//! A patient's check of a log: every entry is under the head, and the log only grew.
//!
//! ```
//! use chartkey::interfaces::log::{Access, Entry, Head, Outcome, Subject};
//! use chartkey::log::{leaf_hash_of, verify, Unproven};
//! use chartkey::policy::{Basis, Ground};
//! use chartkey::vocabulary::{PatientId, Purpose};
//!
//! let patient = PatientId([7; 32]);
//! let access = Access {
//!     actor: [1; 32],
//!     organization: None,
//!     subject: Subject::Records(vec![0]),
//!     purpose: Purpose::PatientRequest,
//!     outcome: Outcome::Permit(vec![Ground { count: 1, basis: Basis::Controller }]),
//!     justification: None,
//! };
//! let entry = Entry { time: 1_767_225_600_000, access };
//! // Both come from the chain. The root of one leaf is that leaf's hash.
//! let head = Head { size: 1, root: leaf_hash_of(patient, 0, &entry) };
//! assert_eq!(verify(patient, &[entry], &head, None), Ok(1));
//!
//! let hidden = verify(patient, &[], &head, None);
//! assert_eq!(hidden, Err(Unproven::Size { entries: 0, head: 1 }));
//! ```

use chartkey_interfaces::log::{Entry, Head, Leaf, LEAF_VERSION};
use chartkey_merkle::{
    leaf_hash, verify_consistency, verify_inclusion, Hash, ProofError, SoftwareSha256, Tree,
};
use chartkey_vocabulary::PatientId;
use scale::Encode;
use thiserror::Error;

/// Why a log is not what its head commits to: the entries or the head were altered on the way, or
/// the log itself. Ask another node, and keep what you were given as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unproven {
    /// There are more or fewer entries than the head says.
    #[error("{entries} entries were given, the head has {head}")]
    Size {
        /// How many entries were given.
        entries: u64,
        /// How many the head has.
        head: u64,
    },
    /// The entries lead to another root.
    #[error("the entries lead to another root than the head's")]
    Root,
    /// An entry is not under the head.
    #[error("entry {index}: {error}")]
    Entry {
        /// Its index.
        index: u64,
        /// What is wrong with its inclusion proof.
        error: ProofError,
    },
    /// The log has fewer entries than it had.
    #[error("the log is shorter than it was")]
    Shorter,
    /// The log had other entries.
    #[error("since {size} entries: {error}")]
    Rewritten {
        /// How many entries it had.
        size: u64,
        /// What is wrong with the consistency proof.
        error: ProofError,
    },
}

/// The hash of the leaf of an entry, by RFC 9162, section 2.1.1. The index counts from 0.
#[must_use]
pub fn leaf_hash_of(patient: PatientId, index: u32, entry: &Entry) -> Hash {
    let leaf = Leaf { version: LEAF_VERSION, patient, index, entry: entry.clone() };
    leaf_hash::<SoftwareSha256>(&leaf.encode())
}

/// Checks these entries, read from the chain, against the head, read from the chain, and the
/// head against one that the patient wrote down earlier. Returns how many inclusion proofs
/// verified: one per entry.
///
/// # Errors
/// Every [`Unproven`].
pub fn verify(
    patient: PatientId,
    entries: &[Entry],
    head: &Head,
    remembered: Option<&Head>,
) -> Result<u64, Unproven> {
    let leaves: Vec<_> =
        (0..).zip(entries).map(|(index, entry)| leaf_hash_of(patient, index, entry)).collect();
    let tree = Tree::<SoftwareSha256>::from_leaf_hashes(leaves.iter().copied());
    if tree.size() != head.size {
        return Err(Unproven::Size { entries: tree.size(), head: head.size });
    }
    if tree.root(tree.size()) != Some(head.root) {
        return Err(Unproven::Root);
    }
    for (index, leaf) in (0..).zip(leaves) {
        let proof = tree.inclusion_proof(index, head.size).ok_or(Unproven::Root)?;
        verify_inclusion::<SoftwareSha256>(leaf, index, head.size, &proof, head.root)
            .map_err(|error| Unproven::Entry { index, error })?;
    }
    // What begins with nothing is always consistent.
    if let Some(first) = remembered.filter(|first| first.size > 0) {
        let proof = tree.consistency_proof(first.size, head.size).ok_or(Unproven::Shorter)?;
        verify_consistency::<SoftwareSha256>(first.size, head.size, first.root, head.root, &proof)
            .map_err(|error| Unproven::Rewritten { size: first.size, error })?;
    }
    Ok(head.size)
}

#[cfg(test)]
mod tests {
    use chartkey_interfaces::log::{Access, Outcome, Subject};
    use chartkey_policy::{Basis, Ground};
    use chartkey_vocabulary::Purpose;

    use super::*;

    const PATIENT: PatientId = PatientId([9; 32]);

    fn entries(count: u32) -> Vec<Entry> {
        (0..count)
            .map(|index| Entry {
                time: u64::from(index),
                access: Access {
                    actor: [1; 32],
                    organization: None,
                    subject: Subject::Records(vec![index]),
                    purpose: Purpose::PatientRequest,
                    outcome: Outcome::Permit(vec![Ground { count: 1, basis: Basis::Controller }]),
                    justification: None,
                },
            })
            .collect()
    }

    fn head(entries: &[Entry]) -> Head {
        let leaves = (0..).zip(entries).map(|(index, entry)| leaf_hash_of(PATIENT, index, entry));
        let tree = Tree::<SoftwareSha256>::from_leaf_hashes(leaves);
        Head { size: tree.size(), root: tree.root(tree.size()).unwrap() }
    }

    fn verified(entries: &[Entry], head: &Head, remembered: Option<&Head>) -> bool {
        verify(PATIENT, entries, head, remembered).is_ok()
    }

    #[test]
    fn an_honest_log_verifies() {
        let all = entries(13);
        assert!(verified(&all, &head(&all), Some(&head(&all[..5]))));
        assert!(verified(&all, &head(&all), Some(&head(&all))));
    }

    #[test]
    fn every_log_goes_on_from_the_empty_one() {
        let all = entries(2);
        let empty = head(&[]);
        assert_eq!(empty.size, 0);
        assert!(verified(&all, &head(&all), Some(&empty)));
        assert!(verified(&[], &empty, Some(&empty)));
        assert!(!verified(&[], &empty, Some(&head(&all))));
    }

    #[test]
    fn a_changed_a_swapped_or_a_hidden_entry_does_not() {
        let all = entries(13);
        let head = head(&all);
        for index in 0..13 {
            let mut changed = all.clone();
            changed[index].access.actor = [2; 32];
            assert!(!verified(&changed, &head, None), "entry {index}");
        }
        let mut swapped = all.clone();
        swapped.swap(3, 4);
        assert!(!verified(&swapped, &head, None));
        assert!(!verified(&all[..12], &head, None));
        assert!(!verified(&[], &head, None));
    }

    #[test]
    fn a_list_with_another_record_or_another_ground_does_not() {
        let mut all = entries(20);
        let ground = |count| Ground { count, basis: Basis::Provision(4) };
        all[16].access.subject = Subject::Records(vec![3, 7, 9]);
        all[16].access.outcome = Outcome::Permit(vec![ground(3)]);
        let head = head(&all);
        assert!(verified(&all, &head, None));
        for records in [vec![3, 7], vec![3, 8, 9], vec![3, 7, 9, 10]] {
            let mut changed = all.clone();
            changed[16].access.subject = Subject::Records(records);
            assert!(!verified(&changed, &head, None));
        }
        let mut changed = all.clone();
        changed[16].access.outcome = Outcome::Permit(vec![ground(1), ground(2)]);
        assert!(!verified(&changed, &head, None));
    }

    #[test]
    fn another_chart_or_a_rewritten_past_does_not() {
        let all = entries(13);
        let now = head(&all);
        assert_eq!(verify(PatientId([8; 32]), &all, &now, None), Err(Unproven::Root));
        let mut other_past = all[..5].to_vec();
        other_past[2].time = 77;
        assert!(!verified(&all, &now, Some(&head(&other_past))));
        assert!(!verified(&all[..4], &head(&all[..4]), Some(&head(&all[..5]))));
    }
}
