//! What can be done: a case is a list of these, as data.

use serde::{Deserialize, Serialize};

use crate::words::{
    Addressee, ChartName, Code, Contract, Directive, Document, Governor, Guardians, Key, NewRecord,
    Offer, Release, Selection, Terms, Text, Tree, TreeKind, Version, Who,
};

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// So many milliseconds pass.
    Wait(u64),
    /// Somebody sends a message.
    Send(Who, Action),
    /// A keeper asks the chain about a chart, an entry of its log and a record.
    Ask(ChartName, u32, u32),
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
    PublishKey(ChartName, NewKey),
    Rekey(ChartName, NewKeys),
    SetDirective(ChartName, Directive, u32),

    // The record registry's.
    /// For which organization.
    Register(ChartName, u32, NewRecord<i64>),
    RegisterMany(ChartName, u32, Vec<NewRecord<i64>>),
    SelfReport(ChartName, Document, Option<Addressee>),
    Amend(ChartName, u32, Version),
    Retract(ChartName, u32, u8),
    WaiveRetention(ChartName, u32),
    RestoreRetention(ChartName, u32),
    Erase(ChartName, u32),
    /// All versions of the document that this record is one of.
    EraseDocument(ChartName, u32),
    /// What, a purpose, for which organization.
    Open(ChartName, Selection, u8, Option<u32>),
    /// For which organization, the byte of the justification's digest.
    Declare(ChartName, u32, u8),
    /// For which organization, whose case, under which entry, what was found, and the byte of the
    /// digest of a written finding.
    Review(ChartName, u32, Who, u32, u8, Option<u8>),
    Dispute(ChartName, u32, Option<u8>),
    /// A hospital adds leaves to its tree, and the sender anchors it.
    Anchor(Tree, Vec<Leaf>, Spoilt),
    Admit(Admission),
    SetRegistrysDirectory,
    NoteOrganization(u32, bool),
    NotePractitioner(Who, u32, u8),
    NoteConfirmed(u32, Vec<Who>),
    NoteTree(u32, TreeKind),

    // The provider directory's.
    AdmitOrganization(Who),
    SetOrganizationStatus(u32, bool),
    /// To whom, and whether the old key was stolen.
    ReplaceAdmin(u32, Who, bool),
    HandOverOrganization(u32, Offer),
    /// Where the keeper answers, the key, the byte of the profile document's digest.
    SetProfile(u32, Text, Key, u8),
    Invite(u32, Who, u8),
    WithdrawInvitation(u32, Who),
    Join(u32),
    SetRoles(Who, u8),
    Confirm(u32, Vec<Who>),
    /// 0 is active, 1 suspended, 2 left.
    SetPractitionerStatus(Who, u8),
    Leave,
    /// Any account's own.
    PublishAccountKey(Key),
    /// The byte of the register's digest.
    SetRegister(u8),
    BeginTree(u32, TreeKind),
    /// For which organization, categories, a purpose, a reason, a note.
    Request(ChartName, u32, u32, u8, u8, Option<Text>),
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

/// A category's next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    pub category: u8,
    /// How far the epoch that is named is from the next one.
    pub off: i8,
    pub key: Key,
}

impl NewKey {
    /// Another key for a category, with the epoch that comes next.
    pub fn next(category: u8, key: Key) -> Self {
        Self { category, off: 0, key }
    }

    /// The epoch that is named where so many keys were published.
    pub fn epoch(&self, published: u32) -> u32 {
        published.saturating_add(1).saturating_add_signed(self.off.into())
    }
}

/// Keys of categories and envelopes of provisions, each envelope by the byte of its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeys {
    pub keys: Vec<NewKey>,
    pub envelopes: Vec<(u32, u8)>,
}

/// A leaf that a hospital adds to its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leaf {
    /// A record: for which organization and in the how manieth tree it says to be, of whom.
    Record(u32, u32, ChartName, NewRecord<i64>, u8),
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
    /// It is said to have this many leaves more than 2^32 more than the last head, and no proof.
    Grown(i8),
}

/// A leaf to be put on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// In which tree it is.
    pub tree: Tree,
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
    PublishKey(NewKey),
    Rekey(NewKeys),
    /// `Accept` is not among the commands and never made.
    HandOver(Offer),
    Open(Selection),
    SelfReport(Document, Option<Addressee>),
    Amend(u32, Version),
    Retract(u32, u8),
    ChangeGuardians(Option<Guardians>),
    Withdraw,
    Veto(Who),
    SetDirective(Directive, u32),
    Dispute(u32, Option<u8>),
    Erase(u32),
    EraseDocument(u32),
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
