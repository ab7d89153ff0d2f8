//! The people whom a patient trusts to replace a lost key.

use alloc::vec::Vec;

use scale::{Decode, Encode};

use crate::{Commitment, RecoveryError, HOUR};

/// How many guardians a chart has at the most.
pub const MAX_GUARDIANS: usize = 7;

/// How short the delay is at the least, in hours: a day.
pub const MIN_DELAY_HOURS: u16 = 24;

/// How long the delay is at the most, in hours: two weeks, less than half of the time between
/// two vetoes, so that a thief cannot veto twice while guardians act.
pub const MAX_DELAY_HOURS: u16 = 14 * 24;

/// Guardians by their commitments, how many of them it takes, and how long everybody has to
/// notice.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Guardians {
    /// A commitment for each, 1 to [`MAX_GUARDIANS`], ascending and so without repetition.
    pub commitments: Vec<Commitment>,
    /// How many of them replace the key, 1 to all. One alone is trusted with the chart.
    pub threshold: u8,
    /// How long a new key, other guardians and a hand-over wait, in hours:
    /// [`MIN_DELAY_HOURS`] to [`MAX_DELAY_HOURS`].
    pub delay_hours: u16,
}

impl Guardians {
    /// Checks the bounds.
    ///
    /// # Errors
    /// [`RecoveryError::Commitments`], [`RecoveryError::Threshold`], [`RecoveryError::Delay`].
    pub fn check(&self) -> Result<(), RecoveryError> {
        let count = self.commitments.len();
        if count == 0
            || count > MAX_GUARDIANS
            || self.commitments.windows(2).any(|pair| pair.first() >= pair.last())
        {
            return Err(RecoveryError::Commitments);
        }
        if self.threshold == 0 || usize::from(self.threshold) > count {
            return Err(RecoveryError::Threshold);
        }
        if self.delay_hours < MIN_DELAY_HOURS || self.delay_hours > MAX_DELAY_HOURS {
            return Err(RecoveryError::Delay);
        }
        Ok(())
    }

    /// The delay in milliseconds.
    #[must_use]
    pub fn delay(&self) -> u64 {
        HOUR.saturating_mul(self.delay_hours.into())
    }

    /// Counts approving guardians, who are named by their commitments in ascending order.
    /// Returns whether it is all of them.
    pub(crate) fn approve(&self, approving: &[Commitment]) -> Result<bool, RecoveryError> {
        if approving.windows(2).any(|pair| pair.first() >= pair.last())
            || approving.iter().any(|one| !self.commitments.contains(one))
        {
            return Err(RecoveryError::NotGuardian);
        }
        if approving.len() < usize::from(self.threshold) {
            return Err(RecoveryError::TooFew);
        }
        Ok(approving.len() == self.commitments.len())
    }
}
