//! How the vectors are made.

mod trees;

use chartkey_interfaces::{batches::RecordLeaf, registry::NewRecord};
use chartkey_merkle::{leaf_hash, Hash, SoftwareSha256, Tree};
use chartkey_vocabulary::{Category, NewDocument, OrgId, PatientId, Version};
use scale::Encode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// All that is in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vectors {
    pub leaves: Vec<Leaf>,
    pub heads: Vec<Head>,
    pub inclusion: Vec<Inclusion>,
    pub consistency: Vec<Consistency>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    pub leaf: Value,
    pub data: String,
    pub hash: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub size: String,
    pub root: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    pub name: String,
    pub data: String,
    pub index: String,
    pub head: Head,
    pub proof: Vec<String>,
    pub verdict: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    pub name: String,
    pub first: Option<Head>,
    pub second: Head,
    pub proof: Vec<String>,
    pub verdict: String,
}

/// How many leaves the tree has.
pub const LEAVES: u64 = 11;

pub fn vectors() -> Vectors {
    let tree = tree();
    let leaves = (0..LEAVES).map(|number| {
        let leaf = leaf(number);
        Leaf {
            leaf: in_json(&leaf),
            data: hex_of(leaf.data()),
            hash: hex_of(leaf_hash::<SoftwareSha256>(&leaf.data())),
        }
    });
    Vectors {
        leaves: leaves.collect(),
        heads: (1..=LEAVES).map(|size| head(&tree, size)).collect(),
        inclusion: trees::inclusion(&tree),
        consistency: trees::consistency(&tree),
    }
}

/// The tree of all leaves.
fn tree() -> Tree<SoftwareSha256> {
    Tree::from_leaf_hashes(
        (0..LEAVES).map(|number| leaf_hash::<SoftwareSha256>(&leaf(number).data())),
    )
}

fn head(tree: &Tree<SoftwareSha256>, size: u64) -> Head {
    Head { size: size.to_string(), root: hex_of(tree.root(size).unwrap()) }
}

/// A leaf of the tree. Real salts are random.
pub fn leaf(number: u64) -> RecordLeaf {
    let digest = derived("document", number);
    let locators = ["bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", " ", "~"];
    let categories = [Category::Laboratory, Category::Imaging, Category::Administrative];
    let of = usize::try_from(number).unwrap();
    let version = Version {
        digest,
        size: [1, 4_096, 1 << 40][of % 3],
        locator: match of {
            10 => "x".repeat(128).as_str().into(),
            _ => locators[of % 3].into(),
        },
        key_epoch: [1, 2, u32::MAX][of % 3],
    };
    RecordLeaf {
        organization: OrgId([0, 3, u32::MAX][of % 3]),
        tree: [0, u32::MAX, 1][of % 3],
        patient: PatientId(derived("patient", number / 2)),
        record: NewRecord {
            document: NewDocument { category: categories[of % 3], version },
            retain_until: [0, 1_800_000_000_000, u64::MAX][of % 3],
        },
        salt: derived("salt", number),
    }
}

fn derived(of: &str, number: u64) -> Hash {
    Sha256::digest(format!("chartkey {of} {number}")).into()
}

/// A leaf as the vectors write it.
pub fn in_json(leaf: &RecordLeaf) -> Value {
    let NewRecord { document: NewDocument { category, version }, retain_until } = &leaf.record;
    json!({
        "organization": leaf.organization.0,
        "tree": leaf.tree,
        "patient": hex_of(leaf.patient.0),
        "record": {
            "document": {
                "category": format!("{category:?}"),
                "version": {
                    "digest": hex_of(version.digest),
                    "size": version.size.to_string(),
                    "locator": String::from_utf8(version.locator.as_bytes().to_vec()).unwrap(),
                    "key_epoch": version.key_epoch,
                },
            },
            "retain_until": retain_until.to_string(),
        },
        "salt": hex_of(leaf.salt),
    })
}

pub fn hex_of(bytes: impl AsRef<[u8]>) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// A leaf's data behind another version of the format.
fn of_version(version: u8, leaf: &RecordLeaf) -> Vec<u8> {
    (version, leaf).encode()
}
