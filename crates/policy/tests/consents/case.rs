//! What a patient says, the provisions that say it, and questions with the answers that she means.

use chartkey_policy::{
    Basis, Decision, Directive, Effect, Grantee, Policy, Reason, RecordTarget, Request, Scope,
    Target, Terms, Write,
};
use chartkey_vocabulary::{
    Account, Action, Actions, Addressee, Categories, Category, OrgId, Purpose, Purposes, Timestamp,
};

/// The patient.
pub const ANA: Account = [1; 32];

/// A day in milliseconds.
pub const DAY: u64 = 24 * 60 * 60 * 1_000;

/// The day on which she speaks, and on which everything is asked unless a question says otherwise.
pub const TODAY: Timestamp = 1_796_083_200_000;

/// Everything that is assigned today: what a permit for all has to name.
pub const ALL: Categories = Categories::ALL;

/// Every purpose that somebody may have but for emergencies.
pub const WITHOUT_EMERGENCIES: [Purpose; 6] = [
    Purpose::Treatment,
    Purpose::Payment,
    Purpose::Operations,
    Purpose::Research,
    Purpose::PublicHealth,
    Purpose::FamilyRequest,
];

/// A heading of the page with its cases.
pub struct Group {
    pub heading: &'static str,
    pub cases: Vec<Case>,
}

/// One consent.
#[derive(Clone)]
pub struct Case {
    /// In the patient's words.
    pub said: &'static str,
    /// What says it.
    pub lines: Vec<Line>,
    /// Whether that is what she means.
    pub fit: Fit,
    /// Questions, with her answers.
    pub asks: Vec<Ask>,
}

/// How near the provisions come.
#[derive(Clone, Copy)]
pub enum Fit {
    Exact,
    /// They do, and this should be known.
    ExactBut(&'static str),
    /// What cannot be said, and that what comes nearest lets more be read.
    MoreOpen(&'static str),
    /// What cannot be said, and that what comes nearest lets less be read.
    MoreShut(&'static str),
}

/// One thing that a patient does.
#[derive(Clone, Copy)]
pub enum Line {
    Provision(Effect, Terms),
    Directive(Directive, Categories),
    /// Takes back the provision of this line, from 0.
    Revoke(u32),
}

/// Somebody who may want to read or write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The patient's doctor, of hospital A.
    Bob,
    /// The same, once he has moved to hospital B.
    BobAtB,
    /// A colleague of his at hospital A.
    Eve,
    /// A doctor of hospital B.
    Cho,
    /// A dentist of a practice of her own.
    Dee,
    /// A physician of her employer's.
    Max,
    /// The patient's daughter, who serves no house.
    Lea,
    /// A member of a research institute.
    Kim,
    /// The patient.
    Ana,
}

pub const A: OrgId = OrgId(1);
pub const B: OrgId = OrgId(2);
pub const DENTISTS: OrgId = OrgId(3);
pub const EMPLOYER: OrgId = OrgId(4);
pub const INSTITUTE: OrgId = OrgId(5);

impl Who {
    pub fn account(self) -> Account {
        match self {
            Self::Ana => ANA,
            Self::Bob | Self::BobAtB => [2; 32],
            Self::Eve => [3; 32],
            Self::Cho => [4; 32],
            Self::Dee => [5; 32],
            Self::Max => [6; 32],
            Self::Lea => [7; 32],
            Self::Kim => [8; 32],
        }
    }

    fn organization(self) -> Option<OrgId> {
        match self {
            Self::Bob | Self::Eve => Some(A),
            Self::BobAtB | Self::Cho => Some(B),
            Self::Dee => Some(DENTISTS),
            Self::Max => Some(EMPLOYER),
            Self::Kim => Some(INSTITUTE),
            Self::Lea | Self::Ana => None,
        }
    }
}

/// A question, and the answer that the patient means.
#[derive(Clone, Copy)]
pub struct Ask {
    who: Who,
    purpose: Purpose,
    action: Action,
    record: RecordTarget,
    day: u64,
    answer: Decision,
}

/// Asks to read a record of this category for treatment: one of hospital B's, number 0.
pub fn ask(who: Who, category: Category) -> Ask {
    Ask {
        who,
        purpose: Purpose::Treatment,
        action: Action::Read,
        record: RecordTarget { document: 0, category, issuer: Some(B), addressee: None },
        day: 0,
        answer: Decision::Deny(Reason::NoConsent),
    }
}

impl Ask {
    /// For another purpose. An emergency is one that the reader has declared.
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose, ..self }
    }

    pub fn emergency(self) -> Self {
        self.purpose(Purpose::EmergencyTreatment)
    }

    /// Asks to write.
    pub fn write(self) -> Self {
        Self { action: Action::Append, ..self }
    }

    /// About another document.
    pub fn document(self, document: u32) -> Self {
        Self { record: RecordTarget { document, ..self.record }, ..self }
    }

    /// About a record that this house wrote.
    pub fn by(self, issuer: OrgId) -> Self {
        Self { record: RecordTarget { issuer: Some(issuer), ..self.record }, ..self }
    }

    /// About what the patient wrote, and sent to somebody or nobody.
    pub fn letter(self, addressee: Option<Addressee>) -> Self {
        Self { record: RecordTarget { issuer: None, addressee, ..self.record }, ..self }
    }

    /// So many days from today.
    pub fn in_days(self, day: u64) -> Self {
        Self { day, ..self }
    }

    pub fn yes(self, basis: Basis) -> Self {
        Self { answer: Decision::Permit(basis), ..self }
    }

    pub fn no(self, reason: Reason) -> Self {
        Self { answer: Decision::Deny(reason), ..self }
    }

    fn request(&self) -> Request {
        let target = match self.action {
            Action::Read => Target::Record(self.record),
            Action::Append => Target::Categories(self.record.category.into()),
        };
        Request {
            subject: self.who.account(),
            organization: self.who.organization(),
            target,
            purpose: self.purpose,
            action: self.action,
            emergency: self.purpose == Purpose::EmergencyTreatment,
        }
    }
}

impl Case {
    /// The policy that its lines make.
    fn policy(&self) -> Policy {
        let mut policy = Policy::default();
        for line in &self.lines {
            match line {
                Line::Provision(effect, terms) => {
                    policy.write(Write::Add(*effect, terms), TODAY).unwrap();
                }
                Line::Directive(which, categories) => {
                    policy.set_directive(*which, *categories).unwrap();
                }
                Line::Revoke(id) => {
                    policy.write(Write::Revoke(*id), TODAY).unwrap();
                }
            }
        }
        policy
    }

    /// What is not answered as she means it.
    pub fn wrong_answers(&self) -> Vec<String> {
        let policy = self.policy();
        let mut wrong = Vec::new();
        for (number, ask) in self.asks.iter().enumerate() {
            let answer = policy.decide(&ANA, &ask.request(), TODAY + ask.day * DAY);
            if answer != ask.answer {
                wrong.push(format!(
                    "{:?}: question {number} is answered {answer:?}, not {:?}",
                    self.said, ask.answer
                ));
            }
        }
        wrong
    }

    /// How many of its questions are to be permitted, and how many refused.
    pub fn answers(&self) -> (usize, usize) {
        let permitted =
            self.asks.iter().filter(|ask| matches!(ask.answer, Decision::Permit(_))).count();
        (permitted, self.asks.len() - permitted)
    }
}

/// A permit to read these categories for treatment, for a year.
pub fn permit(grantee: Grantee, categories: Categories) -> Terms {
    Terms {
        grantee,
        scope: Scope::Categories(categories),
        purposes: Purpose::Treatment.into(),
        actions: Action::Read.into(),
        from: TODAY,
        until: Some(TODAY + 365 * DAY),
        keys: None,
    }
}

/// A deny of everything that is about these categories, without end.
pub fn deny(grantee: Grantee, categories: Categories) -> Terms {
    Terms {
        purposes: Purposes::EVERYTHING,
        actions: Actions::ALL,
        until: None,
        ..permit(grantee, categories)
    }
}

/// Changes to terms, one at a time.
pub trait Change {
    fn purposes(self, purposes: &[Purpose]) -> Self;
    fn actions(self, actions: &[Action]) -> Self;
    fn days(self, from: u64, until: u64) -> Self;
    fn document(self, document: u32) -> Self;
}

impl Change for Terms {
    fn purposes(self, purposes: &[Purpose]) -> Self {
        Self { purposes: Purposes::of(purposes), ..self }
    }

    fn actions(self, actions: &[Action]) -> Self {
        Self { actions: Actions::of(actions), ..self }
    }

    /// From and until this day, counted from today.
    fn days(self, from: u64, until: u64) -> Self {
        Self { from: TODAY + from * DAY, until: Some(TODAY + until * DAY), ..self }
    }

    /// On one document. Nothing is appended to a document, so a deny on one is about reading.
    fn document(self, document: u32) -> Self {
        Self { scope: Scope::Document(document), actions: Action::Read.into(), ..self }
    }
}

/// Lines, by what they do.
pub fn permits(terms: Terms) -> Line {
    Line::Provision(Effect::Permit, terms)
}

pub fn denies(terms: Terms) -> Line {
    Line::Provision(Effect::Deny, terms)
}

pub fn person(who: Who) -> Grantee {
    Grantee::Practitioner(who.account())
}

pub fn house(organization: OrgId) -> Grantee {
    Grantee::Organization(organization)
}

pub fn all_but(categories: &[Category]) -> Categories {
    ALL.difference(Categories::of(categories))
}
