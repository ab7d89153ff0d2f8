//! A governor, with the releases and the moves of its contracts.

use anyhow::Result;
use chartkey_e2e_tests::{constructor_input, Actor, Bundle, Contract, Governors, Suite};
use chartkey_governance::{HandoverStep, Release};
use governor::GovernorRef;
use ink::env::call::FromAccountId;

use crate::settled;

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
