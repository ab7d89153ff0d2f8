//! The contracts, deployed and wired.

use access_log::AccessLogRef;
use anyhow::Result;
use chartkey::{
    constructor_input, AccountId, Accounts, Chain, Client, Consent, Contract, Contracts, Directory,
    Governors, Log, Message, Registry,
};
use chartkey_vocabulary::Timestamp;
use consent_manager::ConsentManagerRef;
use governor::GovernorRef;
use patient_account::PatientAccountRef;
use provider_directory::ProviderDirectoryRef;
use record_registry::RecordRegistryRef;
use scale::{Decode, Encode};

use crate::{Actor, Bundle, Deployed, InProcess, Outcome, Place, TestChain};

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
    client: Client<Box<dyn TestChain>>,
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
    /// A new suite on a chain of this kind, owned by the actor "health authority".
    ///
    /// # Errors
    /// When the contracts were not built, or there is no such chain.
    pub fn on(on: impl Place) -> Result<Self> {
        Self::deploy(on.chain()?, &Actor::named("health authority"))
    }

    /// A suite on a new chain inside this process, owned by the actor "health authority".
    ///
    /// # Errors
    /// When the contracts were not built.
    pub fn in_process() -> Result<Self> {
        Self::deploy(Box::new(InProcess::new()), &Actor::named("health authority"))
    }

    /// Deploys governor, log, consent manager, registry, directory and patient account, makes the
    /// registry the log's writer, names the directory to the registry, and puts the contracts
    /// under the governor. The steward is the actor "steward".
    ///
    /// # Errors
    /// When the contracts were not built, or the chain refuses one.
    pub fn deploy(chain: Box<dyn TestChain>, owner: &Actor) -> Result<Self> {
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
    pub fn deploy_unwired(mut chain: Box<dyn TestChain>, owner: &Actor) -> Result<Self> {
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
        let contracts = Contracts {
            log: log.account,
            consent: consent.account,
            registry: registry.account,
            directory: directory.account,
            account: account.account,
            governor: by,
        };
        let owner = owner.clone();
        let client = Client::new(chain, contracts, owner.clone());
        Ok(Self { client, owner, steward, governor, log, consent, registry, directory, account })
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
        self.registry = self.client.chain().instantiate(
            &self.owner,
            Bundle::RecordRegistry.wasm()?,
            constructor_input(RecordRegistryRef::new(governor, consent, log)),
            (consent, log).encode(),
        )?;
        let registry = self.registry.account;
        let steward = self.steward.bytes().into();
        self.directory = self.client.chain().instantiate(
            &self.owner,
            Bundle::ProviderDirectory.wasm()?,
            constructor_input(ProviderDirectoryRef::new(governor, steward, registry)),
            registry.encode(),
        )?;
        let directory = self.directory.account;
        self.client.set_contracts(Contracts { registry, directory, ..self.contracts() });
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
        let genesis = self.client.chain().genesis()?.into();
        let governor = self.governor.account;
        let account = PatientAccountRef::new(governor, consent, registry, genesis);
        self.account = self.client.chain().instantiate(
            &self.owner,
            Bundle::PatientAccount.wasm()?,
            constructor_input(account),
            (consent, registry).encode(),
        )?;
        let account = self.account.account;
        self.client.set_contracts(Contracts { account, ..self.contracts() });
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

    /// Where the contracts are.
    #[must_use]
    pub fn contracts(&self) -> Contracts {
        self.client.contracts()
    }

    /// The account of one of the contracts.
    #[must_use]
    pub fn address(&self, contract: Contract) -> AccountId {
        self.contracts().address(contract)
    }

    /// The calls of the access log.
    #[must_use]
    pub fn log(&self) -> Log {
        self.contracts().log()
    }

    /// The calls of the consent manager.
    #[must_use]
    pub fn consent(&self) -> Consent {
        self.contracts().consent()
    }

    /// The calls of the record registry.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.contracts().registry()
    }

    /// The calls of the provider directory.
    #[must_use]
    pub fn directory(&self) -> Directory {
        self.contracts().directory()
    }

    /// The calls of the patient account.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        self.contracts().accounts()
    }

    /// The calls of the governor.
    #[must_use]
    pub fn governors(&self) -> Governors {
        self.contracts().governors()
    }

    /// The contracts as a client sees them, whose reader is the owner.
    pub fn client(&mut self) -> &mut Client<Box<dyn TestChain>> {
        &mut self.client
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
        Ok(self.client.submit(caller, message)?.into())
    }

    /// Asks for the answer to a message and changes nothing. The owner asks.
    ///
    /// # Errors
    /// When the chain or the contract did not answer.
    pub fn read<Args: Encode, R: Decode>(&mut self, message: Message<Args, R>) -> Result<R> {
        Ok(self.client.read(message)?)
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
        Ok(self.client.read_as(caller, message)?.into())
    }

    /// The chain.
    pub fn chain(&mut self) -> &mut dyn TestChain {
        self.client.chain().as_mut()
    }

    /// The time of the current block.
    ///
    /// # Errors
    /// When the chain did not answer.
    pub fn now(&mut self) -> Result<Timestamp> {
        Ok(self.client.now()?)
    }

    /// Lets time pass, into a new block.
    ///
    /// # Errors
    /// When the chain cannot.
    pub fn advance(&mut self, milliseconds: u64) -> Result<()> {
        self.chain().advance(milliseconds)
    }
}
