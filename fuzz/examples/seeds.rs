//! Writes the seeds: `cargo run --example seeds` in `fuzz/`, after a type or a vector has changed.
//! It writes over its own files and leaves others alone, such as inputs that once crashed.

use std::{fs, path::PathBuf};

use chartkey_commands::{Approval, SignedCommand};
use chartkey_fuzz::{commands, emergency, governance, interfaces, merkle, policy, recovery};
use chartkey_governance::{Governed, Governor, Release};
use chartkey_interfaces::{
    batches::{BatchHead, Place, RecordLeaf, TreeId, TreeKind},
    directory::{
        Invitation, KeyLoss, OrganizationStatus, Practitioner, PractitionerStatus, Role, Standing,
    },
    emergencies::{EmergencyCase, WaitingCases},
    log::{Access, Entry, Leaf, Outcome, Subject, LEAF_VERSION},
    registry::{
        NewRecord, Note, Opening, Record, RegistryError, RetentionChange, Ticket, TicketRefusal,
        Waiver,
    },
    Limits,
};
use chartkey_merkle::{Frontier, Hash, SoftwareSha256};
use chartkey_onchain::Encoded;
use chartkey_policy::{
    Basis, Decision, Ground, Policy, Reason, RecordTarget, Refusal, Request, Target, Verdict,
};
use chartkey_vocabulary::{
    Addressee, Categories, Category, Finding, NewDocument, OrgId, PatientId, PublicKey, Purpose,
    Selection, SelfReport, Text, Version, SUITE_X_WING,
};
use scale::{Decode, Encode};
use serde_json::Value;

fn main() {
    governance_seeds();
    recovery_seeds();
    emergency_seeds();
    policy_seeds();
    commands_seeds();
    merkle_seeds();
    interfaces_seeds();
}

/// Writes one seed: the encodings one after the other.
fn seed(target: &str, name: &str, parts: &[Vec<u8>]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let words: Vec<_> =
        name.split([' ', ':', ',', '\'', '/']).filter(|word| !word.is_empty()).collect();
    fs::write(folder.join(words.join("-")), parts.concat()).expect("the seed can be written");
}

/// An encoded beginning and encoded steps.
fn run<Step: Encode>(input: &impl Encode, steps: &[Step]) -> Vec<Vec<u8>> {
    std::iter::once(input.encode()).chain(steps.iter().map(Encode::encode)).collect()
}

fn governance_seeds() {
    use governance::{At, Call, Input, Wish};
    let call = |at, caller, wish| Call { caller, contract: 0, wish, at: At::Early(at) };
    let second = |at, wish| Call { contract: 1, ..call(at, None, wish) };
    let new = || Input::New([5, 0, u64::MAX]);
    let handed_over = [
        call(1, None, Wish::Propose(2)),
        call(2, None, Wish::TakeBack),
        call(3, Some(2), Wish::Accept),
        call(4, None, Wish::Propose(2)),
        call(5, Some(3), Wish::Accept),
        call(6, Some(2), Wish::Accept),
        call(7, Some(1), Wish::Announce(7, 8, 2)),
        call(8, None, Wish::Announce(7, 8, 2)),
        call(9, None, Wish::Wire(6)),
        call(9, None, Wish::Wire(5)),
        call(9, None, Wish::Wire(5)),
    ];
    seed("governance", "handed over, wired", &run(&new(), &handed_over));
    let released = [
        call(0, None, Wish::Wire(0)),
        second(0, Wish::Wire(0)),
        call(1, None, Wish::Announce(2, 40, 3)),
        call(2, None, Wish::Announce(3, 40, 3)),
        second(2, Wish::Announce(3, 41, 3)),
        call(3, None, Wish::Cancel),
        call(4, None, Wish::Announce(3, 40, 3)),
        call(8, None, Wish::Apply),
        call(9, Some(2), Wish::Apply),
        call(9, None, Wish::Apply),
        call(10, None, Wish::Apply),
        call(11, None, Wish::Announce(2, 60, 17)),
        Call { at: At::Late(17), ..call(0, None, Wish::Apply) },
        second(2, Wish::Apply),
        second(2, Wish::Announce(90, 100, 31)),
        second(2, Wish::Announce(90, 100, 6)),
        call(12, None, Wish::Renounce),
        Call { at: At::Last, ..call(0, None, Wish::Apply) },
        call(13, None, Wish::Announce(2, 0, 0)),
    ];
    seed("governance", "released, renounced", &run(&new(), &released));
    let moved = [
        call(0, None, Wish::Wire(0)),
        call(1, None, Wish::AnnounceMove(3)),
        call(5, None, Wish::Move),
        call(6, None, Wish::Apply),
        call(6, None, Wish::Move),
        call(7, None, Wish::Move),
        call(8, Some(3), Wish::Wire(0)),
        call(9, None, Wish::AnnounceMove(2)),
        Call { at: At::Late(14), ..call(0, None, Wish::Move) },
        call(9, None, Wish::Cancel),
    ];
    seed("governance", "moved", &run(&new(), &moved));
    let owner = [1; 32];
    let (mut governor, mut governed) = (Governor::new(owner), Governed::expected(5));
    governed.wire(5).expect("it is expected");
    let release = Release { code: [2; 32], parts: vec![[3; 32]; 2], version: 2 };
    governor
        .announce(&owner, &mut governed, release, 1_800_000_000_000)
        .expect("the owner announces");
    let contracts = [governed, Governed::expected(0)].to_vec();
    let apply = call(5, None, Wish::Apply);
    let any = [Input::Any.encode(), governor.encode(), contracts.encode(), apply.encode()];
    seed("governance", "any", &any);
}

fn recovery_seeds() {
    use recovery::{Act, Input, Turn};
    let turn = |pause, act| Turn { pause, act };
    let named = || turn(0, Act::Name(vec![1, 2, 3], 2, 24));
    let recovered = [
        turn(0, Act::Propose(2, vec![1, 2])),
        named(),
        turn(0, Act::Propose(2, vec![1])),
        turn(0, Act::Propose(2, vec![1, 2])),
        turn(1, Act::Name(vec![4], 1, 24)),
        turn(0, Act::Veto(2)),
        turn(1, Act::Propose(2, vec![2, 3])),
        turn(7, Act::Veto(2)),
        turn(0, Act::Veto(3)),
        turn(0, Act::Propose(3, vec![1, 2, 3])),
        turn(8, Act::Veto(3)),
        turn(0, Act::Propose(2, vec![1, 2])),
        turn(2, Act::Complete),
        turn(3, Act::Complete),
        turn(0, Act::Rebind(1)),
    ];
    seed("recovery", "recovered", &run(&Input::New(0), &recovered));
    let changed = [
        named(),
        turn(0, Act::HandOver(8)),
        turn(2, Act::Complete),
        turn(1, Act::Complete),
        turn(0, Act::Name(vec![1, 2, 3, 4, 5, 6, 7], 7, 336)),
        turn(0, Act::Withdraw),
        turn(0, Act::NameNone),
        turn(4, Act::Complete),
        turn(0, Act::Name(vec![2, 1], 1, 24)),
        turn(0, Act::Name(vec![1], 2, 24)),
        turn(0, Act::Name(vec![1], 1, 23)),
        turn(0, Act::Propose(0, vec![1])),
    ];
    seed("recovery", "changed", &run(&Input::New(1), &changed));
    seed("recovery", "at the end of time", &run(&Input::New(2), &recovered));
    let custody = chartkey_recovery::Custody::new([1; 32]);
    seed("recovery", "any", &[Input::Any.encode(), custody.encode(), vec![2; 9]]);
}

fn emergency_seeds() {
    use emergency::{Input, Step, Turn};
    let turn = |pause, step| Turn { pause, step };
    let declared: Vec<_> = [3, 3, 2, 4, 5, 6]
        .into_iter()
        .zip(0..)
        .flat_map(|(pause, entry)| {
            [
                turn(0, Step::Declare(entry, 0, 255)),
                turn(pause, Step::Open(entry, 0)),
                turn(0, Step::Declare(entry, 0, 2)),
                turn(0, Step::Review(entry, entry, 0, 0, 255)),
                turn(0, Step::Review(entry, entry, 1, 1, 255)),
                turn(0, Step::Review(entry, entry, 1, 0, 0)),
                turn(0, Step::Review(entry, entry, 1, 0, 255)),
            ]
        })
        .collect();
    seed("emergency", "declared, reviewed", &run(&Input::New(0), &declared));
    // What is overdue in one organization bars nobody in the other.
    let elsewhere = [
        turn(0, Step::Declare(1, 0, 255)),
        turn(7, Step::Declare(2, 0, 255)),
        turn(0, Step::Declare(1, 1, 255)),
        turn(0, Step::Open(1, 1)),
        turn(0, Step::Open(1, 0)),
        turn(0, Step::Review(1, 0, 1, 0, 255)),
        turn(0, Step::Declare(2, 0, 255)),
    ];
    seed("emergency", "overdue elsewhere", &run(&Input::New(0), &elsewhere));
    let waiting: Vec<_> = (0..10).map(|whom| turn(1, Step::Declare(whom, 1, 255))).collect();
    let late = [turn(7, Step::Open(9, 1)), turn(0, Step::Declare(9, 1, 255))];
    seed("emergency", "too many", &run(&Input::New(0), &[waiting, late.to_vec()].concat()));
    let any = WaitingCases::default();
    seed("emergency", "any", &[Input::Any.encode(), any.encode(), vec![2; 45]]);
}

fn policy_seeds() {
    use policy::{Asked, Input, Said, Step, Turn};
    let turn = |at, step| Turn { at, step };
    let said = Said {
        permits: true,
        grantee: 0,
        document: None,
        categories: 0x0660,
        purposes: 0x03,
        actions: 0x01,
        from: 10,
        until: Some(100),
        keys: Some(7),
        stray: 0,
    };
    let deny = Said { permits: false, keys: None, ..said };
    let asked = Asked {
        who: 0,
        works_for: Some(1),
        record: None,
        categories: 0x0060,
        session: false,
        purpose: 0,
        append: false,
        emergency: false,
    };
    let record = Asked { record: Some((1, 9, Some(1), None)), ..asked };
    let emergency = Asked { purpose: 1, emergency: true, ..record };
    let asks = |at| {
        [asked, record, emergency, Asked { who: 2, ..asked }, Asked { append: true, ..record }]
            .map(|asked| turn(at, Step::Ask(asked)))
    };
    let granted = [
        vec![turn(5, Step::Add(said, 0))],
        vec![turn(5, Step::Add(Said { until: None, ..said }, 0))],
        vec![turn(5, Step::Add(Said { until: Some(254), ..said }, 0))],
        asks(5).to_vec(),
        asks(50).to_vec(),
        asks(101).to_vec(),
        vec![turn(20, Step::Envelope(0, 8)), turn(20, Step::Publish(5))],
        vec![turn(20, Step::Replace(0, Said { categories: 0x0020, ..said }))],
        vec![turn(20, Step::Replace(1, deny)), turn(20, Step::Revoke(1))],
        asks(50).to_vec(),
    ];
    seed("policy", "granted, replaced, revoked", &run(&Input::New, &granted.concat()));
    let sealed = [
        vec![turn(5, Step::Add(said, 0))],
        vec![turn(5, Step::Add(Said { document: Some(1), until: None, ..deny }, 0))],
        asks(50).to_vec(),
        vec![turn(50, Step::Revoke(1)), turn(50, Step::Direct(false, 0x0200))],
        vec![turn(50, Step::Add(Said { grantee: 7, until: Some(255), ..deny }, 0))],
        asks(50).to_vec(),
    ];
    seed("policy", "sealed, in an emergency", &run(&Input::New, &sealed.concat()));
    let session = Asked { session: true, ..asked };
    let list = |at| {
        turn(
            at,
            Step::AskEach(
                record,
                [(1, 9, None, None), (2, 5, Some(1), None), (3, 6, None, Some(2))],
            ),
        )
    };
    let opened = [
        vec![
            turn(5, Step::Add(said, 0)),
            turn(5, Step::Add(Said { grantee: 4, keys: None, ..said }, 0)),
        ],
        [session, Asked { purpose: 1, emergency: true, ..session }, Asked { who: 2, ..session }]
            .map(|asked| turn(50, Step::Ask(asked)))
            .to_vec(),
        vec![list(50), turn(50, Step::Revoke(0)), list(50), turn(50, Step::Revoke(1))],
        vec![turn(50, Step::Add(Said { grantee: 7, keys: None, ..said }, 0))],
        vec![turn(50, Step::Ask(session)), list(50), list(101)],
        vec![turn(50, Step::Add(Said { document: Some(2), until: None, ..deny }, 0)), list(50)],
    ];
    seed("policy", "lists, sessions", &run(&Input::New, &opened.concat()));
    let family = Said { purposes: 0x80, ..said };
    let asks_family = |at| {
        let asked = Asked { works_for: None, purpose: 7, ..asked };
        [asked, Asked { who: 1, ..asked }].map(|asked| turn(at, Step::Ask(asked)))
    };
    let everything = Said { grantee: 7, categories: u32::MAX, purposes: u16::MAX, ..deny };
    let represented = [
        vec![turn(5, Step::Add(family, 0))],
        asks_family(50).to_vec(),
        vec![turn(5, Step::Add(Said { purposes: 0x81, ..family }, 0))],
        vec![turn(5, Step::Add(Said { actions: 0x03, ..family }, 0))],
        vec![turn(5, Step::Add(Said { grantee: 4, keys: None, ..family }, 0))],
        vec![turn(50, Step::Add(Said { until: None, ..everything }, 0))],
        asks_family(50).to_vec(),
        vec![turn(50, Step::Revoke(1)), turn(101, Step::Prune)],
        asks_family(101).to_vec(),
    ];
    seed("policy", "a representative", &run(&Input::New, &represented.concat()));
    let own = Asked { record: Some((1, 5, Some(1), None)), categories: 0, ..asked };
    let letter = |to| Asked { record: Some((2, 5, None, Some(to))), ..own };
    let reads = |at| [own, letter(2), letter(1), letter(3)].map(|one| turn(at, Step::Ask(one)));
    let sent = [
        reads(5).to_vec(),
        vec![turn(5, Step::Direct(true, 0))],
        reads(5).to_vec(),
        vec![turn(5, Step::Add(Said { document: Some(2), until: None, ..everything }, 0))],
        reads(50).to_vec(),
        vec![turn(50, Step::Add(Said { grantee: 7, keys: None, ..said }, 0))],
        reads(60).to_vec(),
    ];
    seed("policy", "sent, issued, for anyone", &run(&Input::New, &sent.concat()));
    let kept = [
        turn(5, Step::Add(said, 1)),
        turn(20, Step::Revoke(0)),
        turn(20, Step::Add(Said { keys: None, ..said }, 0)),
        turn(20, Step::Add(Said { grantee: 4, keys: None, ..said }, 0)),
        turn(101, Step::Prune),
        turn(101, Step::Publish(5)),
    ];
    seed("policy", "envelopes kept and run out", &run(&Input::New, &kept));
    let full = [
        turn(5, Step::Add(said, 31)),
        turn(5, Step::Add(Said { document: Some(1), ..said }, 31)),
        turn(5, Step::Add(said, 0)),
        turn(5, Step::Add(Said { document: Some(2), ..deny }, 2)),
        turn(5, Step::Add(Said { grantee: 7, until: None, ..deny }, 0)),
        turn(5, Step::Add(Said { document: Some(3), ..deny }, 63)),
        turn(101, Step::Add(said, 0)),
    ];
    seed("policy", "full", &run(&Input::New, &full));
    let refused: Vec<_> = (1..4)
        .map(|stray| Said { stray, ..said })
        .chain([
            Said { grantee: 7, ..said },
            Said { categories: 0, ..said },
            Said { purposes: 0, ..said },
            Said { actions: 0, ..said },
            Said { until: Some(4), ..said },
            Said { from: 102, ..said },
            Said { categories: u32::MAX, ..said },
            Said { purposes: u16::MAX, ..said },
            Said { purposes: 0x40, ..said },
            Said { document: Some(1), actions: 0x03, ..said },
            Said { from: 201, until: None, ..deny },
            Said { keys: Some(1), ..deny },
        ])
        .map(|said| turn(5, Step::Add(said, 0)))
        .collect();
    seed("policy", "refused", &run(&Input::New, &refused));
    let revoke = (1_u8, 0_u32, 5_u64).encode();
    seed("policy", "any", &[Input::Any.encode(), Policy::default().encode(), revoke]);
}

/// The vectors that are accepted, and some of those that have no text.
fn commands_seeds() {
    use commands::{Input, Signable};
    for vector in vectors("commands/tests/vectors/commands.json") {
        let (name, verdict) = (text(&vector, "name"), text(&vector, "verdict"));
        let refused = [
            "a grant:",
            "a deny:",
            "a directive",
            "self-report:",
            "publish a",
            "a deadline",
            "open",
            "a session",
        ];
        let is_of_interest = verdict == "accepted"
            || verdict != "signature" && refused.iter().any(|one| name.starts_with(one));
        if !is_of_interest {
            continue;
        }
        let encoded = bytes(&vector, "scale");
        let domain = ["contract", "chain"].map(|field| bytes(&vector["domain"], field)).concat();
        if vector.get("recovery").is_some() {
            // The recovery without what stands behind it.
            let mut rest = encoded.as_slice();
            let signed = chartkey_commands::Recovery::decode(&mut rest).expect("a recovery");
            let signable = Signable::Recovery(signed).encode();
            seed("commands", &name, &[Input::AsItComes.encode(), domain, signable]);
        } else if let Ok(signed) = SignedCommand::decode(&mut encoded.as_slice()) {
            let signable = Signable::Instruction(signed.instruction).encode();
            seed("commands", &name, &[Input::AsItComes.encode(), domain, signable]);
        }
    }
    let approval = Approval { guardian: [1; 32], salt: [2; 32], signature: [3; 64] };
    let recovery = chartkey_commands::Recovery {
        chart: PATIENT,
        key: [2; 32],
        round: 0,
        approvals: 2,
        deadline: 0,
    };
    let approvals = (recovery, vec![approval, approval]).encode();
    seed("commands", "approvals", &[Input::Approvals.encode(), approvals]);
}

/// The right proofs that are published, some wrong ones, trees of several shapes and a frontier.
fn merkle_seeds() {
    use merkle::{Consistency, Inclusion, Input};
    for vector in vectors("merkle/tests/vectors/inclusion.json") {
        let proof = hashes(&vector);
        let (Some(leaf), Some(root)) = (hash(&vector["leafHash"]), hash(&vector["root"])) else {
            continue;
        };
        let (Some(index), Some(size)) = (vector["leafIdx"].as_u64(), vector["treeSize"].as_u64())
        else {
            continue;
        };
        let name = text(&vector, "case");
        if !vector["wantErr"].as_bool().unwrap_or(true) || name.contains("XOR") {
            let input = Input::Inclusion(Inclusion { leaf, index, size, root: Some(root), proof });
            seed("merkle", &format!("inclusion-{name}"), &[input.encode()]);
        }
    }
    for vector in vectors("merkle/tests/vectors/consistency.json") {
        let proof = hashes(&vector);
        let (Some(first), Some(second)) = (hash(&vector["root1"]), hash(&vector["root2"])) else {
            continue;
        };
        let (Some(first_size), Some(second_size)) =
            (vector["size1"].as_u64(), vector["size2"].as_u64())
        else {
            continue;
        };
        let name = text(&vector, "case");
        if !vector["wantErr"].as_bool().unwrap_or(true) {
            let roots = Some((first, second));
            let input = Input::Consistency(Consistency { first_size, second_size, roots, proof });
            seed("merkle", &format!("consistency-{name}"), &[input.encode()]);
        }
    }
    for (size, first, second) in [(0, 0, 0), (1, 0, 0), (8, 3, 7), (64, 40, 63), (77, 12, 70)] {
        let input = Input::Tree(size, first, second, 0x0100);
        seed("merkle", &format!("tree of {size}"), &[input.encode()]);
    }
    let mut frontier = Frontier::default();
    for leaf in 0..6 {
        frontier.append::<SoftwareSha256>([leaf; 32]).expect("there is room");
    }
    let leaves = [[7_u8; 32], [8; 32]].encode();
    seed("merkle", "frontier", &[Input::Frontier.encode(), frontier.encode(), leaves]);
    let full = Frontier::from_parts(u64::MAX, vec![[1; 32]; 64]).expect("it is well formed");
    seed("merkle", "full frontier", &[Input::Frontier.encode(), full.encode(), vec![9; 32]]);
}

const PATIENT: PatientId = PatientId([5; 32]);

fn interfaces_seeds() {
    let put = |name: &str, input: Vec<u8>| seed("interfaces", name, &[input]);
    let version =
        Version { digest: [1; 32], size: 9, locator: Text::from("bafkrei"), key_epoch: 1 };
    let document = NewDocument { category: Category::Laboratory, version: version.clone() };
    let record = NewRecord { document: document.clone(), retain_until: 1_900_000_000_000 };
    let key = PublicKey { suite: SUITE_X_WING, bytes: vec![8; 1_216] };
    put("X-Wing key", interfaces::input(&key));
    let addressee = Some(Addressee::Organization(OrgId(3)));
    let report = SelfReport { document, addressee };
    put("self-report", interfaces::input(&report));
    put("new record", interfaces::input(&record));
    let leaf =
        RecordLeaf { organization: OrgId(3), tree: 1, patient: PATIENT, record, salt: [2; 32] };
    put("record leaf", interfaces::input(&leaf));
    let kept = Record {
        document: 4,
        category: Category::Imaging,
        author: [3; 32],
        issuer: Some(OrgId(3)),
        addressee: None,
        registered_at: 1_800_000_000_000,
        retain_until: 0,
        version: Some(version),
        amends: Some(4),
        amended_by: Some(5),
        retracted: None,
    };
    put("record", interfaces::input(&kept));
    put("tombstone", interfaces::input(&Record { version: None, ..kept.clone() }));
    let access = Access {
        actor: [3; 32],
        organization: Some(OrgId(3)),
        subject: Subject::Entry(6),
        purpose: Purpose::EmergencyTreatment,
        outcome: Outcome::Reviewed(Finding::WrongPatient),
        justification: Some([4; 32]),
    };
    put("access", interfaces::input(&access));
    let ground = |count| Ground { count, basis: Basis::Provision(count.into()) };
    let list = Selection::Records((7..39).collect());
    let verdict = Verdict::Permit((1..8).map(ground).collect());
    let opened = Access {
        subject: list.clone().into(),
        outcome: verdict.clone().into(),
        justification: None,
        ..access.clone()
    };
    put("access of a list", interfaces::input(&opened));
    let categories = Categories::of(&[Category::Imaging, Category::Laboratory]);
    let refused = Verdict::Deny(Refusal { place: 0, reason: Reason::RecordsOnly });
    let session = Selection::Categories(categories);
    let refused_session = Access {
        subject: session.clone().into(),
        outcome: refused.clone().into(),
        ..opened.clone()
    };
    put("access of a session", interfaces::input(&refused_session));
    put("selection of records", interfaces::input(&list));
    put("selection of categories", interfaces::input(&session));
    put("verdict", interfaces::input(&verdict));
    put("verdict refused", interfaces::input(&refused));
    let entry = Entry { time: 1_800_000_000_000, access: opened };
    put("entry", interfaces::input(&entry));
    let leaf = Leaf { version: LEAF_VERSION, patient: PATIENT, index: 7, entry };
    put("leaf", interfaces::input(&leaf));
    put("place", interfaces::input(&Place { head: 1, index: 2, proof: vec![[6; 32]; 3] }));
    put("head", interfaces::input(&BatchHead { size: 8, root: [7; 32], anchored_at: 9 }));
    let practitioner = Practitioner {
        organization: OrgId(3),
        roles: Role::Emergency.into(),
        status: PractitionerStatus::Suspended,
        enrolled_at: 1,
        emergency_since: 2,
        generation: 3,
    };
    put("practitioner", interfaces::input(&practitioner));
    let standing = Standing { status: OrganizationStatus::Suspended, generation: 3 };
    put("standing", interfaces::input(&standing));
    let ticket = Ticket {
        now: 1_800_000_000_000,
        opened_at: 1_799_999_999_000,
        until: 1_800_000_599_000,
        actor: [3; 32],
        organization: Some(OrgId(3)),
        purpose: Purpose::Treatment,
        practitioner: Some(practitioner),
        standing: Some(standing),
        emergency: false,
        decision: Decision::Deny(Reason::DeniedByPatient),
        document: 4,
        category: Category::Imaging,
        issuer: Some(OrgId(3)),
        version: kept.version,
        refusal: Some(TicketRefusal::Denied(Reason::DeniedByPatient)),
    };
    put("ticket", interfaces::input(&ticket));
    put("note", interfaces::input(&Note::Confirmed(OrgId(3), vec![[3; 32]; 2])));
    let invitation = Invitation { roles: Role::Keeper.into(), generation: 3, invited_at: 4 };
    put("invitation", interfaces::input(&invitation));
    put("key loss", interfaces::input(&KeyLoss::Stolen));
    let tree = TreeId { organization: OrgId(3), kind: TreeKind::Releases, number: 1 };
    put("tree", interfaces::input(&tree));
    let waiver = Waiver { by: [3; 32], change: RetentionChange::Waived };
    put("waiver", interfaces::input(&waiver));
    put("finding", interfaces::input(&Finding::WrongPatient));
    let (practitioner, patient) = ([3; 32], PATIENT);
    let case = EmergencyCase { practitioner, patient, entry: 1, declared_at: 2, reviewed: Some(3) };
    put("emergency case", interfaces::input(&case));
    let target = Target::Record(RecordTarget {
        document: 4,
        category: Category::Imaging,
        issuer: Some(OrgId(3)),
        addressee: None,
    });
    let request = Request {
        subject: [3; 32],
        organization: Some(OrgId(3)),
        target,
        purpose: Purpose::Treatment,
        action: chartkey_vocabulary::Action::Read,
        emergency: true,
    };
    put("request", interfaces::input(&request));
    let opening = Opening { entry: 1, verdict: Encoded::of(&verdict) };
    put("opening", interfaces::input(&opening));
    put("refusal", interfaces::input(&RegistryError::IdsUsedUp));
    put("limits", interfaces::input(&Limits::current()));
}

fn vectors(path: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates").join(path);
    let json = fs::read(path).expect("the vectors are there");
    serde_json::from_slice(&json).expect("they are JSON")
}

fn text(vector: &Value, field: &str) -> String {
    vector[field].as_str().expect("a string").to_owned()
}

fn bytes(vector: &Value, field: &str) -> Vec<u8> {
    hex::decode(text(vector, field).trim_start_matches("0x")).expect("hexadecimal")
}

fn hash(value: &Value) -> Option<Hash> {
    hex::decode(value.as_str()?).ok()?.try_into().ok()
}

fn hashes(vector: &Value) -> Vec<Hash> {
    vector["proof"].as_array().expect("an array").iter().filter_map(hash).collect()
}
