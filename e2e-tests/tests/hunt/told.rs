//! Answers and errors as the model writes them.

use std::fmt::Debug;

use chartkey_governance::{GovernedError, GovernorError};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::ConsentError,
    directory::DirectoryError,
    log::LogError,
    registry::{RegistryError, RetentionChange},
};
use chartkey_onchain::Encoded;
use chartkey_vocabulary::PatientId;
use ink::primitives::Hash;
use scale::Decode;

/// Something that a message answers.
pub trait Told {
    fn told(&self) -> String;
}

macro_rules! told_as_written {
    ($($told:ty),+) => {$(impl Told for $told {
        fn told(&self) -> String {
            format!("{self:?}")
        }
    })+};
}

told_as_written!(
    (),
    u32,
    u64,
    Option<u32>,
    Vec<u32>,
    RetentionChange,
    chartkey_vocabulary::OrgId,
    chartkey_interfaces::registry::Opening,
    ConsentError,
    RegistryError,
    DirectoryError,
    GovernedError,
    GovernorError,
    LogError
);

impl Told for Vec<Hash> {
    fn told(&self) -> String {
        let hashes: Vec<[u8; 32]> = self.iter().map(|hash| (*hash).into()).collect();
        format!("{hashes:?}")
    }
}

impl Told for Encoded<Vec<Hash>> {
    fn told(&self) -> String {
        self.value().map_or_else(|error| error.to_string(), |hashes| hashes.told())
    }
}

impl Told for Box<PatientId> {
    fn told(&self) -> String {
        format!("{:02x?}", self.0)
    }
}

/// What is encoded in an answer, with a name around it.
fn within<T: Decode + Debug>(name: &str, encoded: &Encoded<T>) -> String {
    match encoded.value() {
        Ok(value) => format!("{name}({value:?})"),
        Err(error) => format!("{name}({error})"),
    }
}

impl Told for Answer {
    fn told(&self) -> String {
        match self {
            Self::Done => "Done".into(),
            Self::Provision(id) => within("Provision", id),
            Self::Epoch(epoch) => within("Epoch", epoch),
            Self::Epochs(epochs) => within("Epochs", epochs),
            Self::Record(id) => within("Record", id),
            Self::Opened(opening) => within("Opened", opening),
            Self::Waits(time) => format!("Waits({time})"),
            Self::Entry(index) => within("Entry", index),
            Self::Erased(next) => within("Erased", next),
        }
    }
}

impl Told for AccountError {
    fn told(&self) -> String {
        match self {
            Self::Consent(error) => within("Consent", error),
            Self::Registry(error) => within("Registry", error),
            error => format!("{error:?}"),
        }
    }
}
