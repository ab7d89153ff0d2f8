//! Emergencies as the record registry keeps and tells them. Their rules: `chartkey-emergency`.

use chartkey_vocabulary::{Account, Digest, Finding, OrgId, PatientId, Timestamp};
use ink::prelude::boxed::Box;

pub use chartkey_emergency::{
    is_overdue, EmergencyError, Reviewer, WaitingCase, HOLDING_MILLISECONDS, MAX_WAITING,
    REVIEW_MILLISECONDS, WINDOW_MILLISECONDS,
};

/// An emergency that a member of an organization declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct EmergencyCase {
    /// Who declared it.
    pub practitioner: Account,
    /// The patient.
    pub patient: PatientId,
    /// The index of its entry in the patient's log.
    pub entry: u32,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// The index of its review in the patient's log, `None` while it waits.
    pub reviewed: Option<u32>,
}

/// How many cases among those looked at wait for longer than they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct OverduePage {
    /// How many.
    pub overdue: u32,
    /// Where to go on, `None` at the end.
    pub next: Option<u32>,
}

/// The cases of a practitioner that wait, as one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct WaitingCases(pub chartkey_emergency::Cases);

/// An emergency was declared: the practitioner may open the patient's records.
#[ink::event]
pub struct EmergencyDeclared {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// Who declared it.
    pub practitioner: Account,
    /// For which organization.
    pub organization: OrgId,
    /// The index of its entry in the patient's log.
    pub entry: u32,
    /// When it ends.
    pub until: Timestamp,
}

/// An emergency was reviewed.
#[ink::event]
pub struct EmergencyReviewed {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The index of the declaration in the patient's log.
    pub declared: u32,
    /// The index of the review.
    pub entry: u32,
    /// What it found.
    pub finding: Finding,
}

/// The patient disputes an entry of the log.
#[ink::event]
pub struct Disputed {
    /// The chart.
    #[ink(topic)]
    pub patient: Box<PatientId>,
    /// The index of the disputed entry.
    pub disputed: u32,
    /// The index of the dispute.
    pub entry: u32,
    /// The sha2-256 digest of the written reason.
    pub reason: Option<Digest>,
}

chartkey_onchain::stored_as_one_cell!(EmergencyCase, WaitingCases);
