//! What a consent hands over.

use anyhow::{ensure, Context, Result};
use chartkey_vocabulary::{Category, PatientId, PublicKey};
use scale::{Decode, Encode};

use super::{seal, unseal, KeyPair};

/// The secrets of a chart's category keys, for whom the patient permits reading. It is stored
/// off chain, encrypted as an age file to the reader's published key, and a provision carries
/// the sha2-256 digest of that file as its `keys`.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    /// The chart.
    pub patient: PatientId,
    /// The secrets, one per category.
    pub secrets: Vec<CategorySecret>,
}

/// The secret of a category's key.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct CategorySecret {
    /// The category.
    pub category: Category,
    /// The key's epoch.
    pub epoch: u32,
    /// What [`KeyPair::secret`] wrote.
    pub secret: String,
}

impl Envelope {
    /// Encrypts it to the reader's key.
    ///
    /// # Errors
    /// When the key is not of suite 1.
    pub fn seal(&self, reader: &PublicKey) -> Result<Vec<u8>> {
        seal(&self.encode(), &[reader])
    }

    /// Decrypts an envelope with the reader's key.
    ///
    /// # Errors
    /// When it is for another reader, or altered.
    pub fn unseal(sealed: &[u8], reader: &KeyPair) -> Result<Self> {
        let opened = unseal(sealed, reader)?;
        let mut bytes = opened.as_slice();
        let envelope = Self::decode(&mut bytes).context("this is no envelope")?;
        ensure!(bytes.is_empty(), "bytes are left after the envelope");
        Ok(envelope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_reader_opens_an_envelope() {
        let (reader, other) = (KeyPair::generate(), KeyPair::generate());
        let envelope = Envelope {
            patient: PatientId([1; 32]),
            secrets: vec![CategorySecret {
                category: Category::Laboratory,
                epoch: 1,
                secret: KeyPair::generate().secret(),
            }],
        };
        let sealed = envelope.seal(&reader.public_key().unwrap()).unwrap();
        assert!(Envelope::unseal(&sealed, &reader).unwrap() == envelope);
        assert!(Envelope::unseal(&sealed, &other).is_err());
    }
}
