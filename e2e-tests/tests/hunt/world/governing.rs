//! What is sent to the governors, what others try in their place, and what is asked of the chain.

use anyhow::Result;
use chartkey_e2e_tests::{Cost, Governors};
use chartkey_interfaces::governor::{Accepting as _, Governed as _, Stewarded as _};
use ink::{env::call::FromAccountId, primitives::AccountId};

use super::{Happened, World};
use crate::{
    codes, plain,
    steps::{Action, Governing, Order},
    text::ToText,
    words::{Code, Contract, Governor, Who},
};

/// Sends the same message to whichever contract it is for.
macro_rules! to_contract {
    ($world:ident, $contract:expr, |$calls:pat_param| $message:expr) => {
        match $contract {
            Contract::Consent => {
                let $calls = $world.suite.consent();
                $message
            }
            Contract::Registry => {
                let $calls = $world.suite.registry();
                $message
            }
            Contract::Directory => {
                let $calls = $world.suite.directory();
                $message
            }
            Contract::Account => {
                let $calls = $world.suite.accounts();
                $message
            }
        }
    };
}

impl World {
    /// The calls of a governor.
    pub fn governor(&self, governor: Governor) -> Governors {
        Governors::from_account_id(self.names.governor(governor).into())
    }

    pub fn address(&self, contract: Contract) -> AccountId {
        self.names.contract(contract).into()
    }

    /// What a contract is to be moved to: a governor, or somebody who is none.
    pub fn move_to(&self, to: Option<Governor>) -> [u8; 32] {
        to.map_or_else(|| self.names.account(Who::Stranger(0)), |to| self.names.governor(to))
    }

    pub(super) fn governing(&mut self, by: Who, action: &Action) -> Result<Happened> {
        match action {
            Action::Govern(governor, message) => self.govern(by, *governor, message),
            Action::Obey(contract, order) => self.order(by, *contract, *order),
            Action::Hold(contract) => {
                let by = self.names.actor(by);
                let held =
                    to_contract!(self, contract, |mut calls| self.suite.submit(&by, calls.hold()))?;
                let events = held.emitted();
                let answer = match held.returned {
                    Ok(parts) => Ok(parts.to_text()),
                    Err(error) => Err(format!("no answer: {error:?}")),
                };
                Ok(Happened { answer, events, cost: held.cost })
            }
            Action::ReplaceSteward(who) => {
                let replace =
                    self.suite.directory().replace_steward(self.names.account(*who).into());
                self.submit(by, replace)
            }
            Action::Upload(code) => {
                let by = self.names.actor(by);
                let uploaded = self.suite.chain().upload(&by, codes::wasm(*code));
                Ok(Happened::on_the_chain(uploaded.map(drop)))
            }
            Action::Remove(code) => Ok(Happened::on_the_chain(self.remove(by, *code))),
            _ => unreachable!("{action:?} is somewhere else"),
        }
    }

    /// Removes code from the chain.
    pub fn remove(&mut self, by: Who, code: Code) -> Result<()> {
        let by = self.names.actor(by);
        self.suite.chain().remove(&by, codes::hash(code))
    }

    fn govern(&mut self, by: Who, governor: Governor, message: &Governing) -> Result<Happened> {
        let mut calls = self.governor(governor);
        let address = |contract: &Contract| self.address(*contract);
        match message {
            Governing::Owner(step) => {
                let step = plain::step(&self.names, *step);
                self.submit(by, calls.hand_over(step))
            }
            Governing::Wire(contract, delay) => {
                self.submit(by, calls.wire(address(contract), *delay))
            }
            Governing::Expect(contract, delay) => {
                self.submit(by, calls.expect(address(contract), *delay))
            }
            Governing::Accept(contract) => self.submit(by, calls.accept(address(contract))),
            Governing::SetPaused(contract, paused) => {
                self.submit(by, calls.set_paused(address(contract), *paused))
            }
            Governing::ReplaceSteward(contract, who) => {
                let who = self.names.account(*who).into();
                self.submit(by, calls.replace_steward(address(contract), who))
            }
            Governing::Announce(contract, release) => {
                let release = plain::release(release).into();
                self.submit(by, calls.announce(address(contract), release))
            }
            Governing::AnnounceMove(contract, to) => {
                let to = self.move_to(*to).into();
                self.submit(by, calls.announce_move(address(contract), to))
            }
            Governing::Cancel(contract) => self.submit(by, calls.cancel(address(contract))),
            Governing::Renounce(contract) => self.submit(by, calls.renounce(address(contract))),
            Governing::Apply(contracts) => {
                let contracts = contracts.iter().map(address).collect();
                self.submit(by, calls.apply(contracts))
            }
            Governing::Move(contract) => self.submit(by, calls.move_contract(address(contract))),
        }
    }

    fn order(&mut self, by: Who, contract: Contract, order: Order) -> Result<Happened> {
        match order {
            Order::Pause(paused) => {
                to_contract!(self, contract, |mut calls| self.submit(by, calls.set_paused(paused)))
            }
            Order::Code(code) => {
                let code = codes::hash(code).into();
                to_contract!(self, contract, |calls| self.submit(by, calls.set_code(code)))
            }
            Order::Governor(governor) => {
                let governor = self.names.governor(governor).into();
                to_contract!(self, contract, |mut calls| self
                    .submit(by, calls.set_governor(governor)))
            }
        }
    }

    /// The governor that a contract names, its version, and the shortest delay that it accepts.
    pub fn obedience(&mut self, contract: Contract) -> Result<(AccountId, u32, u64)> {
        to_contract!(self, contract, |calls| {
            let governor = self.suite.read(calls.governor())?;
            let version = self.suite.read(calls.version())?;
            Ok((governor, version, self.suite.read(calls.shortest_delay())?))
        })
    }

    /// The code that a contract runs.
    pub fn running(&mut self, contract: Contract) -> Result<[u8; 32]> {
        let address = self.address(contract);
        self.suite.chain().code_hash(address)
    }
}

impl Happened {
    fn on_the_chain(done: Result<()>) -> Self {
        let answer = done.map(|()| "()".into()).map_err(|error| error.to_string());
        Self { answer, events: Vec::new(), cost: Cost::default() }
    }
}
