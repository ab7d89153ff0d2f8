//! The patient's directive: what an emergency opens without consent.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Contract, Event, On, Patient, Suite, DAY};
use chartkey_interfaces::consent::ConsentError;
use chartkey_policy::{Basis, Decision, Grantee, PolicyError, Reason, Terms};
use chartkey_vocabulary::{Categories, Category, PatientId, Purposes};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Decode;

use super::{leaves_no_trace, opens, report, scene, EMERGENCY, LABORATORY};
use crate::on_both;

const OPEN: Decision = Decision::Permit(Basis::Emergency);
const SHUT: Decision = Decision::Deny(Reason::NotInDirective);

fn set(suite: &mut Suite, patient: &Patient, categories: Categories) -> Result<()> {
    let set = suite.consent().set_directive(patient.id.into(), categories);
    let done = suite.submit(&patient.actor, set)?;
    let event = Event::DirectiveChanged { patient: patient.id, directive: categories };
    assert_eq!(done.events, [(suite.address(Contract::Consent), event)]);
    done.value()?;
    assert_eq!(directive(suite, patient)?, categories);
    Ok(())
}

fn directive(suite: &mut Suite, patient: &Patient) -> Result<Categories> {
    let policy = suite.read(suite.consent().policy(patient.id.into()))?;
    Ok(policy.context("there is no chart")?.directive())
}

#[apply(on_both)]
fn the_four_most_sensitive_categories_stay_shut_unless_the_patient_says_otherwise(
    on: On,
) -> Result<()> {
    let (mut suite, mercy, _, medic) = scene(on)?;
    let ben = suite.patient("ben", &Category::ALL)?;
    for category in Category::ALL {
        report(&mut suite, &ben, category)?;
    }
    suite.declare_emergency(&medic, &ben)?;
    for (record, category) in (0..).zip(Category::ALL) {
        let decision = match category {
            Category::Genetics
            | Category::MentalHealth
            | Category::SexualAndReproductiveHealth
            | Category::SubstanceUse => SHUT,
            _ => OPEN,
        };
        assert_eq!(opens(&mut suite, &medic, &ben, record)?, decision, "{category:?}");
    }
    // Where consent is given the directive is not asked.
    let terms = suite.terms(mercy.grantee(), &[Category::Genetics])?;
    suite.grant(&ben, Terms { purposes: EMERGENCY.into(), ..terms })?;
    let genetics = Category::Genetics as u32;
    let permitted = Decision::Permit(Basis::Provision(0));
    assert_eq!(opens(&mut suite, &medic, &ben, genetics)?, permitted);
    Ok(())
}

#[apply(on_both)]
fn the_patient_opens_and_shuts_any_category_at_once(on: On) -> Result<()> {
    let (mut suite, _, ana, medic) = scene(on)?;
    suite.publish_key(&ana, Category::Genetics)?;
    assert_eq!(report(&mut suite, &ana, Category::Genetics)?, 1);
    suite.declare_emergency(&medic, &ana)?;
    for (categories, laboratory, genetics) in [
        (Categories::DEFAULT_DIRECTIVE, OPEN, SHUT),
        (Category::Genetics.into(), SHUT, OPEN),
        (Categories::EMPTY, SHUT, SHUT),
        (Categories::ALL, OPEN, OPEN),
        (LABORATORY.into(), OPEN, SHUT),
    ] {
        set(&mut suite, &ana, categories)?;
        assert_eq!(opens(&mut suite, &medic, &ana, 0)?, laboratory, "{categories:?}");
        assert_eq!(opens(&mut suite, &medic, &ana, 1)?, genetics, "{categories:?}");
    }
    Ok(())
}

#[apply(on_both)]
fn for_categories_the_directive_answers_and_no_deny_that_names_nobody(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    suite.declare_emergency(&medic, &ana)?;
    for grantee in [Grantee::Anyone, mercy.grantee()] {
        let terms = suite.terms(grantee, &[LABORATORY])?;
        let deny = Terms { purposes: Purposes::ALL, until: None, ..terms };
        let denied = suite.deny(&ana, deny)?;
        assert_eq!(opens(&mut suite, &medic, &ana, 0)?, OPEN, "{grantee:?}");
        set(&mut suite, &ana, Categories::ALL.difference(LABORATORY.into()))?;
        let decision = Decision::Deny(Reason::DeniedByPatient);
        assert_eq!(opens(&mut suite, &medic, &ana, 0)?, decision, "{grantee:?}");
        set(&mut suite, &ana, Categories::ALL)?;
        suite.revoke(&ana, denied)?;
    }
    Ok(())
}

#[apply(on_both)]
fn what_a_directive_opens_no_more_asks_for_a_new_key(on: On) -> Result<()> {
    let (mut suite, _, _, _) = scene(on)?;
    let kept = [LABORATORY, Category::Genetics, Category::Imaging];
    let ben = suite.patient("ben", &kept)?;
    let without_key = Categories::ALL.difference(Categories::of(&kept));
    let mut waiting = without_key;
    for (categories, shut) in [
        (Categories::DEFAULT_DIRECTIVE, Categories::EMPTY),
        // Wider: nobody is turned away.
        (Categories::ALL, Categories::EMPTY),
        (Categories::ALL.difference(Category::Genetics.into()), Category::Genetics.into()),
        (LABORATORY.into(), Category::Imaging.into()),
        (Categories::EMPTY, LABORATORY.into()),
    ] {
        set(&mut suite, &ben, categories)?;
        waiting = waiting.union(shut);
        let epochs = suite.read(suite.consent().epochs(ben.id.into()))?;
        let outdated = epochs.context("there is no chart")?.outdated();
        assert_eq!(outdated, waiting, "{categories:?}");
    }
    suite.advance(DAY)?;
    assert_eq!(suite.publish_key(&ben, Category::Genetics)?, 2);
    Ok(())
}

#[apply(on_both)]
fn only_the_controller_says_what_an_emergency_opens(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    for stranger in [&medic, &mercy.clinician, &mercy.admin, &suite.owner()] {
        let set = suite.consent().set_directive(ana.id.into(), Categories::ALL);
        let error = leaves_no_trace(&mut suite, &ana, stranger, set)?;
        assert_eq!(error, ConsentError::NotController);
    }
    let unassigned = Categories::decode(&mut &(1_u32 << 16).to_le_bytes()[..])?;
    let set = suite.consent().set_directive(ana.id.into(), unassigned);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
    assert_eq!(error, ConsentError::Policy(PolicyError::Unassigned));
    let set = suite.consent().set_directive(PatientId([9; 32]).into(), Categories::ALL);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
    assert_eq!(error, ConsentError::UnknownChart);
    assert_eq!(directive(&mut suite, &ana)?, Categories::DEFAULT_DIRECTIVE);
    Ok(())
}

#[apply(on_both)]
fn while_paused_a_directive_becomes_narrower_and_not_wider(on: On) -> Result<()> {
    let (mut suite, _, ana, _) = scene(on)?;
    suite.set_paused(Contract::Consent, true)?;
    let narrower = Categories::of(&[LABORATORY, Category::Imaging]);
    for wider in [
        Categories::ALL,
        // Without one and with another, it is wider as well.
        Categories::of(&[LABORATORY, Category::Genetics]),
    ] {
        let set = suite.consent().set_directive(ana.id.into(), wider);
        let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
        assert_eq!(error, ConsentError::Paused);
    }
    set(&mut suite, &ana, narrower)?;
    set(&mut suite, &ana, narrower)?;
    set(&mut suite, &ana, Categories::EMPTY)?;
    let back = suite.consent().set_directive(ana.id.into(), narrower);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, back)?;
    assert_eq!(error, ConsentError::Paused);
    suite.set_paused(Contract::Consent, false)?;
    set(&mut suite, &ana, Categories::ALL)
}
