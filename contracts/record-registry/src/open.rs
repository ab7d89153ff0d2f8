//! The only door to a record.

use chartkey_interfaces::{
    log::{Access, Outcome, Subject},
    registry::{Opened, Opening, RegistryError},
    PatientId,
};
use chartkey_policy::{Action, Basis, Decision, Purpose, Request, Target};
use ink::{codegen::StaticEnv, prelude::boxed::Box};

use crate::RecordRegistry;

impl RecordRegistry {
    pub(crate) fn open_record(
        &mut self,
        patient: &PatientId,
        id: u32,
        purpose: Purpose,
    ) -> Result<Opening, RegistryError> {
        let record = self.known_record(patient, id)?;
        let organization = match purpose {
            Purpose::PatientRequest => None,
            _ => Some(self.active_practitioner()?.organization),
        };
        let request = Box::new(Request {
            subject: self.caller(),
            organization,
            target: Target::Record {
                document: record.document,
                category: record.category,
                issuer: record.issuer,
            },
            purpose,
            action: Action::Read,
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
        Self::env().emit_event(Opened { patient: Box::new(*patient), entry, decision });
        Ok(Opening { entry, decision })
    }
}
