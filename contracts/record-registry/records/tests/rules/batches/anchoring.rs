//! Who anchors which tree, and what becomes of its heads.

use chartkey_vocabulary::{Finding, MAX_PAGE};

use super::*;

#[test]
fn a_tree_only_grows_and_extends_what_was_anchored() {
    run(|| {
        let mut records = registry();
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 3), Ok(0));
        let not_larger = Err(BatchError::NotLarger.into());
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 3), not_larger);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 2), not_larger);
        let proof = Err(BatchError::Proof.into());
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 2, 5), proof);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 3, 5), Ok(1));
    });
}

#[test]
fn the_first_head_has_no_proof_and_no_tree_is_empty() {
    run(|| {
        let mut records = registry();
        let mut anchor = |size, proof: &[Hash]| {
            anchor_head(&mut records, &BOB, DOCUMENTS, (size, [1; 32]), proof)
        };
        assert_eq!(anchor(0, &[]), Err(BatchError::NotLarger.into()));
        assert_eq!(anchor(1, &[[2; 32]]), Err(BatchError::Proof.into()));
        assert_eq!(anchor(1, &[]), Ok(0));
    });
}

#[test]
fn registrars_anchor_documents_and_keepers_releases_and_nobody_the_others() {
    run(|| {
        let mut records = registry();
        let refused = Err(RegistryError::RoleMissing);
        // Ada is a clinician, Bob a registrar.
        assert_eq!(anchor(&mut records, &ADA, DOCUMENTS, 0, 3), refused);
        assert_eq!(anchor(&mut records, &KAI, DOCUMENTS, 0, 3), refused);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 3), Ok(0));
        assert_eq!(anchor(&mut records, &ADA, RELEASES, 0, 3), refused);
        assert_eq!(anchor(&mut records, &BOB, RELEASES, 0, 3), refused);
        assert_eq!(anchor(&mut records, &KAI, RELEASES, 0, 3), Ok(0));
    });
}

#[test]
fn nobody_anchors_for_another_house_or_while_suspended_or_paused() {
    run(|| {
        let mut records = registry();
        set_practitioner(&mut records, EVE, serving(OTHER_HOUSE, &[Role::Registrar]));
        let refused = Err(RegistryError::NotPractitioner);
        assert_eq!(anchor(&mut records, &EVE, DOCUMENTS, 0, 3), refused);
        let others = TreeId { organization: OTHER_HOUSE, ..DOCUMENTS };
        assert_eq!(anchor(&mut records, &BOB, others, 0, 3), refused);
        assert_eq!(anchor(&mut records, &EVE, others, 0, 3), Ok(0));
        set_house(&mut records, HOUSE, OrganizationStatus::Suspended);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 3), refused);
        assert_eq!(anchor(&mut records, &KAI, RELEASES, 0, 3), refused);
        pause(&mut records);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 0, 3), Err(RegistryError::Paused));
    });
}

#[test]
fn one_who_only_keeps_the_release_log_neither_asks_to_read_nor_writes() {
    run(|| {
        let mut records = registry();
        let record = registered(&mut records);
        let others = Others::new();
        let missing = Some(RegistryError::RoleMissing);
        let open = |records: &Records| {
            let selection = Selection::record(record);
            records.open(&others, &KAI, NOW, &CHART, selection, Purpose::Treatment, Some(HOUSE))
        };
        let opened = open(&records);
        assert_eq!(opened.err(), missing);
        assert!(others.log.borrow().is_empty());
        let written = register(&mut records, &others, &KAI, vec![document().into()]);
        assert_eq!(written.err(), missing);
        let amended = records.amend(&others, &KAI, NOW, &CHART, record, version());
        assert_eq!(amended.err(), missing);
        let retracted = records.retract(&others, &KAI, &CHART, record, Retraction::Other);
        assert_eq!(retracted.err(), missing);
        let waived = records.waive_retention(&KAI, NOW, &CHART, record);
        assert_eq!(waived.err(), missing);
        let declared = records.declare_emergency(&others, &KAI, NOW, &CHART, HOUSE, [1; 32]);
        assert_eq!(declared.err(), missing);
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        assert_eq!(admit(&mut records, &KAI, &leaf(1), &place(1)).err(), missing);
        // With another role besides, the account may what that role may.
        set_practitioner(&mut records, KAI, serving(HOUSE, &[Role::Keeper, Role::Clinician]));
        let opened = open(&records);
        assert!(opened.is_ok());
    });
}

#[test]
fn one_who_only_keeps_the_release_log_reviews_no_emergency() {
    run(|| {
        let mut records = registry();
        let others = Others::new();
        records.declare_emergency(&others, &ADA, NOW, &CHART, HOUSE, [1; 32]).unwrap();
        let finding = Finding::Justified;
        let reviewed =
            records.review_emergency(&others, &KAI, &CHART, HOUSE, &ADA, 0, finding, None);
        assert_eq!(reviewed.err(), Some(RegistryError::RoleMissing));
    });
}

#[test]
fn every_head_is_kept_over_many_pages() {
    run(|| {
        let mut records = registry();
        for last in 0..20 {
            assert_eq!(
                anchor(&mut records, &BOB, DOCUMENTS, last.into(), last + 1),
                Ok(last.into())
            );
            // A page that is just full, or just begun, is read like any.
            for from in 0..22 {
                for limit in [0, 1, 7, 8, 9, 16, 17, MAX_PAGE] {
                    let there = (1..=u64::from(last) + 1).skip(from as usize).take(limit as usize);
                    let answer = sizes(&records, DOCUMENTS, from, limit);
                    assert_eq!(answer, there.collect::<Vec<_>>(), "{limit} from {from} of {last}");
                }
            }
        }
        let answer = records.heads(&DOCUMENTS, 0, MAX_PAGE + 1);
        assert_eq!(answer.err(), Some(RegistryError::LimitTooLarge));
        for from in [24, 32, u32::MAX - 32, u32::MAX - 8, u32::MAX - 1, u32::MAX] {
            assert!(sizes(&records, DOCUMENTS, from, MAX_PAGE).is_empty());
        }
    });
}

#[test]
fn trees_of_another_kind_house_or_number_have_heads_of_their_own() {
    run(|| {
        let mut records = registry();
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        anchor(&mut records, &KAI, RELEASES, 0, 7).unwrap();
        anchor(&mut records, &KAI, RELEASES, 7, 8).unwrap();
        assert_eq!(sizes(&records, DOCUMENTS, 0, 9), [3]);
        assert_eq!(sizes(&records, RELEASES, 0, 9), [7, 8]);
        let other_house = TreeId { organization: OTHER_HOUSE, ..DOCUMENTS };
        for none in [other_house, documents(1), documents(u32::MAX)] {
            assert!(sizes(&records, none, 0, 9).is_empty());
            let refused = records.includes(&none, [0; 32], &place(1));
            assert_eq!(refused, Err(BatchError::UnknownHead.into()));
        }
        begin_tree(&mut records);
        assert_eq!(records.current_tree(HOUSE, TreeKind::Documents), 1);
        assert_eq!(records.current_tree(HOUSE, TreeKind::Releases), 0);
        assert_eq!(records.current_tree(OTHER_HOUSE, TreeKind::Documents), 0);
    });
}

#[test]
fn a_house_anchors_in_its_current_tree_only() {
    run(|| {
        let mut records = registry();
        let other = Err(BatchError::OtherTree.into());
        assert_eq!(anchor(&mut records, &BOB, documents(1), 0, 3), other);
        anchor(&mut records, &BOB, DOCUMENTS, 0, 3).unwrap();
        assert_eq!(begin_tree(&mut records), 1);
        assert_eq!(anchor(&mut records, &BOB, DOCUMENTS, 3, 5), other);
        // The first head of the next tree extends nothing.
        assert_eq!(anchor(&mut records, &BOB, documents(1), 3, 5), Err(BatchError::Proof.into()));
        assert_eq!(anchor(&mut records, &BOB, documents(1), 0, 2), Ok(0));
    });
}

#[test]
fn only_the_directory_begins_a_tree() {
    run(|| {
        let mut records = registry();
        for caller in [STRANGER, BOB, DEPLOYER, GOVERNOR] {
            let note = Note::NextTree(HOUSE, TreeKind::Documents);
            assert_eq!(records.note(&caller, note).err(), Some(RegistryError::NotDirectory));
        }
        // Also of a tree without heads, and while paused: it takes back what a thief did.
        pause(&mut records);
        assert_eq!((begin_tree(&mut records), begin_tree(&mut records)), (1, 2));
    });
}

#[test]
fn heads_of_trees_before_stay_with_pages_filled_to_any_length() {
    run(|| {
        let mut records = registry();
        for tree in 0..18_u8 {
            for last in 0..tree {
                let id = documents(tree.into());
                anchor(&mut records, &BOB, id, last.into(), last + 1).unwrap();
            }
            assert_eq!(begin_tree(&mut records), u32::from(tree) + 1);
            for before in 0..=tree {
                let there: Vec<_> = (1..=u64::from(before)).collect();
                assert_eq!(sizes(&records, documents(before.into()), 0, MAX_PAGE), there);
            }
        }
    });
}
