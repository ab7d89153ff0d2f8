//! The provider directory: what it keeps, its errors and events.

use chartkey_governance::{Handover, HandoverChange, HandoverError};
use chartkey_vocabulary::{
    bit_set, Account, Categories, KeyError, OrgId, PatientId, PublicKey, Purpose, SetError, Text,
    TextError, Timestamp,
};
use ink::prelude::boxed::Box;

/// What an organization lets a practitioner do beyond asking to open records, which every
/// practitioner may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Role {
    /// Registers, amends and retracts records.
    Clinician = 0,
    /// Registers, amends and retracts records, as a clerk.
    Registrar = 1,
    /// Declares emergencies, once it has held this role for 24 hours.
    Emergency = 2,
    /// Anchors heads of release logs, and does nothing else.
    Keeper = 3,
}

impl Role {
    /// Every role, in the order of their bits.
    pub const ALL: [Self; 4] = [Self::Clinician, Self::Registrar, Self::Emergency, Self::Keeper];
}

bit_set! {
    /// A set of roles, a `u8` with 4 bits assigned.
    Roles(u8) of Role, 4
}

/// Whether an organization may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum OrganizationStatus {
    /// It and its practitioners may act.
    Active,
    /// Its practitioners may not act, and its admin may suspend them and hand over, no more,
    /// until it is reinstated.
    Suspended,
}

/// Whether a practitioner may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum PractitionerStatus {
    /// May act while its organization may.
    Active,
    /// May not act, until reinstated.
    Suspended,
    /// Has left, and may be enrolled by any organization.
    Left,
}

/// An organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Organization {
    /// Who administers it.
    pub admin: Handover,
    /// Whether it may act.
    pub status: OrganizationStatus,
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

/// What an account may do, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Practitioner {
    /// The one organization it serves.
    pub organization: OrgId,
    /// What it may do there.
    pub roles: Roles,
    /// Whether it may act.
    pub status: PractitionerStatus,
    /// When that organization enrolled it, in milliseconds.
    pub enrolled_at: Timestamp,
    /// When it was last given [`Role::Emergency`]; says nothing without that role.
    pub emergency_since: Timestamp,
}

/// Why the provider directory refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum DirectoryError {
    /// The caller is not the directory's steward.
    NotSteward,
    /// The contract is paused: suspending, taking roles away and leaving work, admitting and
    /// enrolling wait for the governor.
    Paused,
    /// The record registry did not take the note: raise the gas limit, and check that the
    /// registry names this directory.
    Unreachable,
    /// No organization has this id.
    UnknownOrganization,
    /// The caller does not administer the organization.
    NotAdmin,
    /// The organization is suspended: ask the steward to reinstate it.
    Suspended,
    /// The organization is active: the steward replaces the admin of a suspended one only.
    NotSuspended,
    /// The hand-over of the organization, or of the stewardship, was refused.
    Handover(HandoverError),
    /// It is so already.
    NothingToDo,
    /// The account serves another organization: it has to leave that one first.
    AlreadyEnrolled,
    /// The account does not serve an organization: enrol it first.
    NotEnrolled,
    /// The set of roles is empty or holds an unassigned bit: use bits 0 to 3.
    Roles,
    /// Only the practitioner itself leaves: suspend it instead.
    NotForAdmin,
    /// The caller is not an active practitioner of an active organization.
    NotPractitioner,
    /// The set of categories was refused.
    Categories(SetError),
    /// The reason was refused.
    Reason(TextError),
    /// The keeper's address was refused.
    Keeper(TextError),
    /// The key was refused.
    Key(KeyError),
    /// There are 2^32 - 1 organizations.
    IdsUsedUp,
}

/// The steward of the directory, as one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Stewardship(pub Handover);

/// The stewardship of the directory was offered, taken back, accepted or replaced.
#[ink::event]
pub struct StewardChanged {
    /// What changed.
    pub change: StewardChange,
}

/// What changed about the stewardship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum StewardChange {
    /// A step of its hand-over.
    Handover(HandoverChange),
    /// The governor's owner gave it to this account.
    Replaced(Account),
}

/// A practitioner published an encryption key.
#[ink::event]
pub struct PractitionerKeyPublished {
    /// The practitioner.
    #[ink(topic)]
    pub practitioner: Account,
    /// The key.
    pub key: PublicKey,
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
    Status(OrganizationStatus),
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
    /// What it is now.
    pub now: Practitioner,
}

/// A practitioner asks a patient for consent. Nothing is stored; the patient answers with a
/// grant.
#[ink::event]
pub struct ConsentRequested {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// Who asks.
    pub requester: Account,
    /// For which organization.
    pub organization: OrgId,
    /// For which categories.
    pub categories: Categories,
    /// For which purpose.
    pub purpose: Purpose,
    /// In the requester's words. Public.
    pub reason: Text,
}

chartkey_onchain::stored_as_one_cell!(
    Organization,
    Profile,
    Practitioner,
    OrganizationStatus,
    Stewardship
);
