//! The bytes behind the names of accounts and charts.

use std::{cell::RefCell, collections::BTreeMap};

use chartkey_e2e_tests::{Actor, Guardian};
use sp_core::hashing::blake2_256;

use crate::words::{ChartName, Who};

/// Looks names up. Actors are made once each.
pub struct Names {
    patient_account: [u8; 32],
    consent: [u8; 32],
    actors: RefCell<BTreeMap<Who, Actor>>,
}

impl Names {
    pub fn new(owner: &Actor, patient_account: [u8; 32], consent: [u8; 32]) -> Self {
        let actors = RefCell::new([(Who::Owner, owner.clone())].into());
        Self { patient_account, consent, actors }
    }

    /// Who signs and submits under this name.
    pub fn actor(&self, who: Who) -> Actor {
        let mut actors = self.actors.borrow_mut();
        actors.entry(who).or_insert_with(|| Actor::named(&format!("{who:?}"))).clone()
    }

    pub fn account(&self, who: Who) -> [u8; 32] {
        match who {
            Who::Nobody => [0; 32],
            Who::PatientAccount => self.patient_account,
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
            (self.patient_account, blake2_256(&claim))
        } else {
            (self.account(chart.opener), [chart.salt; 32])
        };
        blake2_256(&[opener, salt, self.consent].concat())
    }
}
