//! What a keeper knows, in a file that outlives its process: uploads, and the release log.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use chartkey_vocabulary::{Account, Digest, PatientId, Timestamp};
use scale::{Decode, Encode};

use super::{Doubt, No, Refusal, Uploader};

/// Bytes that somebody uploaded for a chart.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Upload {
    pub patient: PatientId,
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    pub uploader: Uploader,
}

/// A line of the release log: that a record was released, for which entry and under which key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Line {
    /// Its place among the lines about this chart, from 0.
    pub number: u32,
    pub patient: PatientId,
    pub entry: u32,
    pub record: u32,
    pub digest: Digest,
    /// The one-time key that has the release.
    pub key: Account,
    /// When it began, by the keeper's clock.
    pub time: Timestamp,
}

/// What is noted.
#[derive(Encode, Decode)]
enum Event {
    Staged(Upload),
    Bound { upload: u32, record: u32 },
    Destroyed { upload: u32 },
    Released(Line),
    Sent { patient: PatientId, entry: u32, record: u32, bytes: u64 },
}

/// The file, and what stands in it.
pub(super) struct Journal {
    file: File,
    uploads: BTreeMap<u32, (Upload, Option<u32>)>,
    staged: u32,
    lines: Vec<Line>,
    sent: BTreeMap<(PatientId, u32, u32), u64>,
}

impl Journal {
    /// The journal in this file, which is begun if there is none.
    ///
    /// # Errors
    /// When it cannot be read, or something else stands in it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let mut journal = Self {
            file,
            uploads: BTreeMap::new(),
            staged: 0,
            lines: Vec::new(),
            sent: BTreeMap::new(),
        };
        let bytes = fs::read(path)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            journal.apply(Event::decode(&mut rest).map_err(io::Error::other)?);
        }
        Ok(journal)
    }

    /// Puts an event on the disk, and only then lets it count.
    fn note(&mut self, event: Event) -> Result<(), Doubt> {
        let written = self.file.write_all(&event.encode()).and_then(|()| self.file.sync_data());
        written.map_err(|_| Doubt::Journal)?;
        self.apply(event);
        Ok(())
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Staged(upload) => {
                self.uploads.insert(self.staged, (upload, None));
                self.staged = self.staged.saturating_add(1);
            }
            Event::Bound { upload, record } => {
                if let Some((_, bound)) = self.uploads.get_mut(&upload) {
                    *bound = Some(record);
                }
            }
            Event::Destroyed { upload } => drop(self.uploads.remove(&upload)),
            Event::Released(line) => self.lines.push(line),
            Event::Sent { patient, entry, record, bytes } => {
                let sent = self.sent.entry((patient, entry, record)).or_default();
                *sent = sent.saturating_add(bytes);
            }
        }
    }

    /// Notes an upload, which no record has yet.
    pub(super) fn stage(&mut self, upload: Upload) -> Result<(), Doubt> {
        self.note(Event::Staged(upload))
    }

    /// Binds a free upload that is equal to this one to a record.
    pub(super) fn bind(&mut self, wanted: &Upload, record: u32) -> Result<(), No> {
        if self.bound(&wanted.patient, record).is_some() {
            return Ok(());
        }
        let mut free = self.uploads.iter().filter(|(_, (_, bound))| bound.is_none());
        let found = free.find(|(_, (upload, _))| upload == wanted);
        let upload = found.map(|(number, _)| *number).ok_or(Refusal::NotUploaded)?;
        Ok(self.note(Event::Bound { upload, record })?)
    }

    /// Forgets the upload of a record. Returns its digest when no other upload has the same.
    pub(super) fn destroy(
        &mut self,
        patient: &PatientId,
        record: u32,
    ) -> Result<Option<Digest>, Doubt> {
        let Some((upload, digest)) =
            self.of_record(patient, record).map(|(number, upload)| (number, upload.digest))
        else {
            return Ok(None);
        };
        self.note(Event::Destroyed { upload })?;
        Ok((!self.digests().contains(&digest)).then_some(digest))
    }

    /// The upload that is bound to a record.
    pub(super) fn bound(&self, patient: &PatientId, record: u32) -> Option<Upload> {
        self.of_record(patient, record).map(|(_, upload)| upload.clone())
    }

    fn of_record(&self, patient: &PatientId, record: u32) -> Option<(u32, &Upload)> {
        let mut uploads = self.uploads.iter();
        let found = uploads
            .find(|(_, (upload, bound))| upload.patient == *patient && *bound == Some(record));
        found.map(|(number, (upload, _))| (*number, upload))
    }

    /// The digests of all uploads.
    pub(super) fn digests(&self) -> BTreeSet<Digest> {
        self.uploads.values().map(|(upload, _)| upload.digest).collect()
    }

    /// Whether a release began for this entry under this one-time key.
    pub(super) fn knows(&self, patient: &PatientId, entry: u32, key: &Account) -> bool {
        self.lines
            .iter()
            .any(|line| (line.patient, line.entry) == (*patient, entry) && line.key == *key)
    }

    /// Notes that this many bytes are going to be sent: as a new release, or as one more part of
    /// that which this key began. Returns its line.
    pub(super) fn send(&mut self, line: Line, bytes: u64, most: u64) -> Result<Line, No> {
        let Line { patient, entry, record, .. } = line;
        let of = (patient, entry, record);
        let begun = self
            .lines
            .iter()
            .find(|begun| (begun.patient, begun.entry, begun.record) == of)
            .cloned();
        let line = match begun {
            Some(begun) if begun.key != line.key => return Err(Refusal::Used.into()),
            Some(begun) => begun,
            None => {
                let number = u32::try_from(self.lines(&patient).len()).unwrap_or(u32::MAX);
                let line = Line { number, ..line };
                self.note(Event::Released(line.clone()))?;
                line
            }
        };
        let sent = self.sent.get(&of).copied().unwrap_or_default();
        if sent.saturating_add(bytes) > most {
            return Err(Refusal::Spent.into());
        }
        self.note(Event::Sent { patient, entry, record, bytes })?;
        Ok(line)
    }

    /// The lines about a chart, in order.
    pub(super) fn lines(&self, patient: &PatientId) -> Vec<Line> {
        self.lines.iter().filter(|line| line.patient == *patient).cloned().collect()
    }
}

#[cfg(test)]
impl Journal {
    /// Takes away the means to write.
    pub(super) fn break_off(&mut self, path: &Path) -> io::Result<()> {
        self.file = File::open(path)?;
        Ok(())
    }

    /// How many things it holds.
    pub(super) fn held(&self) -> usize {
        self.uploads.len() + self.lines.len() + self.sent.len()
    }
}
