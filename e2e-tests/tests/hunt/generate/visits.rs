//! What keepers ask, and stories of visits: something is opened, things happen, and keepers are
//! asked for it.

use super::{account::signed, enrolment, Generator};
use crate::{
    model::{Model, Outcome, Subject},
    steps::{Action, Command, Step},
    words::{
        has, ChartName, Directive, Grantee, NewRecord, Offer, Scope, Selection, Terms, Who,
        CLINICIAN, DAY, EMERGENCY, ETREAT, EVERY_PURPOSE, FAMRQT, HOUR, KEEPER, MINUTE, PATRQT,
        READ, SESSION, TICKET, TREAT,
    },
};

impl Generator {
    /// A keeper asks about an entry, mostly one that may still be good, and a record of it.
    pub fn ticket(&mut self, model: &Model) -> Step {
        let mut chart = self.chart(model);
        let young = |chart: &ChartName| {
            let entries = model.charts.get(chart).map_or(&[][..], |of| &of.log.entries);
            let young = |entry: &crate::model::Entry| {
                model.now <= entry.until() + MINUTE && matches!(entry.outcome, Outcome::Decided(_))
            };
            let all = (0_u32..).zip(entries).filter(|(_, entry)| young(entry));
            all.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let charts: Vec<_> =
            model.charts.keys().copied().filter(|one| !young(one).is_empty()).collect();
        if !charts.is_empty() && self.random.chance(850) {
            chart = self.random.pick(&charts);
        }
        let entries = model.charts.get(&chart).map_or(&[][..], |of| &of.log.entries);
        let fresh = young(&chart);
        let index = if fresh.is_empty() || self.random.chance(150) {
            // Any, also the one after the last.
            self.random.index(entries.len() + 1) as u32
        } else {
            self.random.pick(&fresh)
        };
        let record = match entries.get(index as usize).map(|entry| &entry.subject) {
            Some(Subject::Selected(selection)) => self.record_within(model, chart, selection),
            _ => self.record_of(model, chart),
        };
        Step::Ask(chart, index, record)
    }

    /// Somebody opens something, something happens to him, his house, the patient's consent or
    /// the record, time goes to the edge, and a keeper is asked in between.
    pub fn visit(&mut self, model: &Model) -> Vec<Step> {
        let chart = self.chart(model);
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let reader = self.some_reader(model, chart);
        let record = self.record_of(model, chart);
        let selection = self.selection(model, chart, record, reader);
        let entry = of.log.entries.len() as u32;
        let (by, purpose, house) = reader;
        let lasts = match selection {
            Selection::Records(_) => TICKET,
            Selection::Categories(_) => SESSION,
        };
        let within = [(); 3].map(|()| self.record_within(model, chart, &selection));
        let ask = |record| Step::Ask(chart, entry, record);
        let mut steps = vec![Step::Send(by, Action::Open(chart, selection, purpose, house))];
        steps.push(ask(within[0]));
        let mut left = lasts;
        for _ in 0..self.random.below(3) {
            let happens = self.interruption(model, chart, reader, within[1]);
            for step in happens {
                steps.push(step);
                steps.push(ask(within[1]));
            }
            if self.random.chance(300) {
                let pause = self.random.below(left / 3);
                left -= pause;
                steps.push(Step::Wait(pause.max(1)));
            }
        }
        steps.push(Step::Wait(left.saturating_sub(1 + self.random.below(2)).max(1)));
        steps.push(ask(within[2]));
        for _ in 0..3 {
            steps.push(Step::Wait(1));
            steps.push(ask(within[2]));
        }
        steps
    }

    /// What may happen while an entry is good.
    fn interruption(
        &mut self,
        model: &Model,
        chart: ChartName,
        (by, purpose, house): super::opening::Reader,
        record: u32,
    ) -> Vec<Step> {
        let send = Step::Send;
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let control = of.control.by;
        let category = model.record(chart, record).map_or(0, |one| one.category);
        let deny = Terms {
            grantee: self.random.pick(&[Grantee::Anyone, Grantee::Practitioner(by)]),
            scope: self.random.pick(&[Scope::Document(record), Scope::Categories(1 << category)]),
            purposes: EVERY_PURPOSE,
            actions: 1 << READ,
            from: 0,
            until: Some(DAY as i64),
            keys: None,
        };
        // The patient's own words go by an account or by a signature.
        let key = of.custody.as_ref().map_or(Who::Phone(0), |custody| custody.key);
        let said = |action, command| match control {
            Who::PatientAccount => {
                send(Who::Relayer(0), Action::Submit(signed(chart, key, command)))
            }
            _ => send(control, action),
        };
        match self.random.below(20) {
            0..=3 => vec![said(Action::Deny(chart, deny), Command::Deny(deny))],
            4 | 5 => {
                let permits: Vec<_> =
                    of.policy.provisions.iter().filter(|one| one.permit).collect();
                if permits.is_empty() {
                    return Vec::new();
                }
                let id = self.random.pick(&permits).id;
                vec![said(Action::Revoke(chart, id), Command::Revoke(id))]
            }
            6 => {
                let which =
                    if purpose == ETREAT { Directive::Emergency } else { Directive::Issuers };
                let action = Action::SetDirective(chart, which, 0);
                vec![said(action, Command::SetDirective(which, 0))]
            }
            7 | 8 => {
                vec![said(Action::EraseDocument(chart, record), Command::EraseDocument(record))]
            }
            9 if control != Who::PatientAccount => {
                let to = Who::Patient(self.random.small(super::PATIENTS));
                vec![
                    send(control, Action::HandOver(chart, Offer::Propose(to))),
                    send(to, Action::HandOver(chart, Offer::Accept)),
                ]
            }
            10 => self.new_record_meanwhile(model, chart, category),
            _ => self.interrupted_at_work(model, chart, by, house),
        }
    }

    /// Something is put on record while a session lasts, and a keeper is asked for it.
    fn new_record_meanwhile(&mut self, model: &Model, chart: ChartName, category: u8) -> Vec<Step> {
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let document = self.document_of(model, chart, category);
        let new = NewRecord { document, retain: None };
        let mut by = self.acting(model);
        for _ in 0..8 {
            let house = self.house_of(model, by);
            if model.registering(by, chart, house, &[new.at(model.now)]).is_empty() {
                break;
            }
            by = self.acting(model);
        }
        let house = self.house_of(model, by);
        let (entry, id) = (of.log.entries.len() as u32, of.records.len() as u32);
        vec![Step::Send(by, Action::Register(chart, house, new)), Step::Ask(chart, entry, id)]
    }

    /// What may happen to a practitioner, his case and his house; to a representative, that he
    /// is employed.
    fn interrupted_at_work(
        &mut self,
        model: &Model,
        chart: ChartName,
        by: Who,
        house: Option<u32>,
    ) -> Vec<Step> {
        let send = Step::Send;
        let steward = model.directory.steward.by;
        let admin = |house: u32| model.directory.organization(house).map_or(by, |one| one.admin.by);
        let Some(house) = house else {
            let house = self.organization(model);
            let mut steps = Vec::from(enrolment(admin(house), house, by, CLINICIAN));
            if self.random.chance(300) {
                steps.push(send(by, Action::Leave));
            }
            return steps;
        };
        let roles = model.directory.practitioners.get(&by).map_or(CLINICIAN, |one| one.roles);
        let suspend = |active| send(steward, Action::SetOrganizationStatus(house, active));
        let case = model.waiting.get(&by).and_then(|all| all.iter().find(|one| one.chart == chart));
        match self.random.below(9) {
            0 | 1 => {
                let status = |to| send(admin(house), Action::SetPractitionerStatus(by, to));
                vec![status(1), status(0)]
            }
            2 => vec![suspend(false), suspend(true)],
            3 => {
                // His own admin's key was stolen, so he waits until the next one confirms him.
                let next = Who::Admin(self.random.small(super::ADMINS));
                vec![
                    suspend(false),
                    send(steward, Action::ReplaceAdmin(house, next, self.random.chance(700))),
                    suspend(true),
                    send(next, Action::Confirm(house, vec![by])),
                ]
            }
            4 => {
                let other = self.organization(model);
                let mut steps = vec![send(by, Action::Leave)];
                steps.extend(enrolment(admin(other), other, by, roles));
                steps
            }
            5 => {
                let to = self.random.pick(&[KEEPER, CLINICIAN]);
                let set = |roles| send(admin(house), Action::SetRoles(by, roles));
                vec![set(to), set(roles)]
            }
            _ => {
                let Some(case) = case else { return Vec::new() };
                let reviewer = self.member(model, house);
                let finding = self.random.small(4);
                vec![send(reviewer, Action::Review(chart, house, by, case.entry, finding, None))]
            }
        }
    }

    /// An emergency is declared and used, and a keeper is asked until it is over.
    pub fn emergency_visit(&mut self, model: &Model) -> Vec<Step> {
        let (who, chart) = self.declarer(model);
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let house = self.house_of(model, who);
        let first = of.log.entries.len() as u32;
        let records: Vec<u32> = (0..)
            .zip(&of.records)
            .filter(|(_, one)| one.version.is_some() && has(of.policy.emergency, one.category))
            .map(|(id, _)| id)
            .take(4)
            .collect();
        let Some(record) = records.last().copied() else { return Vec::new() };
        let selection = Selection::Records(records);
        let open = Step::Send(who, Action::Open(chart, selection.clone(), ETREAT, Some(house)));
        let session = Selection::Categories(1);
        let ask = |entry| Step::Ask(chart, entry, record);
        let reviewer = self.member(model, house);
        let mut steps = vec![
            Step::Send(who, Action::Declare(chart, house, 4)),
            open.clone(),
            // The declaration itself opens nothing.
            ask(first),
            ask(first + 1),
            Step::Send(who, Action::Open(chart, session, ETREAT, Some(house))),
        ];
        match self.random.below(3) {
            0 => {
                let review = Action::Review(chart, house, who, first, 0, None);
                steps.extend([Step::Send(reviewer, review), ask(first + 1)]);
            }
            1 => {
                // Opened at the very end, it is over before the entry is too old.
                let moment = 1 + self.random.below(TICKET);
                let last = Step::Wait(24 * HOUR - moment);
                steps.extend([last, open, ask(first + 2), Step::Wait(moment - 1)]);
                steps.extend([ask(first + 2), Step::Wait(1), ask(first + 2)]);
            }
            _ => {
                let admin = model.directory.organization(house).map_or(who, |one| one.admin.by);
                let set = |roles| Step::Send(admin, Action::SetRoles(who, roles));
                steps.extend([set(CLINICIAN), ask(first + 1), set(CLINICIAN | EMERGENCY)]);
                steps.push(ask(first + 1));
            }
        }
        steps
    }

    /// Somebody is permitted to read for anyone's reason, by his house and by name; sessions of
    /// all three, and what remains of them when one is taken back.
    pub fn session_of_three(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, control)) = self.chart_of_an_account(model) else { return Vec::new() };
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let (who, next) = (self.acting(model), of.policy.next);
        let house = self.house_of(model, who);
        let (first, second, third) = (self.category(), self.category(), self.category());
        let set = (1 << first) | (1 << second) | (1 << third);
        let permit = |grantee, set, minutes: u64| {
            let until = Some((minutes * MINUTE) as i64);
            let scope = Scope::Categories(set);
            let keys = None;
            let (purposes, actions) = (1 << TREAT, 1 << READ);
            let terms = Terms { grantee, scope, purposes, actions, from: 0, until, keys };
            Step::Send(control, Action::Grant(chart, terms))
        };
        let open = |set| {
            let session = Selection::Categories(set);
            Step::Send(who, Action::Open(chart, session, TREAT, Some(house)))
        };
        let entry = of.log.entries.len() as u32;
        let ask = |by, record| Step::Ask(chart, entry + by, record);
        let [one, two] = [set, 1 << first]
            .map(|set| self.record_within(model, chart, &Selection::Categories(set)));
        let steps = [
            permit(Grantee::Anyone, 1 << first, 50),
            permit(Grantee::Organization(house), 1 << second, 40),
            permit(Grantee::Practitioner(who), 1 << third, 30),
            open(set),
            open(1 << first),
            open((1 << second) | (1 << third)),
            permit(Grantee::Practitioner(who), set, 20),
            open(set),
            ask(3, one),
            ask(3, two),
            Step::Wait(20 * MINUTE),
            ask(3, one),
            Step::Wait(1),
            ask(3, one),
            ask(3, two),
            Step::Send(control, Action::Revoke(chart, next)),
            ask(3, two),
            Step::Wait(20 * MINUTE),
            ask(2, one),
        ];
        steps.into()
    }

    /// More records than an opening names are put on record, and opened all but all.
    pub fn long_list(&mut self, model: &Model) -> Vec<Step> {
        let chart = self.chart(model);
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let there = of.records.len() as u32;
        let mut tried = (self.acting(model), 0, Vec::new());
        for _ in 0..12 {
            let by = self.acting(model);
            let house = self.house_of(model, by);
            let records: Vec<_> = (0..36)
                .map(|_| {
                    let category = self.random.pick(&super::USUAL_CATEGORIES);
                    NewRecord { document: self.document_of(model, chart, category), retain: None }
                })
                .collect();
            let at: Vec<_> = records.iter().map(|one| one.at(model.now)).collect();
            tried = (by, house, records);
            if model.registering(by, chart, house, &at).is_empty() {
                break;
            }
        }
        let (by, house, records) = tried;
        let mut steps = vec![Step::Send(by, Action::RegisterMany(chart, house, records))];
        let own =
            |purpose| if of.control.by == by { (PATRQT, None) } else { (purpose, Some(house)) };
        let (purpose, for_whom) = own(TREAT);
        for count in [31, 32, 33] {
            let from = there + self.random.below(3) as u32;
            let mut ids: Vec<u32> = (from..from + count).collect();
            if self.random.chance(300) && from > 0 {
                // One of those before, that may be refused.
                ids[0] = self.random.below(from.into()) as u32;
            }
            let open = Action::Open(chart, Selection::Records(ids), purpose, for_whom);
            steps.push(Step::Send(by, open));
        }
        let key = of.custody.as_ref().map_or(Who::Phone(0), |custody| custody.key);
        let all = Selection::Records((there..there + 32).collect());
        let entry = of.log.entries.len() as u32;
        steps.push(match of.control.by {
            Who::PatientAccount => {
                let command = signed(chart, key, Command::Open(all));
                Step::Send(Who::Relayer(1), Action::Submit(command))
            }
            control => Step::Send(control, Action::Open(chart, all, PATRQT, None)),
        });
        for by in 0..3 {
            let id = there + self.random.below(36) as u32;
            steps.push(Step::Ask(chart, entry + by, id));
        }
        steps
    }

    /// A representative opens lists and sessions.
    pub fn family_visit(&mut self, model: &Model) -> Vec<Step> {
        let Some((chart, control)) = self.chart_of_an_account(model) else { return Vec::new() };
        let Some(of) = model.charts.get(&chart) else { return Vec::new() };
        let who = self.relative();
        let set = self.set();
        let terms = Terms {
            grantee: Grantee::Practitioner(who),
            scope: Scope::Categories(set),
            purposes: 1 << FAMRQT,
            actions: 1 << READ,
            from: 0,
            until: Some(30 * MINUTE as i64),
            keys: None,
        };
        let session = Selection::Categories(set);
        let record = self.record_within(model, chart, &session);
        let entry = of.log.entries.len() as u32;
        let open = |what| Step::Send(who, Action::Open(chart, what, FAMRQT, None));
        vec![
            Step::Send(control, Action::Grant(chart, terms)),
            open(session),
            open(Selection::Records(vec![record])),
            Step::Ask(chart, entry, record),
            Step::Ask(chart, entry + 1, record),
            Step::Wait(30 * MINUTE + self.random.below(2)),
            Step::Ask(chart, entry, record),
        ]
    }
}
