//! Steps that belong together, which would seldom meet by chance.

use super::{account::signed, enrolment, Generator};
use crate::{
    model::Model,
    steps::{Action, Command, Recovery, Step},
    words::{ChartName, Selection, Who, CLINICIAN, EMERGENCY, ETREAT, HOUR},
};

/// Somebody opens one record.
pub fn opened(by: Who, chart: ChartName, record: u32, purpose: u8, of: Option<u32>) -> Step {
    Step::Send(by, Action::Open(chart, Selection::Records(vec![record]), purpose, of))
}

impl Generator {
    pub fn story(&mut self, model: &Model) -> Vec<Step> {
        match self.random.below(46) {
            32..=39 => self.visit(model),
            40 | 41 => self.emergency_visit(model),
            42 | 43 => self.session_of_three(model),
            44 => self.long_list(model),
            45 => self.family_visit(model),
            17 | 18 => self.stolen_admin_key(model),
            19 | 20 => self.rogue_head(model),
            21 | 22 => self.representative(model),
            23 | 24 => self.run_out(model),
            25 => self.letter(model),
            26 => self.long_document(model),
            27 => self.wider_deny(model),
            28 | 29 => self.waiver(model),
            0 | 1 => self.full_list(model),
            2 | 3 => self.many_emergencies(model),
            4 | 5 => self.change_of_employer(model),
            6 => self.role_given_again(model),
            7 => self.newcomer_reviews(model),
            10..=13 => self.upgrade(model),
            14 => self.change_of_governor(model),
            15 => self.many_codes(model),
            16 => self.lost_offer(model),
            _ => self.lost_phone(model),
        }
    }

    /// More provisions than a list holds.
    fn full_list(&mut self, model: &Model) -> Vec<Step> {
        let chart = self.chart(model);
        let by = model.charts.get(&chart).map_or(chart.opener, |of| of.control.by);
        if by == Who::PatientAccount {
            return Vec::new();
        }
        self.filled_list(model, chart, by)
    }

    /// More provisions for a chart than its list holds.
    pub fn filled_list(&mut self, model: &Model, chart: ChartName, by: Who) -> Vec<Step> {
        let permits = self.random.chance(700);
        let mut steps = Vec::new();
        for count in 0..66 {
            // In the end denies look for a place.
            let permit = permits && count < 63;
            let terms = self.terms(model, permit, true);
            let action =
                if permit { Action::Grant(chart, terms) } else { Action::Deny(chart, terms) };
            steps.push(Step::Send(by, action));
        }
        steps
    }

    /// More cases than may wait.
    fn many_emergencies(&mut self, model: &Model) -> Vec<Step> {
        let by = self.practitioner();
        let house = self.house_of(model, by);
        let declare = |chart| Step::Send(by, Action::Declare(chart, house, 1));
        let charts = model.charts.keys().copied();
        let again = model.charts.keys().copied().map(declare);
        charts.map(declare).chain([Step::Wait(24 * HOUR)]).chain(again).collect()
    }

    /// A practitioner with an open emergency serves another organization.
    fn change_of_employer(&mut self, model: &Model) -> Vec<Step> {
        let (who, chart) = self.declarer(model);
        let organization = self.organization(model);
        let admin = model.directory.organization(organization).map_or(who, |one| one.admin.by);
        let before = self.house_of(model, who);
        let open = |house, record| opened(who, chart, record, ETREAT, Some(house));
        let declare = |house| Step::Send(who, Action::Declare(chart, house, 1));
        let mut steps = vec![declare(before), open(before, 0), Step::Send(who, Action::Leave)];
        steps.extend(enrolment(admin, organization, who, CLINICIAN | EMERGENCY));
        steps.push(open(before, 0));
        steps.extend((0..3).map(|record| open(organization, record)));
        // A review that is late there bars nobody here.
        let late = if self.random.chance(500) { 24 * HOUR } else { 73 * HOUR };
        steps.extend([Step::Wait(late), declare(organization)]);
        steps.extend((0..2).map(|record| open(organization, record)));
        steps
    }

    /// Who may declare an emergency, and of which chart, as far as a few tries find it.
    pub fn declarer(&mut self, model: &Model) -> (Who, ChartName) {
        let mut tried = (self.practitioner(), self.chart(model));
        for _ in 0..20 {
            let house = model.directory.practitioners.get(&tried.0).map(|one| one.organization);
            if house.is_some_and(|house| model.declaring(tried.0, tried.1, house, 1).is_empty()) {
                break;
            }
            tried = (self.practitioner(), self.chart(model));
        }
        tried
    }

    /// A colleague who is enrolled at the moment of a declaration, or shortly before, reviews it.
    fn newcomer_reviews(&mut self, model: &Model) -> Vec<Step> {
        let (who, chart) = self.declarer(model);
        let Some(one) = model.directory.practitioners.get(&who) else { return Vec::new() };
        let admin = model.directory.organization(one.organization).map_or(who, |of| of.admin.by);
        let newcomer = self.practitioner();
        let entry = model.charts.get(&chart).map_or(0, |of| of.log.entries.len());
        let Ok(entry) = u32::try_from(entry) else { return Vec::new() };
        let house = one.organization;
        let mut steps = vec![Step::Send(newcomer, Action::Leave)];
        steps.extend(enrolment(admin, house, newcomer, CLINICIAN));
        if self.random.chance(500) {
            steps.push(Step::Wait(1));
        }
        steps.push(Step::Send(who, Action::Declare(chart, house, 1)));
        steps.push(Step::Send(newcomer, Action::Review(chart, house, who, entry, 0, Some(1))));
        steps
    }

    /// The emergency role is taken away and given again.
    fn role_given_again(&mut self, model: &Model) -> Vec<Step> {
        let who = self.practitioner();
        let Some(one) = model.directory.practitioners.get(&who) else { return Vec::new() };
        let organization = model.directory.organization(one.organization);
        let admin = organization.map_or(who, |of| of.admin.by);
        let enrol = |roles| Step::Send(admin, Action::SetRoles(who, roles));
        let chart = self.chart(model);
        let declare = Step::Send(who, Action::Declare(chart, one.organization, 2));
        let moment = 24 * HOUR - self.random.below(2);
        vec![
            enrol(CLINICIAN),
            declare.clone(),
            enrol(CLINICIAN | EMERGENCY),
            declare.clone(),
            Step::Wait(moment),
            declare,
        ]
    }

    /// Guardians replace a key; the old one tries what it can.
    fn lost_phone(&mut self, model: &Model) -> Vec<Step> {
        let guarded: Vec<_> = model
            .charts
            .iter()
            .filter_map(|(chart, of)| {
                let custody = of.custody.as_ref()?;
                Some((*chart, custody.key, custody.guardians.clone()?))
            })
            .collect();
        if guarded.is_empty() {
            return Vec::new();
        }
        let (chart, old, named) = self.random.pick(&guarded);
        let by = Who::Relayer(0);
        let new = self.phone();
        let mut guardians = named.members.clone();
        if self.random.chance(700) {
            guardians.truncate(named.threshold.into());
        }
        let recovery = Recovery {
            chart,
            key: new,
            guardians,
            off: 0,
            round: 0,
            deadline: HOUR as i64,
            forged: false,
        };
        let recover = Step::Send(by, Action::Recover(recovery));
        let command = |key, command| Step::Send(by, Action::Submit(signed(chart, key, command)));
        let mut steps = vec![recover.clone()];
        steps.push(self.command_step(model, chart, old));
        if self.random.chance(400) {
            steps.extend([command(old, Command::Veto(new)), recover.clone(), recover]);
            steps.push(command(old, Command::Veto(new)));
        }
        let moment = self.random.below(3);
        steps.push(Step::Wait(named.delay().saturating_sub(1).saturating_add(moment)));
        steps.push(Step::Send(by, Action::Complete(chart)));
        steps.push(self.command_step(model, chart, old));
        steps.push(self.command_step(model, chart, new));
        steps
    }
}
