//! Events as any client finds them in the blocks.

use anyhow::Result;
use chartkey_e2e_tests::{new_record, Actor, OnNode, Suite};
use chartkey_interfaces::registry::{RegistryError, TicketRefusal};
use chartkey_vocabulary::{Category, Purpose, Selection};
use ink_e2e::tokio::runtime::Runtime;

use super::Reader;

#[test]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
fn another_client_finds_the_same_events_in_the_blocks() -> Result<()> {
    let chain = OnNode::new()?;
    let url = chain.url().to_owned();
    let mut suite = Suite::deploy(Box::new(chain), &Actor::named("health authority"))?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Laboratory])?;
    let first = suite.chain().block_number()? + 1;

    let mut emitted = Vec::new();
    let granted = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
    emitted.extend(granted.events.clone());
    granted.value()?;
    let two = vec![new_record(Category::Laboratory); 2];
    let register = suite.registry().register_many(ana.id.into(), mercy.id, two);
    emitted.extend(suite.submit(&mercy.clinician, register)?.events);
    // Permitted, refused, and without a trace.
    for selection in [
        Selection::record(0),
        Selection::Records(vec![0, 1]),
        Selection::Categories(Category::Laboratory.into()),
    ] {
        for house in [&mercy, &hope] {
            let (selection, organization) = (selection.clone(), Some(house.id));
            let open =
                suite.registry().open(ana.id.into(), selection, Purpose::Treatment, organization);
            emitted.extend(suite.submit(&house.clinician, open)?.events);
        }
    }
    let not_permitted = Some(TicketRefusal::NotPermitted);
    for (entry, record, refusal) in [
        (0, 0, None),
        (0, 1, not_permitted),
        (1, 0, not_permitted),
        (2, 1, None),
        (4, 1, None),
        (5, 1, not_permitted),
    ] {
        let ticket = suite.read(suite.registry().ticket(ana.id.into(), entry, record))?;
        let answer = ticket.map(|ticket| ticket.refusal);
        assert_eq!(answer, Ok(refusal), "entry {entry}, record {record}");
    }
    let open = suite.registry().open(
        ana.id.into(),
        Selection::record(0),
        Purpose::Treatment,
        Some(mercy.id),
    );
    let traceless = suite.submit(&ana.actor, open)?;
    assert_eq!(traceless.events, []);
    assert_eq!(traceless.refusal()?, RegistryError::NotPractitioner);
    emitted.extend(suite.submit(&ana.actor, suite.consent().revoke(ana.id.into(), 0))?.events);
    assert_eq!(emitted.len(), 9);

    let found =
        Runtime::new()?.block_on(async { Reader::open(&url).await?.events_since(first).await })?;
    assert_eq!(found, emitted);
    Ok(())
}
