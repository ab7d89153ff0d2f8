//! Governance once more, without any state: everything is read off the list of what was
//! carried out so far. What is locked is counted anew from the releases that stand announced.

pub mod suite;

use std::collections::BTreeMap;

use chartkey_governance::{GovernorError, HandoverChange, HandoverError, HandoverStep, Release};
use chartkey_vocabulary::{Account, CodeHash, Timestamp};

/// A contract, by its place in the suite.
pub type Contract = usize;

/// What somebody asks of the governor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    HandOver(HandoverStep),
    /// The contract, which names this governor, accepts no shorter delay than this.
    Wire(Contract, u64),
    Announce(Contract, Release),
    AnnounceMove(Contract, Account),
    Cancel(Contract),
    Renounce(Contract),
    Apply(Contract),
    Move(Contract),
}

/// What the governor answers. Codes are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    HandedOver(HandoverChange),
    Wired,
    /// When it is ready, and what the chain has to lock.
    Announced(Timestamp, Vec<CodeHash>),
    MoveAnnounced(Timestamp),
    /// What the chain has to unlock.
    Ended(Vec<CodeHash>),
    Applied(Release, Vec<CodeHash>),
    Moved(Account),
}

/// What stands announced for a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    Release(Release),
    Move(Account),
}

/// What was carried out, oldest first.
pub struct Model {
    founder: Account,
    /// Of each contract, in milliseconds.
    delays: Vec<u64>,
    done: Vec<(Account, Command, Timestamp)>,
}

impl Model {
    pub fn new(founder: Account, delays: &[u64]) -> Self {
        Self { founder, delays: delays.to_vec(), done: Vec::new() }
    }

    pub fn owner(&self) -> Account {
        let accepted = self.last(|command| *command == Command::HandOver(HandoverStep::Accept));
        accepted.map_or(self.founder, |(caller, ..)| *caller)
    }

    /// Whom the ownership is offered to.
    pub fn offered_to(&self) -> Option<Account> {
        match self.last(|command| matches!(command, Command::HandOver(_))) {
            Some((_, Command::HandOver(HandoverStep::Propose(to)), _)) => Some(*to),
            _ => None,
        }
    }

    pub fn is_wired(&self, contract: Contract) -> bool {
        let last = self.last(|command| match command {
            Command::Wire(of, _) | Command::Move(of) => *of == contract,
            _ => false,
        });
        matches!(last, Some((_, Command::Wire(..), _)))
    }

    pub fn is_renounced(&self, contract: Contract) -> bool {
        self.done.iter().any(|(_, command, _)| *command == Command::Renounce(contract))
    }

    /// What stands announced, and the first moment at which it may be carried out.
    pub fn announced(&self, contract: Contract) -> Option<(Announcement, Timestamp)> {
        let (_, command, at) = self.last(|command| match command {
            Command::HandOver(_) | Command::Wire(..) => false,
            Command::Announce(of, _) | Command::AnnounceMove(of, _) => *of == contract,
            Command::Cancel(of)
            | Command::Renounce(of)
            | Command::Apply(of)
            | Command::Move(of) => *of == contract,
        })?;
        let announcement = match command {
            Command::Announce(_, release) => Announcement::Release(release.clone()),
            Command::AnnounceMove(_, to) => Announcement::Move(*to),
            _ => return None,
        };
        let ready_at = u128::from(*at) + u128::from(self.delays[contract]);
        Some((announcement, Timestamp::try_from(ready_at).unwrap_or(Timestamp::MAX)))
    }

    /// How often the releases that stand announced name each code.
    pub fn needs(&self) -> BTreeMap<CodeHash, u16> {
        let mut needs = BTreeMap::new();
        for contract in 0..self.delays.len() {
            if let Some((Announcement::Release(release), _)) = self.announced(contract) {
                for code in codes(&release) {
                    *needs.entry(code).or_default() += 1;
                }
            }
        }
        needs
    }

    /// What a command answers; it is remembered if it is carried out.
    pub fn execute(
        &mut self,
        caller: Account,
        command: &Command,
        now: Timestamp,
    ) -> Result<Answer, GovernorError> {
        if let Some(error) = self.objection(caller, command, now) {
            return Err(error);
        }
        let needed = self.needs();
        let stood = match command {
            Command::Apply(contract) | Command::Move(contract) => self.announced(*contract),
            _ => None,
        };
        self.done.push((caller, command.clone(), now));
        let needs = self.needs();
        if needs.len() > 24 {
            self.done.pop();
            return Err(GovernorError::TooManyCodes);
        }
        let only_in = |one: &BTreeMap<CodeHash, u16>, other: &BTreeMap<CodeHash, u16>| {
            one.keys().filter(|code| !other.contains_key(*code)).copied().collect::<Vec<_>>()
        };
        let (lock, unlock) = (only_in(&needs, &needed), only_in(&needed, &needs));
        Ok(match (command, stood) {
            (Command::HandOver(HandoverStep::Propose(to)), _) => {
                Answer::HandedOver(HandoverChange::Proposed(*to))
            }
            (Command::HandOver(HandoverStep::Cancel), _) => {
                Answer::HandedOver(HandoverChange::Cancelled)
            }
            (Command::HandOver(HandoverStep::Accept), _) => {
                Answer::HandedOver(HandoverChange::Accepted(caller))
            }
            (Command::Wire(..), _) => Answer::Wired,
            (Command::Announce(contract, _), _) => {
                Answer::Announced(self.announced(*contract).unwrap().1, lock)
            }
            (Command::AnnounceMove(contract, _), _) => {
                Answer::MoveAnnounced(self.announced(*contract).unwrap().1)
            }
            (Command::Apply(_), Some((Announcement::Release(release), _))) => {
                Answer::Applied(release, unlock)
            }
            (Command::Move(_), Some((Announcement::Move(to), _))) => Answer::Moved(to),
            _ => Answer::Ended(unlock),
        })
    }

    /// Why a command is refused, but for the number of codes.
    fn objection(
        &self,
        caller: Account,
        command: &Command,
        now: Timestamp,
    ) -> Option<GovernorError> {
        let refused = |is_refused: bool, error| is_refused.then_some(error);
        let not_proposed = GovernorError::Owner(HandoverError::NotProposed);
        let contract = match command {
            Command::HandOver(HandoverStep::Accept) => {
                return refused(self.offered_to() != Some(caller), not_proposed);
            }
            Command::HandOver(_) if caller != self.owner() => {
                return Some(GovernorError::Owner(HandoverError::NotHolder));
            }
            Command::HandOver(HandoverStep::Propose(_)) => return None,
            Command::HandOver(HandoverStep::Cancel) => {
                return refused(self.offered_to().is_none(), not_proposed);
            }
            // Anybody takes what is expected: the contract names this governor.
            Command::Wire(contract, _) if self.is_wired(*contract) => {
                return Some(GovernorError::AlreadyWired);
            }
            Command::Wire(contract, shortest) => {
                return refused(*shortest > self.delays[*contract], GovernorError::DelayTooShort);
            }
            Command::Announce(contract, _) | Command::AnnounceMove(contract, _) => *contract,
            Command::Cancel(contract)
            | Command::Renounce(contract)
            | Command::Apply(contract)
            | Command::Move(contract) => *contract,
        };
        if caller != self.owner() {
            return Some(GovernorError::NotOwner);
        }
        if !self.is_wired(contract) {
            return Some(GovernorError::NotWired);
        }
        if self.is_renounced(contract) {
            return Some(GovernorError::Renounced);
        }
        let due = |ready_at: Timestamp| match i128::from(now) - i128::from(ready_at) {
            waited if waited < 0 => Some(GovernorError::TooEarly),
            waited if waited >= 14 * 24 * 3_600_000 => Some(GovernorError::Lapsed),
            _ => None,
        };
        match (command, self.announced(contract)) {
            (Command::Announce(..) | Command::AnnounceMove(..), announced) => {
                refused(announced.is_some(), GovernorError::AlreadyAnnounced)
            }
            (Command::Apply(_), Some((Announcement::Release(_), ready_at)))
            | (Command::Move(_), Some((Announcement::Move(_), ready_at))) => due(ready_at),
            (Command::Renounce(_), _) | (Command::Cancel(_), Some(_)) => None,
            _ => Some(GovernorError::NotAnnounced),
        }
    }

    fn last(
        &self,
        is_asked_for: impl Fn(&Command) -> bool,
    ) -> Option<&(Account, Command, Timestamp)> {
        self.done.iter().rev().find(|(_, command, _)| is_asked_for(command))
    }
}

/// All that a release runs.
fn codes(release: &Release) -> Vec<CodeHash> {
    [&[release.code], release.parts.as_slice()].concat()
}
