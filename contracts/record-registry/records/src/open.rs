//! The only door to a record.

use chartkey_interfaces::{
    log::{Access, Outcome, Subject},
    registry::{Opened, Opening, RegistryError},
};
use chartkey_onchain::{caller, emit};
use chartkey_policy::{Basis, Decision, RecordTarget, Request, Target};
use chartkey_vocabulary::{Action, PatientId, Purpose};
use ink::prelude::boxed::Box;

use crate::Records;

impl Records {
    /// Decides under the patient's policy whether the caller may read a record, and logs the
    /// answer.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
    /// [`RegistryError::NotPractitioner`], [`RegistryError::NotController`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn open(
        &mut self,
        patient: &PatientId,
        id: u32,
        purpose: Purpose,
    ) -> Result<Opening, RegistryError> {
        let record = self.record(patient, id)?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        let practitioner = match purpose {
            Purpose::PatientRequest => None,
            _ => Some(self.active_practitioner()?),
        };
        let organization = practitioner.as_ref().map(|practitioner| practitioner.organization);
        let emergency = purpose == Purpose::EmergencyTreatment
            && practitioner.is_some_and(|practitioner| self.has_emergency(&practitioner, patient));
        let request = Box::new(Request {
            subject: caller(),
            organization,
            target: Target::Record(RecordTarget {
                document: record.document,
                category: record.category,
                issuer: record.issuer,
            }),
            purpose,
            action: Action::Read,
            emergency,
        });
        let actor = request.subject;
        let (decision, _) = self.decide(patient, request)?;
        if organization.is_none() && decision != Decision::Permit(Basis::Controller) {
            return Err(RegistryError::NotController);
        }
        let access = Access {
            actor,
            organization,
            subject: Subject::Record(id),
            purpose,
            outcome: match decision {
                Decision::Permit(basis) => Outcome::Permit(basis),
                Decision::Deny(reason) => Outcome::Deny(reason),
            },
            justification: None,
        };
        let entry = self.append_to_log(patient, &access)?;
        let opened = Opened { patient: Box::new(*patient), entry, decision };
        emit(opened);
        Ok(Opening { entry, decision })
    }
}
