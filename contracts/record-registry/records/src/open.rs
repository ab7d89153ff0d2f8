//! The only door to a record.

use chartkey_interfaces::{
    directory::PractitionerStatus,
    log::{Access, Outcome, Subject},
    registry::{Opened, Opening, Record, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision, Reason, RecordTarget, Request, Target};
use chartkey_vocabulary::{Account, Action, OrgId, PatientId, Purpose, Timestamp};
use ink::prelude::boxed::Box;

use scale::Decode;

use crate::{Calls, Records, Stored};

impl Records {
    /// Decides under the patient's policy whether the caller may read a record, and logs the
    /// answer. The caller names the organization that it acts for; the patient, with
    /// [`Purpose::PatientRequest`], and a representative, with [`Purpose::FamilyRequest`], name
    /// none.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
    /// [`RegistryError::Organization`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::NoEmergency`], [`RegistryError::Enrolled`],
    /// [`RegistryError::NotController`], [`RegistryError::NotRepresentative`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn open(
        &self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
        purpose: Purpose,
        organization: Option<OrgId>,
    ) -> Result<(Opening, Opened), RegistryError> {
        let target = Self::target(patient, id)?;
        let emergency = purpose == Purpose::EmergencyTreatment;
        let private = matches!(purpose, Purpose::PatientRequest | Purpose::FamilyRequest);
        if private == organization.is_some() {
            return Err(RegistryError::Organization);
        }
        if let Some(organization) = organization {
            let practitioner = self.active_practitioner(caller, organization)?;
            if emergency && !self.has_emergency(caller, now, &practitioner, patient) {
                return Err(RegistryError::NoEmergency);
            }
        } else if purpose == Purpose::FamilyRequest {
            self.ensure_not_enrolled(caller)?;
        }
        let request = Box::new(Request {
            subject: *caller,
            organization,
            target: Target::Record(target),
            purpose,
            action: Action::Read,
            emergency,
        });
        let (decision, _) = calls.decide(patient, request)?;
        match (purpose, decision) {
            (Purpose::PatientRequest, Decision::Permit(Basis::Controller)) => {}
            (Purpose::PatientRequest, _) => return Err(RegistryError::NotController),
            (_, Decision::Deny(Reason::NotRepresentative)) => {
                return Err(RegistryError::NotRepresentative);
            }
            _ => {}
        }
        let access = Access {
            actor: *caller,
            organization,
            subject: Subject::Record(id),
            purpose,
            outcome: match decision {
                Decision::Permit(basis) => Outcome::Permit(basis),
                Decision::Deny(reason) => Outcome::Deny(reason),
            },
            justification: None,
        };
        let entry = calls.append_to_log(patient, &access)?;
        let opened = Opened { patient: Box::new(*patient), entry, decision };
        Ok((Opening { entry, decision }, opened))
    }

    /// A record that is not erased, as far as a decision has to know it: no more of it is decoded.
    /// Inlined, it is several hundred bytes larger.
    #[inline(never)]
    fn target(patient: &PatientId, id: u32) -> Result<RecordTarget, RegistryError> {
        let record = Stored::<Encoded<Record>>::new()
            .get((patient, id))
            .ok_or(RegistryError::UnknownRecord)?;
        match <(RecordTarget, bool)>::decode(&mut record.as_bytes()) {
            Ok((target, true)) => Ok(target),
            // The version that stands there next is gone.
            _ => Err(RegistryError::Erased),
        }
    }

    /// Checks that the caller serves no organization, not even as a suspended practitioner:
    /// nobody reads as a private person past the own organization.
    fn ensure_not_enrolled(&self, caller: &Account) -> Result<(), RegistryError> {
        match self.practitioner(caller) {
            Some(practitioner) if practitioner.status != PractitionerStatus::Left => {
                Err(RegistryError::Enrolled)
            }
            _ => Ok(()),
        }
    }
}
