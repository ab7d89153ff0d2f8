//! Whose signed word counts for a chart, and what may change that.

use crate::words::{Guardians, Time, Who, DAY, HOUR};

use super::Refusals;

const LANES: usize = 8;
const BETWEEN_VETOES: u64 = 30 * DAY;
const GUARDIANS: usize = 7;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custody {
    pub key: Who,
    pub round: u32,
    pub guardians: Option<Guardians>,
    pub waiting: Option<(Change, Time)>,
    /// The new key, whether all guardians stand behind it, from when on it can be completed.
    pub proposal: Option<(Who, bool, Time)>,
    pub vetoed_at: Option<Time>,
    pub lanes: [u32; LANES],
}

/// What can wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Guardians(Option<Guardians>),
    HandOver(Who),
}

impl Guardians {
    pub fn delay(&self) -> u64 {
        HOUR * u64::from(self.delay_hours)
    }

    /// What is wrong about them.
    pub fn faults(&self) -> Refusals {
        let mut wrong = Refusals::new();
        let count = self.members.len();
        let mut members = self.members.clone();
        members.sort_unstable();
        members.dedup();
        wrong.when(count == 0 || count > GUARDIANS || members.len() != count, "Commitments");
        wrong.when(self.threshold == 0 || usize::from(self.threshold) > count, "Threshold");
        wrong.when(self.delay_hours < 24 || self.delay_hours > 336, "Delay");
        wrong
    }
}

impl Custody {
    pub fn new(key: Who) -> Self {
        Self {
            key,
            round: 0,
            guardians: None,
            waiting: None,
            proposal: None,
            vetoed_at: None,
            lanes: [0; LANES],
        }
    }

    /// The chart came back.
    pub fn rebind(&mut self, key: Who) {
        *self = Self { round: self.round + 1, lanes: self.lanes, ..Self::new(key) };
    }

    pub fn set_guardians(&mut self, guardians: Option<Guardians>) {
        self.guardians = guardians;
        self.round += 1;
    }

    /// What is wrong about a proposal of a new key by these guardians.
    pub fn proposing(&self, key: Who, approving: &[u8]) -> Refusals {
        let mut wrong = Refusals::new();
        wrong.when(key == Who::Nobody, "NoKey");
        let Some(guardians) = &self.guardians else {
            wrong.when(true, "NoGuardians");
            return wrong;
        };
        let known = approving.iter().all(|one| guardians.members.contains(one));
        let mut different = approving.to_vec();
        different.sort_unstable();
        different.dedup();
        wrong.when(!known || different.len() != approving.len(), "NotGuardian");
        wrong.when(approving.len() < usize::from(guardians.threshold), "TooFew");
        let unanimous = approving.len() == guardians.members.len();
        let stands = self.proposal.is_some_and(|(_, unanimous, _)| unanimous);
        wrong.when(stands && !unanimous, "Outvoted");
        wrong
    }

    /// Returns from when on it can be completed.
    pub fn propose(&mut self, key: Who, approving: &[u8], now: Time) -> Time {
        let (all, delay) = self
            .guardians
            .as_ref()
            .map_or((0, 0), |guardians| (guardians.members.len(), guardians.delay()));
        let ready = now.saturating_add(delay);
        self.proposal = Some((key, approving.len() == all, ready));
        self.waiting = None;
        self.round += 1;
        ready
    }

    /// What is wrong about a veto of this key.
    pub fn vetoing(&self, key: Who, now: Time) -> Refusals {
        let mut wrong = Refusals::new();
        let standing = self.proposal.filter(|(proposed, ..)| *proposed == key);
        wrong.when(standing.is_none(), "NothingProposed");
        // For another key than the proposed one the error may also be that nothing can be vetoed.
        wrong.when(self.proposal.is_some_and(|(_, unanimous, _)| unanimous), "Unanimous");
        let used = self.vetoed_at.is_some_and(|at| now < at.saturating_add(BETWEEN_VETOES));
        wrong.when(used, "VetoUsed");
        wrong
    }

    pub fn veto(&mut self, now: Time) {
        self.proposal = None;
        self.vetoed_at = Some(now);
    }
}
