//! Consents as patients and published guides mean them: the provisions that say each, and what
//! they then answer. docs/consents.md is written from these cases; with
//! `CHARTKEY_UPDATE_PAGES=1` it is written again.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod case;
mod emergencies;
mod everybody;
mod limits;
mod page;
mod people;
mod topics;
mod words;
mod writing;

use case::{Case, Group};

/// Every case, in the order of the page.
fn groups() -> Vec<Group> {
    vec![
        everybody::group(),
        people::group(),
        topics::group(),
        emergencies::group(),
        writing::group(),
        limits::group(),
    ]
}

#[test]
fn every_case_answers_as_its_patient_means_it() {
    let mut wrong = Vec::new();
    for case in groups().iter().flat_map(|group| &group.cases) {
        wrong.extend(case.wrong_answers());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_case_is_asked_something_that_is_permitted_and_something_that_is_refused() {
    for case in groups().iter().flat_map(|group| &group.cases) {
        let (permitted, refused) = case.answers();
        assert!(permitted > 0, "nothing is permitted: {}", case.said);
        assert!(refused > 0, "nothing is refused: {}", case.said);
    }
}

#[test]
fn without_its_provisions_a_case_answers_something_else() {
    let nothing_said = "Nothing, when I begin.";
    for case in groups().iter().flat_map(|group| &group.cases) {
        if case.said != nothing_said {
            let unsaid = Case { lines: Vec::new(), ..case.clone() };
            assert!(
                !unsaid.wrong_answers().is_empty(),
                "its provisions change nothing: {}",
                case.said
            );
        }
    }
}

#[test]
fn there_are_at_least_forty_cases_each_once() {
    let groups = groups();
    let mut said: Vec<_> =
        groups.iter().flat_map(|group| &group.cases).map(|case| case.said).collect();
    let count = said.len();
    said.sort_unstable();
    said.dedup();
    assert_eq!(said.len(), count);
    assert!(count >= 40, "{count}");
}

#[test]
fn the_page_is_written_from_the_cases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/consents.md");
    let page = page::page(&groups());
    if std::env::var_os("CHARTKEY_UPDATE_PAGES").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "docs/consents.md is of other cases: CHARTKEY_UPDATE_PAGES=1 writes it"
    );
    assert!(page.len() <= 15 * 1_024, "{} bytes", page.len());
}
