//! Letters: documents of the patient's own that are sent to somebody, who reads them without a
//! provision.

use anyhow::{Context, Result};
use chartkey_commands::{Command, NewVersion};
use chartkey_e2e_tests::{document, Actor, Hospital, On, Suite};
use chartkey_interfaces::{
    directory::Role,
    registry::{Record, RegistryError},
};
use chartkey_policy::{Basis, Decision, Reason, Terms};
use chartkey_vocabulary::{Addressee, Purpose, Selection, SelfReport, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::LABORATORY;
use crate::{
    in_every_word,
    speaking::{Speaker, Word},
};

const ADDRESSEE: Decision = Decision::Permit(Basis::Addressee);
const NO_CONSENT: Decision = Decision::Deny(Reason::NoConsent);

/// Two hospitals, a colleague of mercy's clinician, and ana, whose record 0 is a letter to that
/// clinician, record 1 one to mercy, and record 2 to nobody.
fn scene(on: On, word: Word) -> Result<(Suite, Hospital, Hospital, Actor, Speaker)> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let colleague = Actor::named("colleague");
    suite.enrol(&mercy, &colleague, &[Role::Registrar])?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    for (id, addressee) in [
        (0, Some(Addressee::Practitioner(mercy.clinician.bytes()))),
        (1, Some(Addressee::Organization(mercy.id))),
        (2, None),
    ] {
        let report = SelfReport { document: document(LABORATORY), addressee };
        assert_eq!(ana.reports(&mut suite, report)?, id);
        assert_eq!(record(&mut suite, &ana, id)?.addressee, addressee);
    }
    Ok((suite, mercy, hope, colleague, ana))
}

fn record(suite: &mut Suite, ana: &Speaker, id: u32) -> Result<Record> {
    suite.read(suite.registry().record(ana.patient.id.into(), id))?.context("no such record")
}

/// What each of these readers is answered about each record, for treatment.
fn answers<const N: usize>(
    suite: &mut Suite,
    ana: &Speaker,
    readers: &[&Actor],
    expected: &[[Decision; N]],
) -> Result<()> {
    for (reader, decisions) in readers.iter().zip(expected) {
        for (record, decision) in (0..).zip(decisions) {
            let opening = suite.open(reader, &ana.patient, record, Purpose::Treatment)?;
            assert_eq!(opening.decision, *decision, "{}, record {record}", reader.name());
        }
    }
    Ok(())
}

#[apply(in_every_word)]
fn whom_a_letter_was_sent_to_reads_it_for_treatment_until_denied(on: On, word: Word) -> Result<()> {
    let (mut suite, mercy, hope, colleague, ana) = scene(on, word)?;
    let readers = [&mercy.clinician, &colleague, &hope.clinician];
    let sent = [
        [ADDRESSEE, ADDRESSEE, NO_CONSENT],
        [NO_CONSENT, ADDRESSEE, NO_CONSENT],
        [NO_CONSENT, NO_CONSENT, NO_CONSENT],
    ];
    answers(&mut suite, &ana, &readers, &sent)?;
    for purpose in [Purpose::Operations, Purpose::Research, Purpose::Payment] {
        let opening = suite.open(&mercy.clinician, &ana.patient, 0, purpose)?;
        assert_eq!(opening.decision, NO_CONSENT, "{purpose:?}");
    }
    let (emergency, house) = (Purpose::EmergencyTreatment, Some(mercy.id));
    let open = suite.registry().open(ana.patient.id.into(), Selection::record(0), emergency, house);
    let refusal = suite.submit(&mercy.clinician, open)?.refusal()?;
    assert_eq!(refusal, RegistryError::NoEmergency);

    // It takes no place in the list of provisions.
    assert_eq!(ana.policy(&mut suite)?.provisions(), []);

    let deny = Terms { until: None, ..suite.terms(mercy.grantee(), &[LABORATORY])? };
    let denied = ana.denies(&mut suite, deny)?;
    let refused = [Decision::Deny(Reason::DeniedByPatient); 3];
    answers(&mut suite, &ana, &readers, &[refused, refused, [NO_CONSENT; 3]])?;
    ana.revokes(&mut suite, denied)?;
    answers(&mut suite, &ana, &readers, &sent)
}

#[apply(in_every_word)]
fn an_amended_letter_keeps_its_addressee(on: On, word: Word) -> Result<()> {
    let (mut suite, mercy, hope, colleague, ana) = scene(on, word)?;
    for (amended, byte) in [(0, 0xd2), (1, 0xd3)] {
        let version = Version { digest: [byte; 32], ..document(LABORATORY).version };
        let new = NewVersion { record: amended, version };
        ana.does(&mut suite, Command::Amend(new.into()))?;
    }
    for (first, later) in [(0, 3), (1, 4)] {
        let sent = record(&mut suite, &ana, first)?.addressee;
        assert!(sent.is_some());
        assert_eq!(record(&mut suite, &ana, later)?.addressee, sent);
    }
    let (clinician, other) = (&mercy.clinician, &hope.clinician);
    answers(
        &mut suite,
        &ana,
        &[clinician, &colleague, other],
        &[
            [ADDRESSEE, ADDRESSEE, NO_CONSENT, ADDRESSEE, ADDRESSEE],
            [NO_CONSENT, ADDRESSEE, NO_CONSENT, NO_CONSENT, ADDRESSEE],
            [NO_CONSENT; 5],
        ],
    )
}
