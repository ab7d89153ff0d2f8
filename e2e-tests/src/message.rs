//! Typed calls: what ink!'s call builders make, and what comes back from it.

use anyhow::{anyhow, bail, Context, Result};
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
use scale::{Decode, Encode};
use std::fmt::Debug;

use crate::{Answer, Cost, Event, Receipt};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The contract did not understand the input.
    Input(LangError),
    /// The chain ended the call with this error: a trap, or a limit that was hit.
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
    pub fn decode(receipt: Receipt) -> Result<Self> {
        let returned = match receipt.answer {
            Answer::Returned(output) | Answer::Reverted(output) => {
                decode_all::<Result<R, LangError>>(&output)?.map_err(CallError::Input)
            }
            Answer::Failed(error) => Err(CallError::Failed(error)),
        };
        let events = receipt
            .events
            .iter()
            .map(|emitted| Ok((emitted.contract, Event::decode(emitted)?)))
            .collect::<Result<_>>()?;
        Ok(Self { returned, events, cost: receipt.cost })
    }
}

impl<R> Outcome<R> {
    /// What the message returned.
    ///
    /// # Errors
    /// When it did not answer.
    pub fn answer(self) -> Result<R> {
        self.returned.map_err(|error| anyhow!("the message did not answer: {error:?}"))
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
    pub fn value(self) -> Result<T> {
        self.answer()?.map_err(|error| anyhow!("the message was refused: {error:?}"))
    }
}

impl<T: Debug, E> Outcome<Result<T, E>> {
    /// The error of a message that refused.
    ///
    /// # Errors
    /// When it did what it was asked, or did not answer.
    pub fn refusal(self) -> Result<E> {
        match self.answer()? {
            Ok(value) => bail!("the message was not refused: {value:?}"),
            Err(error) => Ok(error),
        }
    }
}

fn decode_all<T: Decode>(mut bytes: &[u8]) -> Result<T> {
    let value = T::decode(&mut bytes).context("the answer does not decode")?;
    anyhow::ensure!(bytes.is_empty(), "bytes are left after the answer");
    Ok(value)
}
