//! Answers and errors as the model writes them.

use std::fmt::Debug;

use chartkey_governance::{GovernedError, GovernorError};
use chartkey_interfaces::{
    account::{AccountError, Answer},
    consent::ConsentError,
    directory::{DirectoryError, OrganizationStatus},
    log::LogError,
    registry::{Opening, RegistryError, RetentionChange, Ticket},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Refusal, Verdict};
use chartkey_vocabulary::{PatientId, Version as NewVersionOf};
use ink::primitives::Hash;
use scale::{Decode, Encode};

use crate::{model, words::has};

/// What a message answers, as the model writes it.
pub trait ToText {
    fn to_text(&self) -> String;
}

macro_rules! text_as_written {
    ($($answer:ty),+) => {$(impl ToText for $answer {
        fn to_text(&self) -> String {
            format!("{self:?}")
        }
    })+};
}

text_as_written!(
    (),
    u32,
    u64,
    Option<u32>,
    Vec<u32>,
    RetentionChange,
    chartkey_vocabulary::OrgId,
    ConsentError,
    RegistryError,
    DirectoryError,
    GovernedError,
    GovernorError,
    LogError
);

impl ToText for Vec<Hash> {
    fn to_text(&self) -> String {
        let hashes: Vec<[u8; 32]> = self.iter().map(|hash| (*hash).into()).collect();
        format!("{hashes:?}")
    }
}

impl ToText for Encoded<Vec<Hash>> {
    fn to_text(&self) -> String {
        self.value().map_or_else(|error| error.to_string(), |hashes| hashes.to_text())
    }
}

impl ToText for Box<PatientId> {
    fn to_text(&self) -> String {
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

impl ToText for Opening {
    fn to_text(&self) -> String {
        let verdict = match self.verdict.value() {
            Ok(Verdict::Permit(grounds)) => {
                let runs = grounds.iter().map(|one| format!("{} by {:?}", one.count, one.basis));
                format!("permitted: {}", runs.collect::<Vec<_>>().join(", "))
            }
            Ok(Verdict::Deny(Refusal { place, reason })) => {
                format!("refused at {place}: {reason:?}")
            }
            Err(error) => error.to_string(),
        };
        format!("entry {}, {verdict}", self.entry)
    }
}

impl ToText for Ticket {
    fn to_text(&self) -> String {
        let asked = self.practitioner.map(|one| model::Asked {
            organization: one.organization.0,
            roles: one.roles.bits(),
            status: number_of(&one.status),
            enrolled_at: one.enrolled_at,
            emergency_since: has(one.roles.bits(), 2).then_some(one.emergency_since),
            generation: one.generation,
        });
        let standing =
            self.standing.map(|one| (one.status == OrganizationStatus::Active, one.generation));
        let version = self.version.as_ref().map(|version| {
            let NewVersionOf { digest, size, locator, key_epoch } = version;
            (*digest, *size, String::from_utf8_lossy(locator.as_bytes()).into_owned(), *key_epoch)
        });
        model::Ticket {
            now: self.now,
            opened_at: self.opened_at,
            until: self.until,
            actor: self.actor,
            organization: self.organization.map(|one| one.0),
            purpose: number_of(&self.purpose),
            practitioner: asked,
            standing,
            emergency: self.emergency,
            decision: format!("{:?}", self.decision),
            document: self.document,
            category: number_of(&self.category),
            issuer: self.issuer.map(|one| one.0),
            version,
            refusal: self.refusal.map(|refusal| format!("{refusal:?}")),
        }
        .to_text()
    }
}

/// The number of a member of an enumeration.
fn number_of(member: &impl Encode) -> u8 {
    member.encode()[0]
}

impl ToText for Answer {
    fn to_text(&self) -> String {
        match self {
            Self::Done => "Done".into(),
            Self::Provision(id) => within("Provision", id),
            Self::Epoch(epoch) => within("Epoch", epoch),
            Self::Epochs(epochs) => within("Epochs", epochs),
            Self::Record(id) => within("Record", id),
            Self::Opened(opening) => {
                let opening = opening.value();
                let text = opening.map_or_else(|error| error.to_string(), |one| one.to_text());
                format!("Opened({text})")
            }
            Self::Waits(time) => format!("Waits({time})"),
            Self::Entry(index) => within("Entry", index),
            Self::Erased(next) => within("Erased", next),
        }
    }
}

impl ToText for AccountError {
    fn to_text(&self) -> String {
        match self {
            Self::Consent(error) => within("Consent", error),
            Self::Registry(error) => within("Registry", error),
            error => format!("{error:?}"),
        }
    }
}
