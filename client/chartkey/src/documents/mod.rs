//! Documents on their way between people and the chain: encrypted, stored off chain and found
//! again.
//!
//! ```
//! use chartkey::documents::{digest_in, digest_of, locator, seal, unseal, KeyPair};
//!
//! let key = KeyPair::generate();
//! let ciphertext = seal(b"glucose 6.3 mmol/l", &[&key.public_key()?])?;
//! assert_eq!(unseal(&ciphertext, &key)?, b"glucose 6.3 mmol/l");
//!
//! let digest = digest_of(&ciphertext);
//! assert_eq!(digest_in(&locator(&digest)?)?, digest);
//! # Ok::<(), chartkey::documents::DocumentError>(())
//! ```
//!
//! * [`KeyPair`], [`seal`] and [`unseal`] encrypt: every ciphertext is an age v1 file whose
//!   recipients are X25519 keys exactly as they are published on chain.
//! * [`Envelope`] hands the secrets of category keys to whom a consent permits reading.
//! * [`BlobStore`] keeps ciphertext under its sha2-256 digest, and finds what was altered.
//! * [`locator`] and [`digest_in`] turn a digest into the CID that is registered, and back.

mod envelope;
mod error;
mod key;
mod locator;
mod sealed;
mod store;

pub use envelope::{CategorySecret, Envelope, KeyRing};
pub use error::DocumentError;
pub use key::KeyPair;
pub use locator::{digest_in, locator};
pub use sealed::{seal, unseal};
pub use store::{digest_of, BlobStore, Damage, Fault};
