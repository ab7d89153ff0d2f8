//! The patient's directive: what an emergency opens without consent.

use anyhow::{Context, Result};
use chartkey_e2e_tests::{Contract, Event, On, Patient, Suite};
use chartkey_interfaces::consent::{ConsentError, Keys as _};
use chartkey_policy::{Basis, Decision, Directive, PolicyError, Reason, Terms};
use chartkey_vocabulary::{Categories, Category, PatientId};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Decode;

use super::{leaves_no_trace, opens, report, scene, EMERGENCY, LABORATORY};
use crate::on_both;

const OPEN: Decision = Decision::Permit(Basis::Emergency);
const SHUT: Decision = Decision::Deny(Reason::NotInDirective);

fn set(suite: &mut Suite, patient: &Patient, categories: Categories) -> Result<()> {
    let set = suite.consent().set_directive(patient.id.into(), Directive::Emergency, categories);
    let done = suite.submit(&patient.actor, set)?;
    let directive = Directive::Emergency;
    let event = Event::DirectiveChanged { patient: patient.id, directive, categories };
    assert_eq!(done.events, [(suite.address(Contract::Consent), event)]);
    done.value()?;
    assert_eq!(self::directive(suite, patient)?, categories);
    Ok(())
}

fn directive(suite: &mut Suite, patient: &Patient) -> Result<Categories> {
    let policy = suite.read(suite.consent().policy(patient.id.into()))?;
    Ok(policy.context("there is no chart")?.directive(Directive::Emergency))
}

#[apply(on_both)]
fn the_five_most_sensitive_categories_stay_shut_unless_the_patient_says_otherwise(
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
            | Category::SubstanceUse
            | Category::Restricted => SHUT,
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
fn no_directive_asks_for_a_new_key(on: On) -> Result<()> {
    let (mut suite, _, _, _) = scene(on)?;
    let kept = [LABORATORY, Category::Genetics, Category::Imaging];
    let ben = suite.patient("ben", &kept)?;
    let without_key = Categories::EVERYTHING.difference(Categories::of(&kept));
    for categories in [
        Categories::DEFAULT_DIRECTIVE,
        Categories::ALL,
        Categories::ALL.difference(Category::Genetics.into()),
        LABORATORY.into(),
        Categories::EMPTY,
    ] {
        set(&mut suite, &ben, categories)?;
        let epochs = suite.read(suite.consent().epochs(ben.id.into()))?;
        let outdated = epochs.context("there is no chart")?.outdated();
        assert_eq!(outdated, without_key, "{categories:?}");
    }
    Ok(())
}

#[apply(on_both)]
fn only_the_controller_says_what_an_emergency_opens(on: On) -> Result<()> {
    let (mut suite, mercy, ana, medic) = scene(on)?;
    for stranger in [&medic, &mercy.clinician, &mercy.admin, &suite.owner()] {
        let set =
            suite.consent().set_directive(ana.id.into(), Directive::Emergency, Categories::ALL);
        let error = leaves_no_trace(&mut suite, &ana, stranger, set)?;
        assert_eq!(error, ConsentError::NotController);
    }
    let unassigned = Categories::decode(&mut &(1_u32 << 20).to_le_bytes()[..])?;
    let set = suite.consent().set_directive(ana.id.into(), Directive::Emergency, unassigned);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
    assert_eq!(error, ConsentError::Policy(PolicyError::Unassigned));
    // What does not exist yet is never opened without consent.
    let set =
        suite.consent().set_directive(ana.id.into(), Directive::Emergency, Categories::EVERYTHING);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
    assert_eq!(error, ConsentError::Policy(PolicyError::Everything));
    let set = suite.consent().set_directive(
        PatientId([9; 32]).into(),
        Directive::Emergency,
        Categories::ALL,
    );
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
        let set = suite.consent().set_directive(ana.id.into(), Directive::Emergency, wider);
        let error = leaves_no_trace(&mut suite, &ana, &ana.actor, set)?;
        assert_eq!(error, ConsentError::Paused);
    }
    set(&mut suite, &ana, narrower)?;
    set(&mut suite, &ana, narrower)?;
    set(&mut suite, &ana, Categories::EMPTY)?;
    let back = suite.consent().set_directive(ana.id.into(), Directive::Emergency, narrower);
    let error = leaves_no_trace(&mut suite, &ana, &ana.actor, back)?;
    assert_eq!(error, ConsentError::Paused);
    suite.set_paused(Contract::Consent, false)?;
    set(&mut suite, &ana, Categories::ALL)
}
