//! A good signature, of something else.

use chartkey_commands::{NewCategoryKeys, NewEnvelope, NewVersion, Offer, Replacement};
use chartkey_vocabulary::{Actions, OrgId, Purposes, Retraction};

use super::{
    accepted::{directive, doctor, emergency, guardians, house, issuers, offer, rekey},
    openings::changed_openings,
    signing::FITS_ALL,
    *,
};

pub fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (what, command) in
        [("create a chart", create()), ("a grant", grant(terms())), ("open", open(&[7]))]
    {
        vectors.extend(elsewhere(what, &instruction(command)));
    }
    for (name, signed, submitted) in changed_fields() {
        let signature = Signer::PATIENT.sign(careless_text(&instruction(signed), &DOMAIN));
        vectors.push(forged(&name, &DOMAIN, &instruction(submitted), signature));
    }
    vectors.extend(wrong_signatures());
    vectors.extend(signed_by_everybody());
    vectors.extend(approvals());
    vectors
}

fn forged(name: &str, domain: &Domain, instruction: &Instruction, signature: [u8; 64]) -> Vector {
    about(name, domain, instruction, signature, "signature")
}

fn create() -> Command {
    Command::CreateChart(NewChart { key: Signer::PATIENT.public(), salt: counting(1) })
}

/// The same command for something else than it was signed for.
fn elsewhere(what: &str, signed: &Instruction) -> Vec<Vector> {
    let signature = Signer::PATIENT.sign(careless_text(signed, &DOMAIN));
    let mut chart = signed.chart;
    chart.0[31] ^= 1;
    let lane = signed.lane + 1;
    let sequence = signed.sequence + 1;
    let deadline = signed.deadline + MINUTE;
    let submitted = [
        ("another chart", Instruction { chart, ..signed.clone() }),
        ("another lane", Instruction { lane, ..signed.clone() }),
        ("another sequence", Instruction { sequence, ..signed.clone() }),
        ("another deadline", Instruction { deadline, ..signed.clone() }),
    ];
    let mut vectors: Vec<_> = submitted
        .iter()
        .map(|(other, submitted)| forged(&named(what, other), &DOMAIN, submitted, signature))
        .collect();
    for (other, domain) in other_domains() {
        vectors.push(forged(&named(what, other), &domain, signed, signature));
    }
    vectors
}

fn other_domains() -> [(&'static str, Domain); 2] {
    let mut contract = DOMAIN.contract;
    contract[0] ^= 1;
    let mut chain = DOMAIN.chain;
    chain[31] ^= 0x80;
    [
        ("another contract", Domain { contract, ..DOMAIN }),
        ("another chain", Domain { chain, ..DOMAIN }),
    ]
}

fn named(what: &str, other: &str) -> String {
    format!("{what}: {other}")
}

/// Every kind of field, as it was signed and as it was submitted.
fn changed_fields() -> Vec<(String, Command, Command)> {
    let mut pairs = vec![
        (
            "create a chart: another salt",
            create(),
            Command::CreateChart(NewChart { key: Signer::PATIENT.public(), salt: counting(2) }),
        ),
        (
            "create a chart: another key",
            create(),
            Command::CreateChart(NewChart { key: Signer::STRANGER.public(), salt: counting(1) }),
        ),
        (
            "take over a chart: another key",
            Command::Adopt(Signer::PATIENT.public()),
            Command::Adopt(Signer::STRANGER.public()),
        ),
        ("a deny instead of a grant", grant(terms()), Command::Deny(Box::new(terms()))),
        ("revoke: another provision", Command::Revoke(3), Command::Revoke(4)),
        ("replace: another provision", replace(9, Effect::Permit), replace(8, Effect::Permit)),
        (
            "a deny replaced instead of a permit",
            replace(9, Effect::Permit),
            replace(9, Effect::Deny),
        ),
        (
            "publish a key: another category",
            publish(Category::Genetics, 1, x25519()),
            publish(Category::Imaging, 1, x25519()),
        ),
        (
            "publish a key: another epoch",
            publish(Category::Genetics, 1, x25519()),
            publish(Category::Genetics, 2, x25519()),
        ),
        ("publish a key: another key", genetics(x25519()), genetics(ending_in(x25519(), 1))),
        ("publish a key: another suite", genetics(x25519()), genetics(x_wing())),
        (
            "publish an X-Wing key: another key",
            genetics(x_wing()),
            genetics(ending_in(x_wing(), 1)),
        ),
        ("the offer taken back instead of made", offer(), Command::HandOver(Offer::Cancel)),
        (
            "offer the chart: another account",
            offer(),
            Command::HandOver(Offer::Propose(counting(0xa1))),
        ),
        ("a revoke instead of an opening", open(&[7]), Command::Revoke(7)),
        (
            "retract: another record",
            Command::Retract(7, Retraction::Duplicate),
            Command::Retract(8, Retraction::Duplicate),
        ),
        (
            "retract: another reason",
            Command::Retract(7, Retraction::Duplicate),
            Command::Retract(7, Retraction::Other),
        ),
        (
            "amend: another record",
            Command::Amend(Box::new(NewVersion { record: 7, version: version() })),
            Command::Amend(Box::new(NewVersion { record: 8, version: version() })),
        ),
        (
            "guardians removed instead of named",
            Command::ChangeGuardians(Some(guardians())),
            Command::ChangeGuardians(None),
        ),
        ("a revoke of provision 7 instead of a withdrawal", Command::Withdraw, Command::Revoke(7)),
        (
            "veto: another key",
            Command::Veto(Signer::STRANGER.public()),
            Command::Veto(Signer::PATIENT.public()),
        ),
        ("an erasure instead of an opening", open(&[7]), Command::Erase(7)),
        ("erase: another record", Command::Erase(7), Command::Erase(8)),
        ("a document erased instead of a record", Command::Erase(7), Command::EraseDocument(7)),
        ("erase a document: another record", Command::EraseDocument(7), Command::EraseDocument(8)),
    ];
    pairs.extend(changed_terms().map(|(name, changed)| (name, grant(terms()), grant(changed))));
    pairs.extend(
        changed_versions()
            .map(|(name, changed)| (name, self_report(version()), self_report(changed))),
    );
    pairs.extend(changed_addressees());
    pairs.extend(changed_denies().map(|(name, signed, submitted)| {
        (name, Command::Deny(Box::new(signed)), Command::Deny(Box::new(submitted)))
    }));
    pairs.extend(
        changed_rekeys()
            .map(|(name, changed)| (name, Command::Rekey(rekey()), Command::Rekey(changed))),
    );
    pairs.extend(changed_guardians());
    pairs.extend(changed_directives());
    pairs.extend(changed_disputes());
    pairs.extend(changed_openings());
    pairs
        .into_iter()
        .map(|(name, signed, submitted)| (name.to_owned(), signed, submitted))
        .collect()
}

fn genetics(key: PublicKey) -> Command {
    publish(Category::Genetics, 1, key)
}

fn ending_in(mut key: PublicKey, last: u8) -> PublicKey {
    key.bytes.pop();
    key.bytes.push(last);
    key
}

fn replace(provision: u32, effect: Effect) -> Command {
    Command::Replace(Box::new(Replacement { provision, effect, terms: terms() }))
}

fn changed_terms() -> [(&'static str, Terms); 12] {
    let categories = |members: &[Category]| Scope::Categories(Categories::of(members));
    let practitioner = Grantee::Practitioner(counting(0xa1));
    let organization = Grantee::Organization(OrgId(0xa0));
    let one = categories(&[Category::Laboratory]);
    let other = categories(&[Category::Laboratory, Category::Genetics]);
    [
        ("a grant: another practitioner", Terms { grantee: practitioner, ..terms() }),
        ("a grant: an organization", Terms { grantee: organization, ..terms() }),
        ("a grant: anyone", Terms { grantee: Grantee::Anyone, ..terms() }),
        ("a grant: a category less", Terms { scope: one, ..terms() }),
        ("a grant: another category", Terms { scope: other, ..terms() }),
        ("a grant: a document", Terms { scope: Scope::Document(96), ..terms() }),
        ("a grant: more purposes", Terms { purposes: Purposes::ALL, ..terms() }),
        ("a grant: more actions", Terms { actions: Actions::ALL, ..terms() }),
        ("a grant: a minute earlier", Terms { from: NOW - MINUTE, ..terms() }),
        ("a grant: a day longer", Terms { until: Some(NOW + 2 * DAY), ..terms() }),
        ("a grant: without end", Terms { until: None, ..terms() }),
        ("a grant: without an envelope", Terms { keys: None, ..terms() }),
    ]
}

/// Denies that differ in a bit, or in much.
fn changed_denies() -> [(&'static str, Terms, Terms); 3] {
    let deny = |scope, purposes| Terms {
        grantee: Grantee::Anyone,
        scope: Scope::Categories(scope),
        purposes,
        keys: None,
        ..terms()
    };
    let everything = deny(Categories::EVERYTHING, Purposes::EVERYTHING);
    let all = deny(Categories::ALL, Purposes::EVERYTHING);
    let all_purposes = deny(Categories::EVERYTHING, Purposes::ALL);
    let but_emergencies = Purposes::ALL.difference(Purpose::EmergencyTreatment.into());
    [
        ("a deny: all categories instead of everything", everything, all),
        ("a deny: all purposes instead of everything", everything, all_purposes),
        (
            "a deny: without emergencies",
            deny(Categories::ALL, Purposes::ALL),
            deny(Categories::ALL, but_emergencies),
        ),
    ]
}

fn changed_addressees() -> [(&'static str, Command, Command); 4] {
    let other = Addressee::Organization(OrgId(13));
    let to = |addressee| sent_to(addressee, version());
    [
        ("self-report: sent to an organization", to(None), to(Some(house()))),
        ("self-report: sent to nobody", to(Some(house())), to(None)),
        ("self-report: sent to another organization", to(Some(house())), to(Some(other))),
        ("self-report: sent to a practitioner", to(Some(house())), to(Some(doctor()))),
    ]
}

fn changed_versions() -> [(&'static str, Version); 5] {
    let moved = Text::from("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zz");
    let spaced = Text::from("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy ");
    [
        ("self-report: another digest", Version { digest: counting(0xd1), ..version() }),
        ("self-report: another size", Version { size: 2_049, ..version() }),
        ("self-report: another locator", Version { locator: moved, ..version() }),
        ("self-report: a space after the locator", Version { locator: spaced, ..version() }),
        ("self-report: another key epoch", Version { key_epoch: 4, ..version() }),
    ]
}

fn changed_rekeys() -> [(&'static str, NewCategoryKeys); 6] {
    let mut turned = rekey();
    turned.keys.reverse();
    let mut fewer = rekey();
    fewer.keys.pop();
    let mut later = rekey();
    later.keys[1].epoch += 1;
    let mut without = rekey();
    without.envelopes.pop();
    let with_last = |provision, digest| {
        let mut changed = rekey();
        changed.envelopes.pop();
        changed.envelopes.push(NewEnvelope { provision, digest });
        changed
    };
    [
        ("rekey: another order", turned),
        ("rekey: a key less", fewer),
        ("rekey: another epoch", later),
        ("rekey: an envelope less", without),
        ("rekey: another envelope", with_last(5, counting(0xf1))),
        ("rekey: an envelope of another provision", with_last(6, counting(0xf0))),
    ]
}

fn changed_guardians() -> [(&'static str, Command, Command); 4] {
    let named = |guardians| Command::ChangeGuardians(Some(guardians));
    let mut others = guardians();
    others.commitments.pop();
    let fewer = others.clone();
    others.commitments.push(counting(0x34));
    let mut quicker = guardians();
    quicker.delay_hours = 24;
    let mut easier = guardians();
    easier.threshold = 1;
    [
        ("guardians: another one", named(guardians()), named(others)),
        ("guardians: one less", named(guardians()), named(fewer)),
        ("guardians: another delay", named(guardians()), named(quicker)),
        ("guardians: another threshold", named(guardians()), named(easier)),
    ]
}

fn changed_directives() -> [(&'static str, Command, Command); 5] {
    let two = emergency(directive());
    let more = emergency(directive().union(Category::Genetics.into()));
    let nothing = emergency(Categories::EMPTY);
    let (all, everything) = (issuers(Categories::ALL), issuers(Categories::EVERYTHING));
    [
        ("a directive: a category more", two.clone(), more),
        ("a directive: nothing instead of two categories", two.clone(), nothing.clone()),
        ("a directive: two categories instead of nothing", nothing, two.clone()),
        ("a directive: for issuers instead of emergencies", two, issuers(directive())),
        ("a directive for issuers: everything instead of all categories", all, everything),
    ]
}

fn changed_disputes() -> [(&'static str, Command, Command); 4] {
    let with = |first| Command::Dispute(12, Some(counting(first)));
    let without = Command::Dispute(12, None);
    [
        ("a dispute: another entry", without.clone(), Command::Dispute(13, None)),
        ("a dispute: another reason", with(0xc0), with(0xc1)),
        ("a dispute: without its reason", with(0xc0), without.clone()),
        ("a dispute: with a reason of zeros", without, Command::Dispute(12, Some([0; 32]))),
    ]
}

/// The right text, and what is no signature of it.
fn wrong_signatures() -> Vec<Vector> {
    let opening = instruction(open(&[7]));
    let text = careless_text(&opening, &DOMAIN);
    let inside = text.strip_prefix("<Bytes>").unwrap().strip_suffix("</Bytes>").unwrap();
    let right = Signer::PATIENT.sign(&text);
    let with_change = |place: usize, change: u8| {
        let mut signature = right;
        signature[place] ^= change;
        signature
    };
    [
        ("a stranger's signature", Signer::STRANGER.sign(&text)),
        ("signed without the wrapping", Signer::PATIENT.sign(inside)),
        ("signed with a line break at the end", Signer::PATIENT.sign(format!("{text}\n"))),
        (
            "signed with another kind of line breaks",
            Signer::PATIENT.sign(text.replace('\n', "\r\n")),
        ),
        ("signed as a hash", Signer::PATIENT.sign(blake2b_256(text.as_bytes()))),
        ("signed in another context", Signer::PATIENT.sign_in(b"polkadot", &text)),
        ("a changed byte at the beginning of the signature", with_change(0, 1)),
        ("a changed byte in the middle of the signature", with_change(40, 1)),
        ("a signature without the mark of sr25519", with_change(63, 0x80)),
        ("a signature of zeros", [0; 64]),
    ]
    .map(|(name, signature)| forged(name, &DOMAIN, &opening, signature))
    .to_vec()
}

/// A signature that fits every text under the key of zeros, the neutral element.
fn signed_by_everybody() -> [Vector; 2] {
    let key = [0; 32];
    [
        (
            "create a chart under the key of zeros",
            Command::CreateChart(NewChart { key, salt: counting(1) }),
        ),
        ("take over a chart under the key of zeros", Command::Adopt(key)),
    ]
    .map(|(name, command)| forged(name, &DOMAIN, &instruction(command), FITS_ALL))
}

fn approvals() -> Vec<Vector> {
    let text = careless_approval(&recovery(), &DOMAIN);
    let signature = Signer::PATIENT.sign(&text);
    let mut chart = recovery().chart;
    chart.0[0] ^= 0x10;
    let key = Signer::PATIENT.public();
    let (round, approvals, deadline) = (6, 1, NOW + DAY);
    let forged = |other: &str, domain: &Domain, submitted: &Recovery, signature| {
        let name = named("an approval", other);
        about_recovery(&name, domain, submitted, signature, "signature")
    };
    let mut vectors: Vec<_> = [
        ("another chart", Recovery { chart, ..recovery() }),
        ("another key", Recovery { key, ..recovery() }),
        ("another round", Recovery { round, ..recovery() }),
        ("fewer approvals", Recovery { approvals, ..recovery() }),
        ("another deadline", Recovery { deadline, ..recovery() }),
    ]
    .iter()
    .map(|(other, submitted)| forged(other, &DOMAIN, submitted, signature))
    .collect();
    for (other, domain) in other_domains() {
        vectors.push(forged(other, &domain, &recovery(), signature));
    }
    let stranger = Signer::STRANGER.sign(&text);
    vectors.push(forged("a stranger's signature", &DOMAIN, &recovery(), stranger));
    vectors
}
