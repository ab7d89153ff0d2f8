//! Governance once more, without any state: everything is read off the list of what was
//! carried out so far.

use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use chartkey_governance::{Change, Command, GovernanceError, HandoverChange, HandoverError, HandoverStep, Upgrades};

/// What was carried out, oldest first.
pub struct Model {
    founder: Account,
    delay: u64,
    done: Vec<(Account, Command, Timestamp)>,
}

impl Model {
    pub fn new(founder: Account, delay: u64) -> Self {
        Self { founder, delay, done: Vec::new() }
    }

    pub fn owner(&self) -> Account {
        let accepted = self.last(|command| matches!(command, Command::Owner(HandoverStep::Accept)));
        accepted.map_or(self.founder, |(caller, ..)| caller)
    }

    /// Whom the ownership is offered to.
    pub fn offered_to(&self) -> Option<Account> {
        let last = self.last(|command| {
            matches!(
                command,
                Command::Owner(HandoverStep::Propose(_))
                    | Command::Owner(HandoverStep::Cancel)
                    | Command::Owner(HandoverStep::Accept)
            )
        });
        match last {
            Some((_, Command::Owner(HandoverStep::Propose(to)), _)) => Some(to),
            _ => None,
        }
    }

    pub fn is_paused(&self) -> bool {
        let last = self.last(|command| matches!(command, Command::Pause | Command::Resume));
        matches!(last, Some((_, Command::Pause, _)))
    }

    /// The announced code and the first moment at which it may be applied.
    pub fn announced(&self) -> Option<(CodeHash, Timestamp)> {
        let last = self.last(|command| {
            matches!(
                command,
                Command::AnnounceUpgrade(_)
                    | Command::CancelUpgrade
                    | Command::ApplyUpgrade
                    | Command::RenounceUpgrades
            )
        });
        match last {
            Some((_, Command::AnnounceUpgrade(code_hash), at)) => {
                Some((code_hash, at.checked_add(self.delay).unwrap_or(Timestamp::MAX)))
            }
            _ => None,
        }
    }

    pub fn is_renounced(&self) -> bool {
        self.done.iter().any(|(_, command, _)| matches!(command, Command::RenounceUpgrades))
    }

    pub fn upgrades(&self) -> Upgrades {
        match self.announced() {
            _ if self.is_renounced() => Upgrades::Renounced,
            Some((code_hash, ready_at)) => Upgrades::Announced { code_hash, ready_at },
            None => Upgrades::Idle,
        }
    }

    /// What a command answers; it is remembered if it is carried out.
    pub fn execute(
        &mut self,
        caller: Account,
        command: Command,
        now: Timestamp,
    ) -> Result<Change, GovernanceError> {
        if let Some(error) = self.objection(caller, command, now) {
            return Err(error);
        }
        let announced = self.announced();
        self.done.push((caller, command, now));
        Ok(match command {
            Command::Owner(HandoverStep::Propose(to)) => {
                Change::Owner(HandoverChange::Proposed(to))
            }
            Command::Owner(HandoverStep::Cancel) => Change::Owner(HandoverChange::Cancelled),
            Command::Owner(HandoverStep::Accept) => Change::Owner(HandoverChange::Accepted(caller)),
            Command::Pause => Change::Paused,
            Command::Resume => Change::Resumed,
            Command::ApplyUpgrade => Change::Upgraded(announced.unwrap().0),
            _ => Change::Upgrades(self.upgrades()),
        })
    }

    fn objection(
        &self,
        caller: Account,
        command: Command,
        now: Timestamp,
    ) -> Option<GovernanceError> {
        let is_upgrade = !matches!(
            command,
            Command::Owner(HandoverStep::Propose(_))
                | Command::Owner(HandoverStep::Cancel)
                | Command::Owner(HandoverStep::Accept)
                | Command::Pause
                | Command::Resume
        );
        let (refused, error) = match command {
            Command::Owner(HandoverStep::Accept) => (
                self.offered_to() != Some(caller),
                GovernanceError::Owner(HandoverError::NotProposed),
            ),
            Command::Owner(_) if caller != self.owner() => {
                (true, GovernanceError::Owner(HandoverError::NotHolder))
            }
            _ if caller != self.owner() => (true, GovernanceError::NotOwner),
            _ if is_upgrade && self.is_renounced() => (true, GovernanceError::Renounced),
            Command::Owner(HandoverStep::Propose(_)) | Command::RenounceUpgrades => return None,
            Command::Owner(HandoverStep::Cancel) => {
                (self.offered_to().is_none(), GovernanceError::Owner(HandoverError::NotProposed))
            }
            Command::Pause => (self.is_paused(), GovernanceError::NothingToDo),
            Command::Resume => (!self.is_paused(), GovernanceError::NothingToDo),
            Command::AnnounceUpgrade(_) => {
                (self.announced().is_some(), GovernanceError::AlreadyAnnounced)
            }
            Command::CancelUpgrade => (self.announced().is_none(), GovernanceError::NotAnnounced),
            Command::ApplyUpgrade => match self.announced() {
                None => (true, GovernanceError::NotAnnounced),
                Some((_, ready_at)) => (now < ready_at, GovernanceError::TooEarly),
            },
        };
        refused.then_some(error)
    }

    fn last(
        &self,
        is_asked_for: impl Fn(&Command) -> bool,
    ) -> Option<(Account, Command, Timestamp)> {
        self.done.iter().rev().find(|(_, command, _)| is_asked_for(command)).copied()
    }
}
