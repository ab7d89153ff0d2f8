//! A house's keeper: it stores ciphertext, has no key to it, and hands it out against an entry of
//! a patient's log. What it demands is numbered in contracts/access-log/README.md.
//!
//! It lacks a network, and with that the wait for finality: on a chain inside this process every
//! block is final.

mod answer;
mod chain;
mod journal;
mod texts;
mod uploads;

pub(super) use answer::{Doubt, No, Refusal};
pub(super) use journal::Line;
pub(super) use texts::{Ask, Challenge, Place, Signed, Statement, Uploader};

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use anyhow::{Context, Result};
use chartkey::documents::BlobStore;
use chartkey_devchain::Suite;
use chartkey_vocabulary::{PatientId, Timestamp};

use chain::Permission;
use journal::{Journal, Upload};

/// How long a signed text is good at the most, and how far a finalized head may be from the
/// keeper's clock: 2 minutes, in milliseconds.
pub(super) const FRESHNESS: u64 = 2 * 60 * 1_000;

/// How many times its size a release sends at the most, ranges and resumes together.
const TIMES_SENT: u64 = 2;

/// A keeper. A clone is a replica: another process on the same journal and the same files.
#[derive(Clone)]
pub(super) struct Keeper {
    place: Place,
    store: BlobStore,
    journal: Arc<Mutex<Journal>>,
}

/// What a keeper sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Release {
    /// The line of the release log that came before the first byte.
    pub line: Line,
    /// The ciphertext, from the byte on that was asked for.
    pub bytes: Vec<u8>,
}

impl Keeper {
    /// The keeper of this folder, with all that it noted there before.
    pub(super) fn open(place: Place, folder: &Path) -> Result<Self> {
        let store = BlobStore::open(&folder.join("documents"))?;
        let journal = Journal::open(&folder.join("journal"))
            .with_context(|| format!("cannot use the journal in {}", folder.display()))?;
        Ok(Self { place, store, journal: Arc::new(Mutex::new(journal)) })
    }

    /// Sends a record's ciphertext, or the rest of it, to the holder of a one-time key that the
    /// actor of an entry vouches for. `clock` is what the keeper's own clock shows.
    ///
    /// # Errors
    /// A [`No`]. Nothing is used up by it.
    pub(super) fn release(
        &self,
        suite: &mut Suite,
        clock: Timestamp,
        challenge: &Signed<Challenge>,
        ask: &Signed<Ask>,
    ) -> Result<Release, No> {
        let Signed { words: Challenge { place, patient, entry, key, expires }, .. } = challenge;
        let Ask { record, from, .. } = ask.words;
        let asked = (&ask.words.place, ask.words.of);
        if *place != self.place || asked != (place, (*patient, *entry)) {
            return Err(Refusal::OtherChallenge.into());
        }
        if !ask.is_signed_by(key) {
            return Err(Refusal::WrongKey.into());
        }
        let Permission { signer, refusal, version } =
            chain::permission(suite, clock, patient, *entry, record)?;
        if !signer.is_some_and(|signer| challenge.is_signed_by(&signer)) {
            return Err(Refusal::WrongKey.into());
        }
        // Once a release has begun under it, the one-time key is good as long as the entry.
        let known = self.journal()?.knows(patient, *entry, key);
        if !known && !is_fresh(*expires, clock) {
            return Err(Refusal::Expired.into());
        }
        if let Some(refusal) = refusal {
            return Err(Refusal::Ticket(refusal).into());
        }
        let version = version.ok_or(Doubt::NoAnswer)?;
        let bound = self.journal()?.bound(patient, record).ok_or(Refusal::NotUploaded)?;
        if (bound.digest, bound.size) != (version.digest, version.size) {
            return Err(Refusal::NotUploaded.into());
        }
        let blob = self.store.get(&bound.digest).map_err(|_| Doubt::Damaged)?;
        let start = usize::try_from(from).map_err(|_| Refusal::Range)?;
        let bytes = blob.get(start..).filter(|bytes| !bytes.is_empty()).ok_or(Refusal::Range)?;
        let line = Line {
            number: 0,
            patient: *patient,
            entry: *entry,
            record,
            digest: bound.digest,
            key: *key,
            time: clock,
        };
        let most = bound.size.saturating_mul(TIMES_SENT);
        let count = u64::try_from(bytes.len()).map_err(|_| Refusal::Range)?;
        let line = self.journal()?.send(line, count, most)?;
        Ok(Release { line, bytes: bytes.to_vec() })
    }

    /// The lines of the release log about a chart, in order. The chart's controller may have them.
    pub(super) fn lines(&self, patient: &PatientId) -> Result<Vec<Line>, No> {
        Ok(self.journal()?.lines(patient))
    }

    /// Its files as they lie on the disk: what a thief of the disk has.
    pub(super) fn store(&self) -> &BlobStore {
        &self.store
    }

    fn journal(&self) -> Result<MutexGuard<'_, Journal>, Doubt> {
        self.journal.lock().map_err(|_| Doubt::Journal)
    }
}

/// Whether a signed text has not expired, and expires within [`FRESHNESS`].
fn is_fresh(expires: Timestamp, clock: Timestamp) -> bool {
    (clock..=clock.saturating_add(FRESHNESS)).contains(&expires)
}

#[cfg(test)]
mod tests;
