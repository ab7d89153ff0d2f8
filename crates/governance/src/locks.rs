//! Codes that must not be removed from the chain while a release that needs them is announced.

use alloc::vec::Vec;

use chartkey_vocabulary::CodeHash;
use scale::{Decode, Encode};

use crate::GovernorError;

/// How many different codes are locked at a time at the most. The chain's own bound for one
/// contract is 32.
pub const MAX_LOCKS: usize = 24;

/// A locked code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Lock {
    /// The code.
    pub code: CodeHash,
    /// How many times announced releases name it, at least once.
    pub count: u16,
}

/// The locked codes, at most [`MAX_LOCKS`]. The chain knows a code as locked or not, and fails
/// when it is locked twice: so this counts who needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Locks(Vec<Lock>);

impl Locks {
    /// Those that are locked, in the order in which they were first needed.
    #[must_use]
    pub fn all(&self) -> &[Lock] {
        &self.0
    }

    /// Counts one more need of each of these codes. Returns those that nobody needed before: the
    /// chain has to lock them.
    ///
    /// # Errors
    /// [`GovernorError::TooManyCodes`]; then nothing has changed.
    pub(crate) fn take(
        &mut self,
        codes: impl Iterator<Item = CodeHash>,
    ) -> Result<Vec<CodeHash>, GovernorError> {
        let mut locks = self.0.clone();
        let mut new = Vec::new();
        for code in codes {
            match locks.iter_mut().find(|lock| lock.code == code) {
                Some(lock) => {
                    lock.count = lock.count.checked_add(1).ok_or(GovernorError::TooManyCodes)?;
                }
                None => {
                    locks.push(Lock { code, count: 1 });
                    new.push(code);
                }
            }
        }
        if locks.len() > MAX_LOCKS {
            return Err(GovernorError::TooManyCodes);
        }
        self.0 = locks;
        Ok(new)
    }

    /// Counts one need of each of these codes less. Returns those that nobody needs any more: the
    /// chain has to unlock them.
    pub(crate) fn give_back(&mut self, codes: impl Iterator<Item = CodeHash>) -> Vec<CodeHash> {
        let mut free = Vec::new();
        for code in codes {
            if let Some(lock) = self.0.iter_mut().find(|lock| lock.code == code) {
                lock.count = lock.count.saturating_sub(1);
                if lock.count == 0 {
                    free.push(code);
                }
            }
        }
        self.0.retain(|lock| lock.count > 0);
        free
    }
}
