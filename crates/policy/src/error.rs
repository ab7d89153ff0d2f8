//! Why a policy refuses.

use scale::{Decode, Encode};

use chartkey_vocabulary::SetError;

/// Why a write or a request makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum PolicyError {
    /// A set holds a bit that is not assigned: use bits 0 to 19 for categories, 0 to 7 for
    /// purposes, 0 and 1 for actions. All bits are everything, for denies and the issuers'
    /// directive only.
    Unassigned,
    /// A set is empty: name at least one member.
    Empty,
    /// The window ends before it begins, or has ended already: send a later `until`.
    Window,
    /// A permit needs an end: send `until`.
    EndMissing,
    /// A permit may end at most [`crate::MAX_PERMIT_MILLISECONDS`] from now: send an earlier
    /// `until`.
    TooLong,
    /// A deny may begin at most [`crate::MAX_PERMIT_MILLISECONDS`] from now: send an earlier
    /// `from`, in milliseconds since 1970.
    BeginsTooLate,
    /// A permit is not for everything that comes later, nor is the emergency directive: name the
    /// categories and purposes.
    Everything,
    /// A document is not appended to: name reading alone, or categories.
    AppendOnDocument,
    /// The patient reads without a permit: leave the purpose `PATRQT` out.
    PatientRequest,
    /// A permit for a representative names the purpose `FAMRQT` alone, one account, and reading
    /// alone: send another permit for the rest.
    Representative,
    /// A deny hands out no keys: leave `keys` out.
    KeysOnDeny,
    /// An envelope is for one person: leave `keys` out of a permit for an organization or for
    /// anyone.
    KeysForMany,
    /// An envelope is for somebody who may read: leave `keys` out, or name reading among the
    /// actions.
    KeysWithoutReading,
    /// The list is full. For a permit: revoke a provision first. For a deny: every provision
    /// is a deny in force that the new one does not cover; replace several by a wider one.
    Full,
    /// No provision of this id is in the list: read the policy again.
    UnknownProvision,
    /// This chart has had 2^32 - 1 provisions: open a new chart.
    IdsUsedUp,
    /// The provision to be replaced permits where a deny was named, or the other way round: read
    /// the policy again.
    OtherEffect,
}

impl From<SetError> for PolicyError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Unassigned => Self::Unassigned,
            SetError::Empty => Self::Empty,
        }
    }
}
