//! The pause: what it stops, and what it does not.

use anyhow::Result;
use chartkey_e2e_tests::{document, new_record, Actor, Contract, On, Suite};
use chartkey_governance::{GovernorError, HandoverStep};
use chartkey_interfaces::{
    consent::ConsentError,
    directory::{DirectoryError, OrganizationStatus, PractitionerStatus, Role, Roles},
    governor::{GovernanceChange, Governed as _},
    registry::{Registry as _, RegistryError},
};
use chartkey_policy::{Basis, Decision, Effect, Grantee, Terms};
use chartkey_vocabulary::{Category, Purpose, Retraction, SelfReport};
use rstest::rstest;
use rstest_reuse::apply;

use super::{done, governed, refused, scene, LABORATORY};
use crate::on_both;

#[apply(on_both)]
fn a_pause_is_told_and_ends(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mut calls) = (suite.owner(), suite.governors());
    for contract in Contract::GOVERNED {
        let address = suite.address(contract);
        for (paused, change) in
            [(true, GovernanceChange::Paused), (false, GovernanceChange::Resumed)]
        {
            let again = calls.set_paused(address, !paused);
            refused(&mut suite, &owner, again, GovernorError::NotObeyed)?;
            done(&mut suite, &owner, contract, calls.set_paused(address, paused), change)?;
            let answer = governed(&suite, contract).paused();
            assert_eq!(suite.read(answer)?, paused);
        }
    }
    for not_governed in [Contract::Log, Contract::Governor] {
        let pause = calls.set_paused(suite.address(not_governed), true);
        refused(&mut suite, &owner, pause, GovernorError::NotWired)?;
    }
    Ok(())
}

#[apply(on_both)]
fn revoking_works_while_paused(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let permit = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let deny = Terms { until: None, ..suite.terms(Grantee::Anyone, &[Category::Imaging])? };
    assert_eq!(suite.deny(&ana, deny)?, 1);
    for contract in Contract::GOVERNED {
        suite.set_paused(contract, true)?;
    }
    let (mut consent, mut registry) = (suite.consent(), suite.registry());

    // What adds records or permits waits.
    let paused = ConsentError::Paused;
    assert_eq!(
        suite.submit(&ana.actor, consent.grant(ana.id.into(), permit.into()))?.refusal()?,
        paused
    );
    let replace = suite
        .submit(&ana.actor, consent.replace(ana.id.into(), 0, Effect::Permit, permit.into()))?;
    assert_eq!(replace.refusal()?, paused);
    let paused = RegistryError::Paused;
    let new = document(LABORATORY);
    let register = suite
        .submit(&mercy.clinician, registry.register(ana.id.into(), mercy.id, new.clone().into()))?;
    assert_eq!(register.refusal()?, paused);
    let many = registry.register_many(ana.id.into(), mercy.id, vec![new_record(LABORATORY); 2]);
    assert_eq!(suite.submit(&mercy.clinician, many)?.refusal()?, paused);
    let report = suite.submit(
        &ana.actor,
        registry.self_report(ana.id.into(), SelfReport::from(new.clone()).into()),
    )?;
    assert_eq!(report.refusal()?, paused);
    let amend =
        suite.submit(&mercy.clinician, registry.amend(ana.id.into(), 0, new.version.into()))?;
    assert_eq!(amend.refusal()?, paused);

    // What protects the patient does not.
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    let replace =
        suite.submit(&ana.actor, consent.replace(ana.id.into(), 1, Effect::Deny, deny.into()))?;
    assert_eq!(replace.value()?, 2);
    assert_eq!(suite.deny(&ana, deny)?, 3);
    suite.revoke(&ana, 0)?;
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Issuer));
    let opening = suite.open(&ana.actor, &ana, 0, Purpose::PatientRequest)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Controller));
    assert_eq!(suite.publish_key(&ana, LABORATORY)?, 2);
    let retract = registry.retract(ana.id.into(), 0, Retraction::Other);
    suite.submit(&mercy.clinician, retract)?.value()?;
    let heir = Actor::named("ana's new phone");
    let propose = consent.hand_over(ana.id.into(), HandoverStep::Propose(heir.bytes()));
    suite.submit(&ana.actor, propose)?.value()?;
    suite.submit(&heir, consent.hand_over(ana.id.into(), HandoverStep::Accept))?.value()?;

    // And it all comes back.
    for contract in Contract::GOVERNED {
        suite.set_paused(contract, false)?;
    }
    assert_eq!(suite.submit(&heir, consent.grant(ana.id.into(), permit.into()))?.value()?, 4);
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);
    Ok(())
}

#[apply(on_both)]
fn a_pause_of_the_directory_lets_roles_be_taken_away_and_none_be_added(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (nurse, left) = (Actor::named("nurse"), Actor::named("left"));
    let (both, fewer) = ([Role::Clinician, Role::Registrar], [Role::Registrar]);
    suite.enrol(&mercy, &nurse, &both)?;
    suite.enrol(&mercy, &left, &both)?;
    suite.submit(&left, suite.directory().leave())?.value()?;
    suite.set_paused(Contract::Directory, true)?;

    let roles = |suite: &mut Suite| {
        let practitioner = suite.registry().practitioner(nurse.bytes().into());
        anyhow::Ok(suite.read(practitioner)?.map(|practitioner| practitioner.roles))
    };
    let set_roles = |suite: &mut Suite, roles: &[Role]| {
        let set = suite.directory().set_roles(nurse.bytes().into(), Roles::of(roles).into());
        suite.submit(&mercy.admin, set)?.answer()
    };
    assert_eq!(set_roles(&mut suite, &fewer)?, Ok(()));
    assert_eq!(roles(&mut suite)?, Some(Roles::of(&fewer)));
    // More, and one less with another one instead.
    for more in [&both[..], &[Role::Emergency]] {
        let paused = Err(DirectoryError::Paused);
        assert_eq!(set_roles(&mut suite, more)?, paused, "{more:?}");
    }
    let mut directory = suite.directory();
    for who in [&left, &Actor::named("new")] {
        let invite = directory.invite(mercy.id, who.bytes().into(), Roles::of(&fewer).into());
        let refused = suite.submit(&mercy.admin, invite)?.refusal()?;
        assert_eq!(refused, DirectoryError::Paused, "{who:?}");
    }
    assert_eq!(roles(&mut suite)?, Some(Roles::of(&fewer)));

    let suspended = PractitionerStatus::Suspended.into();
    let suspend = directory.set_practitioner_status(nurse.bytes().into(), suspended);
    suite.submit(&mercy.admin, suspend)?.value()?;
    let steward = suite.steward();
    let close = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, close)?.value()?;

    let reopen = directory.set_organization_status(mercy.id, OrganizationStatus::Active);
    suite.submit(&steward, reopen)?.value()?;
    suite.set_paused(Contract::Directory, false)?;
    assert_eq!(set_roles(&mut suite, &both)?, Ok(()));
    Ok(())
}
