//! Listing records.

use chartkey_interfaces::registry::{Record, RegistryError, StalePage};
use chartkey_onchain::{next_page, page_of};
use chartkey_vocabulary::PatientId;
use ink::prelude::vec::Vec;

use crate::{Calls, Records};

impl Records {
    /// The patient's records from id `from` on, in order, at most `limit` of them.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn records(
        &self,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<Record>, RegistryError> {
        page_of(from, limit, |id| self.records.get((patient, id)))
            .ok_or(RegistryError::LimitTooLarge)
    }

    /// Looks at `limit` records from id `from` on, and returns those that are the latest
    /// version of their document and wait to be encrypted to a newer key, now.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`], [`RegistryError::UnknownChart`].
    pub fn stale(
        &self,
        calls: &impl Calls,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<StalePage, RegistryError> {
        let epochs = calls.epochs(patient)?;
        let page = self.records(patient, from, limit)?;
        let next = next_page(from, limit, &page);
        let records =
            page.into_iter()
                .zip(from..)
                .filter(|(record, _)| {
                    record.amended_by.is_none()
                        && record.version.as_ref().is_some_and(|version| {
                            version.key_epoch < epochs.required(record.category)
                        })
                })
                .map(|(_, id)| id)
                .collect();
        Ok(StalePage { records, next })
    }
}
