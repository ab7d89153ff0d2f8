//! A node that is killed in the middle of submissions.

use std::time::Duration;

use anyhow::{ensure, Context, Result};
use chartkey_e2e_tests::{
    document, message_input, Actor, Event, Hospital, Node, OnNode, Patient, Suite,
};
use chartkey_interfaces::log::{Log as _, Subject};
use chartkey_merkle::{leaf_hash, SoftwareSha256, Tree};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Category, NewDocument, Purpose, Selection, Version};
use ink::primitives::AccountId;
use ink_e2e::{
    subxt::{
        config::DefaultExtrinsicParamsBuilder,
        dynamic::{tx, Value},
        tx::SubmittableExtrinsic,
        utils::{AccountId32, H256},
        OnlineClient,
    },
    tokio::{runtime::Runtime, select, spawn, time::timeout},
    Keypair, PolkadotConfig,
};

use super::Reader;
use crate::log::{all_entries, leaf_data};
use crate::verdict::of_one;

const LABORATORY: Category = Category::Laboratory;

/// How many transactions are sent: a record, an opening, a record, and so on.
const MANY: u32 = 120;

#[test]
#[cfg_attr(not(own_node), ignore = "needs substrate-contracts-node on PATH")]
fn a_killed_node_halves_nothing_and_what_did_not_get_in_is_sent_again() -> Result<()> {
    let mut node = Node::start()?;
    let chain = OnNode::at(node.url())?;
    let mut suite = Suite::deploy(Box::new(chain), &Actor::named("health authority"))?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let policy = suite.read(suite.consent().policy(ana.id.into()))?;
    // So that each of the calls is a transaction of its own.
    suite.chain().endow(mercy.clinician.account())?;
    let first_block = suite.chain().block_number()? + 1;

    let calls = (0..MANY).map(|place| call(&suite, &mercy, &ana, place));
    let runtime = Runtime::new()?;
    let (stream, seen) = runtime.block_on(async {
        let reader = Reader::open(&node.url()).await?;
        let stream = Stream::sign(&reader, &mercy.clinician, calls).await?;
        let seen = stream.kill_in_the_middle(&reader, &mut node).await?;
        anyhow::Ok((stream, seen))
    })?;
    let dead = suite.now();
    assert!(dead.is_err(), "a dead node answers {dead:?}");
    node.restart()?;

    let reader = runtime.block_on(Reader::open(&node.url()))?;
    let (done, hash, events) = runtime.block_on(async {
        let hash = reader.rpc.chain_get_block_hash(Some(seen.number.into())).await?;
        anyhow::Ok((stream.done(&reader).await?, hash, reader.events_since(first_block).await?))
    })?;
    assert_eq!(hash, Some(seen.hash));
    assert!((seen.done..MANY).contains(&done), "{done} after {} were seen", seen.done);
    whole(&mut suite, &mercy, &ana, done, &events)?;
    assert_eq!(suite.read(suite.consent().policy(ana.id.into()))?, policy);

    // What is in is not taken again, and the rest is as good as when it was signed.
    let events = runtime.block_on(async {
        ensure!(stream.send(&reader.client, 0, 1).await.is_err(), "a transaction was taken twice");
        stream.send(&reader.client, done, MANY).await?;
        stream.wait(&reader, MANY).await?;
        reader.events_since(first_block).await
    })?;
    whole(&mut suite, &mercy, &ana, MANY, &events)?;
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.entry, MANY / 2);
    Ok(())
}

/// The call at this place of the stream.
fn call(suite: &Suite, mercy: &Hospital, patient: &Patient, place: u32) -> (AccountId, Vec<u8>) {
    if place % 2 == 0 {
        let new = numbered(place / 2);
        message_input(suite.registry().register(patient.id.into(), mercy.id, new.into()))
    } else {
        let open = suite.registry().open(
            patient.id.into(),
            Selection::record(place / 2),
            Purpose::Treatment,
            Some(mercy.id),
        );
        message_input(open)
    }
}

/// A document that can be told from the others.
fn numbered(number: u32) -> NewDocument {
    let NewDocument { category, version } = document(LABORATORY);
    NewDocument { category, version: Version { size: 1 + u64::from(number), ..version } }
}

/// Checks that the first transactions of the stream, this many, have all that they do, and the
/// others nothing.
fn whole(
    suite: &mut Suite,
    mercy: &Hospital,
    ana: &Patient,
    done: u32,
    events: &[(AccountId, Event)],
) -> Result<()> {
    let expected: Vec<_> = (0..done)
        .map(|place| match (place % 2, place / 2) {
            (0, first) => {
                Event::Registered { patient: ana.id, first, count: 1, issuer: Some(mercy.id) }
            }
            (_, entry) => {
                let decision = Decision::Permit(Basis::Provision(0));
                Event::Opened { patient: ana.id, entry, verdict: of_one(decision) }
            }
        })
        .collect();
    assert!(events.iter().map(|(_, event)| event).eq(&expected), "{done} done, but {events:?}");

    let (records, entries) = (done.div_ceil(2), done / 2);
    for id in 0..records {
        let record = suite.read(suite.registry().record(ana.id.into(), id))?;
        assert_eq!(record.context("no record")?.version, Some(numbered(id).version));
    }
    assert_eq!(suite.read(suite.registry().record(ana.id.into(), records))?, None);

    let log = all_entries(suite, ana, 32)?;
    let head = suite.read(suite.log().head(ana.id.into()))?;
    assert_eq!((u64::try_from(log.len())?, head.size), (entries.into(), entries.into()));
    let mut tree = Tree::<SoftwareSha256>::new();
    for (index, entry) in log.iter().enumerate() {
        assert_eq!(entry.access.subject, Subject::Records(vec![u32::try_from(index)?]));
        tree.append(leaf_hash::<SoftwareSha256>(&leaf_data(ana.id, index, entry)?));
    }
    assert_eq!(tree.root(head.size), Some(head.root));
    Ok(())
}

/// Transactions of one account, signed once. Each says its place in the account's order, so that
/// however often it is sent, it is carried out once.
struct Stream {
    account: AccountId32,
    first: u64,
    signed: Vec<Vec<u8>>,
}

/// The newest block that was seen before the node was killed.
struct Seen {
    number: u32,
    hash: H256,
    /// How many transactions of the stream were done in it.
    done: u32,
}

impl Stream {
    async fn sign(
        reader: &Reader,
        actor: &Actor,
        calls: impl Iterator<Item = (AccountId, Vec<u8>)>,
    ) -> Result<Self> {
        let key = Keypair::from_seed(actor.seed())?;
        let mut stream =
            Self { account: key.public_key().to_account_id(), first: 0, signed: Vec::new() };
        stream.first = stream.done(reader).await?.into();
        for (nonce, (contract, input)) in (stream.first..).zip(calls) {
            let gas_limit = Value::named_composite([
                ("ref_time", Value::u128(50_000_000_000)),
                ("proof_size", Value::u128(1_000_000)),
            ]);
            let call = tx(
                "Contracts",
                "call",
                vec![
                    Value::unnamed_variant("Id", [Value::from_bytes(contract)]),
                    Value::u128(0),
                    gas_limit,
                    Value::unnamed_variant("None", []),
                    Value::from_bytes(input),
                ],
            );
            let place = DefaultExtrinsicParamsBuilder::new().nonce(nonce).build();
            let signed = reader.client.tx().create_signed_offline(&call, &key, place)?;
            stream.signed.push(signed.into_encoded());
        }
        Ok(stream)
    }

    /// How many of the transactions are in the chain.
    async fn done(&self, reader: &Reader) -> Result<u32> {
        let best = reader.rpc.chain_get_block_hash(None).await?.context("there is no block")?;
        let nonce = reader.client.blocks().at(best).await?.account_nonce(&self.account).await?;
        Ok(u32::try_from(nonce - self.first)?)
    }

    /// Sends these transactions one after the other and waits for no block.
    async fn send(&self, client: &OnlineClient<PolkadotConfig>, from: u32, to: u32) -> Result<()> {
        for place in from..to {
            let signed = self.signed.get(usize::try_from(place)?).context("no such place")?;
            SubmittableExtrinsic::from_bytes(client.clone(), signed.clone()).submit().await?;
        }
        Ok(())
    }

    /// Waits until this many are in the chain, for two minutes at most.
    async fn wait(&self, reader: &Reader, many: u32) -> Result<Seen> {
        timeout(Duration::from_secs(120), self.reach(reader, many)).await?
    }

    async fn reach(&self, reader: &Reader, many: u32) -> Result<Seen> {
        let mut blocks = reader.client.blocks().subscribe_best().await?;
        while let Some(block) = blocks.next().await {
            let block = block?;
            let nonce = block.account_nonce(&self.account).await?;
            let done = u32::try_from(nonce - self.first)?;
            if done >= many {
                return Ok(Seen { number: block.number(), hash: block.hash(), done });
            }
        }
        anyhow::bail!("the blocks ended")
    }

    /// Sends all, and kills the node when it has done a quarter of them.
    async fn kill_in_the_middle(&self, reader: &Reader, node: &mut Node) -> Result<Seen> {
        let sending =
            Self { account: self.account.clone(), first: self.first, signed: self.signed.clone() };
        let client = reader.client.clone();
        let mut sending = spawn(async move { sending.send(&client, 0, MANY).await });
        let seen = select! {
            seen = self.wait(reader, MANY / 4) => seen?,
            Ok(Err(error)) = &mut sending => return Err(error),
        };
        node.kill()?;
        // Whether the last ones were still to be sent does not matter.
        drop(sending.await);
        ensure!(seen.done < MANY, "the node was done before it was killed");
        Ok(seen)
    }
}
