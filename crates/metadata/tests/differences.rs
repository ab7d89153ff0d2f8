//! What is noticed when two types differ, one small test each.

#![allow(clippy::unwrap_used)]

use chartkey_commands::Command;
use chartkey_metadata::{differences, Difference};
use chartkey_vocabulary::Category;
use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};

/// A registry with other types before the one that is asked for.
fn registry<T: TypeInfo + 'static>(others: bool) -> (PortableRegistry, u32) {
    let mut registry = Registry::new();
    if others {
        registry.register_types([meta_type::<(u8, bool)>(), meta_type::<[u64; 3]>()]);
    }
    let id = registry.register_type(&meta_type::<T>()).id;
    (registry.into(), id)
}

fn found<Left: TypeInfo + 'static, Right: TypeInfo + 'static>() -> Vec<String> {
    let ((left, left_id), (right, right_id)) = (registry::<Left>(false), registry::<Right>(true));
    let found = differences("it", (&left, left_id), (&right, right_id));
    found.iter().map(Difference::to_string).collect()
}

/// Types as a later version of a contract might have them, under the names of today's.
#[allow(dead_code)]
mod later {
    use super::TypeInfo;

    #[derive(TypeInfo)]
    pub enum Effect {
        Deny,
        Permit,
    }

    #[derive(TypeInfo)]
    pub enum Action {
        Read,
        Append,
        Print,
    }

    #[derive(TypeInfo)]
    pub struct NewEnvelope {
        pub digest: [u8; 32],
        pub provision: u32,
    }

    #[derive(TypeInfo)]
    pub struct OrgId(pub u64);

    #[derive(TypeInfo)]
    pub struct PatientId(pub [u8; 20]);

    #[derive(TypeInfo)]
    pub struct PublicKey {
        pub suite: u16,
        pub bytes: Vec<u8>,
        pub label: u8,
    }
}

#[test]
fn the_same_types_do_not_differ_wherever_they_stand_in_their_registries() {
    assert_eq!(found::<Command, Command>(), [] as [&str; 0]);
}

#[test]
fn a_renumbered_variant_is_noticed_with_its_place() {
    let found = found::<(u32, Option<chartkey_policy::Effect>), (u32, Option<later::Effect>)>();
    let expected = [
        "it.1.Some.0: variant Permit is 0 here, 1 there",
        "it.1.Some.0: variant Deny is 1 here, 0 there",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_variant_that_is_only_on_one_side_is_noticed() {
    let found = found::<chartkey_vocabulary::Action, later::Action>();
    assert_eq!(found, ["it: no variant Print here, one there"]);
}

#[test]
fn fields_that_changed_places_are_noticed() {
    let found = found::<chartkey_commands::NewEnvelope, later::NewEnvelope>();
    assert!(found.contains(&"it: field provision here, digest there".to_owned()), "{found:?}");
}

#[test]
fn a_field_more_is_noticed() {
    let found = found::<chartkey_vocabulary::PublicKey, later::PublicKey>();
    assert_eq!(found, ["it: 2 fields here, 3 there"]);
}

#[test]
fn another_width_and_another_length_are_noticed() {
    let width = found::<chartkey_vocabulary::OrgId, later::OrgId>();
    assert_eq!(width, ["it.0: U32 here, U64 there"]);
    let length = found::<chartkey_vocabulary::PatientId, later::PatientId>();
    assert_eq!(length, ["it.0: 32 of them here, 20 there"]);
    assert_eq!(found::<(u8, u8), (u8, u8, u8)>(), ["it: 2 members here, 3 there"]);
}

#[test]
fn another_name_and_another_kind_are_noticed() {
    let name = found::<chartkey_policy::Effect, Category>();
    assert_eq!(name.first().unwrap(), "it: Effect here, Category there");
    assert_eq!(found::<Vec<u8>, [u8; 4]>(), ["it: a list here, an array there"]);
    assert_eq!(found::<Vec<u8>, Vec<u16>>(), ["it.[]: U8 here, U16 there"]);
}

#[test]
fn a_type_that_holds_itself_is_compared_to_its_end() {
    #[derive(TypeInfo)]
    #[allow(dead_code)]
    struct Chain {
        value: u32,
        next: Option<Box<Chain>>,
    }
    assert_eq!(found::<Chain, Chain>(), [] as [&str; 0]);
}
