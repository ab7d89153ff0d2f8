//! What the registry asks of the contracts behind it.

use chartkey_interfaces::{
    consent::{Consent, Keys},
    log::{Access, Log},
    registry::RegistryError,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Decision, KeyEpochs, Request};
use chartkey_vocabulary::PatientId;
use ink::{
    codegen::TraitCallBuilder, contract_ref, env::DefaultEnvironment, prelude::boxed::Box,
    primitives::AccountId,
};

/// What the registry asks of the consent manager and the access log.
pub trait Calls {
    /// Asks the consent manager for a decision. The one question gives the published key epochs
    /// as well, so that reading and writing share its code.
    ///
    /// # Errors
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    fn decide(
        &self,
        patient: &PatientId,
        request: Box<Request>,
    ) -> Result<(Decision, KeyEpochs), RegistryError>;

    /// Asks the consent manager for a chart's key epochs now.
    ///
    /// # Errors
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    fn epochs(&self, patient: &PatientId) -> Result<KeyEpochs, RegistryError>;

    /// Appends to the patient's log. Returns the entry's index.
    ///
    /// # Errors
    /// [`RegistryError::Log`], [`RegistryError::Unreachable`].
    fn append_to_log(&self, patient: &PatientId, access: &Access) -> Result<u32, RegistryError>;

    /// Whether the patient's log has an entry of this index.
    ///
    /// # Errors
    /// [`RegistryError::Unreachable`].
    fn is_logged(&self, patient: &PatientId, entry: u32) -> Result<bool, RegistryError>;
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
    ) -> Result<(Decision, KeyEpochs), RegistryError> {
        let consent: contract_ref!(Consent, DefaultEnvironment) = self.consent.into();
        match consent.call().decide_with_epochs(Box::new(*patient), request).try_invoke() {
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

    fn append_to_log(&self, patient: &PatientId, access: &Access) -> Result<u32, RegistryError> {
        let mut log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call_mut().append(Box::new(*patient), Encoded::of(access)).try_invoke() {
            Ok(Ok(answer)) => answer.map_err(RegistryError::Log),
            _ => Err(RegistryError::Unreachable),
        }
    }

    fn is_logged(&self, patient: &PatientId, entry: u32) -> Result<bool, RegistryError> {
        let log: contract_ref!(Log, DefaultEnvironment) = self.log.into();
        match log.call().entry(Box::new(*patient), entry).try_invoke() {
            Ok(Ok(answer)) => Ok(answer.is_some()),
            _ => Err(RegistryError::Unreachable),
        }
    }
}
