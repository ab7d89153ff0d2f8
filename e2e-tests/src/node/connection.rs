//! What is asked of a node: ink!'s end-to-end client for calls and transactions, and the blocks
//! and the storage for what came of them.

use std::path::PathBuf;

use anyhow::{anyhow, ensure, Context, Result};
use chartkey_devchain::{ContractInfo, Stored};
use chartkey_vocabulary::Timestamp;
use frame_support::{
    dispatch::{DispatchClass, DispatchInfo},
    storage::storage_prefix,
    weights::Weight,
};
use frame_system::limits::BlockWeights;
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use ink_e2e::{
    events::{ContractEmitted, ContractInstantiatedEvent},
    subxt::{
        self,
        backend::{legacy::LegacyRpcMethods, rpc::rpc_params},
        blocks::{Block, ExtrinsicEvents},
        dynamic::Value,
        error::DispatchError,
        utils::{AccountId32, H256},
        OnlineClient,
    },
    ChainBackend as _, Client, ContractsBackend as _, Keypair, PolkadotConfig, RpcClient,
};
use scale::{Decode, Encode};

use crate::Emitted;

type ChainBlock = Block<PolkadotConfig, OnlineClient<PolkadotConfig>>;

/// What a call may use: most of what the development chain lets a transaction have.
pub(super) const GAS_LIMIT: Weight = Weight::from_parts(1_200_000_000_000, 3_800_000);

/// A connection to a node.
pub(super) struct Connection {
    ink: Client<PolkadotConfig, DefaultEnvironment>,
    chain: OnlineClient<PolkadotConfig>,
    rpc: LegacyRpcMethods<PolkadotConfig>,
    call_weight: Weight,
}

/// A transaction in its block.
pub(super) struct Included {
    block: ChainBlock,
    events: ExtrinsicEvents<PolkadotConfig>,
    /// The name of the error that it ended with, if it did.
    pub error: Option<String>,
    /// Its whole weight.
    pub weight: Weight,
}

/// What a call would come to.
pub(super) struct DryRun {
    /// What the contract would return and whether it would take its changes back, or the name
    /// of the error that the call would end with.
    pub answer: Result<(Vec<u8>, bool), String>,
    /// The whole weight that it would have as a transaction. Where it ends with an error this is
    /// without gas, which ink!'s client does not return then.
    pub weight: Weight,
}

/// The rest of a message's input, after the selector. It is encoded already.
#[derive(Clone)]
struct Arguments(Vec<u8>);

impl Encode for Arguments {
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        output.write(&self.0);
    }
}

impl Connection {
    /// Connects to the node of a development chain.
    pub(super) async fn open(url: &str) -> Result<Self> {
        let unreachable = || format!("the node at {url} does not answer");
        let client = RpcClient::from_insecure_url(url).await.with_context(unreachable)?;
        let kind: String =
            client.request("system_chainType", rpc_params![]).await.with_context(unreachable)?;
        ensure!(kind == "Development", "the node at {url} runs no development chain: {kind}");
        let ink = Client::new(client.clone(), Vec::<PathBuf>::new()).await?;
        let chain = OnlineClient::from_rpc_client(client.clone()).await?;
        ensure!(
            chain.metadata().pallet_by_name("Contracts").is_some(),
            "the chain at {url} has no pallet-contracts"
        );
        let rpc = LegacyRpcMethods::new(client);
        let mut connection = Self { ink, chain, rpc, call_weight: Weight::zero() };
        connection.call_weight = connection.weight_of_an_empty_call().await?;
        Ok(connection)
    }

    /// What a transaction weighs that calls a contract and is given no gas.
    async fn weight_of_an_empty_call(&self) -> Result<Weight> {
        let contract = Value::unnamed_variant("Id", [Value::from_bytes([0; 32])]);
        let call = subxt::dynamic::tx(
            "Contracts",
            "call",
            call_arguments(contract, Weight::zero(), None, &[]),
        );
        let mut question = self.chain.tx().call_data(&call)?;
        question.extend(0_u32.encode());
        let info = self
            .rpc
            .state_call(
                "TransactionPaymentCallApi_query_call_info",
                Some(question.as_slice()),
                None,
            )
            .await?;
        let call_weight = Weight::decode(&mut &info[..])?;
        let weights = subxt::dynamic::constant("System", "BlockWeights");
        let weights = BlockWeights::decode(&mut self.chain.constants().at(&weights)?.encoded())?;
        Ok(call_weight.saturating_add(weights.get(DispatchClass::Normal).base_extrinsic))
    }

    /// The newest block.
    async fn best(&self) -> Result<ChainBlock> {
        let hash = self.rpc.chain_get_block_hash(None).await?.context("there is no block")?;
        Ok(self.chain.blocks().at(hash).await?)
    }

    /// The number of the newest block.
    pub(super) async fn block_number(&self) -> Result<u32> {
        Ok(self.best().await?.number())
    }

    /// The time of the newest block.
    pub(super) async fn now(&self) -> Result<Timestamp> {
        let now = self.best().await?.storage().fetch_raw(now_key()).await?;
        now.map_or(Ok(0), |now| Ok(Timestamp::decode(&mut &now[..])?))
    }

    /// The hash of the first block.
    pub(super) fn genesis(&self) -> Result<[u8; 32]> {
        Ok(self.chain.genesis_hash().0)
    }

    /// What an account can spend, in planck.
    pub(super) async fn balance(&mut self, account: AccountId) -> Result<u128> {
        Ok(self.ink.free_balance(account).await?)
    }

    /// What the pallet knows about a contract now.
    pub(super) async fn contract_info(&self, contract: AccountId) -> Result<ContractInfo> {
        let info = self.best().await?.storage().fetch_raw(ContractInfo::key(contract)).await?;
        let info = info.context("there is no such contract")?;
        Ok(ContractInfo::decode(&mut &info[..])?)
    }

    /// What these contracts store more after a transaction's block than before it.
    pub(super) async fn stored_by(
        &self,
        included: &Included,
        contracts: &[AccountId],
    ) -> Result<Stored> {
        let parent = included.block.header().parent_hash;
        let before = self.stored(contracts, parent).await?;
        let after = self.stored(contracts, included.block.hash()).await?;
        Ok(Stored { items: after.items - before.items, bytes: after.bytes - before.bytes })
    }

    async fn stored(&self, contracts: &[AccountId], block: H256) -> Result<Stored> {
        let keys: Vec<_> = contracts.iter().map(|contract| ContractInfo::key(*contract)).collect();
        let keys = keys.iter().map(Vec::as_slice);
        let sets = self.rpc.state_query_storage_at(keys, Some(block)).await?;
        sets.into_iter()
            .flat_map(|set| set.changes)
            .filter_map(|(_, info)| info)
            .map(|info| Ok(Stored::from(&ContractInfo::decode(&mut &info[..])?)))
            .sum()
    }

    /// What a call would come to, on top of the newest block.
    pub(super) async fn dry_run(
        &mut self,
        caller: &Keypair,
        contract: AccountId,
        input: &[u8],
    ) -> Result<DryRun> {
        let (selector, arguments) = input.split_first_chunk().context("there is no selector")?;
        let message = build_call::<DefaultEnvironment>()
            .call(contract)
            .exec_input(
                ExecutionInput::new(Selector::new(*selector))
                    .push_arg(Arguments(arguments.to_vec())),
            )
            .returns::<()>();
        match self.ink.call(caller, &message).dry_run().await {
            Ok(done) => {
                let returned = done.exec_return_value();
                Ok(DryRun {
                    answer: Ok((returned.data.clone(), returned.did_revert())),
                    weight: self.call_weight.saturating_add(done.exec_result.gas_consumed),
                })
            }
            Err(ink_e2e::Error::CallDryRun(failure)) => {
                Ok(DryRun { answer: Err(described(&failure.error)), weight: self.call_weight })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The value that a contract stores under this key now.
    pub(super) async fn item(&self, contract: AccountId, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let question = (contract, key).encode();
        let answer = self.rpc.state_call("ContractsApi_get_storage", Some(&question), None).await?;
        let item = Result::<Option<Vec<u8>>, u8>::decode(&mut &answer[..])?;
        item.map_err(|error| anyhow!("the item cannot be read: error {error}"))
    }

    /// Submits a call of the contracts pallet. The caller pays at most this deposit, if there is a
    /// limit.
    pub(super) async fn call(
        &mut self,
        caller: &Keypair,
        contract: AccountId,
        input: &[u8],
        deposit: Option<u128>,
    ) -> Result<Included> {
        let contract = Value::unnamed_variant("Id", [Value::from_bytes(contract)]);
        let arguments = call_arguments(contract, GAS_LIMIT, deposit, input);
        self.submit(caller, "Contracts", "call", arguments).await
    }

    /// Submits a transaction, waits for its block, and finds it there, however it ended.
    pub(super) async fn submit(
        &mut self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        arguments: Vec<Value>,
    ) -> Result<Included> {
        let account = signer.public_key().to_account_id();
        let before = self.best().await?;
        let nonce = before.account_nonce(&account).await?;
        match self.ink.runtime_call(signer, pallet, call, arguments).await {
            Ok(_) | Err(ink_e2e::Error::CallExtrinsic(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let mut block = self.best().await?;
        while block.number() > before.number() {
            let parent = block.header().parent_hash;
            if let Some(events) = events_of(&block, &account, nonce).await? {
                let (error, weight) = self.end(&events)?;
                return Ok(Included { block, events, error, weight });
            }
            block = self.chain.blocks().at(parent).await?;
        }
        Err(anyhow!("{pallet}.{call} is in no block"))
    }

    /// The name of the error that a transaction ended with, if it did, and its weight.
    fn end(&self, events: &ExtrinsicEvents<PolkadotConfig>) -> Result<(Option<String>, Weight)> {
        for event in events.iter() {
            let event = event?;
            let mut fields = event.field_bytes();
            let error = match (event.pallet_name(), event.variant_name()) {
                ("System", "ExtrinsicSuccess") => None,
                ("System", "ExtrinsicFailed") => {
                    let error = DispatchError::decode_from(fields, self.chain.metadata())?;
                    // The weight is behind it.
                    ink_sandbox::DispatchError::decode(&mut fields)?;
                    Some(described(&error))
                }
                _ => continue,
            };
            return Ok((error, DispatchInfo::decode(&mut fields)?.weight));
        }
        Err(anyhow!("the block does not say how the transaction ended"))
    }
}

impl Included {
    /// What contracts emitted, in order.
    pub(super) fn emitted(&self) -> Result<Vec<Emitted>> {
        let mut emitted = Vec::new();
        for event in self.events.iter() {
            let event = event?;
            if let Some(ContractEmitted { contract, data }) =
                event.as_event::<ContractEmitted<DefaultEnvironment>>()?
            {
                let topics = event.topics().iter().map(|topic| topic.0).collect();
                emitted.push(Emitted { contract, topics, data });
            }
        }
        Ok(emitted)
    }

    /// The contract that was instantiated.
    pub(super) fn instantiated(&self) -> Result<AccountId> {
        let event = self.events.find_last::<ContractInstantiatedEvent<DefaultEnvironment>>()?;
        Ok(event.context("no contract was instantiated")?.contract)
    }

    /// Nothing, if the transaction did what it was to do.
    pub(super) fn done(self) -> Result<Self> {
        match &self.error {
            None => Ok(self),
            Some(error) => Err(anyhow!("the transaction ended with {error}")),
        }
    }
}

/// The events of an account's transaction with this nonce, if it is in this block.
async fn events_of(
    block: &ChainBlock,
    account: &AccountId32,
    nonce: u64,
) -> Result<Option<ExtrinsicEvents<PolkadotConfig>>> {
    for transaction in block.extrinsics().await?.iter() {
        let transaction = transaction?;
        let by_account =
            transaction.address_bytes().is_some_and(|address| address.ends_with(&account.0));
        if by_account
            && transaction.signed_extensions().and_then(|parts| parts.nonce()) == Some(nonce)
        {
            return Ok(Some(transaction.events().await?));
        }
    }
    Ok(None)
}

/// The arguments of `Contracts.call`.
fn call_arguments(
    contract: Value,
    gas_limit: Weight,
    deposit: Option<u128>,
    input: &[u8],
) -> Vec<Value> {
    let deposit =
        deposit.map_or_else(none, |limit| Value::unnamed_variant("Some", [Value::u128(limit)]));
    vec![contract, Value::u128(0), weight(gas_limit), deposit, Value::from_bytes(input)]
}

/// A weight as an argument.
pub(super) fn weight(weight: Weight) -> Value {
    Value::named_composite([
        ("ref_time", Value::u128(weight.ref_time().into())),
        ("proof_size", Value::u128(weight.proof_size().into())),
    ])
}

/// No value as an argument.
pub(super) fn none() -> Value {
    Value::unnamed_variant("None", [])
}

/// Where the chain stores its time.
pub(super) fn now_key() -> [u8; 32] {
    storage_prefix(b"Timestamp", b"Now")
}

/// The name of an error.
fn described(error: &DispatchError) -> String {
    match error {
        DispatchError::Module(module) => module
            .details()
            .map_or_else(|_| module.to_string(), |details| details.variant.name.clone()),
        error => format!("{error:?}"),
    }
}
