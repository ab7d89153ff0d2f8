//! Every command with its title and its lines, in their order.

use chartkey_commands::{NewCategoryKeys, NewChart, NewEnvelope, NewVersion, Offer, Replacement};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Addressee, Retraction};

use super::*;

#[test]
fn a_whole_text() {
    assert_eq!(
        text(open(&[3, 7])).unwrap(),
        "<Bytes>Chartkey: open records\n\
         Chart: cacacacacacacacacacacacacacacacacacacacacacacacacacacacacacacaca\n\
         Records: 3, 7\n\
         Contract: c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0\n\
         Chain: 0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d\n\
         Lane: 2\n\
         Sequence: 41\n\
         Deadline: 2027-01-15 08:00 UTC</Bytes>"
    );
}

#[test]
fn an_opening_names_its_records_or_the_categories_of_its_session() {
    let own = |ids: &str| [format!("Records: {ids}")];
    assert_eq!(text(open(&[0])), expected("open records", &own("0")));
    assert_eq!(text(open(&[37])), expected("open records", &own("37")));
    let last = u32::MAX;
    assert_eq!(text(open(&[3, 7, last])), expected("open records", &own("3, 7, 4294967295")));
    let many: Vec<u32> = (1..33).collect();
    let ids = many.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    assert_eq!(text(open(&many)), expected("open records", &own(&ids)));
    let title = "open every record of these categories for 60 minutes";
    let two = Categories::of(&[Category::Laboratory, Category::SubstanceUse]);
    let own = ["Categories: laboratory, substance use".into()];
    assert_eq!(text(open_session(two)), expected(title, &own));
}

#[test]
fn charts_are_opened_and_taken_over_under_a_key() {
    let new = NewChart { key: [0x4e; 32], salt: [0x5a; 32] };
    let own = [format!("Key: {}", hex_of(0x4e)), format!("Salt: {}", hex_of(0x5a))];
    assert_eq!(text(Command::CreateChart(new)), expected("create a chart", &own));
    let own = [format!("Key: {}", hex_of(0x4e))];
    assert_eq!(text(Command::Adopt([0x4e; 32])), expected("take over a chart", &own));
}

#[test]
fn terms_have_seven_lines_and_a_deny_one_more() {
    let own = [
        format!("For practitioner: {}", hex_of(0xd0)),
        "Categories: laboratory".into(),
        "Purposes: treatment".into(),
        "Actions: read".into(),
        "From: 2027-01-15 08:00 UTC".into(),
        "Until: 2027-01-16 08:00 UTC".into(),
        "Envelope: none".into(),
    ];
    let mut of_deny = own.to_vec();
    of_deny.insert(4, "In an emergency: as the directive says".into());
    assert_eq!(text(grant(terms())), expected("permit access", &own));
    assert_eq!(text(deny(terms())), expected("deny access", &of_deny));
    for (effect, title, own) in [
        (Effect::Permit, "replace a permit", own.to_vec()),
        (Effect::Deny, "replace a deny", of_deny),
    ] {
        let own: Vec<_> = ["Provision: 9".into()].into_iter().chain(own).collect();
        let replacement = Replacement { provision: 9, effect, terms: terms() };
        let replace = Command::Replace(Box::new(replacement));
        assert_eq!(text(replace), expected(title, &own));
    }
}

#[test]
fn a_provision_is_revoked_by_its_id() {
    let own = ["Provision: 4294967295".into()];
    assert_eq!(text(Command::Revoke(u32::MAX)), expected("revoke a provision", &own));
}

#[test]
fn a_category_key_says_its_epoch_and_its_suite() {
    let publish = |key| Command::PublishKey(category_key(Category::Genetics, 7, key));
    let own = |key| ["Category: genetics".into(), "Key epoch: 7".into(), key];
    let title = "publish a category key";
    let short = own(format!("X25519 key: {}", hex_of(0xab)));
    assert_eq!(text(publish(x25519(0xab))), expected(title, &short));
    let long = own(format!("X-Wing key: {}", "ab".repeat(1_216)));
    assert_eq!(text(publish(x_wing(0xab))), expected(title, &long));
}

#[test]
fn new_category_keys_come_before_envelopes_each_in_the_order_of_the_command() {
    let new = NewCategoryKeys {
        keys: vec![
            category_key(Category::Imaging, 2, x25519(2)),
            category_key(Category::Laboratory, u32::MAX, x_wing(1)),
        ],
        envelopes: vec![
            NewEnvelope { provision: 5, digest: [0xe5; 32] },
            NewEnvelope { provision: 4, digest: [0xe4; 32] },
        ],
    };
    let own = [
        "Category: imaging".into(),
        "Key epoch: 2".into(),
        format!("X25519 key: {}", hex_of(2)),
        "Category: laboratory".into(),
        "Key epoch: 4294967295".into(),
        format!("X-Wing key: {}", "01".repeat(1_216)),
        "Provision: 5".into(),
        format!("Envelope: {}", hex_of(0xe5)),
        "Provision: 4".into(),
        format!("Envelope: {}", hex_of(0xe4)),
    ];
    let title = "publish new category keys and envelopes";
    assert_eq!(text(Command::Rekey(new)), expected(title, &own));
    let nothing = NewCategoryKeys { keys: vec![], envelopes: vec![] };
    assert_eq!(text(Command::Rekey(nothing)), expected(title, &[]));
}

#[test]
fn a_chart_is_offered_and_the_offer_taken_back() {
    let own = [format!("To account: {}", hex_of(0x0a))];
    let offer = Command::HandOver(Offer::Propose([0x0a; 32]));
    assert_eq!(text(offer), expected("offer the chart to another account", &own));
    let cancel = Command::HandOver(Offer::Cancel);
    assert_eq!(text(cancel), expected("take back the offer of the chart", &[]));
}

#[test]
fn a_document_is_added_amended_and_retracted() {
    let of_version = [
        format!("Digest: {}", hex_of(0xd1)),
        "Bytes: 2048".into(),
        "Locator: bafk 1, ~".into(),
        "Key epoch: 3".into(),
    ];
    let with = |first: &str| -> Vec<String> {
        [first.into()].into_iter().chain(of_version.iter().cloned()).collect()
    };
    let mut own = with("Category: vital signs");
    own.insert(1, "Sent to: nobody".into());
    assert_eq!(text(self_report("bafk 1, ~")), expected("add a document", &own));
    let amend = NewVersion { record: 0, version: version("bafk 1, ~") };
    let amend = Command::Amend(Box::new(amend));
    assert_eq!(text(amend), expected("amend a document", &with("Record: 0")));
    for (reason, words) in [
        (Retraction::WrongPatient, "Reason: wrong patient"),
        (Retraction::WrongContent, "Reason: wrong content"),
        (Retraction::Duplicate, "Reason: duplicate"),
        (Retraction::Other, "Reason: other"),
    ] {
        let own = ["Record: 12".into(), words.into()];
        let retract = Command::Retract(12, reason);
        assert_eq!(text(retract), expected("mark a record as entered in error", &own));
    }
}

#[test]
fn a_self_report_names_whom_it_is_sent_to_for_treatment() {
    let sent_to = |addressee| {
        let document = NewDocument { category: Category::Imaging, version: version("x") };
        let report = SelfReport { document, addressee: Some(addressee) };
        text(Command::SelfReport(Box::new(report)))
    };
    let organization = sent_to(Addressee::Organization(OrgId(12)));
    assert_eq!(line(organization.clone(), "Sent for treatment to organization"), "12");
    assert!(organization.unwrap().contains("\nCategory: imaging\nSent for treatment"));
    let practitioner = sent_to(Addressee::Practitioner([0x0f; 32]));
    assert_eq!(line(practitioner, "Sent for treatment to practitioner"), hex_of(0x0f));
}

#[test]
fn a_size_is_a_whole_number_of_any_length() {
    let document = NewDocument {
        category: Category::Imaging,
        version: Version { size: u64::MAX, ..version("x") },
    };
    let report = Command::SelfReport(Box::new(document.into()));
    assert_eq!(line(text(report), "Bytes"), "18446744073709551615");
}

#[test]
fn guardians_are_named_in_the_order_of_the_command() {
    let guardians =
        Guardians { commitments: vec![[2; 32], [1; 32]], threshold: 2, delay_hours: 72 };
    let own = [
        "Threshold: 2".into(),
        "Delay in hours: 72".into(),
        format!("Guardian: {}", hex_of(2)),
        format!("Guardian: {}", hex_of(1)),
    ];
    let change = Command::ChangeGuardians(Some(guardians));
    assert_eq!(text(change), expected("change the guardians", &own));
    assert_eq!(text(Command::ChangeGuardians(None)), expected("remove the guardians", &[]));
}

#[test]
fn withdrawing_has_no_lines_of_its_own() {
    assert_eq!(text(Command::Withdraw), expected("withdraw the waiting change", &[]));
}

#[test]
fn a_veto_names_the_key_that_it_refuses() {
    let own = [format!("New key: {}", hex_of(0x4e))];
    assert_eq!(text(Command::Veto([0x4e; 32])), expected("veto the new key", &own));
}

#[test]
fn a_directive_is_a_set_of_categories_or_none() {
    let set = Categories::of(&[Category::Prescription, Category::SubstanceUse]);
    for (which, title) in [
        (Directive::Emergency, "set what may be opened in an emergency"),
        (Directive::Issuers, "set what organizations may read of the records that they issued"),
    ] {
        let own = ["Categories: prescription, substance use".into()];
        assert_eq!(text(Command::SetDirective(which, set)), expected(title, &own));
        let own = ["Categories: none".into()];
        let nothing = Command::SetDirective(which, Categories::EMPTY);
        assert_eq!(text(nothing), expected(title, &own));
    }
}

#[test]
fn the_directive_for_issuers_may_be_everything() {
    let everything = Command::SetDirective(Directive::Issuers, Categories::EVERYTHING);
    assert_eq!(line(text(everything), "Categories"), "everything, also what comes later");
}

#[test]
fn a_dispute_names_its_entry_and_the_digest_of_a_reason_or_none() {
    let title = "dispute an entry of the log";
    let own = ["Entry: 4294967295".into(), format!("Digest of the reason: {}", hex_of(0x5e))];
    assert_eq!(text(Command::Dispute(u32::MAX, Some([0x5e; 32]))), expected(title, &own));
    let own = ["Entry: 0".into(), "Digest of the reason: none".into()];
    assert_eq!(text(Command::Dispute(0, None)), expected(title, &own));
}

#[test]
fn an_erasure_names_its_record_and_is_of_it_or_of_its_document() {
    let own = ["Record: 12".into()];
    assert_eq!(text(Command::Erase(12)), expected("erase a record", &own));
    let document = text(Command::EraseDocument(12));
    assert_eq!(document, expected("erase a document from this record on", &own));
}
