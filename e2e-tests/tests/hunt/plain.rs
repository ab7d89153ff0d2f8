//! From the words of the hunt to the types of the contracts.

use chartkey_commands::{
    Command as Signable, NewCategoryKey, NewCategoryKeys, NewChart, NewEnvelope, NewVersion,
    Offer as SignableOffer, Replacement,
};
use chartkey_e2e_tests::{Contract as Deployed, Guardian};
use chartkey_governance::{HandoverStep, Release as Announced};
use chartkey_interfaces::{
    batches::{RecordLeaf, TreeId, TreeKind as ChainTreeKind},
    registry::NewRecord as RegistryRecord,
};
use chartkey_policy::{
    Directive as ChainDirective, Effect, Grantee as ChainGrantee, Scope as ChainScope,
    Terms as ChainTerms,
};
use chartkey_vocabulary::{
    Action as Doing, Addressee as ChainAddressee, Category, NewDocument, OrgId, PatientId,
    PublicKey, Purpose, Retraction, Selection as Selected, SelfReport, Text as BoundedText,
    Version as NewVersionOf,
};
use scale::{Decode, Encode};

use crate::{
    codes,
    model::Placed,
    names::Names,
    steps::{Command, NewKey, NewKeys},
    words::{
        organization_id, Addressee, Contract, Directive, Document, Grantee, Guardians, Key,
        NewRecord, Offer, Release, Scope, Selection, Terms, Text, Time, Tree, TreeKind, Version,
        CATEGORY_COUNT,
    },
};

/// A value from its bits or its number: also sets with unassigned bits, which come as input.
pub fn from_bits<T: Decode>(bits: impl Encode) -> T {
    T::decode(&mut bits.encode().as_slice()).expect("the bits decode")
}

/// How many keys of each category a chart has published.
pub type Published = [u32; CATEGORY_COUNT as usize];

/// The id of the organization of this number.
pub fn organization(number: u32) -> OrgId {
    OrgId(organization_id(number))
}

pub fn directive(directive: Directive) -> ChainDirective {
    match directive {
        Directive::Emergency => ChainDirective::Emergency,
        Directive::Issuers => ChainDirective::Issuers,
    }
}

pub fn kind(kind: TreeKind) -> ChainTreeKind {
    match kind {
        TreeKind::Documents => ChainTreeKind::Documents,
        TreeKind::Releases => ChainTreeKind::Releases,
    }
}

pub fn tree(tree: Tree) -> TreeId {
    TreeId {
        organization: organization(tree.organization),
        kind: kind(tree.kind),
        number: tree.number,
    }
}

pub fn addressee(names: &Names, addressee: Addressee) -> ChainAddressee {
    match addressee {
        Addressee::Organization(number) => ChainAddressee::Organization(organization(number)),
        Addressee::Practitioner(who) => ChainAddressee::Practitioner(names.account(who)),
    }
}

pub fn category(number: u8) -> Category {
    Category::ALL[usize::from(number)]
}

pub fn purpose(number: u8) -> Purpose {
    Purpose::ALL[usize::from(number)]
}

pub fn doing(number: u8) -> Doing {
    Doing::ALL[usize::from(number)]
}

pub fn reason(number: u8) -> Retraction {
    from_bits(number)
}

pub fn selection(selection: Selection) -> Selected {
    match selection {
        Selection::Records(ids) => Selected::Records(ids),
        Selection::Categories(set) => Selected::Categories(from_bits(set)),
    }
}

pub fn effect(permit: bool) -> Effect {
    if permit {
        Effect::Permit
    } else {
        Effect::Deny
    }
}

pub fn text(text: Text) -> BoundedText {
    text.text().as_str().into()
}

pub fn key(key: Key) -> PublicKey {
    PublicKey { suite: key.suite, bytes: vec![key.byte; usize::from(key.length)] }
}

pub fn version(version: Version) -> NewVersionOf {
    NewVersionOf {
        digest: [version.digest; 32],
        size: version.size,
        locator: text(version.locator),
        key_epoch: version.epoch,
    }
}

pub fn document(document: Document) -> NewDocument {
    NewDocument { category: category(document.category), version: version(document.version) }
}

pub fn self_report(names: &Names, sent: Document, to: Option<Addressee>) -> SelfReport {
    SelfReport { document: document(sent), addressee: to.map(|to| addressee(names, to)) }
}

pub fn record(record: NewRecord<Time>) -> RegistryRecord {
    RegistryRecord { document: document(record.document), retain_until: record.retain.unwrap_or(0) }
}

pub fn leaf(names: &Names, placed: &Placed) -> RecordLeaf {
    RecordLeaf {
        organization: organization(placed.leaf.organization),
        tree: placed.leaf.tree,
        patient: PatientId(names.chart(placed.leaf.chart)),
        record: record(placed.leaf.record),
        salt: [placed.leaf.salt; 32],
    }
}

pub fn grantee(names: &Names, grantee: Grantee) -> ChainGrantee {
    match grantee {
        Grantee::Practitioner(who) => ChainGrantee::Practitioner(names.account(who)),
        Grantee::Organization(id) => ChainGrantee::Organization(organization(id)),
        Grantee::Anyone => ChainGrantee::Anyone,
    }
}

pub fn terms(names: &Names, terms: Terms<Time>) -> ChainTerms {
    ChainTerms {
        grantee: grantee(names, terms.grantee),
        scope: match terms.scope {
            Scope::Categories(set) => ChainScope::Categories(from_bits(set)),
            Scope::Document(id) => ChainScope::Document(id),
        },
        purposes: from_bits(terms.purposes),
        actions: from_bits(terms.actions),
        from: terms.from,
        until: terms.until,
        keys: terms.keys.map(|byte| [byte; 32]),
    }
}

pub fn step(names: &Names, step: Offer) -> HandoverStep {
    match step {
        Offer::Propose(to) => HandoverStep::Propose(names.account(to)),
        Offer::Cancel => HandoverStep::Cancel,
        Offer::Accept => HandoverStep::Accept,
    }
}

pub fn contract(contract: Contract) -> Deployed {
    match contract {
        Contract::Consent => Deployed::Consent,
        Contract::Registry => Deployed::Registry,
        Contract::Directory => Deployed::Directory,
        Contract::Account => Deployed::Account,
    }
}

pub fn release(release: &Release) -> Announced {
    Announced {
        code: codes::hash(release.code),
        parts: release.parts.iter().copied().map(codes::hash).collect(),
        version: release.version,
    }
}

/// A category's next key, where so many of each were published.
pub fn new_key(new: &NewKey, published: &Published) -> NewCategoryKey {
    NewCategoryKey {
        category: category(new.category),
        epoch: new.epoch(published[usize::from(new.category)]),
        key: key(new.key),
    }
}

pub fn new_keys(new: &NewKeys, published: &Published) -> NewCategoryKeys {
    NewCategoryKeys {
        keys: new.keys.iter().map(|new| new_key(new, published)).collect(),
        envelopes: new
            .envelopes
            .iter()
            .map(|(provision, byte)| NewEnvelope { provision: *provision, digest: [*byte; 32] })
            .collect(),
    }
}

pub fn guardians(
    names: &Names,
    chart: &PatientId,
    named: &Guardians,
) -> chartkey_recovery::Guardians {
    let members: Vec<Guardian> =
        named.members.iter().map(|number| names.guardian(*number)).collect();
    Guardian::together(chart, &members, named.threshold, named.delay_hours)
}

/// A command, whose times are relative to `base`, for a chart with so many keys of each category.
pub fn command(
    names: &Names,
    chart: &PatientId,
    command: &Command,
    base: Time,
    published: &Published,
) -> Signable {
    match command.clone() {
        Command::CreateChart(key, salt) => {
            Signable::CreateChart(NewChart { key: names.account(key), salt: [salt; 32] })
        }
        Command::Adopt(key) => Signable::Adopt(names.account(key)),
        Command::Grant(new) => Signable::Grant(terms(names, new.at(base)).into()),
        Command::Deny(new) => Signable::Deny(terms(names, new.at(base)).into()),
        Command::Revoke(id) => Signable::Revoke(id),
        Command::Replace(provision, permit, new) => Signable::Replace(
            Replacement { provision, effect: effect(permit), terms: terms(names, new.at(base)) }
                .into(),
        ),
        Command::PublishKey(new) => Signable::PublishKey(new_key(&new, published)),
        Command::Rekey(new) => Signable::Rekey(new_keys(&new, published)),
        Command::HandOver(Offer::Propose(to)) => {
            Signable::HandOver(SignableOffer::Propose(names.account(to)))
        }
        Command::HandOver(_) => Signable::HandOver(SignableOffer::Cancel),
        Command::Open(selected) => Signable::Open(selection(selected)),
        Command::SelfReport(new, to) => Signable::SelfReport(self_report(names, new, to).into()),
        Command::Amend(record, new) => {
            Signable::Amend(NewVersion { record, version: version(new) }.into())
        }
        Command::Retract(record, number) => Signable::Retract(record, reason(number)),
        Command::ChangeGuardians(named) => {
            Signable::ChangeGuardians(named.as_ref().map(|named| guardians(names, chart, named)))
        }
        Command::Withdraw => Signable::Withdraw,
        Command::Veto(key) => Signable::Veto(names.account(key)),
        Command::SetDirective(which, set) => {
            Signable::SetDirective(directive(which), from_bits(set))
        }
        Command::Dispute(entry, digest) => Signable::Dispute(entry, digest.map(|byte| [byte; 32])),
        Command::Erase(record) => Signable::Erase(record),
        Command::EraseDocument(record) => Signable::EraseDocument(record),
    }
}
