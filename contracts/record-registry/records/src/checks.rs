//! Who may do what to a record, and what a document has to be.

use chartkey_interfaces::registry::{Record, RegistryError};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, KeyEpochs, Refusal, Request, Target, Verdict};
use chartkey_vocabulary::{
    Account, Action, Categories, Digest, OrgId, PatientId, Purpose, Version, MAX_DOCUMENT_BYTES,
};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::Decode;

use crate::{Calls, Records};

impl Records {
    pub(crate) fn ensure_running(&self) -> Result<(), RegistryError> {
        if self.governed.is_paused() {
            Err(RegistryError::Paused)
        } else {
            Ok(())
        }
    }

    /// Checks that the caller writes for the record's issuer. Returns the chart's key epochs.
    pub(crate) fn ensure_issuer(
        &self,
        calls: &impl Calls,
        caller: &Account,
        patient: &PatientId,
        record: &Record,
    ) -> Result<KeyEpochs, RegistryError> {
        match record.issuer {
            None => ensure_controller(calls, caller, patient, record.category.into()),
            Some(issuer) => {
                self.ensure_member_of_issuer(caller, issuer)?;
                key_epochs(calls, caller, patient)
            }
        }
    }

    /// Checks that the caller may write for the organization that issued a record.
    pub(crate) fn ensure_member_of_issuer(
        &self,
        caller: &Account,
        issuer: OrgId,
    ) -> Result<(), RegistryError> {
        match self.practitioner(caller) {
            Some(practitioner) if practitioner.organization != issuer => {
                Err(RegistryError::NotIssuer)
            }
            _ => self.issuing_organization(caller, issuer).map(drop),
        }
    }
}

/// The consent manager's answer whether the caller may append to these categories, and the
/// chart's key epochs.
pub(crate) fn may_append(
    calls: &impl Calls,
    caller: &Account,
    patient: &PatientId,
    organization: Option<OrgId>,
    categories: Categories,
) -> Result<(KeyEpochs, Encoded<Verdict>), RegistryError> {
    let request = Box::new(Request {
        subject: *caller,
        organization,
        target: Target::Categories(categories),
        purpose: Purpose::Treatment,
        action: Action::Append,
        emergency: false,
    });
    calls.decide(patient, request, Vec::new())
}

/// What a verdict refuses, `None` where it permits. No more of it is decoded.
pub(crate) fn refusal(verdict: &Encoded<Verdict>) -> Option<Refusal> {
    match verdict.as_bytes() {
        [Verdict::DENY, refusal @ ..] => Refusal::decode(&mut &*refusal).ok(),
        _ => None,
    }
}

/// The chart's key epochs, whoever asks: also how to see that there is such a chart.
pub(crate) fn key_epochs(
    calls: &impl Calls,
    caller: &Account,
    patient: &PatientId,
) -> Result<KeyEpochs, RegistryError> {
    may_append(calls, caller, patient, None, Categories::ALL).map(|(epochs, _)| epochs)
}

pub(crate) fn ensure_chart_exists(
    calls: &impl Calls,
    caller: &Account,
    patient: &PatientId,
) -> Result<(), RegistryError> {
    key_epochs(calls, caller, patient).map(drop)
}

/// Checks that the caller controls the chart. Returns its key epochs.
pub(crate) fn ensure_controller(
    calls: &impl Calls,
    caller: &Account,
    patient: &PatientId,
    categories: Categories,
) -> Result<KeyEpochs, RegistryError> {
    let (epochs, verdict) = may_append(calls, caller, patient, None, categories)?;
    match verdict.value() {
        Ok(verdict) if verdict.is_on(Basis::Controller) => Ok(epochs),
        _ => Err(RegistryError::NotController),
    }
}

/// Checks the bounds of a version.
pub(crate) fn ensure_version(version: &Version) -> Result<(), RegistryError> {
    ensure_digest(&version.digest)?;
    if version.size == 0 || version.size > MAX_DOCUMENT_BYTES {
        return Err(RegistryError::Size);
    }
    version.locator.check().map_err(RegistryError::Locator)
}

/// Checks that a digest is not all zero.
pub(crate) fn ensure_digest(digest: &Digest) -> Result<(), RegistryError> {
    if *digest == [0; 32] {
        Err(RegistryError::Digest)
    } else {
        Ok(())
    }
}
