//! What an organization reads back of the records that it issued.

use anyhow::Result;
use chartkey_e2e_tests::{document, Actor, On, Suite};
use chartkey_interfaces::directory::Role;
use chartkey_policy::{Basis, Decision, Directive, Grantee, Reason, Terms};
use chartkey_vocabulary::{Action, Categories, Purpose, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{IMAGING, LABORATORY};
use crate::{
    in_every_word,
    speaking::{Speaker, Word},
};

const ISSUER: Decision = Decision::Permit(Basis::Issuer);
const NO_CONSENT: Decision = Decision::Deny(Reason::NoConsent);

/// Nobody but Dr Bob: the issuers' directive is empty, and there is one permit.
#[apply(in_every_word)]
fn without_the_directive_for_issuers_nobody_reads_but_whom_a_permit_names(
    on: On,
    word: Word,
) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let bob = Actor::named("dr bob");
    suite.enrol(&mercy, &bob, &[Role::Clinician])?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY, IMAGING])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    let writing = ana.grants(&mut suite, terms)?;
    for category in [LABORATORY, IMAGING] {
        suite.register(&mercy.clinician, &ana.patient, category)?;
    }
    ana.revokes(&mut suite, writing)?;
    assert_eq!(ana.policy(&mut suite)?.directive(Directive::Issuers), Categories::EVERYTHING);

    for (directive, laboratory, image) in [
        (Categories::EVERYTHING, ISSUER, ISSUER),
        (Categories::EMPTY, NO_CONSENT, NO_CONSENT),
        (LABORATORY.into(), ISSUER, NO_CONSENT),
        (Categories::ALL, ISSUER, ISSUER),
        (Categories::EMPTY, NO_CONSENT, NO_CONSENT),
    ] {
        ana.directs(&mut suite, Directive::Issuers, directive)?;
        for purpose in [Purpose::Treatment, Purpose::Operations] {
            for reader in [&mercy.clinician, &bob] {
                for (record, decision) in [(0, laboratory), (1, image)] {
                    let opening = suite.open(reader, &ana.patient, record, purpose)?;
                    assert_eq!(opening.decision, decision, "{directive:?}, record {record}");
                }
            }
        }
    }

    let permit = suite.terms(Grantee::Practitioner(bob.bytes()), &[LABORATORY, IMAGING])?;
    let permit = ana.grants(&mut suite, Terms { actions: Action::Read.into(), ..permit })?;
    for record in [0, 1] {
        let his = suite.open(&bob, &ana.patient, record, Purpose::Treatment)?;
        assert_eq!(his.decision, Decision::Permit(Basis::Provision(permit)));
        let theirs = suite.open(&mercy.clinician, &ana.patient, record, Purpose::Treatment)?;
        assert_eq!(theirs.decision, NO_CONSENT);
    }

    // It corrects what it wrote all the same, and does not read the correction back.
    let version = Version { digest: [0xd2; 32], ..document(LABORATORY).version };
    let amend = suite.registry().amend(ana.patient.id.into(), 0, version.into());
    assert_eq!(suite.submit(&mercy.clinician, amend)?.value()?, 2);
    let theirs = suite.open(&mercy.clinician, &ana.patient, 2, Purpose::Treatment)?;
    assert_eq!(theirs.decision, NO_CONSENT);
    Ok(())
}
