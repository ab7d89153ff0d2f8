//! What the story acts on: the chain, the keeper's store, the text and the tally.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use chartkey::{
    documents::{locator, seal, BlobStore},
    Message,
};
use chartkey_devchain::{Actor, Outcome, Suite};
use chartkey_interfaces::{
    consent::{CategoryKey, Keys as _},
    registry::Record,
};
use chartkey_policy::{KeyEpochs, Provision};
use chartkey_vocabulary::{Category, NewDocument, OrgId, PatientId, PublicKey, Version, MAX_PAGE};
use scale::{Decode, Encode};

use super::{keeper::Keeper, story::Story, tally::Tally};

/// What the story acts on.
pub(super) struct World {
    pub suite: Suite,
    pub store: BlobStore,
    pub keeper: Keeper,
    pub story: Story,
    pub tally: Tally,
}

/// How much time passes between two steps: 20 minutes, in milliseconds.
const BETWEEN_STEPS: u64 = 20 * 60 * 1_000;

impl World {
    /// Begins a step, a little later than the last.
    pub(super) fn begin(&mut self, title: &str) -> Result<()> {
        self.suite.advance(BETWEEN_STEPS)?;
        self.story.step(title)
    }

    /// Tells what the step cost.
    pub(super) fn end(&mut self) -> Result<()> {
        let (transactions, cost) = self.tally.end_step();
        if transactions == 0 {
            return Ok(());
        }
        self.story.cost(transactions, &cost)
    }

    /// Submits a message and counts what came of it.
    pub(super) fn submit<Args: Encode, R: Decode>(
        &mut self,
        who: &Actor,
        name: &str,
        message: Message<Args, R>,
    ) -> Result<Outcome<R>> {
        let outcome = self.suite.submit(who, message)?;
        self.tally.transaction(name, outcome.cost);
        for (_, event) in &outcome.events {
            self.tally.event(event);
        }
        Ok(outcome)
    }

    /// The newest key of a category, from the chain.
    pub(super) fn category_key(
        &mut self,
        patient: PatientId,
        category: Category,
    ) -> Result<CategoryKey> {
        let key = self.suite.consent().category_key(patient.into(), category);
        let key = self.suite.read(key)?;
        Ok(key.with_context(|| format!("{category:?} has no key on chain"))?.value()?)
    }

    /// The key of an organization, from the chain.
    pub(super) fn organization_key(&mut self, organization: OrgId) -> Result<PublicKey> {
        let profile = self.suite.directory().profile(organization);
        Ok(self.suite.read(profile)?.context("the organization has no profile on chain")?.key)
    }

    /// The key that a person published for envelopes, from the chain.
    pub(super) fn encryption_key(&mut self, person: &Actor) -> Result<PublicKey> {
        let key = self.suite.directory().encryption_key(person.bytes().into());
        let key = self.suite.read(key)?;
        Ok(key.with_context(|| format!("{} has no key on chain", person.name()))?.value()?)
    }

    /// One provision of a chart, from the chain.
    pub(super) fn provision(&mut self, patient: PatientId, id: u32) -> Result<Provision> {
        let policy = self.suite.consent().policy(patient.into());
        let policy = self.suite.read(policy)?.context("no policy on chain")?;
        let provision = policy.provisions().iter().find(|provision| provision.id == id);
        provision.copied().context("the provision is gone")
    }

    /// The key epochs of a chart, from the chain.
    pub(super) fn epochs(&mut self, patient: PatientId) -> Result<KeyEpochs> {
        let epochs = self.suite.consent().epochs(patient.into());
        self.suite.read(epochs)?.context("no epochs on chain")
    }

    /// Encrypts a document to the category's and to the issuer's key as they are on chain, and
    /// stores the ciphertext. Returns what is to be registered.
    pub(super) fn encrypt(
        &mut self,
        patient: PatientId,
        category: Category,
        issuer: OrgId,
        plaintext: &[u8],
    ) -> Result<NewDocument> {
        let CategoryKey { epoch, key } = self.category_key(patient, category)?;
        let issuer_key = self.organization_key(issuer)?;
        self.tally.encrypted(plaintext);
        let ciphertext = seal(plaintext, &[&key, &issuer_key])?;
        let digest = self.store.put(&ciphertext)?;
        let version = Version {
            digest,
            size: u64::try_from(ciphertext.len())?,
            locator: locator(issuer, &digest)?,
            key_epoch: epoch,
        };
        Ok(NewDocument { category, version })
    }

    /// One record, from the chain.
    pub(super) fn record(&mut self, patient: PatientId, id: u32) -> Result<Record> {
        let record = self.suite.registry().record(patient.into(), id);
        self.suite.read(record)?.with_context(|| format!("there is no record {id}"))
    }

    /// All records of a chart, from the chain, by id.
    pub(super) fn records(&mut self, patient: PatientId) -> Result<Vec<(u32, Record)>> {
        let mut records = Vec::new();
        loop {
            let from = u32::try_from(records.len())?;
            let page = self.suite.registry().records(patient.into(), from, MAX_PAGE);
            let page = self
                .suite
                .read(page)?
                .map_err(|error| anyhow::anyhow!("no records were told: {error:?}"))?;
            if page.is_empty() {
                return Ok((0..).zip(records).collect());
            }
            records.extend(page);
        }
    }

    /// The records that wait to be encrypted to a newer key, from the chain.
    pub(super) fn stale(&mut self, patient: PatientId) -> Result<BTreeSet<u32>> {
        let mut stale = BTreeSet::new();
        let mut next = Some(0);
        while let Some(from) = next {
            let page = self.suite.registry().stale(patient.into(), from, MAX_PAGE);
            let page = self
                .suite
                .read(page)?
                .map_err(|error| anyhow::anyhow!("no stale records were told: {error:?}"))?;
            stale.extend(page.records);
            next = page.next;
        }
        Ok(stale)
    }
}
