//! The contracts, deployed and wired.

use access_log::{AccessLog, AccessLogRef};
use anyhow::Result;
use chartkey_vocabulary::Timestamp;
use consent_manager::{ConsentManager, ConsentManagerRef};
use governor::{Governor, GovernorRef};
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

/// The calls of the governor.
pub type Governors = <Governor as ContractCallBuilder>::Type;

/// How long releases of a suite's contracts wait, in milliseconds: 72 hours; those of
/// patient-account wait [`ACCOUNT_UPGRADE_DELAY`].
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

    /// How long its releases wait in a suite, in milliseconds.
    #[must_use]
    pub fn upgrade_delay(self) -> u64 {
        match self {
            Self::Account => ACCOUNT_UPGRADE_DELAY,
            _ => UPGRADE_DELAY,
        }
    }
}

/// The parts that contracts pin, which have to be on the chain before them.
pub const PARTS: [Bundle; 4] = [
    Bundle::ConsentChanges,
    Bundle::RecordBatches,
    Bundle::RecordEmergencies,
    Bundle::RecordUpkeep,
];

/// The contracts on a chain. Messages come from [`Suite::log`], [`Suite::consent`],
/// [`Suite::registry`], [`Suite::directory`], [`Suite::accounts`] and [`Suite::governors`], and are
/// sent with [`Suite::submit`] or [`Suite::read`].
pub struct Suite {
    chain: Box<dyn Chain>,
    owner: Actor,
    steward: Actor,
    governor: Deployed,
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

    /// Deploys governor, log, consent manager, registry, directory and patient account, makes the
    /// registry the log's writer, names the directory to the registry, and puts the contracts
    /// under the governor. The steward is the actor "steward".
    ///
    /// # Errors
    /// When the contracts were not built, or the chain refuses one.
    pub fn deploy(chain: Box<dyn Chain>, owner: &Actor) -> Result<Self> {
        let mut suite = Self::deploy_unwired(chain, owner)?;
        let registry = suite.registry.account;
        suite.submit(owner, suite.log().set_writer(registry))?.value()?;
        suite.wire_directory()?;
        for contract in Contract::GOVERNED {
            suite.wire(contract)?;
        }
        Ok(suite)
    }

    /// Deploys the contracts and leaves the log without a writer, the registry without a
    /// directory, and the governor without contracts.
    ///
    /// # Errors
    /// When the contracts were not built, or the chain refuses one.
    pub fn deploy_unwired(mut chain: Box<dyn Chain>, owner: &Actor) -> Result<Self> {
        for part in PARTS {
            chain.upload(owner, part.wasm()?)?;
        }
        let genesis = chain.genesis()?.into();
        let steward = Actor::named("steward");
        let mut instantiate = |bundle: Bundle, input| {
            chain.instantiate(owner, bundle.wasm()?, input, bundle.name().into())
        };
        let governor = instantiate(Bundle::Governor, constructor_input(GovernorRef::new()))?;
        let by = governor.account;
        let log = instantiate(Bundle::AccessLog, constructor_input(AccessLogRef::new()))?;
        let consent =
            instantiate(Bundle::ConsentManager, constructor_input(ConsentManagerRef::new(by)))?;
        let registry = instantiate(
            Bundle::RecordRegistry,
            constructor_input(RecordRegistryRef::new(by, consent.account, log.account)),
        )?;
        let directory = instantiate(
            Bundle::ProviderDirectory,
            constructor_input(ProviderDirectoryRef::new(
                by,
                steward.bytes().into(),
                registry.account,
            )),
        )?;
        let account = instantiate(
            Bundle::PatientAccount,
            constructor_input(PatientAccountRef::new(
                by,
                consent.account,
                registry.account,
                genesis,
            )),
        )?;
        let owner = owner.clone();
        Ok(Self { chain, owner, steward, governor, log, consent, registry, directory, account })
    }

    /// Puts a contract under the governor.
    ///
    /// # Errors
    /// When the governor refuses it.
    pub fn wire(&mut self, contract: Contract) -> Result<()> {
        let (owner, address) = (self.owner(), self.address(contract));
        let wire = self.governors().wire(address, contract.upgrade_delay());
        self.submit(&owner, wire)?.value()
    }

    /// Pauses a contract, or ends the pause.
    ///
    /// # Errors
    /// When the governor refuses it.
    pub fn set_paused(&mut self, contract: Contract, paused: bool) -> Result<()> {
        let (owner, address) = (self.owner(), self.address(contract));
        self.submit(&owner, self.governors().set_paused(address, paused))?.value()
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
        let governor = self.governor.account;
        self.registry = self.chain.instantiate(
            &self.owner,
            Bundle::RecordRegistry.wasm()?,
            constructor_input(RecordRegistryRef::new(governor, consent, log)),
            (consent, log).encode(),
        )?;
        let registry = self.registry.account;
        let steward = self.steward.bytes().into();
        self.directory = self.chain.instantiate(
            &self.owner,
            Bundle::ProviderDirectory.wasm()?,
            constructor_input(ProviderDirectoryRef::new(governor, steward, registry)),
            registry.encode(),
        )?;
        self.wire(Contract::Registry)?;
        self.wire(Contract::Directory)?;
        self.wire_directory()
    }

    /// Puts another patient account, over this consent manager and this registry, in the place
    /// of the suite's.
    ///
    /// # Errors
    /// When the contract was not built, or the chain refuses it.
    pub fn replace_account(&mut self, consent: AccountId, registry: AccountId) -> Result<()> {
        let genesis = self.chain.genesis()?.into();
        let governor = self.governor.account;
        let account = PatientAccountRef::new(governor, consent, registry, genesis);
        self.account = self.chain.instantiate(
            &self.owner,
            Bundle::PatientAccount.wasm()?,
            constructor_input(account),
            (consent, registry).encode(),
        )?;
        self.wire(Contract::Account)
    }

    /// Who owns the governor, and deployed all contracts.
    #[must_use]
    pub fn owner(&self) -> Actor {
        self.owner.clone()
    }

    /// Who admits and suspends organizations.
    #[must_use]
    pub fn steward(&self) -> Actor {
        self.steward.clone()
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
            Contract::Governor => self.governor,
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

    /// The calls of the governor.
    #[must_use]
    pub fn governors(&self) -> Governors {
        calls(self.governor.account)
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
