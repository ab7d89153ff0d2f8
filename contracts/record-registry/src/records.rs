//! Putting documents on record, amending and retracting them, and listing them.

use chartkey_interfaces::{
    directory::{Role, Roles},
    governed::kept,
    registry::{
        Amended, NewDocument, Record, Registered, RegistryError, Retracted, Retraction, StalePage,
        Version, MAX_BATCH, MAX_DOCUMENT_BYTES,
    },
    PatientId, MAX_PAGE,
};
use chartkey_policy::{
    Action, Basis, Categories, Decision, KeyEpochs, OrgId, Purpose, Request, Target,
};
use ink::{
    codegen::StaticEnv,
    prelude::{boxed::Box, vec, vec::Vec},
};

use crate::RecordRegistry;

impl RecordRegistry {
    fn ensure_running(&self) -> Result<(), RegistryError> {
        if kept(&self.governance).is_paused() {
            Err(RegistryError::Paused)
        } else {
            Ok(())
        }
    }

    /// The organization for which the caller may write, as a clinician or registrar.
    fn issuing_organization(&self) -> Result<OrgId, RegistryError> {
        let practitioner = self.active_practitioner()?;
        let writers = Roles::of(&[Role::Clinician, Role::Registrar]);
        if practitioner.roles.intersection(writers).is_empty() {
            return Err(RegistryError::RoleMissing);
        }
        Ok(practitioner.organization)
    }

    /// Asks for the caller's right to append, and for the key epochs.
    fn ask_to_append(
        &self,
        patient: &PatientId,
        organization: Option<OrgId>,
        categories: Categories,
    ) -> Result<(Decision, KeyEpochs), RegistryError> {
        let request = Box::new(Request {
            subject: self.caller(),
            organization,
            target: Target::Categories(categories),
            purpose: Purpose::Treatment,
            action: Action::Append,
        });
        self.decide(patient, request)
    }

    pub(crate) fn register_issued(
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

    /// The chart's key epochs, if the caller controls it.
    fn epochs_for_controller(
        &self,
        patient: &PatientId,
        category: Categories,
    ) -> Result<KeyEpochs, RegistryError> {
        match self.ask_to_append(patient, None, category)? {
            (Decision::Permit(Basis::Controller), epochs) => Ok(epochs),
            _ => Err(RegistryError::NotController),
        }
    }

    pub(crate) fn register_self_reported(
        &mut self,
        patient: &PatientId,
        document: NewDocument,
    ) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let epochs = self.epochs_for_controller(patient, document.category.into())?;
        self.put_on_record(patient, vec![document], None, &epochs)
    }

    fn put_on_record(
        &mut self,
        patient: &PatientId,
        documents: Vec<NewDocument>,
        issuer: Option<OrgId>,
        epochs: &KeyEpochs,
    ) -> Result<u32, RegistryError> {
        let first = self.record_counts.get(patient).unwrap_or(0);
        let mut next = first;
        for NewDocument { category, version } in documents {
            check(&version)?;
            if !epochs.is_published(category, version.key_epoch) {
                return Err(RegistryError::EpochNotPublished);
            }
            let record = Record {
                document: next,
                category,
                author: self.caller(),
                issuer,
                registered_at: Self::env().block_timestamp(),
                version,
                amended_by: None,
                retracted: None,
            };
            self.records.insert((patient, next), &record);
            next = next.checked_add(1).ok_or(RegistryError::IdsUsedUp)?;
        }
        self.record_counts.insert(patient, &next);
        let count = next.saturating_sub(first);
        Self::env().emit_event(Registered { patient: Box::new(*patient), first, count, issuer });
        Ok(first)
    }

    pub(crate) fn known_record(
        &self,
        patient: &PatientId,
        record: u32,
    ) -> Result<Record, RegistryError> {
        self.records.get((patient, record)).ok_or(RegistryError::UnknownRecord)
    }

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

    pub(crate) fn amend_record(
        &mut self,
        patient: &PatientId,
        id: u32,
        version: Version,
    ) -> Result<u32, RegistryError> {
        self.ensure_running()?;
        let mut amended = self.known_record(patient, id)?;
        let epochs = self.epochs_for_issuer(patient, &amended)?;
        if amended.amended_by.is_some() {
            return Err(RegistryError::NotLatest);
        }
        check(&version)?;
        if !epochs.is_published(amended.category, version.key_epoch) {
            return Err(RegistryError::EpochNotPublished);
        }
        let by = self.record_counts.get(patient).unwrap_or(0);
        let record = Record {
            author: self.caller(),
            registered_at: Self::env().block_timestamp(),
            version,
            retracted: None,
            ..amended.clone()
        };
        amended.amended_by = Some(by);
        self.records.insert((patient, id), &amended);
        self.records.insert((patient, by), &record);
        self.record_counts.insert(patient, &by.checked_add(1).ok_or(RegistryError::IdsUsedUp)?);
        Self::env().emit_event(Amended { patient: Box::new(*patient), record: id, by });
        Ok(by)
    }

    pub(crate) fn retract_record(
        &mut self,
        patient: &PatientId,
        id: u32,
        reason: Retraction,
    ) -> Result<(), RegistryError> {
        let mut record = self.known_record(patient, id)?;
        self.epochs_for_issuer(patient, &record)?;
        if record.retracted.is_some() {
            return Err(RegistryError::AlreadyRetracted);
        }
        record.retracted = Some(reason);
        self.records.insert((patient, id), &record);
        Self::env().emit_event(Retracted { patient: Box::new(*patient), record: id, reason });
        Ok(())
    }

    pub(crate) fn page_of_records(
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

    pub(crate) fn page_of_stale(
        &self,
        patient: &PatientId,
        from: u32,
        limit: u32,
    ) -> Result<StalePage, RegistryError> {
        let (_, epochs) = self.ask_to_append(patient, None, Categories::ALL)?;
        let page = self.page_of_records(patient, from, limit)?;
        let full = limit > 0 && page.len() == limit as usize;
        let records = page
            .into_iter()
            .zip(from..)
            .filter(|(record, _)| {
                record.amended_by.is_none()
                    && record.version.key_epoch < epochs.required(record.category)
            })
            .map(|(_, id)| id)
            .collect();
        Ok(StalePage { records, next: full.then(|| from.saturating_add(limit)) })
    }
}

/// Checks the bounds of a version.
fn check(version: &Version) -> Result<(), RegistryError> {
    if version.digest == [0; 32] {
        return Err(RegistryError::Digest);
    }
    if version.size == 0 || version.size > MAX_DOCUMENT_BYTES {
        return Err(RegistryError::Size);
    }
    version.locator.check().map_err(RegistryError::Locator)
}
