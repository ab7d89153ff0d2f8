//! Demand 3: ages are block times, and a head that is far from the keeper's clock says nothing.

use chartkey_interfaces::{
    log::{SESSION_MILLISECONDS, TICKET_MILLISECONDS},
    registry::TicketRefusal,
};
use chartkey_vocabulary::Purpose;

use super::scene::{bytes_of, ticket, Scene, FIRST, SECOND};
use crate::{
    keeper::{Doubt, No, FRESHNESS},
    requesting::Requester,
};

#[test]
fn the_entry_of_a_list_is_good_for_ten_minutes() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST, SECOND], Purpose::Treatment);
    scene.suite.advance(TICKET_MILLISECONDS).unwrap();
    assert_eq!(scene.claim(&reader, FIRST, entry), Ok(bytes_of(FIRST)));
    scene.suite.advance(1).unwrap();
    assert_eq!(scene.claim(&reader, SECOND, entry), ticket(TicketRefusal::TooOld));
}

#[test]
fn the_entry_of_a_session_is_good_for_sixty_minutes() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let (_, requester) = scene.session(&reader);
    scene.suite.advance(SESSION_MILLISECONDS).unwrap();
    assert_eq!(scene.fetch(&requester, SECOND), Ok(bytes_of(SECOND)));
    scene.suite.advance(1).unwrap();
    // Not even what began in time is resumed.
    assert_eq!(scene.fetch(&requester, FIRST), ticket(TicketRefusal::TooOld));
}

#[test]
fn at_a_head_more_than_two_minutes_from_its_clock_a_keeper_cannot_tell() {
    let mut scene = Scene::new();
    let reader = scene.mercy.clinician.clone();
    let entry = scene.open(&reader, &[FIRST], Purpose::Treatment);
    let (place, ana, head) = (scene.place.clone(), scene.ana.id, scene.clock());
    let keeper = scene.keeper.clone();
    let mut at = |clock| {
        let requester = Requester::new(place.clone(), &reader, ana, entry, clock);
        let sent = requester.fetch(&keeper, &mut scene.suite, clock, (FIRST, 0));
        sent.map(|sent| sent.bytes)
    };
    let stale = Err(No::CannotTell(Doubt::StaleHead));
    assert_eq!(at(head + FRESHNESS + 1), stale);
    assert_eq!(at(head - FRESHNESS - 1), stale);
    // That used nothing up.
    assert_eq!(at(head + FRESHNESS), Ok(bytes_of(FIRST)));
}

#[test]
fn at_a_stale_head_nothing_is_bound_and_nothing_destroyed() {
    let mut scene = Scene::new();
    let (ana, late) = (scene.ana.id, scene.clock() + FRESHNESS + 1);
    let stale = Err(No::CannotTell(Doubt::StaleHead));
    assert_eq!(scene.keeper.bind(&mut scene.suite, late, &ana, FIRST), stale);
    assert_eq!(scene.keeper.destroy(&mut scene.suite, late, &ana, FIRST), stale);
}
