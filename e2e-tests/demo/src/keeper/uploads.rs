//! How bytes come to a keeper, and go: staged by a signed statement, bound to the one record that
//! its uploader then registered, destroyed with it.

use chartkey::documents::digest_of;
use chartkey_devchain::Suite;
use chartkey_interfaces::registry::Record;
use chartkey_vocabulary::{Digest, PatientId, Timestamp};

use super::{chain, is_fresh, Doubt, Keeper, No, Refusal, Signed, Statement, Upload, Uploader};

impl Keeper {
    /// Takes bytes that somebody is going to register, in full, also where it has the same.
    ///
    /// # Errors
    /// A [`No`].
    pub(crate) fn stage(
        &self,
        suite: &mut Suite,
        clock: Timestamp,
        statement: &Signed<Statement>,
        bytes: &[u8],
    ) -> Result<(), No> {
        let Statement { place, patient, digest, size, uploader, by, expires } = &statement.words;
        if *place != self.place {
            return Err(Refusal::OtherChallenge.into());
        }
        if !is_fresh(*expires, clock) {
            return Err(Refusal::Expired.into());
        }
        let key = chain::key_of(suite, patient, *by)?;
        if !key.is_some_and(|key| statement.is_signed_by(&key)) {
            return Err(Refusal::WrongKey.into());
        }
        let may = match uploader {
            Uploader::Organization(organization) => chain::is_active(suite, *by, *organization)?,
            Uploader::Controller(account) => {
                account == by && chain::controls(suite, account, patient)?
            }
        };
        if !may {
            return Err(Refusal::NotUploader.into());
        }
        if digest_of(bytes) != *digest || u64::try_from(bytes.len()) != Ok(*size) {
            return Err(Refusal::OtherBytes.into());
        }
        self.store.put(bytes).map_err(|_| Doubt::Damaged)?;
        let upload =
            Upload { patient: *patient, digest: *digest, size: *size, uploader: *uploader };
        Ok(self.journal()?.stage(upload)?)
    }

    /// Binds an upload to the record that its uploader registered: once, and to no other.
    ///
    /// # Errors
    /// A [`No`].
    pub(crate) fn bind(
        &self,
        suite: &mut Suite,
        clock: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<(), No> {
        let record = chain::record(suite, clock, patient, id)?;
        let upload = upload_of(patient, &record).ok_or(Refusal::NotUploaded)?;
        self.journal()?.bind(&upload, id)
    }

    /// Destroys what it has of an erased record: the file with it, unless another upload has the
    /// same bytes.
    ///
    /// # Errors
    /// A [`No`].
    pub(crate) fn destroy(
        &self,
        suite: &mut Suite,
        clock: Timestamp,
        patient: &PatientId,
        id: u32,
    ) -> Result<(), No> {
        if chain::record(suite, clock, patient, id)?.version.is_some() {
            return Err(Refusal::NotErased.into());
        }
        let unused: Option<Digest> = self.journal()?.destroy(patient, id)?;
        if let Some(digest) = unused {
            self.store.remove(&digest).map_err(|_| Doubt::Damaged)?;
        }
        Ok(())
    }
}

/// The upload that a record can be released from: of its issuer, or for a self-report of the
/// controller who registered it. `None` for an erased record.
fn upload_of(patient: &PatientId, record: &Record) -> Option<Upload> {
    let version = record.version.as_ref()?;
    let uploader =
        record.issuer.map_or(Uploader::Controller(record.author), Uploader::Organization);
    Some(Upload { patient: *patient, digest: version.digest, size: version.size, uploader })
}
