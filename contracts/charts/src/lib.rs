//! Charts: who controls each, what its patient consents to, and its category keys.
//!
//! The storage of the consent manager and all that is done to it. Two codes work on it: the
//! consent manager's own, on the path of a reading, and its administration's.

#![cfg_attr(not(feature = "std"), no_std)]

mod consent;
mod control;
mod keys;

use chartkey_governance::{Command, Governance, GovernanceError, Handover};
use chartkey_interfaces::{
    consent::{CategoryKey, ConsentError},
    governed::{govern, keep, kept, StoredGovernance},
    Encoded, PatientId,
};
use chartkey_policy::{Account, Category, Decision, KeyEpochs, Policy, Request};
use ink::{
    env::DefaultEnvironment,
    prelude::boxed::Box,
    primitives::{AccountId, Hash},
    storage::{traits::ManualKey, Lazy, Mapping},
};

/// Every chart.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Charts {
    administration: Hash,
    governance: Lazy<StoredGovernance, ManualKey<0x636d_0000>>,
    charts: Mapping<PatientId, Box<Chart>, ManualKey<0x636d_0001>>,
    keys: Mapping<(PatientId, Category), Encoded<CategoryKey>, ManualKey<0x636d_0002>>,
}

/// One chart, as one value.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Chart {
    control: Handover,
    policy: Policy,
    epochs: KeyEpochs,
}

chartkey_interfaces::stored_as_one_cell!(Chart);

impl Charts {
    /// No charts. `upgrade_delay` is in milliseconds.
    #[must_use]
    pub fn new(owner: AccountId, upgrade_delay: u64, administration: Hash) -> Self {
        Self {
            administration,
            governance: keep(owner, upgrade_delay),
            charts: Mapping::new(),
            keys: Mapping::new(),
        }
    }

    /// The hash of the administration code.
    #[must_use]
    pub fn administration(&self) -> &Hash {
        &self.administration
    }

    /// Decides a request under the chart's policy, now. The chart comes with the answer.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], and [`ConsentError::Policy`] for a malformed set of
    /// categories.
    pub fn decide(
        &self,
        patient: &PatientId,
        request: &Request,
    ) -> Result<(Decision, Box<Chart>), ConsentError> {
        request.check()?;
        let chart = self.chart(patient)?;
        let decision = chart.policy.decide(chart.control.holder(), request, now());
        Ok((decision, chart))
    }

    /// One chart.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`].
    pub fn chart(&self, patient: &PatientId) -> Result<Box<Chart>, ConsentError> {
        self.charts.get(patient).ok_or(ConsentError::UnknownChart)
    }

    fn controlled(&self, patient: &PatientId) -> Result<Box<Chart>, ConsentError> {
        let chart = self.chart(patient)?;
        if chart.control.holder() == &caller() {
            Ok(chart)
        } else {
            Err(ConsentError::NotController)
        }
    }

    /// Carries out a command of the caller on the contract.
    ///
    /// # Errors
    /// Every [`GovernanceError`].
    pub fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
        govern(&mut self.governance, &caller(), command)
    }

    /// The state of governance.
    #[must_use]
    pub fn governance(&self) -> Box<Governance> {
        kept(&self.governance)
    }
}

impl Chart {
    /// Who controls it, and whom the control is offered to.
    #[must_use]
    pub fn control(self) -> Handover {
        self.control
    }

    /// Its provisions, oldest first, at most 64.
    #[must_use]
    pub fn policy(self) -> Policy {
        self.policy
    }

    /// Its published key epochs, and the categories that wait for a new key.
    #[must_use]
    pub fn epochs(self) -> KeyEpochs {
        self.epochs
    }
}

fn caller() -> Account {
    *ink::env::caller::<DefaultEnvironment>().as_ref()
}

fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}
