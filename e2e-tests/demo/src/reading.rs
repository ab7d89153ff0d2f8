//! How a document is read: opened on chain, released by the keeper, decrypted, compared.

use anyhow::{anyhow, bail, ensure, Context, Result};
use chartkey::documents::{unseal, KeyPair, KeyRing};
use chartkey_commands::Command;
use chartkey_devchain::Actor;
use chartkey_interfaces::{
    account::Answer,
    registry::{Opening, Record},
};
use chartkey_policy::{Basis, Decision, Reason};
use chartkey_vocabulary::{PatientId, Purpose};

use super::{
    cast::{Acting, Patient},
    keeper::{version_of, Keeper, Refusal},
    world::World,
};

/// What a reader decrypts with.
#[derive(Clone, Copy)]
pub(super) enum Keys<'a> {
    /// Category keys.
    Categories(&'a KeyRing),
    /// The issuing organization's key.
    Issuer(&'a KeyPair),
}

impl World {
    /// Asks on chain to read a record: for the organization that the reader serves, or as the
    /// patient for none.
    pub(super) fn open(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
        purpose: Purpose,
    ) -> Result<Opening> {
        let organization = match purpose {
            Purpose::PatientRequest => None,
            _ => Some(self.suite.organization_of(reader)?),
        };
        let open = self.suite.registry().open(patient.id.into(), record, purpose, organization);
        self.submit(reader, "open", open)?.value()
    }

    /// Reads a record and compares it with its original, byte by byte. Returns on what ground
    /// it was permitted.
    pub(super) fn read(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
        purpose: Purpose,
        keys: Keys<'_>,
    ) -> Result<Basis> {
        let opening = self.open(reader, patient, record, purpose)?;
        let Decision::Permit(basis) = opening.decision else {
            bail!("{} may not read record {record}: {opening:?}", reader.name());
        };
        self.decrypt(reader, patient, record, opening.entry, keys)?;
        Ok(basis)
    }

    /// The patient asks on chain to read a record: directly, or by a signed command.
    pub(super) fn open_own(&mut self, patient: &Patient, record: u32) -> Result<Opening> {
        match patient.acting {
            Acting::Directly => self.open(&patient.actor, patient, record, Purpose::PatientRequest),
            Acting::Relayed { .. } => {
                match self.command(patient, "submit Open", Command::Open(record))? {
                    Answer::Opened(opening) => Ok(opening.value()?),
                    answer => bail!("an opening was answered with {answer:?}"),
                }
            }
        }
    }

    /// The patient reads a record and compares it with its original, byte by byte.
    pub(super) fn read_own(&mut self, patient: &Patient, record: u32) -> Result<()> {
        let Opening { entry, decision } = self.open_own(patient, record)?;
        ensure!(decision == Decision::Permit(Basis::Controller), "decided: {decision:?}");
        let keys = Keys::Categories(&patient.secrets);
        self.decrypt(&patient.actor, patient, record, entry, keys).map(drop)
    }

    /// Shows the keeper an entry of the log and answers its challenge with this key.
    pub(super) fn claim(
        &mut self,
        requester: &Actor,
        patient: PatientId,
        record: u32,
        entry: u32,
    ) -> Result<Result<Record, Refusal>> {
        let challenge = self.keeper.challenge(patient, record, entry);
        let signature = requester.sign(&challenge.text());
        self.keeper.check(&mut self.suite, &challenge, &signature)
    }

    /// Fetches a record against its ticket, decrypts it and compares it with its original.
    pub(super) fn decrypt(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        id: u32,
        entry: u32,
        keys: Keys<'_>,
    ) -> Result<Vec<u8>> {
        let record = self
            .claim(reader, patient.id, id, entry)?
            .map_err(|refusal| anyhow!("the keeper does not release record {id}: {refusal:?}"))?;
        let ciphertext = Keeper::fetch(&self.store, &record)?;
        let key = match keys {
            Keys::Issuer(key) => key,
            Keys::Categories(ring) => ring
                .get(&(record.category, version_of(&record)?.key_epoch))
                .with_context(|| format!("no key for {:?} at hand", record.category))?,
        };
        let plaintext = unseal(&ciphertext, key)?;
        let original = patient.originals.get(&id).context("there is no original")?;
        ensure!(plaintext == original.bytes, "record {id} is not what was written");
        self.tally.roundtripped.insert((patient.id, id));
        Ok(plaintext)
    }

    /// Asks on chain to read a record, expects a refusal, and shows the refused entry to the
    /// keeper, who has to release nothing.
    pub(super) fn be_refused(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
    ) -> Result<(u32, Reason)> {
        let Opening { entry, decision } = self.open(reader, patient, record, Purpose::Treatment)?;
        let Decision::Deny(reason) = decision else {
            bail!("{} must not read record {record}", reader.name());
        };
        let released = self.claim(reader, patient.id, record, entry)?;
        ensure!(released.is_err(), "the keeper released a record that was refused");
        Ok((entry, reason))
    }
}
