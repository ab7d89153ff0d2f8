//! Amending and retracting records.

use chartkey_interfaces::registry::{Amended, Record, RegistryError, Retracted};
use chartkey_onchain::{caller, emit, now};
use chartkey_policy::KeyEpochs;
use chartkey_vocabulary::{PatientId, Retraction, Version};
use ink::prelude::boxed::Box;

use crate::{register::check, Records};

impl Records {
    /// The chart's key epochs, if the caller writes for the record's issuer.
    fn epochs_for_issuer(
        &self,
        patient: &PatientId,
        record: &Record,
    ) -> Result<KeyEpochs, RegistryError> {
        match record.issuer {
            None => self.epochs_for_controller(patient, record.category.into()),
            Some(issuer) if issuer != self.issuing_organization()? => Err(RegistryError::NotIssuer),
            issuer => self
                .ask_to_append(patient, issuer, record.category.into())
                .map(|(_, epochs)| epochs),
        }
    }

    /// The issuer adds a version to a document. Returns its id.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::UnknownRecord`],
    /// [`RegistryError::NotIssuer`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::NotController`],
    /// [`RegistryError::NotLatest`], [`RegistryError::Erased`], the bounds of [`Version`],
    /// [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
    pub fn amend(
        &mut self,
        patient: &PatientId,
        id: u32,
        version: Version,
    ) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let mut amended = self.record(patient, id)?;
        let epochs = self.epochs_for_issuer(patient, &amended)?;
        if amended.amended_by.is_some() {
            return Err(RegistryError::NotLatest);
        }
        if amended.version.is_none() {
            return Err(RegistryError::Erased);
        }
        check(&version)?;
        if !epochs.is_published(amended.category, version.key_epoch) {
            return Err(RegistryError::EpochNotPublished);
        }
        let by = self.counts.get(patient).unwrap_or(0);
        let record = Record {
            author: caller(),
            registered_at: now(),
            version: Some(version),
            retracted: None,
            ..amended.clone()
        };
        amended.amended_by = Some(by);
        self.records.insert((patient, id), &amended);
        self.records.insert((patient, by), &record);
        self.counts.insert(patient, &by.checked_add(1).ok_or(RegistryError::IdsUsedUp)?);
        let told = Amended { patient: Box::new(*patient), record: id, by };
        emit(told);
        Ok(by)
    }

    /// The issuer marks a record as entered in error.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotIssuer`],
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
    /// [`RegistryError::NotController`], [`RegistryError::AlreadyRetracted`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    pub fn retract(
        &mut self,
        patient: &PatientId,
        id: u32,
        reason: Retraction,
    ) -> Result<(), RegistryError> {
        let mut record = self.record(patient, id)?;
        self.epochs_for_issuer(patient, &record)?;
        if record.retracted.is_some() {
            return Err(RegistryError::AlreadyRetracted);
        }
        record.retracted = Some(reason);
        self.records.insert((patient, id), &record);
        let told = Retracted { patient: Box::new(*patient), record: id, reason };
        emit(told);
        Ok(())
    }
}
