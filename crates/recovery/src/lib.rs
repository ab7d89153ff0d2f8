//! Who may replace the key of a chart, and how slowly.
//!
//! A threshold of guardians proposes a new key, which takes the place of the present one after
//! a delay. The present key vetoes a proposal, once in 30 days, unless all guardians stand
//! behind it. So a thief who holds the phone does not win: the veto runs out before the guardians
//! do. And whoever holds the phone rightly has time to say no, once: a threshold of guardians that
//! insists is trusted with the chart.
//!
//! What would put the chart out of the guardians' reach, other guardians or a hand-over, waits
//! as long as they do, and lapses when they propose.
//!
//! Nothing here knows a chain: times are arguments, signatures are checked before. All times are
//! milliseconds since 1970-01-01 00:00 UTC.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod guardians;

pub use guardians::{Guardians, MAX_DELAY_HOURS, MAX_GUARDIANS, MIN_DELAY_HOURS};

use chartkey_vocabulary::{Account, Timestamp};
use scale::{Decode, Encode};

/// The public key that a patient signs with (sr25519), as its 32 bytes.
pub type SigningKey = [u8; 32];

/// The neutral element of the group, for which anybody can make signatures: no key.
pub const NO_KEY: SigningKey = [0; 32];

/// What stands for a guardian until the guardian acts: a hash of the guardian's signing key and
/// a salt.
pub type Commitment = [u8; 32];

const HOUR: u64 = 60 * 60 * 1_000;

/// How long after a veto there is no other, in milliseconds: 30 days.
pub const VETO_MILLISECONDS: u64 = 30 * 24 * HOUR;

/// Whose word counts for a chart, and what may change that.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Custody {
    key: SigningKey,
    round: u32,
    guardians: Option<Guardians>,
    waiting: Option<Waiting>,
    proposal: Option<Proposal>,
    vetoed_at: Option<Timestamp>,
}

/// A change by the present key that waits for the guardians' delay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Waiting {
    /// What will change.
    pub change: Change,
    /// The first millisecond at which it may be completed.
    pub ready_at: Timestamp,
}

/// What the present key changes no faster than guardians can act.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Change {
    /// Other guardians, or none any more.
    Guardians(Option<Guardians>),
    /// The chart is offered to this account.
    HandOver(Account),
}

/// A new key that guardians propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Proposal {
    /// The new key.
    pub key: SigningKey,
    /// Whether all guardians approved: then there is no veto.
    pub unanimous: bool,
    /// The first millisecond at which it may be completed.
    pub ready_at: Timestamp,
}

/// What became of a change that was asked for, or that was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits until this time.
    Waits(Timestamp),
    /// It is done, here; a hand-over has to be carried out now.
    Done(Change),
    /// The guardians' key is the present one.
    Recovered(SigningKey),
}

/// Why a step was refused; then nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum RecoveryError {
    /// There are 1 to [`MAX_GUARDIANS`] commitments, in ascending order, each once.
    Commitments,
    /// The threshold is 1 to the number of guardians.
    Threshold,
    /// The delay is [`MIN_DELAY_HOURS`] to [`MAX_DELAY_HOURS`] hours.
    Delay,
    /// The chart has no guardians.
    NoGuardians,
    /// One who approved is no guardian of this chart, or stands twice or out of order: send the
    /// approvals in the order of their commitments.
    NotGuardian,
    /// Fewer guardians approved than the threshold: collect more approvals.
    TooFew,
    /// All guardians stand behind the present proposal: only all of them replace it.
    Outvoted,
    /// Guardians propose a new key: this waits until that is completed or vetoed.
    Frozen,
    /// No new key is proposed, or another one.
    NothingProposed,
    /// All guardians stand behind the proposal: there is no veto.
    Unanimous,
    /// The last veto was less than 30 days ago.
    VetoUsed,
    /// Nothing waits to be completed or withdrawn.
    NothingWaits,
    /// The delay has not passed: complete it at `ready_at` or later.
    TooEarly,
    /// There were 2^32 - 1 rounds.
    RoundsUsedUp,
    /// The new key is all zero: under that one everybody can sign.
    NoKey,
}

impl Custody {
    /// A chart under this key, without guardians.
    #[must_use]
    pub fn new(key: SigningKey) -> Self {
        Self { key, round: 0, guardians: None, waiting: None, proposal: None, vetoed_at: None }
    }

    /// The chart came back, under this key: nothing of before counts, nor approvals given then.
    ///
    /// # Errors
    /// [`RecoveryError::RoundsUsedUp`].
    pub fn rebind(&mut self, key: SigningKey) -> Result<(), RecoveryError> {
        *self = Self { round: self.next_round()?, ..Self::new(key) };
        Ok(())
    }

    fn next_round(&self) -> Result<u32, RecoveryError> {
        self.round.checked_add(1).ok_or(RecoveryError::RoundsUsedUp)
    }

    /// The key whose word counts.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The number that the next approvals have to name. It is raised by every proposal, by every
    /// change of guardians, and when the chart comes back.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The guardians.
    #[must_use]
    pub fn guardians(&self) -> Option<&Guardians> {
        self.guardians.as_ref()
    }

    /// The change that waits.
    #[must_use]
    pub fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref()
    }

    /// The proposal that stands.
    #[must_use]
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_ref()
    }

    /// When the present key last vetoed.
    #[must_use]
    pub fn vetoed_at(&self) -> Option<Timestamp> {
        self.vetoed_at
    }

    /// Refuses while a proposal stands: for what would outrun it.
    ///
    /// # Errors
    /// [`RecoveryError::Frozen`].
    pub fn ensure_thawed(&self) -> Result<(), RecoveryError> {
        if self.proposal.is_some() {
            Err(RecoveryError::Frozen)
        } else {
            Ok(())
        }
    }

    /// The present key asks for a change. It waits for the delay of the present guardians, in
    /// the place of what waited before; without guardians it is done at once.
    ///
    /// # Errors
    /// [`RecoveryError::Frozen`], [`RecoveryError::RoundsUsedUp`], and the bounds of
    /// [`Guardians`].
    pub fn ask(&mut self, change: Change, now: Timestamp) -> Result<Progress, RecoveryError> {
        self.ensure_thawed()?;
        if let Change::Guardians(Some(guardians)) = &change {
            guardians.check()?;
        }
        match &self.guardians {
            None => self.make(change),
            Some(guardians) => {
                let ready_at = now.saturating_add(guardians.delay());
                self.waiting = Some(Waiting { change, ready_at });
                Ok(Progress::Waits(ready_at))
            }
        }
    }

    /// The present key takes the waiting change back.
    ///
    /// # Errors
    /// [`RecoveryError::NothingWaits`].
    pub fn withdraw(&mut self) -> Result<(), RecoveryError> {
        self.waiting.take().map(drop).ok_or(RecoveryError::NothingWaits)
    }

    /// Guardians, named by their commitments in ascending order, propose a new key. It takes
    /// the place of a proposal that stands; what waits lapses. Returns when it may be
    /// completed.
    ///
    /// # Errors
    /// [`RecoveryError::NoGuardians`], [`RecoveryError::NotGuardian`],
    /// [`RecoveryError::TooFew`], [`RecoveryError::Outvoted`], [`RecoveryError::NoKey`],
    /// [`RecoveryError::RoundsUsedUp`].
    pub fn propose(
        &mut self,
        key: SigningKey,
        approving: &[Commitment],
        now: Timestamp,
    ) -> Result<Timestamp, RecoveryError> {
        let guardians = self.guardians.as_ref().ok_or(RecoveryError::NoGuardians)?;
        let unanimous = guardians.approve(approving)?;
        if !unanimous && self.proposal.is_some_and(|proposal| proposal.unanimous) {
            return Err(RecoveryError::Outvoted);
        }
        if key == NO_KEY {
            return Err(RecoveryError::NoKey);
        }
        let ready_at = now.saturating_add(guardians.delay());
        self.round = self.next_round()?;
        self.waiting = None;
        self.proposal = Some(Proposal { key, unanimous, ready_at });
        Ok(ready_at)
    }

    /// The present key vetoes the proposal of this new key.
    ///
    /// # Errors
    /// [`RecoveryError::NothingProposed`], [`RecoveryError::Unanimous`],
    /// [`RecoveryError::VetoUsed`].
    pub fn veto(&mut self, key: &SigningKey, now: Timestamp) -> Result<(), RecoveryError> {
        let proposal = self
            .proposal
            .filter(|proposal| proposal.key == *key)
            .ok_or(RecoveryError::NothingProposed)?;
        if proposal.unanimous {
            return Err(RecoveryError::Unanimous);
        }
        if self.vetoed_at.is_some_and(|at| now < at.saturating_add(VETO_MILLISECONDS)) {
            return Err(RecoveryError::VetoUsed);
        }
        self.proposal = None;
        self.vetoed_at = Some(now);
        Ok(())
    }

    /// Completes what is due, on anybody's word.
    ///
    /// # Errors
    /// [`RecoveryError::NothingWaits`], [`RecoveryError::TooEarly`],
    /// [`RecoveryError::RoundsUsedUp`].
    pub fn complete(&mut self, now: Timestamp) -> Result<Progress, RecoveryError> {
        if let Some(Proposal { key, ready_at, .. }) = self.proposal {
            ensure_ready(now, ready_at)?;
            self.key = key;
            self.proposal = None;
            self.vetoed_at = None;
            return Ok(Progress::Recovered(key));
        }
        let waiting = self.waiting.as_ref().ok_or(RecoveryError::NothingWaits)?;
        ensure_ready(now, waiting.ready_at)?;
        let progress = self.make(waiting.change.clone())?;
        self.waiting = None;
        Ok(progress)
    }

    fn make(&mut self, change: Change) -> Result<Progress, RecoveryError> {
        if let Change::Guardians(guardians) = &change {
            self.round = self.next_round()?;
            self.guardians.clone_from(guardians);
        }
        Ok(Progress::Done(change))
    }
}

fn ensure_ready(now: Timestamp, ready_at: Timestamp) -> Result<(), RecoveryError> {
    if now < ready_at {
        Err(RecoveryError::TooEarly)
    } else {
        Ok(())
    }
}
