//! The steward: whose key is used weekly, and does not upgrade.

use chartkey_governance::{GovernedError, Handover, HandoverStep};
use chartkey_interfaces::directory::{DirectoryError, StewardChange, StewardChanged, Stewardship};
use chartkey_vocabulary::Account;

use super::Directory;

impl Directory {
    /// The steward, and whom the stewardship is offered to. The constructor writes it.
    #[must_use]
    pub fn steward(&self) -> Handover {
        self.steward.get().map_or_else(|| Handover::new([0xff; 32]), |stewardship| stewardship.0)
    }

    pub(super) fn ensure_steward(&self, caller: &Account) -> Result<(), DirectoryError> {
        if self.steward().holder() == caller {
            Ok(())
        } else {
            Err(DirectoryError::NotSteward)
        }
    }

    /// Takes a step of the hand-over of the stewardship.
    ///
    /// # Errors
    /// [`DirectoryError::Handover`].
    pub fn hand_over_stewardship(
        &mut self,
        caller: &Account,
        step: HandoverStep,
    ) -> Result<StewardChanged, DirectoryError> {
        let mut steward = self.steward();
        let change = steward.step(caller, step).map_err(DirectoryError::Handover)?;
        self.steward.set(&Stewardship(steward));
        Ok(StewardChanged { change: StewardChange::Handover(change) })
    }

    /// The governor, who has to be the running contract's caller, gives the stewardship to
    /// another account; an offer of the old steward lapses.
    ///
    /// # Errors
    /// [`GovernedError::NotGovernor`].
    pub fn replace_steward(&mut self, steward: Account) -> Result<StewardChanged, GovernedError> {
        self.governed.ensure_governor()?;
        self.steward.set(&Stewardship(Handover::new(steward)));
        Ok(StewardChanged { change: StewardChange::Replaced(steward) })
    }
}
