//! The bytes behind the names of accounts and charts.

use std::{cell::RefCell, collections::BTreeMap};

use chartkey_e2e_tests::{Actor, Contract as Deployed, Guardian, Suite};
use sp_core::hashing::blake2_256;

use crate::{
    plain,
    words::{ChartName, Contract, Governor, Who},
};

/// Looks names up. Actors are made once each.
pub struct Names {
    contracts: BTreeMap<Contract, [u8; 32]>,
    governors: BTreeMap<Governor, [u8; 32]>,
    actors: RefCell<BTreeMap<Who, Actor>>,
}

impl Names {
    /// Those of a suite, and of another governor.
    pub fn new(suite: &Suite, second: [u8; 32]) -> Self {
        let actors = [(Who::Owner, suite.owner()), (Who::Steward, suite.steward())];
        let address = |deployed| *suite.address(deployed).as_ref();
        let first = address(Deployed::Governor);
        Self {
            contracts: Contract::ALL
                .map(|contract| (contract, address(plain::contract(contract))))
                .into(),
            governors: [(Governor::First, first), (Governor::Second, second)].into(),
            actors: RefCell::new(actors.into()),
        }
    }

    pub fn contract(&self, contract: Contract) -> [u8; 32] {
        self.contracts[&contract]
    }

    pub fn governor(&self, governor: Governor) -> [u8; 32] {
        self.governors[&governor]
    }

    /// Who signs and submits under this name.
    pub fn actor(&self, who: Who) -> Actor {
        let mut actors = self.actors.borrow_mut();
        actors.entry(who).or_insert_with(|| Actor::named(&format!("{who:?}"))).clone()
    }

    pub fn account(&self, who: Who) -> [u8; 32] {
        match who {
            Who::Nobody => [0; 32],
            Who::PatientAccount => self.contract(Contract::Account),
            _ => self.actor(who).bytes(),
        }
    }

    /// A guardian; its salt is its own.
    pub fn guardian(&self, number: u8) -> Guardian {
        let guardian = Guardian::named("of the hunt");
        Guardian { actor: self.actor(Who::Guardian(number)), salt: guardian.salt }
    }

    /// The id of a chart: a hash of who opened it, the salt, and the consent manager.
    pub fn chart(&self, chart: ChartName) -> [u8; 32] {
        let (opener, salt) = if chart.is_signed() {
            let claim = [self.account(chart.opener), [chart.salt; 32]].concat();
            (self.contract(Contract::Account), blake2_256(&claim))
        } else {
            (self.account(chart.opener), [chart.salt; 32])
        };
        blake2_256(&[opener, salt, self.contract(Contract::Consent)].concat())
    }
}
