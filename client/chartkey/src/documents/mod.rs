//! Documents on their way between people and the chain: encrypted, stored off chain and found
//! again.
//!
//! ```
//! use chartkey::documents::{digest_of, located, locator, seal, unseal, KeyPair};
//! use chartkey::vocabulary::OrgId;
//!
//! let key = KeyPair::generate();
//! let ciphertext = seal(b"glucose 6.3 mmol/l", &[&key.public_key()?])?;
//! assert_eq!(unseal(&ciphertext, &key)?, b"glucose 6.3 mmol/l");
//!
//! let digest = digest_of(&ciphertext);
//! assert_eq!(located(&locator(OrgId(7), &digest)?)?, (OrgId(7), digest));
//! # Ok::<(), chartkey::documents::DocumentError>(())
//! ```
//!
//! * [`KeyPair`], [`seal`] and [`unseal`] encrypt: every ciphertext is an age v1 file whose
//!   recipients are X25519 keys exactly as they are published on chain.
//! * [`Envelope`] hands the secrets of category keys to whom a consent permits reading.
//! * [`BlobStore`] keeps ciphertext under its sha2-256 digest, and finds what was altered.
//! * [`locator`] and [`located`] turn a keeper's organization and a digest into the locator that
//!   is registered, and back.

mod envelope;
mod error;
mod key;
mod locator;
mod sealed;
mod store;

pub use envelope::{CategorySecret, Envelope, KeyRing};
pub use error::DocumentError;
pub use key::KeyPair;
pub use locator::{located, locator};
pub use sealed::{seal, unseal};
pub use store::{digest_of, BlobStore, Damage, Fault};
