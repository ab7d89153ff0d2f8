//! What a message takes for its input.

use chartkey_vocabulary::{
    Category, NewDocument, PatientId, Retraction, SelfReport, Text, Version,
};
use ink::{reflect::ContractMessageDecoder, selector_bytes};
use record_upkeep::RecordUpkeep;
use scale::{Decode, Encode};

/// Whether a message takes this for its arguments.
fn takes(message: [u8; 4], arguments: &[u8]) -> bool {
    let input = [&message, arguments].concat();
    <RecordUpkeep as ContractMessageDecoder>::Type::decode(&mut input.as_slice()).is_ok()
}

#[test]
fn input_that_is_longer_than_its_arguments_is_refused_by_every_message() {
    let patient = PatientId([1; 32]);
    let version =
        Version { digest: [7; 32], size: 1, locator: Text::from("0/locator"), key_epoch: 1 };
    let document = NewDocument { category: Category::Laboratory, version: version.clone() };
    let record = (patient, 7_u32).encode();
    let page = (patient, 7_u32, 1_u32).encode();
    let messages = [
        (selector_bytes!("self_report"), (patient, SelfReport::from(document)).encode()),
        (selector_bytes!("amend"), (patient, 7_u32, version).encode()),
        (selector_bytes!("retract"), (patient, 7_u32, Retraction::Other).encode()),
        (selector_bytes!("waive_retention"), record.clone()),
        (selector_bytes!("restore_retention"), record.clone()),
        (selector_bytes!("erase"), record.clone()),
        (selector_bytes!("erase_document"), record.clone()),
        (selector_bytes!("record"), record.clone()),
        (selector_bytes!("waiver"), record),
        (selector_bytes!("records"), page.clone()),
        (selector_bytes!("stale"), page),
        (selector_bytes!("set_directory"), [2; 32].to_vec()),
    ];
    for (message, arguments) in messages {
        assert!(takes(message, &arguments), "{message:?}");
        let longer = [arguments, vec![0]].concat();
        assert!(!takes(message, &longer), "{message:?}");
    }
}
