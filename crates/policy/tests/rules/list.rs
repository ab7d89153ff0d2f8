//! Adding, revoking and replacing.

use chartkey_policy::{Effect::*, Provision};
use chartkey_vocabulary::Category::*;
use scale::Encode;

use super::*;

#[test]
fn a_write_says_what_it_added() {
    let mut policy = Policy::default();
    let terms = permit(&[Laboratory]);
    let change = policy.add(Permit, terms, NOW).unwrap();
    let added = Provision { id: 0, effect: Permit, terms };
    assert_eq!(change, Change { added: Some(added), ..Change::default() });
    assert_eq!(policy.provisions(), [added]);
    assert_eq!(policy.effect(0), Ok(Permit));
    assert_eq!(policy.effect(1), Err(PolicyError::UnknownProvision));
}

#[test]
fn the_effect_of_a_write_is_that_of_what_it_adds() {
    let policy = policy(&[(Deny, deny(&[Genetics]))]);
    let terms = permit(&[Laboratory]);
    assert_eq!(policy.effect_of(Write::Add(Permit, &terms)), Ok(Some(Permit)));
    assert_eq!(policy.effect_of(Write::Replace(0, Deny, &terms)), Ok(Some(Deny)));
    assert_eq!(policy.effect_of(Write::Revoke(0)), Ok(None));
    let unknown = Err(PolicyError::UnknownProvision);
    assert_eq!(policy.effect_of(Write::Replace(1, Deny, &terms)), unknown);
    assert_eq!(policy.effect_of(Write::Revoke(1)), unknown);
}

#[test]
fn a_revoked_provision_leaves_the_list() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let change = policy.revoke(0, NOW).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Revoked));
    assert_eq!(change.added, None);
    assert_eq!(ids(&policy), [1]);
    assert_eq!(decide(&policy, &record(0, Laboratory), NOW), NO_CONSENT);
}

#[test]
fn a_replaced_provision_keeps_its_effect_and_gets_a_new_id() {
    let mut policy = policy(&[(Deny, deny(&[Genetics])), (Permit, permit(&[Laboratory]))]);
    let change = policy.replace(0, deny(&[Imaging]), NOW).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Replaced));
    assert_eq!(change.added.unwrap().effect, Deny);
    assert_eq!(ids(&policy), [1, 2]);
    policy.replace(1, permit(&[Imaging]), NOW).unwrap();
    assert_eq!(policy.effect(3), Ok(Permit));
}

#[test]
fn only_a_provision_of_the_list_is_revoked_or_replaced() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory]))]);
    let unknown = Err(PolicyError::UnknownProvision);
    assert_eq!(policy.revoke(1, NOW), unknown);
    assert_eq!(policy.replace(1, permit(&[Laboratory]), NOW), unknown);
    policy.revoke(0, NOW).unwrap();
    assert_eq!(policy.revoke(0, NOW), unknown);
    assert_eq!(policy.replace(0, permit(&[Laboratory]), NOW), unknown);
}

#[test]
fn a_permit_is_not_replaced_as_a_deny_nor_a_deny_as_a_permit() {
    let lines = [(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))];
    for (id, other, terms) in [(0, Deny, deny(&[Imaging])), (1, Permit, permit(&[Imaging]))] {
        let mut list = policy(&lines);
        let write = Write::Replace(id, other, &terms);
        assert_eq!(list.effect_of(write), Err(PolicyError::OtherEffect));
        assert_eq!(list.write(write, NOW), Err(PolicyError::OtherEffect));
        assert_eq!(list, policy(&lines));
    }
}

#[test]
fn every_write_prunes_what_has_ended() {
    let short = Terms { until: Some(NOW + 5), ..permit(&[Genetics]) };
    let lines = [(Permit, short), (Deny, short), (Permit, permit(&[Laboratory]))];
    let writes: [fn(&mut Policy, Timestamp) -> Change; 3] = [
        |policy, now| policy.add(Permit, permit(&[Imaging]), now).unwrap(),
        |policy, now| policy.revoke(2, now).unwrap(),
        |policy, now| policy.replace(2, permit(&[Laboratory]), now).unwrap(),
    ];
    for write in writes {
        let mut list = policy(&lines);
        let pruned = |change: Change| {
            change.removed.into_iter().filter(|removed| removed.cause == Cause::Expired).count()
        };
        assert_eq!(pruned(write(&mut list, NOW + 5)), 0);
        let mut list = policy(&lines);
        let change = write(&mut list, NOW + 6);
        assert_eq!(change.removed.get(..2).unwrap(), removed([0, 1], Cause::Expired));
        assert!(ids(&list).iter().all(|id| *id > 1));
    }
}

#[test]
fn a_deny_never_lapses_while_in_force() {
    let limited = Terms { until: Some(NOW + DAY), ..deny(&[Genetics]) };
    let mut policy = policy(&[(Deny, deny(&[Laboratory])), (Deny, limited)]);
    let change = policy
        .add(Permit, Terms { until: Some(NOW + 2 * DAY), ..permit(&[Imaging]) }, NOW + DAY)
        .unwrap();
    assert_eq!(change.removed, []);
    policy.revoke(2, Timestamp::MAX).unwrap();
    assert_eq!(ids(&policy), [0]);
}

#[test]
fn an_ended_provision_that_is_revoked_or_replaced_has_not_expired() {
    let now = NOW + DAY + 1;
    let again = Terms { until: Some(now), ..permit(&[Laboratory]) };
    let list = policy(&[(Permit, permit(&[Laboratory]))]);
    let change = list.clone().revoke(0, now).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Revoked));
    let change = list.clone().replace(0, again, now).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Replaced));
}

#[test]
fn ids_are_never_reused() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Permit, permit(&[Imaging]))]);
    policy.revoke(1, NOW).unwrap();
    policy.revoke(0, NOW).unwrap();
    policy.add(Permit, permit(&[Laboratory]), NOW).unwrap();
    assert_eq!(ids(&policy), [2]);
}

#[test]
fn a_chart_whose_ids_are_used_up_takes_no_new_provision() {
    let directives = (Categories::EMPTY, Categories::EVERYTHING);
    let almost = (u32::MAX - 1, Vec::<Provision>::new(), directives).encode();
    let mut policy = Policy::decode(&mut &almost[..]).unwrap();
    policy.add(Permit, permit(&[Laboratory]), NOW).unwrap();
    let before = policy.clone();
    let used_up = Err(PolicyError::IdsUsedUp);
    assert_eq!(policy.add(Deny, deny(&[Imaging]), NOW + DAY + 1), used_up);
    assert_eq!(policy.replace(u32::MAX - 1, permit(&[Imaging]), NOW), used_up);
    assert_eq!(policy, before);
    assert!(policy.revoke(u32::MAX - 1, NOW).is_ok());
}

#[test]
fn a_list_holds_64_provisions() {
    assert_eq!(full_of(&[(Permit, permit(&[Laboratory]))]).provisions().len(), 64);
}

#[test]
fn a_full_list_refuses_a_permit() {
    let mut policy = full_of(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let before = policy.clone();
    assert_eq!(policy.add(Permit, permit(&[Imaging]), NOW), Err(PolicyError::Full));
    assert_eq!(policy, before);
}

#[test]
fn a_full_list_has_room_again_once_something_ends_or_is_revoked() {
    let short = Terms { until: Some(NOW + 5), ..permit(&[Laboratory]) };
    let full = full_of(&[(Permit, short)]);
    let mut later = full.clone();
    assert_eq!(later.add(Permit, permit(&[Imaging]), NOW + 5), Err(PolicyError::Full));
    assert_eq!(later.add(Permit, permit(&[Imaging]), NOW + 6).unwrap().removed.len(), 64);
    let mut revoked = full;
    revoked.revoke(3, NOW).unwrap();
    assert!(revoked.add(Permit, permit(&[Imaging]), NOW).is_ok());
}

#[test]
fn a_provision_is_replaced_in_a_full_list_too() {
    let mut policy = full_of(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let change = policy.replace(0, permit(&[Imaging]), NOW).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Replaced));
    let change = policy.replace(1, deny(&Category::ALL), NOW).unwrap();
    assert_eq!(change.removed, removed([1], Cause::Replaced));
    assert_eq!(policy.provisions().len(), 64);
}

#[test]
fn pruning_takes_out_what_has_ended_and_nothing_else() {
    let short = Terms { until: Some(NOW + 5), ..permit(&[Genetics]) };
    let lines = [(Permit, short), (Permit, permit(&[Laboratory])), (Deny, short)];
    let mut list = policy(&lines);
    assert_eq!(list.prune(NOW + 5), Change::default());
    assert_eq!(list, policy(&lines));
    let removed = removed([0, 2], Cause::Expired);
    assert_eq!(list.prune(NOW + 6), Change { removed, ..Change::default() });
    assert_eq!(ids(&list), [1]);
    assert_eq!(list.prune(NOW + 6), Change::default());
    list.add(Permit, permit(&[Laboratory]), NOW + 6).unwrap();
    assert_eq!(ids(&list), [1, 3]);
}
