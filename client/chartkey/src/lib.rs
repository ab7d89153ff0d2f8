//! Chartkey for clients: what a hospital, a patient's wallet or a keeper does off chain.
//!
//! A hospital encrypts a document to the keys that are published on chain, stores the ciphertext
//! under its digest, and registers digest, size and locator. A person who may read it gets the
//! secret of the category's key in an envelope.
//!
//! ```
//! use chartkey::documents::{locator, seal, unseal, BlobStore, Envelope, KeyPair, KeyRing};
//! use chartkey::vocabulary::{Category, OrgId, PatientId};
//!
//! # let folder = tempfile::tempdir()?;
//! // The patient's key for laboratory reports, epoch 1, and a doctor's own. Their public keys
//! // are on chain.
//! let (laboratory, doctor) = (KeyPair::generate(), KeyPair::generate());
//! let patient = PatientId([7; 32]);
//!
//! // The hospital writes: the chain gets digest, size and locator of the ciphertext.
//! let store = BlobStore::open(folder.path())?;
//! let digest = store.put(&seal(b"glucose 6.3 mmol/l", &[&laboratory.public_key()?])?)?;
//! assert!(locator(OrgId(7), &digest)?.as_bytes().starts_with(b"7/bafkrei"));
//!
//! // The patient consents: the provision carries the digest of an envelope for the doctor.
//! let ring = KeyRing::from([((Category::Laboratory, 1), laboratory)]);
//! let envelope = Envelope::of(patient, &ring, &[(Category::Laboratory, 1)])?;
//! let sealed = envelope.seal(&doctor.public_key()?)?;
//!
//! // The doctor reads, once the log has an entry that permits it.
//! let opened = Envelope::unseal(&sealed, &doctor)?.secrets;
//! let key = KeyPair::from_secret(&opened[0].secret)?;
//! assert_eq!(unseal(&store.get(&digest)?, &key)?, b"glucose 6.3 mmol/l");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * [`documents`]: encryption, envelopes, locators, a store of ciphertext.
//! * [`signing`]: commands that patients and guardians sign, who need no tokens.
//! * [`log`]: whether a log is what its head commits to, and only grew.
//! * [`batches`]: the trees whose heads an organization anchors.
//! * [`Client`] sends typed calls of the [`Contracts`] over a [`Chain`], and decodes what comes
//!   back: the value or the refusal, the [`Event`]s and the [`Cost`]. This library has no network:
//!   a program implements [`Chain`] over the one it has.
//!
//! All times are milliseconds since 1970-01-01 00:00 UTC.

pub mod batches;
mod chain;
mod client;
mod contracts;
mod cost;
pub mod documents;
mod error;
mod event;
pub mod log;
mod message;
pub mod signing;

pub use chain::{Answer, Chain, ChainError, Emitted, Receipt};
/// Signed commands, their texts in English and Chinese, and their bounds.
pub use chartkey_commands as commands;
/// Errors, events and values of the contracts' interfaces.
pub use chartkey_interfaces as interfaces;
/// Consents, and how they decide.
pub use chartkey_policy as policy;
/// Ids, categories, purposes, keys.
pub use chartkey_vocabulary as vocabulary;
pub use client::Client;
pub use contracts::{
    Accounts, Consent, Contract, Contracts, Directory, Governors, Log, Registry,
    ACCOUNT_UPGRADE_DELAY, UPGRADE_DELAY,
};
pub use cost::{Cost, Deposit};
pub use error::Error;
pub use event::Event;
/// An account of the chain: 32 bytes.
pub use ink::primitives::AccountId;
pub use message::{constructor_input, message_input, CallError, Constructor, Message, Outcome};
pub use signing::Signer;
