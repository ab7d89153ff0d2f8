//! What a consent hands over.

use std::collections::BTreeMap;

use chartkey_interfaces::consent::CategoryKey;
use chartkey_vocabulary::{Category, PatientId, PublicKey};
use scale::{Decode, DecodeAll, Encode};

use super::{seal, unseal, DocumentError, KeyPair};

/// Key pairs by category and epoch: all of a patient's, or those that a reader was given.
pub type KeyRing = BTreeMap<(Category, u32), KeyPair>;

/// The secrets of a chart's category keys, for a person whom the patient permits reading. It is
/// stored off chain, encrypted as an age file to the reader's published key, and the provision for
/// this one account carries the sha2-256 digest of that file as its `keys`.
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
    /// The secrets of these keys of a patient's, each named by category and epoch.
    ///
    /// # Errors
    /// [`DocumentError::SecretLost`].
    pub fn of(
        patient: PatientId,
        ring: &KeyRing,
        keys: &[(Category, u32)],
    ) -> Result<Self, DocumentError> {
        let secret = |(category, epoch): &(Category, u32)| {
            let key = ring.get(&(*category, *epoch));
            let key = key.ok_or(DocumentError::SecretLost(*category, *epoch))?;
            Ok(CategorySecret { category: *category, epoch: *epoch, secret: key.secret() })
        };
        let secrets = keys.iter().map(secret).collect::<Result<_, DocumentError>>()?;
        Ok(Self { patient, secrets })
    }

    /// The keys of the envelope, each checked against the key of its category that is on chain,
    /// which `published` asks for.
    ///
    /// # Errors
    /// [`DocumentError::OtherChart`], [`DocumentError::OtherKey`], and what `published` fails with.
    pub fn keys<E: From<DocumentError>>(
        &self,
        patient: PatientId,
        mut published: impl FnMut(Category) -> Result<CategoryKey, E>,
    ) -> Result<KeyRing, E> {
        if self.patient != patient {
            return Err(DocumentError::OtherChart.into());
        }
        let mut ring = KeyRing::new();
        for CategorySecret { category, epoch, secret } in &self.secrets {
            let key = KeyPair::from_secret(secret)?;
            if published(*category)? != (CategoryKey { epoch: *epoch, key: key.public_key()? }) {
                return Err(DocumentError::OtherKey(*category).into());
            }
            ring.insert((*category, *epoch), key);
        }
        Ok(ring)
    }

    /// Encrypts it to the reader's key.
    ///
    /// # Errors
    /// When the key is not of suite 1.
    pub fn seal(&self, reader: &PublicKey) -> Result<Vec<u8>, DocumentError> {
        seal(&self.encode(), &[reader])
    }

    /// Decrypts an envelope with the reader's key.
    ///
    /// # Errors
    /// When it is for another reader, or altered.
    pub fn unseal(sealed: &[u8], reader: &KeyPair) -> Result<Self, DocumentError> {
        let opened = unseal(sealed, reader)?;
        Self::decode_all(&mut opened.as_slice()).map_err(DocumentError::NoEnvelope)
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
    #[test]
    fn the_keys_of_an_envelope_are_those_on_chain_or_none() {
        let (mine, later) = (KeyPair::generate(), KeyPair::generate());
        let ring = KeyRing::from([((Category::Laboratory, 1), mine.clone())]);
        let patient = PatientId([1; 32]);
        let keys = [(Category::Laboratory, 1)];
        let envelope = Envelope::of(patient, &ring, &keys).unwrap();
        let on_chain = |epoch, pair: &KeyPair| {
            let key = CategoryKey { epoch, key: pair.public_key().unwrap() };
            move |_| Ok::<_, DocumentError>(key.clone())
        };
        let opened = envelope.keys(patient, on_chain(1, &mine)).unwrap();
        assert_eq!(opened.into_keys().collect::<Vec<_>>(), keys);
        for refused in [
            envelope.keys(PatientId([2; 32]), on_chain(1, &mine)),
            envelope.keys(patient, on_chain(1, &later)),
            envelope.keys(patient, on_chain(2, &mine)),
        ] {
            refused.unwrap_err();
        }
    }

    #[test]
    fn a_lost_secret_is_handed_to_nobody() {
        let lost = [(Category::Laboratory, 2)];
        let error = Envelope::of(PatientId([1; 32]), &KeyRing::new(), &lost).err().unwrap();
        assert!(matches!(error, DocumentError::SecretLost(Category::Laboratory, 2)), "{error}");
    }
}
