//! What the story acts on: the chain, the keeper's store, the text and the tally.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{anyhow, Context, Result};
use chartkey::{
    documents::{digest_of, located, locator, seal, BlobStore},
    Contract, Message,
};
use chartkey_devchain::{Actor, Outcome, Suite};
use chartkey_interfaces::{
    consent::{CategoryKey, Keys as _},
    directory::Profile,
    registry::Record,
};
use chartkey_policy::{KeyEpochs, Provision};
use chartkey_vocabulary::{Category, NewDocument, OrgId, PatientId, PublicKey, Version, MAX_PAGE};
use scale::{Decode, Encode};

use super::{
    keeper::{Keeper, Line, Place, Signed, Statement, Uploader, FRESHNESS},
    story::Story,
    tally::Tally,
};

/// What the story acts on.
pub(super) struct World {
    pub suite: Suite,
    /// The keeper of each house.
    pub keepers: BTreeMap<OrgId, Keeper>,
    /// The envelopes of all patients.
    pub envelopes: BlobStore,
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

    /// Ends a step with what it cost.
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

    /// What an organization says of itself, from the chain.
    fn profile(&mut self, organization: OrgId) -> Result<Profile> {
        let profile = self.suite.directory().profile(organization);
        self.suite.read(profile)?.context("the organization has no profile on chain")
    }

    /// Where texts for an organization's keeper count.
    pub(super) fn place(&mut self, organization: OrgId) -> Result<Place> {
        let keeper = self.profile(organization)?.keeper;
        Ok(Place {
            origin: std::str::from_utf8(keeper.as_bytes())?.to_owned(),
            chain: self.suite.chain().genesis()?,
            suite: *self.suite.address(Contract::Registry).as_ref(),
        })
    }

    /// The keeper of an organization.
    pub(super) fn keeper(&self, organization: OrgId) -> Result<Keeper> {
        let keeper = self.keepers.get(&organization);
        Ok(keeper.context("the organization has no keeper")?.clone())
    }

    /// The lines of all keepers' release logs about a chart, in the order in which they came.
    pub(super) fn release_lines(&self, patient: &PatientId) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for keeper in self.keepers.values() {
            lines.extend(keeper.lines(patient)?);
        }
        lines.sort_by_key(|line| (line.time, line.entry, line.record));
        Ok(lines)
    }

    /// A record's ciphertext as it lies on the keeper's disk: what a thief of the disk has.
    pub(super) fn stored(&self, version: &Version) -> Result<Vec<u8>> {
        let (organization, digest) = located(&version.locator)?;
        Ok(self.keeper(organization)?.store().get(&digest)?)
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

    /// Somebody of an organization encrypts a document to the category's and to the organization's
    /// key as they are on chain, and uploads the ciphertext to its keeper. Returns what is to be
    /// registered.
    pub(super) fn encrypt(
        &mut self,
        patient: PatientId,
        category: Category,
        (author, issuer): (&Actor, OrgId),
        plaintext: &[u8],
    ) -> Result<NewDocument> {
        let CategoryKey { epoch, key } = self.category_key(patient, category)?;
        let issuer_key = self.profile(issuer)?.key;
        self.tally.encrypted(plaintext);
        let ciphertext = seal(plaintext, &[&key, &issuer_key])?;
        let (digest, size) = (digest_of(&ciphertext), u64::try_from(ciphertext.len())?);
        let clock = self.suite.now()?;
        let statement = Statement {
            place: self.place(issuer)?,
            patient,
            digest,
            size,
            uploader: Uploader::Organization(issuer),
            by: author.bytes(),
            expires: clock.saturating_add(FRESHNESS),
        };
        let statement = Signed::by(statement, |text| author.sign(text));
        self.keeper(issuer)?.stage(&mut self.suite, clock, &statement, &ciphertext)?;
        let version =
            Version { digest, size, locator: locator(issuer, &digest)?, key_epoch: epoch };
        Ok(NewDocument { category, version })
    }

    /// Has an organization's keeper bind what was uploaded to the records that were registered.
    pub(super) fn bind(
        &mut self,
        issuer: OrgId,
        patient: PatientId,
        records: impl IntoIterator<Item = u32>,
    ) -> Result<()> {
        let (keeper, clock) = (self.keeper(issuer)?, self.suite.now()?);
        for record in records {
            keeper.bind(&mut self.suite, clock, &patient, record)?;
        }
        Ok(())
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
                .map_err(|error| anyhow!("the records cannot be read: {error:?}"))?;
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
                .map_err(|error| anyhow!("the stale records cannot be read: {error:?}"))?;
            stale.extend(page.records);
            next = page.next;
        }
        Ok(stale)
    }
}
