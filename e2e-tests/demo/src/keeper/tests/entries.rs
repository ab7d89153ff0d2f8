//! Demand 2: the entry is final, and permits this record.

use chartkey_devchain::Actor;
use chartkey_interfaces::registry::TicketRefusal;
use chartkey_policy::Verdict;
use chartkey_vocabulary::{Category, Purpose, Selection};

use super::scene::{bytes_of, ticket, Scene, FIRST, SEALED, SECOND};
use crate::keeper::{Doubt, No};

#[test]
fn the_entry_of_a_list_permits_its_records_and_no_other() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST, SEALED], Purpose::Treatment);
    let requester = scene.requester(&reader, entry);
    for record in [FIRST, SEALED] {
        assert_eq!(scene.fetch(&requester, record), Ok(bytes_of(record)));
    }
    assert_eq!(scene.fetch(&requester, SECOND), ticket(TicketRefusal::NotPermitted));
}

#[test]
fn the_entry_of_a_session_permits_its_categories_and_what_is_registered_within() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
    assert_eq!(scene.fetch(&requester, SEALED), ticket(TicketRefusal::NotPermitted));
    let new = scene.write(&reader, Category::Laboratory, b"new");
    assert_eq!(scene.fetch(&requester, new), Ok(b"new".to_vec()));
}

#[test]
fn a_refused_opening_permits_nothing() {
    let mut scene = Scene::new();
    let stranger = scene.suite.hospital("hope").unwrap().clinician;
    let (ana, selection) = (scene.ana.clone(), Selection::record(FIRST));
    let opening =
        scene.suite.open_selection(&stranger, &ana, selection, Purpose::Treatment).unwrap();
    assert!(matches!(opening.verdict.value().unwrap(), Verdict::Deny(_)));
    let answer = scene.claim(&stranger, FIRST, opening.entry);
    assert_eq!(answer, ticket(TicketRefusal::NotPermitted));
}

#[test]
fn a_declared_emergency_is_no_session() {
    let mut scene = Scene::new();
    let medic = scene.suite.responder(&scene.mercy, "medic").unwrap();
    let declared = scene.suite.declare_emergency(&medic, &scene.ana).unwrap();
    assert_eq!(scene.claim(&medic, FIRST, declared), ticket(TicketRefusal::NotPermitted));
}

#[test]
fn of_what_is_not_final_yet_a_keeper_cannot_tell_and_nothing_is_used_up() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let early = scene.requester(&reader, entry + 1);
    let not_yet = Err(No::CannotTell(Doubt::NotFinal));
    assert_eq!(scene.fetch(&early, FIRST), not_yet);
    assert_eq!(scene.claim(&reader, SEALED + 1, entry), not_yet);
    assert_eq!(scene.open(&reader, &[FIRST], Purpose::Treatment), entry + 1);
    assert_eq!(scene.fetch(&early, FIRST), Ok(bytes_of(FIRST)));
}

#[test]
fn a_keeper_cannot_tell_while_the_chain_does_not_answer() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let (requester, contracts) = (scene.requester(&reader, entry), scene.suite.contracts());
    let nowhere = Actor::named("no contract").account();
    scene.suite.client().set_contracts(chartkey::Contracts { registry: nowhere, ..contracts });
    assert_eq!(scene.fetch(&requester, FIRST), Err(No::CannotTell(Doubt::NoAnswer)));
    scene.suite.client().set_contracts(contracts);
    assert_eq!(scene.fetch(&requester, FIRST), Ok(bytes_of(FIRST)));
}
