//! Retention, and erasing records.

use chartkey_interfaces::registry::{Erased, RegistryError, RetentionWaived};
use chartkey_vocabulary::{Account, PatientId, Timestamp};
use ink::prelude::boxed::Box;

use crate::{checks::ensure_controller, Calls, Records};

impl Records {
    /// The issuing organization gives up its right to have a record retained.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::NotIssuer`], [`RegistryError::Erased`].
    pub fn waive_retention(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<RetentionWaived, RegistryError> {
        let mut record = self.record(patient, id)?;
        if record.issuer != Some(self.issuing_organization(caller, self.own_organization(caller)?)?)
        {
            return Err(RegistryError::NotIssuer);
        }
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        record.retain_until = record.retain_until.min(now);
        self.records.insert((patient, id), &record);
        Ok(RetentionWaived { patient: Box::new(*patient), record: id })
    }

    /// The chart's controller erases a record that is not retained any more: its digest, size and
    /// locator. Its id and all else stay.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
    /// [`RegistryError::Erased`], [`RegistryError::Retained`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Unreachable`].
    pub fn erase(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<Erased, RegistryError> {
        let mut record = self.record(patient, id)?;
        ensure_controller(calls, caller, patient, record.category.into())?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        if now < record.retain_until {
            return Err(RegistryError::Retained);
        }
        record.version = None;
        self.records.insert((patient, id), &record);
        Ok(Erased { patient: Box::new(*patient), record: id })
    }
}
