//! Who pays for storage, and that nobody is refunded for an item that somebody else paid for.
//!
//! A deposit goes back to the origin of the call that frees storage, whoever paid it. So a
//! message may free an item only for the account that put it there. Bytes do move: whoever
//! shortens a value in place (revokes a provision of an earlier controller, accepts an offer,
//! publishes a shorter key) gets the few bytes that it frees.

use anyhow::Result;
use chartkey_e2e_tests::{document, x25519_key, x_wing_key, Actor, Cost, Message, Outcome, Suite};
use chartkey_governance::{Command, HandoverStep};
use chartkey_interfaces::{
    directory::{OrganizationStatus, PractitionerStatus, Role, Roles},
    registry::Retraction,
};
use chartkey_policy::{Category, Grantee, Purpose, Terms};
use scale::{Decode, Encode};

const LABORATORY: Category = Category::Laboratory;

/// Submits a message that has to succeed, and checks that the caller paid for what it stored,
/// or was paid for what it freed, and nobody else.
fn settled<Args: Encode, T: Decode, E: Decode + std::fmt::Debug>(
    suite: &mut Suite,
    caller: &Actor,
    others: &[&Actor],
    message: Message<Args, Result<T, E>>,
) -> Result<Cost> {
    suite.chain().endow(caller.account())?;
    let before = suite.chain().balance(caller.account())?;
    let mut untouched = Vec::new();
    for other in others {
        suite.chain().endow(other.account())?;
        untouched.push(suite.chain().balance(other.account())?);
    }
    let outcome: Outcome<Result<T, E>> = suite.submit(caller, message)?;
    let cost = outcome.cost;
    outcome.value()?;
    let after = suite.chain().balance(caller.account())?;
    // Both prices are one planck in process. The pallet rounds each of the two refunds down.
    let paid = i128::try_from(before)? - i128::try_from(after)?;
    let rounded = paid - i128::from(cost.items + cost.bytes);
    let refunds = i128::from(cost.items < 0) + i128::from(cost.bytes < 0);
    assert!((0..=refunds).contains(&rounded), "paid {paid} for {cost:?}");
    for (other, before) in others.iter().zip(untouched) {
        assert_eq!(suite.chain().balance(other.account())?, before);
    }
    Ok(cost)
}

#[test]
fn an_item_of_storage_that_one_account_paid_for_cannot_be_freed_by_another() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let owner = suite.owner();
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let phone = Actor::named("ana's new phone");
    let new_admin = Actor::named("new admin");
    let terms = Terms { keys: Some([1; 32]), ..suite.terms(mercy.grantee(), &[LABORATORY])? };
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
    let key = consent.publish_key(ana.id.into(), LABORATORY, x_wing_key(1));
    let cost = settled(suite, &ana.actor, others, key)?;
    assert_eq!((cost.items, cost.bytes), (0, 1_216 - 32 + 1));
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
    let cost = settled(suite, &phone, others, consent.replace(ana.id.into(), 1, short.into()))?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    let key = consent.publish_key(ana.id.into(), LABORATORY, x25519_key(1));
    let cost = settled(suite, &phone, others, key)?;
    assert_eq!((cost.items, cost.bytes), (0, 32 - 1_216 - 1));
    let deny = Terms { grantee: Grantee::Anyone, until: None, ..short };
    let cost = settled(suite, &phone, others, consent.deny(ana.id.into(), deny.into()))?;
    assert_eq!(cost.items, 0);

    // Records come, and nothing takes them away. A clinician pays, and a colleague's change
    // frees nothing.
    let others = &[&owner, &mercy.admin, &phone, &ana.actor];
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    suite.submit(&phone, consent.revoke(ana.id.into(), 5))?.value()?;
    let register = registry.register(ana.id.into(), document(LABORATORY).into());
    let cost = settled(suite, &mercy.clinician, others, register)?;
    assert_eq!(cost.items, 2);
    let amend = registry.amend(ana.id.into(), 0, document(LABORATORY).version.into());
    assert_eq!(settled(suite, &clerk, others, amend)?.items, 1);
    let retract = registry.retract(ana.id.into(), 1, Retraction::Other);
    let cost = settled(suite, &clerk, others, retract)?;
    assert_eq!((cost.items, cost.bytes), (0, 1));
    let open = registry.open(ana.id.into(), 0, Purpose::Treatment);
    assert_eq!(settled(suite, &mercy.clinician, others, open)?.items, 2);
    let open = registry.open(ana.id.into(), 0, Purpose::PatientRequest);
    assert_eq!(settled(suite, &phone, &[&owner, &mercy.clinician], open)?.items, 1);

    // The directory: a new admin shortens what the first one stored.
    let others = &[&owner, &mercy.clinician, &phone];
    let cost = settled(
        suite,
        &mercy.admin,
        others,
        directory.set_keeper(mercy.id, "https://keeper.example".into()),
    )?;
    assert_eq!(cost.items, 1);
    let key = directory.set_encryption_key(mercy.id, x_wing_key(1));
    assert_eq!(settled(suite, &mercy.admin, others, key)?.items, 0);
    let propose = directory.hand_over(mercy.id, HandoverStep::Propose(new_admin.bytes()));
    settled(suite, &mercy.admin, others, propose)?;
    let others = &[&owner, &mercy.admin, &mercy.clinician, &phone];
    let cost =
        settled(suite, &new_admin, others, directory.hand_over(mercy.id, HandoverStep::Accept))?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    let key = directory.set_encryption_key(mercy.id, x25519_key(1));
    let cost = settled(suite, &new_admin, others, key)?;
    assert_eq!((cost.items, cost.bytes), (0, 32 - 1_216 - 1));
    let cost = settled(suite, &new_admin, others, directory.set_keeper(mercy.id, "x".into()))?;
    assert_eq!((cost.items, cost.bytes), (0, -21));
    let enrol = directory.enrol(mercy.id, clerk.bytes().into(), Roles::ALL);
    assert_eq!(settled(suite, &new_admin, others, enrol)?.items, 0);
    let suspend =
        directory.set_practitioner_status(clerk.bytes().into(), PractitionerStatus::Suspended);
    assert_eq!(settled(suite, &new_admin, others, suspend)?.items, 0);
    let others = &[&new_admin, &mercy.admin, &mercy.clinician, &phone];
    let suspend = directory.set_organization_status(mercy.id, OrganizationStatus::Suspended);
    assert_eq!(settled(suite, &owner, others, suspend)?.items, 0);

    // Governance changes one value in place.
    let offer = Command::Owner(HandoverStep::Propose(new_admin.bytes()));
    let others = &[&mercy.admin, &mercy.clinician, &phone];
    assert_eq!(settled(suite, &owner, others, registry.govern(offer))?.items, 0);
    let others = &[&owner, &mercy.admin, &mercy.clinician, &phone];
    let accept = registry.govern(Command::Owner(HandoverStep::Accept));
    let cost = settled(suite, &new_admin, others, accept)?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    Ok(())
}

/// The admin paid for the item, so the practitioner who leaves must not be refunded for it.
#[test]
fn leaving_an_organization_does_not_pay_out_its_deposit() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let leave = suite.directory().leave();
    let cost = settled(&mut suite, &mercy.clinician, &[&mercy.admin], leave)?;
    assert_eq!(cost.items, 0);
    Ok(())
}
