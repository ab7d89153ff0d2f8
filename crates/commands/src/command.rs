//! What a patient can command, on one chart, once.

use alloc::{boxed::Box, vec::Vec};
use chartkey_policy::{Directive, Effect, Terms};
use chartkey_recovery::{Guardians, SigningKey};
use chartkey_vocabulary::{
    Account, Categories, Category, Digest, PatientId, PublicKey, Retraction, Selection, SelfReport,
    Timestamp, Version,
};
use scale::{Decode, Encode};

/// How many lanes a chart has, from 0 on. Each counts its commands from 0, so that commands in
/// different lanes can be submitted in any order.
pub const LANES: usize = 8;

/// How far ahead the deadline of a command or an approval is at the most: 7 days, in
/// milliseconds. What is signed and held back does not come up years later.
pub const MAX_DEADLINE_MILLISECONDS: u64 = 7 * 24 * 60 * 60 * 1_000;

/// An sr25519 signature.
pub type Signature = [u8; 64];

/// Where commands count: one contract on one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Domain {
    /// The account of patient-account.
    pub contract: Account,
    /// The hash of the chain's first block.
    pub chain: Digest,
}

/// One command on one chart, once: what a patient signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Instruction {
    /// The chart.
    pub chart: PatientId,
    /// The command.
    pub command: Command,
    /// The lane, below [`LANES`].
    pub lane: u8,
    /// How many commands of this chart were carried out in the lane before.
    pub sequence: u32,
    /// The last moment at which it counts; a whole minute, at most [`MAX_DEADLINE_MILLISECONDS`]
    /// ahead.
    pub deadline: Timestamp,
}

/// An instruction with the signature of its text.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct SignedCommand {
    /// What was signed.
    pub instruction: Instruction,
    /// By the chart's key; for `CreateChart` and `Adopt` by the key that they name.
    pub signature: Signature,
}

/// What a patient can command.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Command {
    /// Opens the chart, under the key that signs.
    CreateChart(NewChart),
    /// Takes over the chart from the account that controls it and submits this, under the key
    /// that signs.
    Adopt(SigningKey),
    /// Permits.
    Grant(Box<Terms>),
    /// Forbids.
    Deny(Box<Terms>),
    /// Takes the provision of this id back.
    Revoke(u32),
    /// Puts new terms in the place of a provision.
    Replace(Box<Replacement>),
    /// Publishes a category's key.
    PublishKey(NewCategoryKey),
    /// Publishes categories' keys, and the envelopes that hand them out.
    Rekey(NewCategoryKeys),
    /// Offers the chart to an account or takes the offer back.
    HandOver(Offer),
    /// Opens records or a session, for the patient.
    Open(Selection),
    /// Puts a document of the patient's own on record.
    SelfReport(Box<SelfReport>),
    /// Adds a version to a document of the patient's own.
    Amend(Box<NewVersion>),
    /// Marks the record of this id, a document of the patient's own, as entered in error.
    Retract(u32, Retraction),
    /// Names other guardians, or none any more.
    ChangeGuardians(Option<Guardians>),
    /// Takes the waiting change of guardians or hand-over back.
    Withdraw,
    /// Vetoes this new key, which guardians propose.
    Veto(SigningKey),
    /// Says what may be opened without consent in an emergency, or what issuers may read back of
    /// their own records; nothing, if the set is empty.
    SetDirective(Directive, Categories),
    /// Disputes the entry of this index in the log; with the digest of a reason, or without.
    Dispute(u32, Option<Digest>),
    /// Erases the record of this id, of which a tombstone stays.
    Erase(u32),
    /// Erases the versions of a document from the record of this id on, its oldest that is not
    /// erased; at most [`chartkey_vocabulary::MAX_PAGE`] of them.
    EraseDocument(u32),
}

/// A chart to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewChart {
    /// The key whose word will count.
    pub key: SigningKey,
    /// Random, and public from then on.
    pub salt: [u8; 32],
}

/// New terms for a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Replacement {
    /// The provision's id.
    pub provision: u32,
    /// Its effect, which stays.
    pub effect: Effect,
    /// The new terms.
    pub terms: Terms,
}

/// Keys of categories, and new envelopes for the provisions that hand them out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewCategoryKeys {
    /// The keys, in the order of their categories, each category at most once.
    pub keys: Vec<NewCategoryKey>,
    /// The envelopes, in the order of their provisions, each provision at most once.
    pub envelopes: Vec<NewEnvelope>,
}

/// A key of a category, for the epoch that it is meant for: one that was signed and held back
/// does not come up over a later one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewCategoryKey {
    /// The category.
    pub category: Category,
    /// The epoch: one more than that of the category's newest published key, 1 for the first.
    pub epoch: u32,
    /// The key.
    pub key: PublicKey,
}

/// The envelope object that holds the wrapped keys of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewEnvelope {
    /// The provision's id.
    pub provision: u32,
    /// The envelope's sha2-256 digest.
    pub digest: Digest,
}

/// A hand-over of a chart, as far as its controller takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Offer {
    /// Offers it to this account, which then accepts.
    Propose(Account),
    /// Takes the offer back.
    Cancel,
}

/// A version for a document that is on record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewVersion {
    /// The id of the latest version.
    pub record: u32,
    /// The version.
    pub version: Version,
}

/// What is hashed (blake2b-256) to the salt with which patient-account opens a chart, so that
/// nobody but the key's holder can open the chart of this id.
#[must_use]
pub fn chart_claim(chart: &NewChart) -> Vec<u8> {
    chart.encode()
}
