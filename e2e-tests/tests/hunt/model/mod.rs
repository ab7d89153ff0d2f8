//! The reference model: the design in plain structs, a file per concern. It is written from the
//! design and shares no code with the contracts or their crates.
//!
//! A message is checked by collecting all that is wrong about it. Where nothing is, it is done;
//! else any of the faults is a right answer, since the design does not order them.

mod access_log;
mod batches;
mod commanding;
mod consent;
mod custody;
mod decision;
mod directory;
mod emergencies;
mod governance;
mod opening;
mod policy;
mod records;
mod retention;
mod tickets;
mod tree;

use std::{collections::BTreeMap, rc::Rc};

pub use access_log::{entry_data, Entry, Log, Outcome, Subject};
pub use batches::{Anchoring, Head, HospitalTree, Placed};
pub use consent::Chart;
pub use custody::Change;
pub use decision::{Request, Target};
pub use directory::{Directory, Status};
pub use emergencies::{is_overdue, Case, Declared};
pub use governance::{Governance, Held, Plan, LAPSE};
pub use policy::LONGEST_PERMIT;
pub use records::Record;
pub use retention::Retention;
pub use tickets::{Asked, Ticket};

use crate::{
    names::Names,
    steps::{Action, Step},
    words::{ChartName, Contract, Time, Tree, TreeKind, Who},
};

/// What a message has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicted {
    /// It is done, with this answer.
    Done(String),
    /// It is refused, with one of these errors.
    Refused(Vec<String>),
}

impl Predicted {
    /// Whether an answer is right.
    pub fn allows(&self, answer: &Result<String, String>) -> bool {
        match (self, answer) {
            (Self::Done(value), Ok(answer)) => value == answer,
            (Self::Refused(errors), Err(error)) => errors.contains(error),
            _ => false,
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The same, with errors and answer inside of others.
    fn within(self, contract: &str, answer: &str) -> Self {
        match self {
            Self::Done(value) if answer.is_empty() => Self::Done(value),
            Self::Done(value) => Self::Done(format!("{answer}({value})")),
            Self::Refused(errors) => Self::Refused(
                errors.into_iter().map(|error| format!("{contract}({error})")).collect(),
            ),
        }
    }
}

/// All that is wrong about a message.
#[derive(Debug, Default)]
pub struct Refusals(Vec<String>);

impl Refusals {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn when(&mut self, wrong: bool, error: &str) {
        if wrong {
            self.0.push(error.into());
        }
    }

    pub fn maybe(&mut self, error: Option<impl Into<String>>) {
        self.0.extend(error.map(Into::into));
    }

    /// Takes these over, each inside of an error of this name.
    pub fn inside(&mut self, error: &str, others: Self) {
        self.0.extend(others.0.into_iter().map(|other| format!("{error}({other})")));
    }

    pub fn also(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fault that was found first.
    pub fn first(self) -> Option<String> {
        self.0.into_iter().next()
    }

    pub fn refused(self) -> Predicted {
        Predicted::Refused(self.0)
    }

    /// Does it where nothing is wrong.
    pub fn else_done(self, act: impl FnOnce() -> String) -> Predicted {
        if self.is_empty() {
            Predicted::Done(act())
        } else {
            self.refused()
        }
    }
}

/// The whole suite.
pub struct Model {
    pub names: Rc<Names>,
    pub now: Time,
    pub charts: BTreeMap<ChartName, Chart>,
    pub directory: Directory,
    pub governance: Governance,
    /// The cases of each practitioner that wait.
    pub waiting: BTreeMap<Who, Vec<Case>>,
    /// All cases of each organization.
    pub cases: BTreeMap<u32, Vec<Declared>>,
    /// The heads that were anchored of each tree.
    pub heads: BTreeMap<Tree, Vec<Head>>,
    /// What was admitted of each organization's trees of documents, by their numbers.
    pub admitted: BTreeMap<(u32, u32), Vec<u64>>,
    /// The trees that hospitals keep, off chain.
    pub trees: BTreeMap<Tree, HospitalTree>,
    /// The number of the tree that each organization anchors in.
    pub current_trees: BTreeMap<(u32, TreeKind), u32>,
}

impl Model {
    pub fn new(names: Rc<Names>, now: Time) -> Self {
        Self {
            names,
            now,
            charts: BTreeMap::new(),
            directory: Directory::new(),
            governance: Governance::new(),
            waiting: BTreeMap::new(),
            cases: BTreeMap::new(),
            heads: BTreeMap::new(),
            admitted: BTreeMap::new(),
            trees: BTreeMap::new(),
            current_trees: BTreeMap::new(),
        }
    }

    pub fn is_paused(&self, contract: Contract) -> bool {
        self.governance.contracts[&contract].paused
    }

    /// Does a step, and says what has to come of it. Nothing comes of waiting.
    pub fn step(&mut self, step: &Step) -> Option<Predicted> {
        match step {
            Step::Wait(milliseconds) => {
                self.now = self.now.saturating_add(*milliseconds);
                None
            }
            Step::Send(by, action) => Some(self.send(*by, action)),
            Step::Ask(chart, entry, record) => Some(self.ticket(*chart, *entry, *record)),
        }
    }

    fn send(&mut self, by: Who, action: &Action) -> Predicted {
        let now = self.now;
        match action.clone() {
            Action::CreateChart(salt) => self.create_chart(by, ChartName { opener: by, salt }),
            Action::HandOver(chart, step) => self.hand_over(by, chart, step),
            Action::Grant(chart, terms) => self.add_provision(by, chart, true, &terms.at(now)),
            Action::Deny(chart, terms) => self.add_provision(by, chart, false, &terms.at(now)),
            Action::Revoke(chart, id) => self.revoke(by, chart, id),
            Action::Replace(chart, id, permit, terms) => {
                self.replace(by, chart, id, permit, &terms.at(now))
            }
            Action::PublishKey(chart, new) => self.publish_key(by, chart, new),
            Action::Rekey(chart, new) => self.rekey(by, chart, &new),
            Action::SetDirective(chart, which, set) => self.set_directive(by, chart, which, set),

            Action::Register(chart, organization, record) => {
                self.register(by, chart, organization, &[record.at(now)])
            }
            Action::RegisterMany(chart, organization, records) => {
                let records: Vec<_> = records.iter().map(|record| record.at(now)).collect();
                self.register(by, chart, organization, &records)
            }
            Action::SelfReport(chart, document, to) => self.self_report(by, chart, document, to),
            Action::Amend(chart, record, version) => self.amend(by, chart, record, version),
            Action::Retract(chart, record, reason) => self.retract(by, chart, record, reason),
            Action::WaiveRetention(chart, record) => self.waive_retention(by, chart, record),
            Action::RestoreRetention(chart, record) => self.restore_retention(by, chart, record),
            Action::Erase(chart, record) => self.erase(by, chart, record),
            Action::EraseDocument(chart, record) => self.erase_document(by, chart, record),
            Action::Open(chart, selection, purpose, organization) => {
                self.open(by, chart, &selection, purpose, organization)
            }
            Action::Declare(chart, organization, digest) => {
                self.declare(by, chart, organization, digest)
            }
            Action::Review(chart, organization, whose, entry, finding, written) => {
                self.review(by, chart, organization, (whose, entry), finding, written)
            }
            Action::Dispute(chart, entry, reason) => self.dispute(by, chart, entry, reason),
            Action::Anchor(tree, leaves, spoilt) => self.anchor(by, tree, &leaves, spoilt),
            Action::Admit(admission) => self.admit(by, admission),
            Action::SetRegistrysDirectory => {
                let deployed = by == Who::Owner;
                let error = if deployed { "DirectoryAlreadySet" } else { "NotDeployer" };
                Predicted::Refused(vec![error.into()])
            }
            Action::NoteOrganization(..)
            | Action::NotePractitioner(..)
            | Action::NoteConfirmed(..)
            | Action::NoteTree(..) => Predicted::Refused(vec!["NotDirectory".into()]),

            Action::Append(_) => Predicted::Refused(vec!["NotWriter".into()]),
            Action::SetWriter => {
                Predicted::Refused(vec!["WriterAlreadySet".into(), "NotDeployer".into()])
            }

            Action::Submit(signed) => self.submit(by, &signed),
            Action::Recover(recovery) => self.recover(&recovery),
            Action::Complete(chart) => self.complete(chart),

            Action::Govern(governor, message) => self.govern(by, governor, &message),
            // Nobody here is a governor.
            Action::Obey(..) | Action::ReplaceSteward(_) => {
                Predicted::Refused(vec!["NotGovernor".into()])
            }
            Action::Hold(contract) => self.hold(contract),
            Action::Upload(code) => self.upload(by, code),
            Action::Remove(code) => self.remove(by, code),
            action => self.administer(by, &action),
        }
    }
}
