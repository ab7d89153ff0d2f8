//! Putting documents on record.

use chartkey_interfaces::registry::{
    NewRecord, Record, Registered, RegistryError, MAX_BATCH, MAX_RETENTION_MILLISECONDS,
};
use chartkey_onchain::{caller, emit, now};
use chartkey_policy::{Basis, Decision, KeyEpochs};
use chartkey_vocabulary::{Categories, NewDocument, OrgId, PatientId, Version, MAX_DOCUMENT_BYTES};
use ink::prelude::{boxed::Box, vec, vec::Vec};

use crate::Records;

impl Records {
    /// The caller's organization puts 1 to 64 documents on record, all or none. Returns the id
    /// of the first.
    ///
    /// # Errors
    /// [`RegistryError::Batch`], [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::AppendRefused`], the bounds of
    /// [`Version`] and [`NewRecord`], [`RegistryError::EpochNotPublished`],
    /// [`RegistryError::UnknownChart`].
    pub fn register(
        &mut self,
        patient: &PatientId,
        records: Vec<NewRecord>,
    ) -> Result<u32, RegistryError> {
        if records.is_empty() || records.len() > MAX_BATCH {
            return Err(RegistryError::Batch);
        }
        let categories = records
            .iter()
            .fold(Categories::EMPTY, |set, record| set.union(record.document.category.into()));
        let (organization, epochs) = self.right_to_append(patient, categories)?;
        self.put_on_record(patient, records, Some(organization), &epochs)
    }

    /// The organization for which the caller may put records of these categories on record, and
    /// the chart's key epochs.
    pub(crate) fn right_to_append(
        &self,
        patient: &PatientId,
        categories: Categories,
    ) -> Result<(OrgId, KeyEpochs), RegistryError> {
        self.ensure_running()?;
        let organization = self.issuing_organization()?;
        match self.ask_to_append(patient, Some(organization), categories)? {
            (Decision::Deny(reason), _) => Err(RegistryError::AppendRefused(reason)),
            (Decision::Permit(_), epochs) => Ok((organization, epochs)),
        }
    }

    /// The chart's controller puts a document of the patient's own on record. Returns its id.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotController`], the bounds of
    /// [`Version`], [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
    pub fn self_report(
        &mut self,
        patient: &PatientId,
        document: NewDocument,
    ) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let epochs = self.epochs_for_controller(patient, document.category.into())?;
        self.put_on_record(patient, vec![document.into()], None, &epochs)
    }

    /// The chart's key epochs, if the caller controls it.
    pub(crate) fn epochs_for_controller(
        &self,
        patient: &PatientId,
        category: Categories,
    ) -> Result<KeyEpochs, RegistryError> {
        match self.ask_to_append(patient, None, category)? {
            (Decision::Permit(Basis::Controller), epochs) => Ok(epochs),
            _ => Err(RegistryError::NotController),
        }
    }

    pub(crate) fn put_on_record(
        &mut self,
        patient: &PatientId,
        records: Vec<NewRecord>,
        issuer: Option<OrgId>,
        epochs: &KeyEpochs,
    ) -> Result<u32, RegistryError> {
        let first = self.counts.get(patient).unwrap_or(0);
        let mut next = first;
        for NewRecord { document: NewDocument { category, version }, retain_until } in records {
            check(&version)?;
            if retain_until.saturating_sub(now()) > MAX_RETENTION_MILLISECONDS {
                return Err(RegistryError::Retention);
            }
            if !epochs.is_published(category, version.key_epoch) {
                return Err(RegistryError::EpochNotPublished);
            }
            let record = Record {
                document: next,
                category,
                author: caller(),
                issuer,
                registered_at: now(),
                retain_until,
                version: Some(version),
                amended_by: None,
                retracted: None,
            };
            self.records.insert((patient, next), &record);
            next = next.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        }
        self.counts.insert(patient, &next);
        let count = next.saturating_sub(first);
        let registered = Registered { patient: Box::new(*patient), first, count, issuer };
        emit(registered);
        Ok(first)
    }
}

/// Checks the bounds of a version.
pub(crate) fn check(version: &Version) -> Result<(), RegistryError> {
    if version.digest == [0; 32] {
        return Err(RegistryError::Digest);
    }
    if version.size == 0 || version.size > MAX_DOCUMENT_BYTES {
        return Err(RegistryError::Size);
    }
    version.locator.check().map_err(RegistryError::Locator)
}
