//! Events as any client finds them in the blocks.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, OnNode, Suite};
use chartkey_interfaces::registry::RegistryError;
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

    let mut told = Vec::new();
    let granted = suite.submit(&ana.actor, suite.consent().grant(ana.id.into(), terms.into()))?;
    told.extend(granted.events.clone());
    granted.value()?;
    let register =
        suite.registry().register(ana.id.into(), mercy.id, document(Category::Laboratory).into());
    told.extend(suite.submit(&mercy.clinician, register)?.events);
    // Permitted, refused, and without a trace.
    for house in [&mercy, &hope] {
        let open = suite.registry().open(
            ana.id.into(),
            Selection::record(0),
            Purpose::Treatment,
            Some(house.id),
        );
        told.extend(suite.submit(&house.clinician, open)?.events);
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
    told.extend(suite.submit(&ana.actor, suite.consent().revoke(ana.id.into(), 0))?.events);
    assert_eq!(told.len(), 5);

    let found =
        Runtime::new()?.block_on(async { Reader::open(&url).await?.events_since(first).await })?;
    assert_eq!(found, told);
    Ok(())
}
