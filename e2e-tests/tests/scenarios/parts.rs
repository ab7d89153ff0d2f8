//! The parts of consent manager and registry, which carry out their rarer messages.

use anyhow::Result;
use chartkey_e2e_tests::{constructor_input, Actor, Bundle, Contract, Directory, On, Suite, PARTS};
use chartkey_interfaces::governor::Governed as _;
use chartkey_vocabulary::Category;
use consent_manager::ConsentManagerRef;
use ink::env::call::FromAccountId;
use record_registry::RecordRegistryRef;
use rstest::rstest;
use rstest_reuse::apply;
use sp_core::hashing::blake2_256;

use crate::on_both;

/// The hashes of these codes.
fn hashes(codes: &[Bundle]) -> Result<Vec<[u8; 32]>> {
    codes.iter().map(|code| Ok(blake2_256(&code.wasm()?))).collect()
}

#[apply(on_both)]
fn a_contract_holds_the_parts_that_it_pins_as_they_are_committed(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let registry = [Bundle::RecordBatches, Bundle::RecordEmergencies, Bundle::RecordUpkeep];
    for (contract, pinned, committed) in [
        (Contract::Consent, consent_manager::PARTS.to_vec(), hashes(&[Bundle::ConsentChanges])?),
        (Contract::Registry, record_registry::PARTS.to_vec(), hashes(&registry)?),
        (Contract::Directory, vec![], vec![]),
        (Contract::Account, vec![], vec![]),
    ] {
        let held = Directory::from_account_id(suite.address(contract)).hold();
        let held = suite.submit(&Actor::named("stranger"), held)?;
        assert_eq!((held.cost.items, held.cost.bytes), (0, 0));
        let held: Vec<[u8; 32]> = held.answer()?.into_iter().map(Into::into).collect();
        assert_eq!(held, pinned, "{contract:?}");
        assert_eq!(held, committed, "{contract:?}");
    }
    Ok(())
}

/// A contract, the input of its constructor, and its parts.
type WithParts = (Bundle, Vec<u8>, &'static [Bundle]);

/// A contract, and the parts that it needs.
fn with_parts() -> Result<[WithParts; 2]> {
    let account = Actor::named("health authority").account();
    let consent = constructor_input(ConsentManagerRef::new(account));
    let registry = constructor_input(RecordRegistryRef::new(account, account, account));
    Ok([
        (Bundle::ConsentManager, consent, &[Bundle::ConsentChanges]),
        (
            Bundle::RecordRegistry,
            registry,
            &[Bundle::RecordBatches, Bundle::RecordEmergencies, Bundle::RecordUpkeep],
        ),
    ])
}

/// On a chain of its own: on a node's, other tests have uploaded every part.
#[test]
fn a_contract_is_refused_when_one_of_its_parts_is_not_on_the_chain() -> Result<()> {
    let owner = Actor::named("health authority");
    for (contract, input, parts) in with_parts()? {
        for missing in parts {
            let mut chain = On::InProcess.chain()?;
            for part in parts.iter().filter(|part| *part != missing) {
                chain.upload(&owner, part.wasm()?)?;
            }
            let mut deploy = |salt: &[u8]| {
                chain.instantiate(&owner, contract.wasm()?, input.clone(), salt.to_vec())
            };
            let refused = deploy(b"first").err().map(|error| format!("{error:#}"));
            assert!(
                refused.as_ref().is_some_and(|refused| refused.contains("CodeNotFound")),
                "{contract:?} without {missing:?}: {refused:?}"
            );
            chain.upload(&owner, missing.wasm()?)?;
            chain.instantiate(&owner, contract.wasm()?, input.clone(), b"second".to_vec())?;
        }
    }
    Ok(())
}

#[apply(on_both)]
fn parts_that_are_needed_cannot_be_removed(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    for part in PARTS {
        let code_hash = suite.chain().upload(&owner, part.wasm()?)?;
        assert!(suite.chain().remove(&owner, code_hash).is_err(), "{part:?}");
    }
    let ana = suite.patient("ana", &[Category::Laboratory])?;
    assert_eq!(suite.publish_key(&ana, Category::Laboratory)?, 2);

    // Code that nobody needs can go: the same with a custom section that no other test has.
    let mut code = Bundle::ConsentChanges.wasm()?;
    code.extend([0, 10, 1, b'u']);
    code.extend(suite.now()?.to_le_bytes());
    let unused = suite.chain().upload(&owner, code)?;
    suite.chain().remove(&owner, unused)
}

#[apply(on_both)]
fn a_part_cannot_be_instantiated(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let mallory = Actor::named("mallory");
    for part in PARTS {
        let input = ink::selector_bytes!("new").to_vec();
        let instance = suite.chain().instantiate(&mallory, part.wasm()?, input, Vec::new());
        assert!(instance.is_err(), "{part:?}");
    }
    Ok(())
}
