//! The steward: whose key is used weekly, and does not upgrade.

use chartkey_governance::{GovernedError, Handover, HandoverStep};
use chartkey_interfaces::directory::{DirectoryError, StewardChange, StewardChanged, Stewardship};
use ink::{codegen::StaticEnv, primitives::AccountId};

use crate::ProviderDirectory;

impl ProviderDirectory {
    /// The steward, and whom the stewardship is offered to. The constructor writes it.
    pub(crate) fn stewardship(&self) -> Handover {
        self.steward.get().map_or_else(|| Handover::new([0xff; 32]), |stewardship| stewardship.0)
    }

    pub(crate) fn ensure_steward(&self) -> Result<(), DirectoryError> {
        if self.stewardship().holder() == &self.caller() {
            Ok(())
        } else {
            Err(DirectoryError::NotSteward)
        }
    }

    pub(crate) fn change_steward(&mut self, step: HandoverStep) -> Result<(), DirectoryError> {
        let mut stewardship = self.stewardship();
        let change = stewardship.step(&self.caller(), step).map_err(DirectoryError::Handover)?;
        self.steward.set(&Stewardship(stewardship));
        Self::env().emit_event(StewardChanged { change: StewardChange::Handover(change) });
        Ok(())
    }

    pub(crate) fn set_steward(&mut self, steward: AccountId) -> Result<(), GovernedError> {
        self.governed.ensure_governor()?;
        let steward = *steward.as_ref();
        self.steward.set(&Stewardship(Handover::new(steward)));
        Self::env().emit_event(StewardChanged { change: StewardChange::Replaced(steward) });
        Ok(())
    }
}
