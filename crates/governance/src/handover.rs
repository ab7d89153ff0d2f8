//! Something that one account holds and hands over in two steps: a contract, a chart, an
//! organization.

use scale::{Decode, Encode};

use chartkey_vocabulary::Account;

/// Who holds it, and whom it is offered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Handover {
    holder: Account,
    proposed: Option<Account>,
}

/// A step of a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum HandoverStep {
    /// By the holder: offers it to an account.
    Propose(Account),
    /// By the holder: takes the offer back.
    Cancel,
    /// By the proposed account: takes it.
    Accept,
}

/// What a step of a hand-over changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum HandoverChange {
    /// It is offered to this account.
    Proposed(Account),
    /// The offer was taken back.
    Cancelled,
    /// This account holds it now.
    Accepted(Account),
}

/// Why a step of a hand-over was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum HandoverError {
    /// The caller does not hold it.
    NotHolder,
    /// It is not offered to the caller, or to nobody: it has to be proposed first.
    NotProposed,
}

impl Handover {
    /// Held by `holder`, offered to nobody.
    #[must_use]
    pub fn new(holder: Account) -> Self {
        Self { holder, proposed: None }
    }

    /// The account that holds it now.
    #[must_use]
    pub fn holder(&self) -> &Account {
        &self.holder
    }

    /// The account it is offered to.
    #[must_use]
    pub fn proposed(&self) -> Option<Account> {
        self.proposed
    }

    /// Takes one step: the holder offers it (an earlier offer lapses) or takes the offer back,
    /// the proposed account accepts.
    ///
    /// # Errors
    /// [`HandoverError::NotHolder`], [`HandoverError::NotProposed`]; then nothing has changed.
    pub fn step(
        &mut self,
        caller: &Account,
        step: HandoverStep,
    ) -> Result<HandoverChange, HandoverError> {
        if step == HandoverStep::Accept {
            if self.proposed.as_ref() != Some(caller) {
                return Err(HandoverError::NotProposed);
            }
            *self = Self::new(*caller);
            return Ok(HandoverChange::Accepted(*caller));
        }
        if caller != &self.holder {
            return Err(HandoverError::NotHolder);
        }
        match step {
            HandoverStep::Propose(to) => {
                self.proposed = Some(to);
                Ok(HandoverChange::Proposed(to))
            }
            HandoverStep::Cancel | HandoverStep::Accept => {
                self.proposed.take().ok_or(HandoverError::NotProposed)?;
                Ok(HandoverChange::Cancelled)
            }
        }
    }
}
