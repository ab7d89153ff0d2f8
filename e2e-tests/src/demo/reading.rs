//! How a document is read: opened on chain, released by the keeper, decrypted, compared.

use anyhow::{anyhow, ensure, Context, Result};
use chartkey_interfaces::registry::Opening;
use chartkey_policy::{Basis, Decision, Purpose, Reason};

use super::{
    cast::{KeyRing, Patient},
    keeper::Keeper,
    world::World,
};
use crate::{
    documents::{unseal, KeyPair},
    Actor,
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
    /// Asks on chain to read a record.
    pub(super) fn open(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
        purpose: Purpose,
    ) -> Result<Opening> {
        let open = self.suite.registry().open(patient.id.into(), record, purpose);
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
            anyhow::bail!("{} may not read record {record}: {opening:?}", reader.name());
        };
        self.decrypt(patient, record, opening.entry, keys)?;
        Ok(basis)
    }

    /// Fetches a record against its ticket, decrypts it and compares it with its original.
    pub(super) fn decrypt(
        &mut self,
        patient: &Patient,
        id: u32,
        entry: u32,
        keys: Keys<'_>,
    ) -> Result<Vec<u8>> {
        let record = self
            .keeper
            .check(&mut self.suite, patient.id, id, entry)?
            .map_err(|refusal| anyhow!("the keeper does not release record {id}: {refusal:?}"))?;
        let ciphertext = Keeper::fetch(&self.store, &record)?;
        let key = match keys {
            Keys::Issuer(key) => key,
            Keys::Categories(ring) => ring
                .get(&(record.category, record.version.key_epoch))
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
            anyhow::bail!("{} must not read record {record}", reader.name());
        };
        let released = self.keeper.check(&mut self.suite, patient.id, record, entry)?;
        ensure!(released.is_err(), "the keeper released a record that was refused");
        Ok((entry, reason))
    }
}
