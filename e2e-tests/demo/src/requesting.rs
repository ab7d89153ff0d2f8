//! A reader's side of a release: one challenge for an entry, and the one-time key that asks for
//! each record.

use chartkey_devchain::{Actor, Suite};
use chartkey_vocabulary::{PatientId, Timestamp};
use sp_core::{sr25519, Pair};

use super::keeper::{Ask, Challenge, Keeper, No, Place, Release, Signed, FRESHNESS};

/// Somebody who fetches records for an entry at one keeper.
pub(super) struct Requester {
    pub challenge: Signed<Challenge>,
    key: sr25519::Pair,
}

impl Requester {
    /// The actor vouches for a new one-time key. The reader writes the challenge, for the keeper
    /// that it means, and signs none that somebody shows it.
    pub(super) fn new(
        place: Place,
        actor: &Actor,
        patient: PatientId,
        entry: u32,
        clock: Timestamp,
    ) -> Self {
        let (key, _) = sr25519::Pair::generate();
        let expires = clock.saturating_add(FRESHNESS);
        let challenge = Challenge { place, patient, entry, key: key.public().0, expires };
        Self { challenge: Signed::by(challenge, |text| actor.sign(text)), key }
    }

    /// Asks for a record, from this byte on.
    pub(super) fn ask(&self, record: u32, from: u64) -> Signed<Ask> {
        let Challenge { place, patient, entry, .. } = &self.challenge.words;
        let ask = Ask { place: place.clone(), of: (*patient, *entry), record, from };
        Signed::by(ask, |text| self.key.sign(text).0)
    }

    /// Fetches a record, from this byte on.
    pub(super) fn fetch(
        &self,
        keeper: &Keeper,
        suite: &mut Suite,
        clock: Timestamp,
        (record, from): (u32, u64),
    ) -> Result<Release, No> {
        keeper.release(suite, clock, &self.challenge, &self.ask(record, from))
    }
}
