//! What an opening names.

#![allow(clippy::unwrap_used)]

use chartkey_vocabulary::{is_list_of_records, Categories, Category, Selection, MAX_OPENED};
use scale::{Decode, Encode};

#[test]
fn a_list_has_1_to_32_records() {
    let count = |count| is_list_of_records(&(0..count).collect::<Vec<u32>>());
    assert_eq!(MAX_OPENED, 32);
    assert!(!count(0));
    assert!(count(1));
    assert!(count(2));
    assert!(count(32));
    assert!(!count(33));
    assert!(!count(1_000));
}

#[test]
fn a_list_ascends_and_names_each_once() {
    for list in [&[0][..], &[u32::MAX], &[0, 1], &[3, 7, 8], &[0, u32::MAX]] {
        assert!(is_list_of_records(list), "{list:?}");
    }
    for list in [&[1, 0][..], &[7, 7], &[3, 7, 7], &[3, 3, 7], &[3, 9, 7], &[3, 9, 0], &[0, 0]] {
        assert!(!is_list_of_records(list), "{list:?}");
    }
}

/// Where the two that are out of order stand makes no difference.
#[test]
fn every_place_of_a_list_is_looked_at() {
    let list: Vec<u32> = (1..33).map(|place| place * 10).collect();
    assert!(is_list_of_records(&list));
    for place in 1..list.len() {
        let mut same = list.clone();
        same[place] = same[place - 1];
        assert!(!is_list_of_records(&same), "{place}");
        let mut descending = list.clone();
        descending.swap(place - 1, place);
        assert!(!is_list_of_records(&descending), "{place}");
    }
}

#[test]
fn a_selection_is_encoded_as_clients_write_it() {
    let both = Categories::of(&[Category::Laboratory, Category::Imaging]);
    for (selection, bytes) in [
        (Selection::Records(vec![]), &[0, 0][..]),
        (Selection::record(7), &[0, 4, 7, 0, 0, 0]),
        (Selection::Records(vec![3, 0x0102]), &[0, 8, 3, 0, 0, 0, 2, 1, 0, 0]),
        (Selection::Categories(both), &[1, 0x60, 0, 0, 0]),
    ] {
        assert_eq!(selection.encode(), bytes, "{selection:?}");
        assert_eq!(Selection::decode(&mut &*bytes).unwrap(), selection);
    }
    let longest = Selection::Records((0..32).collect());
    assert_eq!(longest.encode().len(), 2 + 32 * 4);
}
