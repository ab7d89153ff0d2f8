//! What has no text.

use chartkey_commands::{NewCategoryKeys, NewVersion, Replacement};
use chartkey_vocabulary::{KeyError, SetError, TextError};

use super::*;

const UNASSIGNED: CommandError = CommandError::Set(SetError::Unassigned);
const EMPTY: CommandError = CommandError::Set(SetError::Empty);

#[test]
fn every_command_with_terms_refuses_unassigned_and_empty_sets() {
    let categories = |bits: u32| Terms { scope: Scope::Categories(received(bits)), ..terms() };
    let purposes = |bits: u16| Terms { purposes: received(bits), ..terms() };
    let actions = |bits: u8| Terms { actions: received(bits), ..terms() };
    for (terms, error) in [
        (categories(1 << 20), UNASSIGNED),
        (categories(0x8000_0001), UNASSIGNED),
        (categories(0), EMPTY),
        (purposes(1 << 8), UNASSIGNED),
        (purposes(0x101), UNASSIGNED),
        (purposes(0), EMPTY),
        (actions(1 << 2), UNASSIGNED),
        (actions(0x81), UNASSIGNED),
        (actions(0), EMPTY),
    ] {
        assert_eq!(text(grant(terms)), Err(error));
        assert_eq!(text(deny(terms)), Err(error));
        let replacement = Replacement { provision: 0, effect: Effect::Deny, terms };
        assert_eq!(text(Command::Replace(Box::new(replacement))), Err(error));
    }
}

#[test]
fn only_a_deny_may_be_about_everything() {
    let categories = Scope::Categories(Categories::EVERYTHING);
    for terms in [
        Terms { scope: categories, ..terms() },
        Terms { purposes: Purposes::EVERYTHING, ..terms() },
        Terms { scope: categories, purposes: Purposes::EVERYTHING, ..terms() },
    ] {
        let replace =
            |effect| Command::Replace(Box::new(Replacement { provision: 0, effect, terms }));
        assert_eq!(text(grant(terms)), Err(UNASSIGNED));
        assert_eq!(text(replace(Effect::Permit)), Err(UNASSIGNED));
        assert!(text(deny(terms)).is_ok());
        assert!(text(replace(Effect::Deny)).is_ok());
    }
    let actions = Terms { actions: received(u8::MAX), ..terms() };
    assert_eq!(text(deny(actions)), Err(UNASSIGNED));
}

#[test]
fn a_bit_less_than_everything_is_unassigned() {
    for bits in [u32::MAX - 1, u32::MAX >> 1] {
        let terms = Terms { scope: Scope::Categories(received(bits)), ..terms() };
        assert_eq!(text(deny(terms)), Err(UNASSIGNED));
        let directive = Command::SetDirective(Directive::Issuers, received(bits));
        assert_eq!(text(directive), Err(UNASSIGNED));
    }
    for bits in [u16::MAX - 1, u16::MAX >> 1] {
        assert_eq!(text(deny(Terms { purposes: received(bits), ..terms() })), Err(UNASSIGNED));
    }
}

#[test]
fn a_directive_refuses_unassigned_categories_and_may_be_empty() {
    for which in [Directive::Emergency, Directive::Issuers] {
        for bits in [1_u32 << 20, 0x8000_0001] {
            let directive = Command::SetDirective(which, received(bits));
            assert_eq!(text(directive), Err(UNASSIGNED), "{bits:x}");
        }
        assert!(text(Command::SetDirective(which, Categories::EMPTY)).is_ok());
    }
    let everything = Command::SetDirective(Directive::Emergency, Categories::EVERYTHING);
    assert_eq!(text(everything), Err(UNASSIGNED));
}

#[test]
fn a_key_has_the_length_of_its_suite() {
    let good = || category_key(Category::Imaging, 1, x25519(1));
    let unknown = CommandError::Key(KeyError::UnknownSuite);
    let wrong = CommandError::Key(KeyError::WrongLength);
    for (suite, length, error) in [
        (0, 32, unknown),
        (3, 32, unknown),
        (0x0101, 32, unknown),
        (SUITE_X25519, 0, wrong),
        (SUITE_X25519, 31, wrong),
        (SUITE_X25519, 33, wrong),
        (SUITE_X25519, 1_216, wrong),
        (SUITE_X_WING, 32, wrong),
        (SUITE_X_WING, 1_215, wrong),
        (SUITE_X_WING, 1_217, wrong),
    ] {
        let bad = PublicKey { suite, bytes: vec![7; length] };
        let publish = Command::PublishKey(category_key(Category::Imaging, 1, bad.clone()));
        assert_eq!(text(publish), Err(error), "{suite} {length}");
        let keys = vec![good(), category_key(Category::Laboratory, 1, bad)];
        let rekey = Command::Rekey(NewCategoryKeys { keys, envelopes: vec![] });
        assert_eq!(text(rekey), Err(error), "{suite} {length}");
    }
}

#[test]
fn a_locator_is_1_to_128_printable_ascii_characters() {
    for good in [" ", "~", "</Bytes>", &"x".repeat(128)] {
        let reported = text(self_report(good)).unwrap();
        assert!(reported.contains(&format!("\nLocator: {good}\nKey epoch: 3\n")));
    }
    for (locator, error) in [
        ("", TextError::Empty),
        ("x".repeat(129).as_str(), TextError::TooLong),
        ("a\nKey epoch: 9", TextError::NotPrintable),
        ("a\rb", TextError::NotPrintable),
        ("a\tb", TextError::NotPrintable),
        ("a\0b", TextError::NotPrintable),
        ("a\u{7f}", TextError::NotPrintable),
        ("caf\u{e9}", TextError::NotPrintable),
        ("\u{2028}", TextError::NotPrintable),
        ("\u{430}", TextError::NotPrintable),
    ] {
        let error = Err(CommandError::Locator(error));
        assert_eq!(text(self_report(locator)), error, "{locator:?}");
        let amend = NewVersion { record: 1, version: version(locator) };
        assert_eq!(text(Command::Amend(Box::new(amend))), error, "{locator:?}");
    }
}

#[test]
fn a_list_has_1_to_32_records_by_ascending_ids() {
    let count = |count| text(open(&(0..count).collect::<Vec<_>>()));
    assert_eq!(count(0), Err(CommandError::List));
    assert!(count(1).is_ok());
    assert!(count(32).is_ok());
    assert_eq!(count(33), Err(CommandError::List));
    for unordered in [[7, 3].as_slice(), &[3, 9, 7], &[3, 9, 0], &[7, 7], &[3, 7, 7], &[0, 0]] {
        assert_eq!(text(open(unordered)), Err(CommandError::List), "{unordered:?}");
        let refused = instruction(open(unordered)).text_zh(&DOMAIN);
        assert_eq!(refused, Err(CommandError::List));
    }
}

#[test]
fn a_session_is_of_assigned_categories_and_never_of_everything() {
    for (bits, error) in [
        (0, EMPTY),
        (1 << 20, UNASSIGNED),
        (0x8000_0001, UNASSIGNED),
        (u32::MAX, UNASSIGNED),
        (u32::MAX - 1, UNASSIGNED),
    ] {
        assert_eq!(text(open_session(received(bits))), Err(error), "{bits:#x}");
    }
}
