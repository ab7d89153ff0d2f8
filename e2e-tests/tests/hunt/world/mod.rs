//! The deployed suite, to which the steps of a case are sent.

use std::rc::Rc;

use anyhow::Result;
use chartkey_commands::Domain;
use chartkey_e2e_tests::{constructor_input, Bundle, Cost, Event, Message, Suite};
use chartkey_interfaces::{
    batches::Place,
    directory::{KeyLoss, OrganizationStatus, Practitioner, PractitionerStatus, Roles, Standing},
    log::{Access, Log as _, Outcome, Subject},
    registry::{Note, Registry as _},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Ground};
use chartkey_vocabulary::{Finding, PatientId, Purpose, RequestReason};
use governor::GovernorRef;
use scale::{Decode, Encode};

use crate::{
    model::{Anchoring, Model},
    names::Names,
    plain,
    steps::{Action, Step},
    text::ToText,
    words::{ChartName, Who, CATEGORY_COUNT},
};

mod governing;
mod signing;

/// What came of a message.
pub struct Happened {
    /// As the model predicts it. That it did not answer is an error that nothing predicts.
    pub answer: Result<String, String>,
    pub events: Vec<Event>,
    pub cost: Cost,
}

pub struct World {
    pub suite: Suite,
    pub names: Rc<Names>,
    domain: Domain,
}

fn status(active: bool) -> OrganizationStatus {
    if active {
        OrganizationStatus::Active
    } else {
        OrganizationStatus::Suspended
    }
}

/// How many keys of each category a chart has published; of one that is not there none.
pub fn published(model: &Model, chart: ChartName) -> plain::Published {
    model.charts.get(&chart).map_or([0; CATEGORY_COUNT as usize], |chart| chart.published)
}

impl World {
    pub fn new() -> Result<Self> {
        let mut suite = Suite::in_process()?;
        let owner = suite.owner();
        let second = suite.chain().instantiate(
            &owner,
            Bundle::Governor.wasm()?,
            constructor_input(GovernorRef::new()),
            b"second".to_vec(),
        )?;
        let names = Rc::new(Names::new(&suite, *second.account.as_ref()));
        let domain = suite.domain()?;
        Ok(Self { suite, names, domain })
    }

    pub fn patient(&self, chart: ChartName) -> PatientId {
        PatientId(self.names.chart(chart))
    }

    fn accounts(&self, all: &[Who]) -> Vec<[u8; 32]> {
        all.iter().map(|who| self.names.account(*who)).collect()
    }

    /// Does a step. The model is as it was before it.
    pub fn step(&mut self, step: &Step, before: &Model) -> Result<Option<Happened>> {
        match step {
            Step::Wait(milliseconds) => {
                self.suite.advance(*milliseconds)?;
                Ok(None)
            }
            Step::Send(by, action) => self.send(*by, action, before).map(Some),
            Step::Ask(chart, entry, record) => self.ask(*chart, *entry, *record).map(Some),
        }
    }

    /// What a keeper asks.
    pub fn ask(&mut self, chart: ChartName, entry: u32, record: u32) -> Result<Happened> {
        let ask = self.suite.registry().ticket(self.patient(chart).into(), entry, record);
        let answer = match self.suite.read(ask)? {
            Ok(ticket) => Ok(ticket.to_text()),
            Err(error) => Err(error.to_text()),
        };
        Ok(Happened { answer, ..Happened::nothing() })
    }

    fn submit<Args, T, E>(
        &mut self,
        by: Who,
        message: Message<Args, Result<T, E>>,
    ) -> Result<Happened>
    where
        Args: Encode,
        T: Decode + ToText,
        E: Decode + ToText,
    {
        let outcome = self.suite.submit(&self.names.actor(by), message)?;
        let events = outcome.emitted();
        let answer = match outcome.returned {
            Ok(Ok(value)) => Ok(value.to_text()),
            Ok(Err(error)) => Err(error.to_text()),
            Err(error) => Err(format!("no answer: {error:?}")),
        };
        Ok(Happened { answer, events, cost: outcome.cost })
    }

    fn send(&mut self, by: Who, action: &Action, before: &Model) -> Result<Happened> {
        match action {
            Action::CreateChart(..)
            | Action::HandOver(..)
            | Action::Grant(..)
            | Action::Deny(..)
            | Action::Revoke(..)
            | Action::Replace(..)
            | Action::PublishKey(..)
            | Action::Rekey(..)
            | Action::SetDirective(..) => self.consent(by, action, before),
            Action::Append(_)
            | Action::SetWriter
            | Action::Submit(_)
            | Action::Recover(_)
            | Action::Complete(_) => self.others(by, action, before),
            Action::Govern(..)
            | Action::Obey(..)
            | Action::Hold(_)
            | Action::ReplaceSteward(_)
            | Action::Upload(_)
            | Action::Remove(_) => self.governing(by, action),
            Action::AdmitOrganization(_)
            | Action::SetOrganizationStatus(..)
            | Action::ReplaceAdmin(..)
            | Action::HandOverOrganization(..)
            | Action::SetProfile(..)
            | Action::Invite(..)
            | Action::WithdrawInvitation(..)
            | Action::Join(_)
            | Action::SetRoles(..)
            | Action::Confirm(..)
            | Action::SetPractitionerStatus(..)
            | Action::Leave
            | Action::PublishAccountKey(_)
            | Action::SetRegister(_)
            | Action::BeginTree(..)
            | Action::Request(..)
            | Action::HandOverStewardship(_) => self.directory(by, action),
            _ => self.registry(by, action, before),
        }
    }

    fn consent(&mut self, by: Who, action: &Action, before: &Model) -> Result<Happened> {
        let names = self.names.clone();
        let names = names.as_ref();
        let patient = |chart: &ChartName| PatientId(names.chart(*chart)).into();
        let now = before.now;
        let mut consent = self.suite.consent();
        match action {
            Action::CreateChart(salt) => {
                self.submit(by, consent.create_chart(Box::new([*salt; 32])))
            }
            Action::HandOver(chart, step) => {
                self.submit(by, consent.hand_over(patient(chart), plain::step(names, *step)))
            }
            Action::Grant(chart, terms) => {
                let terms = plain::terms(names, terms.at(now));
                self.submit(by, consent.grant(patient(chart), terms.into()))
            }
            Action::Deny(chart, terms) => {
                let terms = plain::terms(names, terms.at(now));
                self.submit(by, consent.deny(patient(chart), terms.into()))
            }
            Action::Revoke(chart, id) => self.submit(by, consent.revoke(patient(chart), *id)),
            Action::Replace(chart, id, permit, terms) => {
                let terms = plain::terms(names, terms.at(now));
                let effect = plain::effect(*permit);
                self.submit(by, consent.replace(patient(chart), *id, effect, terms.into()))
            }
            Action::PublishKey(chart, new) => {
                let key = plain::new_key(new, &published(before, *chart));
                self.submit(by, consent.publish_key(patient(chart), key))
            }
            Action::Rekey(chart, new) => {
                let keys = plain::new_keys(new, &published(before, *chart));
                self.submit(by, consent.rekey(patient(chart), keys))
            }
            Action::SetDirective(chart, which, set) => {
                let (which, set) = (plain::directive(*which), plain::from_bits(*set));
                self.submit(by, consent.set_directive(patient(chart), which, set))
            }
            _ => unreachable!("{action:?} is not the consent manager's"),
        }
    }

    fn registry(&mut self, by: Who, action: &Action, before: &Model) -> Result<Happened> {
        let names = self.names.clone();
        let names = names.as_ref();
        let patient = |chart: &ChartName| Box::new(PatientId(names.chart(*chart)));
        let digest = |byte: u8| Box::new([byte; 32]);
        let now = before.now;
        let mut registry = self.suite.registry();
        match action {
            Action::Register(chart, of, record) => {
                let (of, record) = (plain::organization(*of), plain::record(record.at(now)));
                self.submit(by, registry.register(patient(chart), of, record.into()))
            }
            Action::RegisterMany(chart, of, records) => {
                let records = records.iter().map(|record| plain::record(record.at(now))).collect();
                let of = plain::organization(*of);
                self.submit(by, registry.register_many(patient(chart), of, records))
            }
            Action::SelfReport(chart, document, to) => {
                let report = plain::self_report(names, *document, *to);
                self.submit(by, registry.self_report(patient(chart), report.into()))
            }
            Action::Amend(chart, record, version) => {
                let version = plain::version(*version);
                self.submit(by, registry.amend(patient(chart), *record, version.into()))
            }
            Action::Retract(chart, record, reason) => {
                let reason = plain::reason(*reason);
                self.submit(by, registry.retract(patient(chart), *record, reason))
            }
            Action::WaiveRetention(chart, record) => {
                self.submit(by, registry.waive_retention(patient(chart), *record))
            }
            Action::RestoreRetention(chart, record) => {
                self.submit(by, registry.restore_retention(patient(chart), *record))
            }
            Action::Erase(chart, record) => {
                self.submit(by, registry.erase(patient(chart), *record))
            }
            Action::EraseDocument(chart, record) => {
                self.submit(by, registry.erase_document(patient(chart), *record))
            }
            Action::Open(chart, selection, purpose, of) => {
                let (purpose, of) = (plain::purpose(*purpose), of.map(plain::organization));
                let selection = plain::selection(selection.clone());
                self.submit(by, registry.open(patient(chart), selection, purpose, of))
            }
            Action::Declare(chart, of, byte) => {
                let of = plain::organization(*of);
                self.submit(by, registry.declare_emergency(patient(chart), of, digest(*byte)))
            }
            Action::Review(chart, of, whose, entry, finding, byte) => {
                let whose = Box::new(names.account(*whose));
                let finding = Finding::ALL[usize::from(*finding)];
                let written = byte.map(|byte| [byte; 32]);
                let review = registry.review_emergency(
                    patient(chart),
                    plain::organization(*of),
                    whose,
                    *entry,
                    finding,
                    written,
                );
                self.submit(by, review)
            }
            Action::Dispute(chart, entry, reason) => {
                let reason = reason.map(|byte| [byte; 32]);
                self.submit(by, registry.dispute(patient(chart), *entry, reason))
            }
            Action::Anchor(of, leaves, spoilt) => {
                let Anchoring { size, root, proof, .. } = before.to_anchor(*of, leaves, *spoilt);
                let tree = plain::tree(*of);
                self.submit(by, registry.anchor(tree, size, root.into(), proof))
            }
            Action::Admit(admission) => {
                let Some(placed) = before.to_admit(admission) else {
                    // There is nothing to send, and nothing is predicted.
                    return Ok(Happened::nothing());
                };
                let leaf = plain::leaf(names, &placed);
                let place = Place { head: placed.head, index: placed.index, proof: placed.proof };
                self.submit(by, registry.admit(place, leaf))
            }
            Action::SetRegistrysDirectory => {
                let somebody = names.account(by).into();
                self.submit(by, registry.set_directory(somebody))
            }
            Action::NoteOrganization(id, active) => {
                let standing = Standing { status: status(*active), generation: 0 };
                let note = Note::Organization(plain::organization(*id), standing);
                self.submit(by, registry.note(Encoded::of(&note)))
            }
            Action::NotePractitioner(who, id, roles) => {
                let practitioner = Practitioner {
                    organization: plain::organization(*id),
                    roles: plain::from_bits::<Roles>(*roles),
                    status: PractitionerStatus::Active,
                    enrolled_at: 0,
                    emergency_since: 0,
                    generation: 0,
                };
                let note = Note::Practitioner(Box::new(names.account(*who)), practitioner);
                self.submit(by, registry.note(Encoded::of(&note)))
            }
            Action::NoteConfirmed(id, members) => {
                let note = Note::Confirmed(plain::organization(*id), self.accounts(members));
                self.submit(by, registry.note(Encoded::of(&note)))
            }
            Action::NoteTree(id, kind) => {
                let note = Note::NextTree(plain::organization(*id), plain::kind(*kind));
                self.submit(by, registry.note(Encoded::of(&note)))
            }
            _ => unreachable!("{action:?} is not the registry's"),
        }
    }

    fn directory(&mut self, by: Who, action: &Action) -> Result<Happened> {
        let names = self.names.clone();
        let names = names.as_ref();
        let account = |who: &Who| Box::new(names.account(*who));
        let mut directory = self.suite.directory();
        match action {
            Action::AdmitOrganization(admin) => self.submit(by, directory.admit(account(admin))),
            Action::SetOrganizationStatus(id, active) => {
                let id = plain::organization(*id);
                self.submit(by, directory.set_organization_status(id, status(*active)))
            }
            Action::ReplaceAdmin(id, admin, stolen) => {
                let id = plain::organization(*id);
                let loss = if *stolen { KeyLoss::Stolen } else { KeyLoss::Lost };
                self.submit(by, directory.replace_admin(id, account(admin), loss.into()))
            }
            Action::HandOverOrganization(id, step) => {
                let id = plain::organization(*id);
                self.submit(by, directory.hand_over(id, plain::step(names, *step)))
            }
            Action::SetProfile(id, keeper, key, byte) => {
                let (keeper, key) = (plain::text(*keeper), plain::key(*key));
                let id = plain::organization(*id);
                self.submit(by, directory.set_profile(id, keeper, key, Box::new([*byte; 32])))
            }
            Action::Invite(id, who, roles) => {
                let roles = plain::from_bits::<Roles>(*roles);
                let id = plain::organization(*id);
                self.submit(by, directory.invite(id, account(who), roles.into()))
            }
            Action::WithdrawInvitation(id, who) => {
                let id = plain::organization(*id);
                self.submit(by, directory.withdraw_invitation(id, account(who)))
            }
            Action::Join(id) => self.submit(by, directory.join(plain::organization(*id))),
            Action::SetRoles(who, roles) => {
                let roles = plain::from_bits::<Roles>(*roles);
                self.submit(by, directory.set_roles(account(who), roles.into()))
            }
            Action::Confirm(id, members) => {
                let members = self.accounts(members);
                self.submit(by, directory.confirm(plain::organization(*id), members))
            }
            Action::SetPractitionerStatus(who, status) => {
                let status = plain::from_bits::<PractitionerStatus>(*status);
                self.submit(by, directory.set_practitioner_status(account(who), status.into()))
            }
            Action::HandOverStewardship(step) => {
                self.submit(by, directory.hand_over_stewardship(plain::step(names, *step)))
            }
            Action::Leave => self.submit(by, directory.leave()),
            Action::PublishAccountKey(key) => {
                self.submit(by, directory.publish_key(plain::key(*key)))
            }
            Action::SetRegister(byte) => {
                self.submit(by, directory.set_register(Box::new([*byte; 32])))
            }
            Action::BeginTree(id, kind) => {
                let id = plain::organization(*id);
                self.submit(by, directory.begin_tree(id, plain::kind(*kind)))
            }
            Action::Request(chart, of, categories, purpose, reason, note) => {
                let request = directory.request(
                    PatientId(names.chart(*chart)).into(),
                    plain::organization(*of),
                    plain::from_bits(*categories),
                    plain::purpose(*purpose),
                    RequestReason::ALL[usize::from(*reason)],
                    note.map(plain::text).into(),
                );
                self.submit(by, request)
            }
            _ => unreachable!("{action:?} is not the directory's"),
        }
    }

    fn others(&mut self, by: Who, action: &Action, before: &Model) -> Result<Happened> {
        match action {
            Action::Append(chart) => {
                let access = Access {
                    actor: self.names.account(by),
                    organization: None,
                    subject: Subject::Records(vec![0]),
                    purpose: Purpose::PatientRequest,
                    outcome: Outcome::Permit(vec![Ground { count: 1, basis: Basis::Controller }]),
                    justification: None,
                };
                let patient = self.patient(*chart).into();
                let append = self.suite.log().append(patient, Encoded::of(&access));
                self.submit(by, append)
            }
            Action::SetWriter => {
                let somebody = self.names.account(by).into();
                let set = self.suite.log().set_writer(somebody);
                self.submit(by, set)
            }
            Action::Submit(signed) => {
                let signed = self.sign(signed, before);
                let submit = self.suite.accounts().submit(Box::new(signed).into());
                self.submit(by, submit)
            }
            Action::Recover(recovery) => {
                let (recovery, approvals) = self.approve(recovery, before);
                let recover = self.suite.accounts().recover(recovery.into(), approvals.into());
                self.submit(by, recover)
            }
            Action::Complete(chart) => {
                let complete =
                    self.suite.accounts().complete(Box::new(self.patient(*chart)).into());
                self.submit(by, complete)
            }
            _ => unreachable!("{action:?} is somewhere else"),
        }
    }
}

impl Happened {
    fn nothing() -> Self {
        Self { answer: Err("nothing was sent".into()), events: Vec::new(), cost: Cost::default() }
    }
}
