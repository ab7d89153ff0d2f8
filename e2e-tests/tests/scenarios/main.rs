//! The rules, as scenarios. Those under `#[apply(on_both)]` run twice: on the chain inside this
//! process and on a development node.

mod adoption;
mod batches;
mod chain;
mod charts;
mod consent;
mod day;
mod directory;
mod emergencies;
mod governance;
mod guardians;
mod keys;
mod log;
mod node;
mod opening;
mod parts;
mod records;
mod recovery;
mod refusals;
mod signed;
mod speaking;
mod ticket;
mod verdict;

use rstest_reuse::template;

/// A rule that holds on every chain.
#[template]
#[rstest]
#[case::in_process(On::InProcess)]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
#[case::on_a_node(On::Node)]
fn on_both(#[case] on: On) {}

/// A rule that holds on every chain, whether the patient says it in transactions of the own or in
/// signed commands.
#[template]
#[rstest]
#[case::directly(On::InProcess, Word::Direct)]
#[case::signed(On::InProcess, Word::Signed)]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
#[case::directly_on_a_node(On::Node, Word::Direct)]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
#[case::signed_on_a_node(On::Node, Word::Signed)]
fn in_every_word(#[case] on: On, #[case] word: Word) {}
