//! Several records at once: all or nothing.

use chartkey_policy::{Effect::*, Ground, Refusal, Verdict};
use chartkey_vocabulary::Category::*;

use super::*;

/// The record of a request.
fn target_of(document: u32, category: Category) -> RecordTarget {
    RecordTarget { document, category, issuer: Some(CLINIC), addressee: None }
}

/// Asks for these records, of these documents and categories.
fn decide_each(policy: &Policy, records: &[(u32, Category)]) -> Verdict {
    let targets: Vec<_> = records.iter().map(|(id, category)| target_of(*id, *category)).collect();
    let mut request = Request { target: Target::Record(targets[0]), ..record(0, Laboratory) };
    policy.decide_each(&PATIENT, &mut request, &targets[1..], NOW)
}

fn ground(count: u8, provision: u32) -> Ground {
    Ground { count, basis: Basis::Provision(provision) }
}

/// Provision 0 permits laboratory results, provision 1 images; nothing permits genetics.
fn two_permits() -> Policy {
    policy(&[(Permit, permit(&[Laboratory])), (Permit, permit(&[Imaging]))])
}

#[test]
fn one_record_is_a_list_of_one() {
    let policy = two_permits();
    let verdict = decide_each(&policy, &[(3, Imaging)]);
    assert_eq!(verdict, Verdict::Permit(vec![ground(1, 1)]));
    assert_eq!(verdict.of_first(), by_provision(1));
    let verdict = decide_each(&policy, &[(3, Genetics)]);
    assert_eq!(verdict, Verdict::Deny(Refusal { place: 0, reason: Reason::NoConsent }));
    assert_eq!(verdict.of_first(), NO_CONSENT);
}

#[test]
fn grounds_are_grouped_as_long_as_they_are_the_same_in_a_row() {
    let wanted = [(1, Laboratory), (2, Laboratory), (3, Imaging), (4, Laboratory), (5, Laboratory)];
    let verdict = decide_each(&two_permits(), &wanted);
    assert_eq!(verdict, Verdict::Permit(vec![ground(2, 0), ground(1, 1), ground(2, 0)]));
}

#[test]
fn the_first_that_is_refused_is_named_by_its_place_with_its_own_reason() {
    let sealed = on_document(4, deny(&[]));
    let policy =
        policy(&[(Permit, permit(&[Laboratory])), (Permit, permit(&[Imaging])), (Deny, sealed)]);
    let refused = |place, reason| Verdict::Deny(Refusal { place, reason });
    let asked = |records| decide_each(&policy, records);
    let wanted = [(1, Laboratory), (2, Imaging), (4, Laboratory), (5, Genetics)];
    assert_eq!(asked(&wanted), refused(2, Reason::DeniedByPatient));
    let wanted = [(1, Laboratory), (5, Genetics), (4, Laboratory)];
    assert_eq!(asked(&wanted), refused(1, Reason::NoConsent));
    assert_eq!(asked(&[(4, Laboratory), (1, Laboratory)]), refused(0, Reason::DeniedByPatient));
    assert!(matches!(asked(&[(1, Laboratory), (2, Imaging)]), Verdict::Permit(_)));
}

#[test]
fn however_long_a_list_is_each_record_is_decided() {
    let policy = two_permits();
    let permitted = |count| (0..count).map(|id| (id, Laboratory)).collect::<Vec<_>>();
    for (count, shown) in [(255, 255), (256, 255), (400, 255)] {
        let verdict = decide_each(&policy, &permitted(count));
        assert_eq!(verdict, Verdict::Permit(vec![ground(shown, 0)]), "{count}");
    }
    for (before, place) in [(254, 254), (255, 255), (256, 255), (400, 255)] {
        let mut wanted = permitted(before);
        wanted.push((before, Genetics));
        let refused = Refusal { place, reason: Reason::NoConsent };
        assert_eq!(decide_each(&policy, &wanted), Verdict::Deny(refused), "{before}");
    }
}

#[test]
fn a_verdict_is_on_a_ground_when_all_of_it_is() {
    let on = |grounds: &[Ground]| Verdict::Permit(grounds.to_vec());
    assert!(on(&[ground(3, 1)]).is_on(Basis::Provision(1)));
    assert!(!on(&[ground(3, 1)]).is_on(Basis::Provision(2)));
    assert!(!on(&[ground(1, 1), ground(1, 2)]).is_on(Basis::Provision(1)));
    let refused = Verdict::Deny(Refusal { place: 0, reason: Reason::NoConsent });
    assert!(!refused.is_on(Basis::Controller));
}

#[test]
fn a_refusal_begins_with_its_byte() {
    use scale::Encode;
    let refused = Verdict::Deny(Refusal { place: 5, reason: Reason::DeniedByPatient });
    assert_eq!(refused.encode(), [Verdict::DENY, 5, Reason::DeniedByPatient as u8]);
    assert_eq!(Verdict::Permit(vec![ground(2, 7)]).encode(), [0, 4, 2, 1, 7, 0, 0, 0]);
}
