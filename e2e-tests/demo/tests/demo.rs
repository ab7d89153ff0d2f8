//! The demo as a person runs it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chartkey::documents::{BlobStore, Damage, Fault};
use chartkey_demo::{charts, Report};
use chartkey_vocabulary::Category;

/// The size of the consultation note that the demo writes.
const NOTE_BYTES: usize = 371;
/// The size of the laboratory report of the patient without tokens.
const REPORT_BYTES: usize = 357;

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

    // Every fixture, the consultation note, the laboratory report, two documents that are
    // encrypted again, one that is admitted from a tree, and one that is erased.
    assert_eq!(report.records_registered, fixtures + 6);
    assert_eq!(report.documents_roundtripped, report.records_registered);
    let encrypted: usize = documents.iter().map(|document| document.bytes.len()).sum();
    let again = documents.iter().map(|document| document.bytes.len()).max().unwrap();
    let twice = documents.iter().filter(|document| document.category == Category::Immunization);
    let twice: usize = twice.map(|document| document.bytes.len()).sum();
    // The tree has two reports.
    let small = NOTE_BYTES + (2 + 2) * REPORT_BYTES;
    let expected = u64::try_from(encrypted + again + twice + small).unwrap();
    assert_eq!(report.bytes_encrypted, expected);

    // An opening is one, however many records it is about. The patients open their whole charts.
    // Besides: the consultant a list and a session, and its patient the note; the issuers one
    // document each, and a patient one that is erased later; in the chart of the patient without
    // tokens the consultant 2, the issuer 1, she 3; in an emergency 2; and one of an altered file.
    assert_eq!(report.openings_permitted, 3 + 3 + 3 + 6 + 2 + 1);
    assert_eq!(report.sessions_opened, 1);
    // A colleague, a care plan, after the revocation, and after the deny in the emergency.
    assert_eq!(report.openings_refused, 4);
    assert_eq!((report.emergencies_declared, report.emergencies_reviewed), (1, 1));
    let entries = report.openings_permitted + report.openings_refused + 2;
    assert_eq!(report.entries_logged, entries);
    let [first, _] = charts().unwrap();
    let count = |categories: &[Category]| {
        let documents = first.iter().filter(|one| categories.contains(&one.category));
        u64::try_from(documents.count()).unwrap()
    };
    let list = count(&[
        Category::PatientSummary,
        Category::Consultation,
        Category::Diagnosis,
        Category::Prescription,
        Category::Laboratory,
    ]);
    let session = count(&[Category::PatientSummary, Category::Prescription]) + 1;
    // Whole charts: but for one record that is erased and one whose key was lost. Of the openings
    // that are permitted, a session, one of the consultant's and one of an emergency are ended by
    // the patient before the keeper sends what is asked for.
    let whole = report.records_registered - 2;
    assert_eq!(report.records_released, whole + list + session + 1 + 3 + 5 + 1 + 1);
    assert!(report.log_verified && report.tampering_detected && report.verified());
}

#[test]
fn the_patient_without_tokens_owns_nothing_and_her_relayer_pays() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("figures.json");
    let output = demo(&["--json".as_ref(), &json]);
    let story = String::from_utf8(output.stdout).unwrap();
    let report: Report = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    let sponsored = report.sponsored;

    assert_eq!(sponsored.owned_by_the_patient, [0, 0]);
    // In process an item and a byte cost a planck each; a refund may be rounded by one.
    let stored = i128::from(sponsored.items + sponsored.bytes);
    assert!(stored > 500, "{sponsored:?}");
    assert!((stored..=stored + 1).contains(&sponsored.paid_by_the_relayer), "{sponsored:?}");
    // The old phone's, a late and a replayed one are refused; her guardians take three steps.
    assert_eq!((sponsored.commands_carried_out, sponsored.commands_refused), (12, 3));
    assert_eq!(sponsored.transactions, 12 + 3 + 3);

    let signed: Vec<_> = story
        .lines()
        .filter_map(|line| line.strip_prefix("    | "))
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    let expected = [
        "<Bytes>Chartkey",
        "Chart",
        "For practitioner",
        "Categories",
        "Purposes",
        "Actions",
        "From",
        "Until",
        "Envelope",
        "Contract",
        "Chain",
        "Lane",
        "Sequence",
        "Deadline",
    ];
    assert_eq!(signed, expected, "{story}");
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
    for name in ["create_chart", "publish_key", "grant", "revoke", "register", "amend", "open"]
        .into_iter()
        .chain(["open (list)", "open (session)"])
        .chain(["submit CreateChart", "submit Grant", "submit Open", "submit Rekey"])
        .chain(["request", "recover", "complete", "set_profile", "invite", "join"])
        .chain(["anchor", "admit", "waive_retention", "erase"])
        .chain(["publish_key (own)", "declare_emergency", "deny", "review_emergency"])
    {
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
    // A folder for each keeper, beside its journal, and one for envelopes.
    let mut folders = Vec::new();
    for house in fs::read_dir(folder.path()).unwrap() {
        let house = house.unwrap().path();
        if house.ends_with("envelopes") {
            folders.push(house);
        } else {
            assert!(house.join("journal").is_file(), "{}", house.display());
            folders.push(house.join("documents"));
        }
    }
    assert_eq!(folders.len(), 3);
    let kept: Vec<_> = folders.iter().map(|folder| digests_in(folder)).collect();
    // One file per record that is not erased, one of a leaf that was not admitted, and the one
    // envelope whose permit stands: the others were destroyed with theirs, or when a new one took
    // their place.
    let files = kept.iter().map(Vec::len).sum::<usize>();
    assert_eq!(files, charts().unwrap().iter().flatten().count() + 5 + 1 + 1);

    let (folder, digests) = folders.iter().zip(kept).max_by_key(|(_, kept)| kept.len()).unwrap();
    let store = BlobStore::open(folder).unwrap();
    assert_eq!(store.check(digests.clone()).unwrap(), []);
    let path = store.path(&digests[4]);
    let mut blob = fs::read(&path).unwrap();
    blob[30] ^= 1;
    fs::write(&path, blob).unwrap();
    let expected = Damage { digest: digests[4], fault: Fault::Altered };
    assert_eq!(store.check(digests).unwrap(), [expected]);
}

/// The names of the files in a folder, each of which has to be ciphertext.
fn digests_in(folder: &Path) -> Vec<[u8; 32]> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            assert!(fs::read(file.path()).unwrap().starts_with(b"age-encryption.org/v1\n"));
            let name = file.file_name().into_string().unwrap();
            hex::decode(name).unwrap().try_into().unwrap()
        })
        .collect()
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
