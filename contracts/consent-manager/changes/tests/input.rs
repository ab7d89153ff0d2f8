//! What input the messages take.

#![allow(clippy::unwrap_used)]

use chartkey_commands::{NewCategoryKey, NewCategoryKeys};
use chartkey_governance::HandoverStep;
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_vocabulary::{Actions, Categories, Category, PatientId, PublicKey, Purpose};
use consent_changes::ConsentChanges;
use ink::{
    reflect::{ContractMessageDecoder, DecodeDispatch},
    selector_bytes,
};
use scale::Encode;

const CHART: PatientId = PatientId([3; 32]);

/// Whether this input, behind a message's selector, is taken for a call of it.
fn is_taken(message: [u8; 4], arguments: &[u8]) -> bool {
    let input = [message.as_slice(), arguments].concat();
    <ConsentChanges as ContractMessageDecoder>::Type::decode_dispatch(&mut input.as_slice()).is_ok()
}

fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner([4; 32]),
        scope: Scope::Categories(Category::Laboratory.into()),
        purposes: Purpose::Treatment.into(),
        actions: Actions::ALL,
        from: 0,
        until: Some(1),
        keys: None,
    }
}

/// The messages that change a chart, each with good arguments.
fn changes() -> Vec<([u8; 4], Vec<u8>)> {
    let key = PublicKey { suite: 1, bytes: vec![9; 32] };
    let key = NewCategoryKey { category: Category::Laboratory, epoch: 1, key };
    let keys = NewCategoryKeys { keys: vec![key.clone()], envelopes: vec![] };
    vec![
        (selector_bytes!("create_chart"), [7_u8; 32].encode()),
        (selector_bytes!("hand_over"), (CHART, HandoverStep::Accept).encode()),
        (selector_bytes!("grant"), (CHART, terms()).encode()),
        (selector_bytes!("deny"), (CHART, terms()).encode()),
        (selector_bytes!("revoke"), (CHART, 0_u32).encode()),
        (selector_bytes!("replace"), (CHART, 0_u32, Effect::Permit, terms()).encode()),
        (
            selector_bytes!("set_directive"),
            (CHART, Directive::Emergency, Categories::EMPTY).encode(),
        ),
        (selector_bytes!("publish_key"), (CHART, key).encode()),
        (selector_bytes!("rekey"), (CHART, keys).encode()),
    ]
}

#[test]
fn input_that_goes_on_behind_the_arguments_changes_nothing() {
    for (message, arguments) in changes() {
        assert!(is_taken(message, &arguments), "{message:?}");
        for more in [&[0][..], &[1], &[0; 8]] {
            assert!(!is_taken(message, &[&arguments, more].concat()), "{message:?}");
        }
        assert!(!is_taken(message, &arguments[..arguments.len().checked_sub(1).unwrap()]));
    }
}

/// With a byte too many behind the id the number of the provision, 0, would be read as 1.
#[test]
fn a_charts_id_with_a_byte_too_many_revokes_nothing() {
    let longer = [CHART.encode(), vec![1], 0_u32.encode()].concat();
    assert!(!is_taken(selector_bytes!("revoke"), &longer));
}
