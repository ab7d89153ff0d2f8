//! Organizations and their practitioners.

use anyhow::Result;
use chartkey_e2e_tests::{document, x25519_key, x_wing_key, Actor, Contract, Event, Suite};
use chartkey_governance::{GovernanceError, Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    registry::{
        Organization, OrganizationChange, Practitioner, Profile, RegistryError, Retraction, Role,
        Roles, Status,
    },
    KeyError, PublicKey, TextError,
};
use chartkey_policy::{Basis, Category, Decision, OrgId, Purpose};
use scale::Decode;

#[test]
fn the_owner_admits_organizations_one_after_the_other() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (owner, admin) = (suite.owner(), Actor::named("admin"));
    assert_eq!(suite.read(suite.registry().organization(OrgId(0)))?, None);
    for id in [OrgId(0), OrgId(1)] {
        let admitted = suite.submit(&owner, suite.registry().admit(admin.bytes().into()))?;
        let change = OrganizationChange::Admitted(admin.bytes());
        let event = Event::OrganizationChanged { organization: id, change };
        assert_eq!(admitted.events, [(suite.address(Contract::Registry), event)]);
        assert_eq!(admitted.value()?, id);
        let organization =
            Organization { admin: Handover::new(admin.bytes()), status: Status::Active };
        assert_eq!(suite.read(suite.registry().organization(id))?, Some(organization));
        assert_eq!(suite.read(suite.registry().profile(id))?, Profile::default());
    }
    let stolen = suite.submit(&admin, suite.registry().admit(admin.bytes().into()))?;
    assert_eq!(stolen.refusal()?, RegistryError::Governance(GovernanceError::NotOwner));
    assert_eq!(suite.read(suite.registry().organization(OrgId(2)))?, None);
    let suite_of = (suite.address(Contract::Consent), suite.address(Contract::Log));
    assert_eq!(suite.read(suite.registry().suite())?, suite_of);
    Ok(())
}

#[test]
fn the_owner_suspends_and_reinstates_an_organization() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let owner = suite.owner();
    for status in [Status::Suspended, Status::Active] {
        let set = suite.registry().set_organization_status(mercy.id, status);
        let changed = suite.submit(&owner, set)?;
        let change = OrganizationChange::Status(status);
        assert_eq!(
            changed.emitted(),
            [Event::OrganizationChanged { organization: mercy.id, change }]
        );
        changed.value()?;
        let again = suite.registry().set_organization_status(mercy.id, status);
        assert_eq!(suite.submit(&owner, again)?.refusal()?, RegistryError::NothingToDo);
    }
    let stolen = suite.registry().set_organization_status(mercy.id, Status::Suspended);
    let error = RegistryError::Governance(GovernanceError::NotOwner);
    assert_eq!(suite.submit(&mercy.admin, stolen)?.refusal()?, error);
    let unknown = suite.registry().set_organization_status(OrgId(1), Status::Suspended);
    assert_eq!(suite.submit(&owner, unknown)?.refusal()?, RegistryError::UnknownOrganization);
    Ok(())
}

#[test]
fn a_suspended_organizations_practitioners_can_neither_register_nor_open() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, Category::Imaging)?;
    let owner = suite.owner();
    let suspend = suite.registry().set_organization_status(mercy.id, Status::Suspended);
    suite.submit(&owner, suspend)?.value()?;

    let mut registry = suite.registry();
    let error = RegistryError::NotPractitioner;
    let new = document(Category::Imaging);
    let clinician = &mercy.clinician;
    let outcome = suite.submit(clinician, registry.register(ana.id.into(), new.clone()))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome =
        suite.submit(clinician, registry.register_many(ana.id.into(), vec![new.clone()]))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.amend(ana.id.into(), 0, new.version.into()))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.retract(ana.id.into(), 0, Retraction::Other))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.open(ana.id.into(), 0, Purpose::Treatment))?;
    assert_eq!(outcome.refusal()?, error);

    let reinstate = suite.registry().set_organization_status(mercy.id, Status::Active);
    suite.submit(&owner, reinstate)?.value()?;
    assert_eq!(suite.register(clinician, &ana, Category::Imaging)?, 1);
    let opening = suite.open(clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[test]
fn administration_changes_hands_in_two_steps() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let heir = Actor::named("heir");
    let mut registry = suite.registry();
    let not_holder = RegistryError::Handover(HandoverError::NotHolder);
    let not_proposed = RegistryError::Handover(HandoverError::NotProposed);
    let told = |change| {
        let change = OrganizationChange::Admin(change);
        [Event::OrganizationChanged { organization: mercy.id, change }]
    };

    let outcome =
        suite.submit(&heir, registry.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?;
    assert_eq!(outcome.refusal()?, not_holder);
    let outcome = suite.submit(&heir, registry.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    let outcome = suite.submit(&mercy.admin, registry.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    let outcome = suite
        .submit(&mercy.admin, registry.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Proposed(heir.bytes())));
    let outcome = suite.submit(&heir, registry.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.refusal()?, not_holder);
    let outcome = suite.submit(&mercy.admin, registry.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Cancelled));
    let outcome = suite.submit(&heir, registry.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    suite
        .submit(&mercy.admin, registry.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?
        .value()?;
    let outcome = suite.submit(&heir, registry.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Accepted(heir.bytes())));

    let organization = Organization { admin: Handover::new(heir.bytes()), status: Status::Active };
    assert_eq!(suite.read(registry.organization(mercy.id))?, Some(organization));
    let outcome = suite.submit(&mercy.admin, registry.set_keeper(mercy.id, "x".into()))?;
    assert_eq!(outcome.refusal()?, RegistryError::NotAdmin);
    let outcome = suite.submit(&heir, registry.set_keeper(mercy.id, "x".into()))?;
    outcome.value()?;
    Ok(())
}

#[test]
fn an_organization_publishes_its_keeper_and_its_key() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let mut registry = suite.registry();
    let told = |change| [Event::OrganizationChanged { organization: mercy.id, change }];

    let keeper = "k".repeat(128);
    let set = suite.submit(&mercy.admin, registry.set_keeper(mercy.id, keeper.as_str().into()))?;
    assert_eq!(set.emitted(), told(OrganizationChange::Keeper(keeper.as_str().into())));
    set.value()?;
    for key in [x_wing_key(1), x25519_key(2)] {
        let set = registry.set_encryption_key(mercy.id, key.clone());
        let set = suite.submit(&mercy.admin, set)?;
        assert_eq!(set.emitted(), told(OrganizationChange::Key(key.clone())));
        set.value()?;
        let profile = Profile { keeper: Some(keeper.as_str().into()), key: Some(key) };
        assert_eq!(suite.read(registry.profile(mercy.id))?, profile);
    }

    let too_long = "k".repeat(129);
    for (keeper, error) in [
        ("", TextError::Empty),
        (too_long.as_str(), TextError::TooLong),
        ("https://keeper\n", TextError::NotPrintable),
    ] {
        let set = suite.submit(&mercy.admin, registry.set_keeper(mercy.id, keeper.into()))?;
        assert_eq!(set.refusal()?, RegistryError::Keeper(error));
    }
    for (suite_number, length, error) in [
        (7, 32, KeyError::UnknownSuite),
        (1, 31, KeyError::WrongLength),
        (2, 32, KeyError::WrongLength),
    ] {
        let key = PublicKey { suite: suite_number, bytes: vec![1; length] };
        let set = suite.submit(&mercy.admin, registry.set_encryption_key(mercy.id, key))?;
        assert_eq!(set.refusal()?, RegistryError::Key(error));
    }
    let set = suite.submit(&mercy.clinician, registry.set_keeper(mercy.id, "x".into()))?;
    assert_eq!(set.refusal()?, RegistryError::NotAdmin);
    let set = registry.set_encryption_key(mercy.id, x25519_key(1));
    assert_eq!(suite.submit(&mercy.clinician, set)?.refusal()?, RegistryError::NotAdmin);
    let profile = Profile { keeper: Some(keeper.as_str().into()), key: Some(x25519_key(2)) };
    assert_eq!(suite.read(registry.profile(mercy.id))?, profile);
    Ok(())
}

#[test]
fn an_admin_enrols_suspends_and_reinstates_practitioners() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let doctor = Actor::named("doctor");
    let account = doctor.bytes();
    let mut registry = suite.registry();
    let is = |roles: &[Role], status| {
        Some(Practitioner { organization: mercy.id, roles: Roles::of(roles), status })
    };
    let told = |now| [Event::PractitionerChanged { practitioner: account, now }];
    assert_eq!(suite.read(registry.practitioner(account.into()))?, None);

    for (roles, status) in [
        (&[Role::Registrar][..], Status::Active),
        (&[Role::Clinician, Role::Emergency][..], Status::Active),
    ] {
        let enrol = registry.enrol(mercy.id, account.into(), Roles::of(roles));
        let enrolled = suite.submit(&mercy.admin, enrol)?;
        assert_eq!(enrolled.emitted(), told(is(roles, status)));
        enrolled.value()?;
        assert_eq!(suite.read(registry.practitioner(account.into()))?, is(roles, status));
    }
    let roles = [Role::Clinician, Role::Emergency];
    let suspend = registry.set_practitioner_status(account.into(), Status::Suspended);
    let suspended = suite.submit(&mercy.admin, suspend)?;
    assert_eq!(suspended.emitted(), told(is(&roles, Status::Suspended)));
    let again = registry.set_practitioner_status(account.into(), Status::Suspended);
    assert_eq!(suite.submit(&mercy.admin, again)?.refusal()?, RegistryError::NothingToDo);
    // Other roles do not reinstate.
    let enrol = registry.enrol(mercy.id, account.into(), Role::Clinician.into());
    let enrolled = suite.submit(&mercy.admin, enrol)?;
    assert_eq!(enrolled.emitted(), told(is(&[Role::Clinician], Status::Suspended)));
    let reinstate = registry.set_practitioner_status(account.into(), Status::Active);
    let reinstated = suite.submit(&mercy.admin, reinstate)?;
    assert_eq!(reinstated.emitted(), told(is(&[Role::Clinician], Status::Active)));

    let enrol = registry.enrol(hope.id, account.into(), Role::Clinician.into());
    assert_eq!(suite.submit(&hope.admin, enrol)?.refusal()?, RegistryError::AlreadyEnrolled);
    let suspend = registry.set_practitioner_status(account.into(), Status::Suspended);
    assert_eq!(suite.submit(&hope.admin, suspend)?.refusal()?, RegistryError::NotAdmin);
    let left = suite.submit(&doctor, registry.leave())?;
    assert_eq!(left.emitted(), told(None));
    left.value()?;
    assert_eq!(suite.read(registry.practitioner(account.into()))?, None);
    assert_eq!(suite.submit(&doctor, registry.leave())?.refusal()?, RegistryError::NotEnrolled);
    let suspend = registry.set_practitioner_status(account.into(), Status::Suspended);
    assert_eq!(suite.submit(&mercy.admin, suspend)?.refusal()?, RegistryError::NotEnrolled);
    suite.enrol(&hope, &doctor, &[Role::Registrar])?;
    Ok(())
}

#[test]
fn a_practitioner_has_at_least_one_of_the_three_roles() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let doctor = Actor::named("doctor").bytes();
    for bits in [0_u8, 0b1000, 0b1001, 0b1000_0000, 0xff] {
        let roles = Roles::decode(&mut &[bits][..])?;
        let enrol = suite.registry().enrol(mercy.id, doctor.into(), roles);
        assert_eq!(suite.submit(&mercy.admin, enrol)?.refusal()?, RegistryError::Roles);
    }
    let enrol = suite.registry().enrol(mercy.id, doctor.into(), Roles::ALL);
    assert_eq!(suite.submit(&mercy.clinician, enrol)?.refusal()?, RegistryError::NotAdmin);
    let enrol = suite.registry().enrol(mercy.id, doctor.into(), Roles::ALL);
    suite.submit(&mercy.admin, enrol)?.value()?;
    Ok(())
}

#[test]
fn an_organization_that_does_not_exist_is_an_error_everywhere() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let (admin, nowhere) = (&mercy.admin, OrgId(1));
    let mut registry = suite.registry();
    let error = RegistryError::UnknownOrganization;
    let propose = registry.hand_over(nowhere, HandoverStep::Propose(admin.bytes()));
    assert_eq!(suite.submit(admin, propose)?.refusal()?, error);
    assert_eq!(
        suite.submit(admin, registry.hand_over(nowhere, HandoverStep::Cancel))?.refusal()?,
        error
    );
    assert_eq!(
        suite.submit(admin, registry.hand_over(nowhere, HandoverStep::Accept))?.refusal()?,
        error
    );
    assert_eq!(suite.submit(admin, registry.set_keeper(nowhere, "x".into()))?.refusal()?, error);
    let key = registry.set_encryption_key(nowhere, x25519_key(1));
    assert_eq!(suite.submit(admin, key)?.refusal()?, error);
    let enrol = registry.enrol(nowhere, admin.bytes().into(), Roles::ALL);
    assert_eq!(suite.submit(admin, enrol)?.refusal()?, error);
    assert_eq!(suite.read(registry.organization(nowhere))?, None);
    assert_eq!(suite.read(registry.profile(nowhere))?, Profile::default());
    Ok(())
}
