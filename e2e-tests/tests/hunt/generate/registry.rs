//! What practitioners and patients do about records.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Step},
    words::{Addressee, ChartName, Document, NewRecord, Text, Version, Who, DAY, EMERGENCY, HOUR},
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

    /// Whom a patient sends something to, often nobody.
    pub fn addressee(&mut self, model: &Model) -> Option<Addressee> {
        match self.random.below(5) {
            0 | 1 => Some(Addressee::Practitioner(self.practitioner())),
            2 => Some(Addressee::Organization(self.organization(model))),
            _ => None,
        }
    }

    pub fn record(&mut self, model: &Model, chart: ChartName) -> NewRecord<i64> {
        let retain = match self.random.below(80) {
            0..=31 => None,
            32 => Some(-(self.random.below(DAY) as i64)),
            33 => Some(self.random.below(2) as i64),
            34..=39 => Some(LONGEST_RETENTION as i64),
            40 => Some(LONGEST_RETENTION as i64 + 1),
            _ => Some((HOUR + self.random.below(5 * 24) * HOUR) as i64),
        };
        NewRecord { document: self.document(model, chart), retain }
    }

    /// A record, usually one that is there.
    pub fn record_of(&mut self, model: &Model, chart: ChartName) -> u32 {
        let there = model.charts.get(&chart).map_or(0, |chart| chart.records.len()) as u64;
        let whole: Vec<u32> = (0..there as u32)
            .filter(|id| model.record(chart, *id).is_some_and(|one| one.version.is_some()))
            .collect();
        if self.random.chance(20) {
            there as u32
        } else if !whole.is_empty() && self.random.chance(700) {
            // One that is not erased.
            self.random.pick(&whole)
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
    pub fn member(&mut self, model: &Model, organization: u32) -> Who {
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

    /// Usually one of an organization's members who has this role.
    pub fn member_with(&mut self, model: &Model, organization: u32, role: u8) -> Who {
        let members: Vec<_> = model
            .directory
            .practitioners
            .keys()
            .copied()
            .filter(|who| {
                let one = model.directory.active_in(*who, organization);
                one.is_some_and(|one| one.roles & role != 0)
            })
            .collect();
        if members.is_empty() || self.random.chance(100) {
            self.member(model, organization)
        } else {
            self.random.pick(&members)
        }
    }

    pub fn registry(&mut self, model: &Model) -> Step {
        let chart = self.chart(model);
        let record = self.record_of(model, chart);
        let (by, action) = match self.random.below(100) {
            0..=39 => {
                let mut record = self.record(model, chart);
                let mut by = self.acting(model);
                let mut of = self.house_of(model, by);
                // Where one or the other is refused another may be permitted.
                for _ in 0..8 {
                    if model.registering(by, chart, of, &[record.at(model.now)]).is_empty() {
                        break;
                    }
                    (by, record) = (self.acting(model), self.record(model, chart));
                    of = self.house_of(model, by);
                }
                (by, Action::Register(chart, of, record))
            }
            40..=46 => {
                let count = match self.random.below(20) {
                    0 => 0,
                    1 => 64,
                    2 => 65,
                    _ => 1 + self.random.below(5),
                };
                let mut tried = (self.acting(model), 0, Vec::new());
                for _ in 0..8 {
                    let records: Vec<_> = (0..count).map(|_| self.record(model, chart)).collect();
                    let by = self.acting(model);
                    tried = (by, self.house_of(model, by), records);
                    let records: Vec<_> = tried.2.iter().map(|one| one.at(model.now)).collect();
                    if model.registering(tried.0, chart, tried.1, &records).is_empty() {
                        break;
                    }
                }
                (tried.0, Action::RegisterMany(chart, tried.1, tried.2))
            }
            47..=56 => {
                let document = self.document(model, chart);
                let to = self.addressee(model);
                (self.controller(model, chart), Action::SelfReport(chart, document, to))
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
            79..=87 => {
                // What is kept, if something is.
                let records = model.charts.get(&chart).map_or(&[][..], |of| &of.records);
                let kept = records.iter().zip(0..);
                let kept: Vec<u32> = kept
                    .filter(|(one, _)| one.retain_until > model.now && one.version.is_some())
                    .map(|(_, id)| id)
                    .collect();
                let usual = !kept.is_empty() && self.random.chance(700);
                let record = if usual { self.random.pick(&kept) } else { record };
                let by = self.corrector(model, chart, record);
                if self.random.chance(250) {
                    (by, Action::RestoreRetention(chart, record))
                } else {
                    (by, Action::WaiveRetention(chart, record))
                }
            }
            88..=91 => (self.controller(model, chart), Action::EraseDocument(chart, record)),
            _ => (self.controller(model, chart), Action::Erase(chart, record)),
        };
        Step::Send(self.usually(by), action)
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
                    .filter(|(who, one)| {
                        one.roles & EMERGENCY != 0 && model.directory.active(**who).is_some()
                    })
                    .map(|(who, _)| *who)
                    .collect();
                let by = if declarers.is_empty() {
                    self.practitioner()
                } else {
                    self.random.pick(&declarers)
                };
                let of = self.house_of(model, by);
                Step::Send(self.usually(by), Action::Declare(chart, of, digest))
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
                let of = if self.random.chance(850) {
                    case.organization
                } else {
                    self.house_of(model, by)
                };
                let finding = self.random.small(4);
                let written = self.random.chance(500).then_some(digest);
                Step::Send(by, Action::Review(case.chart, of, whose, entry, finding, written))
            }
            5 => {
                let (by, whose) = (self.practitioner(), self.practitioner());
                let of = self.house_of(model, by);
                Step::Send(by, Action::Review(chart, of, whose, 0, 0, Some(digest)))
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
}
