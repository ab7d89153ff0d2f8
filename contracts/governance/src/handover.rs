//! Something that one account holds and hands over in two steps: a contract, a chart, an
//! organization.

use scale::{Decode, Encode};

use crate::Account;

/// Who holds it, and whom it is offered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Handover {
    holder: Account,
    proposed: Option<Account>,
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
    pub fn holder(&self) -> Account {
        self.holder
    }

    /// The account it is offered to.
    #[must_use]
    pub fn proposed(&self) -> Option<Account> {
        self.proposed
    }

    /// The holder offers it to `to`; an earlier offer lapses.
    ///
    /// # Errors
    /// [`HandoverError::NotHolder`].
    pub fn propose(
        &mut self,
        caller: Account,
        to: Account,
    ) -> Result<HandoverChange, HandoverError> {
        if caller != self.holder {
            return Err(HandoverError::NotHolder);
        }
        self.proposed = Some(to);
        Ok(HandoverChange::Proposed(to))
    }

    /// The holder takes the offer back.
    ///
    /// # Errors
    /// [`HandoverError::NotHolder`], [`HandoverError::NotProposed`].
    pub fn cancel(&mut self, caller: Account) -> Result<HandoverChange, HandoverError> {
        if caller != self.holder {
            return Err(HandoverError::NotHolder);
        }
        self.proposed.take().ok_or(HandoverError::NotProposed)?;
        Ok(HandoverChange::Cancelled)
    }

    /// The proposed account takes it.
    ///
    /// # Errors
    /// [`HandoverError::NotProposed`].
    pub fn accept(&mut self, caller: Account) -> Result<HandoverChange, HandoverError> {
        if self.proposed != Some(caller) {
            return Err(HandoverError::NotProposed);
        }
        *self = Self::new(caller);
        Ok(HandoverChange::Accepted(caller))
    }
}
