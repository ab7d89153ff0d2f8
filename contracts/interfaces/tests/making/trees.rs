//! Proofs, right and wrong.

use chartkey_merkle::node_hash;

use super::*;

type Whole = Tree<SoftwareSha256>;

/// A proof of inclusion that can be spoilt.
#[derive(Clone)]
struct Place {
    data: Vec<u8>,
    index: u64,
    head: Head,
    proof: Vec<Hash>,
}

fn place(tree: &Whole, index: u64, size: u64) -> Place {
    Place {
        data: leaf(index).data(),
        index,
        head: head(tree, size),
        proof: tree.inclusion_proof(index, size).unwrap(),
    }
}

fn judged(name: &str, place: Place, verdict: &str) -> Inclusion {
    Inclusion {
        name: name.to_owned(),
        data: hex_of(place.data),
        index: place.index.to_string(),
        head: place.head,
        proof: place.proof.iter().map(hex_of).collect(),
        verdict: verdict.to_owned(),
    }
}

pub fn inclusion(tree: &Whole) -> Vec<Inclusion> {
    let mut vectors = Vec::new();
    for (index, size) in [
        (0, 1),
        (0, 2),
        (1, 2),
        (2, 3),
        (3, 4),
        (4, 5),
        (4, 6),
        (6, 7),
        (0, 8),
        (7, 8),
        (8, 9),
        (0, 11),
        (5, 11),
        (9, 11),
        (10, 11),
    ] {
        let name = format!("leaf {index} of {size}");
        vectors.push(judged(&name, place(tree, index, size), "accepted"));
    }
    let right = place(tree, 5, 11);
    let mut wrong = |name: &str, place: Place| vectors.push(judged(name, place, "proof"));
    wrong_leaves(&right, &mut wrong);
    wrong_places(tree, &right, &mut wrong);
    wrong_proofs(&right, &mut wrong);
    vectors
}

fn wrong_leaves(right: &Place, wrong: &mut impl FnMut(&str, Place)) {
    let mut with = |name: &str, data: Vec<u8>| wrong(name, Place { data, ..right.clone() });
    let of = || leaf(5);
    with("another salt", RecordLeaf { salt: leaf(6).salt, ..of() }.data());
    with("a salt of zeros", RecordLeaf { salt: [0; 32], ..of() }.data());
    with("another organization", RecordLeaf { organization: OrgId(4), ..of() }.data());
    with("another tree", RecordLeaf { tree: 0, ..of() }.data());
    with("another patient", RecordLeaf { patient: leaf(6).patient, ..of() }.data());
    let document = NewDocument { category: Category::Genetics, ..of().record.document };
    with("another category", altered(NewRecord { document, ..of().record }));
    with("a shorter retention", altered(NewRecord { retain_until: u64::MAX - 1, ..of().record }));
    let version = || of().record.document.version;
    for (name, version) in [
        ("another digest", Version { digest: [7; 32], ..version() }),
        ("another size", Version { size: 4_097, ..version() }),
        ("another locator", Version { locator: "x".into(), ..version() }),
        ("another epoch", Version { key_epoch: 4, ..version() }),
    ] {
        let document = NewDocument { version, ..of().record.document };
        with(name, altered(NewRecord { document, ..of().record }));
    }
    with("version 0 of the format", of_version(0, &of()));
    with("version 2 of the format", of_version(2, &of()));
    with("no version of the format", of().encode());
    with("the leaf before it", leaf(4).data());
    with("a byte too many", [of().data(), vec![0]].concat());
    with("a byte too few", of().data()[..of().data().len() - 1].to_vec());
    with("no leaf", Vec::new());
}

fn altered(record: NewRecord) -> Vec<u8> {
    RecordLeaf { record, ..leaf(5) }.data()
}

fn wrong_places(tree: &Whole, right: &Place, wrong: &mut impl FnMut(&str, Place)) {
    for (name, index) in [
        ("the index before", 4),
        ("the index after", 6),
        ("the last index", 10),
        ("an index as large as the tree", 11),
        ("an index far beyond the tree", u64::MAX),
    ] {
        wrong(name, Place { index, ..right.clone() });
    }
    let with = |head| Place { head, ..right.clone() };
    wrong("an earlier head", with(head(tree, 10)));
    wrong("a head of eight leaves", with(head(tree, 8)));
    let root = head(tree, 11).root;
    wrong("a size without such a leaf", with(Head { size: "5".into(), root: root.clone() }));
    wrong("a size of another shape", with(Head { size: "17".into(), root: root.clone() }));
    wrong("a tree without leaves", with(Head { size: "0".into(), root }));
    let forged = hex_of([0xee; 32]);
    wrong("a forged root", with(Head { size: "11".into(), root: forged }));
    let first = place(tree, 0, 1);
    let empty = Head { size: "1".into(), root: hex_of(Sha256::digest([])) };
    wrong("the root of no leaves", Place { head: empty, ..first });
    // What stands over leaves 4 and 5, in a tree of the four nodes over eight leaves.
    let over = [4, 5].map(|number| leaf_hash::<SoftwareSha256>(&leaf(number).data()));
    let node = Place {
        data: over.concat(),
        index: 2,
        head: Head { size: "4".into(), root: head(tree, 8).root },
        proof: place(tree, 5, 8).proof[1..].to_vec(),
    };
    wrong("a node passed off as a leaf", node);
}

fn wrong_proofs(right: &Place, wrong: &mut impl FnMut(&str, Place)) {
    let mut with = |name: &str, proof: Vec<Hash>| wrong(name, Place { proof, ..right.clone() });
    for (name, proof) in spoilt(&right.proof) {
        with(name, proof);
    }
    let mut exchanged = right.proof.clone();
    let own = leaf_hash::<SoftwareSha256>(&right.data);
    exchanged[0] = node_hash::<SoftwareSha256>(&own, &exchanged[0]);
    with("the parent in the place of the sibling", exchanged);
}

/// What can be wrong with any proof of two hashes or more.
fn spoilt(right: &[Hash]) -> Vec<(&'static str, Vec<Hash>)> {
    let (first, last) = (right[0], *right.last().unwrap());
    let mut bit = right.to_vec();
    bit[0][31] ^= 1;
    let mut bit_at_the_end = right.to_vec();
    *bit_at_the_end.last_mut().unwrap() = last.map(|byte| byte ^ 0x80);
    vec![
        ("no proof", vec![]),
        ("without its first hash", right[1..].to_vec()),
        ("without its last hash", right[..right.len() - 1].to_vec()),
        ("its first hash twice", [&[first], right].concat()),
        ("its last hash twice", [right, &[last]].concat()),
        ("a hash too many", [right, &[[0; 32]]].concat()),
        ("65 hashes", [right, &vec![[1; 32]; 65 - right.len()]].concat()),
        ("backwards", right.iter().rev().copied().collect()),
        ("one bit of its first hash", bit),
        ("a bit of each byte of its last hash", bit_at_the_end),
    ]
}

pub fn consistency(tree: &Whole) -> Vec<Consistency> {
    let mut vectors = Vec::new();
    let mut push =
        |name: String, first: Option<Head>, second: Head, proof: &[Hash], verdict: &str| {
            let proof = proof.iter().map(hex_of).collect();
            vectors.push(Consistency { name, first, second, proof, verdict: verdict.to_owned() });
        };
    push("the first head".to_owned(), None, head(tree, 3), &[], "accepted");
    let none = Head { size: "0".into(), root: hex_of(Sha256::digest([])) };
    push("a first head without leaves".to_owned(), None, none.clone(), &[], "not larger");
    let proof = tree.consistency_proof(2, 3).unwrap();
    push("a first head with a proof".to_owned(), None, head(tree, 3), &proof, "proof");
    for (first, second) in [
        (1, 2),
        (1, 11),
        (2, 3),
        (3, 4),
        (3, 7),
        (4, 8),
        (6, 8),
        (7, 11),
        (8, 9),
        (8, 11),
        (10, 11),
    ] {
        let proof = tree.consistency_proof(first, second).unwrap();
        let name = format!("{first} leaves, then {second}");
        push(name, Some(head(tree, first)), head(tree, second), &proof, "accepted");
    }
    let (old, new) = (head(tree, 7), head(tree, 11));
    let right = tree.consistency_proof(7, 11).unwrap();
    for (name, second) in [
        ("the same head again", old.clone()),
        ("as many leaves, another root", Head { size: "7".into(), root: new.root.clone() }),
        ("fewer leaves", head(tree, 6)),
        ("no leaves", none),
    ] {
        push(name.to_owned(), Some(old.clone()), second.clone(), &[], "not larger");
        push(format!("{name}, with a proof"), Some(old.clone()), second, &right, "not larger");
    }
    for (name, proof) in spoilt(&right) {
        push(name.to_owned(), Some(old.clone()), new.clone(), &proof, "proof");
    }
    let perfect = tree.consistency_proof(8, 11).unwrap();
    for (name, proof) in spoilt(&[&perfect[..], &[[0; 32]]].concat()) {
        if proof != perfect {
            let name = format!("from eight leaves, {name}");
            push(name, Some(head(tree, 8)), new.clone(), &proof, "proof");
        }
    }
    let other = tree.consistency_proof(6, 11).unwrap();
    push("for an earlier head".to_owned(), Some(old.clone()), new.clone(), &other, "proof");
    let other = tree.consistency_proof(7, 10).unwrap();
    push("for another tree".to_owned(), Some(old.clone()), new.clone(), &other, "proof");
    let forged = Head { size: "11".into(), root: hex_of([0xee; 32]) };
    push("a forged root".to_owned(), Some(old.clone()), forged, &right, "proof");
    let wrong_size = Head { size: "17".into(), root: new.root.clone() };
    push("a size of another shape".to_owned(), Some(old.clone()), wrong_size, &right, "proof");
    for (name, changed) in
        [("its first leaf", 0), ("a leaf in the middle", 3), ("its last leaf", 6)]
    {
        let fork = Tree::<SoftwareSha256>::from_leaf_hashes((0..LEAVES).map(|number| {
            let of = if number == changed { LEAVES } else { number };
            leaf_hash::<SoftwareSha256>(&leaf(of).data())
        }));
        let proof = fork.consistency_proof(7, 11).unwrap();
        push(format!("a fork at {name}"), Some(old.clone()), head(&fork, 11), &proof, "proof");
    }
    vectors
}
