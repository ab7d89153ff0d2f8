//! The vectors for renderers in other languages; `tests/vectors/README.md` says what they mean
//! and how they are made anew.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod making;
mod model;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::OnceLock,
};

use chartkey_commands::{
    guardian_claim, Approval, Command, CommandError, Domain, NewChart, Recovery, SignedCommand,
};
use making::{
    a_plain_library_verifies, blake2b_256, claims, hex_of, instruction_in_json, recovery_in_json,
    vectors, verifies, Claims, Vector, CONSENT_MANAGER, DOMAIN,
};
use scale::{Decode, Encode};

/// The files' contents, written anew before if that was asked for.
fn data() -> &'static (String, String) {
    static DATA: OnceLock<(String, String)> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
        let (commands, identifiers) = (folder.join("commands.json"), folder.join("claims.json"));
        if std::env::var_os("CHARTKEY_UPDATE_VECTORS").is_some() {
            let (made, hashed) = made();
            fs::write(&commands, made).unwrap();
            fs::write(&identifiers, hashed).unwrap();
        }
        (fs::read_to_string(commands).unwrap(), fs::read_to_string(identifiers).unwrap())
    })
}

fn made() -> (String, String) {
    let commands = serde_json::to_string_pretty(&vectors()).unwrap();
    let identifiers = serde_json::to_string_pretty(&claims()).unwrap();
    (format!("{commands}\n"), format!("{identifiers}\n"))
}

fn published() -> Vec<Vector> {
    serde_json::from_str(&data().0).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex.strip_prefix("0x").unwrap()).unwrap()
}

fn bytes_32(hex: &str) -> [u8; 32] {
    bytes(hex).try_into().unwrap()
}

/// A value whose encoding is exactly this.
fn decoded<T: Decode + Encode>(hex: &str) -> T {
    let encoded = bytes(hex);
    let mut rest = encoded.as_slice();
    let value = T::decode(&mut rest).unwrap();
    assert!(rest.is_empty());
    assert_eq!(value.encode(), encoded);
    value
}

/// The text of a vector, what is shown beside it, the key that has to have signed it, and the
/// signature.
type Judged = (Result<Vec<u8>, CommandError>, Result<String, CommandError>, [u8; 32], [u8; 64]);

/// What a vector's encoding says, compared with its JSON.
fn judged(vector: &Vector) -> Judged {
    let domain = Domain {
        contract: bytes_32(vector.domain["contract"].as_str().unwrap()),
        chain: bytes_32(vector.domain["chain"].as_str().unwrap()),
    };
    if let Some(json) = &vector.recovery {
        assert_eq!(vector.instruction, None);
        let (recovery, approvals): (Recovery, Vec<Approval>) = decoded(&vector.scale);
        let [Approval { guardian, salt, signature }] = approvals.try_into().unwrap();
        assert_eq!(recovery_in_json(&recovery), *json);
        assert_eq!(Some(hex_of(salt)), vector.salt);
        return (recovery.text(&domain), recovery.text_zh(&domain), guardian, signature);
    }
    let SignedCommand { instruction, signature } = decoded(&vector.scale);
    assert_eq!(Some(instruction_in_json(&instruction)), vector.instruction);
    let signer = match &instruction.command {
        Command::CreateChart(NewChart { key, .. }) | Command::Adopt(key) => *key,
        _ => bytes_32(&vector.public),
    };
    (instruction.text(&domain), instruction.text_zh(&domain), signer, signature)
}

/// What a verdict is called.
fn name_of(error: CommandError) -> &'static str {
    match error {
        CommandError::NotWholeMinutes => "not whole minutes",
        CommandError::TooFar => "too far",
        CommandError::Set(_) => "set",
        CommandError::Key(_) => "key",
        CommandError::Locator(_) => "locator",
        CommandError::List => "list",
    }
}

#[test]
fn every_vector_is_rendered_verified_and_judged_as_published() {
    for vector in published() {
        let (text, text_zh, signer, signature) = judged(&vector);
        assert_eq!(hex_of(signer), vector.public, "{}", vector.name);
        assert_eq!(hex_of(signature), vector.signature, "{}", vector.name);
        let (text, verdict) = match text {
            Ok(text) if verifies(&signer, &text, &signature) => (Some(text), "accepted"),
            Ok(text) => (Some(text), "signature"),
            Err(error) => (None, name_of(error)),
        };
        let text = text.map(|text| String::from_utf8(text).unwrap());
        assert_eq!(text, vector.text, "{}", vector.name);
        let shown = text_zh.ok().filter(|_| vector.verdict == "accepted");
        assert_eq!(shown, vector.text_zh, "{}", vector.name);
        assert_eq!(verdict, vector.verdict, "{}", vector.name);
    }
}

#[test]
fn the_files_are_what_this_test_makes() {
    let (commands, identifiers) = made();
    assert!(data().0 == commands, "set CHARTKEY_UPDATE_VECTORS to write commands.json anew");
    assert!(data().1 == identifiers, "set CHARTKEY_UPDATE_VECTORS to write claims.json anew");
}

#[test]
fn every_title_is_accepted_once_at_least_and_every_verdict_is_there() {
    let mut titles = BTreeSet::new();
    let mut verdicts = BTreeMap::<_, u32>::new();
    let mut names = BTreeSet::new();
    for vector in published() {
        assert!(names.insert(vector.name.clone()), "{}", vector.name);
        if vector.verdict == "accepted" {
            titles.insert(vector.text.unwrap().lines().next().unwrap().to_owned());
        }
        *verdicts.entry(vector.verdict).or_default() += 1;
    }
    assert_eq!(titles.len(), 26, "{titles:?}");
    let expected = [
        ("accepted", 58),
        ("key", 12),
        ("list", 7),
        ("locator", 14),
        ("not whole minutes", 12),
        ("set", 45),
        ("signature", 115),
        ("too far", 4),
    ];
    assert_eq!(verdicts, expected.map(|(name, count)| (name.to_owned(), count)).into());
}

#[test]
fn every_signature_without_a_text_is_good_for_a_careless_text() {
    let careless = published().into_iter().filter(|vector| vector.text.is_none());
    for vector in careless {
        let text = match &vector.recovery {
            Some(_) => {
                let (recovery, _): (Recovery, Vec<Approval>) = decoded(&vector.scale);
                model::careless_approval(&recovery, &DOMAIN)
            }
            None => {
                let signed: SignedCommand = decoded(&vector.scale);
                model::careless_text(&signed.instruction, &DOMAIN)
            }
        };
        let (public, signature) = (bytes(&vector.public), bytes(&vector.signature));
        let fits = a_plain_library_verifies(&public, text.as_bytes(), &signature);
        assert!(fits, "{}", vector.name);
    }
}

#[test]
fn a_signature_by_everybody_is_one_for_a_library_that_does_not_look_at_the_key() {
    let zeros: Vec<_> =
        published().into_iter().filter(|vector| bytes(&vector.public) == [0; 32]).collect();
    assert_eq!(zeros.len(), 2);
    for vector in zeros {
        let (text, signature) = (vector.text.unwrap(), bytes(&vector.signature));
        assert!(a_plain_library_verifies(&[0; 32], text.as_bytes(), &signature));
        assert_eq!(vector.verdict, "signature");
    }
}

#[test]
fn every_id_is_a_hash_of_its_parts_one_after_the_other() {
    let Claims { charts, guardians } = serde_json::from_str(&data().1).unwrap();
    for chart in &charts {
        let claim = [bytes(&chart.key), bytes(&chart.salt)].concat();
        assert_eq!(bytes(&chart.claim), claim);
        let salt = blake2b_256(&claim);
        assert_eq!(bytes(&chart.claim_hash), salt);
        assert_eq!(bytes(&chart.consent_manager), CONSENT_MANAGER);
        let parts = [&bytes(&chart.patient_account)[..], &salt, &CONSENT_MANAGER].concat();
        assert_eq!(bytes(&chart.chart), blake2b_256(&parts));
    }
    for one in &guardians {
        let chart = chartkey_vocabulary::PatientId(bytes_32(&one.chart));
        let claim = guardian_claim(&chart, &bytes_32(&one.guardian), &bytes_32(&one.salt));
        assert_eq!(bytes(&one.claim), claim);
        let parts = [bytes(&one.chart), bytes(&one.guardian), bytes(&one.salt)].concat();
        assert_eq!(bytes(&one.commitment), blake2b_256(&parts));
    }
    assert_eq!((charts.len(), guardians.len()), (2, 2));
}
