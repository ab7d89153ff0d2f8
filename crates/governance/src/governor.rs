//! The governor of several contracts: its owner, and the codes that its announcements need.

use alloc::vec::Vec;

use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use scale::{Decode, Encode};

use crate::{Governed, Handover, HandoverChange, HandoverError, HandoverStep, Locks, Release};

/// Who governs, and which codes announced releases need. What is announced for a contract is
/// [`Governed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Governor {
    owner: Handover,
    locks: Locks,
}

/// A question to a contract whose code was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Step {
    /// The old code sets the new one.
    SetCode,
    /// The new code holds exactly the announced parts.
    Parts,
    /// The new code answers the announced version.
    Version,
    /// The new code names this governor.
    Governor,
    /// The new code still obeys: it sets itself again.
    Obedience,
}

/// Why the governor refused a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum GovernorError {
    /// The caller is not the owner.
    NotOwner,
    /// The hand-over of the ownership was refused.
    Owner(HandoverError),
    /// The contract obeys this governor already, with the delay that it was wired with.
    AlreadyWired,
    /// The contract does not obey this governor: wire it first.
    NotWired,
    /// The contract names another governor: have that one move it here, and expect it.
    OtherGovernor,
    /// The contract accepts no delay as short as this: ask it for `shortest_delay`.
    DelayTooShort,
    /// A release or a move is announced already: cancel it first.
    AlreadyAnnounced,
    /// Nothing of this kind is announced: announce it first.
    NotAnnounced,
    /// The delay has not passed: come back at `ready_at`.
    TooEarly,
    /// It was ready 14 days ago or longer: cancel it, and announce it again.
    Lapsed,
    /// Releases and moves were given up for good.
    Renounced,
    /// Announced releases would need more than [`crate::MAX_LOCKS`] different codes: cancel or
    /// apply another one first.
    TooManyCodes,
    /// No contract was named, or a contract would be moved to the governor that it obeys.
    NothingToDo,
    /// The contract did not answer as announced; everything is as before.
    Refused(Account, Step),
    /// The contract did not do what the governor asked: raise the gas limit, and check that it is
    /// not so already.
    NotObeyed,
    /// The other governor does not take the contract: have its owner expect it.
    NotAccepted,
}

impl Governor {
    /// A governor of this owner, without contracts.
    #[must_use]
    pub fn new(owner: Account) -> Self {
        Self { owner: Handover::new(owner), locks: Locks::default() }
    }

    /// The owner, and whom the ownership is offered to.
    #[must_use]
    pub fn owner(&self) -> &Handover {
        &self.owner
    }

    /// The codes that announced releases need.
    #[must_use]
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// Checks that the caller is the owner.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`].
    pub fn ensure_owner(&self, caller: &Account) -> Result<(), GovernorError> {
        if self.owner.holder() == caller {
            Ok(())
        } else {
            Err(GovernorError::NotOwner)
        }
    }

    /// Takes a step of the hand-over of the ownership.
    ///
    /// # Errors
    /// [`GovernorError::Owner`]; then nothing has changed.
    pub fn hand_over(
        &mut self,
        caller: &Account,
        step: HandoverStep,
    ) -> Result<HandoverChange, GovernorError> {
        self.owner.step(caller, step).map_err(GovernorError::Owner)
    }

    /// Announces a release. Returns when it may be applied, and the codes that the chain has to
    /// lock.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`],
    /// [`GovernorError::AlreadyAnnounced`], [`GovernorError::TooManyCodes`]; then nothing has
    /// changed.
    pub fn announce(
        &mut self,
        caller: &Account,
        governed: &mut Governed,
        release: Release,
        now: Timestamp,
    ) -> Result<(Timestamp, Vec<CodeHash>), GovernorError> {
        self.ensure_owner(caller)?;
        let mut announced = governed.clone();
        let ready_at = announced.announce(release.clone(), now)?;
        let lock = self.locks.take(release.codes())?;
        *governed = announced;
        Ok((ready_at, lock))
    }

    /// Announces a move to another governor. Returns when it may be carried out.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`],
    /// [`GovernorError::AlreadyAnnounced`]; then nothing has changed.
    pub fn announce_move(
        &self,
        caller: &Account,
        governed: &mut Governed,
        to: Account,
        now: Timestamp,
    ) -> Result<Timestamp, GovernorError> {
        self.ensure_owner(caller)?;
        governed.announce_move(to, now)
    }

    /// Takes an announcement back. Returns the codes that the chain has to unlock.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`],
    /// [`GovernorError::NotAnnounced`]; then nothing has changed.
    pub fn cancel(
        &mut self,
        caller: &Account,
        governed: &mut Governed,
    ) -> Result<Vec<CodeHash>, GovernorError> {
        self.ensure_owner(caller)?;
        let release = governed.cancel()?;
        Ok(self.release_locks(release.as_ref()))
    }

    /// Gives up releases and moves of a contract for good. Returns the codes that the chain has
    /// to unlock.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`];
    /// then nothing has changed.
    pub fn renounce(
        &mut self,
        caller: &Account,
        governed: &mut Governed,
    ) -> Result<Vec<CodeHash>, GovernorError> {
        self.ensure_owner(caller)?;
        let release = governed.renounce()?;
        Ok(self.release_locks(release.as_ref()))
    }

    /// Takes an announced release as applied. Returns it, and the codes that the chain has to
    /// unlock once the contract holds them itself.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`],
    /// [`GovernorError::NotAnnounced`], [`GovernorError::TooEarly`], [`GovernorError::Lapsed`];
    /// then nothing has changed.
    pub fn apply(
        &mut self,
        caller: &Account,
        governed: &mut Governed,
        now: Timestamp,
    ) -> Result<(Release, Vec<CodeHash>), GovernorError> {
        self.ensure_owner(caller)?;
        let release = governed.apply(now)?;
        let unlock = self.release_locks(Some(&release));
        Ok((release, unlock))
    }

    /// The other governor that a contract may be moved to now.
    ///
    /// # Errors
    /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`], [`GovernorError::Renounced`],
    /// [`GovernorError::NotAnnounced`], [`GovernorError::TooEarly`], [`GovernorError::Lapsed`].
    pub fn due_move(
        &self,
        caller: &Account,
        governed: &Governed,
        now: Timestamp,
    ) -> Result<Account, GovernorError> {
        self.ensure_owner(caller)?;
        governed.due_move(now)
    }

    fn release_locks(&mut self, release: Option<&Release>) -> Vec<CodeHash> {
        release.map_or_else(Vec::new, |release| self.locks.give_back(release.codes()))
    }
}
