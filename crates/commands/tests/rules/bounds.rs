//! Bounds that contracts and clients take from here, and the form of a text for both.

use chartkey_commands::MAX_DEADLINE_MILLISECONDS;
use chartkey_vocabulary::MAX_DOCUMENT_BYTES;
use scale::{Decode, Encode};

use super::*;

#[test]
fn a_deadline_is_at_most_a_week_ahead() {
    assert_eq!(MAX_DEADLINE_MILLISECONDS, 7 * DAY);
}

#[test]
fn a_document_has_at_most_a_tebibyte() {
    assert_eq!(MAX_DOCUMENT_BYTES, 1_024 * 1_024 * 1_024 * 1_024);
}

#[test]
fn a_text_is_a_string_on_the_wire() {
    let encoded = "bafkrei".to_owned().encode();
    let text = Text::from("bafkrei");
    assert_eq!(text.encode(), encoded);
    assert_eq!(Text::decode(&mut encoded.as_slice()), Ok(text));
}

#[cfg(feature = "std")]
#[test]
fn a_text_is_a_string_in_the_metadata() {
    use scale_info::TypeInfo;

    assert_eq!(Text::type_info(), str::type_info());
}
