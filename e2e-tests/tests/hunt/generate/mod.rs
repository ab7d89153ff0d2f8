//! What is tried next: mostly what makes sense where the model stands, sometimes not.

mod account;
mod batches;
mod consent;
mod directory;
mod governing;
mod houses;
mod opening;
mod patients;
mod registry;
mod stories;
mod time;
mod visits;

use std::collections::VecDeque;

use crate::{
    model::Model,
    random::Random,
    steps::{Action, NewKey, Step},
    words::{
        ChartName, Key, Offer, TreeKind, Who, CATEGORY_COUNT, CLINICIAN, EMERGENCY, HOUR, KEEPER,
        REGISTRAR,
    },
};

pub const ADMINS: u8 = 4;
pub const PRACTITIONERS: u8 = 12;
pub const PATIENTS: u8 = 4;
pub const STRANGERS: u8 = 2;
pub const RELAYERS: u8 = 2;
pub const PHONES: u8 = 9;
pub const GUARDIANS: u8 = 8;

/// The categories that most steps are about, so that they meet.
pub const USUAL_CATEGORIES: [u8; 5] = [0, 2, 5, 9, 10];

/// Every account that submits.
pub fn everybody() -> Vec<Who> {
    let several = |count: u8, make: fn(u8) -> Who| (0..count).map(make);
    [Who::Owner, Who::Heir, Who::Steward]
        .into_iter()
        .chain(several(ADMINS, Who::Admin))
        .chain(several(PRACTITIONERS, Who::Practitioner))
        .chain(several(PATIENTS, Who::Patient))
        .chain(several(STRANGERS, Who::Stranger))
        .chain(several(RELAYERS, Who::Relayer))
        .collect()
}

pub struct Generator {
    pub random: Random,
    /// What is to be done before anything else is chosen.
    ahead: VecDeque<Step>,
}

#[derive(Clone, Copy)]
enum Kind {
    Wait,
    Consent,
    Registry,
    Opening,
    Ticket,
    Emergency,
    Batch,
    Directory,
    Account,
    Govern,
    Code,
    Meddle,
    Story,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        let mut generator = Self { random: Random::new(seed), ahead: VecDeque::new() };
        generator.ahead.extend(prologue());
        generator
    }

    pub fn next(&mut self, model: &Model) -> Step {
        if let Some(step) = self.ahead.pop_front() {
            return step;
        }
        let kinds = [
            (80, Kind::Wait),
            (190, Kind::Consent),
            (130, Kind::Registry),
            (180, Kind::Opening),
            (120, Kind::Ticket),
            (100, Kind::Emergency),
            (60, Kind::Batch),
            (70, Kind::Directory),
            (200, Kind::Account),
            (60, Kind::Govern),
            (10, Kind::Code),
            (10, Kind::Meddle),
            (30, Kind::Story),
        ];
        match self.random.weighted(&kinds) {
            Kind::Wait => self.wait(model),
            Kind::Consent => self.consent(model),
            Kind::Registry => self.registry(model),
            Kind::Opening => self.opening(model),
            Kind::Ticket => self.ticket(model),
            Kind::Emergency => self.emergency(model),
            Kind::Batch => self.batch(model),
            Kind::Directory => self.directory(model),
            Kind::Account => self.account(model),
            Kind::Govern => self.govern(model),
            Kind::Code => self.code(model),
            Kind::Meddle => self.meddle(model),
            Kind::Story => {
                let steps = self.story(model);
                self.ahead.extend(steps);
                self.ahead.pop_front().unwrap_or(Step::Wait(1))
            }
        }
    }

    pub fn anybody(&mut self) -> Who {
        self.random.pick(&everybody())
    }

    /// Usually this one.
    pub fn usually(&mut self, who: Who) -> Who {
        // The contract does nothing by itself, and phones have no tokens.
        let submits =
            !matches!(who, Who::PatientAccount | Who::Nobody | Who::Phone(_) | Who::Guardian(_));
        if submits && !self.random.chance(70) {
            who
        } else {
            self.anybody()
        }
    }

    pub fn practitioner(&mut self) -> Who {
        Who::Practitioner(self.random.small(PRACTITIONERS))
    }

    /// Usually a practitioner who may act.
    pub fn acting(&mut self, model: &Model) -> Who {
        let all = model.directory.practitioners.keys().copied();
        let acts = |who: &Who| model.directory.active(*who).is_some_and(|one| one.roles != KEEPER);
        let acting: Vec<_> = all.filter(acts).collect();
        if acting.is_empty() || self.random.chance(150) {
            self.practitioner()
        } else {
            self.random.pick(&acting)
        }
    }

    /// A chart, usually one that is there.
    pub fn chart(&mut self, model: &Model) -> ChartName {
        let charts: Vec<_> = model.charts.keys().copied().collect();
        if charts.is_empty() || self.random.chance(8) {
            ChartName { opener: Who::Patient(0), salt: 99 }
        } else {
            self.random.pick(&charts)
        }
    }

    /// Who controls a chart.
    pub fn controller(&mut self, model: &Model, chart: ChartName) -> Who {
        let controller = model.charts.get(&chart).map_or(chart.opener, |chart| chart.control.by);
        self.usually(controller)
    }

    pub fn category(&mut self) -> u8 {
        if self.random.chance(900) {
            self.random.pick(&USUAL_CATEGORIES)
        } else {
            self.random.small(CATEGORY_COUNT)
        }
    }

    pub fn key(&mut self) -> Key {
        // A key of zeros is of low order.
        let byte = if self.random.chance(15) { 0 } else { 1 + self.random.small(249) };
        match self.random.below(100) {
            0 => Key { suite: 3, length: 32, byte },
            1 => Key { suite: 1, length: 31, byte },
            2 => Key { suite: 2, length: 32, byte },
            3 | 4 => Key { suite: 2, length: 1_216, byte },
            _ => Key::x25519(byte),
        }
    }

    /// A category's next key, seldom said to be another.
    pub fn new_key(&mut self, category: u8) -> NewKey {
        let off = if self.random.chance(30) { self.random.pick(&[-1, 1, 2]) } else { 0 };
        NewKey { category, off, key: self.key() }
    }

    /// Usually the organization that somebody serves.
    pub fn house_of(&mut self, model: &Model, who: Who) -> u32 {
        match model.directory.practitioners.get(&who) {
            Some(one) if !self.random.chance(25) => one.organization,
            _ => self.organization(model),
        }
    }

    fn offer(&mut self, offered: Option<Who>, to: Who) -> (Option<Who>, Offer) {
        match (offered, self.random.below(10)) {
            (Some(who), 0..=5) => (Some(who), Offer::Accept),
            (_, 6) => (None, Offer::Cancel),
            (None, 7) => (Some(to), Offer::Accept),
            _ => (None, Offer::Propose(to)),
        }
    }

    /// Messages that are not for anybody here.
    fn meddle(&mut self, model: &Model) -> Step {
        let by = self.anybody();
        let id = self.random.below(3) as u32;
        let action = match self.random.below(7) {
            0 => Action::Append(self.chart(model)),
            1 => Action::SetWriter,
            2 => Action::SetRegistrysDirectory,
            3 => Action::NoteOrganization(id, self.random.chance(500)),
            4 => Action::NoteConfirmed(id, vec![by]),
            5 => Action::NoteTree(id, self.random.pick(&TreeKind::ALL)),
            _ => Action::NotePractitioner(by, id, 7),
        };
        Step::Send(by, action)
    }
}

/// An admin invites somebody, who joins.
pub fn enrolment(admin: Who, organization: u32, who: Who, roles: u8) -> [Step; 2] {
    [
        Step::Send(admin, Action::Invite(organization, who, roles)),
        Step::Send(who, Action::Join(organization)),
    ]
}

/// Organizations, practitioners and charts to begin with.
fn prologue() -> Vec<Step> {
    let send = Step::Send;
    let mut steps = Vec::new();
    for id in 0..3 {
        steps.push(send(Who::Steward, Action::AdmitOrganization(Who::Admin(id))));
    }
    let roles = [
        CLINICIAN | EMERGENCY,
        CLINICIAN | EMERGENCY,
        REGISTRAR,
        CLINICIAN | EMERGENCY,
        EMERGENCY,
        CLINICIAN,
        CLINICIAN | REGISTRAR | EMERGENCY,
        REGISTRAR | EMERGENCY,
    ];
    for (number, roles) in (0..).zip(roles) {
        let who = Who::Practitioner(number);
        steps.extend(enrolment(Who::Admin(number / 3), (number / 3).into(), who, roles));
        let key = Action::PublishAccountKey(Key::x25519(number + 1));
        steps.push(send(who, key));
    }
    for organization in 0..3 {
        let who = Who::Practitioner(9 + organization);
        steps.extend(enrolment(Who::Admin(organization), organization.into(), who, KEEPER));
    }
    steps.push(Step::Wait(25 * HOUR));
    for number in 0..3 {
        let chart = ChartName { opener: Who::Patient(number), salt: 0 };
        steps.push(send(Who::Patient(number), Action::CreateChart(0)));
        for category in USUAL_CATEGORIES {
            let key = NewKey::next(category, Key::x25519(category + 1));
            steps.push(send(Who::Patient(number), Action::PublishKey(chart, key)));
        }
    }
    steps.extend(account::first_signed());
    for number in 0..3 {
        let chart = ChartName { opener: Who::Patient(number), salt: 0 };
        let terms = consent::first_terms(number.into());
        steps.push(send(Who::Patient(number), Action::Grant(chart, terms)));
        for category in USUAL_CATEGORIES.into_iter().take(3) {
            let record = registry::first_record(category);
            let by = Who::Practitioner(3 * number);
            steps.push(send(by, Action::Register(chart, number.into(), record)));
        }
    }
    steps
}
