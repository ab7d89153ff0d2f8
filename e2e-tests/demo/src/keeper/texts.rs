//! What a keeper has signed. Every text begins unlike a command, so that it is never one.

use chartkey_vocabulary::{Account, Digest, OrgId, PatientId, Timestamp};
use scale::{Decode, Encode};
use sp_core::{sr25519, Pair};

/// Where a signed text counts: at one keeper, for one suite on one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The keeper's origin, as in its house's profile.
    pub origin: String,
    /// The hash of the chain's first block.
    pub chain: [u8; 32],
    /// The suite, by its record registry.
    pub suite: Account,
}

/// What the actor of an entry signs, once: who may fetch for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub place: Place,
    pub patient: PatientId,
    pub entry: u32,
    /// The one-time key that each record is then asked for with.
    pub key: Account,
    pub expires: Timestamp,
}

/// What the holder of the one-time key signs for each record, and to resume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub place: Place,
    /// The chart and the entry of the challenge.
    pub of: (PatientId, u32),
    pub record: u32,
    /// The first byte that is wanted, from 0.
    pub from: u64,
}

/// What an uploader signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub place: Place,
    pub patient: PatientId,
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    pub uploader: Uploader,
    /// Who signs: a member of the organization, or the chart's controller.
    pub by: Account,
    pub expires: Timestamp,
}

/// In whose name bytes are uploaded: only this one's record is ever released from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Uploader {
    /// An organization, for a record that it issues.
    Organization(OrgId),
    /// The account that controls the chart, for a self-report.
    Controller(Account),
}

/// Words that are signed.
pub(crate) trait Words {
    /// The text.
    fn text(&self) -> Vec<u8>;
}

/// Signed words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed<T> {
    pub words: T,
    pub signature: [u8; 64],
}

impl<T: Words> Signed<T> {
    /// Has these words signed.
    pub(crate) fn by(words: T, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(&words.text());
        Self { words, signature }
    }

    /// Whether this key signed them, as sr25519 in the context `substrate`.
    pub(crate) fn is_signed_by(&self, key: &Account) -> bool {
        let signature = sr25519::Signature::from_raw(self.signature);
        sr25519::Pair::verify(&signature, self.words.text(), &sr25519::Public::from_raw(*key))
    }
}

impl Words for Challenge {
    fn text(&self) -> Vec<u8> {
        let Self { place, patient, entry, key, expires } = self;
        text(
            "release records",
            place,
            &[
                ("Chart", hex::encode(patient.0)),
                ("Entry", entry.to_string()),
                ("One-time key", hex::encode(key)),
                ("Expires", expires.to_string()),
            ],
        )
    }
}

impl Words for Ask {
    fn text(&self) -> Vec<u8> {
        let Self { place, of: (patient, entry), record, from } = self;
        text(
            "send a record",
            place,
            &[
                ("Chart", hex::encode(patient.0)),
                ("Entry", entry.to_string()),
                ("Record", record.to_string()),
                ("From byte", from.to_string()),
            ],
        )
    }
}

impl Words for Statement {
    fn text(&self) -> Vec<u8> {
        let Self { place, patient, digest, size, uploader, by, expires } = self;
        let uploader = match uploader {
            Uploader::Organization(organization) => ("Organization", organization.0.to_string()),
            Uploader::Controller(account) => ("Controller", hex::encode(account)),
        };
        text(
            "take an upload",
            place,
            &[
                ("Chart", hex::encode(patient.0)),
                ("Digest", hex::encode(digest)),
                ("Size", size.to_string()),
                uploader,
                ("Signed by", hex::encode(by)),
                ("Expires", expires.to_string()),
            ],
        )
    }
}

/// A text of a keeper's. Times are milliseconds since 1970-01-01 00:00 UTC.
fn text(title: &str, Place { origin, chain, suite }: &Place, lines: &[(&str, String)]) -> Vec<u8> {
    let mut text = format!(
        "<Bytes>Chartkey keeper: {title}\nKeeper: {origin}\nChain: {}\nSuite: {}",
        hex::encode(chain),
        hex::encode(suite)
    );
    for (label, value) in lines {
        text.push_str(&format!("\n{label}: {value}"));
    }
    text.push_str("</Bytes>");
    text.into_bytes()
}
