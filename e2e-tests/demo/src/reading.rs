//! How documents are read: opened on chain, released by the keeper, decrypted, compared.

use std::collections::{btree_map::Entry, BTreeMap};

use anyhow::{anyhow, bail, ensure, Context, Result};
use chartkey::documents::{digest_of, located, unseal, KeyPair, KeyRing};
use chartkey_commands::Command;
use chartkey_devchain::Actor;
use chartkey_interfaces::{
    account::Answer,
    registry::{Opening, Record},
};
use chartkey_policy::{Basis, Reason, Refusal, Verdict};
use chartkey_vocabulary::{OrgId, PatientId, Purpose, Selection, Version};

use super::{
    cast::{Acting, Patient},
    keeper::{No, Release},
    requesting::Requester,
    world::World,
};

/// What a reader decrypts with.
#[derive(Clone, Copy)]
pub(super) enum Keys<'a> {
    /// Category keys.
    Categories(&'a KeyRing),
    /// The issuing organization's key.
    Issuer(&'a KeyPair),
}

/// Somebody who fetches what an entry permits: a challenge for each house's keeper, and a one-time
/// key with it.
pub(super) struct Fetching {
    reader: Actor,
    patient: PatientId,
    /// The entry.
    pub entry: u32,
    requesters: BTreeMap<OrgId, Requester>,
}

impl Fetching {
    /// Nothing is fetched yet.
    pub(super) fn new(reader: &Actor, patient: PatientId, entry: u32) -> Self {
        Self { reader: reader.clone(), patient, entry, requesters: BTreeMap::new() }
    }
}

/// What a record says of its ciphertext, as long as it is not erased.
pub(super) fn version_of(record: &Record) -> Result<&Version> {
    record.version.as_ref().context("the record was erased")
}

/// The one ground on which everything of an opening is permitted.
pub(super) fn ground_of(opening: &Opening) -> Result<Basis> {
    match opening.verdict.value()? {
        Verdict::Permit(grounds) => match grounds.as_slice() {
            [ground] => Ok(ground.basis),
            other => bail!("there are other grounds: {other:?}"),
        },
        Verdict::Deny(refusal) => bail!("it is refused: {refusal:?}"),
    }
}

/// What messages that open are called in the report.
fn name_of(selection: &Selection) -> &'static str {
    match selection {
        Selection::Records(records) if records.len() == 1 => "open",
        Selection::Records(_) => "open (list)",
        Selection::Categories(_) => "open (session)",
    }
}

impl World {
    /// Asks on chain to read: for the organization that the reader serves, or as the patient for
    /// none.
    pub(super) fn open(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        selection: Selection,
        purpose: Purpose,
    ) -> Result<Opening> {
        let organization = match purpose {
            Purpose::PatientRequest => None,
            _ => Some(self.suite.organization_of(reader)?),
        };
        let name = name_of(&selection);
        let open = self.suite.registry().open(patient.id.into(), selection, purpose, organization);
        self.submit(reader, name, open)?.value()
    }

    /// Opens records together and reads each, compared with its original byte by byte. Returns on
    /// what ground they are permitted, which has to be one for all.
    pub(super) fn read(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        records: &[u32],
        purpose: Purpose,
        keys: Keys<'_>,
    ) -> Result<Basis> {
        let opening = self.open(reader, patient, Selection::Records(records.into()), purpose)?;
        let basis = ground_of(&opening)?;
        self.decrypt_all(reader, patient, opening.entry, records, keys)?;
        Ok(basis)
    }

    /// The patient asks on chain to read records together: directly, or by a signed command.
    pub(super) fn open_own(&mut self, patient: &Patient, records: &[u32]) -> Result<Opening> {
        let selection = Selection::Records(records.into());
        match patient.acting {
            Acting::Directly => {
                self.open(&patient.actor, patient, selection, Purpose::PatientRequest)
            }
            Acting::Relayed { .. } => {
                match self.command(patient, "submit Open", Command::Open(selection))? {
                    Answer::Opened(opening) => Ok(opening.value()?),
                    answer => bail!("an opening was answered with {answer:?}"),
                }
            }
        }
    }

    /// The patient opens records together and reads each, compared with its original byte by
    /// byte.
    pub(super) fn read_own(&mut self, patient: &Patient, records: &[u32]) -> Result<()> {
        let opening = self.open_own(patient, records)?;
        let basis = ground_of(&opening)?;
        ensure!(basis == Basis::Controller, "permitted on another ground: {basis:?}");
        let keys = Keys::Categories(&patient.secrets);
        self.decrypt_all(&patient.actor, patient, opening.entry, records, keys)
    }

    fn decrypt_all(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        entry: u32,
        records: &[u32],
        keys: Keys<'_>,
    ) -> Result<()> {
        let mut fetching = Fetching::new(reader, patient.id, entry);
        for record in records {
            self.decrypt(patient, &mut fetching, *record, keys)?;
        }
        Ok(())
    }

    /// Asks the keeper that a record's locator names for its ciphertext. The first time it answers
    /// that keeper's challenge.
    pub(super) fn fetch(
        &mut self,
        fetching: &mut Fetching,
        record: u32,
    ) -> Result<Result<Release, No>> {
        let Fetching { reader, patient, entry, requesters } = fetching;
        let version = self.record(*patient, record)?.version;
        let (house, _) = located(&version.context("the record was erased")?.locator)?;
        let clock = self.suite.now()?;
        let requester = match requesters.entry(house) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let place = self.place(house)?;
                new.insert(Requester::new(place, reader, *patient, *entry, clock))
            }
        };
        Ok(requester.fetch(&self.keeper(house)?, &mut self.suite, clock, (record, 0)))
    }

    /// Somebody asks the keeper for a record under an entry of the log, with a challenge signed
    /// with its own key.
    pub(super) fn claim(
        &mut self,
        requester: &Actor,
        patient: PatientId,
        record: u32,
        entry: u32,
    ) -> Result<Result<Release, No>> {
        self.fetch(&mut Fetching::new(requester, patient, entry), record)
    }

    /// Fetches a record, decrypts it and compares it with its original.
    pub(super) fn decrypt(
        &mut self,
        patient: &Patient,
        fetching: &mut Fetching,
        id: u32,
        keys: Keys<'_>,
    ) -> Result<Vec<u8>> {
        let release =
            self.fetch(fetching, id)?.map_err(|no| anyhow!("record {id} is not released: {no}"))?;
        let record = self.record(patient.id, id)?;
        let version = version_of(&record)?;
        ensure!(digest_of(&release.bytes) == version.digest, "these are other bytes");
        let key = match keys {
            Keys::Issuer(key) => key,
            Keys::Categories(ring) => ring
                .get(&(record.category, version.key_epoch))
                .with_context(|| format!("no key for {:?} at hand", record.category))?,
        };
        let plaintext = unseal(&release.bytes, key)?;
        let original = patient.originals.get(&id).context("there is no original")?;
        ensure!(plaintext == original.bytes, "record {id} is not what was written");
        self.tally.roundtripped.insert((patient.id, id));
        Ok(plaintext)
    }

    /// Asks on chain to read a record, expects a refusal, and shows the refused entry to the
    /// keeper, who has to release nothing.
    pub(super) fn be_refused(
        &mut self,
        reader: &Actor,
        patient: &Patient,
        record: u32,
    ) -> Result<(u32, Reason)> {
        let selection = Selection::record(record);
        let Opening { entry, verdict } =
            self.open(reader, patient, selection, Purpose::Treatment)?;
        let Verdict::Deny(Refusal { reason, .. }) = verdict.value()? else {
            bail!("{} must not read record {record}", reader.name());
        };
        let released = self.claim(reader, patient.id, record, entry)?;
        ensure!(released.is_err(), "the keeper released a record that was refused");
        Ok((entry, reason))
    }
}
