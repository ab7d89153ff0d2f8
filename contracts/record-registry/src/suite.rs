//! The contracts behind the registry, as it calls them.

use chartkey_interfaces::{
    consent::{Consent, ConsentError},
    log::{Access, Log},
    registry::RegistryError,
    PatientId,
};
use chartkey_policy::{Decision, KeyEpochs, Request};
use ink::{
    codegen::TraitCallBuilder, contract_ref, env::{DefaultEnvironment, Error}, primitives::MessageResult,
};

use crate::RecordRegistry;

impl RecordRegistry {
    fn consent(&self) -> contract_ref!(Consent, DefaultEnvironment) {
        self.settings.consent.into()
    }

    pub(crate) fn decide(
        &self,
        patient: PatientId,
        request: Request,
    ) -> Result<Decision, RegistryError> {
        consented(self.consent().call().decide(patient, request).try_invoke())
    }

    pub(crate) fn decide_with_epochs(
        &self,
        patient: PatientId,
        request: Request,
    ) -> Result<(Decision, KeyEpochs), RegistryError> {
        consented(self.consent().call().decide_with_epochs(patient, request).try_invoke())
    }

    pub(crate) fn epochs(&self, patient: PatientId) -> Result<KeyEpochs, RegistryError> {
        consented(self.consent().call().epochs(patient).try_invoke())
    }

    pub(crate) fn append_to_log(
        &self,
        patient: PatientId,
        access: Access,
    ) -> Result<u32, RegistryError> {
        let mut log: contract_ref!(Log, DefaultEnvironment) = self.settings.log.into();
        match log.call_mut().append(patient, access).try_invoke() {
            Ok(Ok(answer)) => answer.map_err(RegistryError::Log),
            _ => Err(RegistryError::Unreachable),
        }
    }
}

/// The consent manager's answer, if it came.
fn consented<T>(
    called: Result<MessageResult<Result<T, ConsentError>>, Error>,
) -> Result<T, RegistryError> {
    match called {
        Ok(Ok(answer)) => answer.map_err(RegistryError::Consent),
        _ => Err(RegistryError::Unreachable),
    }
}
