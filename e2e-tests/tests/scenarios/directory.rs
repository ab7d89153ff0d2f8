//! Organizations and their practitioners.

use anyhow::Result;
use chartkey_e2e_tests::{document, x25519_key, x_wing_key, Actor, Contract, Event, On, Suite};
use chartkey_governance::{Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, Organization, OrganizationChange, OrganizationStatus, Practitioner,
        PractitionerStatus, Profile, Role, Roles,
    },
    registry::{Note, Registry as _, RegistryError},
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{
    Categories, Category, KeyError, OrgId, PublicKey, Purpose, Retraction, SetError, Text,
    TextError,
};
use rstest::rstest;
use rstest_reuse::apply;
use scale::Decode;

use crate::on_both;

#[apply(on_both)]
fn the_steward_admits_organizations_one_after_the_other(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (steward, admin) = (suite.steward(), Actor::named("admin"));
    assert_eq!(suite.read(suite.directory().organization(OrgId(0)))?, None);
    for id in [OrgId(0), OrgId(1)] {
        let admitted = suite.submit(&steward, suite.directory().admit(admin.bytes().into()))?;
        let change = OrganizationChange::Admitted(admin.bytes());
        let event = Event::OrganizationChanged { organization: id, change };
        assert_eq!(admitted.events, [(suite.address(Contract::Directory), event)]);
        assert_eq!(admitted.value()?, id);
        let organization = Organization {
            admin: Handover::new(admin.bytes()),
            status: OrganizationStatus::Active,
        };
        assert_eq!(suite.read(suite.directory().organization(id))?, Some(organization));
        assert_eq!(suite.read(suite.directory().profile(id))?, Profile::default());
    }
    let stolen = suite.submit(&admin, suite.directory().admit(admin.bytes().into()))?;
    assert_eq!(stolen.refusal()?, DirectoryError::NotSteward);
    assert_eq!(suite.read(suite.directory().organization(OrgId(2)))?, None);
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
        assert_eq!(suite.submit(&steward, again)?.refusal()?, DirectoryError::NothingToDo);
    }
    let stolen = suite.directory().set_organization_status(mercy.id, OrganizationStatus::Suspended);
    let error = DirectoryError::NotSteward;
    assert_eq!(suite.submit(&mercy.admin, stolen)?.refusal()?, error);
    let unknown =
        suite.directory().set_organization_status(OrgId(1), OrganizationStatus::Suspended);
    assert_eq!(suite.submit(&steward, unknown)?.refusal()?, DirectoryError::UnknownOrganization);
    Ok(())
}

#[apply(on_both)]
fn a_suspended_organizations_practitioners_can_neither_register_nor_open(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    suite.register(&mercy.clinician, &ana, Category::Imaging)?;
    let steward = suite.steward();
    let suspend =
        suite.directory().set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;

    let mut registry = suite.registry();
    let error = RegistryError::NotPractitioner;
    let new = document(Category::Imaging);
    let clinician = &mercy.clinician;
    let outcome = suite.submit(clinician, registry.register(ana.id.into(), new.clone().into()))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome =
        suite.submit(clinician, registry.register_many(ana.id.into(), vec![new.clone().into()]))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.amend(ana.id.into(), 0, new.version.into()))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.retract(ana.id.into(), 0, Retraction::Other))?;
    assert_eq!(outcome.refusal()?, error);
    let outcome = suite.submit(clinician, registry.open(ana.id.into(), 0, Purpose::Treatment))?;
    assert_eq!(outcome.refusal()?, error);

    let reinstate = suite.directory().set_organization_status(mercy.id, OrganizationStatus::Active);
    suite.submit(&steward, reinstate)?.value()?;
    assert_eq!(suite.register(clinician, &ana, Category::Imaging)?, 1);
    let opening = suite.open(clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    Ok(())
}

#[apply(on_both)]
fn administration_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let heir = Actor::named("heir");
    let mut directory = suite.directory();
    let not_holder = DirectoryError::Handover(HandoverError::NotHolder);
    let not_proposed = DirectoryError::Handover(HandoverError::NotProposed);
    let told = |change| {
        let change = OrganizationChange::Admin(change);
        [Event::OrganizationChanged { organization: mercy.id, change }]
    };

    let outcome =
        suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?;
    assert_eq!(outcome.refusal()?, not_holder);
    let outcome = suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    let outcome =
        suite.submit(&mercy.admin, directory.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    let outcome = suite
        .submit(&mercy.admin, directory.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Proposed(heir.bytes())));
    let outcome = suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.refusal()?, not_holder);
    let outcome =
        suite.submit(&mercy.admin, directory.hand_over(mercy.id, HandoverStep::Cancel))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Cancelled));
    let outcome = suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.refusal()?, not_proposed);
    suite
        .submit(&mercy.admin, directory.hand_over(mercy.id, HandoverStep::Propose(heir.bytes())))?
        .value()?;
    let outcome = suite.submit(&heir, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!(outcome.emitted(), told(HandoverChange::Accepted(heir.bytes())));

    let organization =
        Organization { admin: Handover::new(heir.bytes()), status: OrganizationStatus::Active };
    assert_eq!(suite.read(directory.organization(mercy.id))?, Some(organization));
    let outcome = suite.submit(&mercy.admin, directory.set_keeper(mercy.id, "x".into()))?;
    assert_eq!(outcome.refusal()?, DirectoryError::NotAdmin);
    let outcome = suite.submit(&heir, directory.set_keeper(mercy.id, "x".into()))?;
    outcome.value()?;
    Ok(())
}

#[apply(on_both)]
fn an_organization_publishes_its_keeper_and_its_key(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let mut directory = suite.directory();
    let told = |change| [Event::OrganizationChanged { organization: mercy.id, change }];

    let keeper = "k".repeat(128);
    let set = suite.submit(&mercy.admin, directory.set_keeper(mercy.id, keeper.as_str().into()))?;
    assert_eq!(set.emitted(), told(OrganizationChange::Keeper(keeper.as_str().into())));
    set.value()?;
    for key in [x_wing_key(1), x25519_key(2)] {
        let set = directory.set_encryption_key(mercy.id, key.clone());
        let set = suite.submit(&mercy.admin, set)?;
        assert_eq!(set.emitted(), told(OrganizationChange::Key(key.clone())));
        set.value()?;
        let profile = Profile { keeper: Some(keeper.as_str().into()), key: Some(key) };
        assert_eq!(suite.read(directory.profile(mercy.id))?, profile);
    }

    let too_long = "k".repeat(129);
    for (keeper, error) in [
        ("", TextError::Empty),
        (too_long.as_str(), TextError::TooLong),
        ("https://keeper\n", TextError::NotPrintable),
    ] {
        let set = suite.submit(&mercy.admin, directory.set_keeper(mercy.id, keeper.into()))?;
        assert_eq!(set.refusal()?, DirectoryError::Keeper(error));
    }
    for (suite_number, length, error) in [
        (7, 32, KeyError::UnknownSuite),
        (1, 31, KeyError::WrongLength),
        (2, 32, KeyError::WrongLength),
    ] {
        let key = PublicKey { suite: suite_number, bytes: vec![1; length] };
        let set = suite.submit(&mercy.admin, directory.set_encryption_key(mercy.id, key))?;
        assert_eq!(set.refusal()?, DirectoryError::Key(error));
    }
    let set = suite.submit(&mercy.clinician, directory.set_keeper(mercy.id, "x".into()))?;
    assert_eq!(set.refusal()?, DirectoryError::NotAdmin);
    let set = directory.set_encryption_key(mercy.id, x25519_key(1));
    assert_eq!(suite.submit(&mercy.clinician, set)?.refusal()?, DirectoryError::NotAdmin);
    let profile = Profile { keeper: Some(keeper.as_str().into()), key: Some(x25519_key(2)) };
    assert_eq!(suite.read(directory.profile(mercy.id))?, profile);
    Ok(())
}

#[apply(on_both)]
fn an_admin_enrols_suspends_and_reinstates_practitioners(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (mercy, hope) = (suite.hospital("mercy")?, suite.hospital("hope")?);
    let doctor = Actor::named("doctor");
    let account = doctor.bytes();
    let mut directory = suite.directory();
    let mut times = (0, 0);
    let is = |roles: &[Role], status, (enrolled_at, emergency_since)| Practitioner {
        organization: mercy.id,
        roles: Roles::of(roles),
        status,
        enrolled_at,
        emergency_since,
    };
    let told = |now| [Event::PractitionerChanged { practitioner: account, now }];
    assert_eq!(suite.read(suite.registry().practitioner(account.into()))?, None);

    for (roles, status) in [
        (&[Role::Registrar][..], PractitionerStatus::Active),
        (&[Role::Clinician, Role::Emergency][..], PractitionerStatus::Active),
    ] {
        let enrol = directory.enrol(mercy.id, account.into(), Roles::of(roles));
        let enrolled = suite.submit(&mercy.admin, enrol)?;
        // The first time is that of the enrolment, the last that of the emergency role.
        let now = suite.now()?;
        times = (if times.0 == 0 { now } else { times.0 }, now);
        assert_eq!(enrolled.emitted(), told(is(roles, status, times)));
        enrolled.value()?;
        assert_eq!(
            suite.read(suite.registry().practitioner(account.into()))?,
            Some(is(roles, status, times))
        );
    }
    let roles = [Role::Clinician, Role::Emergency];
    let suspend = directory.set_practitioner_status(account.into(), PractitionerStatus::Suspended);
    let suspended = suite.submit(&mercy.admin, suspend)?;
    assert_eq!(suspended.emitted(), told(is(&roles, PractitionerStatus::Suspended, times)));
    let again = directory.set_practitioner_status(account.into(), PractitionerStatus::Suspended);
    assert_eq!(suite.submit(&mercy.admin, again)?.refusal()?, DirectoryError::NothingToDo);
    // Other roles do not reinstate.
    let enrol = directory.enrol(mercy.id, account.into(), Role::Clinician.into());
    let enrolled = suite.submit(&mercy.admin, enrol)?;
    assert_eq!(
        enrolled.emitted(),
        told(is(&[Role::Clinician], PractitionerStatus::Suspended, times))
    );
    let reinstate = directory.set_practitioner_status(account.into(), PractitionerStatus::Active);
    let reinstated = suite.submit(&mercy.admin, reinstate)?;
    assert_eq!(
        reinstated.emitted(),
        told(is(&[Role::Clinician], PractitionerStatus::Active, times))
    );

    let enrol = directory.enrol(hope.id, account.into(), Role::Clinician.into());
    assert_eq!(suite.submit(&hope.admin, enrol)?.refusal()?, DirectoryError::AlreadyEnrolled);
    let suspend = directory.set_practitioner_status(account.into(), PractitionerStatus::Suspended);
    assert_eq!(suite.submit(&hope.admin, suspend)?.refusal()?, DirectoryError::NotAdmin);
    let left = suite.submit(&doctor, directory.leave())?;
    let gone = is(&[Role::Clinician], PractitionerStatus::Left, times);
    assert_eq!(left.emitted(), told(gone));
    left.value()?;
    assert_eq!(suite.read(suite.registry().practitioner(account.into()))?, Some(gone));
    assert_eq!(suite.submit(&doctor, directory.leave())?.refusal()?, DirectoryError::NotEnrolled);
    let suspend = directory.set_practitioner_status(account.into(), PractitionerStatus::Suspended);
    assert_eq!(suite.submit(&mercy.admin, suspend)?.refusal()?, DirectoryError::NotEnrolled);
    suite.enrol(&hope, &doctor, &[Role::Registrar])?;
    let now = suite.now()?;
    let back = Practitioner {
        organization: hope.id,
        roles: Role::Registrar.into(),
        status: PractitionerStatus::Active,
        enrolled_at: now,
        emergency_since: now,
    };
    assert_eq!(suite.read(suite.registry().practitioner(account.into()))?, Some(back));
    Ok(())
}

#[apply(on_both)]
fn a_practitioner_has_at_least_one_of_the_three_roles(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let doctor = Actor::named("doctor").bytes();
    for bits in [0_u8, 0b1000, 0b1001, 0b1000_0000, 0xff] {
        let roles = Roles::decode(&mut &[bits][..])?;
        let enrol = suite.directory().enrol(mercy.id, doctor.into(), roles);
        assert_eq!(suite.submit(&mercy.admin, enrol)?.refusal()?, DirectoryError::Roles);
    }
    let enrol = suite.directory().enrol(mercy.id, doctor.into(), Roles::ALL);
    assert_eq!(suite.submit(&mercy.clinician, enrol)?.refusal()?, DirectoryError::NotAdmin);
    let enrol = suite.directory().enrol(mercy.id, doctor.into(), Roles::ALL);
    suite.submit(&mercy.admin, enrol)?.value()?;
    Ok(())
}

#[apply(on_both)]
fn an_organization_that_does_not_exist_is_an_error_everywhere(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (admin, nowhere) = (&mercy.admin, OrgId(1));
    let mut directory = suite.directory();
    let error = DirectoryError::UnknownOrganization;
    let propose = directory.hand_over(nowhere, HandoverStep::Propose(admin.bytes()));
    assert_eq!(suite.submit(admin, propose)?.refusal()?, error);
    assert_eq!(
        suite.submit(admin, directory.hand_over(nowhere, HandoverStep::Cancel))?.refusal()?,
        error
    );
    assert_eq!(
        suite.submit(admin, directory.hand_over(nowhere, HandoverStep::Accept))?.refusal()?,
        error
    );
    assert_eq!(suite.submit(admin, directory.set_keeper(nowhere, "x".into()))?.refusal()?, error);
    let key = directory.set_encryption_key(nowhere, x25519_key(1));
    assert_eq!(suite.submit(admin, key)?.refusal()?, error);
    let enrol = directory.enrol(nowhere, admin.bytes().into(), Roles::ALL);
    assert_eq!(suite.submit(admin, enrol)?.refusal()?, error);
    assert_eq!(suite.read(directory.organization(nowhere))?, None);
    assert_eq!(suite.read(directory.profile(nowhere))?, Profile::default());
    Ok(())
}

#[apply(on_both)]
fn only_an_active_practitioner_asks_for_consent_and_nothing_is_stored(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[])?;
    let steward = suite.steward();
    let categories = Categories::of(&[Category::Imaging, Category::Genetics]);
    let ask = |suite: &Suite, categories, reason: &str| {
        suite.directory().request(ana.id.into(), categories, Purpose::Research, reason.into())
    };

    let longest = "r".repeat(128);
    let asked = suite.submit(&mercy.clinician, ask(&suite, categories, &longest))?;
    assert_eq!((asked.cost.items, asked.cost.bytes), (0, 0));
    assert_eq!(
        asked.emitted(),
        [Event::ConsentRequested {
            patient: ana.id,
            requester: mercy.clinician.bytes(),
            organization: mercy.id,
            categories,
            purpose: Purpose::Research,
            reason: Text::from(longest.as_str()),
        }]
    );
    asked.value()?;

    let unassigned = Categories::decode(&mut &(1_u32 << 16).to_le_bytes()[..])?;
    let too_long = "r".repeat(129);
    for (categories, reason, error) in [
        (categories, "", DirectoryError::Reason(TextError::Empty)),
        (categories, too_long.as_str(), DirectoryError::Reason(TextError::TooLong)),
        (categories, "two\nlines", DirectoryError::Reason(TextError::NotPrintable)),
        (categories, "a delete \u{7f}", DirectoryError::Reason(TextError::NotPrintable)),
        (categories, "caf\u{e9}", DirectoryError::Reason(TextError::NotPrintable)),
        (Categories::EMPTY, "why", DirectoryError::Categories(SetError::Empty)),
        (unassigned, "why", DirectoryError::Categories(SetError::Unassigned)),
    ] {
        let refused = suite.submit(&mercy.clinician, ask(&suite, categories, reason))?;
        assert_eq!(refused.events, []);
        assert_eq!(refused.refusal()?, error);
    }

    let mallory = Actor::named("mallory");
    let refused = suite.submit(&mallory, ask(&suite, categories, "why"))?;
    assert_eq!(refused.refusal()?, DirectoryError::NotPractitioner);
    let suspend =
        suite.directory().set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    let refused = suite.submit(&mercy.clinician, ask(&suite, categories, "why"))?;
    assert_eq!(refused.events, []);
    assert_eq!(refused.refusal()?, DirectoryError::NotPractitioner);
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
    };
    for account in [&mallory, &owner, &mercy.admin] {
        let note = Note::Practitioner(mallory.bytes().into(), forged);
        let outcome = suite.submit(account, suite.registry().note(note))?;
        assert_eq!(outcome.refusal()?, RegistryError::NotDirectory);
        let note = Note::Organization(mercy.id, OrganizationStatus::Suspended);
        let outcome = suite.submit(account, suite.registry().note(note))?;
        assert_eq!(outcome.refusal()?, RegistryError::NotDirectory);
    }
    assert_eq!(suite.read(suite.registry().practitioner(mallory.bytes().into()))?, None);
    let status = suite.read(suite.registry().organization_status(mercy.id))?;
    assert_eq!(status, Some(OrganizationStatus::Active));

    // It is told of its directory once, by its deployer.
    let mut fresh = Suite::deploy_unwired(on.chain()?, &owner)?;
    assert_eq!(fresh.read(fresh.registry().directory())?, None);
    let directory = fresh.address(Contract::Directory);
    for stranger in [&mallory, &fresh.steward()] {
        let stolen = fresh.submit(stranger, fresh.registry().set_directory(directory))?;
        assert_eq!(stolen.refusal()?, RegistryError::NotDeployer);
    }
    let set = fresh.submit(&owner, fresh.registry().set_directory(directory))?;
    assert_eq!(set.emitted(), [Event::DirectorySet { directory }]);
    set.value()?;
    let directory = suite.address(Contract::Directory);
    assert_eq!(suite.read(suite.registry().directory())?, Some(directory));
    let again = suite.submit(&owner, suite.registry().set_directory(mallory.account()))?;
    assert_eq!(again.refusal()?, RegistryError::DirectoryAlreadySet);
    assert_eq!(suite.read(suite.registry().directory())?, Some(directory));
    Ok(())
}

#[apply(on_both)]
fn a_paused_directory_adds_nobody_and_still_suspends(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, clerk) = (suite.steward(), Actor::named("clerk"));
    let mut directory = suite.directory();
    suite.set_paused(Contract::Directory, true)?;
    let admit = suite.submit(&steward, directory.admit(clerk.bytes().into()))?;
    assert_eq!(admit.refusal()?, DirectoryError::Paused);
    let enrol = directory.enrol(mercy.id, clerk.bytes().into(), Roles::ALL);
    assert_eq!(suite.submit(&mercy.admin, enrol)?.refusal()?, DirectoryError::Paused);
    let suspend = directory
        .set_practitioner_status(mercy.clinician.bytes().into(), PractitionerStatus::Suspended);
    suite.submit(&mercy.admin, suspend)?.value()?;
    suite.submit(&mercy.clinician, directory.leave())?.value()?;
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;
    Ok(())
}

#[apply(on_both)]
fn a_stolen_admin_key_is_replaced_while_the_organization_is_suspended(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, thief, heir) = (suite.steward(), &mercy.admin, Actor::named("heir"));
    let accomplice = Actor::named("accomplice");
    suite.enrol(&mercy, &accomplice, &[Role::Clinician])?;
    let mut directory = suite.directory();
    let status = |suite: &mut Suite, status| {
        let set = suite.directory().set_practitioner_status(accomplice.bytes().into(), status);
        suite.submit(thief, set)
    };
    let replace = directory.replace_admin(mercy.id, heir.bytes().into());
    assert_eq!(suite.submit(&steward, replace)?.refusal()?, DirectoryError::NotSuspended);
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    suite.submit(&steward, suspend)?.value()?;

    // Whoever holds the old key adds nobody, reinstates nobody and publishes nothing.
    status(&mut suite, PractitionerStatus::Suspended)?.value()?;
    let reinstated = status(&mut suite, PractitionerStatus::Active)?;
    assert_eq!(reinstated.refusal()?, DirectoryError::Suspended);
    let enrol = directory.enrol(mercy.id, thief.bytes().into(), Roles::ALL);
    assert_eq!(suite.submit(thief, enrol)?.refusal()?, DirectoryError::Suspended);
    let keeper = directory.set_keeper(mercy.id, "https://thief.example".into());
    assert_eq!(suite.submit(thief, keeper)?.refusal()?, DirectoryError::Suspended);
    let key = directory.set_encryption_key(mercy.id, x25519_key(9));
    assert_eq!(suite.submit(thief, key)?.refusal()?, DirectoryError::Suspended);
    let replace = directory.replace_admin(mercy.id, thief.bytes().into());
    assert_eq!(suite.submit(thief, replace)?.refusal()?, DirectoryError::NotSteward);

    let propose = directory.hand_over(mercy.id, HandoverStep::Propose(thief.bytes()));
    suite.submit(thief, propose)?.value()?;
    let replace = directory.replace_admin(mercy.id, heir.bytes().into());
    let replaced = suite.submit(&steward, replace)?;
    let change = OrganizationChange::Admin(HandoverChange::Accepted(heir.bytes()));
    assert_eq!(replaced.emitted(), [Event::OrganizationChanged { organization: mercy.id, change }]);
    replaced.value()?;
    let organization =
        Organization { admin: Handover::new(heir.bytes()), status: OrganizationStatus::Suspended };
    assert_eq!(suite.read(directory.organization(mercy.id))?, Some(organization));
    let accept = directory.hand_over(mercy.id, HandoverStep::Accept);
    let error = DirectoryError::Handover(HandoverError::NotProposed);
    assert_eq!(suite.submit(thief, accept)?.refusal()?, error);
    Ok(())
}
