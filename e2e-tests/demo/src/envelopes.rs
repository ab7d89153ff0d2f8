//! Envelopes: how the secrets of category keys get to whom a consent permits reading.

use anyhow::{Context, Result};
use chartkey::documents::{Envelope, KeyPair, KeyRing};
use chartkey_vocabulary::{Category, Digest, PublicKey};

use super::{cast::Patient, world::World};

impl World {
    /// Puts the secrets of these keys into an envelope for a reader, and stores it. Returns its
    /// digest, which the consent carries.
    pub(super) fn wrap(
        &mut self,
        patient: &Patient,
        keys: &[(Category, u32)],
        reader: &PublicKey,
    ) -> Result<Digest> {
        let envelope = Envelope::of(patient.id, &patient.secrets, keys)?;
        Ok(self.envelopes.put(&envelope.seal(reader)?)?)
    }

    /// Opens the envelope that a provision carries, and checks each secret against the chain.
    pub(super) fn unwrap(
        &mut self,
        patient: &Patient,
        provision: u32,
        reader: &KeyPair,
    ) -> Result<KeyRing> {
        let provision = self.provision(patient.id, provision)?;
        let digest = provision.terms.keys.context("the provision hands out no keys")?;
        let envelope = Envelope::unseal(&self.envelopes.get(&digest)?, reader)?;
        envelope.keys(patient.id, |category| self.category_key(patient.id, category))
    }
}
