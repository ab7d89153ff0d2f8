//! Envelopes: how the secrets of category keys get to whom a consent permits reading.

use anyhow::{ensure, Context, Result};
use chartkey_vocabulary::{Category, Digest, PublicKey};

use super::{
    cast::{KeyRing, Patient},
    world::World,
};
use crate::documents::{CategorySecret, Envelope, KeyPair};

impl World {
    /// Puts the secrets of these keys into an envelope for a reader, and stores it. Returns its
    /// digest, which the consent carries.
    pub(super) fn wrap(
        &mut self,
        patient: &Patient,
        keys: &[(Category, u32)],
        reader: &PublicKey,
    ) -> Result<Digest> {
        let secrets = keys
            .iter()
            .map(|(category, epoch)| {
                let key = patient.secrets.get(&(*category, *epoch)).context("a secret is lost")?;
                Ok(CategorySecret { category: *category, epoch: *epoch, secret: key.secret() })
            })
            .collect::<Result<Vec<_>>>()?;
        self.store.put(&Envelope { patient: patient.id, secrets }.seal(reader)?)
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
        let envelope = Envelope::unseal(&self.store.get(&digest)?, reader)?;
        ensure!(envelope.patient == patient.id, "the envelope is for another chart");
        envelope
            .secrets
            .iter()
            .map(|CategorySecret { category, epoch, secret }| {
                let key = KeyPair::from_secret(secret)?;
                let on_chain = self.category_key(patient.id, *category)?;
                ensure!(
                    on_chain.epoch == *epoch && on_chain.key == key.public_key()?,
                    "the secret for {category:?} is not of the key on chain"
                );
                Ok(((*category, *epoch), key))
            })
            .collect()
    }
}
