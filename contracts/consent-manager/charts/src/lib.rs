//! Charts: who controls each, what its patient consents to, and its category keys.
//!
//! The storage of the consent manager and all that is done to it. Two codes work on it: the
//! consent manager's own, on the path of a reading, and its part `changes`.

#![cfg_attr(not(feature = "std"), no_std)]

mod consent;
mod control;
mod keys;

pub use keys::X25519Key;

use chartkey_governance::Handover;
use chartkey_interfaces::consent::{CategoryKey, ConsentError};
use chartkey_onchain::{now, Encoded, GovernedState};
use chartkey_policy::{KeyEpochs, Policy, RecordTarget, Request, Verdict};
use chartkey_vocabulary::{Account, Category, PatientId, Timestamp};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    storage::{traits::ManualKey, Mapping},
};

/// Every chart.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Charts {
    governed: GovernedState,
    charts: Mapping<PatientId, Box<Chart>, ManualKey<0x636d_0001>>,
    x25519_keys: Mapping<PatientId, Vec<X25519Key>, ManualKey<0x636d_0002>>,
    x_wing_keys: Mapping<(PatientId, Category), Encoded<CategoryKey>, ManualKey<0x636d_0003>>,
}

/// One chart, as one value.
#[derive(scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Chart {
    control: Handover,
    policy: Policy,
    epochs: KeyEpochs,
}

chartkey_onchain::stored_as_one_cell!(Chart);

impl Charts {
    /// No charts.
    #[must_use]
    pub fn new(governed: GovernedState) -> Self {
        Self {
            governed,
            charts: Mapping::new(),
            x25519_keys: Mapping::new(),
            x_wing_keys: Mapping::new(),
        }
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed(&self) -> &GovernedState {
        &self.governed
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed_mut(&mut self) -> &mut GovernedState {
        &mut self.governed
    }

    /// Decides a request, and the same for each of these further records, under the chart's
    /// policy, now: all or nothing. It reads the time itself: as an argument that would be 42
    /// bytes of code more in every reading. The chart comes with the answer.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], and [`ConsentError::Policy`] for a malformed set of
    /// categories.
    pub fn decide_each(
        &self,
        patient: &PatientId,
        mut request: Box<Request>,
        further: &[RecordTarget],
    ) -> Result<(Verdict, Box<Chart>), ConsentError> {
        request.check()?;
        let chart = self.chart(patient)?;
        let verdict =
            chart.policy.decide_each(chart.control.holder(), &mut request, further, now());
        Ok((verdict, chart))
    }

    /// One chart.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`].
    pub fn chart(&self, patient: &PatientId) -> Result<Box<Chart>, ConsentError> {
        self.charts.get(patient).ok_or(ConsentError::UnknownChart)
    }

    fn ensure_running(&self) -> Result<(), ConsentError> {
        if self.governed.is_paused() {
            Err(ConsentError::Paused)
        } else {
            Ok(())
        }
    }
}

impl Chart {
    fn ensure_controller(&self, caller: &Account) -> Result<(), ConsentError> {
        if self.control.holder() == caller {
            Ok(())
        } else {
            Err(ConsentError::NotController)
        }
    }

    /// Who controls it, and whom the control is offered to.
    #[must_use]
    pub fn control(self) -> Handover {
        self.control
    }

    /// Its provisions, oldest first, at most 64, and its directives.
    #[must_use]
    pub fn policy(self) -> Policy {
        self.policy
    }

    /// Its key epochs as they are stored: the published ones are those of now.
    #[must_use]
    pub fn epochs(self) -> KeyEpochs {
        self.epochs
    }

    /// Its published key epochs, and the categories that wait for a new key now: also because a
    /// permit with an envelope has run out and still stands in the list.
    #[must_use]
    pub fn epochs_at(mut self, now: Timestamp) -> KeyEpochs {
        self.epochs.raise(self.policy.run_out(now));
        self.epochs
    }
}
