//! What can be done: a case is a list of these, as data.

use serde::{Deserialize, Serialize};

use crate::words::{
    ChartName, Code, Contract, Document, Governor, Guardians, Key, NewRecord, Offer, Release,
    Terms, Text, Version, Who,
};

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// So many milliseconds pass.
    Wait(u64),
    /// Somebody sends a message.
    Send(Who, Action),
}

/// A message, by the contract that takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    // The consent manager's.
    CreateChart(u8),
    HandOver(ChartName, Offer),
    Grant(ChartName, Terms<i64>),
    Deny(ChartName, Terms<i64>),
    Revoke(ChartName, u32),
    /// A provision, whether it is said to be a permit, its new terms.
    Replace(ChartName, u32, bool, Terms<i64>),
    PublishKey(ChartName, u8, Key),
    Rekey(ChartName, NewKeys),
    SetDirective(ChartName, u32),

    // The record registry's.
    Register(ChartName, NewRecord<i64>),
    RegisterMany(ChartName, Vec<NewRecord<i64>>),
    SelfReport(ChartName, Document),
    Amend(ChartName, u32, Version),
    Retract(ChartName, u32, u8),
    WaiveRetention(ChartName, u32),
    Erase(ChartName, u32),
    /// A record and a purpose.
    Open(ChartName, u32, u8),
    /// The byte of the justification's digest.
    Declare(ChartName, u8),
    /// Whose case, under which entry, the byte of the finding's digest.
    Review(ChartName, Who, u32, u8),
    Dispute(ChartName, u32, Option<u8>),
    /// The hospital of this number adds leaves to its tree, and the sender anchors it.
    Anchor(u32, Vec<Leaf>, Spoilt),
    Admit(Admission),
    SetRegistrysDirectory,
    NoteOrganization(u32, bool),
    NotePractitioner(Who, u32, u8),

    // The provider directory's.
    AdmitOrganization(Who),
    SetOrganizationStatus(u32, bool),
    ReplaceAdmin(u32, Who),
    HandOverOrganization(u32, Offer),
    SetKeeper(u32, Text),
    SetOrganizationKey(u32, Key),
    Enrol(u32, Who, u8),
    /// 0 is active, 1 suspended, 2 left.
    SetPractitionerStatus(Who, u8),
    Leave,
    SetPractitionerKey(Key),
    /// Categories, a purpose, a reason.
    Request(ChartName, u32, u8, Text),
    HandOverStewardship(Offer),
    /// What the governor alone may do.
    ReplaceSteward(Who),

    // The access log's.
    Append(ChartName),
    SetWriter,

    // The patient account's.
    Submit(Signed),
    Recover(Recovery),
    Complete(ChartName),

    // A governor's, and what its contracts do for it alone.
    Govern(Governor, Governing),
    Obey(Contract, Order),
    /// Anybody has a contract hold its parts.
    Hold(Contract),

    // The chain's.
    Upload(Code),
    Remove(Code),
}

/// A message of a governor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Governing {
    Owner(Offer),
    /// A contract, and its delay in milliseconds.
    Wire(Contract, u64),
    Expect(Contract, u64),
    Accept(Contract),
    SetPaused(Contract, bool),
    ReplaceSteward(Contract, Who),
    Announce(Contract, Release),
    /// To this governor, or to an account that is none.
    AnnounceMove(Contract, Option<Governor>),
    Cancel(Contract),
    Renounce(Contract),
    Apply(Vec<Contract>),
    Move(Contract),
}

/// What a contract does for its governor alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    Pause(bool),
    Code(Code),
    Governor(Governor),
}

/// Keys of categories and envelopes of provisions, each envelope by the byte of its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeys {
    pub keys: Vec<(u8, Key)>,
    pub envelopes: Vec<(u32, u8)>,
}

/// A leaf that a hospital adds to its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leaf {
    /// A record: for which organization it says to be, of whom.
    Record(u32, ChartName, NewRecord<i64>, u8),
    /// So many leaves of which only the hashes matter.
    Filler(u8),
}

/// What is wrong about what is anchored or admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spoilt {
    No,
    /// An old leaf is another one.
    Fork,
    /// As large as the last, or this much smaller.
    NotLarger(u8),
    /// The proof lacks its last hash, or is empty already and gets one.
    Shorter,
    /// The proof has one hash more.
    Longer,
    /// The first hash of the proof, else the root, has one bit changed.
    Bit,
}

/// A leaf to be put on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// In whose tree it is.
    pub tree: u32,
    pub index: u64,
    /// The number of the head.
    pub head: u32,
    /// What is wrong about it: about its leaf (`Fork`) or its proof.
    pub spoilt: Spoilt,
    /// How much is added to the index that is named.
    pub off: u64,
}

/// A signed command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub chart: ChartName,
    pub command: Command,
    pub lane: u8,
    /// How far from the lane's next sequence.
    pub off: i32,
    /// The deadline, from the last whole minute on.
    pub deadline: i64,
    /// Whose key signs.
    pub signer: Who,
    /// Whether the signature is of another text: of another chain.
    pub elsewhere: bool,
}

/// What a patient commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    CreateChart(Who, u8),
    Adopt(Who),
    Grant(Terms<i64>),
    Deny(Terms<i64>),
    Revoke(u32),
    Replace(u32, bool, Terms<i64>),
    PublishKey(u8, Key),
    Rekey(NewKeys),
    /// `Accept` is not among the commands and never made.
    HandOver(Offer),
    Open(u32),
    SelfReport(Document),
    Amend(u32, Version),
    Retract(u32, u8),
    ChangeGuardians(Option<Guardians>),
    Withdraw,
    Veto(Who),
    SetDirective(u32),
    Dispute(u32, Option<u8>),
    Erase(u32),
}

/// A new key for a chart, with approvals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub chart: ChartName,
    pub key: Who,
    /// Who approves, by number; the world sorts them by their commitments.
    pub guardians: Vec<u8>,
    /// How many they sign that they are, from their number on.
    pub off: i8,
    /// How far from the chart's round.
    pub round: i32,
    pub deadline: i64,
    /// The first of them has signed for another key.
    pub forged: bool,
}
