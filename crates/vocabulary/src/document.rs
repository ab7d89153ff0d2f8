//! Documents as they are put on record.

use crate::{Account, Category, Digest, OrgId, Text};

/// How large a document is at the most: 1 TiB, in bytes.
pub const MAX_DOCUMENT_BYTES: u64 = 1 << 40;

/// A document version to be put on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Version {
    /// The sha2-256 digest of the ciphertext; not all zero.
    pub digest: Digest,
    /// The ciphertext's size in bytes, 1 to [`MAX_DOCUMENT_BYTES`].
    pub size: u64,
    /// At whose keeper the ciphertext lies: a [`crate::Locator`]. No hint at the patient.
    pub locator: Text,
    /// The epoch of the category key it is encrypted to; published.
    pub key_epoch: u32,
}

/// A new document to be put on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct NewDocument {
    /// What it is about.
    pub category: Category,
    /// Its first version.
    pub version: Version,
}

/// Whom a patient sends a document of the patient's own to: sending a letter is consent to its
/// being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Addressee {
    /// Every active practitioner of one organization.
    Organization(OrgId),
    /// One practitioner, by account.
    Practitioner(Account),
}

/// A document of the patient's own to be put on record.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct SelfReport {
    /// The document.
    pub document: NewDocument,
    /// Who may read it for treatment without a provision, until it is denied; nobody, if `None`.
    pub addressee: Option<Addressee>,
}

impl From<NewDocument> for SelfReport {
    /// A document that is sent to nobody.
    fn from(document: NewDocument) -> Self {
        Self { document, addressee: None }
    }
}

/// Why a record was entered in error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Retraction {
    /// It belongs to another patient.
    WrongPatient,
    /// Its content is wrong.
    WrongContent,
    /// It is on record twice.
    Duplicate,
    /// Something else.
    Other,
}

impl Retraction {
    /// Every reason, in the order of their numbers.
    pub const ALL: [Self; 4] =
        [Self::WrongPatient, Self::WrongContent, Self::Duplicate, Self::Other];

    /// Its word in signed texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WrongPatient => "wrong patient",
            Self::WrongContent => "wrong content",
            Self::Duplicate => "duplicate",
            Self::Other => "other",
        }
    }

    /// Its word in simplified Chinese, for showing beside a signed text.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::WrongPatient => "患者有误",
            Self::WrongContent => "内容有误",
            Self::Duplicate => "重复",
            Self::Other => "其他",
        }
    }
}
