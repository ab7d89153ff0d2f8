//! Changing what a patient consents to.

use chartkey_interfaces::consent::{ConsentError, DirectiveChanged, PolicyChanged};
use chartkey_policy::{Directive, Effect, Terms, Write};
use chartkey_vocabulary::{Account, Categories, PatientId, Timestamp};
use ink::prelude::boxed::Box;

use crate::Charts;

impl Charts {
    /// The chart's controller permits. Returns the provision's id.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    pub fn grant(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        terms: &Terms,
    ) -> Result<(u32, PolicyChanged), ConsentError> {
        self.change_policy(caller, now, patient, Write::Add(Effect::Permit, terms))
    }

    /// The chart's controller forbids. Returns the provision's id.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`].
    pub fn deny(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        terms: &Terms,
    ) -> Result<(u32, PolicyChanged), ConsentError> {
        self.change_policy(caller, now, patient, Write::Add(Effect::Deny, terms))
    }

    /// The chart's controller takes a provision back.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`].
    pub fn revoke(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        provision: u32,
    ) -> Result<PolicyChanged, ConsentError> {
        self.change_policy(caller, now, patient, Write::Revoke(provision)).map(|(_, event)| event)
    }

    /// The chart's controller puts new terms in the place of a provision, with the same effect.
    /// Returns the new provision's id.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    pub fn replace(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        provision: u32,
        effect: Effect,
        terms: &Terms,
    ) -> Result<(u32, PolicyChanged), ConsentError> {
        self.change_policy(caller, now, patient, Write::Replace(provision, effect, terms))
    }

    /// The one way in which a policy changes, for the chart's controller. Returns the id of
    /// what was added, else 0. While paused no permit is added.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    fn change_policy(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: Box<PatientId>,
        write: Write,
    ) -> Result<(u32, PolicyChanged), ConsentError> {
        let mut chart = self.chart(&patient)?;
        chart.ensure_controller(caller)?;
        if chart.policy.effect_of(write)? == Some(Effect::Permit) {
            self.ensure_running()?;
        }
        let change = chart.policy.write(write, now)?;
        chart.epochs.raise(change.raised);
        self.charts.insert(&*patient, &chart);
        let id = change.added.map_or(0, |provision| provision.id);
        Ok((id, PolicyChanged { patient, change }))
    }

    /// The chart's controller says what may be read without consent in an emergency, or what
    /// issuers may read back. While paused nothing is added.
    ///
    /// # Errors
    /// [`ConsentError::UnknownChart`], [`ConsentError::NotController`],
    /// [`ConsentError::Policy`], [`ConsentError::Paused`].
    pub fn set_directive(
        &mut self,
        caller: &Account,
        patient: Box<PatientId>,
        directive: Directive,
        categories: Categories,
    ) -> Result<DirectiveChanged, ConsentError> {
        let mut chart = self.chart(&patient)?;
        chart.ensure_controller(caller)?;
        if !chart.policy.directive(directive).contains(categories) {
            self.ensure_running()?;
        }
        chart.policy.set_directive(directive, categories)?;
        self.charts.insert(&*patient, &chart);
        Ok(DirectiveChanged { patient, directive, categories })
    }
}
