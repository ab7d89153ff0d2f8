//! Stories about patients: representatives, letters, keys that have to be new, long documents.

use super::{enrolment, stories::opened, Generator};
use crate::{
    model::Model,
    steps::{Action, NewKey, NewKeys, Step},
    words::{
        Addressee, ChartName, Document, Grantee, Key, Scope, Terms, Text, Version, Who,
        ALL_CATEGORIES, BOTH, CLINICIAN, DAY, EVERY_CATEGORY, EVERY_PURPOSE, FAMRQT, HOUR, MINUTE,
        READ, TREAT,
    },
};

/// Reading of everything that there is, by somebody, for a while.
fn reading(grantee: Grantee, purposes: u16, from: i64, until: i64, keys: Option<u8>) -> Terms<i64> {
    let scope = Scope::Categories(ALL_CATEGORIES);
    Terms { grantee, scope, purposes, actions: 1 << READ, from, until: Some(until), keys }
}

impl Generator {
    /// A chart that an account controls, and that account.
    pub fn chart_of_an_account(&mut self, model: &Model) -> Option<(ChartName, Who)> {
        let all: Vec<_> = model
            .charts
            .iter()
            .map(|(name, of)| (*name, of.control.by))
            .filter(|(_, by)| *by != Who::PatientAccount)
            .collect();
        (!all.is_empty()).then(|| self.random.pick(&all))
    }

    fn admin_of(&self, model: &Model, house: u32) -> Who {
        model.directory.organization(house).map_or(Who::Nobody, |one| one.admin.by)
    }

    /// Somebody reads for a patient, is employed in between, is denied, and comes to the end of
    /// the permit.
    pub fn representative(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, by)) = self.chart_of_an_account(model) else { return Vec::new() };
        let (who, house) = (self.relative(), self.organization(model));
        let admin = self.admin_of(model, house);
        if who == by || admin == Who::Nobody {
            return Vec::new();
        }
        let record = self.record_of(model, chart);
        let end = (HOUR + self.random.below(3)) as i64;
        let permit = reading(Grantee::Practitioner(who), 1 << FAMRQT, 0, end, Some(8));
        let mut mixed = permit;
        mixed.purposes |= 1 << TREAT;
        let deny = Terms { keys: None, grantee: Grantee::Anyone, until: None, ..permit };
        let send = Step::Send;
        let open = opened(who, chart, record, FAMRQT, None);
        let mut steps = vec![
            open.clone(),
            send(who, Action::PublishAccountKey(Key::x25519(9))),
            send(by, Action::Grant(chart, mixed)),
            send(by, Action::Grant(chart, permit)),
            open.clone(),
        ];
        steps.extend(enrolment(admin, house, who, CLINICIAN));
        steps.extend([
            open.clone(),
            send(admin, Action::SetPractitionerStatus(who, 1)),
            open.clone(),
            send(who, Action::Leave),
            open.clone(),
        ]);
        if self.random.chance(500) {
            steps.extend([send(by, Action::Deny(chart, deny)), open.clone()]);
        }
        steps.extend([Step::Wait(HOUR), open.clone(), Step::Wait(2), open]);
        steps
    }

    /// The permit of an envelope runs out: a new key is needed, and the epoch is named.
    pub fn run_out(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, by)) = self.chart_of_an_account(model) else { return Vec::new() };
        let who = Grantee::Practitioner(self.practitioner());
        let category = self.category();
        let mut first = reading(who, 1 << TREAT, 0, HOUR as i64, Some(7));
        first.scope = Scope::Categories(1 << category);
        // Another one goes on for longer, and sometimes gives the same key.
        let keys = self.random.chance(500).then_some(9);
        let from = self.random.pick(&[0, 0, (HOUR + MINUTE) as i64]);
        let second = Terms { from, until: Some(2 * HOUR as i64), keys, ..first };
        let send = |action| Step::Send(by, action);
        let key = |off| NewKey { category, off, key: Key::x25519(5) };
        let mut steps = vec![
            send(Action::PublishKey(chart, key(0))),
            send(Action::Grant(chart, first)),
            send(Action::Grant(chart, second)),
            Step::Wait(HOUR),
            send(Action::PublishKey(chart, key(1))),
            Step::Wait(1),
            send(Action::PublishKey(chart, key(-1))),
        ];
        if self.random.chance(500) {
            steps.push(send(Action::PublishKey(chart, key(0))));
        }
        let next = model.charts.get(&chart).map_or(0, |of| of.policy.next);
        let envelopes = vec![(next, 3), (next + 1, 4)];
        steps.extend([
            Step::Wait(HOUR - 1),
            send(Action::Rekey(chart, NewKeys { keys: vec![key(0)], envelopes })),
            Step::Wait(1),
            send(Action::SetDirective(chart, crate::words::Directive::Issuers, EVERY_CATEGORY)),
            Step::Wait(MINUTE),
            send(Action::Rekey(chart, NewKeys { keys: vec![key(0)], envelopes: Vec::new() })),
        ]);
        steps
    }

    /// A patient writes to somebody, who reads it until it is denied.
    pub fn letter(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, by)) = self.chart_of_an_account(model) else { return Vec::new() };
        let house = self.organization(model);
        let reader = self.member(model, house);
        let colleague = self.member(model, house);
        let to = if self.random.chance(500) {
            Addressee::Practitioner(reader)
        } else {
            Addressee::Organization(house)
        };
        let category = self.category();
        let document = self.document_of(model, chart, category);
        let record = model.charts.get(&chart).map_or(0, |of| of.records.len()) as u32;
        let open = |who| opened(who, chart, record, TREAT, Some(house));
        let version = Version { digest: 201, ..document.version };
        let deny = Terms {
            scope: Scope::Document(record),
            keys: None,
            ..reading(Grantee::Anyone, EVERY_PURPOSE, 0, DAY as i64, None)
        };
        vec![
            Step::Send(by, Action::SelfReport(chart, document, Some(to))),
            open(reader),
            open(colleague),
            Step::Send(by, Action::Amend(chart, record, version)),
            opened(reader, chart, record + 1, TREAT, Some(house)),
            Step::Send(by, Action::Deny(chart, deny)),
            open(reader),
            opened(reader, chart, record + 1, TREAT, Some(house)),
        ]
    }

    /// The category's newest key, and nothing that is wrong.
    pub fn document_of(&self, model: &Model, chart: ChartName, category: u8) -> Document {
        let of = model.charts.get(&chart);
        let epoch = of.map_or(1, |of| of.published[usize::from(category)]);
        let version = Version { digest: 200, size: 20, locator: Text::Fine(2), epoch };
        Document { category, version }
    }

    /// A document with more versions than a call erases, some of the wrong patient.
    pub fn long_document(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, by)) = self.chart_of_an_account(model) else { return Vec::new() };
        let document = self.document_of(model, chart, 0);
        let first = model.charts.get(&chart).map_or(0, |of| of.records.len()) as u32;
        let mut steps = vec![Step::Send(by, Action::SelfReport(chart, document, None))];
        let count = self.random.pick(&[2, 31, 32, 34]);
        for number in 0..count {
            let version = Version { digest: 100 + number as u8, ..document.version };
            if number == 1 {
                let reason = self.random.small(2);
                steps.push(Step::Send(by, Action::Retract(chart, first + number, reason)));
            }
            steps.push(Step::Send(by, Action::Amend(chart, first + number, version)));
        }
        let erase = |record| Step::Send(by, Action::Erase(chart, record));
        let all = |record| Step::Send(by, Action::EraseDocument(chart, record));
        steps.extend([erase(first + 1), erase(first), erase(first + 1)]);
        steps.push(Step::Send(by, Action::Retract(chart, first + count, 1)));
        let named = first + self.random.below(u64::from(count) + 1) as u32;
        steps.extend([all(named), all(named), all(first)]);
        steps
    }

    /// A list is filled, and a wider deny than all of it comes.
    pub fn wider_deny(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, by)) = self.chart_of_an_account(model) else { return Vec::new() };
        let mut steps = self.filled_list(model, chart, by);
        let wide = Terms {
            grantee: Grantee::Anyone,
            scope: Scope::Categories(if self.random.chance(700) {
                EVERY_CATEGORY
            } else {
                ALL_CATEGORIES
            }),
            purposes: EVERY_PURPOSE,
            actions: if self.random.chance(800) { BOTH } else { 1 << READ },
            from: if self.random.chance(800) { 0 } else { HOUR as i64 },
            until: None,
            keys: None,
        };
        steps.push(Step::Send(by, Action::Deny(chart, wide)));
        let who = self.practitioner();
        let house = self.house_of(model, who);
        steps.push(opened(who, chart, 0, TREAT, Some(house)));
        steps.push(Step::Send(by, Action::Deny(chart, wide)));
        steps
    }
}
