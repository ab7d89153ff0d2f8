//! Leaves that are put on record.

use scale::Encode;

use super::*;

#[test]
fn a_leaf_is_put_on_record_once() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        assert_eq!(admit(&mut records, &BOB, &leaf(1), &place(1)), Ok(0));
        let again = admit(&mut records, &BOB, &leaf(1), &place(1));
        assert_eq!(again, Err(BatchError::AlreadyAdmitted.into()));
        assert_eq!(admit(&mut records, &ADA, &leaf(2), &place(2)), Ok(1));
        assert_eq!(records.record(&CHART, 0).unwrap().issuer, Some(HOUSE));
    });
}

#[test]
fn a_leaf_that_is_anchored_in_two_trees_is_put_on_record_once() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        assert_eq!(admit(&mut records, &BOB, &leaf(1), &place(1)), Ok(0));
        begin_tree(&mut records);
        // The same leaves again: their hashes are in the second tree, under its first head.
        let all = tree_of(0, 5);
        let proof = all.inclusion_proof(1, 5).unwrap();
        let head = (5, all.root(5).unwrap());
        anchor_head(&mut records, &BOB, documents(1), head, &[]).unwrap();
        let place = Place { head: 0, index: 1, proof };
        let hash = leaf_hash::<Sha>(&leaf(1).data());
        assert_eq!(records.includes(&documents(1), hash, &place), Ok(()));
        let again = admit(&mut records, &BOB, &leaf(1), &place);
        assert_eq!(again, Err(BatchError::Proof.into()));
        // Under the second tree's number it is another leaf, with another hash.
        let renamed = admit(&mut records, &BOB, &leaf_of(1, 1), &place);
        assert_eq!(renamed, Err(BatchError::Proof.into()));
    });
}

#[test]
fn leaves_of_each_tree_are_put_on_record_by_their_own_heads_and_indices() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        begin_tree(&mut records);
        let second = tree_of(1, 3);
        let head = (3, second.root(3).unwrap());
        anchor_head(&mut records, &BOB, documents(1), head, &[]).unwrap();
        for index in 0..3_u8 {
            let place = |tree| place_in(tree, 0, index.into());
            let record = u32::from(index) * 2;
            assert_eq!(admit(&mut records, &BOB, &leaf_of(1, index), &place(1)), Ok(record));
            // The bit at this index of the other tree is another one.
            assert_eq!(admit(&mut records, &BOB, &leaf(index), &place(0)), Ok(record + 1));
        }
    });
}

#[test]
fn a_leaf_of_a_release_log_is_never_put_on_record() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &KAI, RELEASES, 0, 3).unwrap();
        let hash = leaf_hash::<Sha>(&leaf(1).data());
        assert_eq!(records.includes(&RELEASES, hash, &place(1)), Ok(()));
        let admitted = admit(&mut records, &BOB, &leaf(1), &place(1));
        assert_eq!(admitted, Err(BatchError::UnknownHead.into()));
        anchor_head(&mut records, &BOB, DOCUMENTS, (3, [1; 32]), &[]).unwrap();
        let admitted = admit(&mut records, &BOB, &leaf(1), &place(1));
        assert_eq!(admitted, Err(BatchError::Proof.into()));
    });
}

#[test]
fn a_leaf_is_proven_to_be_in_the_callers_tree() {
    run(|| {
        let mut records = registry();
        let unknown = admit(&mut records, &BOB, &leaf(1), &place(1));
        assert_eq!(unknown, Err(BatchError::UnknownHead.into()));
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        let elsewhere = admit(&mut records, &BOB, &leaf(1), &place(2));
        assert_eq!(elsewhere, Err(BatchError::Proof.into()));
        let others = admit(&mut records, &EVE, &leaf(1), &place(1));
        assert_eq!(others, Err(RegistryError::NotPractitioner));
    });
}

#[test]
fn bytes_that_are_no_leaf_are_not_put_on_record() {
    run(|| {
        let mut records = registry();
        let bytes = leaf(1).encode();
        let longer = [&bytes[..], &[0]].concat();
        for data in [&[], &bytes[1..], &bytes[..bytes.len() - 1], &longer] {
            // Even if their hash is anchored.
            let hash = leaf_hash::<Sha>(&[&[1], data].concat());
            let number = begin_tree(&mut records);
            anchor_head(&mut records, &BOB, documents(number), (1, hash), &[]).unwrap();
            let place = Place { head: 0, index: 0, proof: vec![] };
            let leaf = Encoded::from_bytes(data.to_vec());
            let admitted = records.admit(&Others::new(), &BOB, NOW, &place, &leaf);
            assert_eq!(admitted.err(), Some(BatchError::Proof.into()));
        }
    });
}

#[test]
fn a_leaf_is_admitted_as_it_could_be_registered() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        let leaf = Encoded::of(&leaf(1));
        let refused = records.admit(&Others::refusing(), &ADA, NOW, &place(1), &leaf);
        assert_eq!(refused.err(), Some(RegistryError::AppendRefused(Reason::NoConsent)));
        pause(&mut records);
        let paused = records.admit(&Others::new(), &ADA, NOW, &place(1), &leaf);
        assert_eq!(paused.err(), Some(RegistryError::Paused));
    });
}

#[test]
fn a_leaf_is_admitted_also_when_its_retention_has_ended() {
    run(|| {
        let mut records = registry();
        let mut leaf = leaf(1);
        leaf.record.retain_until = NOW - 1;
        let root = leaf_hash::<Sha>(&leaf.data());
        anchor_head(&mut records, &BOB, DOCUMENTS, (1, root), &[]).unwrap();
        let place = Place { head: 0, index: 0, proof: vec![] };
        assert_eq!(admit(&mut records, &ADA, &leaf, &place), Ok(0));
        assert_eq!(records.record(&CHART, 0).unwrap().retain_until, NOW - 1);
    });
}
