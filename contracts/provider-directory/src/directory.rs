//! The directory's state: its steward, its organizations, whom they invite, and what is published.

mod ids;
mod invitations;
mod organizations;
mod practitioners;
mod publications;
mod steward;
mod trees;

pub use ids::organization_id;

use chartkey_governance::Handover;
use chartkey_interfaces::directory::{
    DirectoryError, Invitation, Organization, PublishedProfile, Stewardship,
};
use chartkey_onchain::{Encoded, GovernedState};
use chartkey_vocabulary::{Account, Digest, OrgId, PublicKey};
use ink::storage::{traits::ManualKey, Lazy, Mapping};

use crate::calls::RecordRegistry;

/// The administration of every organization.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Directory {
    governed: GovernedState,
    registry: RecordRegistry,
    steward: Lazy<Stewardship, ManualKey<0x7064_0000>>,
    organization_count: Lazy<u32, ManualKey<0x7064_0001>>,
    organizations: Mapping<OrgId, Organization, ManualKey<0x7064_0002>>,
    profiles: Mapping<OrgId, PublishedProfile, ManualKey<0x7064_0003>>,
    keys: Mapping<Account, Encoded<PublicKey>, ManualKey<0x7064_0004>>,
    invitations: Mapping<(OrgId, Account), Invitation, ManualKey<0x7064_0005>>,
    register: Lazy<Digest, ManualKey<0x7064_0006>>,
}

impl Directory {
    /// No organizations, over the record registry that it notes who may act in.
    #[must_use]
    pub fn new(governed: GovernedState, steward: Account, registry: RecordRegistry) -> Self {
        let mut stewardship = Lazy::new();
        stewardship.set(&Stewardship(Handover::new(steward)));
        Self {
            governed,
            registry,
            steward: stewardship,
            organization_count: Lazy::new(),
            organizations: Mapping::new(),
            profiles: Mapping::new(),
            keys: Mapping::new(),
            invitations: Mapping::new(),
            register: Lazy::new(),
        }
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed(&self) -> &GovernedState {
        &self.governed
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed_mut(&mut self) -> &mut GovernedState {
        &mut self.governed
    }

    /// The record registry behind the directory.
    #[must_use]
    pub fn registry(&self) -> &RecordRegistry {
        &self.registry
    }

    fn ensure_running(&self) -> Result<(), DirectoryError> {
        if self.governed.is_paused() {
            Err(DirectoryError::Paused)
        } else {
            Ok(())
        }
    }
}
