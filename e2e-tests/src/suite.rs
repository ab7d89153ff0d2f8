//! The contracts, deployed and wired.

use access_log::{AccessLog, AccessLogRef};
use anyhow::Result;
use chartkey_interfaces::registry::Codes;
use chartkey_policy::Timestamp;
use consent_manager::{ConsentManager, ConsentManagerRef};
use ink::{
    codegen::ContractCallBuilder,
    env::{call::FromAccountId, DefaultEnvironment},
    primitives::AccountId,
};
use patient_account::{PatientAccount, PatientAccountRef};
use provider_directory::{ProviderDirectory, ProviderDirectoryRef};
use record_registry::{RecordRegistry, RecordRegistryRef};
use scale::{Decode, Encode};

use crate::{
    constructor_input, message_input, Actor, Bundle, Chain, Deployed, Message, On, Outcome,
};

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

/// How long upgrades of a suite wait, in milliseconds: 72 hours.
pub const UPGRADE_DELAY: u64 = 72 * 60 * 60 * 1_000;

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
}

/// The contracts on a chain. Messages come from [`Suite::log`], [`Suite::consent`],
/// [`Suite::registry`], [`Suite::directory`] and [`Suite::accounts`], and are sent with
/// [`Suite::submit`] or [`Suite::read`].
pub struct Suite {
    chain: Box<dyn Chain>,
    owner: Actor,
    log: Deployed,
    consent: Deployed,
    registry: Deployed,
    directory: Deployed,
    account: Deployed,
}

impl Suite {
    /// A new suite on such a chain, owned by the actor "health authority".
    ///
    /// # Errors
    /// When the contracts were not built, or there is no such chain.
    pub fn on(on: On) -> Result<Self> {
        Self::deploy(on.chain()?, &Actor::named("health authority"))
    }

    /// A suite on a new chain inside this process, owned by the actor "health authority".
    ///
    /// # Errors
    /// When the contracts were not built.
    pub fn in_process() -> Result<Self> {
        Self::on(On::InProcess)
    }

    /// Deploys log, consent manager, registry, directory and patient account, makes the registry the log's
    /// writer, and tells the registry of its directory.
    ///
    /// # Errors
    /// When the contracts were not built, or the chain refuses one.
    pub fn deploy(chain: Box<dyn Chain>, owner: &Actor) -> Result<Self> {
        let mut suite = Self::deploy_unwired(chain, owner)?;
        let registry = suite.registry.account;
        suite.submit(owner, suite.log().set_writer(registry))?.value()?;
        suite.wire_directory()?;
        Ok(suite)
    }

    /// Deploys the contracts and leaves the log without a writer and the registry without a
    /// directory.
    ///
    /// # Errors
    /// When the contracts were not built, or the chain refuses one.
    pub fn deploy_unwired(mut chain: Box<dyn Chain>, owner: &Actor) -> Result<Self> {
        let mut upload = |bundle: Bundle| chain.upload(owner, bundle.wasm()?);
        let account = owner.account();
        let consent_administration = upload(Bundle::ConsentAdministration)?.into();
        let codes = Codes {
            administration: upload(Bundle::RecordAdministration)?.into(),
            batches: upload(Bundle::RecordBatches)?.into(),
            emergencies: upload(Bundle::RecordEmergencies)?.into(),
        };
        let genesis = chain.genesis()?.into();
        let mut instantiate = |bundle: Bundle, input| {
            chain.instantiate(owner, bundle.wasm()?, input, bundle.name().into())
        };
        let log = instantiate(Bundle::AccessLog, constructor_input(AccessLogRef::new()))?;
        let consent = instantiate(
            Bundle::ConsentManager,
            constructor_input(ConsentManagerRef::new(
                account,
                UPGRADE_DELAY,
                consent_administration,
            )),
        )?;
        let registry = instantiate(
            Bundle::RecordRegistry,
            constructor_input(RecordRegistryRef::new(
                account,
                UPGRADE_DELAY,
                consent.account,
                log.account,
                codes,
            )),
        )?;
        let directory = instantiate(
            Bundle::ProviderDirectory,
            constructor_input(ProviderDirectoryRef::new(account, UPGRADE_DELAY, registry.account)),
        )?;
        let (consent_account, registry_account) = (consent.account, registry.account);
        let account = instantiate(
            Bundle::PatientAccount,
            constructor_input(PatientAccountRef::new(
                account,
                UPGRADE_DELAY,
                consent_account,
                registry_account,
                genesis,
            )),
        )?;
        Ok(Self { chain, owner: owner.clone(), log, consent, registry, directory, account })
    }

    /// Tells the registry of the directory.
    ///
    /// # Errors
    /// When the registry refuses it.
    pub fn wire_directory(&mut self) -> Result<()> {
        let owner = self.owner();
        let directory = self.directory.account;
        self.submit(&owner, self.registry().set_directory(directory))?.value()
    }

    /// Puts another registry, over this consent manager and this log, and another directory
    /// over that registry, in the place of the suite's. The log does not learn of it.
    ///
    /// # Errors
    /// When the contract was not built, or the chain refuses it.
    pub fn replace_registry(&mut self, consent: AccountId, log: AccountId) -> Result<()> {
        let codes = *self.read(self.registry().codes())?;
        let registry =
            RecordRegistryRef::new(self.owner.account(), UPGRADE_DELAY, consent, log, codes);
        self.registry = self.chain.instantiate(
            &self.owner,
            Bundle::RecordRegistry.wasm()?,
            constructor_input(registry),
            (consent, log).encode(),
        )?;
        let registry = self.registry.account;
        self.directory = self.chain.instantiate(
            &self.owner,
            Bundle::ProviderDirectory.wasm()?,
            constructor_input(ProviderDirectoryRef::new(
                self.owner.account(),
                UPGRADE_DELAY,
                registry,
            )),
            registry.encode(),
        )?;
        self.wire_directory()
    }

    /// Puts another patient account, over this consent manager and this registry, in the place
    /// of the suite's.
    ///
    /// # Errors
    /// When the contract was not built, or the chain refuses it.
    pub fn replace_account(&mut self, consent: AccountId, registry: AccountId) -> Result<()> {
        let genesis = self.chain.genesis()?.into();
        let owner = self.owner.account();
        let account = PatientAccountRef::new(owner, UPGRADE_DELAY, consent, registry, genesis);
        self.account = self.chain.instantiate(
            &self.owner,
            Bundle::PatientAccount.wasm()?,
            constructor_input(account),
            (consent, registry).encode(),
        )?;
        Ok(())
    }

    /// Who owns the contracts that have an owner, and deployed them all.
    #[must_use]
    pub fn owner(&self) -> Actor {
        self.owner.clone()
    }

    /// One of the contracts as it was deployed.
    #[must_use]
    pub fn deployed(&self, contract: Contract) -> Deployed {
        match contract {
            Contract::Log => self.log,
            Contract::Consent => self.consent,
            Contract::Registry => self.registry,
            Contract::Directory => self.directory,
            Contract::Account => self.account,
        }
    }

    /// The account of one of the contracts.
    #[must_use]
    pub fn address(&self, contract: Contract) -> AccountId {
        self.deployed(contract).account
    }

    /// The calls of the access log.
    #[must_use]
    pub fn log(&self) -> Log {
        calls(self.log.account)
    }

    /// The calls of the consent manager.
    #[must_use]
    pub fn consent(&self) -> Consent {
        calls(self.consent.account)
    }

    /// The calls of the record registry.
    #[must_use]
    pub fn registry(&self) -> Registry {
        calls(self.registry.account)
    }

    /// The calls of the provider directory.
    #[must_use]
    pub fn directory(&self) -> Directory {
        calls(self.directory.account)
    }

    /// The calls of the patient account.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        calls(self.account.account)
    }

    /// Submits a message in a transaction of its own.
    ///
    /// # Errors
    /// When the chain did not take it. That a message refuses is in the outcome.
    pub fn submit<Args: Encode, R: Decode>(
        &mut self,
        caller: &Actor,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>> {
        let (contract, input) = message_input(message);
        Outcome::decode(self.chain.submit(caller, contract, input)?)
    }

    /// Asks for the answer to a message and changes nothing. The owner asks.
    ///
    /// # Errors
    /// When the chain or the contract did not answer.
    pub fn read<Args: Encode, R: Decode>(&mut self, message: Message<Args, R>) -> Result<R> {
        let owner = self.owner();
        self.read_as(&owner, message)?.answer()
    }

    /// What would come of a message if this caller submitted it now.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn read_as<Args: Encode, R: Decode>(
        &mut self,
        caller: &Actor,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>> {
        let (contract, input) = message_input(message);
        Outcome::decode(self.chain.read(caller, contract, input)?)
    }

    /// The chain.
    pub fn chain(&mut self) -> &mut dyn Chain {
        self.chain.as_mut()
    }

    /// The time of the current block.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn now(&mut self) -> Result<Timestamp> {
        self.chain.now()
    }

    /// Lets time pass, into a new block.
    ///
    /// # Errors
    /// When the chain cannot.
    pub fn advance(&mut self, milliseconds: u64) -> Result<()> {
        self.chain.advance(milliseconds)
    }
}

/// The calls of the contract at this account.
fn calls<C: FromAccountId<DefaultEnvironment>>(account: AccountId) -> C {
    C::from_account_id(account)
}
