//! Who opens what: a record, a list, a session.

use super::Generator;
use crate::{
    model::Model,
    steps::{Action, Step},
    words::{
        has, Addressee, ChartName, Grantee, Scope, Selection, Who, ALL_CATEGORIES, EMERGENCY,
        ETREAT, FAMRQT, HOPERAT, MOST_OPENED, PATRQT, PURPOSE_COUNT, TREAT,
    },
};

/// Who asks: an account, why, and for which organization.
pub type Reader = (Who, u8, Option<u32>);

impl Generator {
    pub fn opening(&mut self, model: &Model) -> Step {
        // Often where an emergency was declared.
        let cases: Vec<_> = model
            .waiting
            .iter()
            .flat_map(|(who, cases)| cases.iter().map(|case| (*who, *case)))
            .collect();
        if !cases.is_empty() && self.random.chance(300) {
            let (who, case) = self.random.pick(&cases);
            let record = self.record_of(model, case.chart);
            let purpose = if self.random.chance(850) { ETREAT } else { TREAT };
            let of =
                if self.random.chance(850) { case.organization } else { self.house_of(model, who) };
            let by = self.usually(who);
            return self.open(model, case.chart, record, (by, purpose, Some(of)));
        }
        let chart = self.chart(model);
        let record = self.record_of(model, chart);
        if self.random.chance(120) {
            let by = self.controller(model, chart);
            let purpose = if self.random.chance(100) { FAMRQT } else { PATRQT };
            let of = self.random.chance(20).then_some(0);
            return self.open(model, chart, record, (by, purpose, of));
        }
        if self.random.chance(120) {
            if let Some(step) = self.opening_of_a_letter(model, chart) {
                return step;
            }
        }
        if self.random.chance(400) {
            if let Some(step) = self.opening_by_provision(model, chart, record) {
                return step;
            }
        }
        let purpose = match self.random.below(20) {
            0..=12 => TREAT,
            13 if self.random.chance(500) => ETREAT,
            13..=15 => HOPERAT,
            16 | 17 => self.random.pick(&[2, 4, 5]),
            _ => self.random.small(PURPOSE_COUNT),
        };
        let by = if self.random.chance(50) { self.anybody() } else { self.acting(model) };
        let reader = self.reader(model, by, purpose);
        self.open(model, chart, record, reader)
    }

    /// Usually for the organization that the purpose asks for.
    pub fn reader(&mut self, model: &Model, by: Who, purpose: u8) -> Reader {
        let private = [PATRQT, FAMRQT].contains(&purpose) != self.random.chance(15);
        (by, purpose, (!private).then(|| self.house_of(model, by)))
    }

    /// A reader opens a record, or others with it, or a session.
    pub fn open(
        &mut self,
        model: &Model,
        chart: ChartName,
        record: u32,
        (by, purpose, of): Reader,
    ) -> Step {
        let selection = self.selection(model, chart, record, (by, purpose, of));
        if self.random.chance(300) {
            // A keeper is asked about it right away.
            let entry = model.charts.get(&chart).map_or(0, |of| of.log.entries.len()) as u32;
            let record = self.record_within(model, chart, &selection);
            self.ahead.push_back(Step::Ask(chart, entry, record));
        }
        Step::Send(by, Action::Open(chart, selection, purpose, of))
    }

    /// What somebody opens.
    pub fn selection(
        &mut self,
        model: &Model,
        chart: ChartName,
        record: u32,
        reader: Reader,
    ) -> Selection {
        match self.random.below(10) {
            0..=3 => Selection::Records(vec![record]),
            4 | 5 if reader.1 != ETREAT || self.random.chance(100) => {
                Selection::Categories(self.session(model, chart, reader))
            }
            _ => Selection::Records(self.list(model, chart, record, reader)),
        }
    }

    /// Whether the reader would open this.
    fn opens(&self, model: &Model, chart: ChartName, sought: &Selection, reader: Reader) -> bool {
        let (by, purpose, of) = reader;
        model.opening(by, chart, sought, purpose, of).is_empty()
            && model.verdict(by, chart, sought, purpose, of).is_permit()
    }

    /// Categories, mostly those of which the reader would open a session.
    fn session(&mut self, model: &Model, chart: ChartName, reader: Reader) -> u32 {
        match self.random.below(40) {
            0 => return 0,
            1 => return 1 << 20,
            2 => return u32::MAX,
            3 | 4 => return ALL_CATEGORIES,
            5..=9 => return self.set(),
            _ => {}
        }
        let mut set = 0;
        for _ in 0..5 {
            let more = set | (1 << self.category());
            if self.opens(model, chart, &Selection::Categories(more), reader) {
                set = more;
            }
        }
        if set == 0 || self.random.chance(80) {
            set |= 1 << self.category();
        }
        set
    }

    /// Records, mostly such that the reader would open all of them.
    fn list(&mut self, model: &Model, chart: ChartName, record: u32, reader: Reader) -> Vec<u32> {
        let there = model.charts.get(&chart).map_or(0, |of| of.records.len()) as u32;
        let mut ids: Vec<u32> = if self.random.chance(750) {
            let one = |id: &u32| self.opens(model, chart, &Selection::Records(vec![*id]), reader);
            (0..there).filter(one).collect()
        } else {
            (0..there).collect()
        };
        let most = match self.random.below(20) {
            0..=10 => 2 + self.random.index(6),
            11..=13 => MOST_OPENED,
            14 => MOST_OPENED + 1,
            _ => 1 + self.random.index(MOST_OPENED),
        };
        while ids.len() > most {
            ids.remove(self.random.index(ids.len()));
        }
        if self.random.chance(150) || ids.is_empty() {
            ids.push(record);
            ids.sort_unstable();
            ids.dedup();
        }
        if self.random.chance(60) {
            match self.random.below(4) {
                0 => ids.reverse(),
                1 => ids.insert(0, ids[0]),
                2 => ids.push(there),
                _ => ids.clear(),
            }
        }
        ids
    }

    /// Mostly a record that is selected.
    pub fn record_within(&mut self, model: &Model, chart: ChartName, sought: &Selection) -> u32 {
        let records = model.charts.get(&chart).map_or(&[][..], |of| &of.records);
        let selected: Vec<u32> = match sought {
            Selection::Records(ids) => ids.clone(),
            Selection::Categories(set) => (0..)
                .zip(records)
                .filter(|(_, one)| has(*set, one.category))
                .map(|(id, _)| id)
                .collect(),
        };
        if selected.is_empty() || self.random.chance(150) {
            self.record_of(model, chart)
        } else {
            self.random.pick(&selected)
        }
    }

    /// Whom the patient sent something to reads it, or a colleague does.
    fn opening_of_a_letter(&mut self, model: &Model, chart: ChartName) -> Option<Step> {
        let records = model.charts.get(&chart)?.records.iter().zip(0_u32..);
        let sent: Vec<_> =
            records.filter_map(|(one, id)| one.addressee.map(|to| (id, to))).collect();
        if sent.is_empty() {
            return None;
        }
        let (record, to) = self.random.pick(&sent);
        let by = match to {
            Addressee::Practitioner(who) => self.usually(who),
            Addressee::Organization(id) => self.member(model, id),
        };
        let purpose = if self.random.chance(800) { TREAT } else { HOPERAT };
        let reader = self.reader(model, by, purpose);
        Some(self.open(model, chart, record, reader))
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
            Grantee::Anyone => self.acting(model),
        };
        let purposes: Vec<_> =
            (0..PURPOSE_COUNT).filter(|purpose| has(terms.purposes, *purpose)).collect();
        let record = match terms.scope {
            Scope::Document(document) if self.random.chance(700) => document,
            _ => record,
        };
        let purpose = match self.random.pick(&purposes) {
            // Without a case of the own it is refused.
            ETREAT if has(terms.purposes, TREAT) => TREAT,
            purpose => purpose,
        };
        let reader = self.reader(model, by, purpose);
        if let (Scope::Categories(set), true) = (terms.scope, self.random.chance(250)) {
            // All that it names, as far as there are words for it.
            let (by, purpose, of) = reader;
            let open = Action::Open(chart, Selection::Categories(set), purpose, of);
            return Some(Step::Send(by, open));
        }
        Some(self.open(model, chart, record, reader))
    }

    /// Who may open something of a chart for some reason, as far as a few tries find one.
    pub fn some_reader(&mut self, model: &Model, chart: ChartName) -> Reader {
        let tries = |generator: &mut Self| {
            let by = match generator.random.below(10) {
                0 => generator.controller(model, chart),
                1 => generator.relative(),
                _ => generator.acting(model),
            };
            let declared = model.directory.practitioners.get(&by).is_some_and(|one| {
                one.roles & EMERGENCY != 0 && model.has_emergency(by, chart, one.organization)
            });
            let controls = model.charts.get(&chart).is_some_and(|of| of.control.by == by);
            let purpose = if controls {
                PATRQT
            } else if declared && generator.random.chance(700) {
                ETREAT
            } else if model.directory.serving(by).is_none() {
                FAMRQT
            } else {
                TREAT
            };
            generator.reader(model, by, purpose)
        };
        let mut reader = tries(self);
        for _ in 0..20 {
            let records = model.charts.get(&chart).map_or(0, |of| of.records.len()) as u32;
            let opens = (0..records)
                .any(|id| self.opens(model, chart, &Selection::Records(vec![id]), reader));
            if opens {
                break;
            }
            reader = tries(self);
        }
        reader
    }
}
