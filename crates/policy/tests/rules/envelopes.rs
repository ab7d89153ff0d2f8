//! Envelopes that a permit gets after it was granted.

use chartkey_policy::{Effect::*, Provision};

use super::*;

const NEW_ENVELOPE: Digest = [8; 32];

/// The answer to a call that is refused and so changes nothing.
fn refused(policy: &Policy, id: u32) -> PolicyError {
    let mut tried = policy.clone();
    let error = tried.set_envelope(id, NEW_ENVELOPE).unwrap_err();
    assert_eq!(tried, *policy);
    error
}

#[test]
fn a_permit_gets_an_envelope_and_keeps_its_id_and_all_else() {
    let first = permit(&[Category::Laboratory]);
    for keys in [None, Some(ENVELOPE), Some(NEW_ENVELOPE)] {
        let second = on_document(7, Terms { keys, ..permit(&[]) });
        let mut policy =
            policy(&[(Permit, first), (Permit, second), (Deny, deny(&[Category::Genetics]))]);
        let [before, _, after] = policy.provisions().try_into().unwrap();
        assert_eq!(policy.set_envelope(1, NEW_ENVELOPE), Ok(()));
        let terms = Terms { keys: Some(NEW_ENVELOPE), ..second };
        let changed = Provision { id: 1, effect: Permit, terms };
        assert_eq!(policy.provisions(), [before, changed, after]);
    }
}

#[test]
fn an_envelope_uses_no_id() {
    let mut policy = policy(&[(Permit, permit(&[Category::Laboratory]))]);
    policy.set_envelope(0, NEW_ENVELOPE).unwrap();
    policy.add(Permit, permit(&[Category::Imaging]), NOW).unwrap();
    assert_eq!(ids(&policy), [0, 1]);
}

#[test]
fn an_envelope_changes_no_decision() {
    let mut policy = policy(&[(Permit, permit(&[Category::Laboratory]))]);
    policy.set_envelope(0, NEW_ENVELOPE).unwrap();
    assert_eq!(decide(&policy, &record(0, Category::Laboratory), NOW), by_provision(0));
    assert_eq!(decide(&policy, &record(0, Category::Laboratory), NOW + DAY + 1), EXPIRED);
}

#[test]
fn a_full_list_takes_envelopes_too() {
    let mut policy = full_of(&[(Permit, permit(&[Category::Laboratory]))]);
    assert_eq!(policy.set_envelope(63, NEW_ENVELOPE), Ok(()));
}

#[test]
fn only_a_provision_of_the_list_gets_an_envelope() {
    assert_eq!(refused(&Policy::default(), 0), PolicyError::UnknownProvision);
    let mut policy =
        policy(&[(Permit, permit(&[Category::Laboratory])), (Deny, deny(&[Category::Genetics]))]);
    assert_eq!(refused(&policy, 2), PolicyError::UnknownProvision);
    policy.revoke(0, NOW).unwrap();
    assert_eq!(refused(&policy, 0), PolicyError::UnknownProvision);
}

#[test]
fn a_permit_for_many_gets_no_envelope_nor_one_without_reading() {
    let for_many = |grantee| Terms { grantee, ..permit(&[Category::Laboratory]) };
    let append = Terms { actions: Action::Append.into(), ..permit(&[Category::Laboratory]) };
    for (terms, error) in [
        (for_many(Grantee::Organization(HOSPITAL)), PolicyError::KeysForMany),
        (for_many(Grantee::Anyone), PolicyError::KeysForMany),
        (on_document(7, for_many(Grantee::Anyone)), PolicyError::KeysForMany),
        (append, PolicyError::KeysWithoutReading),
    ] {
        assert_eq!(refused(&policy(&[(Permit, terms)]), 0), error);
    }
}

#[test]
fn a_deny_gets_no_envelope() {
    let policy =
        policy(&[(Deny, deny(&[Category::Laboratory])), (Permit, permit(&[Category::Laboratory]))]);
    assert_eq!(refused(&policy, 0), PolicyError::KeysOnDeny);
}
