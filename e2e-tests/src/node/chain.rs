//! The chain of a node, as scenarios use it.

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{catch_unwind, AssertUnwindSafe},
    thread,
    time::Duration,
};

use anyhow::{anyhow, bail, ensure, Context, Result};
use chartkey::ChainError;
use chartkey_vocabulary::Timestamp;
use ink::primitives::AccountId;
use ink_e2e::{
    alice,
    subxt::{self, dynamic::Value},
    tokio::{
        runtime::{Builder, Runtime},
        time::timeout,
    },
    Keypair,
};
use scale::Encode;
use sp_core::hashing::blake2_256;

use super::{
    connection::{none, now_key, weight, Connection, GAS_LIMIT},
    host::Host,
};
use crate::{Actor, Answer, Chain, CodeHash, Cost, Deployed, Receipt, TestChain};

/// How long a node may take to answer a question, a transaction's block included.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an account has at least when it submits, in planck: 100 UNIT.
const ENOUGH: u128 = 100_000_000_000_000;

/// What it gets when it has less, in planck: 1,000 UNIT.
const ENDOWMENT: u128 = 1_000_000_000_000_000;

/// How the chain ends a call that took its changes back.
const REVERTED: &str = "ContractReverted";

/// The chain of a development node, which makes a block of each transaction. Accounts are given
/// what they need, and the clock is moved, with the key of the development account Alice. A
/// connection that failed is given up, and the next question makes a new one.
pub struct OnNode {
    url: String,
    runtime: Runtime,
    connection: Option<Connection>,
    contracts: Vec<AccountId>,
    endowed: BTreeSet<AccountId>,
    host: Option<Host>,
}

impl OnNode {
    /// The chain of the node that the environment variable `CHARTKEY_NODE_URL` names, for this
    /// thread alone until it drops the value; else of a node of our own. Such a node is used
    /// again after the value is dropped, so it may hold contracts already.
    ///
    /// # Errors
    /// When there is no node, or it does not answer or runs no development chain.
    pub fn new() -> Result<Self> {
        let host = Host::take()?;
        let mut chain = Self::at(host.url())?;
        chain.host = Some(host);
        Ok(chain)
    }

    /// The chain of the node at this URL.
    ///
    /// # Errors
    /// When it does not answer or runs no development chain.
    pub fn at(url: impl Into<String>) -> Result<Self> {
        let mut chain = Self {
            url: url.into(),
            runtime: Builder::new_multi_thread().worker_threads(1).enable_all().build()?,
            connection: None,
            contracts: Vec::new(),
            endowed: BTreeSet::new(),
            host: None,
        };
        if chain.now()? == 0 {
            // There is no time before the first block.
            let remark = vec![Value::from_bytes([])];
            chain.transact(&alice(), "System", "remark", remark)?;
        }
        Ok(chain)
    }

    /// Where the node answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks the node. ink!'s client panics where a connection breaks; here that is an error.
    fn ask<T>(&mut self, question: impl AsyncFnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let Self { url, runtime, connection, .. } = self;
        let answer = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                let answer = async {
                    let connection = match connection {
                        Some(connection) => connection,
                        none => none.insert(Connection::open(url).await?),
                    };
                    question(connection).await
                };
                timeout(PATIENCE, answer).await
            })
        }));
        let answer = match answer {
            Ok(answer) => answer.unwrap_or_else(|late| Err(late.into())),
            Err(panic) => Err(anyhow!(message_of(panic.as_ref()))),
        };
        if answer.is_err() {
            self.connection = None;
        }
        answer.with_context(|| format!("the node at {} did not do it", self.url))
    }

    /// Submits a transaction that has to succeed.
    fn transact(
        &mut self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        arguments: Vec<Value>,
    ) -> Result<()> {
        self.ask(async |connection| {
            connection.submit(signer, pallet, call, arguments).await?.done().map(drop)
        })
    }

    /// An actor's key. The account has enough to pay with.
    fn signer(&mut self, actor: &Actor) -> Result<Keypair> {
        self.endow(actor.account())?;
        Keypair::from_seed(actor.seed()).map_err(|error| anyhow!("{error}"))
    }

    /// The answer is that of a dry run right before. It is an error if the transaction ends in
    /// another way, unless it has a limit of what the caller pays for storage, which the dry run
    /// has not.
    fn call(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
        deposit: Option<u128>,
    ) -> Result<Receipt> {
        let signer = self.signer(caller)?;
        let contracts = self.contracts.clone();
        self.ask(async |connection| {
            let expected = connection.dry_run(&signer, contract, &input).await?;
            let included = connection.call(&signer, contract, &input, deposit).await?;
            let answer = match (expected.answer, &included.error) {
                (_, Some(error)) if deposit.is_some() && error != REVERTED => {
                    Answer::Failed(error.clone())
                }
                (Ok((data, false)), _) => Answer::Returned(data),
                (Ok((data, true)), _) => Answer::Reverted(data),
                (Err(error), _) => Answer::Failed(error),
            };
            let error = match &answer {
                Answer::Returned(_) => None,
                Answer::Reverted(_) => Some(REVERTED),
                Answer::Failed(error) => Some(error.as_str()),
            };
            ensure!(
                included.error.as_deref() == error,
                "the dry run said {answer:?}, the transaction ended with {:?}",
                included.error
            );
            let stored = connection.stored_by(&included, &contracts).await?;
            let cost = Cost {
                ref_time: included.weight.ref_time(),
                proof_size: included.weight.proof_size(),
                items: stored.items,
                bytes: stored.bytes,
            };
            Ok(Receipt { answer, events: included.emitted()?, cost })
        })
    }

    /// A dry run returns no events and stores nothing; its weight is that of the transaction.
    fn dry_run(&mut self, caller: &Actor, contract: AccountId, input: Vec<u8>) -> Result<Receipt> {
        let signer = self.signer(caller)?;
        self.ask(async |connection| {
            let expected = connection.dry_run(&signer, contract, &input).await?;
            let answer = match expected.answer {
                Ok((data, false)) => Answer::Returned(data),
                Ok((data, true)) => Answer::Reverted(data),
                Err(error) => Answer::Failed(error),
            };
            let (ref_time, proof_size) = (expected.weight.ref_time(), expected.weight.proof_size());
            let cost = Cost { ref_time, proof_size, ..Cost::default() };
            Ok(Receipt { answer, events: Vec::new(), cost })
        })
    }

    fn endow(&mut self, account: AccountId) -> Result<()> {
        if self.endowed.contains(&account) {
            return Ok(());
        }
        if self.ask(async |connection| connection.balance(account).await)? < ENOUGH {
            let to = Value::unnamed_variant("Id", [Value::from_bytes(account)]);
            let arguments = vec![to, Value::u128(ENDOWMENT)];
            self.transact(&alice(), "Balances", "transfer_keep_alive", arguments)?;
        }
        self.endowed.insert(account);
        Ok(())
    }
}

impl Drop for OnNode {
    fn drop(&mut self) {
        let in_order = self.connection.is_some() && !thread::panicking();
        if let Some(host) = self.host.take() {
            host.give_back(in_order);
        }
    }
}

/// What a panic says.
fn message_of(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(message), _) => message.clone(),
        (_, Some(message)) => (*message).to_owned(),
        _ => "a panic without a message".to_owned(),
    }
}

impl Chain for OnNode {
    type Caller = Actor;

    fn submit(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.call(caller, contract, input, None).map_err(ChainError::new)
    }

    fn read(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        self.dry_run(caller, contract, input).map_err(ChainError::new)
    }

    fn genesis(&mut self) -> Result<[u8; 32], ChainError> {
        self.ask(async |connection| connection.genesis()).map_err(ChainError::new)
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        self.ask(async |connection| connection.now().await).map_err(ChainError::new)
    }
}

impl TestChain for OnNode {
    fn upload(&mut self, caller: &Actor, code: Vec<u8>) -> Result<CodeHash> {
        let signer = self.signer(caller)?;
        let hash = blake2_256(&code);
        let enforced = Value::unnamed_variant("Enforced", []);
        let arguments = vec![Value::from_bytes(code), none(), enforced];
        self.transact(&signer, "Contracts", "upload_code", arguments)
            .context("the code was refused")?;
        Ok(hash)
    }

    fn remove(&mut self, caller: &Actor, code_hash: CodeHash) -> Result<()> {
        let signer = self.signer(caller)?;
        let arguments = vec![Value::from_bytes(code_hash)];
        self.transact(&signer, "Contracts", "remove_code", arguments).context("the code stays")
    }

    fn instantiate(
        &mut self,
        caller: &Actor,
        code: Vec<u8>,
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<Deployed> {
        let signer = self.signer(caller)?;
        // A node's chain may have seen the same salt before.
        let salt = (salt, self.block_number()?).encode();
        let arguments = vec![
            Value::u128(0),
            weight(GAS_LIMIT),
            none(),
            Value::from_bytes(code),
            Value::from_bytes(input),
            Value::from_bytes(salt),
        ];
        let (account, weight, info) = self
            .ask(async |connection| {
                let call = "instantiate_with_code";
                let included =
                    connection.submit(&signer, "Contracts", call, arguments).await?.done()?;
                let account = included.instantiated()?;
                Ok((account, included.weight, connection.contract_info(account).await?))
            })
            .context("the contract was refused")?;
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
        self.call(caller, contract, input, Some(deposit))
    }

    fn item(&mut self, contract: AccountId, key: Vec<u8>) -> Result<Option<Vec<u8>>> {
        self.ask(async |connection| connection.item(contract, &key).await)
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<CodeHash> {
        self.ask(async |connection| Ok(connection.contract_info(contract).await?.code_hash))
    }

    fn endow(&mut self, account: AccountId) -> Result<()> {
        Self::endow(self, account)
    }

    fn balance(&mut self, account: AccountId) -> Result<u128> {
        self.ask(async |connection| connection.balance(account).await)
    }

    /// Overwrites the time, as the development chain's superuser. The next block is a few
    /// milliseconds later.
    fn set_clock(&mut self, now: Timestamp) -> Result<()> {
        ensure!(now >= self.now()?, "the clock of a node does not go back");
        let item = Value::unnamed_composite([
            Value::from_bytes(now_key()),
            Value::from_bytes(now.encode()),
        ]);
        let items = Value::unnamed_composite([item]);
        let set_storage = subxt::dynamic::tx("System", "set_storage", vec![items]).into_value();
        self.transact(&alice(), "Sudo", "sudo", vec![set_storage])
            .context("the clock can be set on a chain with pallet-sudo only, by its key Alice")?;
        if self.now()? != now {
            bail!("the clock was not set: Alice may not be the chain's superuser");
        }
        Ok(())
    }

    fn block_number(&mut self) -> Result<u32> {
        self.ask(async |connection| connection.block_number().await)
    }
}
