//! Organizations: who admits, suspends and administers them.

use anyhow::Result;
use chartkey_e2e_tests::{new_record, x25519_key, Actor, Contract, Event, On, Suite};
use chartkey_governance::{Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    batches::TreeKind,
    directory::{
        DirectoryError, KeyLoss, Organization, OrganizationChange, OrganizationStatus,
        Practitioner, PractitionerStatus, Role, Roles, Standing,
    },
    registry::{Note, Registry as _, RegistryError},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Category, Purpose, Retraction, Selection};
use provider_directory::organization_id;
use rstest::rstest;
use rstest_reuse::apply;

use super::{invite, refused, set_practitioner_status, NOWHERE};
use crate::on_both;

const ACTIVE: Standing = Standing { status: OrganizationStatus::Active, generation: 0 };

#[apply(on_both)]
fn the_steward_admits_organizations_whose_ids_are_not_counted_up(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (steward, admin) = (suite.steward(), Actor::named("admin"));
    let ids = [0, 1].map(organization_id);
    assert_eq!(ids.map(|id| id.0), [3_141_592_653, 1_501_061_118]);
    for id in ids {
        assert_eq!(suite.read(suite.directory().organization(id))?, None);
        let admitted = suite.submit(&steward, suite.directory().admit(admin.bytes().into()))?;
        let change = OrganizationChange::Admitted(admin.bytes());
        let event = Event::OrganizationChanged { organization: id, change };
        assert_eq!(admitted.events, [(suite.address(Contract::Directory), event)]);
        assert_eq!(admitted.value()?, id);
        let organization =
            Organization { admin: Handover::new(admin.bytes()), standing: ACTIVE, replaced: None };
        assert_eq!(suite.read(suite.directory().organization(id))?, Some(organization));
        assert_eq!(suite.read(suite.directory().profile(id))?, None);
    }
    let stolen = suite.directory().admit(admin.bytes().into());
    refused(&mut suite, &admin, stolen, DirectoryError::NotSteward)?;
    assert_eq!(suite.read(suite.directory().organization(organization_id(2)))?, None);
    let suite_of = (suite.address(Contract::Consent), suite.address(Contract::Log));
    assert_eq!(suite.read(suite.registry().suite())?, suite_of);
    Ok(())
}

#[apply(on_both)]
fn the_steward_suspends_and_reinstates_an_organization(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let steward = suite.steward();
    for status in [OrganizationStatus::Suspended, OrganizationStatus::Active] {
        let set = suite.directory().set_organization_status(mercy.id, status);
        let changed = suite.submit(&steward, set)?;
        let change = OrganizationChange::Status(status);
        assert_eq!(
            changed.emitted(),
            [Event::OrganizationChanged { organization: mercy.id, change }]
        );
        changed.value()?;
        let again = suite.directory().set_organization_status(mercy.id, status);
        refused(&mut suite, &steward, again, DirectoryError::NothingToDo)?;
        let standing = Standing { status, generation: 0 };
        assert_eq!(suite.read(suite.registry().standing(mercy.id))?, Some(standing));
    }
    let mut directory = suite.directory();
    let stolen = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    refused(&mut suite, &mercy.admin, stolen, DirectoryError::NotSteward)?;
    let unknown = directory.set_organization_status(NOWHERE, OrganizationStatus::Suspended);
    refused(&mut suite, &steward, unknown, DirectoryError::UnknownOrganization)
}

#[apply(on_both)]
fn a_suspended_organizations_practitioners_can_neither_register_nor_open(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, Category::Imaging)?;
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;

    let (mut registry, id) = (suite.registry(), ana.id);
    let error = RegistryError::NotPractitioner;
    let new = new_record(Category::Imaging);
    let version = new.document.version.clone();
    let clinician = &mercy.clinician;
    let one = registry.register(id.into(), mercy.id, new.clone().into());
    refused(&mut suite, clinician, one, error)?;
    let many = registry.register_many(id.into(), mercy.id, vec![new]);
    refused(&mut suite, clinician, many, error)?;
    refused(&mut suite, clinician, registry.amend(id.into(), 0, version.into()), error)?;
    refused(&mut suite, clinician, registry.retract(id.into(), 0, Retraction::Other), error)?;
    let open = registry.open(id.into(), Selection::record(0), Purpose::Treatment, Some(mercy.id));
    refused(&mut suite, clinician, open, error)?;

    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    assert_eq!(suite.register(clinician, &ana, Category::Imaging)?, 1);
    let opening = suite.open(clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[apply(on_both)]
fn administration_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (admin, heir) = (&mercy.admin, Actor::named("heir"));
    let mut directory = suite.directory();
    let not_holder = DirectoryError::Handover(HandoverError::NotHolder);
    let not_proposed = DirectoryError::Handover(HandoverError::NotProposed);
    let admin_changed = |change| {
        let change = OrganizationChange::Admin(change);
        [Event::OrganizationChanged { organization: mercy.id, change }]
    };
    let propose = HandoverStep::Propose(heir.bytes());
    let proposed = HandoverChange::Proposed(heir.bytes());

    refused(&mut suite, &heir, directory.hand_over(mercy.id, propose), not_holder)?;
    let accept = directory.hand_over(mercy.id, HandoverStep::Accept);
    refused(&mut suite, &heir, accept, not_proposed)?;
    let cancel = directory.hand_over(mercy.id, HandoverStep::Cancel);
    refused(&mut suite, admin, cancel, not_proposed)?;
    let outcome = suite.submit(admin, directory.hand_over(mercy.id, propose))?;
    assert_eq!(outcome.emitted(), admin_changed(proposed));
    let cancel = directory.hand_over(mercy.id, HandoverStep::Cancel);
    refused(&mut suite, &heir, cancel, not_holder)?;
    let outcome = suite.submit(admin, directory.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.emitted(), admin_changed(HandoverChange::Cancelled));
    let accept = directory.hand_over(mercy.id, HandoverStep::Accept);
    refused(&mut suite, &heir, accept, not_proposed)?;
    suite.submit(admin, directory.hand_over(mercy.id, propose))?.value()?;
    let outcome = suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.emitted(), admin_changed(HandoverChange::Accepted(heir.bytes())));

    let organization =
        Organization { admin: Handover::new(heir.bytes()), standing: ACTIVE, replaced: None };
    assert_eq!(suite.read(directory.organization(mercy.id))?, Some(organization));
    let mut publish = || directory.set_profile(mercy.id, "x".into(), x25519_key(1), [1; 32].into());
    refused(&mut suite, admin, publish(), DirectoryError::NotAdmin)?;
    suite.submit(&heir, publish())?.value()
}

#[apply(on_both)]
fn an_organization_that_does_not_exist_is_an_error_everywhere(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (admin, steward) = (&mercy.admin, suite.steward());
    let mut directory = suite.directory();
    let (error, account) = (DirectoryError::UnknownOrganization, admin.bytes());
    for step in [HandoverStep::Propose(account), HandoverStep::Cancel, HandoverStep::Accept] {
        refused(&mut suite, admin, directory.hand_over(NOWHERE, step), error)?;
    }
    let profile = directory.set_profile(NOWHERE, "x".into(), x25519_key(1), [1; 32].into());
    refused(&mut suite, admin, profile, error)?;
    let roles = Roles::from(Role::Clinician);
    let invite = directory.invite(NOWHERE, account.into(), roles.into());
    refused(&mut suite, admin, invite, error)?;
    refused(&mut suite, admin, directory.withdraw_invitation(NOWHERE, account.into()), error)?;
    refused(&mut suite, admin, directory.join(NOWHERE), error)?;
    refused(&mut suite, admin, directory.confirm(NOWHERE, vec![account]), error)?;
    refused(&mut suite, admin, directory.begin_tree(NOWHERE, TreeKind::Documents), error)?;
    let replace = directory.replace_admin(NOWHERE, account.into(), KeyLoss::Lost.into());
    refused(&mut suite, &steward, replace, error)?;
    assert_eq!(suite.read(directory.organization(NOWHERE))?, None);
    assert_eq!(suite.read(directory.profile(NOWHERE))?, None);
    assert_eq!(suite.read(directory.invitation(NOWHERE, account.into()))?, None);
    assert_eq!(suite.read(suite.registry().standing(NOWHERE))?, None);
    Ok(())
}

#[apply(on_both)]
fn only_the_directory_tells_the_registry_who_may_act(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (owner, mallory) = (suite.owner(), Actor::named("mallory"));
    let forged = Practitioner {
        organization: mercy.id,
        roles: Roles::ALL,
        status: PractitionerStatus::Active,
        enrolled_at: 0,
        emergency_since: 0,
        generation: 0,
    };
    let suspended = Standing { status: OrganizationStatus::Suspended, generation: 1 };
    for account in [&mallory, &owner, &mercy.admin] {
        for note in [
            Note::Practitioner(mallory.bytes().into(), forged),
            Note::Organization(mercy.id, suspended),
            Note::Confirmed(mercy.id, vec![mercy.clinician.bytes()]),
            Note::NextTree(mercy.id, TreeKind::Documents),
        ] {
            let note = suite.registry().note(Encoded::of(&note));
            refused(&mut suite, account, note, RegistryError::NotDirectory)?;
        }
    }
    assert_eq!(suite.read(suite.registry().practitioner(mallory.bytes().into()))?, None);
    assert_eq!(suite.read(suite.registry().standing(mercy.id))?, Some(ACTIVE));
    let tree = suite.registry().current_tree(mercy.id, TreeKind::Documents);
    assert_eq!(suite.read(tree)?, 0);

    // It learns its directory once, by its deployer.
    let mut fresh = Suite::deploy_unwired(on.chain()?, &owner)?;
    assert_eq!(fresh.read(fresh.registry().directory())?, None);
    let directory = fresh.address(Contract::Directory);
    for stranger in [&mallory, &fresh.steward()] {
        let stolen = fresh.registry().set_directory(directory);
        refused(&mut fresh, stranger, stolen, RegistryError::NotDeployer)?;
    }
    let set = fresh.submit(&owner, fresh.registry().set_directory(directory))?;
    assert_eq!(set.emitted(), [Event::DirectorySet { directory }]);
    set.value()?;
    let directory = suite.address(Contract::Directory);
    assert_eq!(suite.read(suite.registry().directory())?, Some(directory));
    let again = suite.registry().set_directory(mallory.account());
    refused(&mut suite, &owner, again, RegistryError::DirectoryAlreadySet)?;
    // Anybody else is refused, before and after.
    let stolen = suite.registry().set_directory(mallory.account());
    refused(&mut suite, &mallory, stolen, RegistryError::NotDeployer)?;
    assert_eq!(suite.read(suite.registry().directory())?, Some(directory));
    Ok(())
}

#[apply(on_both)]
fn a_paused_directory_adds_nobody_and_still_suspends(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, clerk) = (suite.steward(), Actor::named("clerk"));
    let (guest, withdrawn) = (Actor::named("guest"), Actor::named("withdrawn"));
    for invited in [&guest, &withdrawn] {
        invite(&mut suite, &mercy, invited, &[Role::Clinician])?;
    }
    let mut directory = suite.directory();
    suite.set_paused(Contract::Directory, true)?;
    let error = DirectoryError::Paused;
    refused(&mut suite, &steward, directory.admit(clerk.bytes().into()), error)?;
    let roles = Roles::from(Role::Clinician);
    let another = directory.invite(mercy.id, clerk.bytes().into(), roles.into());
    refused(&mut suite, &mercy.admin, another, error)?;
    refused(&mut suite, &guest, directory.join(mercy.id), error)?;
    let clinician = &mercy.clinician;
    let confirm = directory.confirm(mercy.id, vec![clinician.bytes()]);
    refused(&mut suite, &mercy.admin, confirm, error)?;

    let withdraw = directory.withdraw_invitation(mercy.id, withdrawn.bytes().into());
    suite.submit(&mercy.admin, withdraw)?.value()?;
    let suspended = PractitionerStatus::Suspended;
    let set = set_practitioner_status(&mut suite, &mercy.admin, clinician, suspended)?;
    assert_eq!(set, Ok(()));
    suite.submit(clinician, directory.leave())?.value()?;
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;

    // What waited goes on.
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    suite.set_paused(Contract::Directory, false)?;
    suite.submit(&guest, directory.join(mercy.id))?.value()?;
    refused(&mut suite, &withdrawn, directory.join(mercy.id), DirectoryError::NotInvited)
}
