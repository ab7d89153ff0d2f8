//! The only door to a record.

use chartkey_interfaces::{
    log::{Access, Outcome, Subject},
    registry::{Opened, Opening, RegistryError},
};
use chartkey_policy::{Basis, Decision, RecordTarget, Request, Target};
use chartkey_vocabulary::{Account, Action, PatientId, Purpose, Timestamp};
use ink::prelude::boxed::Box;

use crate::{Calls, Records};

impl Records {
    /// Decides under the patient's policy whether the caller may read a record, and logs the
    /// answer.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
    /// [`RegistryError::NotPractitioner`], [`RegistryError::NotController`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn open(
        &self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
        purpose: Purpose,
    ) -> Result<(Opening, Opened), RegistryError> {
        let record = self.record(patient, id)?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        let practitioner = match purpose {
            Purpose::PatientRequest => None,
            _ => Some(self.active_practitioner(caller, self.own_organization(caller)?)?),
        };
        let organization = practitioner.as_ref().map(|practitioner| practitioner.organization);
        let emergency = purpose == Purpose::EmergencyTreatment
            && practitioner.is_some_and(|practitioner| {
                self.has_emergency(caller, now, &practitioner, patient)
            });
        let request = Box::new(Request {
            subject: *caller,
            organization,
            target: Target::Record(RecordTarget {
                document: record.document,
                category: record.category,
                issuer: record.issuer,
                addressee: None,
            }),
            purpose,
            action: Action::Read,
            emergency,
        });
        let (decision, _) = calls.decide(patient, request)?;
        if organization.is_none() && decision != Decision::Permit(Basis::Controller) {
            return Err(RegistryError::NotController);
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
}
