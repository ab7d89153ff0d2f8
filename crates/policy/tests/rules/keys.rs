//! Which writes ask for new category keys, and what publishing does.

use chartkey_policy::{Effect::*, KeyEpochs};
use chartkey_vocabulary::Category::*;
use scale::Encode;

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

fn raised_by_revoking(policy: &Policy, id: u32, now: Timestamp) -> Categories {
    policy.clone().revoke(id, now).unwrap().raised
}

#[test]
fn a_permit_asks_for_no_new_key() {
    let change = Policy::default().add(Permit, permit_with_keys(&[Laboratory]), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
}

#[test]
fn a_revoked_permit_with_an_envelope_raises_the_required_epoch() {
    let policy = policy(&[(Permit, permit_with_keys(&[Laboratory, Imaging]))]);
    let raised = raised_by_revoking(&policy, 0, NOW);
    assert_eq!(raised, of(&[Laboratory, Imaging]));
    let mut epochs = published_once();
    epochs.raise(raised);
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.required(Imaging), 2);
    assert_eq!(epochs.required(Genetics), 1);
    assert!(epochs.outdated().contains(raised));
}

#[test]
fn a_permit_that_carried_no_envelope_asks_for_no_new_key_when_it_goes() {
    let for_many = |grantee| Terms { grantee, ..permit(&[Laboratory]) };
    for terms in [
        permit(&[Laboratory]),
        for_many(Grantee::Organization(HOSPITAL)),
        for_many(Grantee::Anyone),
    ] {
        let mut list = policy(&[(Permit, terms)]);
        assert_eq!(raised_by_revoking(&list, 0, NOW), Categories::EMPTY);
        assert_eq!(list.run_out(NOW + DAY + 1), Categories::EMPTY);
        assert_eq!(list.prune(NOW + DAY + 1).raised, Categories::EMPTY);
    }
}

#[test]
fn an_envelope_that_came_later_counts() {
    let mut list = policy(&[(Permit, permit(&[Laboratory]))]);
    list.set_envelope(0, ENVELOPE).unwrap();
    assert_eq!(raised_by_revoking(&list, 0, NOW), of(&[Laboratory]));
}

#[test]
fn a_permit_that_has_run_out_asks_before_anything_is_written() {
    let list = policy(&[(Permit, permit_with_keys(&[Laboratory]))]);
    assert_eq!(list.run_out(NOW + DAY), Categories::EMPTY);
    assert_eq!(list.run_out(NOW + DAY + 1), of(&[Laboratory]));
    assert_eq!(list.run_out(NOW + 30 * DAY), of(&[Laboratory]));
}

#[test]
fn whatever_prunes_it_asks_for_the_same_keys() {
    let later = NOW + DAY + 1;
    let list = policy(&[(Permit, permit_with_keys(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let asked = list.run_out(later);
    assert_eq!(list.clone().prune(later).raised, asked);
    assert_eq!(raised_by_revoking(&list, 1, later), asked);
    let until = Some(later + DAY);
    let other = Terms { grantee: Grantee::Practitioner(NURSE), until, ..permit(&[Imaging]) };
    assert_eq!(list.clone().add(Permit, other, later).unwrap().raised, asked);
    assert_eq!(list.clone().replace(1, deny(&[Genetics]), later).unwrap().raised, asked);
}

#[test]
fn a_key_published_after_pruning_settles_what_ran_out_for_good() {
    let mut list = policy(&[(Permit, permit_with_keys(&[Laboratory]))]);
    let mut epochs = published_once();
    epochs.raise(list.prune(NOW + 30 * DAY).raised);
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.publish(Laboratory), 2);
    let until = Some(NOW + 90 * DAY);
    let change = list.add(Permit, Terms { until, ..permit(&[Imaging]) }, NOW + 37 * DAY).unwrap();
    epochs.raise(change.raised.union(list.run_out(NOW + 37 * DAY)));
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (2, 2));
}

#[test]
fn a_renewal_for_the_same_reader_asks_for_no_new_key() {
    let renewed = Terms { until: Some(NOW + 300 * DAY), ..permit_with_keys(&[Laboratory]) };
    let list = policy(&[(Permit, permit_with_keys(&[Laboratory])), (Permit, renewed)]);
    assert_eq!(list.run_out(NOW + DAY + 1), Categories::EMPTY);
    assert_eq!(list.clone().prune(NOW + DAY + 1).raised, Categories::EMPTY);
    assert_eq!(raised_by_revoking(&list, 0, NOW), Categories::EMPTY);
    assert_eq!(raised_by_revoking(&list, 1, NOW), Categories::EMPTY);
    assert_eq!(list.run_out(NOW + 300 * DAY + 1), of(&[Laboratory]));
}

#[test]
fn a_reader_keeps_a_key_only_by_another_permit_in_force_with_an_envelope() {
    let other = permit_with_keys(&[Laboratory]);
    for terms in [
        Terms { keys: None, ..other },
        Terms { grantee: Grantee::Practitioner(NURSE), ..other },
        Terms { from: NOW + 1, ..other },
        permit_with_keys(&[Imaging]),
        on_document(7, other),
    ] {
        let list = policy(&[(Permit, permit_with_keys(&[Laboratory])), (Permit, terms)]);
        assert_eq!(raised_by_revoking(&list, 0, NOW), of(&[Laboratory]));
    }
    let wide = permit_with_keys(&[Laboratory, Imaging]);
    let list = policy(&[(Permit, wide), (Permit, other)]);
    assert_eq!(raised_by_revoking(&list, 0, NOW), of(&[Imaging]));
}

#[test]
fn all_permits_that_leave_at_once_raise_together() {
    let lines = [permit_with_keys(&[Laboratory]), permit_with_keys(&[Imaging])];
    let mut policy = policy(&lines.map(|terms| (Permit, terms)));
    let change = policy.add(Deny, deny(&[Genetics]), NOW + DAY + 1).unwrap();
    assert_eq!(change.raised, of(&[Laboratory, Imaging]));
}

/// What a deny asks for in a list of a permit of laboratory results and images with an envelope,
/// for the doctor and for treatment.
fn raised_by_denying(terms: Terms) -> Categories {
    let mut policy = policy(&[(Permit, permit_with_keys(&[Laboratory, Imaging]))]);
    policy.add(Deny, terms, NOW).unwrap().raised
}

#[test]
fn a_deny_asks_for_a_new_key_where_somebody_it_turns_away_has_the_old_one() {
    assert_eq!(raised_by_denying(deny(&[Laboratory, Genetics])), of(&[Laboratory]));
    assert_eq!(raised_by_denying(deny_everything()), of(&[Laboratory, Imaging]));
    let against = |grantee| Terms { grantee, ..deny(&[Laboratory]) };
    // Who serves an organization is not known here.
    for grantee in [Grantee::Practitioner(DOCTOR), Grantee::Organization(CLINIC)] {
        assert_eq!(raised_by_denying(against(grantee)), of(&[Laboratory]));
    }
    let the_nurse = against(Grantee::Practitioner(NURSE));
    assert_eq!(raised_by_denying(the_nurse), Categories::EMPTY);
}

#[test]
fn a_deny_that_turns_nobody_away_who_has_a_key_asks_for_none() {
    let purposes = Purpose::Research.into();
    assert_eq!(raised_by_denying(Terms { purposes, ..deny_everything() }), Categories::EMPTY);
    let append = Terms { actions: Action::Append.into(), ..deny_everything() };
    assert_eq!(raised_by_denying(append), Categories::EMPTY);
    assert_eq!(raised_by_denying(on_document(7, deny(&[]))), Categories::EMPTY);
    let mut without_keys = policy(&[(Permit, permit(&[Laboratory]))]);
    let change = without_keys.add(Deny, deny_everything(), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
    let change = Policy::default().add(Deny, deny(&[Laboratory]), NOW).unwrap();
    assert_eq!(change.raised, Categories::EMPTY);
}

#[test]
fn a_deny_turns_away_whose_permit_begins_later() {
    let later = Terms { from: NOW + 5, ..permit_with_keys(&[Laboratory]) };
    let mut list = policy(&[(Permit, later)]);
    assert_eq!(list.add(Deny, deny(&[Laboratory]), NOW).unwrap().raised, of(&[Laboratory]));
}

#[test]
fn a_deny_put_in_the_place_of_another_asks_like_a_new_one() {
    let lines = [(Permit, permit_with_keys(&[Laboratory])), (Deny, deny(&[Genetics]))];
    let change = policy(&lines).replace(1, deny(&[Genetics, Laboratory]), NOW).unwrap();
    assert_eq!(change.raised, of(&[Laboratory]));
}

#[test]
fn a_displaced_permit_raises() {
    let mut list = full_of(&[(Permit, permit_with_keys(&[Laboratory, Imaging]))]);
    let raised = list.add(Deny, on_document(7, deny(&[])), NOW).unwrap().raised;
    assert_eq!(raised, Categories::EMPTY, "63 others give the same to the same reader");
    let mut lines = vec![(Deny, deny(&[Genetics])); 64];
    lines[9] = (Permit, permit_with_keys(&[Laboratory, Imaging]));
    let raised = policy(&lines).add(Deny, on_document(7, deny(&[])), NOW).unwrap().raised;
    assert_eq!(raised, of(&[Laboratory, Imaging]));
}

#[test]
fn a_deny_that_leaves_raises_nothing() {
    let short = Terms { until: Some(NOW), ..deny(&[Imaging]) };
    let policy = policy(&[(Deny, deny(&[Laboratory])), (Deny, short)]);
    assert_eq!(raised_by_revoking(&policy, 0, NOW + 1), Categories::EMPTY);
}

/// Its envelope holds the file key of that document.
#[test]
fn a_permit_for_one_document_moves_no_category_key_with_an_envelope_or_without() {
    for keys in [None, Some(ENVELOPE)] {
        let mut policy = policy(&[(Permit, on_document(7, Terms { keys, ..permit(&[]) }))]);
        let change = policy.add(Deny, deny_everything(), NOW).unwrap();
        assert_eq!(change.raised, Categories::EMPTY);
        assert_eq!(raised_by_revoking(&policy, 0, NOW), Categories::EMPTY);
        assert_eq!(policy.run_out(NOW + DAY + 1), Categories::EMPTY);
    }
}

#[test]
fn a_reader_who_keeps_a_category_keeps_its_key() {
    let list = policy(&[(Permit, permit_with_keys(&[Laboratory, Imaging]))]);
    let raised = |terms| list.clone().replace(0, terms, NOW).unwrap().raised;
    assert_eq!(raised(permit_with_keys(&[Laboratory, Imaging, Genetics])), Categories::EMPTY);
    assert_eq!(raised(permit_with_keys(&[Imaging, Genetics])), of(&[Laboratory]));
    let both = of(&[Laboratory, Imaging]);
    let same = permit_with_keys(&[Laboratory, Imaging]);
    assert_eq!(raised(Terms { grantee: Grantee::Practitioner(NURSE), ..same }), both);
    assert_eq!(raised(Terms { actions: Action::Append.into(), keys: None, ..same }), both);
    // Without an envelope nobody would ask once these terms end.
    assert_eq!(raised(Terms { keys: None, ..same }), both);
    assert_eq!(raised(Terms { from: NOW + 1, ..same }), both);
}

#[test]
fn a_directive_moves_no_key() {
    let mut list = policy(&[(Permit, permit_with_keys(&[Laboratory]))]);
    for directive in [Directive::Emergency, Directive::Issuers] {
        list.set_directive(directive, Categories::EMPTY).unwrap();
    }
    assert_eq!(list.run_out(NOW), Categories::EMPTY);
    assert_eq!(list.prune(NOW), Change::default());
}

#[test]
fn a_new_chart_requires_a_first_key_of_each_category() {
    let epochs = KeyEpochs::default();
    for category in Category::ALL {
        assert_eq!((epochs.published(category), epochs.required(category)), (0, 1));
        assert!(!epochs.is_published(category, 0));
        assert!(!epochs.is_published(category, 1));
        assert_eq!(epochs.next(category), Some(1));
    }
    assert_eq!(epochs.outdated(), Categories::EVERYTHING);
}

/// The epochs of a chart that was stored when the first 16 categories were known, all of which
/// have keys.
#[test]
fn a_chart_stored_before_a_category_came_needs_a_key_of_it() {
    let mut published = [0_u32; 32];
    published[..16].fill(3);
    let stored = (published, u32::MAX << 16).encode();
    let mut epochs = KeyEpochs::decode(&mut &stored[..]).unwrap();
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (3, 3));
    for later in [FamilyHistory, SocialHistory, CarePlan, Restricted] {
        assert_eq!((epochs.published(later), epochs.required(later)), (0, 1));
        assert!(!epochs.is_published(later, 1));
    }
    assert_eq!(epochs.publish(Restricted), 1);
    assert_eq!((epochs.published(Restricted), epochs.required(Restricted)), (1, 1));
    assert_eq!((epochs.published(CarePlan), epochs.required(CarePlan)), (0, 1));
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (3, 3));
    let again = KeyEpochs::decode(&mut &epochs.encode()[..]).unwrap();
    assert_eq!(again, epochs);
}

#[test]
fn after_a_hand_over_a_category_that_comes_later_needs_a_key_too() {
    let mut epochs = published_once();
    assert!(epochs.outdated().intersection(Categories::ALL).is_empty());
    epochs.raise(Categories::EVERYTHING);
    assert_eq!(epochs.outdated(), Categories::EVERYTHING);
}

#[test]
fn epochs_are_not_counted_past_their_end() {
    let stored = ([u32::MAX; 32], 0_u32).encode();
    let epochs = KeyEpochs::decode(&mut &stored[..]).unwrap();
    assert_eq!(epochs.next(PatientSummary), None);
}

#[test]
fn publishing_meets_the_required_epoch_exactly() {
    let mut epochs = published_once();
    epochs.raise(of(&[Laboratory, Administrative]));
    assert_eq!(epochs.required(Laboratory), 2);
    assert_eq!(epochs.publish(Laboratory), 2);
    assert_eq!((epochs.published(Laboratory), epochs.required(Laboratory)), (2, 2));
    assert_eq!(epochs.outdated().intersection(Categories::ALL), of(&[Administrative]));
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
