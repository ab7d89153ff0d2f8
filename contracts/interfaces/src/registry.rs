//! The record registry: what it keeps, its errors and events.

use chartkey_governance::{GovernanceError, Handover, HandoverChange, HandoverError};
use chartkey_policy::{bit_set, Account, Category, Decision, Digest, OrgId, Reason, Timestamp};

use crate::{consent::ConsentError, log::LogError, KeyError, PatientId, PublicKey, Text, TextError};

/// How many records one call registers at the most.
pub const MAX_BATCH: usize = 64;

/// How large a document is at the most: 1 TiB, in bytes.
pub const MAX_DOCUMENT_BYTES: u64 = 1 << 40;

/// What an organization lets a practitioner do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Role {
    /// Opens, registers, amends and retracts records.
    Clinician = 0,
    /// Opens, registers, amends and retracts records, as a clerk.
    Registrar = 1,
    /// Declares emergencies.
    Emergency = 2,
}

bit_set! {
    /// A set of roles, a `u8` with 3 bits assigned.
    Roles(u8) of Role, 3
}

/// Whether an organization or a practitioner may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Status {
    /// May act.
    Active,
    /// May not, until reinstated.
    Suspended,
}

/// An organization as the reading path needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Organization {
    /// Who administers it.
    pub admin: Handover,
    /// Whether it may act.
    pub status: Status,
}

/// What an organization tells those who fetch its documents or encrypt for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Profile {
    /// Where its keeper answers.
    pub keeper: Option<Text>,
    /// The key that is a recipient of every document it writes.
    pub key: Option<PublicKey>,
}

/// A practitioner, by account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Practitioner {
    /// The one organization it serves.
    pub organization: OrgId,
    /// What it may do there.
    pub roles: Roles,
    /// Whether it may act.
    pub status: Status,
}

/// A document version to be put on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Version {
    /// The sha2-256 digest of the ciphertext; not all zero.
    pub digest: Digest,
    /// The ciphertext's size in bytes, 1 to [`MAX_DOCUMENT_BYTES`].
    pub size: u64,
    /// What to ask the keeper for: a CID by default. No host name, no hint at the patient.
    pub locator: Text,
    /// The epoch of the category key it is encrypted to; published.
    pub key_epoch: u32,
}

/// A new document to be put on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewDocument {
    /// What it is about.
    pub category: Category,
    /// Its first version.
    pub version: Version,
}

/// One immutable version of one document.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Record {
    /// The id of the document's first version, its own for a first version.
    pub document: u32,
    /// What it is about; the same for all versions.
    pub category: Category,
    /// Who registered it.
    pub author: Account,
    /// The organization that issued it, `None` for a self-report.
    pub issuer: Option<OrgId>,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// The ciphertext it stands for.
    pub version: Version,
    /// The id of the version that came after it.
    pub amended_by: Option<u32>,
    /// Why it is marked as entered in error.
    pub retracted: Option<Retraction>,
}

/// Why a record was entered in error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Retraction {
    /// It belongs to another patient.
    WrongPatient,
    /// Its content is wrong.
    WrongContent,
    /// It is on record twice.
    Duplicate,
    /// Something else.
    Other,
}

/// A page of record ids.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct StalePage {
    /// The stale records among those looked at.
    pub records: ink::prelude::vec::Vec<u32>,
    /// Where to go on, `None` at the end.
    pub next: Option<u32>,
}

/// The answer to an opening. It is on record in the log, whether permitted or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Opening {
    /// The index of its entry in the patient's log.
    pub entry: u32,
    /// The answer.
    pub decision: Decision,
}

/// Why the record registry refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum RegistryError {
    /// The consent manager refused the call.
    Consent(ConsentError),
    /// The access log refused the call.
    Log(LogError),
    /// A contract behind the registry did not answer: raise the gas limit.
    Unreachable,
    /// Governance refused the call.
    Governance(GovernanceError),
    /// The contract is paused: opening works, registering waits for the owner.
    Paused,
    /// No organization has this id.
    UnknownOrganization,
    /// The caller does not administer the organization.
    NotAdmin,
    /// The hand-over of the organization was refused.
    Handover(HandoverError),
    /// It is so already.
    NothingToDo,
    /// The caller is not an active practitioner of an active organization.
    NotPractitioner,
    /// The practitioner has neither of the roles that this needs.
    RoleMissing,
    /// The account serves an organization already: it has to leave that one first.
    AlreadyEnrolled,
    /// The account does not serve the organization: enrol it first.
    NotEnrolled,
    /// The set of roles is empty or holds an unassigned bit: use bits 0 to 2.
    Roles,
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
    /// The size is zero or more than [`MAX_DOCUMENT_BYTES`].
    Size,
    /// The locator was refused.
    Locator(TextError),
    /// The keeper's address was refused.
    Keeper(TextError),
    /// The key was refused.
    Key(KeyError),
    /// A batch has 1 to [`MAX_BATCH`] documents.
    Batch,
    /// A page has at most [`crate::MAX_PAGE`] records.
    LimitTooLarge,
    /// All 2^32 ids of this chart or of organizations were used.
    IdsUsedUp,
}

/// An organization changed.
#[ink::event]
pub struct OrganizationChanged {
    /// The organization.
    #[ink(topic)]
    pub organization: OrgId,
    /// What changed.
    pub change: OrganizationChange,
}

/// What changed about an organization.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum OrganizationChange {
    /// It was admitted, with this admin.
    Admitted(Account),
    /// It was suspended or reinstated.
    Status(Status),
    /// Its administration was offered, taken back or accepted.
    Admin(HandoverChange),
    /// It published where its keeper answers.
    Keeper(Text),
    /// It published an encryption key.
    Key(PublicKey),
}

/// A practitioner changed.
#[ink::event]
pub struct PractitionerChanged {
    /// The practitioner.
    #[ink(topic)]
    pub practitioner: Account,
    /// What it is now, `None` once it has left.
    pub now: Option<Practitioner>,
}

/// Documents were put on record.
#[ink::event]
pub struct Registered {
    /// The chart.
    #[ink(topic)]
    pub patient: PatientId,
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
    pub patient: PatientId,
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
    pub patient: PatientId,
    /// The record.
    pub record: u32,
    /// Why.
    pub reason: Retraction,
}

/// Somebody asked to read a record, and got an answer.
#[ink::event]
pub struct Opened {
    /// The chart.
    #[ink(topic)]
    pub patient: PatientId,
    /// The index of the entry in the patient's log.
    pub entry: u32,
    /// The answer.
    pub decision: Decision,
}

crate::stored_as_one_cell!(Organization, Profile, Practitioner, Record);
