//! Trees of batches.

use chartkey_interfaces::batches::{BatchError, Place, RecordLeaf};
use chartkey_merkle::{leaf_hash, Hash, Tree};
use chartkey_onchain::HostSha256;
use chartkey_vocabulary::MAX_PAGE;

use super::*;

/// A leaf of the first house's tree.
fn leaf(salt: u8) -> RecordLeaf {
    RecordLeaf { organization: HOUSE, patient: CHART, record: document().into(), salt: [salt; 32] }
}

/// A tree of this many leaves.
fn tree(size: u8) -> Tree<HostSha256> {
    let leaves = (0..size).map(|salt| leaf_hash::<HostSha256>(&leaf(salt).data()));
    Tree::from_leaf_hashes(leaves)
}

/// The head of that tree, as it is anchored after one of `before` leaves.
fn head(before: u64, size: u8) -> (u64, Hash, Vec<Hash>) {
    let tree = tree(size);
    let size = u64::from(size);
    let proof = if before == 0 { vec![] } else { tree.consistency_proof(before, size).unwrap() };
    (size, tree.root(size).unwrap(), proof)
}

fn anchor(
    records: &mut Records,
    caller: &Account,
    before: u64,
    size: u8,
) -> Result<u32, RegistryError> {
    let (size, root, proof) = head(before, size);
    records.anchor(caller, NOW, size, root, &proof).map(|(number, _)| number)
}

fn place(index: u64) -> Place {
    Place { head: 0, index, proof: tree(3).inclusion_proof(index, 3).unwrap() }
}

fn admit(
    records: &mut Records,
    caller: &Account,
    leaf: RecordLeaf,
    place: &Place,
) -> Result<u32, RegistryError> {
    records.admit(&Others::new(), caller, NOW, leaf, place).map(|(record, ..)| record)
}

#[test]
fn a_tree_only_grows_and_extends_what_was_anchored() {
    run(|| {
        let mut records = registry();
        assert_eq!(anchor(&mut records, &ADA, 0, 3), Ok(0));
        let not_larger = Err(BatchError::NotLarger.into());
        assert_eq!(anchor(&mut records, &ADA, 0, 3), not_larger);
        assert_eq!(anchor(&mut records, &BOB, 2, 5), Err(BatchError::Proof.into()));
        assert_eq!(anchor(&mut records, &BOB, 3, 5), Ok(1));
        assert_eq!(anchor(&mut records, &EVE, 0, 1), Ok(0));
    });
}

#[test]
fn the_first_head_has_no_proof_and_no_tree_is_empty() {
    run(|| {
        let mut records = registry();
        let mut anchor = |size, proof: &[Hash]| {
            records.anchor(&ADA, NOW, size, [1; 32], proof).map(|(number, _)| number)
        };
        assert_eq!(anchor(0, &[]), Err(BatchError::NotLarger.into()));
        assert_eq!(anchor(1, &[[2; 32]]), Err(BatchError::Proof.into()));
        assert_eq!(anchor(1, &[]), Ok(0));
    });
}

#[test]
fn nobody_anchors_while_paused_or_without_a_role() {
    run(|| {
        let mut records = registry();
        set_practitioner(&mut records, BOB, serving(HOUSE, &[Role::Emergency]));
        assert_eq!(anchor(&mut records, &BOB, 0, 3), Err(RegistryError::RoleMissing));
        pause(&mut records);
        assert_eq!(anchor(&mut records, &BOB, 0, 3), Err(RegistryError::Paused));
    });
}

#[test]
fn every_head_is_kept_over_many_pages() {
    run(|| {
        let mut records = registry();
        for size in 1..=20 {
            let number = anchor(&mut records, &ADA, u64::from(size) - 1, size);
            assert_eq!(number, Ok(u32::from(size) - 1));
        }
        for from in 0..22 {
            for limit in [0, 1, 7, 8, 9, 16, 17, MAX_PAGE] {
                let heads = records.heads(HOUSE, from, limit).unwrap();
                let sizes: Vec<u64> = heads.iter().map(|head| head.size).collect();
                let there: Vec<u64> = (1..=20).skip(from as usize).take(limit as usize).collect();
                assert_eq!(sizes, there, "{limit} from {from}");
            }
        }
        let answer = records.heads(HOUSE, 0, MAX_PAGE + 1);
        assert_eq!(answer, Err(RegistryError::LimitTooLarge));
        assert_eq!(records.heads(HOUSE, u32::MAX, MAX_PAGE), Ok(vec![]));
    });
}

#[test]
fn a_leaf_is_put_on_record_once() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &ADA, 0, 3).unwrap();
        assert_eq!(admit(&mut records, &BOB, leaf(1), &place(1)), Ok(0));
        let again = admit(&mut records, &BOB, leaf(1), &place(1));
        assert_eq!(again, Err(BatchError::AlreadyAdmitted.into()));
        assert_eq!(admit(&mut records, &BOB, leaf(2), &place(2)), Ok(1));
        assert_eq!(records.record(&CHART, 0).unwrap().issuer, Some(HOUSE));
    });
}

#[test]
fn a_leaf_is_proven_to_be_in_the_callers_tree() {
    run(|| {
        let mut records = registry();
        let unknown = admit(&mut records, &BOB, leaf(1), &place(1));
        assert_eq!(unknown, Err(BatchError::UnknownHead.into()));
        anchor(&mut records, &ADA, 0, 3).unwrap();
        let elsewhere = admit(&mut records, &BOB, leaf(1), &place(2));
        assert_eq!(elsewhere, Err(BatchError::Proof.into()));
        let others = admit(&mut records, &EVE, leaf(1), &place(1));
        assert_eq!(others, Err(RegistryError::NotPractitioner));
    });
}

#[test]
fn a_leaf_is_admitted_as_it_could_be_registered() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &ADA, 0, 3).unwrap();
        let refused = records.admit(&Others::refusing(), &ADA, NOW, leaf(1), &place(1));
        assert_eq!(refused.err(), Some(RegistryError::AppendRefused(Reason::NoConsent)));
        pause(&mut records);
        let paused = admit(&mut records, &ADA, leaf(1), &place(1));
        assert_eq!(paused, Err(RegistryError::Paused));
    });
}

#[test]
fn a_leaf_is_admitted_also_when_its_retention_has_ended() {
    run(|| {
        let mut records = registry();
        let kept = |until| RecordLeaf { record: retained_until(until), ..leaf(1) };
        let tree = |until| {
            let hash = leaf_hash::<HostSha256>(&kept(until).data());
            Tree::<HostSha256>::from_leaf_hashes([hash])
        };
        let ended = tree(NOW - HOUR).root(1).unwrap();
        records.anchor(&ADA, NOW, 1, ended, &[]).unwrap();
        let place = Place { head: 0, index: 0, proof: vec![] };
        assert_eq!(admit(&mut records, &ADA, kept(NOW - HOUR), &place), Ok(0));
        assert_eq!(records.record(&CHART, 0).unwrap().retain_until, NOW - HOUR);
    });
}
