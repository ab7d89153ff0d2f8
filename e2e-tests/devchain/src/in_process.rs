//! A chain inside this process: the runtime that ink!'s sandbox assembles.

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
use frame_system::{limits::BlockWeights, RawOrigin};
use ink_sandbox::{
    api::prelude::{SystemAPI, TimestampAPI},
    frame_support::sp_runtime::TransactionOutcome,
    pallet_balances, AccountId32, DefaultSandbox, DispatchError, EventRecordOf, RuntimeOf, Sandbox,
};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism, WeightInfo};

use crate::{
    contract_info::{ContractInfo, Stored},
    Actor, CodeHash, Deployed, TestChain,
};

type Runtime = RuntimeOf<DefaultSandbox>;
type Contracts = pallet_contracts::Pallet<Runtime>;
type ContractsWeights = <Runtime as pallet_contracts::Config>::WeightInfo;
type Balances = pallet_balances::Pallet<Runtime>;
type RuntimeEvent = <Runtime as frame_system::Config>::RuntimeEvent;

/// 2026-01-01 00:00 UTC.
const GENESIS: Timestamp = 1_767_225_600_000;

/// What an account gets when it first submits a call, in planck.
const ENDOWMENT: u128 = 1_000_000_000_000;

/// What one call may use: most of a block of a usual chain.
const GAS_LIMIT: Weight = Weight::from_parts(1_400_000_000_000, 3_800_000);

/// A chain inside this process, from 2026-01-01 00:00 UTC on. Blocks come only when the clock
/// is set.
pub struct InProcess {
    sandbox: DefaultSandbox,
    contracts: Vec<AccountId>,
}

impl InProcess {
    /// A new chain.
    #[must_use]
    pub fn new() -> Self {
        let mut sandbox = DefaultSandbox::default();
        sandbox.set_timestamp(GENESIS);
        Self { sandbox, contracts: Vec::new() }
    }

    /// Calls a contract, and keeps what that changes or takes all of it back.
    fn call(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
        keep: bool,
    ) -> Result<Receipt> {
        let Self { sandbox, contracts } = self;
        let caller = account_32(caller.account());
        let call = || {
            endow(&caller);
            forget_events();
            let before = stored(contracts)?;
            let called = Contracts::bare_call(
                caller,
                account_32(contract),
                0,
                GAS_LIMIT,
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::UnsafeCollect,
                Determinism::Enforced,
            );
            forget_topics(called.events.iter().flatten());
            anyhow::Ok((called, before, stored(contracts)?))
        };
        let done = sandbox.execute_with(|| {
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
            .saturating_add(ContractsWeights::call())
            .saturating_add(base_weight());
        let cost = Cost {
            ref_time: weight.ref_time(),
            proof_size: weight.proof_size(),
            items: after.items - before.items,
            bytes: after.bytes - before.bytes,
        };
        Ok(Receipt { answer, events: records.into_iter().filter_map(emitted).collect(), cost })
    }
}

impl Default for InProcess {
    fn default() -> Self {
        Self::new()
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
fn forget_topics<'a>(records: impl Iterator<Item = &'a EventRecordOf<Runtime>>) {
    let prefix = storage_prefix(b"System", b"EventTopics");
    for topic in records.flat_map(|record| &record.topics) {
        unhashed::kill(&[&prefix[..], &Blake2_128Concat::hash(topic.as_ref())].concat());
    }
}

/// Gives an account that never had anything what it needs.
fn endow(account: &AccountId32) {
    if Balances::free_balance(account) == 0 {
        drop(Balances::deposit_creating(account, ENDOWMENT));
    }
}

/// What every extrinsic weighs besides its call.
fn base_weight() -> Weight {
    let weights: BlockWeights = <Runtime as frame_system::Config>::BlockWeights::get();
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
fn emitted(record: EventRecordOf<Runtime>) -> Option<Emitted> {
    match record.event {
        RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { contract, data }) => {
            Some(Emitted {
                contract: AccountId::from(<[u8; 32]>::from(contract)),
                topics: record.topics.into_iter().map(|topic| topic.0).collect(),
                data,
            })
        }
        _ => None,
    }
}

impl Chain for InProcess {
    type Caller = Actor;

    fn submit(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.call(caller, contract, input, true).map_err(ChainError::new)
    }

    fn read(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.call(caller, contract, input, false).map_err(ChainError::new)
    }

    fn genesis(&mut self) -> Result<[u8; 32], ChainError> {
        Ok(self.sandbox.execute_with(|| frame_system::Pallet::<Runtime>::block_hash(0)).0)
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(self.sandbox.get_timestamp())
    }
}

impl TestChain for InProcess {
    fn upload(&mut self, caller: &Actor, code: Vec<u8>) -> Result<CodeHash> {
        let caller = account_32(caller.account());
        self.sandbox
            .execute_with(|| {
                endow(&caller);
                Contracts::bare_upload_code(caller, code, None, Determinism::Enforced)
            })
            .map(|uploaded| uploaded.code_hash.0)
            .map_err(|error| anyhow!("the code was refused: {}", described(error)))
    }

    fn remove(&mut self, caller: &Actor, code_hash: CodeHash) -> Result<()> {
        let caller = RawOrigin::Signed(account_32(caller.account())).into();
        self.sandbox
            .execute_with(|| Contracts::remove_code(caller, code_hash.into()))
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
        let base = base_weight().saturating_add(ContractsWeights::instantiate_with_code(
            u32::try_from(code.len())?,
            u32::try_from(input.len())?,
            u32::try_from(salt.len())?,
        ));
        let instantiated = self.sandbox.execute_with(|| {
            endow(&caller);
            Contracts::bare_instantiate(
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
        let info = self.sandbox.execute_with(|| contract_info(account))?;
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

    fn code_hash(&mut self, contract: AccountId) -> Result<CodeHash> {
        self.sandbox.execute_with(|| contract_info(contract)).map(|info| info.code_hash)
    }

    fn endow(&mut self, account: AccountId) -> Result<()> {
        self.sandbox.execute_with(|| endow(&account_32(account)));
        Ok(())
    }

    fn balance(&mut self, account: AccountId) -> Result<u128> {
        let account = account_32(account);
        Ok(self.sandbox.execute_with(|| Balances::free_balance(&account)))
    }

    /// The sandbox begins a block in seconds of the wall clock; that is overwritten here.
    fn set_clock(&mut self, now: Timestamp) -> Result<()> {
        self.sandbox.build_block();
        self.sandbox.set_timestamp(now);
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32> {
        Ok(self.sandbox.block_number())
    }
}
