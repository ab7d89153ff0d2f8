//! The only door to a record.

use chartkey_interfaces::{
    directory::PractitionerStatus,
    registry::{Opened, Opening, Record, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Reason, RecordTarget, Request, Target};
use chartkey_vocabulary::{
    is_list_of_records, Account, Action, Digest, OrgId, PatientId, Purpose, Selection, Timestamp,
};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::{Decode, Encode};

use crate::{checks::refusal, Calls, Records, Stored};

impl Records {
    /// Decides under the patient's policy whether the caller may read what is selected, all or
    /// none of it, and logs the answer. The caller names the organization that it acts for; the
    /// patient, with [`Purpose::PatientRequest`], and a representative, with
    /// [`Purpose::FamilyRequest`], name none.
    ///
    /// # Errors
    /// [`RegistryError::List`], [`RegistryError::UnknownRecord`], [`RegistryError::Erased`],
    /// [`RegistryError::Categories`], [`RegistryError::NoSession`],
    /// [`RegistryError::Organization`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::NoEmergency`],
    /// [`RegistryError::Enrolled`], [`RegistryError::NotController`],
    /// [`RegistryError::NotRepresentative`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Log`], [`RegistryError::Unreachable`].
    pub fn open(
        &self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        selection: Selection,
        purpose: Purpose,
        organization: Option<OrgId>,
    ) -> Result<(Opening, Opened), RegistryError> {
        let emergency = purpose == Purpose::EmergencyTreatment;
        let (target, further) = Self::targets(patient, &selection, emergency)?;
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
        let action = Action::Read;
        let request = Box::new(Request {
            subject: *caller,
            organization,
            target,
            purpose,
            action,
            emergency,
        });
        let (_, verdict) = calls.decide(patient, request, further)?;
        match refusal(&verdict).map(|refusal| refusal.reason) {
            Some(Reason::NotController) => return Err(RegistryError::NotController),
            Some(Reason::NotRepresentative) => return Err(RegistryError::NotRepresentative),
            _ => {}
        }
        // Together these are an `Access`.
        let access = (caller, organization, selection, purpose, &verdict, None::<Digest>).encode();
        let entry = calls.append_to_log(patient, Encoded::from_bytes(access))?;
        let opened = Opened { patient: Box::new(*patient), entry, verdict: verdict.clone() };
        Ok((Opening { entry, verdict }, opened))
    }

    /// What is to be decided on: the first record and the further ones, or a session.
    fn targets(
        patient: &PatientId,
        selection: &Selection,
        emergency: bool,
    ) -> Result<(Target, Vec<RecordTarget>), RegistryError> {
        match selection {
            Selection::Records(ids) => match ids.as_slice() {
                [first, rest @ ..] if is_list_of_records(ids) => {
                    let mut further = Vec::with_capacity(rest.len());
                    for id in rest {
                        further.push(Self::target(patient, *id)?);
                    }
                    Ok((Target::Record(Self::target(patient, *first)?), further))
                }
                _ => Err(RegistryError::List),
            },
            Selection::Categories(_) if emergency => Err(RegistryError::NoSession),
            Selection::Categories(categories) => {
                categories.check().map_err(RegistryError::Categories)?;
                Ok((Target::Session(*categories), Vec::new()))
            }
        }
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

    /// Checks that the account serves no organization, not even as a suspended practitioner:
    /// nobody reads as a private person past the own organization.
    pub(crate) fn ensure_not_enrolled(&self, account: &Account) -> Result<(), RegistryError> {
        match self.practitioner(account) {
            Some(practitioner) if practitioner.status != PractitionerStatus::Left => {
                Err(RegistryError::Enrolled)
            }
            _ => Ok(()),
        }
    }
}
