//! A chain inside this process: the runtime that ink!'s sandbox assembles, or another.

use std::marker::PhantomData;

use anyhow::{anyhow, bail, Context, Result};
use chartkey::{AccountId, Answer, Chain, ChainError, Cost, Emitted, Receipt};
use chartkey_vocabulary::Timestamp;
use frame_support::{
    dispatch::DispatchClass,
    storage::{storage_prefix, unhashed, with_transaction},
    traits::{Currency, Get},
    weights::Weight,
    Blake2_128Concat, StorageHasher,
};
use frame_system::{limits::BlockWeights, pallet_prelude::BlockNumberFor, RawOrigin};
use ink_sandbox::{
    frame_support::sp_runtime::{traits::SaturatedConversion, TransactionOutcome},
    pallet_balances, pallet_timestamp, AccountId32, BlockBuilder, DefaultSandbox, DispatchError,
    EventRecordOf, RuntimeOf, TestExternalities, H256,
};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism, WeightInfo};

use crate::{
    contract_info::{ContractInfo, Stored},
    Actor, CodeHash, Deployed, TestChain,
};

type Contracts<R> = pallet_contracts::Pallet<R>;
type ContractsWeights<R> = <R as pallet_contracts::Config>::WeightInfo;
type Balances<R> = pallet_balances::Pallet<R>;
type System<R> = frame_system::Pallet<R>;

/// 2026-01-01 00:00 UTC.
const GENESIS: Timestamp = 1_767_225_600_000;

/// What an account gets when it first submits a call, in planck.
const ENDOWMENT: u128 = 1_000_000_000_000;

/// What one call may use: most of a block of a usual chain.
const GAS_LIMIT: Weight = Weight::from_parts(1_400_000_000_000, 3_800_000);

/// A runtime with what a chain inside this process needs: the one that ink!'s sandbox assembles,
/// or another with other weights.
pub trait Runtime:
    frame_system::Config<
        AccountId = AccountId32,
        Hash = H256,
        RuntimeEvent: TryInto<pallet_contracts::Event<Self>>,
    > + pallet_balances::Config<Balance = u128>
    + pallet_timestamp::Config<Moment = Timestamp>
    + pallet_contracts::Config<Currency = pallet_balances::Pallet<Self>>
{
}

impl<R> Runtime for R where
    R: frame_system::Config<
            AccountId = AccountId32,
            Hash = H256,
            RuntimeEvent: TryInto<pallet_contracts::Event<R>>,
        > + pallet_balances::Config<Balance = u128>
        + pallet_timestamp::Config<Moment = Timestamp>
        + pallet_contracts::Config<Currency = pallet_balances::Pallet<R>>
{
}

/// A chain inside this process, from 2026-01-01 00:00 UTC on. Blocks come only when the clock
/// is set.
pub struct InProcess<R: Runtime = RuntimeOf<DefaultSandbox>> {
    state: TestExternalities,
    contracts: Vec<AccountId>,
    _runtime: PhantomData<fn() -> R>,
}

impl InProcess {
    /// A new chain, with the runtime of ink!'s sandbox.
    #[must_use]
    pub fn new() -> Self {
        Self::with_runtime()
    }
}

impl<R: Runtime> InProcess<R> {
    /// A new chain with this runtime.
    #[must_use]
    pub fn with_runtime() -> Self {
        let mut state = BlockBuilder::<R>::new_ext(Vec::new());
        state.execute_with(|| pallet_timestamp::Pallet::<R>::set_timestamp(GENESIS));
        Self { state, contracts: Vec::new(), _runtime: PhantomData }
    }

    /// Calls a contract, and keeps what that changes or takes all of it back. The caller pays at
    /// most this deposit, if there is a limit.
    fn call(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
        deposit: Option<u128>,
        keep: bool,
    ) -> Result<Receipt> {
        let Self { state, contracts, .. } = self;
        let caller = account_32(caller.account());
        let call = || {
            endow::<R>(&caller);
            forget_events();
            let before = stored(contracts)?;
            let called = Contracts::<R>::bare_call(
                caller,
                account_32(contract),
                0,
                GAS_LIMIT,
                deposit,
                input,
                DebugInfo::Skip,
                CollectEvents::UnsafeCollect,
                Determinism::Enforced,
            );
            forget_topics::<R>(called.events.iter().flatten());
            anyhow::Ok((called, before, stored(contracts)?))
        };
        let done = state.execute_with(|| {
            with_transaction(|| match call() {
                done if keep => TransactionOutcome::Commit(Ok::<_, DispatchError>(done)),
                done => TransactionOutcome::Rollback(Ok(done)),
            })
        });
        let (called, before, after) = done.map_err(|error| anyhow!(described(error)))??;
        let answer = match called.result {
            Ok(returned) if returned.did_revert() => Answer::Reverted(returned.data),
            Ok(returned) => Answer::Returned(returned.data),
            Err(error) => Answer::Failed(described(error)),
        };
        let records = called.events.unwrap_or_default();
        let weight = called
            .gas_consumed
            .saturating_add(ContractsWeights::<R>::call())
            .saturating_add(base_weight::<R>());
        let cost = Cost {
            ref_time: weight.ref_time(),
            proof_size: weight.proof_size(),
            items: after.items - before.items,
            bytes: after.bytes - before.bytes,
        };
        Ok(Receipt { answer, events: records.into_iter().filter_map(emitted::<R>).collect(), cost })
    }
}

impl<R: Runtime> Default for InProcess<R> {
    fn default() -> Self {
        Self::with_runtime()
    }
}

/// What these contracts store.
fn stored(contracts: &[AccountId]) -> Result<Stored> {
    contracts.iter().map(|contract| Ok(Stored::from(&contract_info(*contract)?))).sum()
}

fn contract_info(contract: AccountId) -> Result<ContractInfo> {
    unhashed::get(&ContractInfo::key(contract)).context("there is no such contract")
}

/// Forgets the events of earlier calls in this block. The sandbox's own way would walk over
/// the topics of every event that there ever was.
fn forget_events() {
    for item in [&b"Events"[..], b"EventCount"] {
        unhashed::kill(&storage_prefix(b"System", item));
    }
}

/// Forgets the index of events by topic, which would grow without end.
fn forget_topics<'a, R: Runtime>(records: impl Iterator<Item = &'a EventRecordOf<R>>) {
    let prefix = storage_prefix(b"System", b"EventTopics");
    for topic in records.flat_map(|record| &record.topics) {
        unhashed::kill(&[&prefix[..], &Blake2_128Concat::hash(topic.as_ref())].concat());
    }
}

/// Gives an account that never had anything what it needs.
fn endow<R: Runtime>(account: &AccountId32) {
    if Balances::<R>::free_balance(account) == 0 {
        drop(Balances::<R>::deposit_creating(account, ENDOWMENT));
    }
}

/// What every extrinsic weighs besides its call.
fn base_weight<R: Runtime>() -> Weight {
    let weights: BlockWeights = <R as frame_system::Config>::BlockWeights::get();
    weights.get(DispatchClass::Normal).base_extrinsic
}

fn account_32(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

/// The name of an error.
fn described(error: DispatchError) -> String {
    match error {
        DispatchError::Module(module) => {
            module.message.map_or_else(|| format!("{module:?}"), str::to_owned)
        }
        error => format!("{error:?}"),
    }
}

/// The event, if a contract emitted it.
fn emitted<R: Runtime>(record: EventRecordOf<R>) -> Option<Emitted> {
    let event: Result<pallet_contracts::Event<R>, _> = record.event.try_into();
    match event {
        Ok(pallet_contracts::Event::ContractEmitted { contract, data }) => Some(Emitted {
            contract: AccountId::from(<[u8; 32]>::from(contract)),
            topics: record.topics.into_iter().map(|topic| topic.0).collect(),
            data,
        }),
        _ => None,
    }
}

impl<R: Runtime> Chain for InProcess<R> {
    type Caller = Actor;

    fn submit(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.call(caller, contract, input, None, true).map_err(ChainError::new)
    }

    fn read(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.call(caller, contract, input, None, false).map_err(ChainError::new)
    }

    fn genesis(&mut self) -> Result<[u8; 32], ChainError> {
        Ok(self.state.execute_with(|| System::<R>::block_hash(BlockNumberFor::<R>::default())).0)
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(self.state.execute_with(pallet_timestamp::Pallet::<R>::get))
    }
}

impl<R: Runtime> TestChain for InProcess<R> {
    fn upload(&mut self, caller: &Actor, code: Vec<u8>) -> Result<CodeHash> {
        let caller = account_32(caller.account());
        self.state
            .execute_with(|| {
                endow::<R>(&caller);
                Contracts::<R>::bare_upload_code(caller, code, None, Determinism::Enforced)
            })
            .map(|uploaded| uploaded.code_hash.0)
            .map_err(|error| anyhow!("the code was refused: {}", described(error)))
    }

    fn remove(&mut self, caller: &Actor, code_hash: CodeHash) -> Result<()> {
        let caller = RawOrigin::Signed(account_32(caller.account())).into();
        self.state
            .execute_with(|| Contracts::<R>::remove_code(caller, code_hash.into()))
            .map(drop)
            .map_err(|refused| anyhow!("the code stays: {}", described(refused.error)))
    }

    fn instantiate(
        &mut self,
        caller: &Actor,
        code: Vec<u8>,
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<Deployed> {
        let caller = account_32(caller.account());
        let base = base_weight::<R>().saturating_add(ContractsWeights::<R>::instantiate_with_code(
            u32::try_from(code.len())?,
            u32::try_from(input.len())?,
            u32::try_from(salt.len())?,
        ));
        let instantiated = self.state.execute_with(|| {
            endow::<R>(&caller);
            Contracts::<R>::bare_instantiate(
                caller,
                0,
                GAS_LIMIT,
                None,
                Code::Upload(code),
                input,
                salt,
                DebugInfo::Skip,
                CollectEvents::Skip,
            )
        });
        let weight = instantiated.gas_consumed.saturating_add(base);
        let contract = match instantiated.result {
            Ok(contract) if contract.result.did_revert() => bail!("the constructor refused"),
            Ok(contract) => contract.account_id,
            Err(error) => bail!("the contract was refused: {}", described(error)),
        };
        let account = AccountId::from(<[u8; 32]>::from(contract));
        let info = self.state.execute_with(|| contract_info(account))?;
        self.contracts.push(account);
        Ok(Deployed {
            account,
            code_hash: info.code_hash,
            cost: Cost {
                ref_time: weight.ref_time(),
                proof_size: weight.proof_size(),
                items: info.items.into(),
                bytes: info.bytes.into(),
            },
        })
    }

    fn submit_within(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
        deposit: u128,
    ) -> Result<Receipt> {
        self.call(caller, contract, input, Some(deposit), true)
    }

    fn item(&mut self, contract: AccountId, key: Vec<u8>) -> Result<Option<Vec<u8>>> {
        self.state
            .execute_with(|| Contracts::<R>::get_storage(account_32(contract), key))
            .map_err(|error| anyhow!("the item cannot be read: {error:?}"))
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<CodeHash> {
        self.state.execute_with(|| contract_info(contract)).map(|info| info.code_hash)
    }

    fn endow(&mut self, account: AccountId) -> Result<()> {
        self.state.execute_with(|| endow::<R>(&account_32(account)));
        Ok(())
    }

    fn balance(&mut self, account: AccountId) -> Result<u128> {
        let account = account_32(account);
        Ok(self.state.execute_with(|| Balances::<R>::free_balance(&account)))
    }

    /// The builder begins a block in seconds of the wall clock; that is overwritten here.
    fn set_clock(&mut self, now: Timestamp) -> Result<()> {
        self.state.execute_with(|| {
            let number = System::<R>::block_number();
            let parent = BlockBuilder::<R>::finalize_block(number);
            BlockBuilder::<R>::initialize_block(number + 1u32.into(), parent);
            pallet_timestamp::Pallet::<R>::set_timestamp(now);
        });
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32> {
        Ok(self.state.execute_with(System::<R>::block_number).saturated_into())
    }
}
