//! The code that carries out the rarer messages of consent manager and registry.

use anyhow::Result;
use chartkey_e2e_tests::{
    constructor_input, message_input, Actor, Bundle, On, Outcome, Suite, UPGRADE_DELAY,
};
use chartkey_governance::{Command, GovernanceError};
use chartkey_interfaces::consent::ConsentError;
use chartkey_policy::Category;
use consent_manager::ConsentManagerRef;
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;

use crate::on_both;

const CODES: [Bundle; 2] = [Bundle::ConsentAdministration, Bundle::RecordAdministration];

#[apply(on_both)]
fn the_administration_code_is_the_one_that_was_named(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    let [consent, records] = CODES.map(|code| suite.chain().upload(&owner, code.wasm()?));
    assert_eq!(suite.read(suite.consent().administration())?, consent?.into());
    assert_eq!(suite.read(suite.registry().administration())?, records?.into());
    Ok(())
}

#[apply(on_both)]
fn administration_code_that_is_not_there_is_refused(on: On) -> Result<()> {
    let mut chain = on.chain()?;
    let owner = Actor::named("health authority");
    let mut deploy = |administration: [u8; 32]| {
        let new = ConsentManagerRef::new(owner.account(), UPGRADE_DELAY, administration.into());
        let wasm = Bundle::ConsentManager.wasm()?;
        chain.instantiate(&owner, wasm, constructor_input(new), administration.to_vec())
    };
    assert!(deploy([1; 32]).is_err());
    let there = chain.upload(&owner, Bundle::ConsentAdministration.wasm()?)?;
    let new = ConsentManagerRef::new(owner.account(), UPGRADE_DELAY, there.into());
    let wasm = Bundle::ConsentManager.wasm()?;
    chain.instantiate(&owner, wasm, constructor_input(new), there.to_vec())?;
    Ok(())
}

#[apply(on_both)]
fn administration_code_that_is_needed_cannot_be_removed(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for code in CODES {
        let code_hash = suite.chain().upload(&owner, code.wasm()?)?;
        assert!(suite.chain().remove(&owner, code_hash).is_err(), "{code:?}");
    }
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    assert_eq!(suite.publish_key(&ana, Category::Laboratory)?, 2);

    // Code that nobody needs can go: the same with a custom section that no other test has.
    let mut code = Bundle::ConsentAdministration.wasm()?;
    code.extend([0, 10, 1, b'u']);
    code.extend(suite.now()?.to_le_bytes());
    let unused = suite.chain().upload(&owner, code)?;
    suite.chain().remove(&owner, unused)
}

#[apply(on_both)]
fn an_instance_of_the_administration_code_has_no_power_over_the_suite(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mercy = suite.hospital("mercy")?;
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    let mallory = Actor::named("mallory");
    let input = [ink::selector_bytes!("new").to_vec(), mallory.bytes().encode()].concat();
    let wasm = Bundle::ConsentAdministration.wasm()?;
    let instance = suite.chain().instantiate(&mallory, wasm, input, Vec::new())?.account;

    let terms = suite.terms(mercy.grantee(), &[Category::Laboratory])?;
    for caller in [&mallory, &ana.actor] {
        let grant = suite.consent().grant(ana.id.into(), terms.into());
        let receipt = suite.chain().submit(caller, instance, message_input(grant).1)?;
        let outcome = Outcome::<Result<u32, ConsentError>>::decode(receipt)?;
        assert_eq!(outcome.refusal()?, ConsentError::UnknownChart);
    }
    let pause = suite.consent().govern(Command::Pause);
    let receipt = suite.chain().submit(&mallory, instance, message_input(pause).1)?;
    Outcome::<Result<(), GovernanceError>>::decode(receipt)?.value()?;

    assert!(!suite.read(suite.consent().governance())?.is_paused());
    assert_eq!(suite.grant(&ana, terms)?, 0);
    Ok(())
}
