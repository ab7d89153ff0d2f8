//! The record registry, as the directory calls it.

use chartkey_interfaces::{
    directory::{DirectoryError, Practitioner},
    registry::{Note, Registry},
};
use chartkey_vocabulary::Account;
use ink::{codegen::TraitCallBuilder, contract_ref, env::DefaultEnvironment, prelude::boxed::Box};

use crate::ProviderDirectory;

impl ProviderDirectory {
    fn record_registry(&self) -> contract_ref!(Registry, DefaultEnvironment) {
        self.registry.into()
    }

    /// Notes in the registry who may act.
    pub(crate) fn note(&self, note: Note) -> Result<(), DirectoryError> {
        match self.record_registry().call_mut().note(note).try_invoke() {
            Ok(Ok(Ok(()))) => Ok(()),
            _ => Err(DirectoryError::Unreachable),
        }
    }

    /// A practitioner as the registry knows it, `None` if the account never served anyone.
    pub(crate) fn practitioner(
        &self,
        account: &Account,
    ) -> Result<Option<Practitioner>, DirectoryError> {
        match self.record_registry().call().practitioner(Box::new(*account)).try_invoke() {
            Ok(Ok(practitioner)) => Ok(practitioner),
            _ => Err(DirectoryError::Unreachable),
        }
    }
}
