//! Calls that are measured.

use std::fmt::Debug;

use anyhow::{anyhow, bail, ensure, Context, Result};
use ink::primitives::{AccountId, LangError};
use scale::{Decode, DecodeAll, Encode};

use super::{interface::Interface, Figure};
use crate::{message_input, Actor, Answer, Message, Suite};

/// Sends messages and notes what each cost.
pub(super) struct Meter {
    pub suite: Suite,
    interfaces: Vec<Interface>,
    /// The contracts that are called, by the name of their interface.
    contracts: Vec<(AccountId, &'static str)>,
    figures: Vec<Figure>,
}

/// What a message returned.
pub(super) struct Returned<R>(pub R);

impl<T, E: Debug> Returned<Result<T, E>> {
    /// The value of a message that can refuse, and did not.
    pub(super) fn value(self) -> Result<T> {
        self.0.map_err(|error| anyhow!("the message was refused: {error:?}"))
    }
}

impl Meter {
    pub(super) fn new(suite: Suite, interfaces: Vec<Interface>) -> Self {
        Self { suite, interfaces, contracts: Vec::new(), figures: Vec::new() }
    }

    /// From now on calls of this account are calls of the contract of this name.
    pub(super) fn know(&mut self, account: AccountId, contract: &'static str) {
        self.contracts.push((account, contract));
    }

    /// Measures a message in its usual case.
    pub(super) fn usual<Args: Encode, R: Decode>(
        &mut self,
        caller: &Actor,
        message: Message<Args, R>,
        case: &str,
    ) -> Result<Returned<R>> {
        self.call(caller, message, None, case)
    }

    /// Measures a message in another case, which has a name.
    pub(super) fn variant<Args: Encode, R: Decode>(
        &mut self,
        caller: &Actor,
        message: Message<Args, R>,
        name: &str,
        case: &str,
    ) -> Result<Returned<R>> {
        self.call(caller, message, Some(name), case)
    }

    /// The figure that was measured last.
    ///
    /// # Errors
    /// When nothing was measured.
    pub(super) fn latest(&self) -> Result<&Figure> {
        self.figures.last().context("nothing was measured")
    }

    /// The figures, in the order in which they were measured.
    ///
    /// # Errors
    /// When a message of one of the contracts was not measured.
    pub(super) fn finish(self) -> Result<Vec<Figure>> {
        let missing: Vec<_> =
            self.interfaces
                .iter()
                .flat_map(|interface| {
                    interface.messages.values().map(|name| (interface.contract, name))
                })
                .filter(|(contract, name)| {
                    !self.figures.iter().any(|figure| {
                        figure.contract == *contract && figure.base() == name.as_str()
                    })
                })
                .collect();
        ensure!(missing.is_empty(), "not measured: {missing:?}");
        Ok(self.figures)
    }

    /// Submits a message, which has to do what it is asked, and returns what it returned.
    fn call<Args: Encode, R: Decode>(
        &mut self,
        caller: &Actor,
        message: Message<Args, R>,
        variant: Option<&str>,
        case: &str,
    ) -> Result<Returned<R>> {
        let (account, input) = message_input(message);
        let (contract, label) = self.name(account, &input)?;
        let name = variant.map_or_else(|| label.clone(), |variant| format!("{label} ({variant})"));
        let receipt = self.suite.chain().submit(caller, account, input)?;
        let Answer::Returned(output) = receipt.answer else {
            bail!("{contract} {name} was refused: {:?}", receipt.answer);
        };
        let returned = Result::<R, LangError>::decode_all(&mut output.as_slice())
            .with_context(|| format!("the answer of {contract} {name} does not decode"))?
            .map_err(|error| anyhow!("{contract} {name}: {error:?}"))?;
        self.figures.push(Figure::new(contract, name, case, receipt.cost, &receipt.events));
        Ok(Returned(returned))
    }

    /// The contract and the message that an input goes to, by its selector.
    fn name(&self, account: AccountId, input: &[u8]) -> Result<(&'static str, String)> {
        let contract = self.contracts.iter().find(|(known, _)| *known == account);
        let (_, contract) = contract.context("an account without a contract was called")?;
        let selector = input.first_chunk().context("an input without a selector")?;
        let interface = self.interfaces.iter().find(|interface| interface.contract == *contract);
        let label = interface.and_then(|interface| interface.messages.get(selector));
        let label = label.with_context(|| {
            format!("{contract} has no message {selector:02x?} in its metadata")
        })?;
        Ok((contract, label.clone()))
    }
}
