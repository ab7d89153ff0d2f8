//! What the weight of an opening is made of, as far as the pallet's own weights say it, and what
//! stands in the way of goals.

use frame_support::{dispatch::DispatchClass, traits::Get, weights::Weight};
use frame_system::limits::BlockWeights;
use ink_sandbox::{DefaultSandbox, RuntimeOf};
use pallet_contracts::WeightInfo;
use thousands::Separable as _;

use super::{page::micros, Code, Figure, Report};

type Runtime = RuntimeOf<DefaultSandbox>;
type Weights = <Runtime as pallet_contracts::Config>::WeightInfo;

/// The codes on the reading path, by the names in the report.
pub(super) const READING: [&str; 3] = ["record-registry", "consent-manager", "access-log"];

/// The codes that anchoring loads.
const ANCHORING: [&str; 2] = ["record-registry", "record-batches"];

/// The goals that weights of code stand in the way of, each with the codes that it loads.
const LOADING: [(&str, &[&str]); 3] = [
    ("open, one record, per transfer", &READING),
    ("open, a session, per transfer", &READING),
    ("anchoring 100,000 records, per transfer", &ANCHORING),
];

/// One part of a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// What it is for.
    name: String,
    /// Computation, in picoseconds.
    ref_time: u64,
    /// Proof size, in bytes.
    proof_size: u64,
}

/// What an opening is made of, and what stands in the way of the goals that are missed.
pub(super) fn section(report: &Report) -> Option<String> {
    let open = report.messages.iter().find(|figure| figure.message == "open")?;
    let transfer = report.peers.iter().find(|figure| figure.message == "transfer")?;
    let transfers = |picoseconds: u64| picoseconds as f64 / transfer.ref_time as f64;
    let mut text = include_str!("makeup.md")
        .replace("{codes}", &READING.len().to_string())
        .replace("{byte}", &byte_of_code().separate_with_commas());
    text.push_str(
        "| Part of an opening of one record | Computation, µs | Transfers | Proof, bytes |\n",
    );
    text.push_str("|---|---:|---:|---:|\n");
    for Part { name, ref_time, proof_size } in parts(open, loaded(&READING, &report.wasm)) {
        let (time, times) = (micros(ref_time), transfers(ref_time));
        let proof = proof_size.separate_with_commas();
        text.push_str(&format!("| {name} | {time} | {times:.2} | {proof} |\n"));
    }
    for goal in report.goals.iter().filter(|goal| !goal.met) {
        let Some((_, codes)) = LOADING.iter().find(|(name, _)| *name == goal.name) else {
            continue;
        };
        let over = (goal.ratio - goal.limit) * transfer.ref_time as f64;
        let over_bytes = format!("{:.0}", over / byte_of_code().max(1) as f64);
        let loaded = loaded(codes, &report.wasm).separate_with_commas();
        text.push_str(&format!(
            "\n**MISSED**: {}. It is {:.0} µs above its goal: what {} of the {loaded} bytes of code \
             weigh that it loads.\n",
            goal.name,
            over / 1e6,
            over_bytes.separate_with_commas(),
        ));
    }
    Some(text)
}

/// The parts of the weight of an opening that loads so many bytes of code and fills no page. What
/// the pallet's weights do not separate is the last one.
fn parts(open: &Figure, loaded: u64) -> Vec<Part> {
    let calls = READING.len() as u64 - 1;
    let call = Weights::seal_call(1).saturating_sub(Weights::seal_call(0));
    let write = Weights::seal_set_storage(1).saturating_sub(Weights::seal_set_storage(0));
    let code = Weights::call_with_code_per_byte(1)
        .saturating_sub(Weights::call_with_code_per_byte(0))
        .saturating_mul(loaded);
    let mut parts = vec![
        part(format!("loading {} bytes of code", loaded.separate_with_commas()), code),
        part("a transaction, and the pallet's call".to_owned(), base()),
        part(format!("{calls} calls between contracts"), call.saturating_mul(calls)),
        part("writing the tail of the log".to_owned(), write),
    ];
    let (time, proof) = parts.iter().fold((0_u64, 0_u64), |(time, proof), part| {
        (time.saturating_add(part.ref_time), proof.saturating_add(part.proof_size))
    });
    parts.push(Part {
        name: "reading 8 items, executing, hashing, copying".to_owned(),
        ref_time: open.ref_time.saturating_sub(time),
        proof_size: open.proof_size.saturating_sub(proof),
    });
    parts
}

/// How many bytes these codes have together.
pub(super) fn loaded(codes: &[&str], sizes: &[Code]) -> u64 {
    let known = sizes.iter().filter(|code| codes.contains(&code.contract.as_str()));
    known.map(|code| code.bytes).sum()
}

/// What one byte of code takes to load, in picoseconds.
pub(super) fn byte_of_code() -> u64 {
    let one = Weights::call_with_code_per_byte(1);
    one.saturating_sub(Weights::call_with_code_per_byte(0)).ref_time()
}

/// What reading an item of storage takes, without its value.
pub(super) fn read() -> Weight {
    Weights::seal_get_storage(1).saturating_sub(Weights::seal_get_storage(0))
}

fn base() -> Weight {
    let weights: BlockWeights = <Runtime as frame_system::Config>::BlockWeights::get();
    let base = weights.get(DispatchClass::Normal).base_extrinsic;
    base.saturating_add(Weights::call())
}

fn part(name: String, weight: Weight) -> Part {
    Part { name, ref_time: weight.ref_time(), proof_size: weight.proof_size() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cost;

    #[test]
    fn the_parts_of_an_opening_are_the_whole_of_it() {
        let cost = Cost { ref_time: 4_000_000_000, proof_size: 70_000, ..Cost::default() };
        let open = Figure::new("record-registry", "open".into(), "", cost, &[]);
        let parts = parts(&open, 40_000);
        assert_eq!(parts.iter().map(|part| part.ref_time).sum::<u64>(), cost.ref_time);
        assert_eq!(parts.iter().map(|part| part.proof_size).sum::<u64>(), cost.proof_size);
        assert_eq!(parts[0].ref_time, 40_000 * byte_of_code());
        assert!(parts.iter().all(|part| part.ref_time > 0), "{parts:?}");
    }
}
