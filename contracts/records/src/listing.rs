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
        page_of(from, limit, |id| self.records.get((patient, id)))
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
        let next = after(from, limit, &page);
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

/// What stands at the numbers from `from` on, in order, at most `limit` of it.
///
/// # Errors
/// [`RegistryError::LimitTooLarge`].
pub(crate) fn page_of<T>(
    from: u32,
    limit: u32,
    at: impl Fn(u32) -> Option<T>,
) -> Result<Vec<T>, RegistryError> {
    if limit > MAX_PAGE {
        return Err(RegistryError::LimitTooLarge);
    }
    Ok((from..from.saturating_add(limit)).map_while(at).collect())
}

/// Where to go on after a page that was asked for like this, `None` if it was the last.
pub(crate) fn after<T>(from: u32, limit: u32, page: &[T]) -> Option<u32> {
    let full = limit > 0 && page.len() == limit as usize;
    full.then(|| from.saturating_add(limit))
}
