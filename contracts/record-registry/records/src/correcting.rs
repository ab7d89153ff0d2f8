//! Amending and retracting records.

use chartkey_interfaces::registry::{Amended, Record, RegistryError, Retracted};
use chartkey_vocabulary::{Account, PatientId, Retraction, Timestamp, Version};
use ink::prelude::boxed::Box;

use crate::{checks::ensure_version, Calls, Records};

impl Records {
    /// The issuer adds a version to a document. Returns its id. A version after one that is marked
    /// as of the wrong patient keeps that mark; issuer, addressee and retention stay as well.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::UnknownRecord`],
    /// [`RegistryError::NotIssuer`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::NotController`],
    /// [`RegistryError::NotLatest`], [`RegistryError::Erased`], the bounds of [`Version`],
    /// [`RegistryError::SameDigest`], [`RegistryError::EpochNotPublished`],
    /// [`RegistryError::UnknownChart`].
    pub fn amend(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
        version: Version,
    ) -> Result<(u32, Amended), RegistryError> {
        self.ensure_running()?;
        let mut amended = self.record(patient, id)?;
        let epochs = self.ensure_issuer(calls, caller, patient, &amended)?;
        if amended.amended_by.is_some() {
            return Err(RegistryError::NotLatest);
        }
        let Some(before) = &amended.version else {
            return Err(RegistryError::Erased);
        };
        ensure_version(&version)?;
        if version.digest == before.digest {
            return Err(RegistryError::SameDigest);
        }
        if !epochs.is_published(amended.category, version.key_epoch) {
            return Err(RegistryError::EpochNotPublished);
        }
        let by = self.counts.get(patient).unwrap_or(0);
        let record = Record {
            author: *caller,
            registered_at: now,
            version: Some(version),
            amends: Some(id),
            retracted: amended.retracted.filter(|mark| *mark == Retraction::WrongPatient),
            ..amended.clone()
        };
        amended.amended_by = Some(by);
        self.records.insert((patient, id), &amended);
        self.records.insert((patient, by), &record);
        self.counts.insert(patient, &by.checked_add(1).ok_or(RegistryError::IdsUsedUp)?);
        Ok((by, Amended { patient: Box::new(*patient), record: id, by }))
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
        calls: &impl Calls,
        caller: &Account,
        patient: &PatientId,
        id: u32,
        reason: Retraction,
    ) -> Result<Retracted, RegistryError> {
        let mut record = self.record(patient, id)?;
        self.ensure_issuer(calls, caller, patient, &record)?;
        if record.retracted.is_some() {
            return Err(RegistryError::AlreadyRetracted);
        }
        record.retracted = Some(reason);
        self.records.insert((patient, id), &record);
        Ok(Retracted { patient: Box::new(*patient), record: id, reason })
    }
}
