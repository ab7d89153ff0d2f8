//! What came of a message, for scenarios: every error is one of `anyhow`'s.

use std::fmt::Debug;

use anyhow::Result;
use chartkey::{AccountId, CallError, Cost, Event, Receipt};
use scale::Decode;

/// What came of a message that returns an `R`: [`chartkey::Outcome`], whose methods end with
/// errors that a scenario can return as they are.
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

impl<R> From<chartkey::Outcome<R>> for Outcome<R> {
    fn from(outcome: chartkey::Outcome<R>) -> Self {
        let chartkey::Outcome { returned, events, cost } = outcome;
        Self { returned, events, cost }
    }
}

impl<R> From<Outcome<R>> for chartkey::Outcome<R> {
    fn from(outcome: Outcome<R>) -> Self {
        let Outcome { returned, events, cost } = outcome;
        Self { returned, events, cost }
    }
}

impl<R: Decode> Outcome<R> {
    /// Decodes a receipt.
    ///
    /// # Errors
    /// When the answer or an event is not one of this suite's.
    pub fn decode(receipt: Receipt) -> Result<Self> {
        Ok(chartkey::Outcome::decode(receipt)?.into())
    }
}

impl<R> Outcome<R> {
    /// What the message returned.
    ///
    /// # Errors
    /// When it did not answer.
    pub fn answer(self) -> Result<R> {
        Ok(chartkey::Outcome::from(self).answer()?)
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
        Ok(chartkey::Outcome::from(self).value()?)
    }
}

impl<T: Debug, E> Outcome<Result<T, E>> {
    /// The error of a message that refused.
    ///
    /// # Errors
    /// When it did what it was asked, or did not answer.
    pub fn refusal(self) -> Result<E> {
        Ok(chartkey::Outcome::from(self).refusal()?)
    }
}
