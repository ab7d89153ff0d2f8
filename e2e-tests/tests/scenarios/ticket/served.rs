//! Whom a keeper serves, and what it learns.

use anyhow::Result;
use chartkey_commands::Command;
use chartkey_e2e_tests::{document, Actor, Contract, On, Suite, MINUTE};
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role, Standing},
    registry::{Registry as _, Ticket},
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Addressee, Categories, Purpose, Selection, SelfReport, Version};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    done, opened, permitted, refusal, reported, represented, scene, served, ticket, IMAGING,
    LABORATORY, TREATMENT,
};
use crate::{
    in_every_word, on_both,
    speaking::{Speaker, Word},
};

#[apply(on_both)]
fn a_ticket_has_all_that_a_keeper_asks_of_the_chain(on: On) -> Result<()> {
    let (mut suite, mercy, hope, ana) = scene(on)?;
    let version = Version { digest: [2; 32], size: 77, ..document(LABORATORY).version };
    let amend = suite.registry().amend(ana.id.into(), 1, version.clone().into());
    assert_eq!(done(&mut suite, &mercy.clinician, amend)?, 3);
    let terms = suite.terms(hope.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let list = Selection::Records(vec![0, 3]);
    let entry = permitted(&mut suite, &hope.clinician, &ana, list, TREATMENT)?;
    let opened_at = suite.now()?;
    let keeper = Actor::named("keeper");
    suite.chain().endow(keeper.account())?;
    suite.advance(5 * MINUTE)?;
    let practitioner = suite.read(suite.registry().practitioner(hope.clinician.bytes().into()))?;
    assert!(practitioner.is_some());
    let expected = Ticket {
        now: suite.now()?,
        opened_at,
        until: opened_at + 10 * MINUTE,
        actor: hope.clinician.bytes(),
        organization: Some(hope.id),
        purpose: TREATMENT,
        practitioner,
        standing: Some(Standing { status: OrganizationStatus::Active, generation: 0 }),
        emergency: false,
        decision: Decision::Permit(Basis::Provision(1)),
        document: 1,
        category: LABORATORY,
        issuer: Some(mercy.id),
        version: Some(version),
        refusal: None,
    };
    assert_eq!(ticket(&mut suite, &ana, entry, 3)?, expected);
    // Whoever asks: nothing in it is secret.
    let ask = suite.registry().ticket(ana.id.into(), entry, 3);
    assert_eq!(suite.read_as(&keeper, ask)?.value()?, expected);
    Ok(())
}

#[apply(on_both)]
fn every_record_of_a_list_is_served_and_more_than_once(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    let list = Selection::Records(vec![0, 2]);
    let entry = permitted(&mut suite, &mercy.clinician, &ana, list, TREATMENT)?;
    // How often something was handed out the chain does not know: that is the keeper's to count.
    for _ in 0..2 {
        for record in [0, 2] {
            assert_eq!(refusal(&mut suite, &ana, entry, record)?, None);
        }
        suite.advance(1)?;
    }
    Ok(())
}

#[apply(in_every_word)]
fn a_patient_is_served_whose_chart_patient_account_controls_as_well(
    on: On,
    word: Word,
) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let ana = Speaker::new(&mut suite, word, "ana", &[LABORATORY])?;
    ana.reports(&mut suite, document(LABORATORY).into())?;
    for selection in [Selection::record(0), Selection::Categories(Categories::ALL)] {
        ana.does(&mut suite, Command::Open(selection))?;
    }
    let actor = match word {
        Word::Direct => ana.patient.actor.bytes(),
        Word::Signed => *suite.address(Contract::Account).as_ref(),
    };
    for entry in [0, 1] {
        let ticket = ticket(&mut suite, &ana.patient, entry, 0)?;
        assert_eq!(ticket.refusal, None);
        assert_eq!((ticket.actor, ticket.organization), (actor, None));
        assert_eq!(ticket.purpose, Purpose::PatientRequest);
        assert_eq!((ticket.practitioner, ticket.standing), (None, None));
        assert_eq!(ticket.decision, Decision::Permit(Basis::Controller));
        assert_eq!(ticket.issuer, None);
    }
    Ok(())
}

/// It is a representative who has to serve no organization.
#[apply(on_both)]
fn a_patient_who_serves_a_hospital_is_served_her_own_chart(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    suite.enrol(&hope, &ana.actor, &[Role::Clinician])?;
    let session = Selection::Categories(LABORATORY.into());
    for (entry, selection) in [(0, Selection::record(0)), (1, session)] {
        let own = Purpose::PatientRequest;
        assert_eq!(permitted(&mut suite, &ana.actor, &ana, selection, own)?, entry);
    }
    served(&mut suite, &ana)?;
    suite.set_practitioner_status(&hope, &ana.actor, PractitionerStatus::Suspended)?;
    served(&mut suite, &ana)
}

#[apply(on_both)]
fn a_representative_is_served(on: On) -> Result<()> {
    let (mut suite, _, _, ana) = scene(on)?;
    let (sophie, permit) = represented(&mut suite, &ana)?;
    for entry in [0, 1] {
        let ticket = ticket(&mut suite, &ana, entry, 0)?;
        assert_eq!((ticket.actor, ticket.organization), (sophie.bytes(), None));
        assert_eq!((ticket.practitioner, ticket.standing), (None, None));
        assert_eq!(ticket.decision, Decision::Permit(Basis::Provision(permit)));
    }
    Ok(())
}

#[apply(on_both)]
fn an_addressee_is_served(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    for addressee in
        [Addressee::Organization(hope.id), Addressee::Practitioner(hope.clinician.bytes())]
    {
        let letter = SelfReport { document: document(IMAGING), addressee: Some(addressee) };
        let letter = reported(&mut suite, &ana, letter)?;
        let record = Selection::record(letter);
        let entry = permitted(&mut suite, &hope.clinician, &ana, record, TREATMENT)?;
        let ticket = ticket(&mut suite, &ana, entry, letter)?;
        assert_eq!(ticket.refusal, None);
        assert_eq!(ticket.decision, Decision::Permit(Basis::Addressee));
    }
    Ok(())
}

#[apply(on_both)]
fn an_issuer_is_served(on: On) -> Result<()> {
    let (mut suite, mercy, _, ana) = scene(on)?;
    suite.revoke(&ana, 0)?;
    for purpose in [TREATMENT, Purpose::Operations] {
        let list = Selection::Records(vec![0, 2]);
        let entry = permitted(&mut suite, &mercy.clinician, &ana, list, purpose)?;
        let ticket = ticket(&mut suite, &ana, entry, 2)?;
        assert_eq!(ticket.refusal, None);
        assert_eq!(ticket.decision, Decision::Permit(Basis::Issuer));
    }
    Ok(())
}

#[apply(on_both)]
fn an_emergency_is_served(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = scene(on)?;
    let medic = suite.responder(&hope, "medic")?;
    suite.declare_emergency(&medic, &ana)?;
    let (list, emergency) = (Selection::Records(vec![0, 2]), Purpose::EmergencyTreatment);
    let entry = permitted(&mut suite, &medic, &ana, list, emergency)?;
    let ticket = ticket(&mut suite, &ana, entry, 2)?;
    assert_eq!(ticket.refusal, None);
    assert!(ticket.emergency);
    assert_eq!(ticket.decision, Decision::Permit(Basis::Emergency));
    Ok(())
}

#[apply(on_both)]
fn a_reader_of_any_role_that_reads_is_served(on: On) -> Result<()> {
    let (mut suite, _, hope, ana) = opened(on)?;
    for role in [Role::Registrar, Role::Emergency, Role::Clinician] {
        suite.set_roles(&hope, &hope.clinician, &[role])?;
        served(&mut suite, &ana)?;
    }
    Ok(())
}
