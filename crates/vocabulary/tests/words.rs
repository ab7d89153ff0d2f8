//! The words of categories, purposes, actions and reasons, in English and in Chinese.

use std::collections::BTreeSet;

use chartkey_vocabulary::{Action, Category, Finding, Purpose, RequestReason, Retraction};

/// Every kind of word: what it is about, in English, in Chinese.
fn kinds() -> [(&'static str, Vec<&'static str>, Vec<&'static str>); 6] {
    [
        (
            "categories",
            Category::ALL.map(Category::word).to_vec(),
            Category::ALL.map(Category::word_zh).to_vec(),
        ),
        (
            "purposes",
            Purpose::ALL.map(Purpose::word).to_vec(),
            Purpose::ALL.map(Purpose::word_zh).to_vec(),
        ),
        (
            "actions",
            Action::ALL.map(Action::word).to_vec(),
            Action::ALL.map(Action::word_zh).to_vec(),
        ),
        (
            "reasons of retractions",
            Retraction::ALL.map(Retraction::word).to_vec(),
            Retraction::ALL.map(Retraction::word_zh).to_vec(),
        ),
        (
            "reasons of requests",
            RequestReason::ALL.map(RequestReason::word).to_vec(),
            RequestReason::ALL.map(RequestReason::word_zh).to_vec(),
        ),
        (
            "findings",
            Finding::ALL.map(Finding::word).to_vec(),
            Finding::ALL.map(Finding::word_zh).to_vec(),
        ),
    ]
}

#[test]
fn every_member_has_words_of_its_own_in_either_language() {
    for (kind, english, chinese) in kinds() {
        for words in [english, chinese] {
            let distinct: BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "two {kind} have the same words");
            assert!(!words.contains(&""), "{kind}");
        }
    }
}

/// Members of a set stand one after the other, with commas between them.
#[test]
fn english_words_are_small_ascii_letters() {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || " -".contains(letter);
    for (_, english, _) in kinds() {
        for word in english {
            assert!(word.chars().all(is_plain) && word.trim() == word, "{word}");
        }
    }
}

/// Nothing that a line or a list of words is taken apart by, and nothing that looks like another.
#[test]
fn chinese_words_are_chinese_characters() {
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for (_, _, chinese) in kinds() {
        for word in chinese {
            assert!(word.chars().all(is_chinese), "{word}");
        }
    }
}

#[test]
fn every_reason_is_listed_once_in_the_order_of_the_numbers() {
    for (place, reason) in RequestReason::ALL.into_iter().enumerate() {
        assert_eq!(reason as usize, place);
    }
    for (place, finding) in Finding::ALL.into_iter().enumerate() {
        assert_eq!(finding as usize, place);
    }
    for (place, reason) in Retraction::ALL.into_iter().enumerate() {
        assert_eq!(reason as usize, place);
    }
}

/// <https://terminology.hl7.org/CodeSystem/v3-ActReason>, below `PurposeOfUse`.
#[test]
fn every_purpose_has_its_code_in_hl7() {
    let codes = Purpose::ALL.map(|purpose| (format!("{purpose:?}"), purpose.code()));
    let expected = [
        ("Treatment", "TREAT"),
        ("EmergencyTreatment", "ETREAT"),
        ("Payment", "HPAYMT"),
        ("Operations", "HOPERAT"),
        ("Research", "HRESCH"),
        ("PublicHealth", "PUBHLTH"),
        ("PatientRequest", "PATRQT"),
        ("FamilyRequest", "FAMRQT"),
    ];
    assert_eq!(codes, expected.map(|(name, code)| (name.to_owned(), code)));
}
