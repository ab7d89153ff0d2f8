//! Which provisions a deny takes the place of once the list is full.

use chartkey_policy::Effect::*;
use chartkey_vocabulary::Category::*;

use super::*;

/// What leaves a list full of a permit of this kind and a sealed genetics deny in turn, the
/// permits at the even places, when this deny comes.
fn displaced(permit: Terms, by: Terms) -> usize {
    let sealed = Terms { grantee: Grantee::Practitioner(NURSE), ..deny(&[Genetics]) };
    let mut policy = full_of(&[(Permit, permit), (Deny, sealed)]);
    let change: Change = policy.add(Deny, by, NOW).unwrap();
    assert!(change.removed.iter().all(|removed| removed.cause == Cause::Displaced));
    assert!(change.removed.iter().all(|removed| removed.id % 2 == 0));
    assert_eq!(policy.provisions().last().copied(), change.added);
    change.removed.len()
}

/// All 32 permits.
const COVERED: usize = 32;

/// Only the permit that expires first.
const NOT_COVERED: usize = 1;

#[test]
fn a_deny_takes_the_place_of_the_permits_it_covers() {
    let wide = permit(&[Laboratory, Imaging]);
    assert_eq!(displaced(wide, deny(&[Laboratory, Imaging, Diagnosis])), COVERED);
    assert_eq!(displaced(wide, deny(&[Laboratory, Diagnosis])), NOT_COVERED);
}

#[test]
fn a_deny_covers_a_permit_only_if_it_is_against_the_same_grantee_or_all() {
    let against = |grantee| Terms { grantee, ..deny(&[Laboratory]) };
    let permit = permit(&[Laboratory]);
    assert_eq!(displaced(permit, against(Grantee::Anyone)), COVERED);
    assert_eq!(displaced(permit, against(Grantee::Practitioner(DOCTOR))), COVERED);
    assert_eq!(displaced(permit, against(Grantee::Practitioner(NURSE))), NOT_COVERED);
    assert_eq!(displaced(permit, against(Grantee::Organization(HOSPITAL))), NOT_COVERED);
}

#[test]
fn a_deny_covers_a_permit_only_if_it_is_about_all_its_purposes_and_actions() {
    let wide = Terms {
        purposes: Purposes::of(&[Purpose::Treatment, Purpose::Research]),
        actions: Actions::ALL,
        ..permit(&[Laboratory])
    };
    let deny = deny(&[Laboratory]);
    assert_eq!(displaced(wide, Terms { purposes: wide.purposes, ..deny }), COVERED);
    assert_eq!(displaced(wide, Terms { purposes: Purpose::Research.into(), ..deny }), NOT_COVERED);
    assert_eq!(displaced(wide, Terms { actions: Action::Append.into(), ..deny }), NOT_COVERED);
}

#[test]
fn a_deny_covers_what_is_still_to_come_of_a_permit() {
    let permit = Terms { from: NOW - DAY, ..permit(&[Laboratory]) };
    let window = |from, until| Terms { from, until: Some(until), ..deny(&[Laboratory]) };
    assert_eq!(displaced(permit, window(NOW, NOW + DAY)), COVERED);
    assert_eq!(displaced(permit, window(NOW + 1, NOW + DAY)), NOT_COVERED);
    assert_eq!(displaced(permit, window(NOW, NOW + DAY - 1)), NOT_COVERED);
    let later = Terms { from: NOW + 5, ..permit };
    assert_eq!(displaced(later, window(NOW + 5, NOW + DAY)), COVERED);
    assert_eq!(displaced(later, window(NOW + 6, NOW + DAY)), NOT_COVERED);
}

#[test]
fn a_deny_covers_a_document_only_if_it_is_about_it_or_about_everything() {
    let document = on_document(7, permit(&[]));
    assert_eq!(displaced(document, on_document(7, deny(&[]))), COVERED);
    assert_eq!(displaced(document, on_document(8, deny(&[]))), NOT_COVERED);
    assert_eq!(displaced(permit(&[Laboratory]), on_document(7, deny(&[]))), NOT_COVERED);
    // The document may be of a category that comes later.
    let all_of_today = deny(&Category::ALL);
    for (terms, leaving) in [(all_of_today, 1), (deny_everything(), 64)] {
        let mut policy = full_of(&[(Permit, document)]);
        assert_eq!(policy.add(Deny, terms, NOW).unwrap().removed.len(), leaving);
        let mut policy = full_of(&[(Deny, on_document(7, deny(&[])))]);
        let change = policy.add(Deny, terms, NOW);
        assert_eq!(change.is_ok(), leaving == 64, "a seal makes room for everything only");
    }
}

#[test]
fn a_deny_takes_the_place_of_the_denies_it_covers() {
    let mut policy = full_of(&[(Deny, deny(&[Genetics])), (Permit, permit(&[Laboratory]))]);
    let change = policy.add(Deny, deny(&[Genetics, Imaging]), NOW).unwrap();
    assert_eq!(change.removed, removed((0..64).step_by(2), Cause::Displaced));
}

#[test]
fn a_deny_with_an_end_does_not_cover_one_without() {
    let mut policy = full_of(&[(Deny, deny(&[Genetics]))]);
    let long = Terms { until: Some(Timestamp::MAX - 1), ..deny(&[Genetics]) };
    assert_eq!(policy.add(Deny, long, NOW), Err(PolicyError::Full));
}

#[test]
fn else_of_the_permit_that_expires_first() {
    let until = |until| (Permit, Terms { until: Some(until), ..permit(&[Laboratory]) });
    let sooner_deny = Terms { until: Some(NOW + 1), ..deny(&[Genetics]) };
    let mut lines = vec![until(NOW + 9); 64];
    lines[10] = (Deny, sooner_deny);
    lines[20] = until(NOW + 5);
    lines[30] = until(NOW + 4);
    lines[40] = until(NOW + 4);
    let mut policy = policy(&lines);
    for expected in [30, 40, 20, 0] {
        let change = policy.add(Deny, on_document(expected, deny(&[])), NOW).unwrap();
        assert_eq!(change.removed, removed([expected], Cause::Displaced));
    }
}

/// The doctor in an emergency of the doctor's own.
fn emergency(document: u32) -> Request {
    let purpose = Purpose::EmergencyTreatment;
    Request { purpose, emergency: true, ..record(document, Laboratory) }
}

/// A list of 63 permits about nothing that matters here, and this provision.
fn full_besides(terms: Terms) -> Policy {
    let mut lines = vec![(Deny, terms)];
    let elsewhere = Terms { grantee: Grantee::Organization(CLINIC), ..permit(&[]) };
    lines.extend((0..63).map(|n| (Permit, on_document(1_000 + n, elsewhere))));
    policy(&lines)
}

#[test]
fn a_sealed_document_stays_shut_when_a_wider_deny_takes_the_place_of_its_seal() {
    let mut policy = full_besides(on_document(7, deny(&[])));
    assert_eq!(decide(&policy, &emergency(7), NOW), DENIED);
    let change = policy.add(Deny, deny_everything(), NOW).unwrap();
    assert_eq!(change.removed, removed(0..64, Cause::Displaced));
    assert_eq!(decide(&policy, &emergency(7), NOW), DENIED);
}

#[test]
fn a_practitioner_turned_away_by_name_stays_away_when_a_wider_deny_takes_that_ones_place() {
    let away = Terms { grantee: Grantee::Practitioner(DOCTOR), ..deny(&[Laboratory]) };
    let mut policy = full_besides(away);
    assert_eq!(decide(&policy, &emergency(7), NOW), DENIED);
    let change = policy.add(Deny, deny(&[Laboratory]), NOW).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Displaced));
    assert_eq!(decide(&policy, &emergency(7), NOW), DENIED);
}

#[test]
fn a_deny_of_all_categories_of_today_leaves_the_seal_of_a_document_in_its_place() {
    let mut policy = full_besides(on_document(7, deny(&[])));
    let wide = policy.add(Deny, deny(&Category::ALL), NOW).unwrap().added.unwrap();
    policy.revoke(wide.id, NOW).unwrap();
    policy.add(Permit, permit(&[Laboratory]), NOW).unwrap();
    assert_eq!(decide(&policy, &record(7, Laboratory), NOW), DENIED);
}

#[test]
fn a_deny_displaces_nothing_while_there_is_room() {
    let mut lines = vec![(Permit, permit(&[Laboratory])); 64];
    lines[0].1.until = Some(NOW + 5);
    let mut policy = policy(&lines);
    let change = policy.add(Deny, deny(&[Laboratory]), NOW + 6).unwrap();
    assert_eq!(change.removed, removed([0], Cause::Expired));
    assert_eq!(policy.provisions().len(), 64);
}

#[test]
fn a_list_full_of_other_denies_in_force_refuses_a_deny() {
    let mut policy = full_of(&[(Deny, deny(&[Genetics]))]);
    let before = policy.clone();
    assert_eq!(policy.add(Deny, deny(&[Laboratory]), NOW), Err(PolicyError::Full));
    assert_eq!(policy, before);
}
