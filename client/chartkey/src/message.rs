//! Typed calls: what ink!'s call builders make, and what comes back from it.

use ink::{
    env::{
        call::{
            state::Salt,
            utils::{ReturnType, Set, Unset},
            Call, CallBuilder, CreateBuilder, ExecutionInput, LimitParamsV2,
        },
        DefaultEnvironment, Environment,
    },
    primitives::{AccountId, Clear, LangError},
};
use scale::{Decode, DecodeAll, Encode};
use std::fmt::Debug;

use crate::{Answer, Cost, Error, Event, Receipt};

/// A call of one message: what `suite.consent().create_chart(salt)` gives.
pub type Message<Args, R> = CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Set<ExecutionInput<Args>>,
    Set<ReturnType<R>>,
>;

/// A call of a constructor: what `ConsentManagerRef::new(owner, delay)` gives.
pub type Constructor<Contract, Args, R> = CreateBuilder<
    DefaultEnvironment,
    Contract,
    Unset<<DefaultEnvironment as Environment>::Hash>,
    Set<LimitParamsV2<DefaultEnvironment>>,
    Unset<<DefaultEnvironment as Environment>::Balance>,
    Set<ExecutionInput<Args>>,
    Unset<Salt>,
    Set<ReturnType<R>>,
>;

/// The contract that a message goes to, and its encoded input.
#[must_use]
pub fn message_input<Args: Encode, R>(message: Message<Args, R>) -> (AccountId, Vec<u8>) {
    let params = message.params();
    (*params.callee(), params.exec_input().encode())
}

/// The encoded input of a constructor.
#[must_use]
pub fn constructor_input<Contract, Args: Encode, R>(
    constructor: Constructor<Contract, Args, R>,
) -> Vec<u8> {
    constructor
        .endowment(0)
        .code_hash(Clear::CLEAR_HASH)
        .salt_bytes(Vec::new())
        .params()
        .exec_input()
        .encode()
}

/// Why a message did not answer at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The contract did not understand the input: it has no such message, or the arguments do
    /// not decode.
    #[error("the contract did not understand the input: {0:?}")]
    Input(LangError),
    /// The chain ended the call with this error: a trap, or a limit that was hit.
    #[error("the chain ended the call: {0}")]
    Failed(String),
}

/// What came of a message that returns an `R`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome<R> {
    /// What it returned.
    pub returned: Result<R, CallError>,
    /// What contracts emitted, in order. Nothing where a message refused.
    pub events: Vec<(AccountId, Event)>,
    /// What it cost.
    pub cost: Cost,
}

impl<R: Decode> Outcome<R> {
    /// Decodes a receipt.
    ///
    /// # Errors
    /// When the answer or an event is not one of this suite's.
    pub fn decode(receipt: Receipt) -> Result<Self, Error> {
        let returned = match receipt.answer {
            Answer::Returned(output) | Answer::Reverted(output) => {
                let answer = Result::<R, LangError>::decode_all(&mut output.as_slice());
                let undecodable = |source| Error::Undecodable { what: "the answer", source };
                answer.map_err(undecodable)?.map_err(CallError::Input)
            }
            Answer::Failed(error) => Err(CallError::Failed(error)),
        };
        let events = receipt
            .events
            .iter()
            .map(|emitted| Ok((emitted.contract, Event::decode(emitted)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Self { returned, events, cost: receipt.cost })
    }
}

impl<R> Outcome<R> {
    /// What the message returned.
    ///
    /// # Errors
    /// When it did not answer.
    pub fn answer(self) -> Result<R, Error> {
        Ok(self.returned?)
    }

    /// The events, without the contracts that emitted them.
    #[must_use]
    pub fn emitted(&self) -> Vec<Event> {
        self.events.iter().map(|(_, event)| event.clone()).collect()
    }
}

impl<T, E: Debug> Outcome<Result<T, E>> {
    /// The value of a message that did what it was asked.
    ///
    /// # Errors
    /// When it refused or did not answer.
    pub fn value(self) -> Result<T, Error> {
        self.answer()?.map_err(|error| Error::Refused(format!("{error:?}")))
    }
}

impl<T: Debug, E> Outcome<Result<T, E>> {
    /// The error of a message that refused.
    ///
    /// # Errors
    /// When it did what it was asked, or did not answer.
    pub fn refusal(self) -> Result<E, Error> {
        match self.answer()? {
            Ok(value) => Err(Error::NotRefused(format!("{value:?}"))),
            Err(error) => Ok(error),
        }
    }
}
