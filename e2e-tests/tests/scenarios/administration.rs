//! The codes that carry out the rarer messages of consent manager and registry.

use anyhow::Result;
use chartkey_e2e_tests::{
    constructor_input, message_input, Actor, Bundle, On, Outcome, Suite, UPGRADE_DELAY,
};
use chartkey_governance::{Command, GovernanceError};
use chartkey_interfaces::{consent::ConsentError, registry::Codes};
use chartkey_vocabulary::Category;
use consent_manager::ConsentManagerRef;
use record_registry::RecordRegistryRef;
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;

use crate::on_both;

const CODES: [Bundle; 4] = [
    Bundle::ConsentAdministration,
    Bundle::RecordAdministration,
    Bundle::RecordBatches,
    Bundle::RecordEmergencies,
];

#[apply(on_both)]
fn the_administration_code_is_the_one_that_was_named(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let owner = suite.owner();
    let mut uploaded = |code: Bundle| suite.chain().upload(&owner, code.wasm()?);
    let consent = uploaded(Bundle::ConsentAdministration)?;
    let codes = Codes {
        administration: uploaded(Bundle::RecordAdministration)?.into(),
        batches: uploaded(Bundle::RecordBatches)?.into(),
        emergencies: uploaded(Bundle::RecordEmergencies)?.into(),
    };
    assert_eq!(suite.read(suite.consent().administration())?, consent.into());
    assert_eq!(*suite.read(suite.registry().codes())?, codes);
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
fn a_registry_is_refused_when_any_of_its_codes_is_not_there(on: On) -> Result<()> {
    let mut chain = on.chain()?;
    let owner = Actor::named("health authority");
    let mut uploaded = |code: Bundle| chain.upload(&owner, code.wasm()?).map(Into::into);
    let codes = Codes {
        administration: uploaded(Bundle::RecordAdministration)?,
        batches: uploaded(Bundle::RecordBatches)?,
        emergencies: uploaded(Bundle::RecordEmergencies)?,
    };
    let mut deploy = |codes: Codes| {
        let account = owner.account();
        let new = RecordRegistryRef::new(account, UPGRADE_DELAY, account, account, codes);
        let wasm = Bundle::RecordRegistry.wasm()?;
        chain.instantiate(&owner, wasm, constructor_input(new), codes.encode())
    };
    let missing = [1; 32].into();
    for lacking in [
        Codes { administration: missing, ..codes },
        Codes { batches: missing, ..codes },
        Codes { emergencies: missing, ..codes },
    ] {
        assert!(deploy(lacking).is_err(), "{lacking:?}");
    }
    deploy(codes)?;
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

    let wasm = Bundle::RecordAdministration.wasm()?;
    let input = [ink::selector_bytes!("new").to_vec(), mallory.bytes().encode()].concat();
    let instance = suite.chain().instantiate(&mallory, wasm, input, Vec::new())?.account;
    let pause = suite.registry().govern(Command::Pause);
    let receipt = suite.chain().submit(&mallory, instance, message_input(pause).1)?;
    Outcome::<Result<(), GovernanceError>>::decode(receipt)?.value()?;
    assert!(!suite.read(suite.registry().governance())?.is_paused());
    Ok(())
}
