//! Organizations' trees of batches, whose heads the record registry keeps.

use chartkey_interfaces::{batches::TreeKind, directory::DirectoryError, registry::Note};
use chartkey_vocabulary::{Account, OrgId};

use super::Directory;
use crate::calls::Calls;

impl Directory {
    /// The admin begins the organization's next tree of this kind, also while the contract is
    /// paused: it takes back what was anchored with a stolen key. In a suspended organization
    /// only an admin whom the steward put in begins one, before it is reinstated.
    ///
    /// # Errors
    /// [`DirectoryError::UnknownOrganization`], [`DirectoryError::NotAdmin`],
    /// [`DirectoryError::Suspended`], [`DirectoryError::Unreachable`].
    pub fn begin_tree(
        &self,
        calls: &impl Calls,
        caller: &Account,
        organization: OrgId,
        kind: TreeKind,
    ) -> Result<(), DirectoryError> {
        self.ensure_trusted_admin(caller, organization)?;
        calls.note(Note::NextTree(organization, kind))
    }
}
