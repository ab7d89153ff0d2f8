//! The contracts behind the registry, as it calls them.

use chartkey_interfaces::{
    consent::Consent,
    log::{Access, Log},
    registry::RegistryError,
};
use chartkey_onchain::{caller, Encoded};
use chartkey_policy::{Decision, KeyEpochs, Request, Target};
use chartkey_vocabulary::{Action, Categories, OrgId, PatientId, Purpose};
use ink::{
    codegen::TraitCallBuilder, contract_ref, env::DefaultEnvironment, prelude::boxed::Box,
    primitives::AccountId,
};

use crate::Records;

impl Records {
    /// The consent manager and the access log.
    #[must_use]
    pub fn suite(&self) -> (AccountId, AccountId) {
        (self.consent, self.log)
    }

    /// Asks the consent manager. The one question gives the epochs as well, so that reading
    /// and writing share its code.
    pub(crate) fn decide(
        &self,
        patient: &PatientId,
        request: Box<Request>,
    ) -> Result<(Decision, KeyEpochs), RegistryError> {
        let consent: contract_ref!(Consent, DefaultEnvironment) = self.consent.into();
        match consent.call().decide_with_epochs(Box::new(*patient), request).try_invoke() {
            Ok(Ok(answer)) => answer.ok_or(RegistryError::UnknownChart),
            _ => Err(RegistryError::Unreachable),
        }
    }

    /// Asks for the caller's right to append, and for the key epochs.
    pub(crate) fn ask_to_append(
        &self,
        patient: &PatientId,
        organization: Option<OrgId>,
        categories: Categories,
    ) -> Result<(Decision, KeyEpochs), RegistryError> {
        let request = Box::new(Request {
            subject: caller(),
            organization,
            target: Target::Categories(categories),
            purpose: Purpose::Treatment,
            action: Action::Append,
            emergency: false,
        });
        self.decide(patient, request)
    }

    pub(crate) fn append_to_log(
        &self,
        patient: &PatientId,
        access: &Access,
    ) -> Result<u32, RegistryError> {
        let mut log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call_mut().append(Box::new(*patient), Encoded::of(access)).try_invoke() {
            Ok(Ok(answer)) => answer.map_err(RegistryError::Log),
            _ => Err(RegistryError::Unreachable),
        }
    }

    /// Whether the patient's log has an entry of this index.
    pub(crate) fn is_logged(&self, patient: &PatientId, entry: u32) -> Result<bool, RegistryError> {
        let log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call().entry(Box::new(*patient), entry).try_invoke() {
            Ok(Ok(answer)) => Ok(answer.is_some()),
            _ => Err(RegistryError::Unreachable),
        }
    }
}
