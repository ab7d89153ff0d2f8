//! Retention: for how long an organization has to keep a document, and waiving that.

use chartkey_interfaces::registry::{
    Record, RegistryError, RetentionChange, RetentionChanged, Waiver,
};
use chartkey_vocabulary::{Account, OrgId, PatientId, Timestamp};
use ink::prelude::boxed::Box;

use crate::Records;

impl Records {
    /// Two members of the issuing organization give up its right to have a document retained, all
    /// versions of it and those to come: the first proposes, another one confirms. A proposal
    /// counts while its member may write for the organization; after that the next one proposes
    /// anew.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotIssuer`],
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
    /// [`RegistryError::Erased`], [`RegistryError::NotRetained`],
    /// [`RegistryError::AlreadyProposed`].
    pub fn waive_retention(
        &mut self,
        caller: &Account,
        now: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<(RetentionChange, RetentionChanged), RegistryError> {
        let (record, issuer) = self.issued_record(caller, patient, id)?;
        if self.ensure_not_retained(now, patient, &record).is_ok() {
            return Err(RegistryError::NotRetained);
        }
        let change = match self.waiver(patient, record.document) {
            Some(Waiver { by, change: RetentionChange::WaiverProposed })
                if self.issuing_organization(&by, issuer).is_ok() =>
            {
                if by == *caller {
                    return Err(RegistryError::AlreadyProposed);
                }
                RetentionChange::Waived
            }
            _ => RetentionChange::WaiverProposed,
        };
        Ok((change, self.change_retention(caller, patient, record.document, change)))
    }

    /// A member of the issuing organization takes a waiver or the proposal of one back: until it
    /// is erased the document is retained as before.
    ///
    /// # Errors
    /// [`RegistryError::UnknownRecord`], [`RegistryError::NotIssuer`],
    /// [`RegistryError::NotPractitioner`], [`RegistryError::RoleMissing`],
    /// [`RegistryError::Erased`], [`RegistryError::NotWaived`].
    pub fn restore_retention(
        &mut self,
        caller: &Account,
        patient: &PatientId,
        id: u32,
    ) -> Result<RetentionChanged, RegistryError> {
        let (record, _) = self.issued_record(caller, patient, id)?;
        match self.waiver(patient, record.document) {
            Some(waiver) if waiver.change != RetentionChange::Restored => {}
            _ => return Err(RegistryError::NotWaived),
        }
        Ok(self.change_retention(caller, patient, record.document, RetentionChange::Restored))
    }

    /// What was done last about the retention of a document, `None` if nothing ever was.
    #[must_use]
    pub fn waiver(&self, patient: &PatientId, document: u32) -> Option<Waiver> {
        self.waivers.get((patient, document))
    }

    /// Checks that nothing obliges to keep a record now.
    pub(crate) fn ensure_not_retained(
        &self,
        now: Timestamp,
        patient: &PatientId,
        record: &Record,
    ) -> Result<(), RegistryError> {
        let waived = || {
            self.waiver(patient, record.document)
                .is_some_and(|waiver| waiver.change == RetentionChange::Waived)
        };
        if now < record.retain_until && !waived() {
            Err(RegistryError::Retained)
        } else {
            Ok(())
        }
    }

    /// A record that is not erased, of an organization that the caller writes for.
    fn issued_record(
        &self,
        caller: &Account,
        patient: &PatientId,
        id: u32,
    ) -> Result<(Record, OrgId), RegistryError> {
        let record = self.record(patient, id)?;
        let issuer = record.issuer.ok_or(RegistryError::NotIssuer)?;
        self.ensure_member_of_issuer(caller, issuer)?;
        if record.version.is_none() {
            return Err(RegistryError::Erased);
        }
        Ok((record, issuer))
    }

    fn change_retention(
        &mut self,
        caller: &Account,
        patient: &PatientId,
        document: u32,
        change: RetentionChange,
    ) -> RetentionChanged {
        self.waivers.insert((patient, document), &Waiver { by: *caller, change });
        RetentionChanged { patient: Box::new(*patient), document, by: *caller, change }
    }
}
