//! The contracts of a suite: where they are, and their typed calls.

use access_log::AccessLog;
use chartkey_commands::{chart_claim, NewChart};
use chartkey_vocabulary::PatientId;
use consent_manager::ConsentManager;
use governor::Governor;
use ink::{
    codegen::ContractCallBuilder,
    env::{call::FromAccountId, DefaultEnvironment},
    primitives::AccountId,
};
use patient_account::PatientAccount;
use provider_directory::ProviderDirectory;
use record_registry::RecordRegistry;
use scale::Encode;

use crate::signing::blake2_256;

/// The calls of the access log.
pub type Log = <AccessLog as ContractCallBuilder>::Type;
/// The calls of the consent manager.
pub type Consent = <ConsentManager as ContractCallBuilder>::Type;
/// The calls of the record registry.
pub type Registry = <RecordRegistry as ContractCallBuilder>::Type;
/// The calls of the provider directory.
pub type Directory = <ProviderDirectory as ContractCallBuilder>::Type;
/// The calls of the patient account.
pub type Accounts = <PatientAccount as ContractCallBuilder>::Type;
/// The calls of the governor.
pub type Governors = <Governor as ContractCallBuilder>::Type;

/// How long releases of a contract wait where a suite is deployed as usual, in milliseconds: 72
/// hours; those of patient-account wait [`ACCOUNT_UPGRADE_DELAY`].
pub const UPGRADE_DELAY: u64 = 72 * 60 * 60 * 1_000;

/// How long releases of patient-account wait, in milliseconds: 360 hours, the shortest that it
/// accepts.
pub const ACCOUNT_UPGRADE_DELAY: u64 = 360 * 60 * 60 * 1_000;

/// One of the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// The access log.
    Log,
    /// The consent manager.
    Consent,
    /// The record registry.
    Registry,
    /// The provider directory.
    Directory,
    /// The patient account.
    Account,
    /// The governor.
    Governor,
}

impl Contract {
    /// The contracts that the governor governs.
    pub const GOVERNED: [Self; 4] = [Self::Consent, Self::Registry, Self::Directory, Self::Account];

    /// How long its releases wait where a suite is deployed as usual, in milliseconds.
    #[must_use]
    pub fn upgrade_delay(self) -> u64 {
        match self {
            Self::Account => ACCOUNT_UPGRADE_DELAY,
            _ => UPGRADE_DELAY,
        }
    }
}

/// Where the contracts of one suite are. Compare their code hashes with those of a release before
/// you rely on them: the addresses alone vouch for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contracts {
    /// The access log.
    pub log: AccountId,
    /// The consent manager.
    pub consent: AccountId,
    /// The record registry.
    pub registry: AccountId,
    /// The provider directory.
    pub directory: AccountId,
    /// The patient account.
    pub account: AccountId,
    /// The governor.
    pub governor: AccountId,
}

impl Contracts {
    /// Where one of the contracts is.
    #[must_use]
    pub fn address(&self, contract: Contract) -> AccountId {
        match contract {
            Contract::Log => self.log,
            Contract::Consent => self.consent,
            Contract::Registry => self.registry,
            Contract::Directory => self.directory,
            Contract::Account => self.account,
            Contract::Governor => self.governor,
        }
    }

    /// The id of the chart that a key and a salt open through the patient account.
    #[must_use]
    pub fn chart_id(&self, new: &NewChart) -> PatientId {
        let salt = blake2_256(&chart_claim(new));
        PatientId(blake2_256(&(self.account, salt, self.consent).encode()))
    }

    /// The calls of the access log.
    #[must_use]
    pub fn log(&self) -> Log {
        calls(self.log)
    }

    /// The calls of the consent manager.
    #[must_use]
    pub fn consent(&self) -> Consent {
        calls(self.consent)
    }

    /// The calls of the record registry.
    #[must_use]
    pub fn registry(&self) -> Registry {
        calls(self.registry)
    }

    /// The calls of the provider directory.
    #[must_use]
    pub fn directory(&self) -> Directory {
        calls(self.directory)
    }

    /// The calls of the patient account.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        calls(self.account)
    }

    /// The calls of the governor.
    #[must_use]
    pub fn governors(&self) -> Governors {
        calls(self.governor)
    }
}

/// The calls of the contract at this account.
fn calls<C: FromAccountId<DefaultEnvironment>>(account: AccountId) -> C {
    C::from_account_id(account)
}
