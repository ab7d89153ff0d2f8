//! The numbers that clients need.

use chartkey_interfaces::{registry::MAX_ERASED, Limits};
use chartkey_vocabulary::{Purpose, Purposes};

#[test]
fn the_limits_say_how_much_is_erased_in_a_call_and_for_what_an_addressee_reads() {
    let limits = Limits::current();
    assert_eq!((limits.erased_versions, MAX_ERASED), (32, 32));
    assert_eq!(limits.addressee_purposes, Purposes::of(&[Purpose::Treatment]));
}
