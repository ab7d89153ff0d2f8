//! Lists of records: one entry for all of them, and all or none.

use anyhow::Result;
use chartkey_commands::{Command, CommandError};
use chartkey_e2e_tests::{document, new_record, Actor, Hospital, On, Patient, Suite, DAY};
use chartkey_interfaces::{account::AccountError, log::Subject, registry::RegistryError};
use chartkey_policy::{Basis, Directive, Grantee, Reason, Scope, Terms};
use chartkey_vocabulary::{
    Action, Addressee, Categories, Category, Purpose, Purposes, Selection, SelfReport,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::answered::{
    answered, leaves_no_trace, log_size, on_grounds, opens_her_own, records, refused_at,
};
use crate::{
    consent::representatives::representing,
    in_every_word, on_both,
    speaking::{Speaker, Word},
};

const LABORATORY: Category = Category::Laboratory;
const IMAGING: Category = Category::Imaging;
const GENETICS: Category = Category::Genetics;
const MENTAL: Category = Category::MentalHealth;
const TREATMENT: Purpose = Purpose::Treatment;

/// Mercy, which wrote these records of ana's chart, and may read and append to laboratory results
/// and images.
fn scene(on: On, categories: &[Category]) -> Result<(Suite, Hospital, Patient)> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY, IMAGING, GENETICS, MENTAL])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY, IMAGING])?;
    assert_eq!(suite.grant(&ana, terms)?, 0);
    let new = categories.iter().map(|category| new_record(*category)).collect();
    let register = suite.registry().register_many(ana.id.into(), mercy.id, new);
    assert_eq!(suite.submit(&mercy.clinician, register)?.value()?, 0);
    Ok((suite, mercy, ana))
}

/// The patient adds a document, which is sent to this addressee.
fn report(
    suite: &mut Suite,
    patient: &Patient,
    category: Category,
    addressee: Option<Addressee>,
) -> Result<u32> {
    let report = SelfReport { document: document(category), addressee };
    let report = suite.registry().self_report(patient.id.into(), report.into());
    suite.submit(&patient.actor, report)?.value()
}

/// A deny without end of reading this document, for treatment.
fn seal(suite: &mut Suite, patient: &Patient, document: u32) -> Result<u32> {
    let (scope, actions) = (Scope::Document(document), Action::Read.into());
    let terms = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    suite.deny(patient, Terms { scope, actions, until: None, ..terms })
}

#[apply(on_both)]
fn a_list_is_one_entry_that_names_all_its_records(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on, &[LABORATORY; 40])?;
    let (reader, house) = (&mercy.clinician, Some(mercy.id));
    for (ids, count) in [(vec![7], 1), (vec![3, 39], 2), ((8..40).collect(), 32)] {
        let verdict = answered(&mut suite, reader, house, &ana, records(ids), TREATMENT)?;
        assert_eq!(verdict, on_grounds(&[(count, Basis::Provision(0))]));
    }
    assert_eq!(log_size(&mut suite, &ana)?, 3);
    Ok(())
}

#[apply(on_both)]
fn a_refused_record_refuses_the_list_and_is_named_by_its_place(on: On) -> Result<()> {
    let categories = [[LABORATORY; 31].as_slice(), &[IMAGING]].concat();
    let (mut suite, mercy, ana) = scene(on, &categories)?;
    let hope = suite.hospital("hope")?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let permit = Basis::Provision(suite.grant(&ana, terms)?);
    seal(&mut suite, &ana, 4)?;
    let image = Reason::NoConsent;
    for (ids, expected) in [
        (vec![0, 1, 2], on_grounds(&[(3, permit)])),
        (vec![31], refused_at(0, image)),
        (vec![0, 31], refused_at(1, image)),
        (vec![0, 1, 2, 3, 5, 31], refused_at(5, image)),
        (vec![4], refused_at(0, Reason::DeniedByPatient)),
        (vec![0, 4, 5], refused_at(1, Reason::DeniedByPatient)),
        // The first one of two.
        (vec![3, 4, 30, 31], refused_at(1, Reason::DeniedByPatient)),
        ((0..32).collect(), refused_at(4, Reason::DeniedByPatient)),
    ] {
        let case = format!("{ids:?}");
        let (reader, house) = (&hope.clinician, Some(hope.id));
        let verdict = answered(&mut suite, reader, house, &ana, records(ids), TREATMENT)?;
        assert_eq!(verdict, expected, "{case}");
    }
    // The last of 32.
    suite.revoke(&ana, 0)?;
    let all = records((0..32).filter(|id| *id != 4).chain([32]));
    report(&mut suite, &ana, LABORATORY, None)?;
    let (reader, house) = (&mercy.clinician, Some(mercy.id));
    let verdict = answered(&mut suite, reader, house, &ana, all, TREATMENT)?;
    assert_eq!(verdict, refused_at(31, image));
    Ok(())
}

#[apply(on_both)]
fn a_list_says_of_a_refused_record_when_it_may_be_read(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on, &[LABORATORY, IMAGING])?;
    let hope = suite.hospital("hope")?;
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    let laboratory = Basis::Provision(suite.grant(&ana, terms)?);
    let from = terms.from + DAY;
    let images = Scope::Categories(IMAGING.into());
    let later = Terms { scope: images, from, until: Some(from + DAY), ..terms };
    let imaging = Basis::Provision(suite.grant(&ana, later)?);
    for expected in [
        refused_at(1, Reason::NotYetValid),
        on_grounds(&[(1, laboratory), (1, imaging)]),
        refused_at(1, Reason::Expired),
    ] {
        let (reader, house) = (&hope.clinician, Some(hope.id));
        let verdict = answered(&mut suite, reader, house, &ana, records([0, 1]), TREATMENT)?;
        assert_eq!(verdict, expected);
        suite.advance(DAY)?;
        suite.advance(DAY / 2)?;
    }
    Ok(())
}

#[apply(on_both)]
fn grounds_that_differ_are_grouped_in_runs_and_in_order(on: On) -> Result<()> {
    let written = [LABORATORY, LABORATORY, IMAGING, LABORATORY];
    let (mut suite, mercy, ana) = scene(on, &written)?;
    // The images that mercy wrote it reads as the issuer from now on.
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let laboratory = Basis::Provision(suite.grant(&ana, terms)?);
    let terms = suite.terms(Grantee::Practitioner(mercy.clinician.bytes()), &[GENETICS])?;
    let genetics = Basis::Provision(suite.grant(&ana, terms)?);
    suite.revoke(&ana, 0)?;
    report(&mut suite, &ana, GENETICS, None)?;
    report(&mut suite, &ana, MENTAL, Some(Addressee::Organization(mercy.id)))?;
    report(&mut suite, &ana, MENTAL, Some(Addressee::Practitioner(mercy.clinician.bytes())))?;
    report(&mut suite, &ana, LABORATORY, None)?;

    let (reader, house) = (&mercy.clinician, Some(mercy.id));
    let (issuer, addressee) = (Basis::Issuer, Basis::Addressee);
    let all = answered(&mut suite, reader, house, &ana, records(0..8), TREATMENT)?;
    let grounds = [
        (2, laboratory),
        (1, issuer),
        (1, laboratory),
        (1, genetics),
        (2, addressee),
        (1, laboratory),
    ];
    assert_eq!(all, on_grounds(&grounds));
    let some = answered(&mut suite, reader, house, &ana, records([2, 5, 6, 7]), TREATMENT)?;
    assert_eq!(some, on_grounds(&[(1, issuer), (2, addressee), (1, laboratory)]));
    // A sealed letter refuses the whole list.
    seal(&mut suite, &ana, 6)?;
    let refused = answered(&mut suite, reader, house, &ana, records(0..8), TREATMENT)?;
    assert_eq!(refused, refused_at(6, Reason::DeniedByPatient));
    Ok(())
}

#[apply(on_both)]
fn an_unknown_or_erased_record_in_a_list_leaves_no_trace(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on, &[LABORATORY; 4])?;
    suite.submit(&ana.actor, suite.registry().erase(ana.id.into(), 1))?.value()?;
    for (reader, house, purpose) in
        [(&mercy.clinician, Some(mercy.id), TREATMENT), (&ana.actor, None, Purpose::PatientRequest)]
    {
        for (ids, error) in [
            (vec![1], RegistryError::Erased),
            (vec![0, 1], RegistryError::Erased),
            (vec![1, 2], RegistryError::Erased),
            (vec![0, 1, 2, 3], RegistryError::Erased),
            (vec![4], RegistryError::UnknownRecord),
            (vec![0, 4], RegistryError::UnknownRecord),
            (vec![0, 2, 3, u32::MAX], RegistryError::UnknownRecord),
        ] {
            let case = format!("{ids:?}");
            let refused = leaves_no_trace(&mut suite, reader, house, &ana, records(ids), purpose)?;
            assert_eq!(refused, error, "{case}");
        }
    }
    Ok(())
}

#[apply(on_both)]
fn a_list_has_1_to_32_records_in_ascending_order_each_once(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on, &[LABORATORY; 34])?;
    let mallory = Actor::named("mallory");
    for ids in [
        vec![],
        vec![0, 0],
        vec![1, 0],
        vec![0, 2, 1],
        vec![0, 1, 2, 2],
        (0..33).collect(),
        (0..32).rev().collect(),
    ] {
        for (reader, house, purpose) in [
            (&mercy.clinician, Some(mercy.id), TREATMENT),
            (&ana.actor, None, Purpose::PatientRequest),
            (&mallory, Some(mercy.id), TREATMENT),
        ] {
            let case = format!("{ids:?}");
            let list = records(ids.clone());
            let error = leaves_no_trace(&mut suite, reader, house, &ana, list, purpose)?;
            assert_eq!(error, RegistryError::List, "{case}");
        }
    }
    let ada = Speaker::new(&mut suite, Word::Signed, "ada", &[LABORATORY])?;
    for ids in [vec![], vec![0, 0], (0..33).collect()] {
        let refusal = ada.says(&mut suite, Command::Open(records(ids)))?.refusal()?;
        assert_eq!(refusal, AccountError::Command(CommandError::List));
    }
    Ok(())
}

#[apply(in_every_word)]
fn a_patient_opens_her_whole_chart_by_one_list(on: On, word: Word) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &Category::ALL)?;
    for (id, category) in (0..).zip(Category::ALL) {
        assert_eq!(ana.reports(&mut suite, document(category).into())?, id);
    }
    opens_her_own(&mut suite, word, &ana, records(0..20), 20)?;

    // Nobody else does.
    let (mallory, own) = (Actor::named("mallory"), Purpose::PatientRequest);
    let patient = &ana.patient;
    let error = leaves_no_trace(&mut suite, &mallory, None, patient, records(0..20), own)?;
    assert_eq!(error, RegistryError::NotController);
    Ok(())
}

#[apply(on_both)]
fn a_representative_reads_lists_of_what_her_permit_names(on: On) -> Result<()> {
    let (mut suite, _, ana) = scene(on, &[LABORATORY, LABORATORY, IMAGING, LABORATORY])?;
    let (sophie, family) = (Actor::named("sophie"), Purpose::FamilyRequest);
    let list = || records([0, 1, 3]);
    let error = leaves_no_trace(&mut suite, &sophie, None, &ana, list(), family)?;
    assert_eq!(error, RegistryError::NotRepresentative);

    let terms = representing(&mut suite, &sophie, &[LABORATORY])?;
    let permit = Basis::Provision(suite.grant(&ana, terms)?);
    let verdict = answered(&mut suite, &sophie, None, &ana, list(), family)?;
    assert_eq!(verdict, on_grounds(&[(3, permit)]));
    let verdict = answered(&mut suite, &sophie, None, &ana, records(0..4), family)?;
    assert_eq!(verdict, refused_at(2, Reason::NoConsent));
    Ok(())
}

#[apply(on_both)]
fn an_emergency_opens_lists_as_far_as_the_directive_goes(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on, &[LABORATORY, IMAGING, LABORATORY])?;
    report(&mut suite, &ana, MENTAL, None)?;
    let medic = suite.responder(&mercy, "medic")?;
    let (house, emergency) = (Some(mercy.id), Purpose::EmergencyTreatment);
    let error = leaves_no_trace(&mut suite, &medic, house, &ana, records(0..3), emergency)?;
    assert_eq!(error, RegistryError::NoEmergency);

    suite.declare_emergency(&medic, &ana)?;
    let opened =
        |suite: &mut Suite, ids| answered(suite, &medic, house, &ana, records(ids), emergency);
    assert_eq!(opened(&mut suite, 0..3)?, on_grounds(&[(3, Basis::Emergency)]));
    assert_eq!(opened(&mut suite, 0..4)?, refused_at(3, Reason::NotInDirective));

    // A permit for emergency treatment is the ground where there is one.
    let terms = suite.terms(mercy.grantee(), &[IMAGING])?;
    let permit = suite.grant(&ana, Terms { purposes: emergency.into(), ..terms })?;
    let grounds = [(1, Basis::Emergency), (1, Basis::Provision(permit)), (1, Basis::Emergency)];
    assert_eq!(opened(&mut suite, 0..3)?, on_grounds(&grounds));
    let narrow = Categories::of(&[LABORATORY]);
    let set = suite.consent().set_directive(ana.id.into(), Directive::Emergency, narrow);
    suite.submit(&ana.actor, set)?.value()?;
    assert_eq!(opened(&mut suite, 0..3)?, on_grounds(&grounds));
    suite.revoke(&ana, permit)?;
    assert_eq!(opened(&mut suite, 0..3)?, refused_at(1, Reason::NotInDirective));
    let deny = suite.terms(Grantee::Anyone, &[LABORATORY])?;
    suite.deny(&ana, Terms { purposes: Purposes::ALL, until: None, ..deny })?;
    assert_eq!(opened(&mut suite, 0..3)?, refused_at(0, Reason::DeniedByPatient));
    Ok(())
}

#[apply(on_both)]
fn a_list_is_read_for_one_purpose(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on, &[LABORATORY, IMAGING])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let permit = suite.grant(&ana, Terms { purposes: Purpose::Research.into(), ..terms })?;
    for (purpose, expected) in [
        (TREATMENT, on_grounds(&[(2, Basis::Provision(0))])),
        (Purpose::Operations, on_grounds(&[(2, Basis::Issuer)])),
        (Purpose::Research, refused_at(1, Reason::NoConsent)),
        (Purpose::Payment, refused_at(0, Reason::NoConsent)),
    ] {
        let (reader, house) = (&mercy.clinician, Some(mercy.id));
        let verdict = answered(&mut suite, reader, house, &ana, records([0, 1]), purpose)?;
        assert_eq!(verdict, expected, "{purpose:?}");
    }
    let one = Selection::record(0);
    assert_eq!(Subject::from(one.clone()), Subject::Records(vec![0]));
    let (reader, house) = (&mercy.clinician, Some(mercy.id));
    let verdict = answered(&mut suite, reader, house, &ana, one, Purpose::Research)?;
    assert_eq!(verdict, on_grounds(&[(1, Basis::Provision(permit))]));
    Ok(())
}
