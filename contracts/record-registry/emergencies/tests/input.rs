//! What a message takes for its input.

use chartkey_vocabulary::{Finding, OrgId, PatientId};
use ink::{reflect::ContractMessageDecoder, selector_bytes};
use record_emergencies::RecordEmergencies;
use scale::{Decode, Encode};

/// Whether a message takes this for its arguments.
fn takes(message: [u8; 4], arguments: &[u8]) -> bool {
    let input = [&message, arguments].concat();
    <RecordEmergencies as ContractMessageDecoder>::Type::decode(&mut input.as_slice()).is_ok()
}

#[test]
fn input_that_is_longer_than_its_arguments_is_refused_by_every_message() {
    let (patient, house, words) = (PatientId([1; 32]), OrgId(7), [6_u8; 32]);
    let review = (patient, house, [10_u8; 32], 7_u32, Finding::Justified, Some(words));
    let page = (house, 7_u32, 1_u32).encode();
    let messages = [
        (selector_bytes!("declare_emergency"), (patient, house, words).encode()),
        (selector_bytes!("review_emergency"), review.encode()),
        (selector_bytes!("dispute"), (patient, 7_u32, Some(words)).encode()),
        (selector_bytes!("waiting"), [10; 32].to_vec()),
        (selector_bytes!("emergencies"), page.clone()),
        (selector_bytes!("overdue"), page),
    ];
    for (message, arguments) in messages {
        assert!(takes(message, &arguments), "{message:?}");
        let longer = [arguments, vec![0]].concat();
        assert!(!takes(message, &longer), "{message:?}");
    }
}
