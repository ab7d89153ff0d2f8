//! Putting documents on record.

use chartkey_interfaces::registry::{
    NewRecord, Record, Registered, RegistryError, MAX_BATCH, MAX_RETENTION_MILLISECONDS,
};
use chartkey_policy::KeyEpochs;
use chartkey_vocabulary::{
    Account, Addressee, Categories, NewDocument, OrgId, PatientId, SelfReport, Timestamp,
};
use ink::prelude::{boxed::Box, vec, vec::Vec};

use crate::{
    checks::{ensure_controller, ensure_version, may_append, refusal},
    Calls, Records,
};

impl Records {
    /// The caller puts 1 to 64 documents on record for this organization, all or none. Returns
    /// the id of the first.
    ///
    /// # Errors
    /// [`RegistryError::Batch`], [`RegistryError::Paused`], [`RegistryError::NotPractitioner`],
    /// [`RegistryError::RoleMissing`], [`RegistryError::AppendRefused`], the bounds of
    /// [`chartkey_vocabulary::Version`] and [`NewRecord`], [`RegistryError::EpochNotPublished`],
    /// [`RegistryError::UnknownChart`].
    pub fn register(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        organization: OrgId,
        records: Vec<NewRecord>,
    ) -> Result<(u32, Registered), RegistryError> {
        if records.is_empty() || records.len() > MAX_BATCH {
            return Err(RegistryError::Batch);
        }
        let categories = records
            .iter()
            .fold(Categories::EMPTY, |set, record| set.union(record.document.category.into()));
        let epochs = self.right_to_append(calls, caller, patient, organization, categories)?;
        self.put_on_record(caller, now, patient, records, Some(organization), None, &epochs, now)
    }

    /// Checks that the caller may put records of these categories on record for this
    /// organization. Returns the chart's key epochs.
    pub(crate) fn right_to_append(
        &self,
        calls: &impl Calls,
        caller: &Account,
        patient: &PatientId,
        organization: OrgId,
        categories: Categories,
    ) -> Result<KeyEpochs, RegistryError> {
        self.ensure_running()?;
        self.issuing_organization(caller, organization)?;
        let (epochs, verdict) = may_append(calls, caller, patient, Some(organization), categories)?;
        match refusal(&verdict) {
            Some(refusal) => Err(RegistryError::AppendRefused(refusal.reason)),
            None => Ok(epochs),
        }
    }

    /// The chart's controller puts a document of the patient's own on record, sent to an
    /// addressee or to nobody. Returns its id.
    ///
    /// # Errors
    /// [`RegistryError::Paused`], [`RegistryError::NotController`], the bounds of
    /// [`chartkey_vocabulary::Version`], [`RegistryError::EpochNotPublished`],
    /// [`RegistryError::UnknownChart`].
    pub fn self_report(
        &mut self,
        calls: &impl Calls,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        report: SelfReport,
    ) -> Result<(u32, Registered), RegistryError> {
        self.ensure_running()?;
        let SelfReport { document, addressee } = report;
        let epochs = ensure_controller(calls, caller, patient, document.category.into())?;
        self.put_on_record(
            caller,
            now,
            patient,
            vec![document.into()],
            None,
            addressee,
            &epochs,
            now,
        )
    }

    /// Puts documents on record. They are retained until a time that is later than
    /// `retained_after`, or not at all.
    pub(crate) fn put_on_record(
        &mut self,
        author: &Account,
        now: Timestamp,
        patient: &PatientId,
        records: Vec<NewRecord>,
        issuer: Option<OrgId>,
        addressee: Option<Addressee>,
        epochs: &KeyEpochs,
        retained_after: Timestamp,
    ) -> Result<(u32, Registered), RegistryError> {
        let first = self.counts.get(patient).unwrap_or(0);
        let mut next = first;
        for NewRecord { document: NewDocument { category, version }, retain_until } in records {
            ensure_version(&version)?;
            if retain_until != 0
                && (retain_until <= retained_after
                    || retain_until.saturating_sub(now) > MAX_RETENTION_MILLISECONDS)
            {
                return Err(RegistryError::Retention);
            }
            if !epochs.is_published(category, version.key_epoch) {
                return Err(RegistryError::EpochNotPublished);
            }
            let record = Record {
                document: next,
                category,
                issuer,
                addressee,
                version: Some(version),
                author: *author,
                registered_at: now,
                retain_until,
                amends: None,
                amended_by: None,
                retracted: None,
            };
            self.records.insert((patient, next), &record);
            next = next.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        }
        self.counts.insert(patient, &next);
        let count = next.saturating_sub(first);
        let registered = Registered { patient: Box::new(*patient), first, count, issuer };
        Ok((first, registered))
    }
}
