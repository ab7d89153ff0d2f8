//! Who pays for storage, and that nobody is refunded for an item that somebody else paid for.
//!
//! A deposit goes back to the origin of the call that frees storage, whoever paid it. So a
//! message may free an item only for the account that put it there. Bytes do move: whoever
//! shortens a value in place (revokes a provision of an earlier controller, accepts an offer,
//! publishes a shorter key) gets the few bytes that it frees.

use anyhow::Result;
use chartkey_commands::{Command as Commanded, NewCategoryKey, NewCategoryKeys, NewChart, Offer};
use chartkey_e2e_tests::{
    batches::{leaf, Batch},
    constructor_input, document, new_record, order, x25519_key, x_wing_key, Actor, Bundle,
    Contract, Cost, Deposit, Governors, Guardian, Message, Outcome, Patient, Suite, DAY, YEAR,
};
use chartkey_governance::{HandoverStep, Release};
use chartkey_interfaces::{
    batches::{TreeId, TreeKind},
    consent::CategoryKey,
    directory::{KeyLoss, OrganizationStatus, PractitionerStatus, Role, Roles},
    registry::{NewRecord, RetentionChange},
};
use chartkey_onchain::Encoded;
use chartkey_policy::{Directive, Effect, Grantee, Terms};
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{
    Categories, Category, Finding, PublicKey, Purpose, Retraction, SelfReport, Version,
};
use governor::GovernorRef;
use ink::env::call::FromAccountId;
use scale::{Decode, Encode};

const LABORATORY: Category = Category::Laboratory;

/// A later version of a document.
fn amended(number: u8) -> Box<Version> {
    Version { digest: [number; 32], ..document(LABORATORY).version }.into()
}

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
    let open = registry.open(ana.id.into(), 0, Purpose::Treatment, Some(mercy.id));
    assert_eq!(settled(suite, &mercy.clinician, others, open)?.items, 2);
    let open = registry.open(ana.id.into(), 0, Purpose::PatientRequest, None);
    assert_eq!(settled(suite, &phone, &[&owner, &mercy.clinician], open)?.items, 1);

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

/// A governor's owner changes values in place, also with a pause. Whoever moves a contract to another governor, then the owner, is paid for the item that the
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
    assert_eq!((pause.items, pause.bytes), (0, 0));
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
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let (owner, mut registry) = (suite.owner(), suite.registry());
    let (clinician, patient) = (mercy.clinician.clone(), ana.actor.clone());
    let suite = &mut suite;

    let others = &[&owner, &mercy.admin, &clinician, &patient];
    let declare = registry.declare_emergency(ana.id.into(), mercy.id, [1; 32].into());
    // The entry and the log's tree, the case, the number of cases and those that wait.
    assert_eq!(settled(suite, &responder, others, declare)?.items, 5);
    // The reviewer pays for the entry, and gets the bytes of the case that waits no more.
    let others = &[&owner, &mercy.admin, &responder, &patient];
    let review = registry.review_emergency(
        ana.id.into(),
        mercy.id,
        responder.bytes().into(),
        0,
        Finding::NotJustified,
        Some([2; 32]),
    );
    assert_eq!(settled(suite, &clinician, others, review)?.items, 1);
    let others = &[&owner, &mercy.admin, &responder, &clinician];
    let dispute = registry.dispute(ana.id.into(), 0, Some([3; 32]));
    assert_eq!(settled(suite, &patient, others, dispute)?.items, 1);

    // The clerk pays for a head, and the clinician for a record with the bits of 1,024 leaves.
    let others = &[&owner, &mercy.admin, &responder, &clinician, &patient];
    let leaves = [leaf(mercy.id, ana.id, LABORATORY, 0)?, leaf(mercy.id, ana.id, LABORATORY, 1)?];
    let batch = Batch::of(&leaves);
    let tree = TreeId { organization: mercy.id, kind: TreeKind::Documents, number: 0 };
    let anchor = registry.anchor(tree, 2, batch.root(2)?.into(), Vec::new());
    assert_eq!(settled(suite, &clerk, others, anchor)?.items, 1);
    let others = &[&owner, &mercy.admin, &responder, &clerk, &patient];
    let admit = registry.admit(batch.place(0, 2, 0)?, leaves[0].clone());
    assert_eq!(settled(suite, &clinician, others, admit)?.items, 3);

    // Who erases gets the bytes of the version: digest, size, locator and epoch.
    let others = &[&owner, &mercy.admin, &responder, &clerk, &clinician];
    let erase = registry.erase(ana.id.into(), 0);
    let cost = settled(suite, &patient, others, erase)?;
    let version = i64::try_from(leaves[0].record.document.version.encode().len())?;
    assert_eq!((cost.items, cost.bytes), (0, -version));

    // Another who controls the chart narrows and widens a value of fixed length.
    for directive in [Directive::Emergency, Directive::Issuers] {
        let set = suite.consent().set_directive(ana.id.into(), directive, Categories::EMPTY);
        let cost = settled(suite, &patient, others, set)?;
        assert_eq!((cost.items, cost.bytes), (0, 0));
    }
    Ok(())
}

/// Who proposes a waiver pays for it. The second member, and who restores, change it in place; it
/// stays when the document is erased.
#[test]
fn a_waiver_is_paid_for_by_who_proposes_it_and_is_not_freed() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[LABORATORY])?;
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    suite.grant(&ana, terms)?;
    let clerk = Actor::named("clerk");
    suite.enrol(&mercy, &clerk, &[Role::Registrar])?;
    let retain_until = suite.now()? + YEAR;
    let retained = NewRecord { retain_until, ..new_record(LABORATORY) };
    let (clinician, mut registry) = (mercy.clinician.clone(), suite.registry());
    let register = registry.register(ana.id.into(), mercy.id, retained.clone().into());
    suite.submit(&clinician, register)?.value()?;
    let suite = &mut suite;

    let mut waive = || registry.waive_retention(ana.id.into(), 0);
    let cost = settled(suite, &clinician, &[&clerk, &mercy.admin, &ana.actor], waive())?;
    assert_eq!(cost.items, 1);
    let others = &[&clinician, &mercy.admin, &ana.actor];
    let cost = settled(suite, &clerk, others, waive())?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    let restore = suite.registry().restore_retention(ana.id.into(), 0);
    let cost = settled(suite, &clerk, others, restore)?;
    assert_eq!((cost.items, cost.bytes), (0, 0));
    assert_eq!(settled(suite, &clerk, others, waive())?.items, 0);
    let waived = suite.submit(&clinician, waive())?.value()?;
    assert_eq!(waived, RetentionChange::Waived);
    let erase = suite.registry().erase_document(ana.id.into(), 0);
    let cost = settled(suite, &ana.actor, &[&clinician, &clerk, &mercy.admin], erase)?;
    let version = i64::try_from(retained.document.version.encode().len())?;
    assert_eq!((cost.items, cost.bytes), (0, -version));
    Ok(())
}

/// The admin pays for the invitation, and whoever joins for the own entry. Neither is freed: not
/// when the invitation is used or withdrawn, and not by the admin who comes next.
#[test]
fn joining_is_paid_for_by_who_joins() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let mercy = suite.hospital("mercy")?;
    let (nurse, steward) = (Actor::named("nurse"), suite.steward());
    let suite = &mut suite;
    let mut directory = suite.directory();
    let roles = Roles::of(&[Role::Clinician]);
    let mut invite = || directory.invite(mercy.id, nurse.bytes().into(), roles.into());
    let invited = settled(suite, &mercy.admin, &[&nurse, &steward], invite())?;
    assert_eq!(invited.items, 1);
    let join = suite.directory().join(mercy.id);
    let joined = settled(suite, &nurse, &[&mercy.admin, &steward], join)?;
    assert_eq!(joined.items, 1);

    // Who comes back changes both in place.
    let leave = suite.directory().leave();
    let left = settled(suite, &nurse, &[&mercy.admin, &steward], leave)?;
    assert_eq!((left.items, left.bytes), (0, 0));
    let again = settled(suite, &mercy.admin, &[&nurse, &steward], invite())?;
    assert_eq!((again.items, again.bytes), (0, 0));
    let join = suite.directory().join(mercy.id);
    let joined = settled(suite, &nurse, &[&mercy.admin, &steward], join)?;
    assert_eq!((joined.items, joined.bytes), (0, 0));

    let visitor = Actor::named("visitor");
    let invite = suite.directory().invite(mercy.id, visitor.bytes().into(), roles.into());
    assert_eq!(settled(suite, &mercy.admin, &[&nurse, &visitor], invite)?.items, 1);
    let withdraw = suite.directory().withdraw_invitation(mercy.id, visitor.bytes().into());
    let withdrawn = settled(suite, &mercy.admin, &[&nurse, &visitor], withdraw)?;
    assert_eq!((withdrawn.items, withdrawn.bytes), (0, 0));

    // A next admin confirms in place whom the last one invited.
    let suspended = OrganizationStatus::Suspended;
    let suspend = suite.directory().set_organization_status(mercy.id, suspended);
    settled(suite, &steward, &[&mercy.admin, &nurse], suspend)?;
    let heir = Actor::named("heir");
    let replace =
        suite.directory().replace_admin(mercy.id, heir.bytes().into(), KeyLoss::Stolen.into());
    assert_eq!(settled(suite, &steward, &[&mercy.admin, &nurse], replace)?.items, 0);
    let confirm = suite.directory().confirm(mercy.id, vec![nurse.bytes()]);
    let confirmed = settled(suite, &heir, &[&mercy.admin, &nurse, &steward], confirm)?;
    assert_eq!((confirmed.items, confirmed.bytes), (0, 0));
    Ok(())
}

/// A chart, its account and the keys of the suite X25519: an item each, however the keys come.
#[test]
fn a_patient_who_can_be_written_to_is_three_items_for_her_relayer() -> Result<()> {
    let mut suite = Suite::in_process()?;
    let desk = Actor::named("desk");
    let mut ready = |name: &str, at_once: bool| -> Result<Cost> {
        let actor = Actor::named(name);
        let new = NewChart { key: actor.bytes(), salt: [2; 32] };
        let patient = Patient { id: suite.chart_id(&new), actor };
        let key = |category| NewCategoryKey { category, epoch: 1, key: x25519_key(9) };
        let keys = Category::ALL.into_iter().map(key);
        let publish: Vec<_> = if at_once {
            let keys = keys.collect();
            vec![Commanded::Rekey(NewCategoryKeys { keys, envelopes: Vec::new() })]
        } else {
            keys.map(Commanded::PublishKey).collect()
        };
        let mut whole = Cost::default();
        for command in [Commanded::CreateChart(new)].into_iter().chain(publish) {
            let signed = suite.signed(&patient.actor, patient.id, command)?;
            let submit = suite.accounts().submit(signed.into());
            let cost = settled(&mut suite, &desk, &[&patient.actor], submit)?;
            whole.items += cost.items;
            whole.bytes += cost.bytes;
        }
        for category in Category::ALL {
            let key = suite.read(suite.consent().category_key(patient.id.into(), category))?;
            let expected = Encoded::of(&CategoryKey { epoch: 1, key: x25519_key(9) });
            assert_eq!(key, Some(expected), "{category:?}");
        }
        Ok(whole)
    };
    let (at_once, one_by_one) = (ready("mia", true)?, ready("noa", false)?);
    assert_eq!(at_once, one_by_one);
    assert_eq!(at_once.items, 3);
    // 0.35 UNIT.
    assert!(Deposit::DEVELOPMENT_CHAIN.of(&at_once) <= 350_000_000_000, "{at_once:?}");
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
    let key = |epoch, key: PublicKey| {
        Commanded::PublishKey(NewCategoryKey { category: LABORATORY, epoch, key })
    };
    assert_eq!(relayed(&mut suite, &desk, others, key(1, x_wing_key(1)))?.items, 1);
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let whole = |time| time / 60_000 * 60_000;
    let terms = Terms { from: whole(terms.from), until: terms.until.map(whole), ..terms };
    for _ in 0..2 {
        let granted = relayed(&mut suite, &desk, others, Commanded::Grant(terms.into()))?;
        assert_eq!(granted.items, 0);
        assert!(granted.bytes > 0);
    }
    let report = Commanded::SelfReport(SelfReport::from(document(LABORATORY)).into());
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
    // The shorter key has an item of its own, for which it pays.
    let cost = relayed(&mut suite, &other, others, key(2, x25519_key(1)))?;
    assert_eq!((cost.items, cost.bytes), (1, 1 + 1 + 4 + 32));

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
        let recover = suite.accounts().recover(recovery.into(), approvals.into());
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
