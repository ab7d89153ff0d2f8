//! What a chain does for a scenario.

use anyhow::Result;
use chartkey::{AccountId, Chain, Cost, Receipt};
use chartkey_vocabulary::Timestamp;

use crate::Actor;

/// The hash of uploaded contract code.
pub type CodeHash = [u8; 32];

/// A chain with the contracts pallet, as scenarios use it. Accounts are given what they need
/// to pay for their calls when they first submit one. An `Err` means that the chain itself did
/// not work, or refused.
pub trait TestChain: Chain<Caller = Actor> {
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

    /// Submits a call whose caller pays at most this much for storage, in planck.
    ///
    /// # Errors
    /// When the chain did not take it. That the call ended with an error is in the receipt.
    fn submit_within(
        &mut self,
        caller: &Actor,
        contract: AccountId,
        input: Vec<u8>,
        deposit: u128,
    ) -> Result<Receipt>;

    /// The value that a contract stores under this key, `None` if there is no such item.
    ///
    /// # Errors
    /// When there is no such contract.
    fn item(&mut self, contract: AccountId, key: Vec<u8>) -> Result<Option<Vec<u8>>>;

    /// The hash of the code that a contract runs now.
    ///
    /// # Errors
    /// When there is no such contract.
    fn code_hash(&mut self, contract: AccountId) -> Result<CodeHash>;

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

/// Where a suite can be deployed: a kind of chain, of which there can be many.
pub trait Place {
    /// A chain of this kind.
    ///
    /// # Errors
    /// When there is none.
    fn chain(self) -> Result<Box<dyn TestChain>>;
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
