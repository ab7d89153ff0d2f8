//! The keeper, who releases ciphertext against a ticket: a permitted entry of the log.

use std::collections::BTreeSet;

use anyhow::{anyhow, ensure, Context, Result};
use chartkey::{
    documents::{digest_in, BlobStore},
    Contract,
};
use chartkey_devchain::Suite;
use chartkey_interfaces::{
    log::{Access, Entry, Outcome, Subject, TICKET_MILLISECONDS},
    registry::Record,
};
use chartkey_policy::{Basis, Decision, RecordTarget, Request, Target};
use chartkey_vocabulary::{Account, Action, PatientId, Timestamp, Version};
use sp_core::{sr25519, Pair, H256};

/// The keeper of both hospitals. It holds no content key. What needs a network is left out
/// here: waiting for finality.
#[derive(Default)]
pub(super) struct Keeper {
    challenges: BTreeSet<Challenge>,
    used: BTreeSet<(PatientId, u32)>,
}

/// What the requester of one record has to sign, once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Challenge {
    patient: PatientId,
    record: u32,
    entry: u32,
    nonce: [u8; 32],
}

impl Challenge {
    /// The text that is signed. It begins unlike a command, so that it is never one.
    pub(super) fn text(&self) -> Vec<u8> {
        let Self { patient, record, entry, nonce } = self;
        let (patient, nonce) = (hex::encode(patient.0), hex::encode(nonce));
        format!(
            "<Bytes>Chartkey keeper: release a record\nChart: {patient}\nRecord: {record}\n\
             Entry: {entry}\nChallenge: {nonce}</Bytes>"
        )
        .into_bytes()
    }

    /// Whether this key signed it.
    fn is_signed_by(&self, key: Account, signature: &[u8; 64]) -> bool {
        let signature = sr25519::Signature::from_raw(*signature);
        sr25519::Pair::verify(&signature, self.text(), &sr25519::Public::from_raw(key))
    }
}

/// Why a keeper releases nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not a challenge of this keeper, or was answered before.
    NoChallenge,
    /// The log has no such entry.
    NoEntry,
    /// The challenge was not signed by who opened the record.
    WrongKey,
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
    /// A fresh challenge to whoever asks for a record, against the entry of this index.
    pub(super) fn challenge(&mut self, patient: PatientId, record: u32, entry: u32) -> Challenge {
        let challenge = Challenge { patient, record, entry, nonce: H256::random().0 };
        self.challenges.insert(challenge.clone());
        challenge
    }

    /// Takes a challenge back, which is answered once.
    fn take(&mut self, challenge: &Challenge) -> Result<(), Refusal> {
        if self.challenges.remove(challenge) {
            Ok(())
        } else {
            Err(Refusal::NoChallenge)
        }
    }

    /// Checks a ticket and uses it up: the challenge has to be signed by who opened the record,
    /// the entry has to permit exactly this record, lately, and the policy has to permit it
    /// still.
    pub(super) fn check(
        &mut self,
        suite: &mut Suite,
        challenge: &Challenge,
        signature: &[u8; 64],
    ) -> Result<Result<Record, Refusal>> {
        use chartkey_interfaces::log::Log as _;
        if let Err(refusal) = self.take(challenge) {
            return Ok(Err(refusal));
        }
        let Challenge { patient, record: id, entry, .. } = *challenge;
        let message = suite.log().entry(patient.into(), entry);
        let Some(ticket) = suite.read(message)? else {
            return Ok(Err(Refusal::NoEntry));
        };
        let ticket = ticket.value()?;
        let key = key_of(suite, patient, ticket.access.actor)?;
        if !challenge.is_signed_by(key, signature) {
            return Ok(Err(Refusal::WrongKey));
        }
        let message = suite.registry().record(patient.into(), id);
        let Some(record) = suite.read(message)? else {
            return Ok(Err(Refusal::NotPermitted));
        };
        if let Err(refusal) = permits(&ticket, id, suite.now()?) {
            return Ok(Err(refusal));
        }
        let emergency = ticket.access.outcome == Outcome::Permit(Basis::Emergency);
        if emergency && !has_emergency(suite, patient, &ticket.access)? {
            return Ok(Err(Refusal::NoLongerPermitted));
        }
        let request = Request {
            subject: ticket.access.actor,
            organization: ticket.access.organization,
            target: Target::Record(RecordTarget {
                document: record.document,
                category: record.category,
                issuer: record.issuer,
                addressee: None,
            }),
            purpose: ticket.access.purpose,
            action: Action::Read,
            emergency,
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
        let version = version_of(record)?;
        let digest = digest_in(&version.locator)?;
        ensure!(digest == version.digest, "locator and digest differ");
        let blob = store.get(&digest)?;
        ensure!(u64::try_from(blob.len())? == version.size, "the size is another");
        Ok(blob)
    }
}

/// What a record says of its ciphertext, as long as it is not erased.
pub(super) fn version_of(record: &Record) -> Result<&Version> {
    record.version.as_ref().context("the record was erased")
}

/// Whether the emergency in which a practitioner opened a record is still open: declared for that
/// organization, not reviewed, and nothing else of the practitioner's is overdue.
fn has_emergency(suite: &mut Suite, patient: PatientId, access: &Access) -> Result<bool> {
    let now = suite.now()?;
    let waiting = suite.read(suite.registry().waiting(access.actor.into()))?;
    let open = waiting.iter().any(|case| {
        case.patient == patient
            && Some(case.organization) == access.organization
            && case.is_open(now)
    });
    Ok(open && !waiting.iter().any(|case| case.is_overdue(now)))
}

/// The key of who opened a record: the account itself, or where the patient account opened it
/// on a signed word, the present key of the chart.
fn key_of(suite: &mut Suite, patient: PatientId, actor: Account) -> Result<Account> {
    if suite.address(Contract::Account) == actor.into() {
        Ok(*suite.account(patient)?.custody.key())
    } else {
        Ok(actor)
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
    use chartkey_interfaces::log::Access;
    use chartkey_policy::{Basis, Reason};
    use chartkey_vocabulary::Purpose;

    use super::*;
    use chartkey_devchain::Actor;

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
    fn a_challenge_is_signed_for_one_record_by_one_key() {
        let (mut keeper, reader) = (Keeper::default(), Actor::named("reader"));
        let challenge = keeper.challenge(PatientId([7; 32]), 4, 9);
        let signature = reader.sign(&challenge.text());
        assert!(challenge.is_signed_by(reader.bytes(), &signature));
        assert!(!challenge.is_signed_by(Actor::named("other").bytes(), &signature));
        for other in [
            Challenge { patient: PatientId([8; 32]), ..challenge.clone() },
            Challenge { record: 5, ..challenge.clone() },
            Challenge { entry: 8, ..challenge.clone() },
            keeper.challenge(PatientId([7; 32]), 4, 9),
        ] {
            assert!(!other.is_signed_by(reader.bytes(), &signature), "{other:?}");
        }
    }

    #[test]
    fn a_challenge_is_answered_once_and_only_to_the_keeper_that_made_it() {
        let mut keeper = Keeper::default();
        let challenge = keeper.challenge(PatientId([7; 32]), 4, 9);
        assert_eq!(Keeper::default().take(&challenge), Err(Refusal::NoChallenge));
        assert_eq!(keeper.take(&challenge), Ok(()));
        assert_eq!(keeper.take(&challenge), Err(Refusal::NoChallenge));
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
