//! X25519 keys as age writes them and as the chain keeps them.

use std::{fmt, str::FromStr};

use age::{secrecy::ExposeSecret, x25519};
use bech32::{FromBase32, ToBase32, Variant};
use chartkey_vocabulary::{PublicKey, SUITE_X25519};

use super::DocumentError;

/// What an age recipient begins with (<https://age-encryption.org/v1>, "The X25519 recipient
/// type").
const RECIPIENT_PREFIX: &str = "age";

/// An X25519 key pair: a patient's for one category and epoch, an organization's, or the
/// own one of a person whom envelopes are for.
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
    /// [`DocumentError::SecretKey`].
    pub fn from_secret(secret: &str) -> Result<Self, DocumentError> {
        let identity = x25519::Identity::from_str(secret)
            .map_err(|error| DocumentError::SecretKey(error.to_owned()))?;
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
    /// [`DocumentError::Recipient`], if age writes recipients in another way.
    pub fn public_key(&self) -> Result<PublicKey, DocumentError> {
        let recipient = self.0.to_public().to_string();
        let decoded = bech32::decode(&recipient).map_err(|_| DocumentError::Recipient)?;
        let (RECIPIENT_PREFIX, data, Variant::Bech32) = (decoded.0.as_str(), decoded.1, decoded.2)
        else {
            return Err(DocumentError::Recipient);
        };
        let bytes = Vec::from_base32(&data).map_err(|_| DocumentError::Recipient)?;
        let key = PublicKey { suite: SUITE_X25519, bytes };
        key.check().map_err(DocumentError::PublicKey)?;
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
pub(super) fn recipient(key: &PublicKey) -> Result<x25519::Recipient, DocumentError> {
    if key.suite != SUITE_X25519 {
        return Err(DocumentError::Suite(key.suite));
    }
    key.check().map_err(DocumentError::PublicKey)?;
    let written = bech32::encode(RECIPIENT_PREFIX, key.bytes.to_base32(), Variant::Bech32)
        .map_err(|_| DocumentError::Recipient)?;
    x25519::Recipient::from_str(&written).map_err(|_| DocumentError::Recipient)
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
