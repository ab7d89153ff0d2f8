//! How what a call costs grows with what is stored.

use std::thread;

use anyhow::{anyhow, ensure, Result};
use chartkey_interfaces::{log::Log as _, registry::MAX_BATCH};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::Selection;
use scale::Encode;
use serde::{Deserialize, Serialize};

use super::{
    consent::{fill_provisions, request, terms, CATEGORY},
    opening::{self, LAST, MIDDLE, PAGE},
};
use crate::{new_record, Actor, Cost, Hospital, Patient, Suite};

/// The numbers of records, of charts and of entries among which the report measures.
pub const SIZES: [u32; 3] = [20, 2_000, 20_000];
/// The numbers of provisions of one chart among which the report measures.
pub const PROVISIONS: [u32; 3] = [1, 16, 64];
/// The places in a page of the log at which openings are measured among many entries: the first, the
/// middle and the last, each by its name in the report.
pub const PLACES: [(u32, &str); 3] = [
    (0, "open, the 1st entry of a page"),
    (MIDDLE, "open, the 9th entry of a page"),
    (LAST, "open, the 16th entry of a page"),
];
/// What the cost of a call must not grow with.
pub const FLAT_IN: [&str; 3] = ["records", "charts", "entries"];

/// What a message cost among so many things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// The message.
    pub message: String,
    /// What there were many of: records of the chart, charts, entries of the chart's log or
    /// provisions of the chart.
    pub stored: String,
    /// How many.
    pub at: u32,
    /// The whole weight as a transaction: computation, in picoseconds.
    pub ref_time: u64,
    /// The whole weight as a transaction: proof size, in bytes.
    pub proof_size: u64,
}

/// Measures `decide`, `register` and `open` in process, for each of these numbers in rising
/// order; of entries, at each of the [`PLACES`] of the first page that begins behind so many.
/// 20,000 of each take about a minute on two cores.
///
/// # Errors
/// When the contracts were not built, or a call did not do what it should.
pub fn measure(sizes: &[u32], provisions: &[u32]) -> Result<Vec<Growth>> {
    thread::scope(|scope| {
        let charts = scope.spawn(|| {
            let mut scene = Scene::new()?;
            scene.each("charts", sizes, Scene::fill_charts)
        });
        let mut scene = Scene::new()?;
        let mut rows = scene.each("records", sizes, Scene::fill_records)?;
        rows.extend(charts.join().map_err(|_| anyhow!("the count of charts panicked"))??);
        rows.extend(scene.each_page("entries", sizes)?);
        rows.extend(Scene::new()?.each("provisions", provisions, Scene::fill_provisions)?);
        Ok(rows)
    })
}

fn row(message: &str, stored: &str, at: u32, cost: Cost) -> Growth {
    Growth {
        message: message.to_owned(),
        stored: stored.to_owned(),
        at,
        ref_time: cost.ref_time,
        proof_size: cost.proof_size,
    }
}

/// By how much the dearest call of a message is dearer than its cheapest, as a ratio, over all
/// messages and both dimensions of weight. `None` where nothing was measured.
#[must_use]
pub fn spread(rows: &[Growth], stored: &str) -> Option<f64> {
    let rows: Vec<_> = rows.iter().filter(|row| row.stored == stored).collect();
    let ratio = |a: u64, b: u64| a.max(b) as f64 / a.min(b).max(1) as f64;
    let pairs = rows.iter().flat_map(|one| rows.iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| one.message == other.message)
        .map(|(one, other)| {
            ratio(one.ref_time, other.ref_time).max(ratio(one.proof_size, other.proof_size))
        })
        .reduce(f64::max)
}

/// A chart with one provision and one record, and a hospital that may read and append.
struct Scene {
    suite: Suite,
    mercy: Hospital,
    ana: Patient,
    /// How many records, entries and charts there are.
    records: u32,
    entries: u32,
    charts: u32,
}

impl Scene {
    fn new() -> Result<Self> {
        let mut suite = Suite::in_process()?;
        let mercy = suite.hospital("mercy")?;
        let ana = suite.patient("ana", &[CATEGORY])?;
        let terms = terms(&mut suite, mercy.grantee())?;
        suite.grant(&ana, terms)?;
        suite.register(&mercy.clinician, &ana, CATEGORY)?;
        Ok(Self { suite, mercy, ana, records: 1, entries: 0, charts: 1 })
    }

    /// Fills up to each of the numbers and measures there.
    fn each(
        &mut self,
        stored: &str,
        numbers: &[u32],
        fill: fn(&mut Self, u32) -> Result<()>,
    ) -> Result<Vec<Growth>> {
        let mut rows = Vec::new();
        for at in numbers {
            fill(self, *at)?;
            let newest = self.records.saturating_sub(1);
            let opened = ("open", self.open(newest, false)?);
            let costs = self.costs()?.into_iter().chain([opened]);
            rows.extend(costs.map(|(message, cost)| row(message, stored, *at, cost)));
        }
        Ok(rows)
    }

    /// Fills up to the first page that begins behind each of the numbers of entries and measures
    /// there.
    fn each_page(&mut self, stored: &str, numbers: &[u32]) -> Result<Vec<Growth>> {
        let mut rows = Vec::new();
        for number in numbers {
            let at = (*number).max(self.entries).next_multiple_of(PAGE);
            self.fill_entries(at)?;
            let costs = self.costs()?;
            rows.extend(costs.map(|(message, cost)| row(message, stored, at, cost)));
            for place in 0..PAGE {
                let cost = self.open(0, true)?;
                let named = PLACES.iter().find(|(named, _)| *named == place);
                rows.extend(named.map(|(_, message)| row(message, stored, at, cost)));
            }
        }
        Ok(rows)
    }

    /// Measures what is no opening, and changes nothing.
    fn costs(&mut self) -> Result<[(&'static str, Cost); 2]> {
        let (clinician, house, ana) = (&self.mercy.clinician, self.mercy.id, self.ana.id);
        let permit = Decision::Permit(Basis::Provision(0));

        let decide = self.suite.consent().decide(ana.into(), request(&self.mercy).into());
        let decide = self.suite.read_as(clinician, decide)?;
        let decided = ("decide", decide.cost);
        ensure!(decide.value()? == permit, "decide did not permit");

        let register =
            self.suite.registry().register(ana.into(), house, new_record(CATEGORY).into());
        let register = self.suite.read_as(clinician, register)?;
        let registered = ("register", register.cost);
        ensure!(register.value()? == self.records, "there are not {} records", self.records);
        Ok([decided, registered])
    }

    /// Measures the opening of a record, and keeps it or not.
    fn open(&mut self, record: u32, keep: bool) -> Result<Cost> {
        let open = opening::open(&self.suite, &self.mercy, &self.ana, Selection::record(record));
        let opened = if keep {
            self.suite.submit(&self.mercy.clinician, open)?
        } else {
            self.suite.read_as(&self.mercy.clinician, open)?
        };
        let cost = opened.cost;
        let opening = opened.value()?;
        opening::permitted(&opening)?;
        ensure!(opening.entry == self.entries, "there are not {} entries", self.entries);
        self.entries += u32::from(keep);
        Ok(cost)
    }

    fn fill_records(&mut self, total: u32) -> Result<()> {
        while self.records < total {
            let count = usize::try_from(total - self.records)?.min(MAX_BATCH);
            let documents = vec![new_record(CATEGORY); count];
            let (ana, house) = (self.ana.id.into(), self.mercy.id);
            let many = self.suite.registry().register_many(ana, house, documents);
            self.suite.submit(&self.mercy.clinician, many)?.value()?;
            self.records += u32::try_from(count)?;
        }
        Ok(())
    }

    fn fill_entries(&mut self, total: u32) -> Result<()> {
        while self.entries < total {
            self.open(0, true)?;
        }
        let head = self.suite.read(self.suite.log().head(self.ana.id.into()))?;
        ensure!(head.size == u64::from(total), "the log has {} entries", head.size);
        Ok(())
    }

    fn fill_charts(&mut self, total: u32) -> Result<()> {
        let crowd = Actor::named("crowd");
        while self.charts < total {
            let mut salt = [0; 32];
            salt[..4].copy_from_slice(&self.charts.encode());
            let create = self.suite.consent().create_chart(salt.into());
            self.suite.submit(&crowd, create)?.value()?;
            self.charts += 1;
        }
        Ok(())
    }

    fn fill_provisions(&mut self, total: u32) -> Result<()> {
        fill_provisions(&mut self.suite, &self.ana, usize::try_from(total)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among_records(message: &str, at: u32, ref_time: u64, proof_size: u64) -> Growth {
        row(message, "records", at, Cost { ref_time, proof_size, ..Cost::default() })
    }

    #[test]
    fn the_spread_is_that_of_one_message_in_its_worse_dimension() {
        let rows = [
            among_records("open", 20, 100, 10),
            among_records("open", 200, 110, 12),
            among_records("decide", 20, 7, 1),
        ];
        assert_eq!(spread(&rows, "records"), Some(1.2));
        assert_eq!(spread(&rows[2..], "records"), Some(1.0));
        assert_eq!(spread(&rows, "charts"), None);
    }
}
