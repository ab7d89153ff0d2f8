//! Everything that the contracts take, keep, answer or emit, as bytes.

use std::any::type_name;

use chartkey_commands as commands;
use chartkey_governance as governance;
use chartkey_interfaces::{
    account, batches, consent, directory, emergencies, governor, log, registry, Limits,
};
use chartkey_onchain::Encoded;
use chartkey_policy as policy;
use chartkey_recovery as recovery;
use chartkey_vocabulary as vocabulary;
use scale::{Decode, DecodeAll, Encode};

use crate::canonical;

/// A type's name and what is asked of its decoder.
type Check = (fn() -> &'static str, fn(&[u8]));

macro_rules! checks {
    ($($name:ty),+ $(,)?) => {
        [$((type_name::<$name> as fn() -> &'static str, check::<$name> as fn(&[u8]))),+]
    };
}

/// Every type, in the order of the first byte of an input. New ones go to the end: seeds name
/// their type by its place.
pub const CHECKS: &[Check] = &checks![
    policy::Terms,
    policy::Provision,
    policy::Request,
    policy::Decision,
    policy::Policy,
    policy::Change,
    policy::PolicyError,
    policy::KeyEpochs,
    governance::Governor,
    governance::Governed,
    governance::Release,
    governance::GovernorError,
    governance::Handover,
    governance::HandoverStep,
    governance::HandoverChange,
    recovery::Custody,
    recovery::Guardians,
    recovery::Waiting,
    recovery::RecoveryError,
    commands::SignedCommand,
    commands::Recovery,
    commands::Approval,
    commands::NewCategoryKeys,
    vocabulary::PublicKey,
    vocabulary::Text,
    commands::CommandError,
    consent::CategoryKey,
    consent::ConsentError,
    consent::ChartCreated,
    consent::ControlChanged,
    consent::PolicyChanged,
    consent::DirectiveChanged,
    consent::CategoryKeyPublished,
    consent::Rekeyed,
    directory::Organization,
    directory::Profile,
    directory::Practitioner,
    directory::Roles,
    directory::DirectoryError,
    directory::KeyPublished,
    directory::OrganizationChanged,
    directory::PractitionerChanged,
    directory::ConsentRequested,
    registry::Note,
    vocabulary::NewDocument,
    registry::NewRecord,
    registry::Record,
    registry::StalePage,
    registry::Opening,
    registry::RegistryError,
    registry::DirectorySet,
    registry::Registered,
    registry::Amended,
    registry::Retracted,
    registry::RetentionChanged,
    registry::Erased,
    registry::Opened,
    emergencies::EmergencyCase,
    emergencies::OverduePage,
    emergencies::WaitingCases,
    emergencies::EmergencyDeclared,
    emergencies::EmergencyReviewed,
    emergencies::Disputed,
    batches::RecordLeaf,
    batches::Place,
    batches::BatchHead,
    batches::BatchError,
    batches::Anchored,
    batches::Admitted,
    log::Access,
    log::Entry,
    log::Head,
    log::Leaf,
    log::LogError,
    log::WriterSet,
    account::Account,
    account::Answer,
    account::AccountError,
    account::AccountChanged,
    Limits,
    governance::GovernedError,
    governance::Lock,
    governor::GovernanceChange,
    governor::GovernanceChanged,
    governor::OwnerChanged,
    policy::Directive,
    commands::NewCategoryKey,
    vocabulary::SelfReport,
    vocabulary::RequestReason,
    vocabulary::Finding,
    directory::Standing,
    directory::Invitation,
    directory::PublishedProfile,
    directory::KeyLoss,
    directory::RegisterPublished,
    directory::StewardChanged,
    registry::Waiver,
    batches::TreeId,
    batches::TreeBegun,
    vocabulary::Selection,
    policy::Verdict,
    registry::Ticket,
    registry::TicketRefusal,
];

/// Runs one input: the place of a type in [`CHECKS`], then bytes.
pub fn run(data: &[u8]) {
    if let Some((place, bytes)) = data.split_first() {
        let (_, check) = CHECKS[usize::from(*place) % CHECKS.len()];
        check(bytes);
    }
}

/// The input for a value.
///
/// # Panics
/// If its type is not among [`CHECKS`].
pub fn input<T: Encode>(value: &T) -> Vec<u8> {
    let place = CHECKS.iter().position(|(name, _)| name() == type_name::<T>());
    let place = place.unwrap_or_else(|| panic!("{} is not checked", type_name::<T>()));
    [vec![u8::try_from(place).expect("there are fewer")], value.encode()].concat()
}

/// A value has one encoding, and [`Encoded`] is that, whoever looks into it or not.
fn check<T: Encode + Decode>(bytes: &[u8]) {
    let mut rest = bytes;
    let value = canonical::<T>(&mut rest);
    let taken = &bytes[..bytes.len() - rest.len()];

    let mut also_rest = bytes;
    let encoded = Encoded::<T>::decode(&mut also_rest).ok();
    assert_eq!(encoded.is_some(), value.is_some());
    if let Some(encoded) = encoded {
        assert_eq!((encoded.as_bytes(), encoded.encode().as_slice()), (taken, taken));
        assert_eq!(also_rest, rest);
    }
    let all = Encoded::<T>::from_bytes(bytes.to_vec());
    assert_eq!(all.encode(), bytes);
    assert_eq!(all.value().is_ok(), value.is_some() && rest.is_empty());
    assert_eq!(T::decode_all(&mut &*bytes).is_ok(), all.value().is_ok());
}
