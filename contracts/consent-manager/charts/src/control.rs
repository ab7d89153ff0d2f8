//! Opening a chart and handing it over.

use chartkey_governance::{Handover, HandoverChange, HandoverStep};
use chartkey_interfaces::consent::{ChartCreated, ConsentError, ControlChanged};
use chartkey_onchain::{caller, emit};
use chartkey_policy::{KeyEpochs, Policy};
use chartkey_vocabulary::{Categories, PatientId};
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
    pub fn create(&mut self, salt: &[u8; 32]) -> Result<Box<PatientId>, ConsentError> {
        let controller = ink::env::caller::<DefaultEnvironment>();
        let claim = (controller, salt, ink::env::account_id::<DefaultEnvironment>()).encode();
        let mut patient = Box::new(PatientId([0; 32]));
        ink::env::hash_bytes::<Blake2x256>(&claim, &mut patient.0);
        if self.chart(&patient).is_ok() {
            return Err(ConsentError::ChartExists);
        }
        let chart = Chart {
            control: Handover::new(caller()),
            policy: Policy::default(),
            epochs: KeyEpochs::default(),
        };
        self.charts.insert(&*patient, &chart);
        let created = ChartCreated { patient: patient.clone(), controller };
        emit(created);
        Ok(patient)
    }

    /// Takes a step of the hand-over of a chart. Once it is accepted every category needs a new
    /// key, because the last controller holds the secrets of the old ones.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::Handover`].
    pub fn hand_over(
        &mut self,
        patient: Box<PatientId>,
        step: HandoverStep,
    ) -> Result<(), ConsentError> {
        let mut chart = self.chart(&patient)?;
        let change = chart.control.step(&caller(), step).map_err(ConsentError::Handover)?;
        if let HandoverChange::Accepted(_) = change {
            chart.epochs.raise(Categories::ALL);
        }
        self.charts.insert(&*patient, &chart);
        emit(ControlChanged { patient, change });
        Ok(())
    }
}
