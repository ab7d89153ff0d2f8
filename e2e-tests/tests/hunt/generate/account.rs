//! What patients without tokens, their relayers and their guardians do.

use super::{consent::first_terms, Generator, USUAL_CATEGORIES};
use crate::{
    model::Model,
    steps::{Action, Command, NewKey, NewKeys, Recovery, Signed, Step},
    words::{ChartName, Guardians, Key, Offer, Who, DAY, HOUR, MINUTE, PATRQT},
};

/// Signed by the chart's present key, in order and in time.
pub fn signed(chart: ChartName, signer: Who, command: Command) -> Signed {
    Signed { chart, command, lane: 0, off: 0, deadline: HOUR as i64, signer, elsewhere: false }
}

/// Charts that are opened by signed commands, to begin with.
pub fn first_signed() -> Vec<Step> {
    let mut steps = Vec::new();
    for number in 0..3 {
        let key = Who::Phone(number);
        let chart = ChartName { opener: key, salt: 0 };
        let keys = USUAL_CATEGORIES
            .map(|category| NewKey::next(category, Key::x25519(category + 1)))
            .to_vec();
        let guardians = Guardians { members: vec![0, 1, 2], threshold: 2, delay_hours: 24 };
        let commands = [
            Command::CreateChart(key, 0),
            Command::Rekey(NewKeys { keys, envelopes: Vec::new() }),
            Command::Grant(first_terms(number.into())),
            Command::ChangeGuardians(Some(guardians)),
        ];
        let named = if number == 0 { 3 } else { 4 };
        for command in commands.into_iter().take(named) {
            let submit = Action::Submit(signed(chart, key, command));
            steps.push(Step::Send(Who::Relayer(0), submit));
        }
    }
    steps
}

impl Generator {
    pub fn phone(&mut self) -> Who {
        Who::Phone(self.random.small(super::PHONES))
    }

    fn relayer(&mut self) -> Who {
        if self.random.chance(800) {
            Who::Relayer(self.random.small(super::RELAYERS))
        } else {
            self.anybody()
        }
    }

    pub fn account(&mut self, model: &Model) -> Step {
        let offered = model
            .charts
            .iter()
            .find(|(_, chart)| chart.control.offered == Some(Who::PatientAccount))
            .map(|(name, chart)| (*name, chart.control.by));
        if let Some((chart, controller)) = offered {
            if controller != Who::PatientAccount && self.random.chance(150) {
                let key = self.phone();
                let by = self.usually(controller);
                return self.submit(by, signed(chart, key, Command::Adopt(key)));
            }
        }
        if self.random.chance(20) {
            let key = if self.random.chance(50) { Who::Nobody } else { self.phone() };
            let salt = self.random.small(2);
            let chart = ChartName { opener: key, salt };
            let by = self.relayer();
            let salt = if self.random.chance(100) { salt + 1 } else { salt };
            return self.submit(by, signed(chart, key, Command::CreateChart(key, salt)));
        }
        let here: Vec<_> = model
            .charts
            .iter()
            .filter(|(_, chart)| chart.custody.is_some())
            .map(|(name, _)| *name)
            .collect();
        let chart = if here.is_empty() || self.random.chance(20) {
            self.chart(model)
        } else {
            self.random.pick(&here)
        };
        let by = self.relayer();
        match self.random.below(100) {
            0..=11 => {
                let recovery = self.recovery(model, chart);
                Step::Send(by, Action::Recover(recovery))
            }
            12..=21 => Step::Send(by, Action::Complete(chart)),
            _ => {
                let custody = model.charts.get(&chart).and_then(|of| of.custody.as_ref());
                let key = custody.map_or(Who::Phone(0), |custody| custody.key);
                let command = self.command(model, chart);
                self.submit(by, signed(chart, key, command))
            }
        }
    }

    /// Any command for a chart, signed by this key.
    pub fn command_step(&mut self, model: &Model, chart: ChartName, key: Who) -> Step {
        let command = self.command(model, chart);
        Step::Send(Who::Relayer(1), Action::Submit(signed(chart, key, command)))
    }

    /// Submits it, sometimes with something wrong about it.
    fn submit(&mut self, by: Who, mut signed: Signed) -> Step {
        signed.lane = self.random.small(3);
        signed.deadline = self.deadline();
        if self.random.chance(80) {
            match self.random.below(6) {
                0 => signed.lane = 8,
                1 => signed.off = if self.random.chance(500) { 1 } else { -1 },
                2 => signed.signer = self.phone(),
                3 => signed.signer = Who::Nobody,
                4 => signed.elsewhere = true,
                _ => signed.deadline += 1,
            }
        }
        Step::Send(by, Action::Submit(signed))
    }

    /// From the last whole minute on.
    fn deadline(&mut self) -> i64 {
        let week = 7 * DAY as i64;
        match self.random.below(40) {
            0 => 0,
            1 => -(MINUTE as i64),
            2 => week,
            3 => week + MINUTE as i64,
            _ => HOUR as i64,
        }
    }

    fn recovery(&mut self, model: &Model, chart: ChartName) -> Recovery {
        let custody = model.charts.get(&chart).and_then(|of| of.custody.as_ref());
        let named = custody.and_then(|custody| custody.guardians.as_ref());
        let mut guardians = named.map_or(vec![0, 1], |named| named.members.clone());
        let threshold = named.map_or(2, |named| usize::from(named.threshold));
        match self.random.below(10) {
            0 | 1 => {}
            2 => guardians.truncate(threshold.saturating_sub(1)),
            3 => guardians.push(self.random.small(super::GUARDIANS)),
            _ => guardians.truncate(threshold),
        }
        guardians.truncate(8);
        let odd = self.random.chance(80).then(|| self.random.below(4));
        Recovery {
            chart,
            key: if self.random.chance(20) { Who::Nobody } else { self.phone() },
            guardians,
            off: if odd == Some(0) { 1 } else { 0 },
            round: match odd {
                Some(1) => 1,
                Some(2) => -1,
                _ => 0,
            },
            deadline: self.deadline(),
            forged: odd == Some(3),
        }
    }

    fn guardians(&mut self) -> Option<Guardians> {
        if self.random.chance(150) {
            return None;
        }
        let count = match self.random.below(20) {
            0 => 0,
            1 => 8,
            2 => 7,
            _ => 1 + self.random.small(4),
        };
        let first = self.random.small(3);
        let mut members: Vec<_> = (0..count).map(|one| (first + one) % super::GUARDIANS).collect();
        if self.random.chance(30) {
            members.push(first);
        }
        let threshold = match self.random.below(20) {
            0 => 0,
            1 => count + 1,
            _ => 1 + self.random.small(count.max(1)),
        };
        let delay_hours = match self.random.below(20) {
            0 => 23,
            1 => 337,
            2 => 336,
            3..=5 => 100,
            _ => 24,
        };
        Some(Guardians { members, threshold, delay_hours })
    }

    fn command(&mut self, model: &Model, chart: ChartName) -> Command {
        let custody = model.charts.get(&chart).and_then(|of| of.custody.as_ref());
        let proposed = custody.and_then(|custody| custody.proposal).map(|(key, ..)| key);
        if let Some(key) = proposed {
            if self.random.chance(150) {
                return Command::Veto(key);
            }
        }
        if custody.is_some_and(|custody| custody.waiting.is_some()) && self.random.chance(40) {
            return Command::Withdraw;
        }
        let mut record = self.record_of(model, chart);
        for _ in 0..4 {
            // Rather a document of the patient's own.
            if model.record(chart, record).is_none_or(|one| one.issuer.is_none()) {
                break;
            }
            record = self.record_of(model, chart);
        }
        match self.random.below(100) {
            0..=15 => Command::Grant(self.terms(model, true, false)),
            16..=24 => Command::Deny(self.terms(model, false, false)),
            25..=34 => Command::Revoke(self.provision(model, chart)),
            35..=40 => {
                let id = self.provision(model, chart);
                let permit = self.said_effect(model, chart, id);
                Command::Replace(id, permit, self.terms(model, permit, false))
            }
            41..=45 => {
                let category = self.category();
                Command::PublishKey(self.new_key(category))
            }
            46..=48 => Command::Rekey(self.new_keys(model, chart)),
            49..=51 => Command::HandOver(Offer::Propose(self.anybody())),
            52 => Command::HandOver(Offer::Propose(Who::PatientAccount)),
            53..=55 => Command::HandOver(Offer::Cancel),
            56..=65 => {
                let reader = (Who::PatientAccount, PATRQT, None);
                Command::Open(self.selection(model, chart, record, reader))
            }
            66..=70 => {
                let document = self.document(model, chart);
                Command::SelfReport(document, self.addressee(model))
            }
            71..=74 => {
                let category = model.record(chart, record).map_or(0, |one| one.category);
                Command::Amend(record, self.version(model, chart, category))
            }
            75..=77 => Command::Retract(record, self.random.small(4)),
            78..=84 => Command::ChangeGuardians(self.guardians()),
            85 | 86 => Command::Withdraw,
            87 => Command::Veto(self.phone()),
            88..=92 => {
                let (which, set) = self.directive();
                Command::SetDirective(which, set)
            }
            93..=95 => {
                let entries = model.charts.get(&chart).map_or(0, |of| of.log.entries.len());
                let entry = self.random.below(entries as u64 + 1) as u32;
                Command::Dispute(entry, self.random.chance(500).then_some(3))
            }
            96 | 97 => Command::EraseDocument(record),
            _ => Command::Erase(record),
        }
    }
}
