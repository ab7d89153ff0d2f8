//! The events of all contracts, decoded.

use chartkey_commands::NewEnvelope;
use chartkey_governance::HandoverChange;
use chartkey_interfaces::{
    account::{self, AccountChange},
    batches::{self, BatchHead, TreeId, TreeKind},
    consent,
    directory::{self, OrganizationChange, PractitionerChange, StewardChange},
    emergencies,
    governor::{self, GovernanceChange},
    log,
    registry::{self, RetentionChange},
};
use chartkey_policy::{Change as PolicyChange, Directive, Verdict};
use chartkey_vocabulary::{
    Account, Categories, Category, Digest, Finding, OrgId, PatientId, PublicKey, Purpose,
    RequestReason, Retraction, Text, Timestamp,
};
use ink::primitives::AccountId;
use scale::DecodeAll;

use crate::{Emitted, Error};

/// Defines [`Event`] and how it is decoded, from the events that the interfaces define.
macro_rules! events {
    ($($(#[$doc:meta])* $module:ident::$name:ident { $($field:ident: $type:ty),+ $(,)? },)+) => {
        /// An event of one of the contracts.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* #[allow(missing_docs)] $name { $($field: $type),+ },)+
        }

        impl Event {
            /// Decodes an event by its signature topic; the one that has no topic is
            /// [`Event::Opened`].
            ///
            /// # Errors
            /// When the signature is unknown or the fields do not decode.
            pub fn decode(emitted: &Emitted) -> Result<Self, Error> {
                let signature = emitted.topics.first().copied();
                let mut data = emitted.data.as_slice();
                $(if signature == <$module::$name as ink::env::Event>::SIGNATURE_TOPIC {
                    let ($($field,)+) = DecodeAll::decode_all(&mut data).map_err(|source| {
                        Error::Undecodable { what: concat!("the event ", stringify!($name)), source }
                    })?;
                    return Ok(Self::$name { $($field),+ });
                })+
                Err(Error::UnknownEvent(signature))
            }
        }
    };
}

events! {
    /// The access log learned its writer.
    log::WriterSet { writer: AccountId },
    /// A chart was opened.
    consent::ChartCreated { patient: PatientId, controller: AccountId },
    /// The control of a chart was offered, taken back or accepted.
    consent::ControlChanged { patient: PatientId, change: HandoverChange },
    /// A chart's policy changed.
    consent::PolicyChanged { patient: PatientId, change: PolicyChange },
    /// The patient said what an emergency opens, or what issuers read back of their own.
    consent::DirectiveChanged { patient: PatientId, directive: Directive, categories: Categories },
    /// A category's key was published.
    consent::CategoryKeyPublished {
        patient: PatientId,
        category: Category,
        epoch: u32,
        change: PolicyChange,
    },
    /// Categories' keys were published together.
    consent::Rekeyed {
        patient: PatientId,
        published: Vec<(Category, u32)>,
        envelopes: Vec<NewEnvelope>,
        change: PolicyChange,
    },
    /// Whose word counts for a chart changed.
    account::AccountChanged { patient: PatientId, change: AccountChange },
    /// A practitioner asks a patient for consent.
    directory::ConsentRequested {
        patient: PatientId,
        requester: Account,
        organization: OrgId,
        categories: Categories,
        purpose: Purpose,
        reason: RequestReason,
        note: Option<Text>,
    },
    /// Governance of a contract changed.
    governor::GovernanceChanged { contract: AccountId, change: GovernanceChange },
    /// The ownership of the governor changed.
    governor::OwnerChanged { change: HandoverChange },
    /// The stewardship of the directory changed.
    directory::StewardChanged { change: StewardChange },
    /// An organization changed.
    directory::OrganizationChanged { organization: OrgId, change: OrganizationChange },
    /// A practitioner changed.
    directory::PractitionerChanged {
        organization: OrgId,
        practitioner: Account,
        change: PractitionerChange,
    },
    /// An account published an encryption key.
    directory::KeyPublished { account: Account, key: PublicKey },
    /// The steward published the digest of the register.
    directory::RegisterPublished { register: Digest },
    /// The record registry learned of its directory.
    registry::DirectorySet { directory: AccountId },
    /// Documents were put on record.
    registry::Registered { patient: PatientId, first: u32, count: u32, issuer: Option<OrgId> },
    /// A document got a new version.
    registry::Amended { patient: PatientId, record: u32, by: u32 },
    /// A record was marked as entered in error.
    registry::Retracted { patient: PatientId, record: u32, reason: Retraction },
    /// A member of the issuer did something about a document's retention.
    registry::RetentionChanged {
        patient: PatientId,
        document: u32,
        by: Account,
        change: RetentionChange,
    },
    /// The patient erased versions of a document.
    registry::Erased { patient: PatientId, records: Vec<u32> },
    /// An organization anchored a larger tree.
    batches::Anchored { tree: TreeId, number: u32, head: BatchHead },
    /// An organization began its next tree.
    batches::TreeBegun { organization: OrgId, kind: TreeKind, number: u32 },
    /// A leaf of an organization's tree was put on record.
    batches::Admitted {
        patient: PatientId,
        record: u32,
        organization: OrgId,
        tree: u32,
        index: u64,
    },
    /// An emergency was declared.
    emergencies::EmergencyDeclared {
        patient: PatientId,
        practitioner: Account,
        organization: OrgId,
        entry: u32,
        until: Timestamp,
    },
    /// An emergency was reviewed.
    emergencies::EmergencyReviewed {
        patient: PatientId,
        declared: u32,
        entry: u32,
        finding: Finding,
    },
    /// The patient disputes an entry of the log.
    emergencies::Disputed {
        patient: PatientId,
        disputed: u32,
        entry: u32,
        reason: Option<Digest>,
    },
    /// Somebody asked to read records.
    registry::Opened { patient: PatientId, entry: u32, verdict: Verdict },
}
