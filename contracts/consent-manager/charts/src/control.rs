//! Opening a chart and handing it over.

use chartkey_governance::{Handover, HandoverChange, HandoverStep};
use chartkey_interfaces::consent::{ChartCreated, ConsentError, ControlChanged};
use chartkey_policy::{KeyEpochs, Policy};
use chartkey_vocabulary::{Account, Categories, PatientId};
use ink::{
    env::{hash::Blake2x256, DefaultEnvironment},
    prelude::boxed::Box,
};
use scale::Encode;

use crate::{Chart, Charts};

impl Charts {
    /// Opens a chart that the caller controls. Its id is made of the caller, the salt and the
    /// contract's address.
    ///
    /// # Errors
    /// [`ConsentError::ChartExists`].
    pub fn create_chart(
        &mut self,
        caller: &Account,
        salt: &[u8; 32],
    ) -> Result<(Box<PatientId>, ChartCreated), ConsentError> {
        let claim = (caller, salt, ink::env::account_id::<DefaultEnvironment>()).encode();
        let mut patient = Box::new(PatientId([0; 32]));
        ink::env::hash_bytes::<Blake2x256>(&claim, &mut patient.0);
        if self.chart(&patient).is_ok() {
            return Err(ConsentError::ChartExists);
        }
        let chart = Chart {
            control: Handover::new(*caller),
            policy: Policy::default(),
            epochs: KeyEpochs::default(),
        };
        self.charts.insert(&*patient, &chart);
        let created = ChartCreated { patient: patient.clone(), controller: (*caller).into() };
        Ok((patient, created))
    }

    /// Takes a step of the hand-over of a chart. Once it is accepted every category needs a new
    /// key, one that comes later too, because the last controller holds the secrets of the old ones.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
    pub fn hand_over(
        &mut self,
        caller: &Account,
        patient: Box<PatientId>,
        step: HandoverStep,
    ) -> Result<ControlChanged, ConsentError> {
        let mut chart = self.chart(&patient)?;
        let change = chart.control.step(caller, step).map_err(ConsentError::Handover)?;
        if let HandoverChange::Accepted(_) = change {
            chart.epochs.raise(Categories::EVERYTHING);
        }
        self.charts.insert(&*patient, &chart);
        Ok(ControlChanged { patient, change })
    }
}
