//! The provider directory: what it keeps, its errors and events.

use chartkey_governance::{Handover, HandoverChange, HandoverError};
use chartkey_vocabulary::{
    bit_set, Account, Categories, Digest, KeyError, OrgId, PatientId, PublicKey, Purpose,
    RequestReason, SetError, Text, TextError, Timestamp,
};
use ink::prelude::boxed::Box;

/// How many members one call confirms at the most.
pub const MAX_CONFIRMED: usize = 64;

/// What an organization lets a practitioner do beyond asking to open records, which every
/// practitioner may who has another role than [`Role::Keeper`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Role {
    /// Registers, amends and retracts records.
    Clinician = 0,
    /// Registers, amends and retracts records, as a clerk.
    Registrar = 1,
    /// Declares emergencies, once it has held this role for 24 hours.
    Emergency = 2,
    /// Anchors heads of release logs, and does nothing else: its key lies on a server. No account
    /// gets it with another role.
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

impl Roles {
    /// Whether an account with these roles may ask to read and to be permitted, as every
    /// practitioner may but one whose only role is [`Role::Keeper`].
    #[must_use]
    pub const fn may_ask(self) -> bool {
        self.0 != 1 << Role::Keeper as u8
    }
}

/// Whether an organization may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum OrganizationStatus {
    /// It and its practitioners may act.
    Active,
    /// Its practitioners may not act. Its admin may only suspend them, withdraw invitations and
    /// hand over until it is reinstated; an admin whom the steward put in meanwhile also takes
    /// roles away, confirms members and publishes the profile.
    Suspended,
}

/// How an organization stands: what decides, with a practitioner's own status, who may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Standing {
    /// Whether it may act.
    pub status: OrganizationStatus,
    /// How often a stolen admin key was replaced. A practitioner of another generation does not
    /// act.
    pub generation: u32,
}

/// What became of the key of an admin whom the steward replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum KeyLoss {
    /// Nobody has it: what the admin set up stays good.
    Lost,
    /// Somebody else has or had it, or may have: nothing that the admin set up is good until the
    /// new admin confirms or replaces it. In doubt this one.
    Stolen,
}

/// Whether a practitioner may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum PractitionerStatus {
    /// May act while its organization may.
    Active,
    /// May not act, until reinstated.
    Suspended,
    /// Has left, and may join any organization that invites it.
    Left,
}

/// An organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Organization {
    /// Who administers it.
    pub admin: Handover,
    /// Whether it may act, and its generation.
    pub standing: Standing,
    /// Why the steward replaced its admin, `None` unless that was since it was suspended.
    pub replaced: Option<KeyLoss>,
}

/// What an organization tells those who fetch its documents, encrypt for it or look for its
/// members.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Profile {
    /// Where its keeper answers.
    pub keeper: Text,
    /// The key that is a recipient of every document it writes.
    pub key: PublicKey,
    /// The sha2-256 digest of its profile document, which names its services and its members.
    /// No rule of the contracts depends on it.
    pub document: Digest,
}

/// A profile, with the generation of the organization in which it was published: it says nothing
/// in another.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct PublishedProfile {
    /// The generation.
    pub generation: u32,
    /// The profile.
    pub profile: Profile,
}

/// An organization's offer to an account, which the account accepts by joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Invitation {
    /// What the account may do once it has joined. Empty where the invitation was used or
    /// withdrawn.
    pub roles: Roles,
    /// The organization's generation when it invited: the invitation is void in another.
    pub generation: u32,
    /// When it invited, in milliseconds.
    pub invited_at: Timestamp,
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
    /// When it joined that organization, in milliseconds.
    pub enrolled_at: Timestamp,
    /// When it last got [`Role::Emergency`]; says nothing without that role.
    pub emergency_since: Timestamp,
    /// The organization's generation in which it joined or was confirmed last: in another it does
    /// not act.
    pub generation: u32,
}

/// Why the provider directory refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum DirectoryError {
    /// The caller is not the directory's steward.
    NotSteward,
    /// The contract is paused: suspending, taking roles away, withdrawing invitations and leaving
    /// work; admitting, inviting, joining, confirming and giving roles wait for the governor.
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
    /// The account serves an organization: it has to leave that one before it joins another.
    /// Whoever serves this one is given roles and confirmed without an invitation.
    AlreadyEnrolled,
    /// The account does not serve an organization: invite it, and let it join.
    NotEnrolled,
    /// The set of roles is empty, holds an unassigned bit or has the keeper's among others: use
    /// bits 0 to 2, or bit 3 alone.
    Roles,
    /// Only the practitioner itself leaves: suspend it instead.
    NotForAdmin,
    /// The caller is not an active practitioner of this organization, or the organization is not
    /// active, or its new admin has not confirmed the caller.
    NotPractitioner,
    /// The set of categories was refused.
    Categories(SetError),
    /// The note was refused.
    Note(TextError),
    /// The keeper's address was refused.
    Keeper(TextError),
    /// The key was refused.
    Key(KeyError),
    /// There are 2^32 - 1 organizations, or generations of this one.
    IdsUsedUp,
    /// The organization does not invite the account: it never did, or the invitation was used,
    /// withdrawn, or made before a stolen admin key was replaced. Ask its admin for one.
    NotInvited,
    /// The account at this place of the list, from 0, does not serve the organization: leave it
    /// out, and invite it.
    NotServing(u32),
    /// One call confirms 1 to [`MAX_CONFIRMED`] members.
    Members,
    /// A patient's or representative's own reading is not asked for: name another purpose.
    Purpose,
    /// The digest is all zero: send the sha2-256 digest of the document.
    Digest,
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

/// The steward published the digest of the register, which names every organization.
#[ink::event]
pub struct RegisterPublished {
    /// The sha2-256 digest of the register.
    pub register: Digest,
}

/// An account published an encryption key.
#[ink::event]
pub struct KeyPublished {
    /// The account.
    #[ink(topic)]
    pub account: Account,
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
    /// The steward gave it another admin, because of this. After a stolen key its generation is
    /// the next one.
    AdminReplaced(Account, KeyLoss),
    /// It published where its keeper answers, its encryption key and its profile document.
    Profile(Profile),
}

/// What an account is to an organization changed.
#[ink::event]
pub struct PractitionerChanged {
    /// The organization.
    #[ink(topic)]
    pub organization: OrgId,
    /// The account.
    #[ink(topic)]
    pub practitioner: Account,
    /// What changed.
    pub change: PractitionerChange,
}

/// What changed between an account and an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum PractitionerChange {
    /// It was invited, with these roles; an earlier invitation is replaced.
    Invited(Roles),
    /// The invitation was withdrawn.
    InvitationWithdrawn,
    /// It joined, with these roles.
    Joined(Roles),
    /// It has these roles now.
    Roles(Roles),
    /// It was suspended.
    Suspended,
    /// It was reinstated.
    Reinstated,
    /// It left.
    Left,
    /// It was confirmed, and serves in the organization's present generation.
    Confirmed,
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
    /// Why.
    pub reason: RequestReason,
    /// More, in the requester's words. Public.
    pub note: Option<Text>,
}

chartkey_onchain::stored_as_one_cell!(
    Organization,
    PublishedProfile,
    Invitation,
    Practitioner,
    Standing,
    Stewardship
);
