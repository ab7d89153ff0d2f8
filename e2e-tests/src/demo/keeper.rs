//! The keeper, who releases ciphertext against a ticket: a permitted entry of the log.

use std::collections::BTreeSet;

use anyhow::{anyhow, ensure, Result};
use chartkey_interfaces::{
    log::{Entry, Outcome, Subject, TICKET_MILLISECONDS},
    registry::Record,
    PatientId,
};
use chartkey_policy::{Action, Decision, RecordTarget, Request, Target, Timestamp};

use crate::{
    documents::{digest_in, BlobStore},
    Suite,
};

/// The keeper of both hospitals. It holds no content key. What needs a network is left out
/// here: the requester's signature under a fresh challenge, and waiting for finality.
#[derive(Default)]
pub(super) struct Keeper {
    used: BTreeSet<(PatientId, u32)>,
}

/// Why a keeper releases nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The log has no such entry.
    NoEntry,
    /// The entry does not permit this record.
    NotPermitted,
    /// The entry is more than 10 minutes old.
    TooOld,
    /// The patient's policy does not permit it any more.
    NoLongerPermitted,
    /// The entry was used before.
    Used,
}

impl Keeper {
    /// Checks a ticket and uses it up: the entry of this index has to permit exactly this
    /// record, lately, and the policy has to permit it still.
    pub(super) fn check(
        &mut self,
        suite: &mut Suite,
        patient: PatientId,
        id: u32,
        entry: u32,
    ) -> Result<Result<Record, Refusal>> {
        use chartkey_interfaces::log::Log as _;
        let message = suite.log().entry(patient.into(), entry);
        let Some(ticket) = suite.read(message)? else {
            return Ok(Err(Refusal::NoEntry));
        };
        let ticket = ticket.value()?;
        let message = suite.registry().record(patient.into(), id);
        let Some(record) = suite.read(message)? else {
            return Ok(Err(Refusal::NotPermitted));
        };
        if let Err(refusal) = permits(&ticket, id, suite.now()?) {
            return Ok(Err(refusal));
        }
        let request = Request {
            subject: ticket.access.actor,
            organization: ticket.access.organization,
            target: Target::Record(RecordTarget {
                document: record.document,
                category: record.category,
                issuer: record.issuer,
            }),
            purpose: ticket.access.purpose,
            action: Action::Read,
        };
        let message = suite.consent().decide(patient.into(), request.into());
        let decision =
            suite.read(message)?.map_err(|error| anyhow!("nothing was decided: {error:?}"))?;
        if !matches!(decision, Decision::Permit(_)) {
            return Ok(Err(Refusal::NoLongerPermitted));
        }
        if !self.used.insert((patient, entry)) {
            return Ok(Err(Refusal::Used));
        }
        Ok(Ok(record))
    }

    /// The ciphertext of a record, found by its locator and checked against its digest and size.
    pub(super) fn fetch(store: &BlobStore, record: &Record) -> Result<Vec<u8>> {
        let digest = digest_in(&record.version.locator)?;
        ensure!(digest == record.version.digest, "locator and digest differ");
        let blob = store.get(&digest)?;
        ensure!(u64::try_from(blob.len())? == record.version.size, "the size is another");
        Ok(blob)
    }
}

/// Whether an entry permits this record, and lately.
fn permits(ticket: &Entry, record: u32, now: Timestamp) -> Result<(), Refusal> {
    let permitted = ticket.access.subject == Subject::Record(record)
        && matches!(ticket.access.outcome, Outcome::Permit(_));
    if !permitted {
        Err(Refusal::NotPermitted)
    } else if now.saturating_sub(ticket.time) > TICKET_MILLISECONDS {
        Err(Refusal::TooOld)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chartkey_interfaces::log::Access;
    use chartkey_policy::{Basis, Purpose, Reason};

    fn entry(outcome: Outcome) -> Entry {
        let access = Access {
            actor: [1; 32],
            organization: None,
            subject: Subject::Record(4),
            purpose: Purpose::PatientRequest,
            outcome,
            justification: None,
        };
        Entry { time: 1_000_000, access }
    }

    #[test]
    fn a_ticket_is_for_one_record_and_ten_minutes() {
        let ticket = entry(Outcome::Permit(Basis::Controller));
        assert_eq!(permits(&ticket, 4, 1_600_000), Ok(()));
        assert_eq!(permits(&ticket, 4, 1_600_001), Err(Refusal::TooOld));
        assert_eq!(permits(&ticket, 5, 1_000_000), Err(Refusal::NotPermitted));
    }

    #[test]
    fn a_refused_opening_is_no_ticket() {
        let refused = entry(Outcome::Deny(Reason::NoConsent));
        assert_eq!(permits(&refused, 4, 1_000_000), Err(Refusal::NotPermitted));
    }
}
