//! The keeper, who releases ciphertext against a ticket: a permitted entry of the log.

use std::collections::BTreeSet;

use anyhow::{anyhow, ensure, Context, Result};
use chartkey::{
    documents::{located, BlobStore},
    Contract,
};
use chartkey_devchain::Suite;
use chartkey_interfaces::{
    directory::{OrganizationStatus, Practitioner, PractitionerStatus, Role, Standing},
    log::{Access, Entry, Log as _, Outcome, Subject, TICKET_MILLISECONDS},
    registry::{Record, Registry as _},
};
use chartkey_policy::{Basis, Decision, RecordTarget, Request, Target};
use chartkey_vocabulary::{Account, Action, OrgId, PatientId, Purpose, Timestamp, Version};
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
    /// The record was erased.
    Erased,
    /// The entry is more than 10 minutes old.
    TooOld,
    /// Who opened the record is not active in the organization of the entry any more, or of an
    /// older generation, or the organization is suspended.
    NotActive,
    /// Who opened the record as a representative serves an organization by now.
    Enrolled,
    /// The emergency in which the record was opened is not open any more.
    NoEmergency,
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
    /// the entry has to permit exactly this record, lately, who opened it has to stand as then,
    /// and the policy has to permit it still.
    pub(super) fn check(
        &mut self,
        suite: &mut Suite,
        challenge: &Challenge,
        signature: &[u8; 64],
    ) -> Result<Result<Record, Refusal>> {
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
        if record.version.is_none() {
            return Ok(Err(Refusal::Erased));
        }
        if let Err(refusal) = stands(suite, patient, &ticket.access)? {
            return Ok(Err(refusal));
        }
        if !is_permitted(suite, patient, &ticket.access, &record)? {
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
        let (_, digest) = located(&version.locator)?;
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

/// Whether who opened a record may ask still: a practitioner of the organization of the entry, as
/// the registry asks it of whoever opens; in an emergency while it is open; a representative as
/// long as no organization enrolled her. Who the patient is, the consent manager says.
fn stands(suite: &mut Suite, patient: PatientId, access: &Access) -> Result<Result<(), Refusal>> {
    let practitioner = suite.read(suite.registry().practitioner(access.actor.into()))?;
    Ok(match (access.purpose, access.organization) {
        (Purpose::PatientRequest, None) => Ok(()),
        (Purpose::FamilyRequest, None) => match practitioner {
            Some(Practitioner { status, .. }) if status != PractitionerStatus::Left => {
                Err(Refusal::Enrolled)
            }
            _ => Ok(()),
        },
        (Purpose::PatientRequest | Purpose::FamilyRequest, _) | (_, None) => {
            Err(Refusal::NotPermitted)
        }
        (purpose, Some(organization)) => {
            let standing = suite.read(suite.registry().standing(organization))?;
            let emergency = purpose == Purpose::EmergencyTreatment;
            match practitioner.filter(|one| is_active(one, organization, standing)) {
                None => Err(Refusal::NotActive),
                Some(Practitioner { roles, .. })
                    if emergency
                        && !(roles.contains(Role::Emergency.into())
                            && has_open_case(suite, patient, &access.actor, organization)?) =>
                {
                    Err(Refusal::NoEmergency)
                }
                Some(_) => Ok(()),
            }
        }
    })
}

/// Whether somebody is an active practitioner of this organization, which has this standing: of
/// its present generation, and with a role in which one opens records.
fn is_active(practitioner: &Practitioner, organization: OrgId, standing: Option<Standing>) -> bool {
    let Practitioner { status, generation, roles, .. } = *practitioner;
    let active = Standing { status: OrganizationStatus::Active, generation };
    practitioner.organization == organization
        && status == PractitionerStatus::Active
        && standing == Some(active)
        && roles.may_ask()
}

/// Whether a practitioner has an open emergency of this patient in an organization: declared
/// there, not reviewed, and no case there is overdue.
fn has_open_case(
    suite: &mut Suite,
    patient: PatientId,
    practitioner: &Account,
    organization: OrgId,
) -> Result<bool> {
    let now = suite.now()?;
    let waiting = suite.read(suite.registry().waiting((*practitioner).into()))?;
    let mut there = waiting.iter().filter(|case| case.organization == organization);
    let open = there.clone().any(|case| case.patient == patient && case.is_open(now));
    Ok(open && !there.any(|case| case.is_overdue(now)))
}

/// Whether the policy permits now what an entry permitted; to the patient as the controller.
fn is_permitted(
    suite: &mut Suite,
    patient: PatientId,
    access: &Access,
    record: &Record,
) -> Result<bool> {
    let request = Request {
        subject: access.actor,
        organization: access.organization,
        target: Target::Record(RecordTarget {
            document: record.document,
            category: record.category,
            issuer: record.issuer,
            addressee: record.addressee,
        }),
        purpose: access.purpose,
        action: Action::Read,
        // Of an emergency the case is known to be open.
        emergency: access.purpose == Purpose::EmergencyTreatment,
    };
    let message = suite.consent().decide(patient.into(), request.into());
    let decision =
        suite.read(message)?.map_err(|error| anyhow!("nothing was decided: {error:?}"))?;
    Ok(match access.purpose {
        Purpose::PatientRequest => decision == Decision::Permit(Basis::Controller),
        _ => matches!(decision, Decision::Permit(_)),
    })
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
mod tests;
