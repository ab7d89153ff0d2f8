//! Listing records.

use chartkey_interfaces::{
    registry::{Record, RegistryError, StalePage},
    PatientId, MAX_PAGE,
};
use chartkey_policy::Categories;
use ink::prelude::vec::Vec;

use crate::Records;

impl Records {
    /// The patient's records from id `from` on, in order, at most `limit` of them.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`].
    pub fn page(
        &self,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<Record>, RegistryError> {
        if limit > MAX_PAGE {
            return Err(RegistryError::LimitTooLarge);
        }
        Ok((from..from.saturating_add(limit))
            .map_while(|id| self.records.get((patient, id)))
            .collect())
    }

    /// Looks at `limit` records from id `from` on, and returns those that are the latest
    /// version of their document and wait to be encrypted to a newer key.
    ///
    /// # Errors
    /// [`RegistryError::LimitTooLarge`], [`RegistryError::UnknownChart`].
    pub fn stale(
        &self,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<StalePage, RegistryError> {
        let (_, epochs) = self.ask_to_append(patient, None, Categories::ALL)?;
        let page = self.page(patient, from, limit)?;
        let full = limit > 0 && page.len() == limit as usize;
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
        Ok(StalePage { records, next: full.then(|| from.saturating_add(limit)) })
    }
}
