//! Whoever comes after another (a next controller, a colleague, the next admin or steward) frees
//! no item that was paid for before.

use anyhow::Result;
use chartkey_commands::NewCategoryKey;
use chartkey_e2e_tests::{document, x25519_key, x_wing_key, Actor, Suite};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::directory::{OrganizationStatus, PractitionerStatus, Role, Roles};
use chartkey_policy::{Effect, Grantee, Terms};
use chartkey_vocabulary::{Purpose, Retraction, Selection, Version};

use crate::{settled, LABORATORY};

/// A later version of a document.
fn amended(number: u8) -> Box<Version> {
    Version { digest: [number; 32], ..document(LABORATORY).version }.into()
}

#[test]
fn an_item_of_storage_that_one_account_paid_for_cannot_be_freed_by_another() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (owner, steward) = (suite.owner(), suite.steward());
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let phone = Actor::named("ana's new phone");
    let new_admin = Actor::named("new admin");
    let clinician = Grantee::Practitioner(mercy.clinician.bytes());
    let terms = Terms { keys: Some([1; 32]), ..suite.terms(clinician, &[LABORATORY])? };
    let (mut consent, mut registry, mut directory) =
        (suite.consent(), suite.registry(), suite.directory());
    let suite = &mut suite;
    let others = &[&owner, &mercy.admin, &mercy.clinician];

    // The patient pays for the list to grow.
    for id in 0..4 {
        let cost = settled(suite, &ana.actor, others, consent.grant(ana.id.into(), terms.into()))?;
        assert_eq!(cost.items, 0, "grant {id}");
        assert!(cost.bytes > 0, "grant {id}");
    }
    // A key of the other suite has an item of its own: the first one's is not freed for it.
    let key = |epoch, key| NewCategoryKey { category: LABORATORY, epoch, key };
    let publish = consent.publish_key(ana.id.into(), key(2, x_wing_key(1)));
    let cost = settled(suite, &ana.actor, others, publish)?;
    assert_eq!((cost.items, cost.bytes), (1, 4 + 2 + 2 + 1_216));
    let propose = consent.hand_over(ana.id.into(), HandoverStep::Propose(phone.bytes()));
    let cost = settled(suite, &ana.actor, others, propose)?;
    assert_eq!((cost.items, cost.bytes), (0, 32));

    // Another controller frees bytes of what the first one paid for, and no item.
    let others = &[&owner, &mercy.admin, &mercy.clinician, &ana.actor];
    let cost =
        settled(suite, &phone, others, consent.hand_over(ana.id.into(), HandoverStep::Accept))?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    let cost = settled(suite, &phone, others, consent.revoke(ana.id.into(), 0))?;
    assert_eq!(cost.items, 0);
    assert!(cost.bytes < 0);
    let short = Terms { keys: None, ..terms };
    let cost = settled(
        suite,
        &phone,
        others,
        consent.replace(ana.id.into(), 1, Effect::Permit, short.into()),
    )?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    let publish = consent.publish_key(ana.id.into(), key(3, x25519_key(1)));
    let cost = settled(suite, &phone, others, publish)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    let publish = consent.publish_key(ana.id.into(), key(4, x_wing_key(1)));
    let cost = settled(suite, &phone, others, publish)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    let deny = Terms { grantee: Grantee::Anyone, until: None, ..short };
    let cost = settled(suite, &phone, others, consent.deny(ana.id.into(), deny.into()))?;
    assert_eq!(cost.items, 0);

    // Records come, and nothing takes them away. A clinician pays, and a colleague's change
    // frees nothing.
    let others = &[&owner, &mercy.admin, &phone, &ana.actor];
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.submit(&phone, consent.revoke(ana.id.into(), 5))?.value()?;
    let register = registry.register(ana.id.into(), mercy.id, document(LABORATORY).into());
    let cost = settled(suite, &mercy.clinician, others, register)?;
    assert_eq!(cost.items, 2);
    let amend = registry.amend(ana.id.into(), 0, amended(1));
    assert_eq!(settled(suite, &clerk, others, amend)?.items, 1);
    let retract = registry.retract(ana.id.into(), 1, Retraction::Other);
    let cost = settled(suite, &clerk, others, retract)?;
    assert_eq!((cost.items, cost.bytes), (0, 1));
    let mut open = |purpose, organization| {
        registry.open(ana.id.into(), Selection::record(0), purpose, organization)
    };
    let first = open(Purpose::Treatment, Some(mercy.id));
    assert_eq!(settled(suite, &mercy.clinician, others, first)?.items, 1);
    let next = open(Purpose::PatientRequest, None);
    assert_eq!(settled(suite, &phone, &[&owner, &mercy.clinician], next)?.items, 0);

    // The directory: a new admin shortens what the first one stored.
    let others = &[&owner, &mercy.clinician, &phone];
    let mut profile =
        |keeper: &str, key| directory.set_profile(mercy.id, keeper.into(), key, [5; 32].into());
    let first = profile("https://keeper.example", x_wing_key(1));
    assert_eq!(settled(suite, &mercy.admin, others, first)?.items, 1);
    let [shorter_key, shorter_keeper] =
        [profile("https://keeper.example", x25519_key(1)), profile("x", x25519_key(1))];
    let propose = directory.hand_over(mercy.id, HandoverStep::Propose(new_admin.bytes()));
    settled(suite, &mercy.admin, others, propose)?;
    let others = &[&owner, &mercy.admin, &mercy.clinician, &phone];
    let cost =
        settled(suite, &new_admin, others, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    let cost = settled(suite, &new_admin, others, shorter_key)?;
    assert_eq!((cost.items, cost.bytes), (0, 32 - 1_216 - 1));
    let cost = settled(suite, &new_admin, others, shorter_keeper)?;
    assert_eq!((cost.items, cost.bytes), (0, -21));
    let roles = Roles::of(&[Role::Clinician, Role::Registrar, Role::Emergency]);
    let set_roles = directory.set_roles(clerk.bytes().into(), roles.into());
    assert_eq!(settled(suite, &new_admin, others, set_roles)?.items, 0);
    let status = PractitionerStatus::Suspended;
    let suspend = directory.set_practitioner_status(clerk.bytes().into(), status.into());
    assert_eq!(settled(suite, &new_admin, others, suspend)?.items, 0);
    let others = &[&owner, &new_admin, &mercy.admin, &mercy.clinician, &phone];
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    assert_eq!(settled(suite, &steward, others, suspend)?.items, 0);
    let offer = directory.hand_over_stewardship(HandoverStep::Propose(new_admin.bytes()));
    assert_eq!(settled(suite, &steward, others, offer)?.items, 0);
    let others = &[&owner, &steward, &mercy.admin, &mercy.clinician, &phone];
    let accept = directory.hand_over_stewardship(HandoverStep::Accept);
    let cost = settled(suite, &new_admin, others, accept)?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    Ok(())
}
