//! What a provision may say.

use chartkey_policy::Effect::*;
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
    for bits in [0x10_0001, 0x8000_0001, u32::MAX - 1, u32::MAX >> 1] {
        let scope = Scope::Categories(received_categories(bits));
        is_refused(Terms { scope, ..permit(&[]) }, PolicyError::Unassigned);
    }
}

#[test]
fn an_unassigned_purpose_bit_is_an_error() {
    for bits in [0x0101_u16, 0x8001, u16::MAX - 1, u16::MAX >> 1] {
        let purposes = Purposes::decode(&mut &bits.to_le_bytes()[..]).unwrap();
        is_refused(Terms { purposes, ..permit(&[Laboratory]) }, PolicyError::Unassigned);
    }
}

#[test]
fn an_unassigned_action_bit_is_an_error() {
    for bits in [0x05_u8, u8::MAX] {
        let actions = Actions::decode(&mut &[bits][..]).unwrap();
        is_refused(Terms { actions, ..permit(&[Laboratory]) }, PolicyError::Unassigned);
    }
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
fn a_deny_may_begin_at_most_ten_years_ahead() {
    let from = |from| Terms { from, ..deny(&[Laboratory]) };
    let last = NOW + MAX_PERMIT_MILLISECONDS;
    assert_eq!(add(Deny, from(last)), Ok(()));
    for never in [last + 1, NOW * 1_000, NOW * 1_000_000, Timestamp::MAX] {
        assert_eq!(add(Deny, from(never)), Err(PolicyError::BeginsTooLate));
    }
    assert_eq!(add(Deny, from(0)), Ok(()));
}

#[test]
fn a_permit_may_be_for_anyone_and_needs_an_end_then_too() {
    let anyone = Terms { grantee: Grantee::Anyone, ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, anyone), Ok(()));
    assert_eq!(add(Permit, Terms { until: None, ..anyone }), Err(PolicyError::EndMissing));
}

#[test]
fn everything_is_for_denies_only() {
    let permit = permit(&[Laboratory]);
    for terms in [
        Terms { scope: Scope::Categories(Categories::EVERYTHING), ..permit },
        Terms { purposes: Purposes::EVERYTHING, ..permit },
        Terms { purposes: Purposes::EVERYTHING, ..on_document(7, permit) },
    ] {
        assert_eq!(add(Permit, terms), Err(PolicyError::Everything));
        assert_eq!(add(Deny, terms), Ok(()));
    }
    assert_eq!(add(Deny, deny_everything()), Ok(()));
    let of_today = Terms { purposes: every_permitted_purpose(), ..self::permit(&Category::ALL) };
    assert_eq!(add(Permit, of_today), Ok(()));
}

#[test]
fn a_permit_does_not_speak_for_the_patients_own_reading() {
    for purposes in [Purpose::PatientRequest.into(), Purposes::ALL] {
        let terms = Terms { purposes, ..permit(&[Laboratory]) };
        assert_eq!(add(Permit, terms), Err(PolicyError::PatientRequest));
        assert_eq!(add(Deny, terms), Ok(()));
    }
}

#[test]
fn a_provision_about_a_document_is_about_reading_alone() {
    for actions in [Action::Append.into(), Actions::ALL] {
        let terms = Terms { actions, ..on_document(7, permit(&[])) };
        is_refused(terms, PolicyError::AppendOnDocument);
    }
}

#[test]
fn a_deny_hands_out_no_keys() {
    let with_keys = Terms { keys: Some(ENVELOPE), ..permit(&[Laboratory]) };
    assert_eq!(add(Permit, with_keys), Ok(()));
    assert_eq!(add(Deny, with_keys), Err(PolicyError::KeysOnDeny));
}

#[test]
fn an_envelope_is_for_one_person_who_may_read() {
    let with_keys = permit_with_keys(&[Laboratory]);
    assert_eq!(add(Permit, Terms { actions: Actions::ALL, ..with_keys }), Ok(()));
    assert_eq!(add(Permit, on_document(7, with_keys)), Ok(()));
    for grantee in [Grantee::Organization(HOSPITAL), Grantee::Anyone] {
        for terms in [with_keys, on_document(7, with_keys)] {
            let many = Terms { grantee, ..terms };
            assert_eq!(add(Permit, many), Err(PolicyError::KeysForMany));
            assert_eq!(add(Permit, Terms { keys: None, ..many }), Ok(()));
        }
    }
    let append = Terms { actions: Action::Append.into(), ..with_keys };
    assert_eq!(add(Permit, append), Err(PolicyError::KeysWithoutReading));
    assert_eq!(add(Permit, Terms { keys: None, ..append }), Ok(()));
}

#[test]
fn replacing_holds_new_terms_to_the_same_rules() {
    let mut policy = policy(&[(Permit, permit(&[Laboratory])), (Deny, deny(&[Genetics]))]);
    let before = policy.clone();
    let endless = Terms { until: None, ..permit(&[Laboratory]) };
    assert_eq!(policy.replace(0, endless, NOW), Err(PolicyError::EndMissing));
    let with_keys = Terms { keys: Some(ENVELOPE), ..permit(&[Laboratory]) };
    assert_eq!(policy.replace(1, with_keys, NOW), Err(PolicyError::KeysOnDeny));
    let never = Terms { from: NOW * 1_000, ..deny(&[Genetics]) };
    assert_eq!(policy.replace(1, never, NOW), Err(PolicyError::BeginsTooLate));
    assert_eq!(policy, before);
}
