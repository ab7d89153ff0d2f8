//! What practitioners and patients do about records.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Admission, Leaf, Spoilt, Step},
    words::{
        has, ChartName, Document, Grantee, NewRecord, Scope, Text, Version, Who, DAY, EMERGENCY,
        ETREAT, HOPERAT, HOUR, PATRQT, TREAT,
    },
};

const LONGEST_RETENTION: u64 = 18_263 * DAY;

/// A record to begin with, that is retained for two days.
pub fn first_record(category: u8) -> NewRecord<i64> {
    let version = Version { digest: 9, size: 9, locator: Text::Fine(9), epoch: 1 };
    NewRecord { document: Document { category, version }, retain: Some(2 * DAY as i64) }
}

impl Generator {
    pub fn version(&mut self, model: &Model, chart: ChartName, category: u8) -> Version {
        let published =
            model.charts.get(&chart).map_or(0, |chart| chart.published[usize::from(category)]);
        let epoch = match self.random.below(120) {
            0 => 0,
            1 | 2 => published + 1,
            3..=19 => 1 + self.random.below(published.into()) as u32,
            _ => published.max(1),
        };
        let size = match self.random.below(160) {
            0 => 0,
            1..=5 => 1 << 40,
            6 => (1 << 40) + 1,
            _ => 1 + self.random.below(10_000),
        };
        let digest = if self.random.chance(6) { 0 } else { 1 + self.random.small(200) };
        Version { digest, size, locator: self.text(), epoch }
    }

    pub fn document(&mut self, model: &Model, chart: ChartName) -> Document {
        let category = self.category();
        Document { category, version: self.version(model, chart, category) }
    }

    fn record(&mut self, model: &Model, chart: ChartName) -> NewRecord<i64> {
        let retain = match self.random.below(80) {
            0..=31 => None,
            32..=36 => Some(-(self.random.below(DAY) as i64)),
            37..=39 => Some(LONGEST_RETENTION as i64),
            40 => Some(LONGEST_RETENTION as i64 + 1),
            _ => Some((self.random.below(5 * 24) * HOUR) as i64),
        };
        NewRecord { document: self.document(model, chart), retain }
    }

    /// A record, usually one that is there.
    pub fn record_of(&mut self, model: &Model, chart: ChartName) -> u32 {
        let there = model.charts.get(&chart).map_or(0, |chart| chart.records.len()) as u64;
        if self.random.chance(20) {
            there as u32
        } else if self.random.chance(500) {
            // One of the last few.
            there.saturating_sub(1 + self.random.below(there.min(5))) as u32
        } else {
            self.random.below(there) as u32
        }
    }

    /// Usually somebody of the issuer; for a self-report the controller.
    fn corrector(&mut self, model: &Model, chart: ChartName, record: u32) -> Who {
        let issuer = match model.record(chart, record) {
            Some(record) => record.issuer,
            None => Some(0),
        };
        match issuer {
            None => self.controller(model, chart),
            Some(issuer) => self.member(model, issuer),
        }
    }

    /// Usually a practitioner of this organization.
    fn member(&mut self, model: &Model, organization: u32) -> Who {
        let practitioners = model.directory.practitioners.iter();
        let members: Vec<_> = practitioners
            .filter(|(_, one)| one.organization == organization)
            .map(|(who, _)| *who)
            .collect();
        if members.is_empty() {
            self.anybody()
        } else {
            let member = self.random.pick(&members);
            self.usually(member)
        }
    }

    pub fn registry(&mut self, model: &Model) -> Step {
        let chart = self.chart(model);
        let record = self.record_of(model, chart);
        let (by, action) = match self.random.below(100) {
            0..=39 => {
                let mut record = self.record(model, chart);
                let mut by = self.practitioner();
                // Where one or the other is refused another may be permitted.
                for _ in 0..8 {
                    if model.registering(by, chart, &[record.at(model.now)]).is_empty() {
                        break;
                    }
                    (by, record) = (self.practitioner(), self.record(model, chart));
                }
                (by, Action::Register(chart, record))
            }
            40..=46 => {
                let count = match self.random.below(20) {
                    0 => 0,
                    1 => 64,
                    2 => 65,
                    _ => 1 + self.random.below(5),
                };
                let mut tried = (self.practitioner(), Vec::new());
                for _ in 0..8 {
                    let records: Vec<_> = (0..count).map(|_| self.record(model, chart)).collect();
                    tried = (self.practitioner(), records);
                    let records: Vec<_> = tried.1.iter().map(|one| one.at(model.now)).collect();
                    if model.registering(tried.0, chart, &records).is_empty() {
                        break;
                    }
                }
                (tried.0, Action::RegisterMany(chart, tried.1))
            }
            47..=56 => {
                let document = self.document(model, chart);
                (self.controller(model, chart), Action::SelfReport(chart, document))
            }
            57..=71 => {
                let mut tried = (Who::Stranger(0), record, None);
                for _ in 0..8 {
                    let record = self.record_of(model, chart);
                    let category = model.record(chart, record).map_or(0, |one| one.category);
                    let version = self.version(model, chart, category);
                    tried = (self.corrector(model, chart, record), record, Some(version));
                    if model.amending(tried.0, chart, record, &version).is_empty() {
                        break;
                    }
                }
                let (by, record, version) = tried;
                match version {
                    Some(version) => (by, Action::Amend(chart, record, version)),
                    None => (by, Action::Erase(chart, record)),
                }
            }
            72..=78 => {
                let by = self.corrector(model, chart, record);
                (by, Action::Retract(chart, record, self.random.small(4)))
            }
            79..=86 => {
                let by = self.corrector(model, chart, record);
                (by, Action::WaiveRetention(chart, record))
            }
            _ => (self.controller(model, chart), Action::Erase(chart, record)),
        };
        Step::Send(self.usually(by), action)
    }

    pub fn opening(&mut self, model: &Model) -> Step {
        // Often where an emergency was declared.
        let cases: Vec<_> = model
            .waiting
            .iter()
            .flat_map(|(who, cases)| cases.iter().map(|case| (*who, case.chart)))
            .collect();
        if !cases.is_empty() && self.random.chance(300) {
            let (who, chart) = self.random.pick(&cases);
            let record = self.record_of(model, chart);
            let purpose = if self.random.chance(850) { ETREAT } else { TREAT };
            return Step::Send(self.usually(who), Action::Open(chart, record, purpose));
        }
        let chart = self.chart(model);
        let record = self.record_of(model, chart);
        if self.random.chance(120) {
            let by = self.controller(model, chart);
            return Step::Send(by, Action::Open(chart, record, PATRQT));
        }
        if self.random.chance(300) {
            if let Some(step) = self.opening_by_provision(model, chart, record) {
                return step;
            }
        }
        let purpose = match self.random.below(20) {
            0..=11 => TREAT,
            12 | 13 => ETREAT,
            14 | 15 => HOPERAT,
            _ => self.random.small(7),
        };
        let by = if self.random.chance(50) { self.anybody() } else { self.practitioner() };
        Step::Send(by, Action::Open(chart, record, purpose))
    }

    /// Somebody whom a provision is about, for a purpose of it.
    fn opening_by_provision(
        &mut self,
        model: &Model,
        chart: ChartName,
        record: u32,
    ) -> Option<Step> {
        let provisions = &model.charts.get(&chart)?.policy.provisions;
        if provisions.is_empty() {
            return None;
        }
        let terms = self.random.pick(provisions).terms;
        let by = match terms.grantee {
            Grantee::Practitioner(who) => self.usually(who),
            Grantee::Organization(id) => self.member(model, id),
            Grantee::Anyone => self.practitioner(),
        };
        let purposes: Vec<_> = (0..7).filter(|purpose| has(terms.purposes, *purpose)).collect();
        let record = match terms.scope {
            Scope::Document(document) if self.random.chance(700) => document,
            _ => record,
        };
        Some(Step::Send(by, Action::Open(chart, record, self.random.pick(&purposes))))
    }

    pub fn emergency(&mut self, model: &Model) -> Step {
        let chart = self.chart(model);
        let cases: Vec<_> = model
            .waiting
            .iter()
            .flat_map(|(who, cases)| cases.iter().map(|case| (*who, *case)))
            .collect();
        let digest = if self.random.chance(20) { 0 } else { 1 + self.random.small(200) };
        match self.random.below(10) {
            0..=4 => {
                let declarers = model.directory.practitioners.iter();
                let declarers: Vec<_> = declarers
                    .filter(|(_, one)| one.roles & EMERGENCY != 0)
                    .map(|(who, _)| *who)
                    .collect();
                let by = if declarers.is_empty() {
                    self.practitioner()
                } else {
                    self.random.pick(&declarers)
                };
                Step::Send(self.usually(by), Action::Declare(chart, digest))
            }
            5..=7 if !cases.is_empty() => {
                let (whose, case) = self.random.pick(&cases);
                let by = if self.random.chance(80) {
                    self.usually(whose)
                } else if self.random.chance(100) {
                    self.practitioner()
                } else {
                    self.member(model, case.organization)
                };
                let entry = if self.random.chance(30) { case.entry + 1 } else { case.entry };
                Step::Send(by, Action::Review(case.chart, whose, entry, digest))
            }
            5 => {
                let whose = self.practitioner();
                Step::Send(self.practitioner(), Action::Review(chart, whose, 0, digest))
            }
            _ => {
                let entries = model.charts.get(&chart).map_or(0, |of| of.log.entries.len());
                let entry = self.random.below(entries as u64 + 1) as u32;
                let reason = (digest % 2 == 1).then_some(digest);
                let by = self.controller(model, chart);
                Step::Send(by, Action::Dispute(chart, entry, reason))
            }
        }
    }

    pub fn batch(&mut self, model: &Model) -> Step {
        let of = self.organization(model);
        let tree = model.tree(of);
        let mut by = self.member(model, of);
        if by == Who::PatientAccount {
            by = self.practitioner();
        }
        let records: Vec<_> = tree
            .records
            .iter()
            .zip(0_u64..)
            .filter_map(|(record, index)| record.map(|_| index))
            .collect();
        let spoilt = if self.random.chance(150) {
            match self.random.below(6) {
                0 => Spoilt::Fork,
                1 => Spoilt::NotLarger(self.random.small(4)),
                2 => Spoilt::Shorter,
                3 => Spoilt::Longer,
                4 => Spoilt::Bit,
                _ => Spoilt::No,
            }
        } else {
            Spoilt::No
        };
        let heads = model.heads.get(&of).map_or(0, Vec::len) as u64;
        if heads == 0 || records.is_empty() || self.random.chance(350) {
            let mut leaves = Vec::new();
            for _ in 0..self.random.below(4) {
                let mut chart = self.chart(model);
                let mut record = self.record(model, chart);
                for _ in 0..8 {
                    if model.registering(by, chart, &[record.at(model.now)]).is_empty() {
                        break;
                    }
                    chart = self.chart(model);
                    record = self.record(model, chart);
                }
                let for_whom = if self.random.chance(60) { self.organization(model) } else { of };
                let salt = self.random.small(200);
                leaves.push(Leaf::Record(for_whom, chart, record, salt));
            }
            leaves.push(Leaf::Filler(self.random.small(9)));
            // The first head is taken as it is, and would leave the tree behind.
            let spoilt = if heads == 0 && spoilt != Spoilt::Longer { Spoilt::No } else { spoilt };
            return Step::Send(by, Action::Anchor(of, leaves, spoilt));
        }
        let mut index = self.random.pick(&records);
        for _ in 0..8 {
            let leaf = tree.records.get(index as usize).copied().flatten();
            let admitted = model.admitted.get(&of).is_some_and(|all| all.contains(&index));
            let fits = leaf
                .is_some_and(|leaf| model.registering(by, leaf.chart, &[leaf.record]).is_empty());
            if fits && !admitted {
                break;
            }
            index = self.random.pick(&records);
            by = self.member(model, of);
        }
        let head = if self.random.chance(700) { heads - 1 } else { self.random.below(heads + 1) };
        let admission = Admission {
            tree: of,
            index,
            head: head as u32,
            spoilt,
            off: u64::from(self.random.chance(30)),
        };
        Step::Send(by, Action::Admit(admission))
    }
}
