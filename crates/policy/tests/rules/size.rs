//! What a chart weighs in storage.

use chartkey_policy::{Effect::*, KeyEpochs};
use scale::Encode;

use super::*;

#[test]
fn a_full_policy_with_every_field_filled_takes_less_than_8_kib() {
    let largest = Terms {
        purposes: every_permitted_purpose(),
        actions: Actions::ALL,
        keys: Some(ENVELOPE),
        ..permit(&Category::ALL)
    };
    let policy = full_of(&[(Permit, largest)]);
    let encoded = policy.encode();
    // An id, an effect, a grantee, a scope, two sets, a window and a digest; two directives.
    assert_eq!(encoded.len(), 4 + 2 + 2 * 4 + 64 * (4 + 1 + 33 + 5 + 2 + 1 + 8 + 9 + 33));
    assert!(encoded.len() < 8 * 1024);
    assert_eq!(Policy::decode(&mut &encoded[..]).unwrap(), policy);
}

#[test]
fn the_epochs_of_a_chart_take_132_bytes_however_many_categories_come() {
    let mut epochs = KeyEpochs::default();
    assert_eq!(epochs.encode().len(), 32 * 4 + 4);
    for category in Category::ALL {
        epochs.publish(category);
    }
    assert_eq!(epochs.encode().len(), 32 * 4 + 4);
}
