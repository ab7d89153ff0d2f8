//! What only a node has: blocks that others read, and a death.

mod blocks;
mod dying;

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Emitted, Event, OnNode};
use ink::primitives::AccountId;
use ink_e2e::{
    subxt::{backend::legacy::LegacyRpcMethods, OnlineClient},
    PolkadotConfig, RpcClient,
};
use scale::Decode;

#[test]
fn a_node_that_is_not_there_is_an_error_that_names_it() {
    let url = "ws://127.0.0.1:1";
    let error = OnNode::at(url).map(drop).unwrap_err();
    assert!(format!("{error:#}").contains(&format!("the node at {url} does not answer")));
}

/// Another client of the same node, which shares nothing with the chain under test.
struct Reader {
    client: OnlineClient<PolkadotConfig>,
    rpc: LegacyRpcMethods<PolkadotConfig>,
}

impl Reader {
    async fn open(url: &str) -> Result<Self> {
        let rpc = RpcClient::from_insecure_url(url).await?;
        let client = OnlineClient::from_rpc_client(rpc.clone()).await?;
        Ok(Self { client, rpc: LegacyRpcMethods::new(rpc) })
    }

    /// What contracts emitted in the blocks from this number on, in order.
    async fn events_since(&self, first: u32) -> Result<Vec<(AccountId, Event)>> {
        let mut emitted = Vec::new();
        for number in first.. {
            let Some(hash) = self.rpc.chain_get_block_hash(Some(number.into())).await? else {
                break;
            };
            for event in self.client.blocks().at(hash).await?.events().await?.iter() {
                let event = event?;
                if (event.pallet_name(), event.variant_name()) != ("Contracts", "ContractEmitted") {
                    continue;
                }
                let (contract, data) = Decode::decode(&mut event.field_bytes())?;
                let topics = event.topics().iter().map(|topic| topic.0).collect();
                let event = Event::decode(&Emitted { contract, topics, data });
                emitted.push((contract, event.with_context(|| format!("in block {number}"))?));
            }
        }
        Ok(emitted)
    }
}
