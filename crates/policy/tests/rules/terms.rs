//! What a provision may say.

use chartkey_policy::{Effect::*, MAX_PERMIT_MILLISECONDS};
use chartkey_vocabulary::Category::*;

use super::*;

/// The answer to adding these terms to an empty list.
fn add(effect: Effect, terms: Terms) -> Result<(), PolicyError> {
    Policy::default().add(effect, terms, NOW).map(drop)
}

fn is_refused(terms: Terms, error: PolicyError) {
    for effect in [Permit, Deny] {
        assert_eq!(add(effect, terms), Err(error));
    }
}

#[test]
fn an_unassigned_category_bit_is_an_error() {
    let scope = Scope::Categories(received_categories(0x1_0001));
    is_refused(Terms { scope, ..permit(&[]) }, PolicyError::Unassigned);
}

#[test]
fn an_unassigned_purpose_bit_is_an_error() {
    let purposes = Purposes::decode(&mut &[0x81_u8][..]).unwrap();
    is_refused(Terms { purposes, ..permit(&[Laboratory]) }, PolicyError::Unassigned);
}

#[test]
fn an_unassigned_action_bit_is_an_error() {
    let actions = Actions::decode(&mut &[0x05_u8][..]).unwrap();
    is_refused(Terms { actions, ..permit(&[Laboratory]) }, PolicyError::Unassigned);
}

#[test]
fn an_empty_set_is_an_error() {
    let permit = permit(&[Laboratory]);
    let scope = Scope::Categories(Categories::EMPTY);
    is_refused(Terms { scope, ..permit }, PolicyError::Empty);
    is_refused(Terms { purposes: Purposes::EMPTY, ..permit }, PolicyError::Empty);
    is_refused(Terms { actions: Actions::EMPTY, ..permit }, PolicyError::Empty);
}

#[test]
fn a_window_may_be_one_millisecond_long_and_not_shorter() {
    let permit = Terms { from: NOW + 5, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, Terms { until: Some(NOW + 5), ..permit }), Ok(()));
    is_refused(Terms { until: Some(NOW + 4), ..permit }, PolicyError::Window);
}

#[test]
fn a_window_may_end_this_very_millisecond_and_not_earlier() {
    let permit = Terms { from: NOW - DAY, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, Terms { until: Some(NOW), ..permit }), Ok(()));
    is_refused(Terms { until: Some(NOW - 1), ..permit }, PolicyError::Window);
}

#[test]
fn a_permit_needs_an_end() {
    let endless = Terms { until: None, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, endless), Err(PolicyError::EndMissing));
    assert_eq!(add(Deny, endless), Ok(()));
}

#[test]
fn a_permit_may_end_at_most_ten_years_ahead() {
    let years_2020_to_2029 = 1_893_456_000_000 - 1_577_836_800_000;
    assert_eq!(MAX_PERMIT_MILLISECONDS, years_2020_to_2029);
    let until = |until| Terms { until: Some(until), ..permit(&[Laboratory]) };
    let last = NOW + MAX_PERMIT_MILLISECONDS;
    assert_eq!(add(Permit, until(last)), Ok(()));
    assert_eq!(add(Permit, until(last + 1)), Err(PolicyError::TooLong));
    assert_eq!(add(Deny, until(last + 1)), Ok(()));
}

#[test]
fn the_end_of_a_permit_is_counted_from_now_and_not_from_its_beginning() {
    let until = Some(NOW + MAX_PERMIT_MILLISECONDS + 1);
    let later = Terms { from: NOW + DAY, until, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, later), Err(PolicyError::TooLong));
}

#[test]
fn a_permit_needs_a_named_grantee() {
    let anyone = Terms { grantee: Grantee::Anyone, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, anyone), Err(PolicyError::GranteeMissing));
    assert_eq!(add(Deny, anyone), Ok(()));
}

#[test]
fn a_deny_hands_out_no_keys() {
    let with_keys = Terms { keys: Some(ENVELOPE), ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, with_keys), Ok(()));
    assert_eq!(add(Deny, with_keys), Err(PolicyError::KeysOnDeny));
}

#[test]
fn replacing_holds_new_terms_to_the_same_rules() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let before = policy.clone();
    let endless = Terms { until: None, ..permit(&[Laboratory]) };
    assert_eq!(policy.replace(0, endless, NOW), Err(PolicyError::EndMissing));
    let with_keys = Terms { keys: Some(ENVELOPE), ..permit(&[Laboratory]) };
    assert_eq!(policy.replace(1, with_keys, NOW), Err(PolicyError::KeysOnDeny));
    assert_eq!(policy, before);
}
