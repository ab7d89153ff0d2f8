//! What can be wrong with keys, ciphertext and locators.

use std::io;
use std::path::PathBuf;

use chartkey_vocabulary::{Category, Digest, KeyError};
use thiserror::Error;

/// Why a document was not encrypted, found or decrypted.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// Text is no secret key as age writes it: `AGE-SECRET-KEY-1…`.
    #[error("this is no secret key: {0}")]
    SecretKey(String),
    /// A public key is not of suite 1, X25519: ask its owner for one.
    #[error("suite {0} is not encrypted to here")]
    Suite(u16),
    /// A public key is malformed.
    #[error("not an X25519 key: {0:?}")]
    PublicKey(KeyError),
    /// A public key cannot be written as age's recipient, or read from one.
    #[error("not an age recipient")]
    Recipient,
    /// Encrypting failed: there was no key to encrypt to.
    #[error("it was not encrypted")]
    NotEncrypted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The ciphertext is for other keys than this one, or is none.
    #[error("the key does not open it")]
    NotForThisKey(#[source] age::DecryptError),
    /// The ciphertext was altered after it was encrypted: restore it from a copy.
    #[error("it was altered")]
    Altered(#[source] io::Error),
    /// What was decrypted is no envelope.
    #[error("this is no envelope")]
    NoEnvelope(#[source] scale::Error),
    /// A consent cannot hand over a key whose secret is not at hand: publish a new one.
    #[error("the secret of the key {0:?} of epoch {1} is lost")]
    SecretLost(Category, u32),
    /// An envelope is for another chart than it was found at: do not use its keys.
    #[error("the envelope is for another chart")]
    OtherChart,
    /// A secret in an envelope is not of the key on chain: do not use it.
    #[error("the secret for {0:?} is not of the key on chain")]
    OtherKey(Category),
    /// A locator is not an organization and a CIDv1 of raw bytes by sha2-256: nothing is fetched.
    #[error(
        "the locator is not <organization>/<CIDv1 of raw bytes by sha2-256>: nothing is fetched"
    )]
    Locator,
    /// The bytes of a stored blob have another digest: restore it from a copy.
    #[error("the blob {} was altered", hex::encode(.0))]
    AlteredBlob(Digest),
    /// A file or folder cannot be made, read, written or deleted.
    #[error("cannot {action} {}", path.display())]
    Store {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}
