//! Which writes ask for new category keys, and what publishing does.

use chartkey_policy::{Effect::*, KeyEpochs};
use chartkey_vocabulary::Category::*;

use super::*;

fn of(categories: &[Category]) -> Categories {
    Categories::of(categories)
}

/// Epochs with the key of epoch 1 of every category published.
fn published_once() -> KeyEpochs {
    let mut epochs = KeyEpochs::default();
    for category in Category::ALL {
        epochs.publish(category);
    }
    epochs
}

#[test]
fn a_permit_asks_for_no_new_key() {
    let change = Policy::default().add(Permit, permit(&[Laboratory]), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
}

#[test]
fn a_revoked_permit_raises_the_required_epoch() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory, Imaging]))]);
    let raised = policy.revoke(0, NOW).unwrap().raised;
    assert_eq!(raised, of(&[Laboratory, Imaging]));
    let mut epochs = published_once();
    epochs.raise(raised);
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.required(Imaging), 2);
    assert_eq!(epochs.required(Genetics), 1);
    assert_eq!(epochs.outdated(), raised);
}

#[test]
fn a_pruned_permit_raises() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    assert_eq!(policy.revoke(1, NOW + DAY + 1).unwrap().raised, of(&[Laboratory]));
}

#[test]
fn all_permits_that_leave_at_once_raise_together() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Permit, permit(&[Imaging]))]);
    let change = policy.add(Deny, deny(&[Genetics]), NOW + DAY + 1).unwrap();
    assert_eq!(change.raised, of(&[Laboratory, Imaging, Genetics]));
}

#[test]
fn a_deny_raises() {
    let change = Policy::default().add(Deny, deny(&[Laboratory]), NOW).unwrap();
    assert_eq!(change.raised, of(&[Laboratory]));
}

#[test]
fn a_displaced_permit_raises() {
    let mut policy = full_of(&[(Permit, permit(&[Laboratory, Imaging]))]);
    let raised = policy.add(Deny, on_document(7, deny(&[])), NOW).unwrap().raised;
    assert_eq!(raised, of(&[Laboratory, Imaging]));
    let mut policy = full_of(&[(Permit, on_document(7, permit(&[])))]);
    let raised = policy.add(Deny, deny(&Category::ALL), NOW).unwrap().raised;
    assert_eq!(raised, Categories::ALL);
}

#[test]
fn a_deny_that_leaves_raises_nothing() {
    let short = Terms { until: Some(NOW), ..deny(&[Imaging]) };
    let mut policy = policy(&[(Deny, deny(&[Laboratory])), (Deny, short)]);
    assert_eq!(policy.revoke(0, NOW + 1).unwrap().raised, Categories::EMPTY);
}

#[test]
fn terms_on_one_document_move_no_category_key() {
    let mut policy = policy(&[(Permit, on_document(7, permit(&[])))]);
    let change = policy.add(Deny, on_document(7, deny(&[])), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
    assert_eq!(policy.revoke(0, NOW).unwrap().raised, Categories::EMPTY);
}

#[test]
fn terms_that_are_not_about_reading_move_no_key() {
    let append = |terms| Terms { actions: Action::Append.into(), ..terms };
    let mut policy = policy(&[(Permit, append(permit(&[Laboratory])))]);
    let change = policy.add(Deny, append(deny(&[Laboratory])), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
    assert_eq!(policy.revoke(0, NOW).unwrap().raised, Categories::EMPTY);
    let both = Terms { actions: Actions::ALL, ..permit(&[Laboratory]) };
    assert_eq!(both.key_categories(), of(&[Laboratory]));
}

#[test]
fn a_reader_who_keeps_a_category_keeps_its_key() {
    let list = policy(&[(Permit, permit(&[Laboratory, Imaging]))]);
    let raised = |terms| list.clone().replace(0, terms, NOW).unwrap().raised;
    assert_eq!(raised(permit(&[Laboratory, Imaging, Genetics])), Categories::EMPTY);
    assert_eq!(raised(permit(&[Imaging, Genetics])), of(&[Laboratory]));
    let for_the_nurse =
        Terms { grantee: Grantee::Practitioner(NURSE), ..permit(&[Laboratory, Imaging]) };
    assert_eq!(raised(for_the_nurse), of(&[Laboratory, Imaging]));
    let append = Terms { actions: Action::Append.into(), ..permit(&[Laboratory, Imaging]) };
    assert_eq!(raised(append), of(&[Laboratory, Imaging]));
}

#[test]
fn replacing_one_permit_does_not_spare_what_another_loses() {
    let short = Terms { until: Some(NOW), ..permit(&[Laboratory]) };
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Permit, short)]);
    let change = policy.replace(0, permit(&[Laboratory]), NOW + 1).unwrap();
    assert_eq!(change.raised, of(&[Laboratory]));
}

#[test]
fn a_new_chart_requires_a_first_key_of_each_category() {
    let epochs = KeyEpochs::default();
    for category in Category::ALL {
        assert_eq!((epochs.published(category), epochs.required(category)), (0, 1));
        assert!(!epochs.is_published(category, 0));
        assert!(!epochs.is_published(category, 1));
    }
    assert_eq!(epochs.outdated(), Categories::ALL);
}

#[test]
fn publishing_meets_the_required_epoch_exactly() {
    let mut epochs = published_once();
    epochs.raise(of(&[Laboratory, Administrative]));
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.publish(Laboratory), 2);
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (2, 2));
    assert_eq!(epochs.outdated(), of(&[Administrative]));
    assert_eq!(epochs.published(Imaging), 1);
}

#[test]
fn raising_twice_before_publication_asks_for_one_key() {
    let mut epochs = published_once();
    epochs.raise(of(&[Laboratory]));
    epochs.raise(of(&[Laboratory, Imaging]));
    epochs.raise(of(&[Imaging]));
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.required(Imaging), 2);
}

#[test]
fn a_turned_away_reader_before_the_first_key_asks_for_no_second_one() {
    let mut epochs = KeyEpochs::default();
    epochs.raise(of(&[Laboratory]));
    assert_eq!(epochs.publish(Laboratory), 1);
    assert_eq!(epochs.required(Laboratory), 1);
}

#[test]
fn publishing_unasked_is_a_rotation() {
    let mut epochs = published_once();
    assert_eq!(epochs.publish(Laboratory), 2);
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (2, 2));
}

#[test]
fn every_epoch_from_1_to_the_published_one_was_published() {
    let mut epochs = published_once();
    epochs.publish(Laboratory);
    let known: Vec<bool> = (0..4).map(|epoch| epochs.is_published(Laboratory, epoch)).collect();
    assert_eq!(known, [false, true, true, false]);
}
