//! What the directory asks of the record registry.

use chartkey_interfaces::{
    directory::{DirectoryError, Practitioner},
    registry::{Note, Registry, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::Account;
use ink::{
    codegen::TraitCallBuilder, contract_ref, env::DefaultEnvironment, prelude::boxed::Box,
    primitives::AccountId,
};

/// What the directory asks of the record registry.
pub trait Calls {
    /// Notes who may act.
    ///
    /// # Errors
    /// [`DirectoryError::NotServing`], [`DirectoryError::Unreachable`].
    fn note(&self, note: Note) -> Result<(), DirectoryError>;

    /// A practitioner as the registry knows it, `None` if the account never served anyone.
    ///
    /// # Errors
    /// [`DirectoryError::Unreachable`].
    fn practitioner(&self, account: &Account) -> Result<Option<Practitioner>, DirectoryError>;
}

/// The record registry behind the directory.
#[derive(Clone, Copy)]
#[cfg_attr(feature = "std", derive(Debug))]
#[ink::storage_item]
pub struct RecordRegistry {
    /// Its address.
    pub address: AccountId,
}

impl Calls for RecordRegistry {
    fn note(&self, note: Note) -> Result<(), DirectoryError> {
        let mut registry: contract_ref!(Registry, DefaultEnvironment) = self.address.into();
        match registry.call_mut().note(Encoded::of(&note)).try_invoke() {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(RegistryError::NotServing(place)))) => Err(DirectoryError::NotServing(place)),
            _ => Err(DirectoryError::Unreachable),
        }
    }

    fn practitioner(&self, account: &Account) -> Result<Option<Practitioner>, DirectoryError> {
        let registry: contract_ref!(Registry, DefaultEnvironment) = self.address.into();
        match registry.call().practitioner(Box::new(*account)).try_invoke() {
            Ok(Ok(practitioner)) => Ok(practitioner),
            _ => Err(DirectoryError::Unreachable),
        }
    }
}
