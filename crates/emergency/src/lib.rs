//! Emergencies: who may declare one, how long it lasts, and how it is reviewed.
//!
//! A practitioner declares an emergency alone and at once; so the control comes afterwards. Each
//! declaration is a case that waits for the review of a colleague. Until then it counts against
//! the practitioner: with [`MAX_WAITING`] cases there is no further one, and a single case that
//! nobody reviewed in time takes the effect of the emergency role in that organization away, until
//! it is reviewed. Only that organization's members review it, so it bars nobody elsewhere: a
//! former employer who reviews nothing keeps no one from helping. That is computed whenever the
//! role is used; nothing has to run when the time is up.
//!
//! Nothing here knows a chain: times and facts about accounts are arguments. All times are
//! milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp};
use scale::{Decode, Encode};

const HOUR: u64 = 60 * 60 * 1_000;

/// How long the emergency role is held before an emergency can be declared: 24 hours, in
/// milliseconds.
pub const HOLDING_MILLISECONDS: u64 = 24 * HOUR;

/// How long an emergency lasts from its declaration on: 24 hours, in milliseconds.
pub const WINDOW_MILLISECONDS: u64 = 24 * HOUR;

/// How long a case may wait for its review: 72 hours from its declaration, in milliseconds.
pub const REVIEW_MILLISECONDS: u64 = 72 * HOUR;

/// How many cases of one practitioner may wait for their review.
pub const MAX_WAITING: usize = 8;

/// The declared emergencies of one practitioner that wait for their review, oldest first, at most
/// [`MAX_WAITING`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Cases {
    waiting: Vec<WaitingCase>,
}

/// A declared emergency that waits for its review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct WaitingCase {
    /// The organization that the practitioner served, whose members review it.
    pub organization: OrgId,
    /// Its number among the emergencies of that organization.
    pub number: u32,
    /// The patient.
    pub patient: PatientId,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// The index of its entry in the patient's log.
    pub entry: u32,
}

/// Who reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// The account.
    pub account: Account,
    /// The organization that it serves as an active practitioner.
    pub organization: OrgId,
    /// Since when.
    pub enrolled_at: Timestamp,
}

/// Why an emergency cannot be declared or reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum EmergencyError {
    /// The emergency role was given less than 24 hours ago: call a colleague who has held it
    /// longer.
    RoleTooRecent,
    /// This practitioner has an emergency for this patient open already: open the records.
    AlreadyOpen,
    /// Eight cases of this practitioner wait for their review: have them reviewed first.
    TooManyWaiting,
    /// A case of this practitioner in this organization was not reviewed within 72 hours: have it
    /// reviewed first.
    ReviewOverdue,
    /// No case of this practitioner waits under this entry of this patient's log.
    UnknownCase,
    /// Nobody reviews an own case: ask a colleague.
    OwnCase,
    /// Another organization's members review this case.
    OtherOrganization,
    /// The reviewer was not a member of the organization when the emergency was declared: ask
    /// one who was.
    EnrolledLater,
}

impl WaitingCase {
    /// Whether its window is open: the first 24 hours, without the last moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        now.saturating_sub(self.declared_at) < WINDOW_MILLISECONDS
    }

    /// Whether it has waited longer than 72 hours.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        is_overdue(self.declared_at, now)
    }
}

/// Whether a case that was declared at that time and is not reviewed has waited longer than 72
/// hours.
#[must_use]
pub fn is_overdue(declared_at: Timestamp, now: Timestamp) -> bool {
    now.saturating_sub(declared_at) > REVIEW_MILLISECONDS
}

impl Cases {
    /// Those that wait, oldest first.
    #[must_use]
    pub fn waiting(&self) -> &[WaitingCase] {
        &self.waiting
    }

    /// Whether the practitioner, who serves this organization and has the emergency role there,
    /// may open records of this patient in an emergency now: a case is open there, and none is
    /// overdue there.
    #[must_use]
    pub fn opens(&self, patient: &PatientId, organization: OrgId, now: Timestamp) -> bool {
        let mut open = false;
        for case in self.waiting_in(organization) {
            if case.is_overdue(now) {
                return false;
            }
            open |= case.patient == *patient && case.is_open(now);
        }
        open
    }

    /// Those that wait in this organization.
    fn waiting_in(&self, organization: OrgId) -> impl Iterator<Item = &WaitingCase> {
        self.waiting.iter().filter(move |case| case.organization == organization)
    }

    /// Adds a case that is declared now, at its `declared_at`, by a practitioner who was given
    /// the emergency role at `role_since`.
    ///
    /// # Errors
    /// [`EmergencyError::RoleTooRecent`], [`EmergencyError::ReviewOverdue`],
    /// [`EmergencyError::AlreadyOpen`], [`EmergencyError::TooManyWaiting`]; then nothing has
    /// changed.
    pub fn declare(
        &mut self,
        case: WaitingCase,
        role_since: Timestamp,
    ) -> Result<(), EmergencyError> {
        let now = case.declared_at;
        if now.saturating_sub(role_since) < HOLDING_MILLISECONDS {
            return Err(EmergencyError::RoleTooRecent);
        }
        if self.waiting_in(case.organization).any(|waiting| waiting.is_overdue(now)) {
            return Err(EmergencyError::ReviewOverdue);
        }
        if self.opens(&case.patient, case.organization, now) {
            return Err(EmergencyError::AlreadyOpen);
        }
        if self.waiting.len() >= MAX_WAITING {
            return Err(EmergencyError::TooManyWaiting);
        }
        self.waiting.push(case);
        Ok(())
    }

    /// Reviews the case of this practitioner that stands under this entry of the patient's log,
    /// and takes it out. Its window ends with it. An overdue case can be reviewed as well.
    ///
    /// # Errors
    /// [`EmergencyError::UnknownCase`], [`EmergencyError::OwnCase`],
    /// [`EmergencyError::OtherOrganization`], [`EmergencyError::EnrolledLater`]; then nothing
    /// has changed.
    pub fn review(
        &mut self,
        practitioner: &Account,
        patient: &PatientId,
        entry: u32,
        reviewer: &Reviewer,
    ) -> Result<WaitingCase, EmergencyError> {
        let (place, case) = self
            .waiting
            .iter()
            .enumerate()
            .find(|(_, case)| case.entry == entry && case.patient == *patient)
            .map(|(place, case)| (place, *case))
            .ok_or(EmergencyError::UnknownCase)?;
        if reviewer.account == *practitioner {
            return Err(EmergencyError::OwnCase);
        }
        if reviewer.organization != case.organization {
            return Err(EmergencyError::OtherOrganization);
        }
        if reviewer.enrolled_at >= case.declared_at {
            return Err(EmergencyError::EnrolledLater);
        }
        self.waiting.remove(place);
        Ok(case)
    }
}
