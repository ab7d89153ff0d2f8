//! Makes the vectors: what is signed by whom, and what a verifier has to say.

mod accepted;
mod forged;
mod json;
mod openings;
mod signing;
mod unreadable;

use chartkey_commands::{
    chart_claim, guardian_claim, Approval, Command, Domain, Instruction, NewCategoryKey, NewChart,
    Recovery, SignedCommand,
};
use chartkey_policy::{Directive, Effect, Grantee, Scope, Terms};
use chartkey_vocabulary::{
    Action, Addressee, Categories, Category, NewDocument, PatientId, PublicKey, Purpose, Selection,
    SelfReport, Text, Timestamp, Version, SUITE_X25519, SUITE_X_WING,
};
use scale::Encode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{careless_approval, careless_text, translated};

pub use json::{instruction as instruction_in_json, recovery as recovery_in_json};
pub use signing::{a_plain_library_verifies, blake2b_256, verifies, Signer};

/// 2027-01-15 08:00 UTC.
const NOW: Timestamp = 1_800_000_000_000;
const MINUTE: u64 = 60 * 1_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// The account of the consent manager behind the contract of every vector.
pub const CONSENT_MANAGER: [u8; 32] = counting(0x40);

/// The domain of every vector, unless it is about another.
pub const DOMAIN: Domain = Domain { contract: counting(0x60), chain: counting(0x80) };

/// One vector, as README.md in the folder of the data says.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    pub domain: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    pub scale: String,
    pub text: Option<String>,
    #[serde(default, rename = "textZh", skip_serializing_if = "Option::is_none")]
    pub text_zh: Option<String>,
    pub public: String,
    pub signature: String,
    pub verdict: String,
}

/// The identifiers that are hashed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Claims {
    pub charts: Vec<Chart>,
    pub guardians: Vec<Guardian>,
}

/// A chart's id, and what it is made of.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Chart {
    pub key: String,
    pub salt: String,
    pub patient_account: String,
    pub consent_manager: String,
    pub claim: String,
    pub claim_hash: String,
    pub chart: String,
}

/// A guardian's commitment, and what it is made of.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    pub chart: String,
    pub guardian: String,
    pub salt: String,
    pub claim: String,
    pub commitment: String,
}

/// Every vector.
pub fn vectors() -> Vec<Vector> {
    [accepted::vectors(), forged::vectors(), unreadable::vectors()].concat()
}

/// The ids of two charts and the commitments of two guardians.
pub fn claims() -> Claims {
    let charts = [(Signer::PATIENT, counting(1)), (Signer::STRANGER, counting(2))];
    let guardians = [(Signer::STRANGER, counting(3)), (Signer::PATIENT, counting(4))];
    Claims {
        charts: charts.map(|(signer, salt)| chart(&signer, salt)).to_vec(),
        guardians: guardians.map(|(signer, salt)| guardian(&signer, salt)).to_vec(),
    }
}

fn chart(signer: &Signer, salt: [u8; 32]) -> Chart {
    let claim = chart_claim(&NewChart { key: signer.public(), salt });
    Chart {
        key: hex_of(signer.public()),
        salt: hex_of(salt),
        patient_account: hex_of(DOMAIN.contract),
        consent_manager: hex_of(CONSENT_MANAGER),
        claim_hash: hex_of(blake2b_256(&claim)),
        claim: hex_of(claim),
        chart: hex_of(chart_id(signer, salt).0),
    }
}

fn guardian(signer: &Signer, salt: [u8; 32]) -> Guardian {
    let chart = chart_id(&Signer::PATIENT, counting(1));
    let claim = guardian_claim(&chart, &signer.public(), &salt);
    Guardian {
        chart: hex_of(chart.0),
        guardian: hex_of(signer.public()),
        salt: hex_of(salt),
        commitment: hex_of(blake2b_256(&claim)),
        claim: hex_of(claim),
    }
}

/// The id of the chart that this key and this salt open.
fn chart_id(signer: &Signer, salt: [u8; 32]) -> PatientId {
    let claim = blake2b_256(&chart_claim(&NewChart { key: signer.public(), salt }));
    PatientId(blake2b_256(&(DOMAIN.contract, claim, CONSENT_MANAGER).encode()))
}

/// 32 bytes that count up from this one.
const fn counting(first: u8) -> [u8; 32] {
    let mut bytes = [first; 32];
    let mut place = 1;
    while place < bytes.len() {
        bytes[place] = bytes[place - 1].wrapping_add(1);
        place += 1;
    }
    bytes
}

/// The bytes as in every vector.
pub fn hex_of(bytes: impl AsRef<[u8]>) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// The instruction of every vector, unless it is about another.
fn instruction(command: Command) -> Instruction {
    let chart = chart_id(&Signer::PATIENT, counting(1));
    Instruction { chart, command, lane: 2, sequence: 41, deadline: NOW }
}

/// A vector about an instruction; whatever was signed, by whomever.
fn about(
    name: &str,
    domain: &Domain,
    instruction: &Instruction,
    signature: [u8; 64],
    verdict: &str,
) -> Vector {
    let public = match &instruction.command {
        Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key) => *key,
        _ => Signer::PATIENT.public(),
    };
    let signed = SignedCommand { instruction: instruction.clone(), signature };
    let text = is_readable(verdict).then(|| careless_text(instruction, domain));
    Vector {
        name: name.to_owned(),
        domain: json::domain(domain),
        instruction: Some(json::instruction(instruction)),
        recovery: None,
        salt: None,
        scale: hex_of(signed.encode()),
        text_zh: shown(verdict, text.as_deref()),
        text,
        public: hex_of(public),
        signature: hex_of(signature),
        verdict: verdict.to_owned(),
    }
}

/// The same about a recovery.
fn about_recovery(
    name: &str,
    domain: &Domain,
    recovery: &Recovery,
    signature: [u8; 64],
    verdict: &str,
) -> Vector {
    let (guardian, salt) = (Signer::PATIENT.public(), counting(4));
    let approval = Approval { guardian, salt, signature };
    let text = is_readable(verdict).then(|| careless_approval(recovery, domain));
    Vector {
        name: name.to_owned(),
        domain: json::domain(domain),
        instruction: None,
        recovery: Some(json::recovery(recovery)),
        salt: Some(hex_of(salt)),
        scale: hex_of((recovery, vec![approval]).encode()),
        text_zh: shown(verdict, text.as_deref()),
        text,
        public: hex_of(guardian),
        signature: hex_of(signature),
        verdict: verdict.to_owned(),
    }
}

/// What is shown beside a text that is signed rightly.
fn shown(verdict: &str, text: Option<&str>) -> Option<String> {
    text.filter(|_| verdict == "accepted").map(translated)
}

/// Whether there is a text, whoever signed it.
fn is_readable(verdict: &str) -> bool {
    ["accepted", "signature"].contains(&verdict)
}

fn recovery() -> Recovery {
    let chart = chart_id(&Signer::PATIENT, counting(1));
    Recovery { chart, key: Signer::STRANGER.public(), round: 5, approvals: 2, deadline: NOW }
}

/// A practitioner may read laboratory results and images for treatment, for a day.
fn terms() -> Terms {
    Terms {
        grantee: Grantee::Practitioner(counting(0xa0)),
        scope: Scope::Categories(Categories::of(&[Category::Laboratory, Category::Imaging])),
        purposes: Purpose::Treatment.into(),
        actions: Action::Read.into(),
        from: NOW,
        until: Some(NOW + DAY),
        keys: Some(counting(0xb0)),
    }
}

fn grant(terms: Terms) -> Command {
    Command::Grant(Box::new(terms))
}

/// Opens these records.
fn open(records: &[u32]) -> Command {
    Command::Open(Selection::Records(records.to_vec()))
}

/// Opens a session.
fn open_session(categories: Categories) -> Command {
    Command::Open(Selection::Categories(categories))
}

fn version() -> Version {
    let locator = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
    Version { digest: counting(0xd0), size: 2_048, locator: Text::from(locator), key_epoch: 3 }
}

fn self_report(version: Version) -> Command {
    sent_to(None, version)
}

fn sent_to(addressee: Option<Addressee>, version: Version) -> Command {
    let document = NewDocument { category: Category::VitalSigns, version };
    Command::SelfReport(Box::new(SelfReport { document, addressee }))
}

fn publish(category: Category, epoch: u32, key: PublicKey) -> Command {
    Command::PublishKey(NewCategoryKey { category, epoch, key })
}

fn x25519() -> PublicKey {
    PublicKey { suite: SUITE_X25519, bytes: counting(0x10).to_vec() }
}

fn x_wing() -> PublicKey {
    let bytes = (0..=u8::MAX).cycle().take(1_216).collect();
    PublicKey { suite: SUITE_X_WING, bytes }
}
