//! Retention, and erasing records.

use chartkey_interfaces::registry::{Erased, RegistryError, RetentionWaived};
use chartkey_onchain::{emit, now};
use chartkey_vocabulary::PatientId;
use ink::prelude::boxed::Box;

use crate::Records;

impl Records {
    /// The issuing organization gives up its right to have a record retained.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::NotIssuer`], [`RegistryError::Erased`].
    pub fn waive_retention(&mut self, patient: &PatientId, id: u32) -> Result<(), RegistryError> {
        let mut record = self.record(patient, id)?;
        if record.issuer != Some(self.issuing_organization()?) {
            return Err(RegistryError::NotIssuer);
        }
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        record.retain_until = record.retain_until.min(now());
        self.records.insert((patient, id), &record);
        let told = RetentionWaived { patient: Box::new(*patient), record: id };
        emit(told);
        Ok(())
    }

    /// The chart's controller erases a record that is not retained any more: its digest, size and
    /// locator. Its id and all else stay.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
    /// [`RegistryError::Erased`], [`RegistryError::Retained`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Unreachable`].
    pub fn erase(&mut self, patient: &PatientId, id: u32) -> Result<(), RegistryError> {
        let mut record = self.record(patient, id)?;
        self.epochs_for_controller(patient, record.category.into())?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        if now() < record.retain_until {
            return Err(RegistryError::Retained);
        }
        record.version = None;
        self.records.insert((patient, id), &record);
        let told = Erased { patient: Box::new(*patient), record: id };
        emit(told);
        Ok(())
    }
}
