//! One contract under a governor: how slowly it changes, and what is announced for it.

use alloc::vec::Vec;
use core::iter;

use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use scale::{Decode, Encode};

use crate::GovernorError;

/// How long an announcement can be carried out once its delay has passed: 14 days, in
/// milliseconds. After that it has lapsed, and can only be cancelled.
pub const LAPSE_MILLISECONDS: u64 = 14 * 24 * 60 * 60 * 1_000;

/// A later version of a contract: all the code that will run.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Release {
    /// The contract's own code.
    pub code: CodeHash,
    /// The parts that this code pins, in its order.
    pub parts: Vec<CodeHash>,
    /// The version that this code answers.
    pub version: u32,
}

impl Release {
    /// The contract's own code and its parts.
    pub(crate) fn codes(&self) -> impl Iterator<Item = CodeHash> + '_ {
        iter::once(self.code).chain(self.parts.iter().copied())
    }
}

/// What is announced for a contract.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Plan {
    /// The contract still obeys another governor, and is expected from it.
    Expected,
    /// Nothing is announced.
    Idle,
    /// A release is announced.
    Upgrade {
        /// What will run.
        release: Release,
        /// The first millisecond at which it may be applied.
        ready_at: Timestamp,
    },
    /// A move to another governor is announced.
    Move {
        /// The other governor.
        governor: Account,
        /// The first millisecond at which the contract may be moved.
        ready_at: Timestamp,
    },
    /// There will be neither another release nor another governor.
    Renounced,
}

/// One contract under a governor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Governed {
    delay: u64,
    plan: Plan,
}

impl Governed {
    /// A contract that another governor will move here, with this delay in milliseconds.
    #[must_use]
    pub fn expected(delay: u64) -> Self {
        Self { delay, plan: Plan::Expected }
    }

    /// How long its releases and moves are announced before they may be carried out, in
    /// milliseconds.
    #[must_use]
    pub fn delay(&self) -> u64 {
        self.delay
    }

    /// What is announced for it.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether it obeys this governor.
    #[must_use]
    pub fn is_wired(&self) -> bool {
        self.plan != Plan::Expected
    }

    /// Takes the contract, which names this governor now and accepts no shorter delay than
    /// `shortest` milliseconds.
    ///
    /// # Errors
    /// [`GovernorError::AlreadyWired`], [`GovernorError::DelayTooShort`].
    pub fn wire(&mut self, shortest: u64) -> Result<(), GovernorError> {
        if self.is_wired() {
            return Err(GovernorError::AlreadyWired);
        }
        if self.delay < shortest {
            return Err(GovernorError::DelayTooShort);
        }
        self.plan = Plan::Idle;
        Ok(())
    }

    /// Plans a release. Returns when it may be applied.
    pub(crate) fn announce(
        &mut self,
        release: Release,
        now: Timestamp,
    ) -> Result<Timestamp, GovernorError> {
        self.ensure_idle()?;
        let ready_at = now.saturating_add(self.delay);
        self.plan = Plan::Upgrade { release, ready_at };
        Ok(ready_at)
    }

    /// Plans a move. Returns when it may be carried out.
    pub(crate) fn announce_move(
        &mut self,
        governor: Account,
        now: Timestamp,
    ) -> Result<Timestamp, GovernorError> {
        self.ensure_idle()?;
        let ready_at = now.saturating_add(self.delay);
        self.plan = Plan::Move { governor, ready_at };
        Ok(ready_at)
    }

    fn ensure_idle(&self) -> Result<(), GovernorError> {
        match self.plan {
            Plan::Idle => Ok(()),
            Plan::Expected => Err(GovernorError::NotWired),
            Plan::Renounced => Err(GovernorError::Renounced),
            Plan::Upgrade { .. } | Plan::Move { .. } => Err(GovernorError::AlreadyAnnounced),
        }
    }

    /// Takes an announcement back, lapsed or not. Returns the release, if it was one.
    pub(crate) fn cancel(&mut self) -> Result<Option<Release>, GovernorError> {
        match &self.plan {
            Plan::Expected => Err(GovernorError::NotWired),
            Plan::Renounced => Err(GovernorError::Renounced),
            Plan::Idle => Err(GovernorError::NotAnnounced),
            Plan::Upgrade { .. } | Plan::Move { .. } => Ok(self.end(Plan::Idle)),
        }
    }

    /// Gives up releases and moves for good, announced ones with them. Returns the release that
    /// was announced.
    pub(crate) fn renounce(&mut self) -> Result<Option<Release>, GovernorError> {
        match &self.plan {
            Plan::Expected => Err(GovernorError::NotWired),
            Plan::Renounced => Err(GovernorError::Renounced),
            _ => Ok(self.end(Plan::Renounced)),
        }
    }

    /// The release that may be applied now; nothing is announced any more.
    pub(crate) fn apply(&mut self, now: Timestamp) -> Result<Release, GovernorError> {
        match &self.plan {
            Plan::Upgrade { ready_at, .. } => {
                ensure_due(*ready_at, now)?;
                self.end(Plan::Idle).ok_or(GovernorError::NotAnnounced)
            }
            Plan::Expected => Err(GovernorError::NotWired),
            Plan::Renounced => Err(GovernorError::Renounced),
            Plan::Idle | Plan::Move { .. } => Err(GovernorError::NotAnnounced),
        }
    }

    /// The governor that the contract may be moved to now.
    pub(crate) fn due_move(&self, now: Timestamp) -> Result<Account, GovernorError> {
        match &self.plan {
            Plan::Move { governor, ready_at } => ensure_due(*ready_at, now).map(|()| *governor),
            Plan::Expected => Err(GovernorError::NotWired),
            Plan::Renounced => Err(GovernorError::Renounced),
            Plan::Idle | Plan::Upgrade { .. } => Err(GovernorError::NotAnnounced),
        }
    }

    /// Puts another plan in the place of the present one. Returns the release that was announced.
    fn end(&mut self, next: Plan) -> Option<Release> {
        match core::mem::replace(&mut self.plan, next) {
            Plan::Upgrade { release, .. } => Some(release),
            _ => None,
        }
    }
}

/// Why a contract refused its governor, or somebody who is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum GovernedError {
    /// The caller is not the contract's governor.
    NotGovernor,
    /// No code of this hash is on the chain: upload it first.
    CodeMissing,
    /// It is paused already, or not paused.
    NothingToDo,
}

fn ensure_due(ready_at: Timestamp, now: Timestamp) -> Result<(), GovernorError> {
    if now < ready_at {
        Err(GovernorError::TooEarly)
    } else if now.saturating_sub(ready_at) >= LAPSE_MILLISECONDS {
        Err(GovernorError::Lapsed)
    } else {
        Ok(())
    }
}
