//! Seeds of what contracts store, take and answer.

use chartkey_fuzz::interfaces;
use chartkey_interfaces::{
    batches::{BatchHead, Place, RecordLeaf, TreeId, TreeKind},
    directory::{
        Invitation, KeyLoss, OrganizationStatus, Practitioner, PractitionerStatus, Role, Standing,
    },
    emergencies::EmergencyCase,
    log::{Access, Entry, Leaf, Outcome, Subject, LEAF_VERSION},
    registry::{
        NewRecord, Note, Opening, Record, RegistryError, RetentionChange, Ticket, TicketRefusal,
        Waiver,
    },
    Limits,
};
use chartkey_onchain::Encoded;
use chartkey_policy::{
    Basis, Decision, Ground, Reason, RecordTarget, Refusal, Request, Target, Verdict,
};
use chartkey_vocabulary::{
    Addressee, Categories, Category, Finding, NewDocument, OrgId, PublicKey, Purpose, Selection,
    SelfReport, Text, Version, SUITE_X_WING,
};

use crate::{seed, PATIENT};

/// Writes the seeds of the target.
pub fn write() {
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
