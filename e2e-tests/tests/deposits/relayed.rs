//! What patients sign and somebody else submits, who pays for it.

use anyhow::Result;
use chartkey_commands::{Command, NewCategoryKey, NewCategoryKeys, NewChart, Offer};
use chartkey_e2e_tests::{
    document, order, x25519_key, x_wing_key, Actor, Contract, Cost, Deposit, Guardian, Patient,
    Suite, DAY,
};
use chartkey_governance::HandoverStep;
use chartkey_interfaces::consent::CategoryKey;
use chartkey_onchain::Encoded;
use chartkey_policy::Terms;
use chartkey_recovery::Guardians;
use chartkey_vocabulary::{Category, PublicKey, Selection, SelfReport};

use crate::{settled, LABORATORY};

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
            vec![Command::Rekey(NewCategoryKeys { keys, envelopes: Vec::new() })]
        } else {
            keys.map(Command::PublishKey).collect()
        };
        let mut whole = Cost::default();
        for command in [Command::CreateChart(new)].into_iter().chain(publish) {
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
    let create = relayed(&mut suite, &desk, others, Command::CreateChart(new))?;
    assert_eq!(create.items, 2);
    let key = |epoch, key: PublicKey| {
        Command::PublishKey(NewCategoryKey { category: LABORATORY, epoch, key })
    };
    assert_eq!(relayed(&mut suite, &desk, others, key(1, x_wing_key(1)))?.items, 1);
    let terms = suite.terms(mercy.grantee(), &[LABORATORY])?;
    let whole = |time| time / 60_000 * 60_000;
    let terms = Terms { from: whole(terms.from), until: terms.until.map(whole), ..terms };
    for _ in 0..2 {
        let granted = relayed(&mut suite, &desk, others, Command::Grant(terms.into()))?;
        assert_eq!(granted.items, 0);
        assert!(granted.bytes > 0);
    }
    let report = Command::SelfReport(SelfReport::from(document(LABORATORY)).into());
    assert_eq!(relayed(&mut suite, &desk, others, report)?.items, 2);
    let open = Command::Open(Selection::record(0));
    let opened = relayed(&mut suite, &desk, others, open)?;
    assert_eq!(opened.items, 1);
    let guardians = ["jorge", "lena", "tomas"].map(Guardian::named);
    let named: Guardians = Guardian::together(&maria.id, &guardians, 2, 24);
    let change = Command::ChangeGuardians(Some(named));
    let cost = relayed(&mut suite, &desk, others, change)?;
    assert_eq!((cost.items, cost.bytes), (0, 1 + 3 * 32 + 1 + 2));

    // Another relayer gets the bytes of what it shortens, and no item.
    let others = &[&owner, &desk, &stranger, &mercy.admin];
    let revoke = relayed(&mut suite, &other, others, Command::Revoke(0))?;
    assert_eq!(revoke.items, 0);
    assert!(revoke.bytes < 0);
    // The shorter key has an item of its own, for which it pays.
    let cost = relayed(&mut suite, &other, others, key(2, x25519_key(1)))?;
    assert_eq!((cost.items, cost.bytes), (1, 1 + 1 + 4 + 32));

    // What waits is 42 bytes, a proposal with its offer 73, a veto's time 8: to and fro.
    let others_of_desk = &[&owner, &other, &stranger, &mercy.admin];
    let offer = Command::HandOver(Offer::Propose(other.bytes()));
    let cost = relayed(&mut suite, &desk, others_of_desk, offer.clone())?;
    assert_eq!((cost.items, cost.bytes), (0, 41));
    let cost = relayed(&mut suite, &other, others, Command::Withdraw)?;
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
    let adopt = suite.signed(&phone, ana.id, Command::Adopt(phone.bytes()))?;
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

    let (domain, leave) = (suite.domain()?, Command::HandOver(Offer::Propose(desk.bytes())));
    let leave = suite.instruction(ana.id, 0, leave)?;
    let leave = suite.accounts().submit(order(&phone, &domain, leave)?.into());
    let cost = settled(&mut suite, &desk, &[&ana.actor], leave)?;
    assert_eq!((cost.items, cost.bytes), (0, 32));
    let accept = suite.consent().hand_over(ana.id.into(), HandoverStep::Accept);
    let cost = settled(&mut suite, &desk, &[&ana.actor], accept)?;
    assert_eq!((cost.items, cost.bytes), (0, -32));
    Ok(())
}
