//! Putting documents on record.

use chartkey_interfaces::{
    registry::{
        NewDocument, Record, Registered, RegistryError, Version, MAX_BATCH, MAX_DOCUMENT_BYTES,
    },
    PatientId,
};
use chartkey_policy::{Basis, Categories, Decision, KeyEpochs, OrgId};
use ink::{
    env::DefaultEnvironment,
    prelude::{boxed::Box, vec, vec::Vec},
};

use crate::{caller, now, Records};

impl Records {
    /// The caller's organization puts 1 to 64 documents on record, all or none. Returns the id
    /// of the first.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::Batch`],
    /// [`RegistryError::AppendRefused`], the bounds of [`Version`],
    /// [`RegistryError::EpochNotPublished`], [`RegistryError::UnknownChart`].
    pub fn register(
        &mut self,
        patient: &PatientId,
        documents: Vec<NewDocument>,
    ) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let organization = self.issuing_organization()?;
        if documents.is_empty() || documents.len() > MAX_BATCH {
            return Err(RegistryError::Batch);
        }
        let categories = documents
            .iter()
            .fold(Categories::EMPTY, |set, document| set.union(document.category.into()));
        match self.ask_to_append(patient, Some(organization), categories)? {
            (Decision::Deny(reason), _) => Err(RegistryError::AppendRefused(reason)),
            (Decision::Permit(_), epochs) => {
                self.put_on_record(patient, documents, Some(organization), &epochs)
            }
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
        self.put_on_record(patient, vec![document], None, &epochs)
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

    fn put_on_record(
        &mut self,
        patient: &PatientId,
        documents: Vec<NewDocument>,
        issuer: Option<OrgId>,
        epochs: &KeyEpochs,
    ) -> Result<u32, RegistryError> {
        let first = self.counts.get(patient).unwrap_or(0);
        let mut next = first;
        for NewDocument { category, version } in documents {
            check(&version)?;
            if !epochs.is_published(category, version.key_epoch) {
                return Err(RegistryError::EpochNotPublished);
            }
            let record = Record {
                document: next,
                category,
                author: caller(),
                issuer,
                registered_at: now(),
                version,
                amended_by: None,
                retracted: None,
            };
            self.records.insert((patient, next), &record);
            next = next.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        }
        self.counts.insert(patient, &next);
        let count = next.saturating_sub(first);
        let registered = Registered { patient: Box::new(*patient), first, count, issuer };
        ink::env::emit_event::<DefaultEnvironment, _>(registered);
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
