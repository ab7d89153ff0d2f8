//! Who pays for storage, and that nobody is refunded for an item that somebody else paid for.
//!
//! A deposit goes back to the origin of the call that frees storage, whoever paid it. So a
//! message may free an item only for the account that put it there. Bytes do move: whoever
//! shortens a value in place (revokes a provision of an earlier controller, accepts an offer,
//! publishes a shorter key) gets the few bytes that it frees.

use anyhow::Result;
use chartkey_commands::{Command as Commanded, NewChart, Offer};
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    constructor_input, document, order, x25519_key, x_wing_key, Actor, Bundle, Contract, Cost,
    Governors, Guardian, Message, Outcome, Patient, Suite, DAY,
};
use chartkey_governance::{HandoverStep, Release};
use chartkey_interfaces::directory::{OrganizationStatus, PractitionerStatus, Role, Roles};
use chartkey_policy::{Effect, Grantee, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Categories, Category, Purpose, Retraction};
use governor::GovernorRef;
use ink::env::call::FromAccountId;
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
    // Both prices are one planck in process. The pallet rounds the refund for items and that for
    // bytes down, also where more is stored than freed.
    let paid = i128::try_from(before)? - i128::try_from(after)?;
    let rounded = paid - i128::from(cost.items + cost.bytes);
    assert!((0..=2).contains(&rounded), "paid {paid} for {cost:?}");
    for (other, before) in others.iter().zip(untouched) {
        assert_eq!(suite.chain().balance(other.account())?, before);
    }
    Ok(cost)
}

#[test]
fn an_item_of_storage_that_one_account_paid_for_cannot_be_freed_by_another() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (owner, steward) = (suite.owner(), suite.steward());
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
    let cost = settled(
        suite,
        &phone,
        others,
        consent.replace(ana.id.into(), 1, Effect::Permit, short.into()),
    )?;
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

/// A governor's owner changes values in place. A pause is an item of the contract's, and stays.
/// Whoever moves a contract to another governor, then the owner, is paid for the item that the
/// governor had for it: nobody else ever is.
#[test]
fn governing_frees_one_item_alone_that_of_a_contract_that_is_moved() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (owner, steward) = (suite.owner(), suite.steward());
    let (heir, stranger) = (Actor::named("heir"), Actor::named("stranger"));
    let mut governor = suite.governors();
    let [consent, directory] =
        [Contract::Consent, Contract::Directory].map(|contract| suite.address(contract));
    let second = suite.chain().instantiate(
        &owner,
        Bundle::Governor.wasm()?,
        constructor_input(GovernorRef::new()),
        b"second".to_vec(),
    )?;
    let mut other = Governors::from_account_id(second.account);
    let suite = &mut suite;
    let others = &[&heir, &steward, &stranger];

    let pause = settled(suite, &owner, others, governor.set_paused(consent, true))?;
    assert_eq!(pause.items, 1);
    let resume = settled(suite, &owner, others, governor.set_paused(consent, false))?;
    assert_eq!((resume.items, resume.bytes), (0, 0));
    let replace = governor.replace_steward(directory, heir.account());
    assert_eq!(settled(suite, &owner, others, replace)?.items, 0);

    let mut wasm = Bundle::ConsentManager.wasm()?;
    wasm.extend([0, 3, 1, b'c', 1]);
    let code = suite.chain().upload(&stranger, wasm)?;
    let release = Release { code, parts: consent_manager::PARTS.to_vec(), version: 1 };
    let announced = settled(suite, &owner, others, governor.announce(consent, release.into()))?;
    assert_eq!(announced.items, 0);
    suite.advance(Contract::Consent.upgrade_delay())?;
    let before = suite.chain().balance(owner.account())?;
    let applied = suite.submit(&owner, governor.apply(vec![consent]))?;
    let cost = applied.cost;
    applied.value()?;
    assert_eq!((cost.items, cost.bytes), (0, -announced.bytes));
    // With new code the pallet counts the bytes of the contract's own entry anew, and now with the
    // part that it holds: a hash, a deposit, and how many there are.
    let entry = 32 + 16 + 1;
    let paid = i128::try_from(before)? - i128::try_from(suite.chain().balance(owner.account())?)?;
    assert_eq!(paid, i128::from(cost.bytes + entry));

    assert_eq!(settled(suite, &owner, others, other.expect(consent, 0))?.items, 1);
    settled(suite, &owner, others, governor.announce_move(consent, second.account))?;
    settled(suite, &owner, others, governor.hand_over(HandoverStep::Propose(heir.bytes())))?;
    let others = &[&owner, &steward, &stranger];
    settled(suite, &heir, others, governor.hand_over(HandoverStep::Accept))?;
    suite.advance(Contract::Consent.upgrade_delay())?;
    let moved = settled(suite, &heir, others, governor.move_contract(consent))?;
    assert_eq!(moved.items, -1);
    Ok(())
}

/// Whoever declares, reviews, disputes, anchors or admits pays for what that stores, and nobody is
/// paid for what another stored but for a few bytes.
#[test]
fn no_item_is_freed_by_emergencies_batches_or_erasure() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let responder = suite.responder(&mercy, "responder")?;
    let (owner, mut registry) = (suite.owner(), suite.registry());
    let (clinician, patient) = (mercy.clinician.clone(), ana.actor.clone());
    let suite = &mut suite;

    let others = &[&owner, &mercy.admin, &clinician, &patient];
    let declare = registry.declare_emergency(ana.id.into(), [1; 32].into());
    // The entry and the log's tree, the case, the number of cases and those that wait.
    assert_eq!(settled(suite, &responder, others, declare)?.items, 5);
    // The reviewer pays for the entry, and gets the bytes of the case that waits no more.
    let others = &[&owner, &mercy.admin, &responder, &patient];
    let review =
        registry.review_emergency(ana.id.into(), responder.bytes().into(), 0, [2; 32].into());
    assert_eq!(settled(suite, &clinician, others, review)?.items, 1);
    let others = &[&owner, &mercy.admin, &responder, &clinician];
    let dispute = registry.dispute(ana.id.into(), 0, Some([3; 32]));
    assert_eq!(settled(suite, &patient, others, dispute)?.items, 1);

    // The clinician pays for a head and for a record with the bits of 1,024 leaves.
    let others = &[&owner, &mercy.admin, &responder, &patient];
    let leaves = [leaf(mercy.id, ana.id, LABORATORY, 0)?, leaf(mercy.id, ana.id, LABORATORY, 1)?];
    let batch = Batch::of(&leaves);
    let anchor = registry.anchor(2, batch.root(2)?.into(), Vec::new());
    assert_eq!(settled(suite, &clinician, others, anchor)?.items, 1);
    let admit = registry.admit(leaves[0].clone().into(), batch.place(0, 2, 0)?);
    assert_eq!(settled(suite, &clinician, others, admit)?.items, 3);

    // A waiver changes a value in place. Who erases gets the bytes of the version: digest, size,
    // locator and epoch.
    let waive = registry.waive_retention(ana.id.into(), 0);
    let cost = settled(suite, &clinician, others, waive)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    let others = &[&owner, &mercy.admin, &responder, &clinician];
    let erase = registry.erase(ana.id.into(), 0);
    let cost = settled(suite, &patient, others, erase)?;
    let version = i64::try_from(leaves[0].record.document.version.encode().len())?;
    assert_eq!((cost.items, cost.bytes), (0, -version));

    // Another who controls the chart narrows and widens a value of fixed length.
    let directive = suite.consent().set_directive(ana.id.into(), Categories::EMPTY);
    let cost = settled(suite, &patient, others, directive)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
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

/// A relayer pays for what a patient without tokens stores. Whoever submits the next command, a
/// proposal or a completion gets bytes at the most that a value is shorter by.
#[test]
fn no_item_that_a_relayer_paid_for_is_freed_by_another_through_the_patient_account() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let [desk, other, stranger] = ["desk", "other desk", "stranger"].map(Actor::named);
    let mercy = suite.hospital("mercy")?;
    let owner = suite.owner();
    let maria = Actor::named("maria");
    let new = NewChart { key: maria.bytes(), salt: [1; 32] };
    let maria = Patient { id: suite.chart_id(&new), actor: maria };
    let others = &[&owner, &other, &stranger, &mercy.admin];
    // Signs for the lane's next sequence, and submits.
    let relayed = |suite: &mut Suite, relayer: &Actor, others: &[&Actor], command| {
        let signed = suite.signed(&maria.actor, maria.id, command)?;
        let submit = suite.accounts().submit(signed.into());
        settled(suite, relayer, others, submit)
    };

    // The desk pays: a chart with its account, a key, and the growth of both.
    let create = relayed(&mut suite, &desk, others, Commanded::CreateChart(new))?;
    assert_eq!(create.items, 2);
    let publish = Commanded::PublishKey(LABORATORY, x_wing_key(1));
    assert_eq!(relayed(&mut suite, &desk, others, publish)?.items, 1);
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let whole = |time| time / 60_000 * 60_000;
    let terms = Terms { from: whole(terms.from), until: terms.until.map(whole), ..terms };
    for _ in 0..2 {
        let granted = relayed(&mut suite, &desk, others, Commanded::Grant(terms.into()))?;
        assert_eq!(granted.items, 0);
        assert!(granted.bytes > 0);
    }
    let report = Commanded::SelfReport(document(LABORATORY).into());
    assert_eq!(relayed(&mut suite, &desk, others, report)?.items, 2);
    let opened = relayed(&mut suite, &desk, others, Commanded::Open(0))?;
    assert_eq!(opened.items, 2);
    let guardians = ["jorge", "lena", "tomas"].map(Guardian::named);
    let named: Guardians = Guardian::together(&maria.id, &guardians, 2, 24);
    let change = Commanded::ChangeGuardians(Some(named));
    let cost = relayed(&mut suite, &desk, others, change)?;
    assert_eq!((cost.items, cost.bytes), (0, 1 + 3 * 32 + 1 + 2));

    // Another relayer gets the bytes of what it shortens, and no item.
    let others = &[&owner, &desk, &stranger, &mercy.admin];
    let revoke = relayed(&mut suite, &other, others, Commanded::Revoke(0))?;
    assert_eq!(revoke.items, 0);
    assert!(revoke.bytes < 0);
    let shorter = Commanded::PublishKey(LABORATORY, x25519_key(1));
    let cost = relayed(&mut suite, &other, others, shorter)?;
    assert_eq!((cost.items, cost.bytes), (0, 32 - 1_216 - 1));

    // What waits is 42 bytes, a proposal with its offer 73, a veto's time 8: to and fro.
    let others_of_desk = &[&owner, &other, &stranger, &mercy.admin];
    let offer = Commanded::HandOver(Offer::Propose(other.bytes()));
    let cost = relayed(&mut suite, &desk, others_of_desk, offer.clone())?;
    assert_eq!((cost.items, cost.bytes), (0, 41));
    let cost = relayed(&mut suite, &other, others, Commanded::Withdraw)?;
    assert_eq!((cost.items, cost.bytes), (0, -41));
    let phone = Actor::named("maria's new phone");
    let proposed = |suite: &mut Suite| {
        let two = &guardians[..2];
        let (recovery, approvals) = suite.approved(maria.id, &phone, two)?;
        let recover = suite.accounts().recover(recovery.into(), approvals);
        settled(suite, &desk, others_of_desk, recover)
    };
    let cost = proposed(&mut suite)?;
    assert_eq!((cost.items, cost.bytes), (0, 41 + 32));
    let veto = suite.veto(maria.id)?;
    let cost = relayed(&mut suite, &other, others, veto)?;
    assert_eq!((cost.items, cost.bytes), (0, 8 - 41 - 32));
    proposed(&mut suite)?;
    suite.advance(DAY)?;
    let others_of_stranger = &[&owner, &desk, &other, &mercy.admin];
    let complete = suite.accounts().complete(maria.id.into());
    let cost = settled(&mut suite, &stranger, others_of_stranger, complete)?;
    assert_eq!((cost.items, cost.bytes), (0, -41 - 32 - 8));
    assert_eq!(suite.chain().balance(maria.actor.account())?, 0);
    assert_eq!(suite.chain().balance(phone.account())?, 0);
    Ok(())
}

/// The account that binds its chart pays for the patient account's item, and gets the bytes of
/// its offer back. The item stays when the chart leaves.
#[test]
fn an_adoption_is_paid_for_by_the_account_that_controls_the_chart() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let (ana, desk) = (suite.patient("ana", &[])?, Actor::named("desk"));
    let phone = Actor::named("ana's first phone");
    let keeper = *suite.address(Contract::Account).as_ref();
    let offer = suite.consent().hand_over(ana.id.into(), HandoverStep::Propose(keeper));
    settled(&mut suite, &ana.actor, &[&desk], offer)?;
    let adopt = suite.signed(&phone, ana.id, Commanded::Adopt(phone.bytes()))?;
    let balances = |suite: &mut Suite| -> Result<[u128; 2]> {
        let desk = suite.chain().balance(desk.account())?;
        Ok([suite.chain().balance(ana.actor.account())?, desk])
    };
    let [before, others_before] = balances(&mut suite)?;
    let outcome = suite.relay(&ana.actor, adopt)?;
    let cost = outcome.cost;
    outcome.value()?;
    let [after, others_after] = balances(&mut suite)?;
    assert_eq!(cost.items, 1);
    assert_eq!(others_after, others_before);
    // The consent manager frees the offer's 32 bytes while the patient account grows: a refund
    // that the total does not show, rounded down as the others are.
    let paid = i128::try_from(before)? - i128::try_from(after)?;
    assert!((0..=1).contains(&(paid - i128::from(cost.items + cost.bytes))), "{paid} {cost:?}");

    let (domain, leave) = (suite.domain()?, Commanded::HandOver(Offer::Propose(desk.bytes())));
    let leave = suite.instruction(ana.id, 0, leave)?;
    let leave = suite.accounts().submit(order(&phone, &domain, leave)?.into());
    let cost = settled(&mut suite, &desk, &[&ana.actor], leave)?;
    assert_eq!((cost.items, cost.bytes), (0, 32));
    let accept = suite.consent().hand_over(ana.id.into(), HandoverStep::Accept);
    let cost = settled(&mut suite, &desk, &[&ana.actor], accept)?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    Ok(())
}
