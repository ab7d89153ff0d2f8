//! What patients do about their charts.

use super::Generator;
use crate::{
    model::{Model, LONGEST_PERMIT},
    steps::{Action, NewKeys, Step},
    words::{
        ChartName, Grantee, Offer, Scope, Terms, Who, ALL_CATEGORIES, ALL_PURPOSES, APPEND, BOTH,
        DAY, ETREAT, HOUR, MINUTE, READ, TREAT,
    },
};

/// That an organization reads and writes all, for treatment, for 300 days.
pub fn first_terms(organization: u32) -> Terms<i64> {
    Terms {
        grantee: Grantee::Organization(organization),
        scope: Scope::Categories(ALL_CATEGORIES),
        purposes: 1 << TREAT,
        actions: BOTH,
        from: 0,
        until: Some(300 * DAY as i64),
        keys: None,
    }
}

impl Generator {
    pub fn consent(&mut self, model: &Model) -> Step {
        if self.random.chance(15) {
            let patient = Who::Patient(self.random.small(super::PATIENTS));
            return Step::Send(patient, Action::CreateChart(self.random.small(3)));
        }
        let chart = self.chart(model);
        let mut by = self.controller(model, chart);
        let action = match self.random.below(100) {
            0..=27 => Action::Grant(chart, self.terms(model, true, false)),
            28..=40 => Action::Deny(chart, self.terms(model, false, false)),
            41..=55 => Action::Revoke(chart, self.provision(model, chart)),
            56..=66 => {
                let id = self.provision(model, chart);
                let permit = self.said_effect(model, chart, id);
                Action::Replace(chart, id, permit, self.terms(model, permit, false))
            }
            67..=76 => {
                let category = self.category();
                Action::PublishKey(chart, category, self.key())
            }
            77..=82 => Action::Rekey(chart, self.new_keys(model, chart)),
            83..=91 => Action::SetDirective(chart, self.directive()),
            _ => {
                let offered = model.charts.get(&chart).and_then(|of| of.control.offered);
                let to = match self.random.below(3) {
                    0 => Who::PatientAccount,
                    1 => self.anybody(),
                    _ => Who::Patient(self.random.small(super::PATIENTS)),
                };
                let (who, step) = self.offer(offered, to);
                by = match who {
                    Some(who) if step == Offer::Accept => self.usually(who),
                    _ => by,
                };
                Action::HandOver(chart, step)
            }
        };
        Step::Send(by, action)
    }

    /// The id of a provision, usually of one that is there.
    pub fn provision(&mut self, model: &Model, chart: ChartName) -> u32 {
        let Some(chart) = model.charts.get(&chart) else { return 0 };
        if chart.policy.provisions.is_empty() || self.random.chance(40) {
            self.random.below(u64::from(chart.policy.next) + 2) as u32
        } else {
            self.random.pick(&chart.policy.provisions).id
        }
    }

    /// Usually the effect that the provision has.
    pub fn said_effect(&mut self, model: &Model, chart: ChartName, id: u32) -> bool {
        let found = model.charts.get(&chart).and_then(|chart| chart.policy.find(id));
        found.is_none_or(|one| one.permit) != self.random.chance(50)
    }

    pub fn new_keys(&mut self, model: &Model, chart: ChartName) -> NewKeys {
        let mut keys: Vec<_> = (0..self.random.below(4)).map(|_| self.category()).collect();
        let mut envelopes: Vec<_> =
            (0..self.random.below(3)).map(|_| self.provision(model, chart)).collect();
        if !self.random.chance(40) {
            keys.sort_unstable();
            keys.dedup();
            envelopes.sort_unstable();
            envelopes.dedup();
        }
        NewKeys {
            keys: keys.into_iter().map(|category| (category, self.key())).collect(),
            envelopes: envelopes.into_iter().map(|id| (id, self.random.small(200))).collect(),
        }
    }

    pub fn directive(&mut self) -> u32 {
        match self.random.below(20) {
            0 => 0,
            1 => 1 << 16,
            2..=5 => ALL_CATEGORIES,
            6 => 0xe1ff,
            _ => self.set(),
        }
    }

    /// A set of categories that meets others.
    fn set(&mut self) -> u32 {
        let mut set = 0;
        for _ in 0..=self.random.below(3) {
            set |= 1 << self.category();
        }
        set
    }

    /// Terms, sometimes ones that make no sense.
    pub fn terms(&mut self, model: &Model, permit: bool, sensible: bool) -> Terms<i64> {
        let organizations = model.directory.organizations.len() as u64;
        let grantee = match self.random.below(10) {
            0..=3 => Grantee::Practitioner(self.practitioner()),
            4 => Grantee::Practitioner(self.anybody()),
            5..=7 => Grantee::Organization(self.random.below(organizations) as u32),
            _ if permit => Grantee::Organization(0),
            _ => Grantee::Anyone,
        };
        let scope = match self.random.below(12) {
            0 | 1 => Scope::Document(self.random.below(6) as u32),
            2 => Scope::Categories(ALL_CATEGORIES),
            _ => Scope::Categories(self.set()),
        };
        let purposes = match self.random.below(6) {
            0..=2 => 1 << TREAT,
            3 => (1 << TREAT) | (1 << ETREAT),
            4 => ALL_PURPOSES,
            _ => 1 << self.random.small(7),
        };
        let actions = match self.random.below(5) {
            0 | 1 => 1 << READ,
            2 => 1 << APPEND,
            _ => BOTH,
        };
        let from = match self.random.below(8) {
            0 => (self.random.below(48) * HOUR) as i64,
            1 => (self.random.below(90) * MINUTE) as i64,
            2 => -((self.random.below(90) * MINUTE) as i64),
            _ => 0,
        };
        let length = match self.random.below(10) {
            0 => self.random.below(HOUR) / MINUTE * MINUTE,
            1 => self.random.below(30) * MINUTE + self.random.below(2),
            2 | 3 => self.random.below(72) * HOUR,
            4 => LONGEST_PERMIT,
            _ => self.random.below(400) * DAY,
        };
        let until = match permit {
            // Never beyond ten years by the way.
            true => Some((length as i64 + from).min(LONGEST_PERMIT as i64)),
            false if self.random.chance(300) => None,
            false => Some(length as i64 + from),
        };
        let keys = (permit && self.random.chance(500)).then(|| self.random.small(200));
        let mut terms = Terms { grantee, scope, purposes, actions, from, until, keys };
        if sensible {
            let long = self.random.below(300) * DAY + DAY;
            terms.until = terms.until.map(|_| from + long as i64);
        } else if self.random.chance(60) {
            match self.random.below(8) {
                0 => terms.scope = Scope::Categories(0),
                1 => terms.scope = Scope::Categories(1 << self.random.small(32)),
                2 => terms.purposes = self.random.next() as u8,
                3 => terms.actions = self.random.small(8),
                4 => terms.until = Some(from - 1),
                5 => terms.until = (!permit).then_some(-1),
                6 => terms.until = Some(LONGEST_PERMIT as i64 + 1),
                _ if permit => terms.grantee = Grantee::Anyone,
                _ => terms.keys = Some(1),
            }
        }
        terms
    }
}
