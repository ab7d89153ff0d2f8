//! Documents on their way between people and the chain: what is written, encrypted, stored off
//! chain and found again.
//!
//! * [`Fixture`] is a FHIR document of the folder fixtures/fhir, with its category.
//! * [`KeyPair`], [`seal`] and [`unseal`] encrypt: every ciphertext is an age v1 file whose
//!   recipients are X25519 keys exactly as they are published on chain.
//! * [`Envelope`] hands the secrets of category keys to whom a consent permits reading.
//! * [`BlobStore`] keeps ciphertext under its sha2-256 digest, and says what was altered.
//! * [`locator`] and [`digest_in`] turn a digest into the CID that is registered, and back.

mod envelope;
mod fixture;
mod key;
mod locator;
mod sealed;
mod store;

pub use envelope::{CategorySecret, Envelope};
pub use fixture::{category_of, charts, Fixture};
pub use key::KeyPair;
pub use locator::{digest_in, locator};
pub use sealed::{seal, unseal};
pub use store::{digest_of, BlobStore, Damage, Fault};
