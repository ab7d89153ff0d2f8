//! What organizations, accounts and the steward publish.

use chartkey_interfaces::directory::{
    DirectoryError, KeyPublished, OrganizationChange, OrganizationChanged, Profile,
    PublishedProfile, RegisterPublished,
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::{Account, Digest, OrgId, PublicKey, Text};

use super::Directory;

impl Directory {
    /// The admin publishes where the organization's keeper answers, its encryption key and the
    /// digest of its profile document, in the place of what was published before.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Keeper`], [`DirectoryError::Key`],
    /// [`DirectoryError::Digest`].
    pub fn set_profile(
        &mut self,
        caller: &Account,
        id: OrgId,
        keeper: Text,
        key: PublicKey,
        document: Digest,
    ) -> Result<OrganizationChanged, DirectoryError> {
        let generation = self.ensure_trusted_admin(caller, id)?.standing.generation;
        keeper.check().map_err(DirectoryError::Keeper)?;
        key.check().map_err(DirectoryError::Key)?;
        ensure_digest(&document)?;
        let published = PublishedProfile { generation, profile: Profile { keeper, key, document } };
        self.profiles.insert(id, &published);
        let change = OrganizationChange::Profile(published.profile);
        Ok(OrganizationChanged { organization: id, change })
    }

    /// What an organization published, `None` if nothing in its present generation. What a thief
    /// of its admin's key published stays in storage, so that nobody is paid its deposit, and is
    /// not answered.
    #[must_use]
    pub fn profile(&self, id: OrgId) -> Option<Profile> {
        let generation = self.organization(id).ok()?.standing.generation;
        let published = self.profiles.get(id)?;
        (published.generation == generation).then_some(published.profile)
    }

    /// The caller publishes an encryption key, in the place of the last one.
    ///
    /// # Errors
    /// [`DirectoryError::Key`].
    pub fn publish_key(
        &mut self,
        caller: &Account,
        key: PublicKey,
    ) -> Result<KeyPublished, DirectoryError> {
        key.check().map_err(DirectoryError::Key)?;
        self.keys.insert(caller, &Encoded::of(&key));
        Ok(KeyPublished { account: *caller, key })
    }

    /// The encryption key that an account published, `None` if it did not.
    #[must_use]
    pub fn encryption_key(&self, account: &Account) -> Option<Encoded<PublicKey>> {
        self.keys.get(account)
    }

    /// The steward publishes the digest of the register of organizations.
    ///
    /// # Errors
    /// [`DirectoryError::NotSteward`], [`DirectoryError::Digest`].
    pub fn set_register(
        &mut self,
        caller: &Account,
        register: Digest,
    ) -> Result<RegisterPublished, DirectoryError> {
        self.ensure_steward(caller)?;
        ensure_digest(&register)?;
        self.register.set(&register);
        Ok(RegisterPublished { register })
    }

    /// The digest of the register of organizations, `None` until the steward publishes it.
    #[must_use]
    pub fn register(&self) -> Option<Digest> {
        self.register.get()
    }
}

fn ensure_digest(digest: &Digest) -> Result<(), DirectoryError> {
    if *digest == [0; 32] {
        Err(DirectoryError::Digest)
    } else {
        Ok(())
    }
}
