//! Emergencies: declared, used, reviewed; and the patient's word on any entry of the log.

use chartkey_emergency::{is_overdue, Reviewer, WaitingCase, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    directory::{Practitioner, Role},
    emergencies::{Disputed, EmergencyCase, EmergencyDeclared, EmergencyReviewed, OverduePage},
    log::{Access, Outcome, Subject},
    registry::RegistryError,
};
use chartkey_onchain::{next_page, page_of, Encoded};
use chartkey_vocabulary::{
    Account, Categories, Digest, Finding, OrgId, PatientId, Purpose, Timestamp, MAX_PAGE,
};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::{
    checks::{ensure_chart_exists, ensure_controller, ensure_digest},
    Calls, Records,
};

impl Records {
    /// Whether the caller, such an active practitioner, may open the patient's records in an
    /// emergency now.
    pub(crate) fn has_emergency(
        &self,
        caller: &Account,
        now: Timestamp,
        practitioner: &Practitioner,
        patient: &PatientId,
    ) -> bool {
        practitioner.roles.contains(Role::Emergency.into())
            && self
                .waiting
                .get(caller)
                .is_some_and(|cases| cases.0.opens(patient, practitioner.organization, now))
    }

    /// The caller declares an emergency of the patient, for this organization. Returns the index
    /// of its entry in the patient's log.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
    /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Emergency`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn declare_emergency(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        organization: OrgId,
        justification: Digest,
    ) -> Result<(u32, EmergencyDeclared), RegistryError> {
        let practitioner = self.active_practitioner(caller, organization)?;
        if !practitioner.roles.contains(Role::Emergency.into()) {
            return Err(RegistryError::RoleMissing);
        }
        ensure_chart_exists(calls, caller, patient)?;
        ensure_digest(&justification)?;
        let entry = calls.append_to_log(
            patient,
            Encoded::of(&Access {
                actor: *caller,
                organization: Some(organization),
                subject: Subject::Categories(Categories::ALL),
                purpose: Purpose::EmergencyTreatment,
                outcome: Outcome::Declared,
                justification: Some(justification),
            }),
        )?;
        let number = self.case_counts.get(organization).unwrap_or(0);
        let case = WaitingCase { organization, number, patient: *patient, declared_at: now, entry };
        let mut waiting = self.waiting.get(caller).unwrap_or_default();
        waiting.0.declare(case, practitioner.emergency_since).map_err(RegistryError::Emergency)?;
        self.waiting.insert(caller, &waiting);
        self.cases.insert(
            (organization, number),
            &EmergencyCase {
                practitioner: *caller,
                patient: *patient,
                entry,
                declared_at: now,
                reviewed: None,
            },
        );
        let count = number.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        self.case_counts.insert(organization, &count);
        let declared = EmergencyDeclared {
            patient: Box::new(*patient),
            practitioner: *caller,
            organization,
            entry,
            until: now.saturating_add(WINDOW_MILLISECONDS),
        };
        Ok((entry, declared))
    }

    /// The caller reviews, for this organization, the emergency that a colleague declared under
    /// this entry of the patient's log; `written` is the digest of a written finding. Returns the
    /// index of the review.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`], [`RegistryError::Digest`],
    /// [`RegistryError::Emergency`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn review_emergency(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        patient: &PatientId,
        organization: OrgId,
        practitioner: &Account,
        declared: u32,
        finding: Finding,
        written: Option<Digest>,
    ) -> Result<(u32, EmergencyReviewed), RegistryError> {
        let Practitioner { enrolled_at, .. } = self.active_practitioner(caller, organization)?;
        let reviewer = Reviewer { account: *caller, organization, enrolled_at };
        let mut waiting = self.waiting.get(practitioner).unwrap_or_default();
        let case = waiting
            .0
            .review(practitioner, patient, declared, &reviewer)
            .map_err(RegistryError::Emergency)?;
        ensure_digest_if_any(written.as_ref())?;
        let entry = calls.append_to_log(
            patient,
            Encoded::of(&Access {
                actor: *caller,
                organization: Some(organization),
                subject: Subject::Entry(declared),
                purpose: Purpose::Operations,
                outcome: Outcome::Reviewed(finding),
                justification: written,
            }),
        )?;
        self.waiting.insert(practitioner, &waiting);
        self.cases.insert(
            (case.organization, case.number),
            &EmergencyCase {
                practitioner: *practitioner,
                patient: *patient,
                entry: declared,
                declared_at: case.declared_at,
                reviewed: Some(entry),
            },
        );
        Ok((entry, EmergencyReviewed { patient: Box::new(*patient), declared, entry, finding }))
    }

    /// The chart's controller disputes an entry of the patient's log. Returns the index of the
    /// dispute.
    ///
    /// # Errors
    /// [`RegistryError::NotController`], [`RegistryError::UnknownEntry`],
    /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`], [`RegistryError::Log`],
    /// [`RegistryError::Unreachable`].
    pub fn dispute(
        &self,
        calls: &impl Calls,
        caller: &Account,
        patient: &PatientId,
        disputed: u32,
        reason: Option<Digest>,
    ) -> Result<(u32, Disputed), RegistryError> {
        ensure_controller(calls, caller, patient, Categories::ALL)?;
        calls.entry(patient, disputed)?;
        ensure_digest_if_any(reason.as_ref())?;
        let entry = calls.append_to_log(
            patient,
            Encoded::of(&Access {
                actor: *caller,
                organization: None,
                subject: Subject::Entry(disputed),
                purpose: Purpose::PatientRequest,
                outcome: Outcome::Disputed,
                justification: reason,
            }),
        )?;
        Ok((entry, Disputed { patient: Box::new(*patient), disputed, entry, reason }))
    }

    /// The emergencies of a practitioner that wait for their review, oldest first, at most 8.
    #[must_use]
    pub fn waiting(&self, practitioner: &Account) -> Vec<WaitingCase> {
        self.waiting.get(practitioner).unwrap_or_default().0.waiting().to_vec()
    }

    /// The emergencies that an organization's members declared, from this number on, at most
    /// `limit` of them.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn emergencies(
        &self,
        organization: OrgId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<EmergencyCase>, RegistryError> {
        page_of(from, limit, |number| self.cases.get((organization, number)))
            .ok_or(RegistryError::LimitTooLarge)
    }

    /// Looks at `limit` emergencies of an organization from this number on, and counts those
    /// that wait for their review for longer than they may.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn overdue(
        &self,
        now: Timestamp,
        organization: OrgId,
        from: u32,
        limit: u32,
    ) -> Result<OverduePage, RegistryError> {
        let page = self.emergencies(organization, from, limit)?;
        let late =
            page.iter().filter(|case| case.reviewed.is_none() && is_overdue(case.declared_at, now));
        Ok(OverduePage {
            overdue: u32::try_from(late.count()).unwrap_or(MAX_PAGE),
            next: next_page(from, limit, &page),
        })
    }
}

fn ensure_digest_if_any(digest: Option<&Digest>) -> Result<(), RegistryError> {
    digest.map_or(Ok(()), ensure_digest)
}
