//! The governor's errors, and those that a governed contract answers it.

use anyhow::Result;
use chartkey_e2e_tests::{
    constructor_input, Actor, Bundle, CodeHash, Consent, Contract, On, Suite, DAY, UPGRADE_DELAY,
};
use chartkey_governance::{
    GovernedError, GovernorError, HandoverError, HandoverStep, Release, Step, MAX_LOCKS,
};
use chartkey_interfaces::governor::Governed as _;
use ink::env::call::FromAccountId;
use patient_account::PatientAccountRef;
use rstest::rstest;
use rstest_reuse::apply;
use scale::Encode;

use super::{complete, decoded, refused};
use crate::on_both;

/// Uploads this code.
fn uploaded(suite: &mut Suite, bundle: Bundle) -> Result<CodeHash> {
    let owner = suite.owner();
    suite.chain().upload(&owner, bundle.wasm()?)
}

#[apply(on_both)]
fn every_error_of_the_governor(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mallory) = (suite.owner(), Actor::named("mallory"));
    let [consent, registry, directory, account] =
        Contract::GOVERNED.map(|contract| suite.address(contract));
    let mut calls = suite.governors();
    let release = |code, parts| Box::new(Release { code, parts, version: 2 });
    let flipper = uploaded(&mut suite, Bundle::PeerFlipper)?;
    let next = uploaded(&mut suite, Bundle::NextDirectory)?;
    let many = (0..=MAX_LOCKS).map(|number| [number as u8; 32]).collect();
    let mut seen = refused! { suite,
        GovernorError::NotOwner => &mallory, calls.set_paused(consent, true);
        GovernorError::AlreadyWired => &owner, calls.wire(consent, 0);
        GovernorError::NotWired => &owner, calls.set_paused(mallory.account(), true);
        GovernorError::OtherGovernor => &owner, calls.wire(mallory.account(), 0);
        GovernorError::NothingToDo => &owner, calls.apply(vec![]);
        GovernorError::NotAnnounced => &owner, calls.apply(vec![consent]);
        GovernorError::NotObeyed => &owner, calls.set_paused(consent, false);
    };
    seen.extend(refused! { suite,
        GovernorError::Owner(HandoverError::NotProposed) =>
            &mallory, calls.hand_over(HandoverStep::Accept);
        GovernorError::Owner(HandoverError::NotHolder) =>
            &mallory, calls.hand_over(HandoverStep::Cancel);
    });
    seen.extend(refused! { suite,
        GovernorError::TooManyCodes => &owner, calls.announce(consent, release(flipper, many));
    });
    // Flipper does not answer; the directory's next code has no parts and is of version 2; the
    // consent manager takes it for its own, and it names the governor.
    suite.submit(&owner, calls.announce(consent, release(flipper, vec![])))?.value()?;
    let later = Box::new(Release { code: next, parts: vec![], version: 3 });
    suite.submit(&owner, calls.announce(directory, later))?.value()?;
    suite.submit(&owner, calls.announce_move(account, mallory.account()))?.value()?;
    suite.submit(&owner, calls.announce_move(registry, mallory.account()))?.value()?;
    seen.extend(refused! { suite,
        GovernorError::AlreadyAnnounced =>
            &owner, calls.announce(consent, release(flipper, vec![]));
    });
    seen.extend(refused! { suite,
        GovernorError::TooEarly => &owner, calls.apply(vec![consent]);
    });
    suite.advance(UPGRADE_DELAY)?;
    seen.extend(refused! { suite,
        GovernorError::Refused(*consent.as_ref(), Step::Parts) =>
            &owner, calls.apply(vec![consent]);
        GovernorError::Refused(*directory.as_ref(), Step::Version) =>
            &owner, calls.apply(vec![directory]);
    });
    seen.extend(refused! { suite,
        GovernorError::NotAccepted => &owner, calls.move_contract(registry);
    });
    suite.advance(14 * DAY)?;
    seen.extend(refused! { suite,
        GovernorError::Lapsed => &owner, calls.move_contract(registry);
    });
    suite.submit(&owner, calls.renounce(account))?.value()?;
    seen.extend(refused! { suite,
        GovernorError::Renounced => &owner, calls.cancel(account);
    });
    let mut suite = Suite::deploy_unwired(on.chain()?, &owner)?;
    let (mut calls, account) = (suite.governors(), suite.address(Contract::Account));
    seen.extend(refused! { suite,
        GovernorError::DelayTooShort => &owner, calls.wire(account, UPGRADE_DELAY);
    });

    complete(&seen, &[]);
    let owning = seen.iter().filter_map(|error| match error {
        GovernorError::Owner(inner) => Some(inner.encode()),
        _ => None,
    });
    complete::<HandoverError>(&decoded(owning)?, &[]);
    Ok(())
}

/// A contract whose governor is a person, who sees what the governor turns into its own errors.
#[apply(on_both)]
fn every_error_of_a_governed_contract(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, mallory) = (suite.owner(), Actor::named("mallory"));
    let nobody = mallory.account();
    let new = PatientAccountRef::new(owner.account(), nobody, nobody, [1; 32].into());
    let wasm = Bundle::PatientAccount.wasm()?;
    let contract = suite.chain().instantiate(&owner, wasm, constructor_input(new), vec![])?;
    let mut calls = Consent::from_account_id(contract.account);
    let mut seen = refused! { suite,
        GovernedError::NotGovernor => &mallory, calls.set_paused(true);
        GovernedError::NothingToDo => &owner, calls.set_paused(false);
    };
    seen.extend(refused! { suite,
        GovernedError::CodeMissing => &owner, calls.set_code([0xee; 32].into());
    });
    complete(&seen, &[]);
    Ok(())
}
