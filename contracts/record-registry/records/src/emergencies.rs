//! Emergencies: declared, used, reviewed; and the patient's word on any entry of the log.

use chartkey_emergency::{is_overdue, Reviewer, WaitingCase, WINDOW_MILLISECONDS};
use chartkey_interfaces::{
    directory::{Practitioner, Role},
    emergencies::{Disputed, EmergencyCase, EmergencyDeclared, EmergencyReviewed, OverduePage},
    log::{Access, Outcome, Subject},
    registry::RegistryError,
};
use chartkey_onchain::{caller, emit, next_page, now, page_of};
use chartkey_vocabulary::{Account, Categories, Digest, OrgId, PatientId, Purpose, MAX_PAGE};
use ink::prelude::{boxed::Box, vec::Vec};

use crate::Records;

impl Records {
    /// Whether the caller, such an active practitioner, may open the patient's records in an
    /// emergency now.
    pub(crate) fn has_emergency(&self, practitioner: &Practitioner, patient: &PatientId) -> bool {
        practitioner.roles.contains(Role::Emergency.into())
            && self
                .waiting
                .get(&caller())
                .is_some_and(|cases| cases.0.opens(patient, practitioner.organization, now()))
    }

    /// The caller declares an emergency of the patient. Returns the index of its entry in the
    /// patient's log.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
    /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Emergency`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn declare_emergency(
        &mut self,
        patient: &PatientId,
        justification: Digest,
    ) -> Result<u32, RegistryError> {
        let practitioner = self.active_practitioner()?;
        if !practitioner.roles.contains(Role::Emergency.into()) {
            return Err(RegistryError::RoleMissing);
        }
        let organization = practitioner.organization;
        let actor = caller();
        // The answer does not matter, only that there is such a chart.
        self.ask_to_append(patient, Some(organization), Categories::ALL)?;
        let entry = self.append_to_log(
            patient,
            &Access {
                actor,
                organization: Some(organization),
                subject: Subject::Categories(Categories::ALL),
                purpose: Purpose::EmergencyTreatment,
                outcome: Outcome::Declared,
                justification: Some(present(justification)?),
            },
        )?;
        let declared_at = now();
        let number = self.case_counts.get(organization).unwrap_or(0);
        let case = WaitingCase { organization, number, patient: *patient, declared_at, entry };
        let mut waiting = self.waiting.get(&actor).unwrap_or_default();
        waiting.0.declare(case, practitioner.emergency_since).map_err(RegistryError::Emergency)?;
        self.waiting.insert(&actor, &waiting);
        self.cases.insert(
            (organization, number),
            &EmergencyCase {
                practitioner: actor,
                patient: *patient,
                entry,
                declared_at,
                reviewed: None,
            },
        );
        let count = number.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        self.case_counts.insert(organization, &count);
        emit(EmergencyDeclared {
            patient: Box::new(*patient),
            practitioner: actor,
            organization,
            entry,
            until: declared_at.saturating_add(WINDOW_MILLISECONDS),
        });
        Ok(entry)
    }

    /// The caller reviews the emergency that a colleague declared under this entry of the
    /// patient's log. Returns the index of the review.
    ///
    /// # Errors
    /// [`RegistryError::NotPractitioner`], [`RegistryError::Digest`],
    /// [`RegistryError::Emergency`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn review_emergency(
        &mut self,
        patient: &PatientId,
        practitioner: &Account,
        declared: u32,
        finding: Digest,
    ) -> Result<u32, RegistryError> {
        let Practitioner { organization, enrolled_at, .. } = self.active_practitioner()?;
        let reviewer = Reviewer { account: caller(), organization, enrolled_at };
        let mut waiting = self.waiting.get(practitioner).unwrap_or_default();
        let case = waiting
            .0
            .review(practitioner, patient, declared, &reviewer)
            .map_err(RegistryError::Emergency)?;
        let entry = self.append_to_log(
            patient,
            &Access {
                actor: reviewer.account,
                organization: Some(organization),
                subject: Subject::Entry(declared),
                purpose: Purpose::Operations,
                outcome: Outcome::Reviewed,
                justification: Some(present(finding)?),
            },
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
        let told = EmergencyReviewed { patient: Box::new(*patient), declared, entry };
        emit(told);
        Ok(entry)
    }

    /// The chart's controller disputes an entry of the patient's log. Returns the index of the
    /// dispute.
    ///
    /// # Errors
    /// [`RegistryError::NotController`], [`RegistryError::UnknownEntry`],
    /// [`RegistryError::Digest`], [`RegistryError::UnknownChart`], [`RegistryError::Log`],
    /// [`RegistryError::Unreachable`].
    pub fn dispute(
        &mut self,
        patient: &PatientId,
        disputed: u32,
        reason: Option<Digest>,
    ) -> Result<u32, RegistryError> {
        self.epochs_for_controller(patient, Categories::ALL)?;
        if !self.is_logged(patient, disputed)? {
            return Err(RegistryError::UnknownEntry);
        }
        let entry = self.append_to_log(
            patient,
            &Access {
                actor: caller(),
                organization: None,
                subject: Subject::Entry(disputed),
                purpose: Purpose::PatientRequest,
                outcome: Outcome::Disputed,
                justification: reason.map(present).transpose()?,
            },
        )?;
        let told = Disputed { patient: Box::new(*patient), disputed, entry, reason };
        emit(told);
        Ok(entry)
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
        organization: OrgId,
        from: u32,
        limit: u32,
    ) -> Result<OverduePage, RegistryError> {
        let page = self.emergencies(organization, from, limit)?;
        let now = now();
        let late =
            page.iter().filter(|case| case.reviewed.is_none() && is_overdue(case.declared_at, now));
        Ok(OverduePage {
            overdue: u32::try_from(late.count()).unwrap_or(MAX_PAGE),
            next: next_page(from, limit, &page),
        })
    }
}

/// A digest that is one.
fn present(digest: Digest) -> Result<Digest, RegistryError> {
    if digest == [0; 32] {
        Err(RegistryError::Digest)
    } else {
        Ok(digest)
    }
}
