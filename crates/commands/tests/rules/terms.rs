//! Grantees, scopes, sets, windows and envelopes in words.

use super::*;

fn line_of(terms: Terms, label: &str) -> String {
    line(text(grant(terms)), label)
}

#[test]
fn a_grantee_is_a_practitioner_an_organization_or_anyone() {
    let to = |grantee| Terms { grantee, ..terms() };
    let practitioner = to(Grantee::Practitioner([0x0f; 32]));
    assert_eq!(line_of(practitioner, "For practitioner"), hex_of(0x0f));
    let organization = to(Grantee::Organization(OrgId(12)));
    assert_eq!(line_of(organization, "For organization"), "12");
}

#[test]
fn anyone_is_every_practitioner_in_a_permit_and_also_representatives_in_a_deny() {
    let to_anyone = Terms { grantee: Grantee::Anyone, ..terms() };
    let permitted = "every practitioner of every organization";
    assert_eq!(line_of(to_anyone, "For"), permitted);
    assert_eq!(line(text(deny(to_anyone)), "For"), "anyone, also your representatives");
}

#[test]
fn a_representative_reads_and_cannot_consent() {
    let reading = Terms { purposes: Purpose::FamilyRequest.into(), ..terms() };
    let label = "For your representative, who reads and cannot consent";
    assert_eq!(line_of(reading, label), hex_of(0xd0));
    assert_eq!(line(text(deny(reading)), "For your representative"), hex_of(0xd0));
    assert_eq!(line_of(reading, "Purposes"), "family request");
    let both = Purposes::of(&[Purpose::Treatment, Purpose::FamilyRequest]);
    assert_eq!(line_of(Terms { purposes: both, ..terms() }, "For practitioner"), hex_of(0xd0));
}

#[test]
fn a_deny_says_what_is_opened_in_an_emergency_and_a_permit_does_not() {
    let emergency = |terms| line(text(deny(terms)), "In an emergency");
    let for_purposes = |purposes| Terms { purposes, ..terms() };
    let with_emergency = Purposes::of(&[Purpose::Treatment, Purpose::EmergencyTreatment]);
    for purposes in [Purpose::EmergencyTreatment.into(), with_emergency, Purposes::EVERYTHING] {
        assert_eq!(emergency(for_purposes(purposes)), "not opened");
    }
    let without = Purposes::ALL.difference(Purpose::EmergencyTreatment.into());
    assert_eq!(emergency(for_purposes(without)), "as the directive says");
    // What nobody may add to can still be read.
    let append = Terms { actions: Action::Append.into(), ..for_purposes(Purposes::ALL) };
    assert_eq!(emergency(append), "as the directive says");
    assert!(!text(grant(terms())).unwrap().contains("In an emergency"));
}

#[test]
fn everything_has_words_of_its_own() {
    let everything = Terms {
        scope: Scope::Categories(Categories::EVERYTHING),
        purposes: Purposes::EVERYTHING,
        ..terms()
    };
    for label in ["Categories", "Purposes"] {
        assert_eq!(line(text(deny(everything)), label), "everything, also what comes later");
    }
    let all = Terms { scope: Scope::Categories(Categories::ALL), ..terms() };
    assert!(line(text(deny(all)), "Categories").starts_with("patient summary, "));
}

#[test]
fn a_document_stands_in_the_place_of_categories() {
    let sealed = text(grant(Terms { scope: Scope::Document(8), ..terms() })).unwrap();
    assert!(sealed.contains("\nDocument: 8\nPurposes: "));
    assert!(!sealed.contains("Categories"));
}

#[test]
fn every_category_has_its_words_in_the_order_of_the_bits() {
    let all = Terms { scope: Scope::Categories(Categories::ALL), ..terms() };
    assert_eq!(
        line_of(all, "Categories"),
        "patient summary, consultation, diagnosis, treatment, prescription, laboratory, imaging, \
         immunization, vital signs, genetics, mental health, sexual and reproductive health, \
         substance use, biospecimen, demographics, administrative, family history, \
         social history, care plan, restricted"
    );
}

#[test]
fn every_purpose_has_its_words_in_the_order_of_the_bits() {
    assert_eq!(
        line_of(Terms { purposes: Purposes::ALL, ..terms() }, "Purposes"),
        "treatment, emergency treatment, payment, operations, research, public health, \
         patient request, family request"
    );
}

#[test]
fn every_action_has_its_word_in_the_order_of_the_bits() {
    assert_eq!(line_of(Terms { actions: Actions::ALL, ..terms() }, "Actions"), "read, append");
    let append = Terms { actions: Action::Append.into(), ..terms() };
    assert_eq!(line_of(append, "Actions"), "append");
}

#[test]
fn a_window_without_end_says_so() {
    assert_eq!(line_of(Terms { until: None, ..terms() }, "Until"), "without end");
}

#[test]
fn an_envelope_is_its_digest_or_none() {
    assert_eq!(line_of(terms(), "Envelope"), "none");
    let with_keys = Terms { keys: Some([0xe0; 32]), ..terms() };
    assert_eq!(line_of(with_keys, "Envelope"), hex_of(0xe0));
}
