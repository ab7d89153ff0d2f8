//! X25519 keys as age writes them and as the chain keeps them.

use std::{fmt, str::FromStr};

use age::{secrecy::ExposeSecret, x25519};
use anyhow::{anyhow, ensure, Context, Result};
use bech32::{FromBase32, ToBase32, Variant};
use chartkey_vocabulary::{PublicKey, SUITE_X25519};

/// What an age recipient begins with (<https://age-encryption.org/v1>, "The X25519 recipient
/// type").
const RECIPIENT_PREFIX: &str = "age";

/// An X25519 key pair: a patient's for one category and epoch, or an organization's.
#[derive(Clone)]
pub struct KeyPair(x25519::Identity);

impl KeyPair {
    /// A new random pair.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The pair of a secret that [`Self::secret`] wrote.
    ///
    /// # Errors
    /// When it is no secret key of age.
    pub fn from_secret(secret: &str) -> Result<Self> {
        let identity = x25519::Identity::from_str(secret)
            .map_err(|error| anyhow!("this is no secret key: {error}"))?;
        Ok(Self(identity))
    }

    /// The secret as age writes it, `AGE-SECRET-KEY-1…`. Only for [`super::Envelope`]s.
    #[must_use]
    pub fn secret(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }

    /// The public key as it is published on chain: the 32 bytes inside age's recipient.
    ///
    /// # Errors
    /// When age's recipient is not one X25519 key in Bech32.
    pub fn public_key(&self) -> Result<PublicKey> {
        let recipient = self.0.to_public().to_string();
        let (prefix, data, variant) = bech32::decode(&recipient)?;
        ensure!(prefix == RECIPIENT_PREFIX && variant == Variant::Bech32, "not an age recipient");
        let key = PublicKey { suite: SUITE_X25519, bytes: Vec::from_base32(&data)? };
        key.check().map_err(|error| anyhow!("not an X25519 key: {error:?}"))?;
        Ok(key)
    }

    pub(super) fn identity(&self) -> &x25519::Identity {
        &self.0
    }
}

/// Does not show the secret.
impl fmt::Debug for KeyPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyPair({})", self.0.to_public())
    }
}

/// The age recipient of a key that was published on chain.
pub(super) fn recipient(key: &PublicKey) -> Result<x25519::Recipient> {
    ensure!(key.suite == SUITE_X25519, "suite {} is not encrypted to here", key.suite);
    key.check().map_err(|error| anyhow!("not an X25519 key: {error:?}"))?;
    let written = bech32::encode(RECIPIENT_PREFIX, key.bytes.to_base32(), Variant::Bech32)
        .context("the key cannot be written as a recipient")?;
    x25519::Recipient::from_str(&written).map_err(|error| anyhow!("no recipient: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_on_chain_is_the_key_that_age_encrypts_to() {
        let pair = KeyPair::generate();
        let on_chain = pair.public_key().unwrap();
        assert_eq!(on_chain.bytes.len(), 32);
        assert_eq!(recipient(&on_chain).unwrap().to_string(), pair.0.to_public().to_string());
    }

    #[test]
    fn a_secret_survives_being_written_down() {
        let pair = KeyPair::generate();
        let again = KeyPair::from_secret(&pair.secret()).unwrap();
        assert_eq!(again.public_key().unwrap(), pair.public_key().unwrap());
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let pair = KeyPair::generate();
        assert!(!format!("{pair:?}").contains(&pair.secret()));
    }
}
