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
    assert_eq!(line_of(to(Grantee::Anyone), "For"), "anyone");
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
         substance use, biospecimen, demographics, administrative"
    );
}

#[test]
fn every_purpose_has_its_words_in_the_order_of_the_bits() {
    assert_eq!(
        line_of(Terms { purposes: Purposes::ALL, ..terms() }, "Purposes"),
        "treatment, emergency treatment, payment, operations, research, public health, \
         patient request"
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

#[test]
fn the_example_of_the_readme_is_such_a_text() {
    let example = Terms {
        scope: Scope::Categories(Categories::of(&[Category::Laboratory, Category::Imaging])),
        purposes: Purposes::of(&[Purpose::Treatment, Purpose::PatientRequest]),
        until: Some(1_835_481_540_000),
        ..terms()
    };
    let shown = format!("```text\n{}\n```", text(grant(example)).unwrap());
    assert!(include_str!("../../README.md").contains(&shown), "{shown}");
}
