//! The numbers that clients need, in one answer.

use chartkey_commands::{LANES, MAX_DEADLINE_MILLISECONDS};
use chartkey_emergency::{
    HOLDING_MILLISECONDS, MAX_WAITING, REVIEW_MILLISECONDS, WINDOW_MILLISECONDS,
};
use chartkey_policy::{MAX_PERMIT_MILLISECONDS, MAX_PROVISIONS};
use chartkey_recovery::{MAX_DELAY_HOURS, MAX_GUARDIANS, MIN_DELAY_HOURS, VETO_MILLISECONDS};
use chartkey_vocabulary::{
    Action, Actions, Categories, Category, Purpose, Purposes, MAX_DOCUMENT_BYTES, MAX_OPENED,
    MAX_PAGE, MAX_TEXT_BYTES, SUITES,
};
use ink::prelude::vec::Vec;

use crate::{
    batches::MAX_GROWTH,
    directory::{Role, Roles, MAX_CONFIRMED},
    log::{MAX_ACCESS_BYTES, SESSION_MILLISECONDS, TICKET_MILLISECONDS},
    registry::{MAX_BATCH, MAX_ERASED, MAX_RETENTION_MILLISECONDS},
};

/// The bounds and windows of the suite, and the bit of each member of its sets.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Limits {
    /// How many provisions a chart holds at the most.
    pub provisions: u32,
    /// How far ahead a permit may end, in milliseconds.
    pub permit_milliseconds: u64,
    /// How many documents one call registers at the most.
    pub batch: u32,
    /// How large a document is at the most, in bytes.
    pub document_bytes: u64,
    /// How long a locator, a keeper's address or a request's note is at the most, in bytes of
    /// printable ASCII.
    pub text_bytes: u32,
    /// How many records or entries one call returns at the most.
    pub page: u32,
    /// How many bytes an encoded access has at the most.
    pub access_bytes: u32,
    /// How old an entry about records may be when a keeper sees it, in milliseconds.
    pub ticket_milliseconds: u64,
    /// How old the entry of a session may be when a keeper sees it, in milliseconds.
    pub session_milliseconds: u64,
    /// How many records one opening names at the most.
    pub opened: u32,
    /// The suites of encryption keys, each with the length of its keys in bytes.
    pub suites: Vec<(u16, u32)>,
    /// The categories, each as the set of it alone.
    pub categories: Vec<(Category, Categories)>,
    /// The purposes, each as the set of it alone.
    pub purposes: Vec<(Purpose, Purposes)>,
    /// The actions, each as the set of it alone.
    pub actions: Vec<(Action, Actions)>,
    /// The roles, each as the set of it alone.
    pub roles: Vec<(Role, Roles)>,
    /// How many lanes a chart of patient-account has.
    pub lanes: u32,
    /// How far ahead the deadline of a signed text is at the most, in milliseconds.
    pub deadline_milliseconds: u64,
    /// How many guardians a chart has at the most.
    pub guardians: u32,
    /// The shortest and the longest delay of guardians, in hours.
    pub guardian_delay_hours: (u16, u16),
    /// How long after a veto there is no other, in milliseconds.
    pub veto_milliseconds: u64,
    /// How many leaves a head of an organization's tree may have more than the one before it.
    pub tree_growth: u64,
    /// How far ahead a record may be retained, in milliseconds.
    pub retention_milliseconds: u64,
    /// How long the emergency role is held before an emergency can be declared, in milliseconds.
    pub emergency_holding_milliseconds: u64,
    /// How long an emergency lasts, in milliseconds.
    pub emergency_milliseconds: u64,
    /// How long a case may wait for its review, in milliseconds.
    pub review_milliseconds: u64,
    /// How many cases of one practitioner may wait for their review.
    pub waiting_cases: u32,
    /// What an emergency opens unless the patient says otherwise.
    pub default_directive: Categories,
    /// How many members one call of the directory confirms at the most.
    pub confirmed: u32,
    /// How many versions of a document one call erases at the most.
    pub erased_versions: u32,
    /// For which purposes the addressee of a self-report reads it without a provision.
    pub addressee_purposes: Purposes,
}

impl Limits {
    /// Those of this build.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // All are small, and a test reads them back.
    pub fn current() -> Self {
        Self {
            provisions: MAX_PROVISIONS as u32,
            permit_milliseconds: MAX_PERMIT_MILLISECONDS,
            batch: MAX_BATCH as u32,
            document_bytes: MAX_DOCUMENT_BYTES,
            text_bytes: MAX_TEXT_BYTES as u32,
            page: MAX_PAGE,
            access_bytes: MAX_ACCESS_BYTES as u32,
            ticket_milliseconds: TICKET_MILLISECONDS,
            session_milliseconds: SESSION_MILLISECONDS,
            opened: MAX_OPENED as u32,
            suites: SUITES.iter().map(|(suite, length)| (*suite, *length as u32)).collect(),
            categories: bits(&Category::ALL),
            purposes: bits(&Purpose::ALL),
            actions: bits(&Action::ALL),
            roles: bits(&Role::ALL),
            lanes: LANES as u32,
            deadline_milliseconds: MAX_DEADLINE_MILLISECONDS,
            guardians: MAX_GUARDIANS as u32,
            guardian_delay_hours: (MIN_DELAY_HOURS, MAX_DELAY_HOURS),
            veto_milliseconds: VETO_MILLISECONDS,
            tree_growth: MAX_GROWTH,
            retention_milliseconds: MAX_RETENTION_MILLISECONDS,
            emergency_holding_milliseconds: HOLDING_MILLISECONDS,
            emergency_milliseconds: WINDOW_MILLISECONDS,
            review_milliseconds: REVIEW_MILLISECONDS,
            waiting_cases: MAX_WAITING as u32,
            default_directive: Categories::DEFAULT_DIRECTIVE,
            confirmed: MAX_CONFIRMED as u32,
            erased_versions: MAX_ERASED as u32,
            addressee_purposes: Purpose::Treatment.into(),
        }
    }
}

fn bits<Member: Copy, Set: From<Member>>(members: &[Member]) -> Vec<(Member, Set)> {
    members.iter().map(|member| (*member, Set::from(*member))).collect()
}
