//! A session of drink with the release in it: deployed, wired, spoken to in text.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{bail, ensure, Context, Result};
use chartkey_e2e_tests::{Actor, Bundle, ACCOUNT_UPGRADE_DELAY, PARTS, UPGRADE_DELAY};
use drink::{
    minimal::{MinimalSandbox, RuntimeEvent},
    pallet_contracts,
    sandbox_api::prelude::{BalanceAPI, TimestampAPI},
    session::{
        contract_transcode::{ContractMessageTranscoder, Map, Value},
        error::SessionError,
        ContractBundle, Session, NO_ENDOWMENT,
    },
    AccountId32, Weight,
};
use scale::Encode;

/// The governor.
pub const GOVERNOR: Bundle = Bundle::Governor;
/// The access log.
pub const LOG: Bundle = Bundle::AccessLog;
/// The consent manager.
pub const CONSENT: Bundle = Bundle::ConsentManager;
/// The record registry.
pub const REGISTRY: Bundle = Bundle::RecordRegistry;
/// The provider directory.
pub const DIRECTORY: Bundle = Bundle::ProviderDirectory;
/// The patient account.
pub const ACCOUNT: Bundle = Bundle::PatientAccount;

/// The contracts that the governor governs, each with its delay in milliseconds.
pub const GOVERNED: [(Bundle, u64); 4] = [
    (CONSENT, UPGRADE_DELAY),
    (REGISTRY, UPGRADE_DELAY),
    (DIRECTORY, UPGRADE_DELAY),
    (ACCOUNT, ACCOUNT_UPGRADE_DELAY),
];

/// When a day begins: 2026-01-01 00:00 UTC, in milliseconds. drink's own clock counts seconds.
pub const BEGIN: u64 = 1_767_225_600_000;

/// What stands for the chain's genesis hash.
pub const CHAIN: [u8; 32] = [0xc4; 32];

/// What one call may use: most of a block of a usual chain. drink's own limit is a tenth of it.
const GAS_LIMIT: Weight = Weight::from_parts(1_400_000_000_000, 3_800_000);

/// What an account gets before it first acts, in planck.
const ENDOWMENT: u128 = 1_000_000_000_000;

/// What came of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Value or error, as text.
    pub answer: String,
    /// Who emitted what, as text.
    pub events: Vec<(Bundle, String)>,
}

/// A contract on the chain, and its metadata.
struct Contract {
    address: AccountId32,
    metadata: Arc<ContractMessageTranscoder>,
}

/// The release on a chain of drink's.
pub struct Day {
    session: Session<MinimalSandbox>,
    contracts: BTreeMap<&'static str, (Bundle, Contract)>,
    owner: Actor,
    steward: Actor,
}

impl Day {
    /// A chain without contracts.
    pub fn before_the_release() -> Self {
        let mut session = Session::<MinimalSandbox>::default().with_gas_limit(GAS_LIMIT);
        session.sandbox().set_timestamp(BEGIN);
        let (owner, steward) = (Actor::named("health authority"), Actor::named("steward"));
        Self { session, contracts: BTreeMap::new(), owner, steward }
    }

    /// The release, deployed and wired.
    pub fn begin() -> Result<Self> {
        let mut day = Self::before_the_release();
        for part in PARTS {
            day.upload(&code(part)?)?;
        }
        day.deploy_contracts()?;
        let (owner, registry, directory) =
            (day.owner(), day.address(REGISTRY)?, day.address(DIRECTORY)?);
        day.succeed(&owner, LOG, "set_writer", &[&registry])?;
        day.succeed(&owner, REGISTRY, "set_directory", &[&directory])?;
        for (contract, delay) in GOVERNED {
            let contract = day.address(contract)?;
            day.succeed(&owner, GOVERNOR, "wire", &[&contract, &delay.to_string()])?;
        }
        Ok(day)
    }

    /// Deploys the contracts, which find their parts on the chain.
    pub fn deploy_contracts(&mut self) -> Result<()> {
        self.deploy(GOVERNOR, &[])?;
        let governor = self.address(GOVERNOR)?;
        self.deploy(LOG, &[])?;
        self.deploy(CONSENT, &[&governor])?;
        let (consent, log) = (self.address(CONSENT)?, self.address(LOG)?);
        self.deploy(REGISTRY, &[&governor, &consent, &log])?;
        let registry = self.address(REGISTRY)?;
        self.deploy(DIRECTORY, &[&governor, &account(&self.steward), &registry])?;
        self.deploy(ACCOUNT, &[&governor, &consent, &registry, &text(CHAIN)])
    }

    /// Deploys one contract; arguments of its constructor as text.
    pub fn deploy(&mut self, bundle: Bundle, arguments: &[&str]) -> Result<()> {
        self.enter(&self.owner.clone())?;
        let file = ContractBundle::load(bundle.path())?;
        let metadata = Arc::clone(&file.transcoder);
        let salt = bundle.name().into();
        let address = self.session.deploy_bundle(file, "new", arguments, salt, NO_ENDOWMENT)?;
        self.contracts.insert(bundle.name(), (bundle, Contract { address, metadata }));
        Ok(())
    }

    /// Puts code on the chain. Returns its hash, as text.
    pub fn upload(&mut self, code: &[u8]) -> Result<String> {
        self.enter(&self.owner.clone())?;
        Ok(text(self.session.upload(code.to_vec())?))
    }

    /// Sends a message: its name and its arguments are text. That a message refuses is in the
    /// outcome; an error is a message that the metadata does not know or that fails as a whole.
    pub fn call(
        &mut self,
        caller: &Actor,
        contract: Bundle,
        message: &str,
        arguments: &[&str],
    ) -> Result<Outcome> {
        self.enter(caller)?;
        let Contract { address, metadata } = self.contract(contract)?;
        let (address, metadata) = (address.clone(), Arc::clone(metadata));
        let called =
            self.session.call_with_address::<_, ()>(address, message, arguments, NO_ENDOWMENT);
        let returned = match called {
            Ok(_) => self.session.record().last_call_return().to_vec(),
            // ink! reverts whatever answers an `Err`; the answer is there all the same.
            Err(SessionError::CallReverted(returned)) => returned,
            Err(error) => return Err(error.into()),
        };
        let mut rest = &returned[..];
        let answer = in_hex(&metadata.decode_message_return(message, &mut rest)?.to_string());
        ensure!(rest.is_empty(), "{message} answers more than its metadata says: {answer}");
        // Around every answer is ink!'s own result: whether the call was understood.
        let answer = answer.strip_prefix("Ok(").and_then(|answer| answer.strip_suffix(')'));
        let answer = answer.with_context(|| format!("{message} was not understood"))?.to_owned();
        Ok(Outcome { answer, events: self.last_events()? })
    }

    /// The answer to a message, whoever asks. What it changes is kept.
    pub fn ask(&mut self, contract: Bundle, message: &str, arguments: &[&str]) -> Result<String> {
        Ok(self.call(&Actor::named("anybody"), contract, message, arguments)?.answer)
    }

    /// A message that must not be refused.
    pub fn succeed(
        &mut self,
        caller: &Actor,
        contract: Bundle,
        message: &str,
        arguments: &[&str],
    ) -> Result<Outcome> {
        let outcome = self.call(caller, contract, message, arguments)?;
        ensure!(outcome.answer.starts_with("Ok("), "{message} is refused: {}", outcome.answer);
        Ok(outcome)
    }

    /// A message that must be refused, without an event. Returns the error, as text.
    pub fn refusal(
        &mut self,
        caller: &Actor,
        contract: Bundle,
        message: &str,
        arguments: &[&str],
    ) -> Result<String> {
        let Outcome { answer, events } = self.call(caller, contract, message, arguments)?;
        let error = answer.strip_prefix("Err(").and_then(|error| error.strip_suffix(')'));
        let error = error.with_context(|| format!("{message} is not refused: {answer}"))?;
        ensure!(events.is_empty(), "{message} is refused and emits {events:?}");
        Ok(error.to_owned())
    }

    /// The events of the last call, each by the metadata of the contract that emitted it. The
    /// first topic names the event, and the one without a topic has no other beside it; drink
    /// itself tries one event after another.
    fn last_events(&self) -> Result<Vec<(Bundle, String)>> {
        let mut events = Vec::new();
        for record in self.session.record().last_event_batch().all_events() {
            let RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted {
                contract,
                data,
            }) = &record.event
            else {
                continue;
            };
            let mut emitters = self.contracts.values();
            let emitter = emitters.find(|(_, emitter)| emitter.address == *contract);
            let (bundle, Contract { metadata, .. }) = emitter.context("a stranger's event")?;
            let event = match record.topics.first() {
                Some(name) => metadata.decode_contract_event(name, &mut &data.encode()[..])?,
                None => nameless_event(metadata, data)?,
            };
            events.push((*bundle, in_hex(&event.to_string())));
        }
        Ok(events)
    }

    /// The next call is this actor's, who has what it costs.
    fn enter(&mut self, actor: &Actor) -> Result<()> {
        let account = AccountId32::new(actor.bytes());
        if self.session.sandbox().free_balance(&account) == 0 {
            let minted = self.session.sandbox().mint_into(&account, ENDOWMENT);
            minted.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        }
        self.session.set_actor(account);
        Ok(())
    }

    fn contract(&self, bundle: Bundle) -> Result<&Contract> {
        let contract = self.contracts.get(bundle.name()).map(|(_, contract)| contract);
        contract.with_context(|| format!("{} is not deployed", bundle.name()))
    }

    /// The address of a deployed contract, as text.
    pub fn address(&self, bundle: Bundle) -> Result<String> {
        Ok(text(&self.contract(bundle)?.address))
    }

    /// The same as answers and events have it: SS58.
    pub fn ss58(&self, bundle: Bundle) -> Result<String> {
        Ok(self.contract(bundle)?.address.to_string())
    }

    /// The health authority, which owns the governor.
    pub fn owner(&self) -> Actor {
        self.owner.clone()
    }

    /// Who admits houses.
    pub fn steward(&self) -> Actor {
        self.steward.clone()
    }

    /// The time of the block, in milliseconds.
    pub fn now(&mut self) -> u64 {
        self.session.sandbox().get_timestamp()
    }

    /// Lets milliseconds pass.
    pub fn pass(&mut self, milliseconds: u64) {
        let now = self.now();
        self.session.sandbox().set_timestamp(now.saturating_add(milliseconds));
    }
}

/// A bundle's code.
pub fn code(bundle: Bundle) -> Result<Vec<u8>> {
    Ok(ContractBundle::load(bundle.path())?.wasm)
}

/// Bytes as arguments have them.
pub fn text(bytes: impl AsRef<[u8]>) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// An actor's account as arguments have it.
pub fn account(actor: &Actor) -> String {
    text(actor.bytes())
}

/// An event without a topic, by the metadata of the contract that emitted it, which has one such
/// event.
fn nameless_event(metadata: &ContractMessageTranscoder, data: &[u8]) -> Result<Value> {
    let events = metadata.metadata().spec().events().iter();
    let nameless: Vec<_> = events.filter(|event| event.signature_topic().is_none()).collect();
    let [event] = nameless.as_slice() else { bail!("{} events without a topic", nameless.len()) };
    let mut rest = data;
    let mut fields = Vec::new();
    for field in event.args() {
        let value = metadata.decode(field.ty().ty().id, &mut rest)?;
        fields.push((Value::String(field.label().to_string()), value));
    }
    ensure!(rest.is_empty(), "{} bytes behind the event {}", rest.len(), event.label());
    Ok(Value::Map(Map::new(Some(event.label()), fields.into_iter().collect())))
}

/// A decoded text with every list of 32 bytes in hex: the decoder writes hashes and accounts in
/// either way, as they are declared.
fn in_hex(decoded: &str) -> String {
    let mut parts = decoded.split('[');
    let mut hex = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let list = part.split_once(']');
        let bytes = list.and_then(|(list, rest)| {
            let bytes: Option<Vec<u8>> = list.split(", ").map(|byte| byte.parse().ok()).collect();
            Some((bytes.filter(|bytes| bytes.len() == 32)?, rest))
        });
        match bytes {
            Some((bytes, rest)) => hex.extend([&text(bytes), rest]),
            None => hex.extend(["[", part]),
        }
    }
    hex
}
