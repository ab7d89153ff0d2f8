//! Erasing records, oldest version first.

use chartkey_interfaces::registry::{Erased, Record, RegistryError, MAX_ERASED};
use chartkey_vocabulary::{Account, PatientId, Timestamp};
use ink::prelude::{boxed::Box, vec, vec::Vec};

use crate::{checks::ensure_controller, Calls, Records};

impl Records {
    /// The chart's controller erases a record that is not retained, and of which every earlier
    /// version is erased: its digest, size and locator. Its id and all else stay.
    ///
    /// So the latest version is the last one to go: while anything is left of a document, its
    /// issuer can correct it.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
    /// [`RegistryError::Erased`], [`RegistryError::EarlierVersions`],
    /// [`RegistryError::Retained`], [`RegistryError::UnknownChart`],
    /// [`RegistryError::Unreachable`].
    pub fn erase(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<Erased, RegistryError> {
        let record = self.record(patient, id)?;
        ensure_controller(calls, caller, patient, record.category.into())?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        if !self.is_oldest(patient, &record) {
            return Err(RegistryError::EarlierVersions);
        }
        self.ensure_not_retained(now, patient, &record)?;
        Ok(self.clear(patient, vec![(id, record)]))
    }

    /// The chart's controller erases a document, any version of which is named: its oldest
    /// versions that are there, at most [`MAX_ERASED`], all or none. Returns where to go on,
    /// `None` once no version is left.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotController`],
    /// [`RegistryError::Erased`] where no version is left, [`RegistryError::Retained`],
    /// [`RegistryError::UnknownChart`], [`RegistryError::Unreachable`].
    pub fn erase_document(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<(Option<u32>, Erased), RegistryError> {
        let named = self.record(patient, id)?;
        ensure_controller(calls, caller, patient, named.category.into())?;
        // Who goes on where an earlier call said so does not walk past what is erased.
        let goes_on = named.version.is_some() && self.is_oldest(patient, &named);
        let mut next = Some(if goes_on { id } else { named.document });
        let mut versions = Vec::new();
        while let Some(id) = next.filter(|_| versions.len() < MAX_ERASED) {
            let record = self.record(patient, id)?;
            next = record.amended_by;
            if record.version.is_some() {
                self.ensure_not_retained(now, patient, &record)?;
                versions.push((id, record));
            }
        }
        if versions.is_empty() {
            return Err(RegistryError::Erased);
        }
        Ok((next, self.clear(patient, versions)))
    }

    /// Whether every version before this one is erased. They go in order, so the one before it
    /// tells.
    fn is_oldest(&self, patient: &PatientId, record: &Record) -> bool {
        record
            .amends
            .and_then(|before| self.records.get((patient, before)))
            .is_none_or(|before| before.version.is_none())
    }

    fn clear(&mut self, patient: &PatientId, versions: Vec<(u32, Record)>) -> Erased {
        let mut records = Vec::with_capacity(versions.len());
        for (id, mut record) in versions {
            record.version = None;
            self.records.insert((patient, id), &record);
            records.push(id);
        }
        Erased { patient: Box::new(*patient), records }
    }
}
