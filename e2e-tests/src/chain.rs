//! What a chain does for a scenario.

use anyhow::Result;
use chartkey_vocabulary::Timestamp;
use ink::primitives::AccountId;

use crate::{Actor, Cost};

/// The hash of uploaded contract code.
pub type CodeHash = [u8; 32];

/// A chain with the contracts pallet, as scenarios use it. Accounts are given what they need
/// to pay for their calls when they first submit one. An `Err` means that the chain itself did
/// not work; how a call ended is in its [`Receipt`].
pub trait Chain {
    /// Submits a call without value, in a transaction of its own.
    ///
    /// # Errors
    /// When the chain did not take the transaction.
    fn submit(&mut self, caller: &Actor, contract: AccountId, input: Vec<u8>) -> Result<Receipt>;

    /// Does the same and takes all of it back. A chain need not tell events, items and bytes
    /// then.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn read(&mut self, caller: &Actor, contract: AccountId, input: Vec<u8>) -> Result<Receipt>;

    /// Uploads code without instantiating it.
    ///
    /// # Errors
    /// When the chain refuses the code.
    fn upload(&mut self, caller: &Actor, code: Vec<u8>) -> Result<CodeHash>;

    /// Removes code that the caller uploaded and nobody needs.
    ///
    /// # Errors
    /// When the chain refuses.
    fn remove(&mut self, caller: &Actor, code_hash: CodeHash) -> Result<()>;

    /// Uploads code and instantiates a contract of it. The salt tells it from others of the
    /// same code and input.
    ///
    /// # Errors
    /// When the chain or the constructor refuses.
    fn instantiate(
        &mut self,
        caller: &Actor,
        code: Vec<u8>,
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<Deployed>;

    /// The hash of the code that a contract runs now.
    ///
    /// # Errors
    /// When there is no such contract.
    fn code_hash(&mut self, contract: AccountId) -> Result<CodeHash>;

    /// The hash of the first block.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn genesis(&mut self) -> Result<[u8; 32]>;

    /// Gives an account what it needs to submit calls, if it has not enough.
    ///
    /// # Errors
    /// When the chain refuses.
    fn endow(&mut self, account: AccountId) -> Result<()>;

    /// What an account can spend, in planck; 0 for one that the chain does not know. Deposits
    /// leave it and come back to it.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn balance(&mut self, account: AccountId) -> Result<u128>;

    /// The time of the current block: right after a transaction, what the contracts saw.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn now(&mut self) -> Result<Timestamp>;

    /// Begins a new block, at `now`, which may not be before the current one. On a chain with a
    /// block for each transaction the next one is some milliseconds later.
    ///
    /// # Errors
    /// When the chain cannot.
    fn set_clock(&mut self, now: Timestamp) -> Result<()>;

    /// Begins a new block, this much later.
    ///
    /// # Errors
    /// When the chain cannot.
    fn advance(&mut self, milliseconds: u64) -> Result<()> {
        let now = self.now()?;
        self.set_clock(now.saturating_add(milliseconds))
    }

    /// The number of the current block.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn block_number(&mut self) -> Result<u32>;
}

/// How a submitted call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What came back.
    pub answer: Answer,
    /// What contracts emitted, in order; nothing if the call was taken back.
    pub events: Vec<Emitted>,
    /// What it cost.
    pub cost: Cost,
}

/// What came back from a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The contract returned this.
    Returned(Vec<u8>),
    /// The contract returned this and took all changes back.
    Reverted(Vec<u8>),
    /// The chain ended the call with this error: a trap, or a limit that was hit.
    Failed(String),
}

/// An event as a contract emitted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// The contract.
    pub contract: AccountId,
    /// Its topics; the first is the event's signature.
    pub topics: Vec<[u8; 32]>,
    /// Its fields in SCALE encoding.
    pub data: Vec<u8>,
}

/// A contract that was instantiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Its account.
    pub account: AccountId,
    /// The hash of its code.
    pub code_hash: CodeHash,
    /// What it cost. Items and bytes are the contract's own; those of its code are not in it.
    pub cost: Cost,
}
