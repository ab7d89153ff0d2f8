//! Short texts, and the words and bounds of documents.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use chartkey_vocabulary::{
    Retraction, Text, TextError, MAX_DOCUMENT_BYTES, MAX_PAGE, MAX_TEXT_BYTES,
};
use proptest::{collection::vec, prelude::*};
use scale::{Decode, Encode};

#[test]
fn a_text_has_1_to_128_bytes() {
    assert_eq!(MAX_TEXT_BYTES, 128);
    assert_eq!(Text::from("").check(), Err(TextError::Empty));
    assert_eq!(Text::default().check(), Err(TextError::Empty));
    assert_eq!(Text::from("x").check(), Ok(()));
    assert_eq!(Text::from("x".repeat(128).as_str()).check(), Ok(()));
    assert_eq!(Text::from("x".repeat(129).as_str()).check(), Err(TextError::TooLong));
}

#[test]
fn a_text_is_printable_ascii_from_the_space_to_the_tilde() {
    for byte in 0..=0x7f_u8 {
        let text = Text::from(char::from(byte).to_string().as_str());
        let expected =
            if (b' '..=b'~').contains(&byte) { Ok(()) } else { Err(TextError::NotPrintable) };
        assert_eq!(text.check(), expected, "{byte:#x}");
    }
    for letter in ["caf\u{e9}", "\u{2028}", "\u{430}", "\u{75c5}"] {
        assert_eq!(Text::from(letter).check(), Err(TextError::NotPrintable), "{letter}");
    }
}

#[test]
fn a_text_is_a_string_on_the_wire() {
    let encoded = "bafkrei".to_owned().encode();
    let text = Text::from("bafkrei");
    assert_eq!(text.encode(), encoded);
    assert_eq!(Text::decode(&mut encoded.as_slice()), Ok(text.clone()));
    assert_eq!(text.as_bytes(), b"bafkrei");
}

#[cfg(feature = "std")]
#[test]
fn a_text_is_a_string_in_the_metadata() {
    use scale_info::TypeInfo;

    assert_eq!(Text::type_info(), str::type_info());
}

#[test]
fn a_document_has_at_most_a_tebibyte() {
    assert_eq!(MAX_DOCUMENT_BYTES, 1_024 * 1_024 * 1_024 * 1_024);
}

#[test]
fn a_page_has_at_most_32_entries() {
    assert_eq!(MAX_PAGE, 32);
}

#[test]
fn every_reason_of_a_retraction_has_a_word_of_its_own() {
    let reasons = [
        Retraction::WrongPatient,
        Retraction::WrongContent,
        Retraction::Duplicate,
        Retraction::Other,
    ];
    let words = reasons.map(Retraction::word);
    assert_eq!(words, ["wrong patient", "wrong content", "duplicate", "other"]);
    assert_eq!(BTreeSet::from(words).len(), reasons.len());
    for (place, reason) in (0_u8..).zip(reasons) {
        assert_eq!(reason.encode(), [place]);
    }
}

proptest! {
    /// Mostly printable, so that whole texts are, about as often as not.
    #[test]
    fn whatever_bytes_arrive_are_judged(
        bytes in vec(prop_oneof![60 => 0x20..=0x7e_u8, 1 => any::<u8>()], 0..150),
    ) {
        let text = Text::decode(&mut bytes.encode().as_slice()).unwrap();
        prop_assert_eq!(text.as_bytes(), bytes.as_slice());
        let is_printable = bytes.iter().all(|byte| *byte == b' ' || byte.is_ascii_graphic());
        let expected = match bytes.len() {
            0 => Err(TextError::Empty),
            1..=128 if is_printable => Ok(()),
            1..=128 => Err(TextError::NotPrintable),
            _ => Err(TextError::TooLong),
        };
        prop_assert_eq!(text.check(), expected);
    }
}
