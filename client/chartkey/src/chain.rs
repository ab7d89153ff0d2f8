//! What a client asks of a chain.

use std::error::Error;

use chartkey_vocabulary::Timestamp;
use ink::primitives::AccountId;

use crate::{Cost, Signer};

/// A chain with the contracts pallet, as a client uses it. An `Err` means that the chain itself
/// did not work; how a call ended is in its [`Receipt`].
pub trait Chain {
    /// Who calls: a key that the chain takes transactions from.
    type Caller: Signer;

    /// Submits a call without value, in a transaction of its own.
    ///
    /// # Errors
    /// When the chain did not take the transaction.
    fn submit(
        &mut self,
        caller: &Self::Caller,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError>;

    /// Does the same and takes all of it back. A chain need not give events, items and bytes
    /// then.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn read(
        &mut self,
        caller: &Self::Caller,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError>;

    /// The hash of the first block.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn genesis(&mut self) -> Result<[u8; 32], ChainError>;

    /// The time of the current block: right after a transaction, what the contracts saw.
    ///
    /// # Errors
    /// When the chain did not answer.
    fn now(&mut self) -> Result<Timestamp, ChainError>;
}

impl<C: Chain + ?Sized> Chain for Box<C> {
    type Caller = C::Caller;

    fn submit(
        &mut self,
        caller: &Self::Caller,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        (**self).submit(caller, contract, input)
    }

    fn read(
        &mut self,
        caller: &Self::Caller,
        contract: AccountId,
        input: Vec<u8>,
    ) -> Result<Receipt, ChainError> {
        (**self).read(caller, contract, input)
    }

    fn genesis(&mut self) -> Result<[u8; 32], ChainError> {
        (**self).genesis()
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        (**self).now()
    }
}

/// A chain that did not work, in the words of whoever implements [`Chain`].
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ChainError(Box<dyn Error + Send + Sync>);

impl ChainError {
    /// The chain did not work for this reason.
    #[must_use]
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
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
