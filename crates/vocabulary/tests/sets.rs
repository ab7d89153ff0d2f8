//! Categories, purposes and actions: bits and sets.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use chartkey_vocabulary::{
    Action, Actions, Categories, Category, Purpose, Purposes, SetError, CATEGORY_COUNT,
};
use proptest::{prelude::*, sample::subsequence};
use scale::{Decode, Encode};

#[test]
fn the_assigned_bits_are_20_categories_8_purposes_and_2_actions() {
    assert_eq!(Categories::ALL.bits(), 0xf_ffff);
    assert_eq!(Purposes::ALL.bits(), 0xff);
    assert_eq!(Actions::ALL.bits(), 0x03);
    assert_eq!(CATEGORY_COUNT, 20);
}

#[test]
fn everything_is_every_bit_and_no_set_of_members_is_everything() {
    assert_eq!(Categories::EVERYTHING.bits(), u32::MAX);
    assert_eq!(Purposes::EVERYTHING.bits(), u16::MAX);
    assert!(Categories::EVERYTHING.is_everything() && Purposes::EVERYTHING.is_everything());
    assert!(!Categories::ALL.is_everything() && !Purposes::ALL.is_everything());
    assert!(!Categories::EVERYTHING.is_assigned() && !Purposes::EVERYTHING.is_assigned());
    assert_eq!(Categories::EVERYTHING.check(), Err(SetError::Unassigned));
    assert_eq!(Purposes::EVERYTHING.check(), Err(SetError::Unassigned));
}

#[test]
fn where_everything_is_allowed_it_is_that_or_assigned_members() {
    let categories = |bits: u32| Categories::decode(&mut &bits.encode()[..]).unwrap();
    for (bits, expected) in [
        (u32::MAX, Ok(())),
        (0xf_ffff, Ok(())),
        (1, Ok(())),
        (0, Err(SetError::Empty)),
        (u32::MAX - 1, Err(SetError::Unassigned)),
        (u32::MAX >> 1, Err(SetError::Unassigned)),
        (1 << 20, Err(SetError::Unassigned)),
    ] {
        assert_eq!(categories(bits).check_or_everything(), expected, "{bits:x}");
    }
    let purposes = |bits: u16| Purposes::decode(&mut &bits.encode()[..]).unwrap();
    for (bits, expected) in [
        (u16::MAX, Ok(())),
        (0xff, Ok(())),
        (0, Err(SetError::Empty)),
        (u16::MAX - 1, Err(SetError::Unassigned)),
        (0x100, Err(SetError::Unassigned)),
    ] {
        assert_eq!(purposes(bits).check_or_everything(), expected, "{bits:x}");
    }
}

#[test]
fn every_member_is_listed_once_in_the_order_of_the_bits() {
    for (place, category) in Category::ALL.into_iter().enumerate() {
        assert_eq!(Categories::from(category).bits(), 1 << place);
    }
    for (place, purpose) in Purpose::ALL.into_iter().enumerate() {
        assert_eq!(Purposes::from(purpose).bits(), 1 << place);
    }
    for (place, action) in Action::ALL.into_iter().enumerate() {
        assert_eq!(Actions::from(action).bits(), 1 << place);
    }
    assert_eq!(Categories::of(&Category::ALL), Categories::ALL);
    assert_eq!(Purposes::of(&Purpose::ALL), Purposes::ALL);
    assert_eq!(Actions::of(&Action::ALL), Actions::ALL);
}

#[test]
fn the_bits_of_members_that_are_stored_and_signed_do_not_move() {
    assert_eq!(Categories::from(Category::PatientSummary).bits(), 1);
    assert_eq!(Categories::from(Category::Genetics).bits(), 1 << 9);
    assert_eq!(Categories::from(Category::Administrative).bits(), 1 << 15);
    assert_eq!(Categories::from(Category::Restricted).bits(), 1 << 19);
    assert_eq!(Purposes::from(Purpose::EmergencyTreatment).bits(), 0x02);
    assert_eq!(Purposes::from(Purpose::PatientRequest).bits(), 0x40);
    assert_eq!(Purposes::from(Purpose::FamilyRequest).bits(), 0x80);
    assert_eq!(Actions::from(Action::Append).bits(), 0x02);
}

#[test]
fn an_emergency_opens_all_but_the_five_delicate_categories_by_default() {
    let closed = Categories::ALL.difference(Categories::DEFAULT_DIRECTIVE);
    let delicate = [
        Category::Genetics,
        Category::MentalHealth,
        Category::SexualAndReproductiveHealth,
        Category::SubstanceUse,
        Category::Restricted,
    ];
    assert_eq!(closed, Categories::of(&delicate));
    assert!(Categories::DEFAULT_DIRECTIVE.is_assigned());
}

#[test]
fn an_empty_set_is_an_error_where_members_are_asked_for() {
    assert_eq!(Categories::EMPTY.check(), Err(SetError::Empty));
    assert_eq!(Purposes::EMPTY.check(), Err(SetError::Empty));
    assert_eq!(Actions::EMPTY.check(), Err(SetError::Empty));
    assert_eq!(Categories::default(), Categories::EMPTY);
}

/// Makes the tests of one kind of set: any bits come in, and are judged and taken apart.
macro_rules! properties {
    ($($name:ident: $set:ident($bits:ty) of $member:ident, $count:literal;)+) => {$(
        mod $name {
            use super::*;

            /// A set as it arrives from a caller: few bits and many.
            fn received() -> impl Strategy<Value = (u32, $set)> {
                (any::<$bits>(), 0..<$bits>::BITS).prop_map(|(bits, less)| {
                    let bits = bits >> less;
                    (u32::from(bits), $set::decode(&mut &bits.encode()[..]).unwrap())
                })
            }

            fn members() -> impl Strategy<Value = Vec<$member>> {
                subsequence($member::ALL.to_vec(), 0..=$count)
            }

            fn has(members: &[$member], one: $member) -> bool {
                members.contains(&one)
            }

            proptest! {
                #[test]
                fn whatever_bits_arrive_are_judged((bits, set) in received()) {
                    let assigned = u64::from(bits) < 1_u64 << $count;
                    prop_assert_eq!(u32::from(set.bits()), bits);
                    prop_assert_eq!(set.is_assigned(), assigned);
                    prop_assert_eq!($set::from_bits(set.bits()), assigned.then_some(set));
                    prop_assert_eq!(set.is_empty(), bits == 0);
                    let expected = match bits {
                        0 => Err(SetError::Empty),
                        _ if assigned => Ok(()),
                        _ => Err(SetError::Unassigned),
                    };
                    prop_assert_eq!(set.check(), expected);
                    for (place, member) in $member::ALL.into_iter().enumerate() {
                        prop_assert_eq!(set.contains(member.into()), (bits >> place) & 1 == 1);
                    }
                }

                #[test]
                fn a_set_has_the_members_it_is_made_of(members in members()) {
                    let set = $set::of(&members);
                    prop_assert!(set.is_assigned());
                    prop_assert_eq!(set.is_empty(), members.is_empty());
                    for member in $member::ALL {
                        prop_assert_eq!(set.contains(member.into()), has(&members, member));
                    }
                    let twice = [members.as_slice(), members.as_slice()].concat();
                    prop_assert_eq!($set::of(&twice), set);
                }

                #[test]
                fn sets_are_joined_cut_and_subtracted_member_by_member(
                    one in members(),
                    other in members(),
                ) {
                    let (left, right) = ($set::of(&one), $set::of(&other));
                    for member in $member::ALL {
                        let (in_one, in_other) = (has(&one, member), has(&other, member));
                        let is_in = |set: $set| set.contains(member.into());
                        prop_assert_eq!(is_in(left.union(right)), in_one || in_other);
                        prop_assert_eq!(is_in(left.intersection(right)), in_one && in_other);
                        prop_assert_eq!(is_in(left.difference(right)), in_one && !in_other);
                    }
                    let contained = other.iter().all(|member| has(&one, *member));
                    prop_assert_eq!(left.contains(right), contained);
                }

                #[test]
                fn a_set_is_its_bits_on_the_wire(members in members()) {
                    let set = $set::of(&members);
                    prop_assert_eq!(set.encode(), set.bits().encode());
                    prop_assert_eq!($set::decode(&mut &set.encode()[..]), Ok(set));
                }
            }
        }
    )+};
}

properties! {
    categories: Categories(u32) of Category, 20;
    purposes: Purposes(u16) of Purpose, 8;
    actions: Actions(u8) of Action, 2;
}
