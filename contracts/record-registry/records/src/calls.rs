//! What the registry asks of the contracts behind it.

use chartkey_interfaces::{
    consent::Keys,
    log::{Access, Entry, Log},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{KeyEpochs, RecordTarget, Request, Verdict};
use chartkey_vocabulary::PatientId;
use ink::{
    codegen::TraitCallBuilder,
    contract_ref,
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::{boxed::Box, vec::Vec},
    primitives::AccountId,
    selector_bytes,
};

/// What the registry asks of the consent manager and the access log.
pub trait Calls {
    /// Asks the consent manager for a decision on a request, and on the same for further
    /// records. The one question gives the published key epochs as well, so that reading and
    /// writing share its code.
    ///
    /// # Errors
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    fn decide(
        &self,
        patient: &PatientId,
        request: Box<Request>,
        further: Vec<RecordTarget>,
    ) -> Result<(KeyEpochs, Encoded<Verdict>), RegistryError>;

    /// Asks the consent manager for a chart's key epochs now.
    ///
    /// # Errors
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    fn epochs(&self, patient: &PatientId) -> Result<KeyEpochs, RegistryError>;

    /// Appends to the patient's log. Returns the entry's index.
    ///
    /// # Errors
    /// [`RegistryError::Log`], [`RegistryError::Unreachable`].
    fn append_to_log(
        &self,
        patient: &PatientId,
        access: Encoded<Access>,
    ) -> Result<u32, RegistryError>;

    /// One entry of the patient's log.
    ///
    /// # Errors
    /// [`RegistryError::UnknownEntry`], [`RegistryError::Unreachable`].
    fn entry(&self, patient: &PatientId, index: u32) -> Result<Encoded<Entry>, RegistryError>;
}

/// The contracts behind the registry.
#[derive(Clone, Copy)]
#[cfg_attr(feature = "std", derive(Debug))]
#[ink::storage_item]
pub struct Suite {
    /// The consent manager.
    pub consent: AccountId,
    /// The access log.
    pub log: AccountId,
}

impl Calls for Suite {
    fn decide(
        &self,
        patient: &PatientId,
        request: Box<Request>,
        further: Vec<RecordTarget>,
    ) -> Result<(KeyEpochs, Encoded<Verdict>), RegistryError> {
        // `Consent::decide_each`, whose verdict is not decoded here.
        let input = ExecutionInput::new(Selector::new(selector_bytes!("Consent::decide_each")))
            .push_arg(patient)
            .push_arg(request)
            .push_arg(further);
        let answer = build_call::<DefaultEnvironment>()
            .call(self.consent)
            .exec_input(input)
            .returns::<Option<(KeyEpochs, Encoded<Verdict>)>>()
            .try_invoke();
        match answer {
            Ok(Ok(answer)) => answer.ok_or(RegistryError::UnknownChart),
            _ => Err(RegistryError::Unreachable),
        }
    }

    fn epochs(&self, patient: &PatientId) -> Result<KeyEpochs, RegistryError> {
        let consent: contract_ref!(Keys, DefaultEnvironment) = self.consent.into();
        match consent.call().epochs(Box::new(*patient)).try_invoke() {
            Ok(Ok(answer)) => answer.ok_or(RegistryError::UnknownChart),
            _ => Err(RegistryError::Unreachable),
        }
    }

    fn append_to_log(
        &self,
        patient: &PatientId,
        access: Encoded<Access>,
    ) -> Result<u32, RegistryError> {
        let mut log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call_mut().append(Box::new(*patient), access).try_invoke() {
            Ok(Ok(answer)) => answer.map_err(RegistryError::Log),
            _ => Err(RegistryError::Unreachable),
        }
    }

    fn entry(&self, patient: &PatientId, index: u32) -> Result<Encoded<Entry>, RegistryError> {
        let log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call().entry(Box::new(*patient), index).try_invoke() {
            Ok(Ok(answer)) => answer.ok_or(RegistryError::UnknownEntry),
            _ => Err(RegistryError::Unreachable),
        }
    }
}
