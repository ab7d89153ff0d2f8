//! Encryption of documents: age v1 files.

use std::{
    io::{Read, Write},
    iter,
};

use age::{x25519, Decryptor, Encryptor, Recipient};
use chartkey_vocabulary::PublicKey;

use super::{key::recipient, DocumentError, KeyPair};

/// Encrypts to these keys, each of which opens it.
///
/// # Errors
/// When there is no key, or one is not of suite 1.
pub fn seal(plaintext: &[u8], keys: &[&PublicKey]) -> Result<Vec<u8>, DocumentError> {
    let recipients = keys.iter().map(|key| recipient(key)).collect::<Result<Vec<_>, _>>()?;
    let each = recipients.iter().map(|recipient: &x25519::Recipient| recipient as &dyn Recipient);
    let mut ciphertext = Vec::new();
    let encryptor = Encryptor::with_recipients(each)
        .map_err(|error| DocumentError::NotEncrypted(error.into()))?;
    encryptor
        .wrap_output(&mut ciphertext)
        .and_then(|mut writer| writer.write_all(plaintext).and_then(|()| writer.finish()))
        .map_err(|error| DocumentError::NotEncrypted(error.into()))?;
    Ok(ciphertext)
}

/// Decrypts with one of the keys that it was encrypted to.
///
/// # Errors
/// [`DocumentError::NotForThisKey`], [`DocumentError::Altered`].
pub fn unseal(ciphertext: &[u8], key: &KeyPair) -> Result<Vec<u8>, DocumentError> {
    let mut plaintext = Vec::new();
    Decryptor::new_buffered(ciphertext)
        .and_then(|file| file.decrypt(iter::once(key.identity() as &dyn age::Identity)))
        .map_err(DocumentError::NotForThisKey)?
        .read_to_end(&mut plaintext)
        .map_err(DocumentError::Altered)?;
    Ok(plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_opens_it_and_nobody_else() {
        let (patient, hospital, other) =
            (KeyPair::generate(), KeyPair::generate(), KeyPair::generate());
        let keys = [&patient, &hospital].map(|pair| pair.public_key().unwrap());
        let sealed = seal(b"glucose 6.3 mmol/l", &[&keys[0], &keys[1]]).unwrap();
        assert_eq!(unseal(&sealed, &patient).unwrap(), b"glucose 6.3 mmol/l");
        assert_eq!(unseal(&sealed, &hospital).unwrap(), b"glucose 6.3 mmol/l");
        unseal(&sealed, &other).unwrap_err();
    }

    #[test]
    fn an_altered_ciphertext_does_not_open() {
        let pair = KeyPair::generate();
        let mut sealed = seal(b"glucose", &[&pair.public_key().unwrap()]).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        unseal(&sealed, &pair).unwrap_err();
    }

    #[test]
    fn nothing_is_encrypted_to_nobody() {
        seal(b"glucose", &[]).unwrap_err();
    }
}
