//! One run.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{
    account, batches, consent, cpu, directory, emergencies, goals::goals, governor,
    interface::Interface, log as access_log, meter::Meter, next_pallet, peers, records, versions,
    Code, CpuTime, Figure, Filled, Goal, Growth, Versions,
};
use crate::{node_available, Actor, Bundle, Contract, InProcess, OnNode, Suite, TestChain};

/// What everything cost in one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
    /// What was measured with.
    pub versions: Versions,
    /// The contracts' messages, in process.
    pub messages: Vec<Figure>,
    /// The flipper's and the token's, in process.
    pub peers: Vec<Figure>,
    /// Openings at each place of a page of the log, in process.
    pub log: Vec<Filled>,
    /// The same on a node, where there is one.
    pub node: Option<Figures>,
    /// What messages cost by the weights of the next pallet, in process.
    pub next_pallet: Figures,
    /// The sizes of the contracts and of the peers.
    pub wasm: Vec<Code>,
    /// How costs grow with what is stored, in process.
    pub growth: Vec<Growth>,
    /// How long the machine at hand took for openings, in process.
    pub cpu: Vec<CpuTime>,
    /// The goals.
    pub goals: Vec<Goal>,
}

/// What messages cost on one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The contracts' messages.
    pub messages: Vec<Figure>,
    /// The flipper's and the token's.
    pub peers: Vec<Figure>,
    /// Openings at each place of a page of the log.
    pub log: Vec<Filled>,
}

/// The contracts that are called, with their bundles.
const CONTRACTS: [(Contract, &str, Bundle); 6] = [
    (Contract::Registry, "record-registry", Bundle::RecordRegistry),
    (Contract::Consent, "consent-manager", Bundle::ConsentManager),
    (Contract::Log, "access-log", Bundle::AccessLog),
    (Contract::Directory, "provider-directory", Bundle::ProviderDirectory),
    (Contract::Account, "patient-account", Bundle::PatientAccount),
    (Contract::Governor, "governor", Bundle::Governor),
];

impl Report {
    /// Measures in process and, where there is one, on a node. `date` is the day, and `growth`
    /// comes from [`growth::measure`](super::growth::measure).
    ///
    /// # Errors
    /// When the contracts were not built, a call did not do what it should, or a message was
    /// not measured.
    pub fn new(date: String, growth: Vec<Growth>) -> Result<Self> {
        let Figures { messages, peers, log } = measure(Box::new(InProcess::new()))?;
        let on_node = node_available().then(Self::on_node).transpose().context("on the node")?;
        let (node, version) = on_node.unzip();
        let interfaces = interfaces()?;
        let cpu = cpu::measure()?;
        Ok(Self {
            date,
            versions: Versions::read(interfaces.iter().map(|known| &known.source), version)?,
            wasm: sizes()?,
            goals: goals(&messages, &peers, &log, &growth, &cpu)?,
            messages,
            peers,
            log,
            node,
            next_pallet: next_pallet::figures().context("by the next pallet's weights")?,
            growth,
            cpu,
        })
    }

    /// The figures on a node, and its name and version.
    fn on_node() -> Result<(Figures, String)> {
        let chain = OnNode::new()?;
        let version = versions::of_node(chain.url())?;
        Ok((measure(Box::new(chain))?, version))
    }
}

/// Measures every message of every contract on a chain.
///
/// # Errors
/// When the contracts were not built, a call did not do what it should, or a message was not
/// measured.
pub fn measure(chain: Box<dyn TestChain>) -> Result<Figures> {
    let suite = Suite::deploy(chain, &Actor::named("health authority"))?;
    let accounts = CONTRACTS.map(|(contract, name, _)| (suite.address(contract), name));
    let mut meter = Meter::new(suite, interfaces()?);
    for (account, name) in accounts {
        meter.know(account, name);
    }
    let mercy = directory::measure(&mut meter)?;
    let ana = consent::measure(&mut meter, &mercy)?;
    let log = records::measure(&mut meter, &mercy, &ana)?;
    batches::measure(&mut meter, &mercy, &ana)?;
    emergencies::measure(&mut meter, &mercy, &ana)?;
    access_log::measure(&mut meter, &mercy, &ana)?;
    account::measure(&mut meter, &mercy)?;
    governor::measure(&mut meter)?;
    peers::measure(&mut meter)?;
    let is_peer = |figure: &Figure| peers::PEERS.iter().any(|(name, _)| figure.contract == *name);
    let (peers, mut messages): (Vec<_>, Vec<_>) = meter.finish()?.into_iter().partition(is_peer);
    let place =
        |figure: &Figure| CONTRACTS.iter().position(|(_, name, _)| figure.contract == *name);
    messages.sort_by_key(place);
    Ok(Figures { messages, peers, log })
}

/// The parts, by the names in the report. Their messages are those that the contracts hand on.
const PARTS: [(&str, Bundle); 4] = [
    ("consent-changes", Bundle::ConsentChanges),
    ("record-batches", Bundle::RecordBatches),
    ("record-emergencies", Bundle::RecordEmergencies),
    ("record-upkeep", Bundle::RecordUpkeep),
];

/// What is called, by the names in the report.
fn called() -> impl Iterator<Item = (&'static str, Bundle)> {
    CONTRACTS.into_iter().map(|(_, name, bundle)| (name, bundle)).chain(peers::PEERS)
}

fn interfaces() -> Result<Vec<Interface>> {
    called().map(|(name, bundle)| Interface::read(name, bundle)).collect()
}

fn sizes() -> Result<Vec<Code>> {
    called()
        .chain(PARTS)
        .map(|(name, bundle)| {
            let bytes = u64::try_from(bundle.wasm()?.len())?;
            Ok(Code { contract: name.to_owned(), bytes })
        })
        .collect()
}
