//! What patients do about their charts.

use super::Generator;
use crate::{
    model::{Model, LONGEST_PERMIT},
    steps::{Action, NewKeys, Step},
    words::{
        has, ChartName, Directive, Grantee, Offer, Scope, Terms, Who, ALL_CATEGORIES, ALL_PURPOSES,
        APPEND, BOTH, DAY, ETREAT, EVERY_CATEGORY, EVERY_PURPOSE, FAMRQT, HOUR, MINUTE, READ,
        TREAT,
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
                Action::PublishKey(chart, self.new_key(category))
            }
            77..=82 => Action::Rekey(chart, self.new_keys(model, chart)),
            83..=91 => {
                let (which, set) = self.directive();
                Action::SetDirective(chart, which, set)
            }
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
            keys: keys.into_iter().map(|category| self.new_key(category)).collect(),
            envelopes: envelopes.into_iter().map(|id| (id, self.random.small(200))).collect(),
        }
    }

    pub fn directive(&mut self) -> (Directive, u32) {
        let issuers = self.random.chance(400);
        let set = match self.random.below(20) {
            0 => 0,
            1 => 1 << 20,
            2 => EVERY_CATEGORY,
            3..=5 => ALL_CATEGORIES,
            6 => 0xe1ff,
            // Mostly issuers read what is theirs.
            7..=12 if issuers => EVERY_CATEGORY,
            _ => self.set(),
        };
        (if issuers { Directive::Issuers } else { Directive::Emergency }, set)
    }

    /// A set of categories that meets others.
    pub fn set(&mut self) -> u32 {
        let mut set = 0;
        for _ in 0..=self.random.below(3) {
            set |= 1 << self.category();
        }
        set
    }

    /// Somebody who may be a patient's representative.
    pub fn relative(&mut self) -> Who {
        match self.random.below(3) {
            0 => Who::Stranger(self.random.small(super::STRANGERS)),
            1 => Who::Relayer(self.random.small(super::RELAYERS)),
            _ => Who::Patient(self.random.small(super::PATIENTS)),
        }
    }

    /// Terms, sometimes ones that make no sense.
    pub fn terms(&mut self, model: &Model, permit: bool, sensible: bool) -> Terms<i64> {
        let organizations = model.directory.organizations.len() as u64;
        let grantee = match self.random.below(10) {
            0..=3 => Grantee::Practitioner(self.practitioner()),
            4 => Grantee::Practitioner(self.anybody()),
            5..=7 => Grantee::Organization(self.random.below(organizations) as u32),
            8 if permit => Grantee::Organization(0),
            _ => Grantee::Anyone,
        };
        let scope = match self.random.below(12) {
            0 | 1 => Scope::Document(self.random.below(6) as u32),
            2 => Scope::Categories(ALL_CATEGORIES),
            3 if !permit && !sensible => Scope::Categories(EVERY_CATEGORY),
            _ => Scope::Categories(self.set()),
        };
        let mut purposes = match self.random.below(6) {
            0..=2 => 1 << TREAT,
            3 => (1 << TREAT) | (1 << ETREAT),
            4 if permit => 0b11_1111,
            4 if self.random.chance(500) => EVERY_PURPOSE,
            4 => ALL_PURPOSES,
            _ if permit => 1 << self.random.small(6),
            _ => 1 << self.random.small(8),
        };
        let mut actions = match self.random.below(5) {
            _ if matches!(scope, Scope::Document(_)) => 1 << READ,
            0 | 1 => 1 << READ,
            2 => 1 << APPEND,
            _ => BOTH,
        };
        let mut grantee = grantee;
        if permit && self.random.chance(90) {
            // A representative, who is mostly nobody's practitioner.
            let who = if self.random.chance(700) { self.relative() } else { self.anybody() };
            grantee = Grantee::Practitioner(who);
            purposes = 1 << FAMRQT;
            actions = 1 << READ;
        }
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
        let for_one = matches!(grantee, Grantee::Practitioner(_)) && has(actions, READ);
        let keys = (permit && for_one && self.random.chance(600)).then(|| self.random.small(200));
        let mut terms = Terms { grantee, scope, purposes, actions, from, until, keys };
        if sensible {
            let long = self.random.below(300) * DAY + DAY;
            terms.until = terms.until.map(|_| from + long as i64);
        } else if self.random.chance(60) {
            match self.random.below(14) {
                0 => terms.scope = Scope::Categories(0),
                1 => terms.scope = Scope::Categories(1 << self.random.small(32)),
                2 => terms.purposes = self.random.next() as u16,
                3 => terms.actions = self.random.small(8),
                7 => terms.scope = Scope::Categories(EVERY_CATEGORY),
                8 => terms.purposes = EVERY_PURPOSE,
                9 => terms.purposes = ALL_PURPOSES,
                10 => terms.purposes |= 1 << FAMRQT,
                11 => terms.from = LONGEST_PERMIT as i64 + self.random.below(3) as i64 - 1,
                12 => terms.scope = Scope::Document(0),
                4 => terms.until = Some(from - 1),
                5 => terms.until = (!permit).then_some(-1),
                6 => terms.until = Some(LONGEST_PERMIT as i64 + 1),
                _ => terms.keys = Some(1),
            }
        }
        terms
    }
}
