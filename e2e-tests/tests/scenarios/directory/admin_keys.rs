//! Admin keys that were lost or stolen: what is left of what they did.

use anyhow::Result;
use chartkey_e2e_tests::{x25519_key, Actor, Event, Hospital, On, Suite};
use chartkey_emergency::HOLDING_MILLISECONDS;
use chartkey_governance::{Handover, HandoverError, HandoverStep};
use chartkey_interfaces::{
    directory::{
        DirectoryError, KeyLoss, Organization, OrganizationChange, OrganizationStatus,
        Practitioner, PractitionerChange, PractitionerStatus, Profile, Role, Roles, Standing,
        MAX_CONFIRMED,
    },
    registry::{Registry as _, RegistryError},
};
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::{Category, Purpose, Selection};
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    invite, practitioner, practitioner_changed, refused, replace_admin, set_practitioner_status,
};
use crate::on_both;

const SUSPENDED: DirectoryError = DirectoryError::Suspended;

/// A profile of this keeper.
fn profile(keeper: &str) -> Profile {
    Profile { keeper: keeper.into(), key: x25519_key(3), document: [5; 32] }
}

/// An admin publishes the organization's profile.
fn publish(
    suite: &mut Suite,
    admin: &Actor,
    hospital: &Hospital,
    profile: Profile,
) -> Result<Result<(), DirectoryError>> {
    let Profile { keeper, key, document } = profile;
    let set = suite.directory().set_profile(hospital.id, keeper, key, document.into());
    suite.submit(admin, set)?.answer()
}

#[apply(on_both)]
fn a_lost_admin_key_is_replaced_and_nothing_else_changes(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, heir, guest) = (suite.steward(), Actor::named("heir"), Actor::named("guest"));
    let published = profile("https://keeper.mercy.example");
    assert_eq!(publish(&mut suite, &mercy.admin, &mercy, published.clone())?, Ok(()));
    invite(&mut suite, &mercy, &guest, &[Role::Registrar])?;
    let before = practitioner(&mut suite, &mercy.clinician)?;
    let mut directory = suite.directory();
    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Lost.into());
    refused(&mut suite, &steward, replace, DirectoryError::NotSuspended)?;
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;

    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Lost.into());
    let replaced = suite.submit(&steward, replace)?;
    let change = OrganizationChange::AdminReplaced(heir.bytes(), KeyLoss::Lost);
    assert_eq!(replaced.emitted(), [Event::OrganizationChanged { organization: mercy.id, change }]);
    replaced.value()?;
    let standing = Standing { status: OrganizationStatus::Suspended, generation: 0 };
    let admin = Handover::new(heir.bytes());
    let organization = Organization { admin, standing, replaced: Some(KeyLoss::Lost) };
    assert_eq!(suite.read(directory.organization(mercy.id))?, Some(organization));
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;

    assert_eq!(suite.read(directory.profile(mercy.id))?, Some(published));
    assert_eq!(practitioner(&mut suite, &mercy.clinician)?, before);
    suite.submit(&guest, directory.join(mercy.id))?.value()?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    for member in [&mercy.clinician, &guest] {
        suite.register(member, &ana, Category::Imaging)?;
    }
    let organization = suite.read(directory.organization(mercy.id))?;
    assert_eq!(organization.map(|organization| organization.replaced), Some(None));
    Ok(())
}

#[apply(on_both)]
fn a_thief_in_a_suspended_house_achieves_nothing(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, thief, heir) = (suite.steward(), &mercy.admin, Actor::named("heir"));
    let (member, mut directory) = (&mercy.clinician, suite.directory());
    suite.set_roles(&mercy, member, &[Role::Clinician, Role::Emergency])?;
    let published = profile("https://keeper.mercy.example");
    assert_eq!(publish(&mut suite, thief, &mercy, published.clone())?, Ok(()));
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;

    // Whoever holds the key adds nobody, takes no roles away, confirms and publishes nothing.
    let roles = Roles::from(Role::Clinician);
    let another = directory.invite(mercy.id, thief.bytes().into(), roles.into());
    refused(&mut suite, thief, another, SUSPENDED)?;
    let fewer = directory.set_roles(member.bytes().into(), roles.into());
    refused(&mut suite, thief, fewer, SUSPENDED)?;
    let more = directory.set_roles(member.bytes().into(), Roles::from(Role::Registrar).into());
    refused(&mut suite, thief, more, SUSPENDED)?;
    refused(&mut suite, thief, directory.confirm(mercy.id, vec![member.bytes()]), SUSPENDED)?;
    let tree = chartkey_interfaces::batches::TreeKind::Documents;
    refused(&mut suite, thief, directory.begin_tree(mercy.id, tree), SUSPENDED)?;
    let own = profile("https://thief.example");
    assert_eq!(publish(&mut suite, thief, &mercy, own)?, Err(SUSPENDED));
    let replace = directory.replace_admin(mercy.id, thief.bytes().into(), KeyLoss::Lost.into());
    refused(&mut suite, thief, replace, DirectoryError::NotSteward)?;
    let (suspended, active) = (PractitionerStatus::Suspended, PractitionerStatus::Active);
    assert_eq!(set_practitioner_status(&mut suite, thief, member, suspended)?, Ok(()));
    assert_eq!(set_practitioner_status(&mut suite, thief, member, active)?, Err(SUSPENDED));

    // What was offered lapses when the steward puts another admin in.
    let propose = directory.hand_over(mercy.id, HandoverStep::Propose(thief.bytes()));
    suite.submit(thief, propose)?.value()?;
    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    suite.submit(&steward, replace)?.value()?;
    let accept = directory.hand_over(mercy.id, HandoverStep::Accept);
    let error = DirectoryError::Handover(HandoverError::NotProposed);
    refused(&mut suite, thief, accept, error)?;
    assert_eq!(publish(&mut suite, thief, &mercy, published)?, Err(DirectoryError::NotAdmin));
    Ok(())
}

#[apply(on_both)]
fn accomplices_of_a_stolen_admin_key_do_not_act_after_reinstatement(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let accomplice = Actor::named("accomplice");
    suite.enrol(&mercy, &accomplice, &[Role::Clinician])?;
    let ana = suite.patient("ana", &[Category::Imaging])?;
    let terms = suite.terms(mercy.grantee(), &[Category::Imaging])?;
    suite.grant(&ana, terms)?;
    suite.register(&accomplice, &ana, Category::Imaging)?;
    let published = profile("https://thief.example");
    assert_eq!(publish(&mut suite, &mercy.admin, &mercy, published)?, Ok(()));
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;

    let mut directory = suite.directory();
    let replace = directory.replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    let replaced = suite.submit(&steward, replace)?;
    let change = OrganizationChange::AdminReplaced(heir.bytes(), KeyLoss::Stolen);
    assert_eq!(replaced.emitted(), [Event::OrganizationChanged { organization: mercy.id, change }]);
    replaced.value()?;
    let standing = Standing { status: OrganizationStatus::Suspended, generation: 1 };
    let admin = Handover::new(heir.bytes());
    let organization = Organization { admin, standing, replaced: Some(KeyLoss::Stolen) };
    assert_eq!(suite.read(directory.organization(mercy.id))?, Some(organization));
    assert_eq!(suite.read(suite.registry().standing(mercy.id))?, Some(standing));
    assert_eq!(suite.read(directory.profile(mercy.id))?, None);

    // The new admin sets up the house before it acts again.
    let clinician = &mercy.clinician;
    let confirmed = suite.submit(&heir, directory.confirm(mercy.id, vec![clinician.bytes()]))?;
    assert_eq!(
        confirmed.emitted(),
        practitioner_changed(&mercy, clinician, PractitionerChange::Confirmed)
    );
    confirmed.value()?;
    let own = profile("https://keeper.mercy.example");
    assert_eq!(publish(&mut suite, &heir, &mercy, own.clone())?, Ok(()));
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    assert_eq!(suite.read(directory.profile(mercy.id))?, Some(own));

    let new = chartkey_e2e_tests::new_record(Category::Imaging);
    let error = RegistryError::NotPractitioner;
    let mut registry = suite.registry();
    let register = registry.register(ana.id.into(), mercy.id, new.into());
    refused(&mut suite, &accomplice, register, error)?;
    let open =
        registry.open(ana.id.into(), Selection::record(0), Purpose::Treatment, Some(mercy.id));
    refused(&mut suite, &accomplice, open, error)?;
    let opening = suite.open(clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));
    suite.register(clinician, &ana, Category::Imaging)?;
    // An accomplice leaves, and joins where somebody invites him.
    suite.submit(&accomplice, directory.leave())?.value()?;
    let hope = suite.hospital("hope")?;
    suite.enrol(&hope, &accomplice, &[Role::Clinician])
}

#[apply(on_both)]
fn a_confirmed_emergency_doctor_declares_at_once(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let stranded = suite.responder(&mercy, "stranded")?;
    let medic = suite.responder(&mercy, "medic")?;
    let ana = suite.patient("ana", &[])?;
    let (heir, before) = (Actor::named("heir"), practitioner(&mut suite, &medic)?);
    replace_admin(&mut suite, &mercy, &heir, KeyLoss::Stolen)?;
    let confirm = suite.directory().confirm(mercy.id, vec![medic.bytes()]);
    suite.submit(&heir, confirm)?.value()?;
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    assert_eq!(practitioner(&mut suite, &medic)?, Practitioner { generation: 1, ..before });
    assert!(suite.now()? < before.emergency_since + 2 * HOLDING_MILLISECONDS);
    assert_eq!(suite.declare_emergency(&medic, &ana)?, 0);
    let justification = [0x1a; 32].into();
    let declare = suite.registry().declare_emergency(ana.id.into(), mercy.id, justification);
    refused(&mut suite, &stranded, declare, RegistryError::NotPractitioner)
}

/// In process: so many accounts take their time on a node.
#[test]
fn sixty_four_members_are_confirmed_in_a_call_all_or_none() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let heir = Actor::named("heir");
    let members: Vec<_> =
        (0..=MAX_CONFIRMED).map(|number| Actor::named(&format!("member {number}"))).collect();
    assert_eq!(MAX_CONFIRMED, 64);
    for member in &members {
        suite.enrol(&mercy, member, &[Role::Registrar])?;
    }
    let suspended = PractitionerStatus::Suspended;
    let set = set_practitioner_status(&mut suite, &mercy.admin, &members[7], suspended)?;
    assert_eq!(set, Ok(()));
    let before: Vec<_> =
        members.iter().map(|member| practitioner(&mut suite, member)).collect::<Result<_>>()?;
    replace_admin(&mut suite, &mercy, &heir, KeyLoss::Stolen)?;

    let accounts: Vec<_> = members.iter().map(Actor::bytes).collect();
    let mut directory = suite.directory();
    let members_error = DirectoryError::Members;
    refused(&mut suite, &heir, directory.confirm(mercy.id, accounts.clone()), members_error)?;
    refused(&mut suite, &heir, directory.confirm(mercy.id, vec![]), members_error)?;
    let mut with_a_stranger = accounts[..64].to_vec();
    with_a_stranger[40] = Actor::named("stranger").bytes();
    let confirm = directory.confirm(mercy.id, with_a_stranger);
    refused(&mut suite, &heir, confirm, DirectoryError::NotServing(40))?;
    assert_eq!(practitioner(&mut suite, &members[0])?, before[0]);

    let confirmed = suite.submit(&heir, directory.confirm(mercy.id, accounts[..64].to_vec()))?;
    let expected: Vec<_> = members[..64]
        .iter()
        .flat_map(|member| practitioner_changed(&mercy, member, PractitionerChange::Confirmed))
        .collect();
    assert_eq!(confirmed.emitted(), expected);
    confirmed.value()?;
    for (place, (member, before)) in members.iter().zip(before).enumerate() {
        let generation = u32::from(place < 64);
        assert_eq!(practitioner(&mut suite, member)?, Practitioner { generation, ..before });
    }
    Ok(())
}

#[apply(on_both)]
fn a_new_admin_takes_roles_away_before_the_house_acts_again_and_gives_none(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let (heir, member) = (Actor::named("heir"), &mercy.clinician);
    suite.set_roles(&mercy, member, &[Role::Clinician, Role::Emergency])?;
    replace_admin(&mut suite, &mercy, &heir, KeyLoss::Stolen)?;
    let mut directory = suite.directory();
    let roles = |roles: &[Role]| Roles::of(roles).into();
    let fewer = directory.set_roles(member.bytes().into(), roles(&[Role::Clinician]));
    suite.submit(&heir, fewer)?.value()?;
    for more in [&[Role::Clinician, Role::Emergency][..], &[Role::Registrar]] {
        let more = directory.set_roles(member.bytes().into(), roles(more));
        refused(&mut suite, &heir, more, SUSPENDED)?;
    }
    assert_eq!(practitioner(&mut suite, member)?.roles, Roles::from(Role::Clinician));
    // A suspension later is no replacement: then the admin in office waits as well.
    suite.set_organization_status(&mercy, OrganizationStatus::Active)?;
    suite.set_organization_status(&mercy, OrganizationStatus::Suspended)?;
    let confirm = directory.confirm(mercy.id, vec![member.bytes()]);
    refused(&mut suite, &heir, confirm, SUSPENDED)
}
