//! Ids of organizations.

use std::collections::HashSet;

use super::*;

fn first_ids() -> Vec<u32> {
    (0..10_000).map(|count| organization_id(count).0).collect()
}

/// What a person writes who gets one digit wrong, or two neighbouring ones in each other's place,
/// or loses one.
fn slips(id: u32) -> impl Iterator<Item = u64> {
    let digits = id.to_string().into_bytes();
    let places = 0..digits.len();
    let changed = {
        let digits = digits.clone();
        places.clone().flat_map(move |place| {
            let digits = digits.clone();
            (b'0'..=b'9').map(move |digit| {
                let mut slip = digits.clone();
                slip[place] = digit;
                slip
            })
        })
    };
    let swapped = {
        let digits = digits.clone();
        places.clone().skip(1).map(move |place| {
            let mut slip = digits.clone();
            slip.swap(place - 1, place);
            slip
        })
    };
    let lost = places.map(move |place| {
        let mut slip = digits.clone();
        slip.remove(place);
        slip
    });
    let number = |slip: Vec<u8>| String::from_utf8(slip).unwrap().parse().unwrap_or(0);
    changed.chain(swapped).chain(lost).map(number)
}

#[test]
fn no_slip_in_an_id_names_another_of_the_first_ten_thousand() {
    let ids = first_ids();
    let known: HashSet<u64> = ids.iter().map(|id| u64::from(*id)).collect();
    assert_eq!(known.len(), ids.len());
    for id in ids {
        let own = u64::from(id);
        assert!(!known.contains(&(own + 1)), "{id}");
        let named = slips(id).find(|slip| *slip != own && known.contains(slip));
        assert_eq!(named, None, "{id}");
    }
}

#[test]
fn no_two_counts_give_the_same_id() {
    // Multiplying by the multiplier's inverse modulo 2^32 gives the count back.
    let inverse: u32 = 244_002_641;
    let first = organization_id(0).0;
    let multiplier = organization_id(1).0.wrapping_sub(first);
    assert_eq!(multiplier.wrapping_mul(inverse), 1);
    for count in [0, 1, 2, 9_999, 1 << 31, u32::MAX] {
        let id = organization_id(count).0;
        assert_eq!(id.wrapping_sub(first).wrapping_mul(inverse), count);
    }
}

#[test]
fn as_far_apart_as_the_documentation_says_ids_differ_by_no_slip_of_a_digit() {
    // What a changed digit, two swapped ones, or one more or less make of a difference. The
    // difference of two ids names that of their counts.
    let multiplier = organization_id(1).0.wrapping_sub(organization_id(0).0);
    let inverse: u32 = 244_002_641;
    assert_eq!(multiplier.wrapping_mul(inverse), 1);
    let powers = (0..10).map(|power| 10_u64.pow(power));
    let nearest = powers
        .flat_map(|power| (1..10).flat_map(move |digit| [digit * power, 9 * digit * power]))
        .filter_map(|difference| u32::try_from(difference).ok())
        .map(|difference| difference.wrapping_mul(inverse))
        .map(|counts| counts.min(counts.wrapping_neg()))
        .min();
    assert_eq!(nearest, Some(69_905_552));
}

#[test]
fn admitting_gives_the_ids_in_that_order() {
    run(|mut world| {
        let World { directory, registry, .. } = &mut world;
        for count in 2..20 {
            let (id, _) = directory.admit(registry, &STEWARD, &ADMIN).unwrap();
            assert_eq!(id, organization_id(count));
            assert!(registry.records.borrow().standing(id).is_some());
        }
    });
}
