//! The demo as a person runs it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chartkey_e2e_tests::{
    demo::Report,
    documents::{charts, BlobStore, Damage, Fault},
};

/// The size of the consultation note that the demo writes.
const NOTE_BYTES: usize = 371;

fn demo(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demo")).args(arguments).output().unwrap()
}

#[test]
fn the_demo_verifies_and_its_figures_are_those_of_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("figures.json");
    let output = demo(&["--json".as_ref(), &json]);
    let story = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{story}{}", String::from_utf8_lossy(&output.stderr));
    assert!(story.ends_with("Everything verified.\n"), "{story}");
    assert!(story.lines().all(|line| line.chars().count() <= 100), "{story}");

    let report: Report = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    let documents: Vec<_> = charts().unwrap().into_iter().flatten().collect();
    let fixtures = u64::try_from(documents.len()).unwrap();

    // Every fixture, the consultation note, and one document that is encrypted again.
    assert_eq!(report.records_registered, fixtures + 2);
    assert_eq!(report.documents_roundtripped, report.records_registered);
    let encrypted: usize = documents.iter().map(|document| document.bytes.len()).sum();
    let again = documents.iter().map(|document| document.bytes.len()).max().unwrap();
    let expected = u64::try_from(encrypted + again + NOTE_BYTES).unwrap();
    assert_eq!(report.bytes_encrypted, expected);

    // The patients read every record once. Besides: the consultant 14 documents and the note,
    // its patient the note, the issuers one document each.
    assert_eq!(report.openings_permitted, report.records_registered + 18);
    // A colleague, a care plan, and after the revocation.
    assert_eq!(report.openings_refused, 3);
    assert_eq!(report.entries_logged, report.openings_permitted + report.openings_refused);
    assert!(report.log_verified && report.tampering_detected && report.verified());
}

#[test]
fn costs_are_whole_weights_of_each_message_once() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("figures.json");
    assert!(demo(&["--json".as_ref(), &json]).status.success());
    let report: Report = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();

    let mut names: Vec<_> = report.costs.iter().map(|cost| cost.message.as_str()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    for name in ["create_chart", "publish_key", "grant", "revoke", "register", "amend", "open"] {
        assert!(names.contains(&name), "{name} is missing");
    }
    for cost in &report.costs {
        // Every transaction weighs more than a millisecond and less than a tenth of a block.
        assert!((1_000_000_000..150_000_000_000).contains(&cost.ref_time), "{cost:?}");
        assert!(cost.proof_size > 1_000, "{cost:?}");
    }
    let many = report.costs.iter().find(|cost| cost.message == "register_many").unwrap();
    assert!(many.items >= 22 && many.bytes > 22 * 100, "{many:?}");
    let revoke = report.costs.iter().find(|cost| cost.message == "revoke").unwrap();
    assert!(revoke.items == 0 && revoke.bytes < 0, "{revoke:?}");
}

#[test]
fn kept_files_are_ciphertext_under_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    assert!(demo(&["--keep".as_ref(), folder.path()]).status.success());
    let mut digests = Vec::new();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert!(fs::read(file.path()).unwrap().starts_with(b"age-encryption.org/v1\n"));
        let name = file.file_name().into_string().unwrap();
        digests.push(<[u8; 32]>::try_from(hex::decode(name).unwrap()).unwrap());
    }
    // One file per record; the envelope was destroyed with the consent.
    assert_eq!(digests.len(), charts().unwrap().iter().flatten().count() + 2);

    let store = BlobStore::open(folder.path()).unwrap();
    assert_eq!(store.check(digests.clone()).unwrap(), []);
    let path = store.path(&digests[4]);
    let mut blob = fs::read(&path).unwrap();
    blob[30] ^= 1;
    fs::write(&path, blob).unwrap();
    let expected = Damage { digest: digests[4], fault: Fault::Altered };
    assert_eq!(store.check(digests).unwrap(), [expected]);
}

#[test]
fn without_contracts_the_demo_fails_and_writes_no_figures() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("figures.json");
    let output = Command::new(env!("CARGO_BIN_EXE_demo"))
        .env("CHARTKEY_BUNDLES", folder.path())
        .arg("--json")
        .arg(&json)
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("scripts/build.sh"));
    assert!(!json.exists());
}
