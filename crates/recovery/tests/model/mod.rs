//! Custody once more, without any state: everything is read off the list of what was carried
//! out so far.

use chartkey_recovery::{
    Change, Commitment, Custody, Guardians, Progress, Proposal, RecoveryError, SigningKey, Waiting,
};
use chartkey_vocabulary::Timestamp;

const HOUR: u64 = 3_600_000;
const THIRTY_DAYS: u64 = 2_592_000_000;

/// What somebody wants.
#[derive(Clone, Debug)]
pub enum Step {
    Ask(Change),
    Withdraw,
    Propose(SigningKey, Vec<Commitment>),
    Veto(SigningKey),
    Complete,
    Rebind(SigningKey),
}

/// What a step that was carried out came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Nothing,
    ReadyAt(Timestamp),
    Progress(Progress),
}

/// Something that happened.
#[derive(Clone)]
enum Fact {
    Bound(SigningKey),
    Named(Option<Guardians>),
    HandedOver,
    Asked(Change, Timestamp),
    Withdrawn,
    Proposed { key: SigningKey, unanimous: bool, at: Timestamp },
    Vetoed(Timestamp),
    Recovered(SigningKey),
}

/// What happened, oldest first.
pub struct Model(Vec<Fact>);

impl Model {
    pub fn new(key: SigningKey) -> Self {
        Self(vec![Fact::Bound(key)])
    }

    pub fn key(&self) -> SigningKey {
        let keys = self.0.iter().rev().find_map(|fact| match fact {
            Fact::Bound(key) | Fact::Recovered(key) => Some(*key),
            _ => None,
        });
        keys.unwrap()
    }

    pub fn round(&self) -> usize {
        let of_its_own =
            |fact: &&Fact| matches!(fact, Fact::Proposed { .. } | Fact::Named(_) | Fact::Bound(_));
        self.0.iter().skip(1).filter(of_its_own).count()
    }

    /// What happened since the chart came, newest first.
    fn lately(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter().rev().take_while(|fact| !matches!(fact, Fact::Bound(_)))
    }

    pub fn guardians(&self) -> Option<Guardians> {
        self.lately()
            .find_map(|fact| match fact {
                Fact::Named(guardians) => Some(guardians.clone()),
                _ => None,
            })
            .flatten()
    }

    /// The first moment after the delay, for what began then.
    fn ready_at(&self, began: Timestamp) -> Timestamp {
        let hours = u64::from(self.guardians().unwrap().delay_hours);
        later(began, hours * HOUR)
    }

    pub fn proposal(&self) -> Option<Proposal> {
        let last = self.lately().find(|fact| {
            matches!(fact, Fact::Proposed { .. } | Fact::Vetoed(_) | Fact::Recovered(_))
        });
        match last {
            Some(Fact::Proposed { key, unanimous, at }) => {
                Some(Proposal { key: *key, unanimous: *unanimous, ready_at: self.ready_at(*at) })
            }
            _ => None,
        }
    }

    pub fn waiting(&self) -> Option<Waiting> {
        let last = self.lately().find(|fact| !matches!(fact, Fact::Vetoed(_) | Fact::Recovered(_)));
        match last {
            Some(Fact::Asked(change, at)) => {
                Some(Waiting { change: change.clone(), ready_at: self.ready_at(*at) })
            }
            _ => None,
        }
    }

    /// When this key last vetoed.
    pub fn vetoed_at(&self) -> Option<Timestamp> {
        let last = self.lately().find(|fact| matches!(fact, Fact::Vetoed(_) | Fact::Recovered(_)));
        match last {
            Some(Fact::Vetoed(at)) => Some(*at),
            _ => None,
        }
    }

    /// What a step comes to, or everything that speaks against it.
    pub fn take(&mut self, step: &Step, now: Timestamp) -> Result<Outcome, Vec<RecoveryError>> {
        let objections: Vec<_> = self
            .claims(step, now)
            .into_iter()
            .filter_map(|(error, applies)| applies.then_some(error))
            .collect();
        if !objections.is_empty() {
            return Err(objections);
        }
        Ok(match step {
            Step::Ask(change) if self.guardians().is_some() => {
                self.0.push(Fact::Asked(change.clone(), now));
                Outcome::Progress(Progress::Waits(self.ready_at(now)))
            }
            Step::Ask(change) => self.done(change.clone()),
            Step::Withdraw => {
                self.0.push(Fact::Withdrawn);
                Outcome::Nothing
            }
            Step::Propose(key, approving) => {
                let unanimous = approving.len() == self.guardians().unwrap().commitments.len();
                self.0.push(Fact::Proposed { key: *key, unanimous, at: now });
                Outcome::ReadyAt(self.ready_at(now))
            }
            Step::Veto(_) => {
                self.0.push(Fact::Vetoed(now));
                Outcome::Nothing
            }
            Step::Complete => match self.proposal() {
                Some(Proposal { key, .. }) => {
                    self.0.push(Fact::Recovered(key));
                    Outcome::Progress(Progress::Recovered(key))
                }
                None => self.done(self.waiting().unwrap().change),
            },
            Step::Rebind(key) => {
                self.0.push(Fact::Bound(*key));
                Outcome::Nothing
            }
        })
    }

    fn done(&mut self, change: Change) -> Outcome {
        self.0.push(match &change {
            Change::Guardians(guardians) => Fact::Named(guardians.clone()),
            Change::HandOver(_) => Fact::HandedOver,
        });
        Outcome::Progress(Progress::Done(change))
    }

    /// What may speak against a step, and whether it does.
    fn claims(&self, step: &Step, now: Timestamp) -> Vec<(RecoveryError, bool)> {
        let stands = self.proposal();
        match step {
            Step::Ask(change) => {
                let mut claims = vec![(RecoveryError::Frozen, stands.is_some())];
                if let Change::Guardians(Some(guardians)) = change {
                    claims.extend(bounds(guardians));
                }
                claims
            }
            Step::Withdraw => vec![(RecoveryError::NothingWaits, self.waiting().is_none())],
            Step::Propose(key, approving) => match self.guardians() {
                None => vec![(RecoveryError::NoGuardians, true)],
                Some(guardians) => {
                    let (known, several) = (&guardians.commitments, approving.len());
                    let is_known = |one: &Commitment| known.contains(one);
                    let outvoted = stands.is_some_and(|standing| standing.unanimous);
                    vec![
                        (RecoveryError::NotGuardian, !ascend(approving)),
                        (RecoveryError::NotGuardian, !approving.iter().all(is_known)),
                        (RecoveryError::NoKey, *key == [0; 32]),
                        (RecoveryError::TooFew, several < guardians.threshold.into()),
                        (RecoveryError::Outvoted, outvoted && several != known.len()),
                    ]
                }
            },
            Step::Veto(key) => {
                let next = self.vetoed_at().map(|at| later(at, THIRTY_DAYS));
                vec![
                    (RecoveryError::NothingProposed, stands.is_none_or(|it| it.key != *key)),
                    (RecoveryError::Unanimous, stands.is_some_and(|standing| standing.unanimous)),
                    (RecoveryError::VetoUsed, next.is_some_and(|next| now < next)),
                ]
            }
            Step::Complete => {
                let due = stands.map(|proposal| proposal.ready_at);
                let due = due.or(self.waiting().map(|waiting| waiting.ready_at));
                vec![
                    (RecoveryError::NothingWaits, due.is_none()),
                    (RecoveryError::TooEarly, due.is_some_and(|due| now < due)),
                ]
            }
            Step::Rebind(_) => vec![],
        }
    }
}

/// A moment this much later, or the end of time.
fn later(moment: Timestamp, milliseconds: u64) -> Timestamp {
    moment.checked_add(milliseconds).unwrap_or(Timestamp::MAX)
}

fn bounds(guardians: &Guardians) -> [(RecoveryError, bool); 4] {
    let count = guardians.commitments.len();
    [
        (RecoveryError::Commitments, !(1..=7).contains(&count)),
        (RecoveryError::Commitments, !ascend(&guardians.commitments)),
        (RecoveryError::Threshold, !(1..=count).contains(&guardians.threshold.into())),
        (RecoveryError::Delay, !(24..=14 * 24).contains(&guardians.delay_hours)),
    ]
}

/// Whether each stands once, the smallest first.
fn ascend(commitments: &[Commitment]) -> bool {
    let sorted: std::collections::BTreeSet<_> = commitments.iter().copied().collect();
    sorted.into_iter().eq(commitments.iter().copied())
}

/// Takes a step in the crate, as [`Model::take`] does in the model.
pub fn take(custody: &mut Custody, step: &Step, now: Timestamp) -> Result<Outcome, RecoveryError> {
    match step.clone() {
        Step::Ask(change) => custody.ask(change, now).map(Outcome::Progress),
        Step::Withdraw => custody.withdraw().map(|()| Outcome::Nothing),
        Step::Propose(key, approving) => {
            custody.propose(key, &approving, now).map(Outcome::ReadyAt)
        }
        Step::Veto(key) => custody.veto(&key, now).map(|()| Outcome::Nothing),
        Step::Complete => custody.complete(now).map(Outcome::Progress),
        Step::Rebind(key) => custody.rebind(key).map(|()| Outcome::Nothing),
    }
}
