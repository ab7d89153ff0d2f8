//! The report as a page.

use std::collections::BTreeSet;

use thousands::Separable as _;

use super::{
    cpu,
    figure::UNIT,
    filled::Mean,
    makeup,
    next_pallet::{self, compared, Compared},
    opening::{selections, ONE, VISIT},
    visits::visits,
    Block, Bound, Figure, Figures, Filled, Growth, Limit, Report,
};
use crate::Deposit;

/// What a column shows where there is no figure.
const NONE: &str = "–";

/// The page docs/costs.md.
#[must_use]
pub fn page(report: &Report) -> String {
    let mut page = Page { report, text: String::new() };
    page.introduction();
    page.goals();
    page.text.push_str(&makeup::section(report).unwrap_or_default());
    page.visits();
    page.log();
    page.messages();
    page.sizes();
    page.growth();
    page.next_pallet();
    page.text
}

struct Page<'a> {
    report: &'a Report,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Begins a table whose first columns hold words and whose others hold figures.
    fn table(&mut self, words: &[&str], figures: &[&str]) {
        self.row(words.iter().chain(figures));
        let aligned = words.iter().map(|_| "---").chain(figures.iter().map(|_| "---:"));
        let aligned: Vec<_> = aligned.collect();
        self.line(&format!("|{}|", aligned.join("|")));
    }

    fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells: Vec<_> = cells.into_iter().map(|cell| cell.to_string()).collect();
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    fn introduction(&mut self) {
        let Report { date, versions, .. } = self.report;
        let mut text = include_str!("introduction.md").to_owned();
        for (name, value) in [
            ("{date}", date.as_str()),
            ("{pallet_contracts}", &versions.pallet_contracts),
            ("{ink}", &versions.ink),
            ("{rustc}", &versions.rustc),
            ("{cargo_contract}", &versions.cargo_contract),
            ("{node}", versions.node.as_deref().unwrap_or("no node: there was none")),
        ] {
            text = text.replace(name, value);
        }
        self.text.push_str(&text);
    }

    fn goals(&mut self) {
        self.line("\n## Goals\n");
        self.table(&["Figure", "Goal"], &["This run"]);
        for goal in &self.report.goals {
            let bound = match goal.bound {
                Bound::AtMost => "at most",
                Bound::AtLeast => "at least",
            };
            let missed = if goal.met { "" } else { ", **MISSED**" };
            self.row([
                goal.name.clone(),
                format!("{bound} {}{missed}", goal.limit),
                decimal(goal.ratio),
            ]);
        }
    }

    /// A visit at which 20 documents are read. Nothing where its openings were not all measured.
    fn visits(&mut self) {
        let Ok(visits) = visits(&self.report.log, &self.report.cpu) else { return };
        let text = include_str!("visits.md")
            .replace("{rounds}", &cpu::ROUNDS.to_string())
            .replace("{calls}", &cpu::CALLS.to_string());
        self.text.push_str(&text);
        self.table(
            &["A visit of 20 documents"],
            &[
                "Computation, µs",
                "Transfers a document",
                "Proof, bytes",
                "Bytes a document",
                "Deposit, UNIT",
                "CPU, ms",
                "Visits a second, development chain",
                "Parachain",
            ],
        );
        let transfer = self.transfer();
        for visit in visits {
            let documents = VISIT as f64;
            let per_document = transfer.map(|transfer| {
                format!("{:.3}", visit.cost.ref_time as f64 / transfer as f64 / documents)
            });
            self.row([
                visit.way.to_owned(),
                micros(visit.cost.ref_time),
                per_document.unwrap_or_else(|| NONE.to_owned()),
                visit.cost.proof_size.separate_with_commas(),
                format!("{:.0}", visit.cost.proof_size as f64 / documents),
                format!("{:.4}", visit.deposit / UNIT as f64),
                format!("{:.1}", visit.nanoseconds as f64 / 1e6),
                format!("{:.1}", visit.a_second(Block::DEVELOPMENT_CHAIN)),
                format!("{:.1}", visit.a_second(Block::PARACHAIN)),
            ]);
        }
    }

    /// The log, page by page.
    fn log(&mut self) {
        self.text.push_str(include_str!("log.md"));
        self.table(
            &["Place"],
            &[
                "Computation, µs",
                "On the node",
                "Proof, bytes",
                "On the node",
                "Items",
                "Bytes",
                "Deposit, UNIT",
            ],
        );
        for one in self.report.log.iter().filter(|one| one.opened == ONE) {
            self.place(one);
        }
        self.line("");
        self.table(
            &["Mean of a page"],
            &["Computation, µs", "Transfers", "Proof, bytes", "Deposit, UNIT"],
        );
        for (opened, _) in selections() {
            let Some(mean) = Mean::of(&self.report.log, opened) else { continue };
            let weight = mean.weight();
            self.row([
                opened.to_owned(),
                micros(weight.ref_time),
                self.in_transfers(weight.ref_time),
                weight.proof_size.separate_with_commas(),
                format!("{:.4}", mean.deposit / UNIT as f64),
            ]);
        }
    }

    fn place(&mut self, one: &Filled) {
        let node = self.report.node.as_ref().and_then(|node| {
            node.log.iter().find(|there| (&there.opened, there.place) == (&one.opened, one.place))
        });
        let (ref_time, proof_size) = node.map_or_else(
            || (NONE.to_owned(), NONE.to_owned()),
            |node| (micros(node.ref_time), node.proof_size.separate_with_commas()),
        );
        self.row([
            one.place.to_string(),
            micros(one.ref_time),
            ref_time,
            one.proof_size.separate_with_commas(),
            proof_size,
            one.items.separate_with_commas(),
            one.bytes.separate_with_commas(),
            units(Deposit::DEVELOPMENT_CHAIN.of(&one.cost())),
        ]);
    }

    fn messages(&mut self) {
        let Report { messages, peers, .. } = self.report;
        for figures in [messages, peers] {
            for contract in figures.chunk_by(|one, next| one.contract == next.contract) {
                self.contract(contract);
            }
        }
    }

    fn contract(&mut self, figures: &[Figure]) {
        let name = figures.first().map_or("", |figure| figure.contract.as_str());
        self.line(&format!("\n## {name}\n"));
        self.table(
            &["Message", "Case"],
            &[
                "Computation, µs",
                "On the node",
                "Transfers",
                "Proof, bytes",
                "On the node",
                "Items",
                "Bytes",
                "Deposit, UNIT",
                "In a block by computation",
                "By proof",
            ],
        );
        for figure in figures {
            self.figure(figure);
        }
    }

    fn figure(&mut self, figure: &Figure) {
        let node = self.on_node(figure);
        let cost = figure.cost();
        let by_proof_size = Block::PARACHAIN.by_proof_size(&cost).unwrap_or(0);
        let room = |limit, number: u64| {
            if figure.binds == limit {
                format!("**{number}**")
            } else {
                number.to_string()
            }
        };
        let (ref_time, proof_size) = match node {
            Some(node) => (micros(node.ref_time), node.proof_size.separate_with_commas()),
            None => (NONE.to_owned(), NONE.to_owned()),
        };
        let (message, variant) = figure.message.split_at(figure.base().len());
        self.row([
            format!("`{message}`{variant}"),
            figure.case.clone(),
            micros(figure.ref_time),
            ref_time,
            self.in_transfers(figure.ref_time),
            figure.proof_size.separate_with_commas(),
            proof_size,
            figure.items.separate_with_commas(),
            figure.bytes.separate_with_commas(),
            units(figure.deposit),
            room(Limit::RefTime, figure.per_block),
            room(Limit::ProofSize, by_proof_size),
        ]);
    }

    fn on_node(&self, figure: &Figure) -> Option<&Figure> {
        let node = self.report.node.as_ref()?;
        node.messages
            .iter()
            .chain(&node.peers)
            .find(|other| other.contract == figure.contract && other.message == figure.message)
    }

    /// What the token's transfer takes.
    fn transfer(&self) -> Option<u64> {
        let transfer = self.report.peers.iter().find(|peer| peer.message == "transfer");
        transfer.map(|transfer| transfer.ref_time)
    }

    fn in_transfers(&self, ref_time: u64) -> String {
        self.transfer().map_or_else(
            || NONE.to_owned(),
            |transfer| format!("{:.2}", ref_time as f64 / transfer as f64),
        )
    }

    fn sizes(&mut self) {
        self.line("\n## Code\n");
        self.table(&["Contract"], &["Wasm, bytes"]);
        for code in &self.report.wasm {
            self.row([code.contract.clone(), code.bytes.separate_with_commas()]);
        }
    }

    fn growth(&mut self) {
        self.line("\n## Growth\n");
        self.line(
            "In process. How many there are stands above; computation in µs, proof in bytes.",
        );
        for (stored, heading) in [
            ("records", "Records of the chart"),
            ("charts", "Charts"),
            ("entries", "Entries of the chart's log"),
            ("provisions", "Provisions of the chart"),
        ] {
            let rows: Vec<_> =
                self.report.growth.iter().filter(|row| row.stored == stored).collect();
            self.growth_in(heading, &rows);
        }
    }

    /// The weights of the next pallet beside today's.
    fn next_pallet(&mut self) {
        let Report { messages, next_pallet: Figures { messages: next, .. }, wasm, .. } =
            self.report;
        self.text.push_str(&next_pallet::introduction());
        self.table(
            &["Message"],
            &[
                "Computation, µs",
                "On the next pallet",
                "Proof, bytes",
                "On the next pallet",
                "In a block of the development chain",
                "On the next pallet",
                "Of a parachain",
                "On the next pallet",
            ],
        );
        for both in compared(messages, next) {
            let Compared { today, next } = both;
            let [solo, parachain, next_solo, next_parachain] = both.rooms();
            let (message, variant) = today.message.split_at(today.base().len());
            self.row([
                format!("`{message}`{variant}"),
                micros(today.ref_time),
                micros(next.ref_time),
                today.proof_size.separate_with_commas(),
                next.proof_size.separate_with_commas(),
                solo.separate_with_commas(),
                next_solo.separate_with_commas(),
                parachain.separate_with_commas(),
                next_parachain.separate_with_commas(),
            ]);
        }
        self.text.push_str(&next_pallet::notes(messages, next, wasm).unwrap_or_default());
    }

    fn growth_in(&mut self, heading: &str, rows: &[&Growth]) {
        let numbers: BTreeSet<_> = rows.iter().map(|row| row.at).collect();
        let mut messages: Vec<_> = rows.iter().map(|row| row.message.as_str()).collect();
        let mut known = BTreeSet::new();
        messages.retain(|message| known.insert(*message));
        let columns = |what: &str| -> Vec<_> {
            numbers.iter().map(|at| format!("{what} at {}", at.separate_with_commas())).collect()
        };
        let columns = [columns("µs"), columns("bytes")].concat();
        let columns: Vec<_> = columns.iter().map(String::as_str).collect();
        self.line("");
        self.table(&[heading], &columns);
        for message in messages {
            let rows = rows.iter().filter(|row| row.message == message);
            let computation = rows.clone().map(|row| micros(row.ref_time));
            let proof = rows.map(|row| row.proof_size.separate_with_commas());
            let (name, rest) = message.split_at(message.find(',').unwrap_or(message.len()));
            self.row([format!("`{name}`{rest}")].into_iter().chain(computation).chain(proof));
        }
    }
}

/// Picoseconds as microseconds.
pub(super) fn micros(picoseconds: u64) -> String {
    (picoseconds / 1_000_000).separate_with_commas()
}

/// Planck as UNIT, cut after four decimals.
fn units(planck: i128) -> String {
    let places = planck.unsigned_abs() / (UNIT / 10_000);
    let sign = if planck < 0 && places > 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", places / 10_000, places % 10_000)
}

/// A ratio or a count, with as many as three decimals.
fn decimal(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_groups_and_with_their_places() {
        assert_eq!(micros(1_999_999_999), "1,999");
        assert_eq!(units(100_000_000_000), "0.1000");
        assert_eq!(units(-1_500_000_000_000), "-1.5000");
        assert_eq!(units(-99_999_999), "0.0000");
        assert_eq!((decimal(278.0), decimal(2.4516)), ("278".into(), "2.452".into()));
    }
}
