//! The record registry: what it keeps, its errors and events.

use chartkey_emergency::EmergencyError;
use chartkey_onchain::Encoded;
use chartkey_policy::{Decision, Reason, Verdict};
use chartkey_vocabulary::{
    Account, Addressee, Category, NewDocument, OrgId, PatientId, Purpose, Retraction, SetError,
    TextError, Timestamp, Version,
};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    primitives::AccountId,
};

use crate::{
    batches::{BatchError, TreeKind},
    directory::{Practitioner, Standing},
    log::LogError,
};

/// What the provider directory tells the record registry, and asks of it.
#[ink::trait_definition]
pub trait Registry {
    /// Notes who may act from now on.
    ///
    /// # Errors
    /// [`RegistryError::NotDirectory`], [`RegistryError::NotServing`],
    /// [`BatchError::HeadsUsedUp`] for a tree.
    #[ink(message)]
    fn note(&mut self, note: Encoded<Note>) -> Result<(), RegistryError>;

    /// A practitioner, `None` if the account never served an organization.
    #[ink(message)]
    fn practitioner(&self, practitioner: Box<Account>) -> Option<Practitioner>;

    /// How an organization stands, `None` if there is none of this id.
    #[ink(message)]
    fn standing(&self, organization: OrgId) -> Option<Standing>;
}

/// Who may act, and in which tree an organization anchors.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Note {
    /// How an organization stands.
    Organization(OrgId, Standing),
    /// An account is such a practitioner.
    Practitioner(Box<Account>, Practitioner),
    /// These accounts serve the organization in its present generation, with the roles, the
    /// status and the times that they have; all or none.
    Confirmed(OrgId, Vec<Account>),
    /// An organization begins its next tree of this kind.
    NextTree(OrgId, TreeKind),
}

/// How many records one call registers at the most.
pub const MAX_BATCH: usize = 64;

/// How many versions of a document one call erases at the most.
pub const MAX_ERASED: usize = 32;

/// How far ahead a record may be retained: 50 years, leap days included, in milliseconds.
pub const MAX_RETENTION_MILLISECONDS: u64 = 18_263 * 24 * 60 * 60 * 1_000;

/// A document that an organization puts on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewRecord {
    /// The document.
    pub document: NewDocument,
    /// Until when the organization has to keep it: before that the patient cannot erase it
    /// alone. Ahead, by at most [`MAX_RETENTION_MILLISECONDS`]; 0 where nothing obliges.
    pub retain_until: Timestamp,
}

impl From<NewDocument> for NewRecord {
    /// A document that nothing obliges to keep.
    fn from(document: NewDocument) -> Self {
        Self { document, retain_until: 0 }
    }
}

impl From<NewDocument> for Box<NewRecord> {
    /// The same, as messages take it.
    fn from(document: NewDocument) -> Self {
        Self::new(document.into())
    }
}

/// One immutable version of one document.
///
/// It begins with what a decision has to know, and whether it was erased: an opening decodes no
/// more of it.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Record {
    /// The id of the document's first version, its own for a first version.
    pub document: u32,
    /// What it is about; the same for all versions.
    pub category: Category,
    /// The organization that issued it, `None` for a self-report; the same for all versions.
    pub issuer: Option<OrgId>,
    /// Whom the patient sent a self-report to; the same for all versions.
    pub addressee: Option<Addressee>,
    /// The ciphertext it stands for, `None` once it is erased.
    pub version: Option<Version>,
    /// Who registered it.
    pub author: Account,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// From when on the patient may erase it, or before where its retention is waived; 0 for a
    /// self-report. The same for all versions.
    pub retain_until: Timestamp,
    /// The id of the version that came before it.
    pub amends: Option<u32>,
    /// The id of the version that came after it.
    pub amended_by: Option<u32>,
    /// Why it is marked as entered in error.
    pub retracted: Option<Retraction>,
}

/// What was done last about the retention of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Waiver {
    /// The member of the issuing organization who did it.
    pub by: Account,
    /// What it was.
    pub change: RetentionChange,
}

/// What was done about the retention of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum RetentionChange {
    /// A member proposed to waive it; the document is retained until another one confirms that.
    WaiverProposed,
    /// Another member confirmed: the patient may erase the document, all versions of it.
    Waived,
    /// A member took proposal or waiver back: it is retained as before.
    Restored,
}

/// A page of record ids.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct StalePage {
    /// The stale records among those looked at.
    pub records: Vec<u32>,
    /// Where to go on, `None` at the end.
    pub next: Option<u32>,
}

/// The answer to an opening. It is on record in the log, whether permitted or refused.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Opening {
    /// The index of its entry in the patient's log.
    pub entry: u32,
    /// The answer.
    pub verdict: Encoded<Verdict>,
}

/// All that a keeper asks of the chain before it hands out a record for an entry of the log, at
/// one block. Where `refusal` is `None`, the chain has nothing against it; what else a keeper
/// demands, the access log's README says.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ticket {
    /// The time of the block at which this is so.
    pub now: Timestamp,
    /// The time of the entry's block.
    pub opened_at: Timestamp,
    /// The last millisecond at which the entry is good.
    pub until: Timestamp,
    /// Who opened: with this account's key the challenge has to be signed, and with the chart's
    /// key where it is patient-account.
    pub actor: Account,
    /// The organization that the actor named, `None` for the patient or a representative.
    pub organization: Option<OrgId>,
    /// Why it was opened.
    pub purpose: Purpose,
    /// How the actor stands now, `None` for an account that never served an organization.
    pub practitioner: Option<Practitioner>,
    /// How the organization that the actor named stands now.
    pub standing: Option<Standing>,
    /// Whether an emergency of the actor's own, of this patient, is open there now.
    pub emergency: bool,
    /// What the patient's policy answers now, for this very record.
    pub decision: Decision,
    /// The id of the first version of the record's document.
    pub document: u32,
    /// What the record is about.
    pub category: Category,
    /// The organization that issued it, `None` for a self-report.
    pub issuer: Option<OrgId>,
    /// The ciphertext that it stands for, `None` once it is erased.
    pub version: Option<Version>,
    /// Why nothing is to be handed out, `None` where nothing stands against it.
    pub refusal: Option<TicketRefusal>,
}

/// Why a keeper hands nothing out for an entry; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum TicketRefusal {
    /// The entry permits nothing, or not this record: it is not in its list, nor its category in
    /// its set. Open the record.
    NotPermitted,
    /// The entry is older than 10 minutes, that of a session than 60: open the record again.
    TooOld,
    /// The actor is not an active practitioner of the organization any more, or that is not
    /// active, or its new admin has not confirmed the actor.
    NotPractitioner,
    /// A representative serves an organization, if only as a suspended practitioner.
    Enrolled,
    /// The emergency is not open any more.
    NoEmergency,
    /// The actor does not control the chart any more.
    NotController,
    /// The patient's policy refuses the record by now.
    Denied(Reason),
    /// The record was erased.
    Erased,
}

/// Why the record registry refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum RegistryError {
    /// No chart has this id: the patient has to create one first.
    UnknownChart,
    /// The access log refused the call.
    Log(LogError),
    /// A contract behind the registry did not answer: raise the gas limit.
    Unreachable,
    /// Only the account that deployed the registry names its directory.
    NotDeployer,
    /// The provider directory is set, once and for good.
    DirectoryAlreadySet,
    /// Only the provider directory changes who may act.
    NotDirectory,
    /// The contract is paused: opening works, registering waits until the
    /// governor ends the pause.
    Paused,
    /// The caller is not an active practitioner of this organization, or the organization is not
    /// active, or its new admin has not confirmed the caller.
    NotPractitioner,
    /// The practitioner has none of the roles that this needs.
    RoleMissing,
    /// The caller does not control the chart.
    NotController,
    /// The patient does not permit this account to append to these categories.
    AppendRefused(Reason),
    /// The caller's organization did not issue the record.
    NotIssuer,
    /// The patient has no record of this id.
    UnknownRecord,
    /// There is a later version of the document: amend that one.
    NotLatest,
    /// The record is marked as entered in error already.
    AlreadyRetracted,
    /// No key of this epoch is published for the category: read the epochs again.
    EpochNotPublished,
    /// The digest is all zero: send the sha2-256 digest of the ciphertext.
    Digest,
    /// The size is zero or more than [`chartkey_vocabulary::MAX_DOCUMENT_BYTES`].
    Size,
    /// The locator was refused.
    Locator(TextError),
    /// A batch has 1 to [`MAX_BATCH`] documents.
    Batch,
    /// A page has at most [`chartkey_vocabulary::MAX_PAGE`] records.
    LimitTooLarge,
    /// This chart has 2^32 - 1 records: open a new chart.
    IdsUsedUp,
    /// The record was erased: there is nothing to open or to amend any more.
    Erased,
    /// The record is retained until later: ask the organization that issued it to waive that.
    Retained,
    /// A record is retained until a time that is ahead, by at most 50 years: send such a
    /// `retain_until` in milliseconds, or 0.
    Retention,
    /// The patient's log has no such entry.
    UnknownEntry,
    /// The emergency cannot be declared or reviewed.
    Emergency(EmergencyError),
    /// The batch was refused, or the leaf of one.
    Anchoring(BatchError),
    /// The account at this place of the list, from 0, does not serve the organization.
    NotServing(u32),
    /// The patient and a representative name no organization; for every other purpose name the
    /// one that the caller serves.
    Organization,
    /// Emergency treatment needs an open emergency of the caller's own: declare one.
    NoEmergency,
    /// A practitioner, also a suspended one, does not read as a representative: open it for the
    /// organization, or leave that one first.
    Enrolled,
    /// No permit in force names the caller as the patient's representative: ask the patient.
    NotRepresentative,
    /// The digest is that of the version that is there: encrypt the document anew.
    SameDigest,
    /// An earlier version is not erased yet: erase the earlier ones first, or the document.
    EarlierVersions,
    /// The caller proposed this waiver: another member of the organization confirms it.
    AlreadyProposed,
    /// Nothing obliges to keep the document any more: the patient may erase it.
    NotRetained,
    /// Nobody has proposed or made a waiver: the document is retained as it was.
    NotWaived,
    /// An opening names 1 to [`chartkey_vocabulary::MAX_OPENED`] records: send their ids in
    /// ascending order, each once.
    List,
    /// The set of categories was refused.
    Categories(SetError),
    /// Emergency treatment opens no session: name the records.
    NoSession,
}

impl From<BatchError> for RegistryError {
    fn from(error: BatchError) -> Self {
        Self::Anchoring(error)
    }
}

/// The registry learned of its provider directory.
#[ink::event]
pub struct DirectorySet {
    /// The only account that tells the registry who may act from now on.
    pub directory: AccountId,
}

/// Documents were put on record.
#[ink::event]
pub struct Registered {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The id of the first of them; the others follow.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// The organization that issued them, `None` for a self-report.
    pub issuer: Option<OrgId>,
}

/// A document got a new version.
#[ink::event]
pub struct Amended {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The version that was amended.
    pub record: u32,
    /// The new version.
    pub by: u32,
}

/// A record was marked as entered in error.
#[ink::event]
pub struct Retracted {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The record.
    pub record: u32,
    /// Why.
    pub reason: Retraction,
}

/// A member of the issuing organization did something about the retention of a document.
#[ink::event]
pub struct RetentionChanged {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The id of the document's first version.
    pub document: u32,
    /// Who did it.
    pub by: Account,
    /// What it was.
    pub change: RetentionChange,
}

/// The patient erased versions of a document: their digests, sizes and locators are gone.
#[ink::event]
pub struct Erased {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// Their ids, in order; 1 to [`MAX_ERASED`].
    pub records: Vec<u32>,
}

/// Somebody asked to read records, and got an answer. It has no topic, because each would cost as
/// much as a write: it is the one event of the registry without any, and the patient's log lists
/// what happened to the chart.
#[ink::event(anonymous)]
pub struct Opened {
    /// The chart.
    pub patient: Box<PatientId>,
    /// The index of the entry in the patient's log.
    pub entry: u32,
    /// The answer.
    pub verdict: Encoded<Verdict>,
}

chartkey_onchain::stored_as_one_cell!(Record, Waiver);
