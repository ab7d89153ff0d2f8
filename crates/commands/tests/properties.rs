//! The crate against the model, and against itself: no two texts alike.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod model;
mod objections;
mod strategies;

use std::collections::{BTreeMap, BTreeSet};

use chartkey_commands::CommandError;
use model::{careless_approval, careless_text, translated};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use strategies::{domain, instruction, near_misses, recovery, word, Signable, Word};

fn text((domain, signable): &Word) -> Result<Vec<u8>, CommandError> {
    match signable {
        Signable::Instruction(instruction) => instruction.text(domain),
        Signable::Recovery(recovery) => recovery.text(domain),
    }
}

fn text_zh((domain, signable): &Word) -> Result<String, CommandError> {
    match signable {
        Signable::Instruction(instruction) => instruction.text_zh(domain),
        Signable::Recovery(recovery) => recovery.text_zh(domain),
    }
}

/// Compares an answer with the model's.
fn compare(answer: Result<Vec<u8>, CommandError>, careless: &str, against: &[CommandError]) {
    match answer {
        Ok(text) => {
            assert_eq!(String::from_utf8(text).unwrap(), careless);
            assert_eq!(against, []);
        }
        Err(error) => assert!(against.contains(&error), "{error:?} is none of {against:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn every_text_is_the_models(domain in domain(), instruction in instruction()) {
        let careless = careless_text(&instruction, &domain);
        compare(instruction.text(&domain), &careless, &objections::to_instruction(&instruction));
    }

    #[test]
    fn every_text_of_an_approval_is_the_models(domain in domain(), recovery in recovery()) {
        let careless = careless_approval(&recovery, &domain);
        compare(recovery.text(&domain), &careless, &objections::to_time(recovery.deadline));
    }

    #[test]
    fn the_chinese_text_is_the_english_one_line_by_line(word in word()) {
        let translated = text(&word).map(|text| translated(&String::from_utf8(text).unwrap()));
        prop_assert_eq!(text_zh(&word), translated);
    }

    #[test]
    fn a_text_is_wrapped_and_holds_nothing_but_printable_ascii_in_lines(word in word()) {
        if let Ok(text) = text(&word) {
            let text = String::from_utf8(text).unwrap();
            let inside = text.strip_prefix("<Bytes>").unwrap().strip_suffix("</Bytes>").unwrap();
            for (place, line) in inside.split('\n').enumerate() {
                prop_assert!(line.bytes().all(|byte| (0x20..=0x7e).contains(&byte)), "{line:?}");
                let (label, value) = line.split_once(": ").unwrap();
                prop_assert!(!label.is_empty() && !value.is_empty());
                prop_assert_eq!(label == "Chartkey", place == 0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_two_of_many_have_the_same_text(words in vec(word(), 200)) {
        let (mut meant, mut meant_zh) = (BTreeMap::new(), BTreeMap::new());
        for word in &words {
            if let (Ok(text), Ok(text_zh)) = (text(word), text_zh(word)) {
                prop_assert_eq!(*meant.entry(text).or_insert(word), word);
                prop_assert_eq!(*meant_zh.entry(text_zh).or_insert(word), word);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn nothing_that_differs_in_one_place_has_the_same_text(word in word()) {
        if let (Ok(text_of_word), Ok(shown)) = (text(&word), text_zh(&word)) {
            for near in near_misses(&word) {
                prop_assert_ne!(text(&near), Ok(text_of_word.clone()), "{:?}", near);
                prop_assert_ne!(text_zh(&near), Ok(shown.clone()), "{:?}", near);
            }
        }
    }
}

/// What a random test never meets it does not test.
#[test]
fn the_random_instructions_meet_every_title_line_and_error() {
    let mut runner = TestRunner::deterministic();
    let (mut labels, mut titles, mut errors) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..6_000 {
        match text(&word().new_tree(&mut runner).unwrap().current()) {
            Ok(text) => {
                for line in String::from_utf8(text).unwrap().lines() {
                    let (label, value) = line.split_once(": ").unwrap();
                    labels.insert(label.to_owned());
                    if label == "<Bytes>Chartkey" {
                        titles.insert(value.to_owned());
                    }
                }
            }
            Err(error) => drop(errors.insert(format!("{error:?}"))),
        }
    }
    assert_eq!(titles.len(), 26, "{titles:?}");
    assert_eq!(labels.len(), 45, "{labels:?}");
    let expected = [
        "Key(LowOrder)",
        "Key(UnknownSuite)",
        "Key(WrongLength)",
        "List",
        "Locator(Empty)",
        "Locator(NotPrintable)",
        "Locator(TooLong)",
        "NotWholeMinutes",
        "Set(Empty)",
        "Set(Unassigned)",
        "TooFar",
    ];
    assert_eq!(errors.into_iter().collect::<Vec<_>>(), expected);
}

/// Nor does it test near misses that have no text.
#[test]
fn much_that_differs_in_one_place_has_a_text() {
    let mut runner = TestRunner::deterministic();
    let (mut with_text, mut all) = (0_usize, 0_usize);
    for _ in 0..50 {
        let near = near_misses(&word().new_tree(&mut runner).unwrap().current());
        all += near.len();
        with_text += near.iter().filter(|near| text(near).is_ok()).count();
    }
    assert!(with_text * 3 > all, "{with_text} of {all}");
}
