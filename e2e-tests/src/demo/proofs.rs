//! A patient's check of a log: every entry is under the head, and the log only grew.

use anyhow::{Context, Result};
use chartkey_interfaces::log::{Entry, Head, Leaf, LEAF_VERSION};
use chartkey_merkle::{leaf_hash, verify_consistency, verify_inclusion, SoftwareSha256, Tree};
use chartkey_vocabulary::PatientId;
use scale::Encode;

/// A proof that does not verify.
pub(super) struct Unproven(pub String);

/// Checks these entries, read from the chain, against the head, read from the chain, and the
/// head against one that the patient wrote down earlier. Returns how many inclusion proofs
/// verified: one per entry.
///
/// # Errors
/// When a proof cannot be made. What does not verify is `Ok(Err(_))`.
pub(super) fn verify(
    patient: PatientId,
    entries: &[Entry],
    head: &Head,
    remembered: Option<&Head>,
) -> Result<Result<u64, Unproven>> {
    let leaves = (0..)
        .zip(entries)
        .map(|(index, entry)| Leaf { version: LEAF_VERSION, patient, index, entry: *entry })
        .map(|leaf| leaf_hash::<SoftwareSha256>(&leaf.encode()))
        .collect::<Vec<_>>();
    let tree = Tree::<SoftwareSha256>::from_leaf_hashes(leaves.iter().copied());
    if tree.size() != head.size {
        let sizes = format!("{} entries were told, the head has {}", tree.size(), head.size);
        return Ok(Err(Unproven(sizes)));
    }
    if tree.root(tree.size()) != Some(head.root) {
        return Ok(Err(Unproven("the entries lead to another root than the head's".to_owned())));
    }
    for (index, leaf) in (0..).zip(leaves) {
        let proof = tree.inclusion_proof(index, head.size).context("no inclusion proof")?;
        let verified =
            verify_inclusion::<SoftwareSha256>(leaf, index, head.size, &proof, head.root);
        if let Err(error) = verified {
            return Ok(Err(Unproven(format!("entry {index}: {error}"))));
        }
    }
    if let Some(first) = remembered {
        let Some(proof) = tree.consistency_proof(first.size, head.size) else {
            return Ok(Err(Unproven("the log is shorter than it was".to_owned())));
        };
        let verified = verify_consistency::<SoftwareSha256>(
            first.size, head.size, first.root, head.root, &proof,
        );
        if let Err(error) = verified {
            return Ok(Err(Unproven(format!("since {} entries: {error}", first.size))));
        }
    }
    Ok(Ok(head.size))
}

#[cfg(test)]
mod tests {
    use chartkey_interfaces::log::{Access, Outcome, Subject};
    use chartkey_policy::Basis;
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
                    subject: Subject::Record(index),
                    purpose: Purpose::PatientRequest,
                    outcome: Outcome::Permit(Basis::Controller),
                    justification: None,
                },
            })
            .collect()
    }

    fn head(entries: &[Entry]) -> Head {
        let leaves = (0..).zip(entries).map(|(index, entry)| {
            let leaf = Leaf { version: LEAF_VERSION, patient: PATIENT, index, entry: *entry };
            leaf_hash::<SoftwareSha256>(&leaf.encode())
        });
        let tree = Tree::<SoftwareSha256>::from_leaf_hashes(leaves);
        Head { size: tree.size(), root: tree.root(tree.size()).unwrap() }
    }

    fn verified(entries: &[Entry], head: &Head, remembered: Option<&Head>) -> bool {
        verify(PATIENT, entries, head, remembered).unwrap().is_ok()
    }

    #[test]
    fn an_honest_log_verifies() {
        let all = entries(13);
        assert!(verified(&all, &head(&all), Some(&head(&all[..5]))));
        assert!(verified(&all, &head(&all), Some(&head(&all))));
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
    fn another_chart_or_a_rewritten_past_does_not() {
        let all = entries(13);
        let now = head(&all);
        assert!(verify(PatientId([8; 32]), &all, &now, None).unwrap().is_err());
        let mut other_past = all[..5].to_vec();
        other_past[2].time = 77;
        assert!(!verified(&all, &now, Some(&head(&other_past))));
        assert!(!verified(&all[..4], &head(&all[..4]), Some(&head(&all[..5]))));
    }
}
