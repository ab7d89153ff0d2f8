//! What is tried next: mostly what makes sense where the model stands, sometimes not.

mod account;
mod consent;
mod directory;
mod governing;
mod registry;
mod stories;
mod time;

use std::collections::VecDeque;

use crate::{
    model::Model,
    random::Random,
    steps::{Action, Step},
    words::{ChartName, Key, Offer, Who, CLINICIAN, EMERGENCY, HOUR, REGISTRAR},
};

pub const ADMINS: u8 = 4;
pub const PRACTITIONERS: u8 = 9;
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
            (100, Kind::Emergency),
            (60, Kind::Batch),
            (70, Kind::Directory),
            (200, Kind::Account),
            (60, Kind::Govern),
            (10, Kind::Code),
            (10, Kind::Meddle),
            (18, Kind::Story),
        ];
        match self.random.weighted(&kinds) {
            Kind::Wait => self.wait(model),
            Kind::Consent => self.consent(model),
            Kind::Registry => self.registry(model),
            Kind::Opening => self.opening(model),
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
            self.random.small(16)
        }
    }

    pub fn key(&mut self) -> Key {
        let byte = self.random.small(250);
        match self.random.below(100) {
            0 => Key { suite: 3, length: 32, byte },
            1 => Key { suite: 1, length: 31, byte },
            2 => Key { suite: 2, length: 32, byte },
            3 | 4 => Key { suite: 2, length: 1_216, byte },
            _ => Key::x25519(byte),
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
        let action = match self.random.below(5) {
            0 => Action::Append(self.chart(model)),
            1 => Action::SetWriter,
            2 => Action::SetRegistrysDirectory,
            3 => Action::NoteOrganization(id, self.random.chance(500)),
            _ => Action::NotePractitioner(by, id, 7),
        };
        Step::Send(by, action)
    }
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
        let organization = number / 3;
        let enrol = Action::Enrol(organization.into(), Who::Practitioner(number), roles);
        steps.push(send(Who::Admin(organization), enrol));
        let key = Action::SetPractitionerKey(Key::x25519(number));
        steps.push(send(Who::Practitioner(number), key));
    }
    steps.push(Step::Wait(25 * HOUR));
    for number in 0..3 {
        let chart = ChartName { opener: Who::Patient(number), salt: 0 };
        steps.push(send(Who::Patient(number), Action::CreateChart(0)));
        for category in USUAL_CATEGORIES {
            let key = Key::x25519(category);
            steps.push(send(Who::Patient(number), Action::PublishKey(chart, category, key)));
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
            steps.push(send(by, Action::Register(chart, record)));
        }
    }
    steps
}
