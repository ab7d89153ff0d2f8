//! The events of all contracts, decoded.

use chartkey_commands::NewEnvelope;
use chartkey_governance::HandoverChange;
use chartkey_interfaces::{
    account::{self, AccountChange},
    batches::{self, BatchHead},
    consent,
    directory::{self, OrganizationChange, Practitioner, StewardChange},
    emergencies,
    governor::{self, GovernanceChange},
    log, registry,
};
use chartkey_policy::{Change as PolicyChange, Decision};
use chartkey_vocabulary::{
    Account, Categories, Category, Digest, OrgId, PatientId, PublicKey, Purpose, Retraction, Text,
    Timestamp,
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
            /// Decodes an event by its signature topic.
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
    /// The patient said what an emergency opens.
    consent::DirectiveChanged { patient: PatientId, directive: Categories },
    /// A category's key was published.
    consent::CategoryKeyPublished { patient: PatientId, category: Category, epoch: u32 },
    /// Categories' keys were published together.
    consent::Rekeyed {
        patient: PatientId,
        published: Vec<(Category, u32)>,
        envelopes: Vec<NewEnvelope>,
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
        reason: Text,
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
    directory::PractitionerChanged { practitioner: Account, now: Practitioner },
    /// A practitioner published an encryption key.
    directory::PractitionerKeyPublished { practitioner: Account, key: PublicKey },
    /// The record registry learned of its directory.
    registry::DirectorySet { directory: AccountId },
    /// Documents were put on record.
    registry::Registered { patient: PatientId, first: u32, count: u32, issuer: Option<OrgId> },
    /// A document got a new version.
    registry::Amended { patient: PatientId, record: u32, by: u32 },
    /// A record was marked as entered in error.
    registry::Retracted { patient: PatientId, record: u32, reason: Retraction },
    /// The issuer gave up its right to have a record retained.
    registry::RetentionWaived { patient: PatientId, record: u32 },
    /// The patient erased a record.
    registry::Erased { patient: PatientId, record: u32 },
    /// An organization anchored a larger tree.
    batches::Anchored { organization: OrgId, number: u32, head: BatchHead },
    /// A leaf of an organization's tree was put on record.
    batches::Admitted { patient: PatientId, record: u32, organization: OrgId, index: u64 },
    /// An emergency was declared.
    emergencies::EmergencyDeclared {
        patient: PatientId,
        practitioner: Account,
        organization: OrgId,
        entry: u32,
        until: Timestamp,
    },
    /// An emergency was reviewed.
    emergencies::EmergencyReviewed { patient: PatientId, declared: u32, entry: u32 },
    /// The patient disputes an entry of the log.
    emergencies::Disputed {
        patient: PatientId,
        disputed: u32,
        entry: u32,
        reason: Option<Digest>,
    },
    /// Somebody asked to read a record.
    registry::Opened { patient: PatientId, entry: u32, decision: Decision },
}
