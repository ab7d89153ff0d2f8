//! The patient account upgraded to other code, over the charts that it keeps.

use anyhow::Result;
use chartkey_commands::{Command as Commanded, Offer};
use chartkey_e2e_tests::{Actor, Bundle, CallError, Contract, On, Outcome, TestChain, HOUR};
use chartkey_governance::{Change, Command, GovernanceError};
use ink::primitives::{AccountId, LangError};
use rstest::rstest;
use rstest_reuse::apply;
use scale::{Decode, Encode};

use super::{announce, done, refused};
use crate::{guardians::Family, on_both};

/// Asks the next version, which has messages that the present one does not have.
fn ask<R: Decode>(
    chain: &mut dyn TestChain,
    contract: AccountId,
    message: [u8; 4],
    arguments: impl Encode,
) -> Result<Result<R, CallError>> {
    let input = [&message[..], &arguments.encode()].concat();
    let receipt = chain.read(&Actor::named("stranger"), contract, input)?;
    Ok(Outcome::<R>::decode(receipt)?.returned)
}

#[apply(on_both)]
fn an_upgrade_of_the_patient_account_keeps_the_keys_of_charts(on: On) -> Result<()> {
    let mut family = Family::on(on)?;
    let (owner, address) = (family.suite.owner(), family.suite.address(Contract::Account));
    let (chart, key) = (family.maria.id, family.maria.actor.bytes());
    let unknown = CallError::Input(LangError::CouldNotReadInput);
    let key_of = ink::selector_bytes!("key");
    let asked = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, chart)?;
    assert_eq!(asked, Err(unknown.clone()));
    let domain = family.suite.domain()?;
    let behind = family.suite.read(family.suite.accounts().suite())?;

    let code_hash = family.suite.chain().upload(&owner, Bundle::NextAccount.wasm()?)?;
    let ready_at = announce(&mut family.suite, Contract::Account, code_hash)?;
    family.suite.chain().set_clock(ready_at - HOUR)?;
    let early = GovernanceError::TooEarly;
    refused(&mut family.suite, Contract::Account, &owner, Command::ApplyUpgrade, early)?;
    // What an owner announced does not keep a patient from leaving.
    let leave = Commanded::HandOver(Offer::Propose(Actor::named("maria's account").bytes()));
    family.command(leave)?.value()?;
    family.command(Commanded::Withdraw)?.value()?;
    family.suite.chain().set_clock(ready_at)?;
    let upgraded = Change::Upgraded(code_hash);
    done(&mut family.suite, Contract::Account, &owner, Command::ApplyUpgrade, upgraded)?;

    assert_eq!(family.suite.chain().code_hash(address)?, code_hash);
    let asked = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, chart)?;
    assert_eq!(asked, Ok(Some(key)));
    let nowhere = ask::<Option<[u8; 32]>>(family.suite.chain(), address, key_of, [9_u8; 32])?;
    assert_eq!(nowhere, Ok(None));
    let chain = ask(family.suite.chain(), address, ink::selector_bytes!("chain"), ())?;
    assert_eq!(chain, Ok(domain.chain));
    assert_eq!(family.suite.read(family.suite.accounts().suite())?, behind);
    let gone = family.suite.accounts().complete(chart.into());
    assert_eq!(family.suite.submit(&owner, gone)?.returned.err(), Some(unknown));
    assert_eq!(*family.control()?.holder(), family.keeper());
    Ok(())
}
