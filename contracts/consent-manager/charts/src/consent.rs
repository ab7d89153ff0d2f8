//! Changing what a patient consents to.

use chartkey_interfaces::consent::{ConsentError, DirectiveChanged, PolicyChanged};
use chartkey_onchain::{emit, now};
use chartkey_policy::{Effect, Write};
use chartkey_vocabulary::{Categories, PatientId};
use ink::prelude::boxed::Box;

use crate::Charts;

impl Charts {
    /// The one way in which a policy changes, for the chart's controller. Returns the id of
    /// what was added, else 0. While paused no permit is added.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    pub fn change_policy(
        &mut self,
        patient: Box<PatientId>,
        write: Write,
    ) -> Result<u32, ConsentError> {
        let mut chart = self.controlled(&patient)?;
        if chart.policy.effect_of(write)? == Some(Effect::Permit) && self.governed.is_paused() {
            return Err(ConsentError::Paused);
        }
        let change = chart.policy.write(write, now())?;
        chart.epochs.raise(change.raised);
        self.charts.insert(&*patient, &chart);
        let id = change.added.map_or(0, |provision| provision.id);
        emit(PolicyChanged { patient, change });
        Ok(id)
    }

    /// The chart's controller says what may be read without consent in an emergency. What is not
    /// any more needs a new key: holders of shares of an emergency key are turned away. While
    /// paused nothing is added.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    pub fn set_directive(
        &mut self,
        patient: Box<PatientId>,
        directive: Categories,
    ) -> Result<(), ConsentError> {
        let mut chart = self.controlled(&patient)?;
        if !chart.policy.directive().contains(directive) && self.governed.is_paused() {
            return Err(ConsentError::Paused);
        }
        let shut = chart.policy.set_directive(directive)?;
        chart.epochs.raise(shut);
        self.charts.insert(&*patient, &chart);
        emit(DirectiveChanged { patient, directive });
        Ok(())
    }
}
