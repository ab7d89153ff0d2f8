//! Releases that are refused when they are applied: then everything is as before.

use anyhow::Result;
use chartkey_e2e_tests::{Bundle, Contract, On, Patient, Suite};
use chartkey_governance::{Governed, GovernorError, Plan, Release, Step};
use chartkey_interfaces::governor::GovernanceChange;
use chartkey_policy::{Basis, Decision};
use chartkey_vocabulary::Purpose;
use rstest::rstest;
use rstest_reuse::apply;

use super::{
    announce, codes, codes::Fault, done, event, refused, release, scene, standing, LABORATORY,
};
use crate::on_both;

/// A release of the consent manager that is refused at this step, made by a test.
type Made = fn(&mut Suite) -> Result<(Release, Step)>;

fn faulty(suite: &mut Suite, fault: Fault, step: Step) -> Result<(Release, Step)> {
    Ok((codes::own(suite, fault)?, step))
}

/// What is announced is on the chain; what the code pins is not.
fn a_missing_part(suite: &mut Suite) -> Result<(Release, Step)> {
    let announced = codes::own(suite, Fault::None)?;
    let code = codes::consent_manager(suite, [0xee; 32], Fault::None)?;
    Ok((Release { code: codes::upload(suite, code)?, ..announced }, Step::Parts))
}

fn other_parts_than_announced(suite: &mut Suite) -> Result<(Release, Step)> {
    let (release, other) = (codes::own(suite, Fault::None)?, codes::own(suite, Fault::None)?);
    Ok((Release { parts: other.parts, ..release }, Step::Parts))
}

fn a_part_more_than_is_pinned(suite: &mut Suite) -> Result<(Release, Step)> {
    let (release, other) = (codes::own(suite, Fault::None)?, codes::own(suite, Fault::None)?);
    Ok((Release { parts: [release.parts.clone(), other.parts].concat(), ..release }, Step::Parts))
}

fn a_part_that_was_not_announced(suite: &mut Suite) -> Result<(Release, Step)> {
    Ok((Release { parts: vec![], ..codes::own(suite, Fault::None)? }, Step::Parts))
}

fn another_version(suite: &mut Suite) -> Result<(Release, Step)> {
    Ok((Release { version: 3, ..codes::own(suite, Fault::None)? }, Step::Version))
}

fn code_that_does_not_answer(suite: &mut Suite) -> Result<(Release, Step)> {
    let code = codes::unique(suite, Bundle::PeerFlipper)?;
    let code = codes::upload(suite, code)?;
    Ok((Release { code, parts: vec![], version: 2 }, Step::Parts))
}

fn a_hold_that_fails(suite: &mut Suite) -> Result<(Release, Step)> {
    faulty(suite, Fault::Hold, Step::Parts)
}

fn code_that_names_another_governor(suite: &mut Suite) -> Result<(Release, Step)> {
    faulty(suite, Fault::OtherGovernor, Step::Governor)
}

fn code_that_answers_and_then_refuses_its_governor(suite: &mut Suite) -> Result<(Release, Step)> {
    faulty(suite, Fault::Disobedience, Step::Obedience)
}

/// The consent manager runs a release of its own; then this one is applied, and refused.
fn is_refused_and_everything_is_as_before(on: On, make: Made) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let (owner, contract) = (suite.owner(), Contract::Consent);
    let address = suite.address(contract);
    let running = codes::own(&mut suite, Fault::None)?;
    release(&mut suite, contract, &running)?;
    let idle = standing(&mut suite, contract)?;
    let policy = policy(&mut suite, &ana)?;

    let (bad, step) = make(&mut suite)?;
    let ready_at = announce(&mut suite, contract, &bad)?;
    suite.chain().set_clock(ready_at)?;
    let error = GovernorError::Refused(*address.as_ref(), step);
    // `refused` compares code hash, version, parts, governor, announcement and the governor's
    // locks, and counts what is stored.
    let apply = suite.governors().apply(vec![address]);
    refused(&mut suite, &owner, apply, error)?;
    assert_eq!(self::policy(&mut suite, &ana)?, policy);
    let opening = suite.open(&mercy.clinician, &ana, 0, Purpose::Treatment)?;
    assert_eq!(opening.decision, Decision::Permit(Basis::Provision(0)));

    // The locks are those from before: what runs cannot be removed, what was refused can.
    let cancel = suite.governors().cancel(address);
    done(&mut suite, &owner, contract, cancel, GovernanceChange::Cancelled)?;
    assert_eq!(standing(&mut suite, contract)?, idle);
    for code in [running.code, running.parts[0]] {
        assert!(!codes::removable(&mut suite, code));
    }
    for code in bad.parts.iter().chain([&bad.code]) {
        assert!(codes::removable(&mut suite, *code));
    }

    // And the contract can be upgraded as before.
    let good = codes::next(&mut suite, contract)?;
    release(&mut suite, contract, &good)
}

/// How many provisions Ana has, by the part that the consent manager runs.
fn policy(suite: &mut Suite, ana: &Patient) -> Result<Option<u32>> {
    super::releasing::provisions(suite, ana)?.map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// A test for each of these functions.
macro_rules! refused_and_as_before {
    ($($name:ident => $make:ident;)+) => {$(
        #[apply(on_both)]
        fn $name(on: On) -> Result<()> {
            is_refused_and_everything_is_as_before(on, $make)
        }
    )+};
}

refused_and_as_before! {
    a_release_whose_code_pins_a_missing_part_is_refused => a_missing_part;
    a_release_with_other_parts_than_announced_is_refused => other_parts_than_announced;
    a_release_with_a_part_more_than_is_pinned_is_refused => a_part_more_than_is_pinned;
    a_release_with_a_part_that_was_not_announced_is_refused => a_part_that_was_not_announced;
    a_release_of_another_version_is_refused => another_version;
    a_release_of_code_that_does_not_answer_is_refused => code_that_does_not_answer;
    a_release_whose_hold_fails_is_refused => a_hold_that_fails;
    a_release_that_names_another_governor_is_refused => code_that_names_another_governor;
    a_release_that_then_refuses_its_governor_is_refused =>
        code_that_answers_and_then_refuses_its_governor;
}

#[apply(on_both)]
fn one_refused_contract_keeps_the_whole_release_back(on: On) -> Result<()> {
    let (mut suite, mercy, ana) = scene(on)?;
    let owner = suite.owner();
    let good = codes::own_directory(&mut suite)?;
    let (bad, step) = code_that_answers_and_then_refuses_its_governor(&mut suite)?;
    let ready_at = announce(&mut suite, Contract::Directory, &good)?.max(announce(
        &mut suite,
        Contract::Consent,
        &bad,
    )?);
    suite.chain().set_clock(ready_at)?;
    let (directory, consent) =
        (suite.address(Contract::Directory), suite.address(Contract::Consent));
    let error = GovernorError::Refused(*consent.as_ref(), step);
    for list in [vec![directory, consent], vec![consent, directory]] {
        let apply = suite.governors().apply(list);
        refused(&mut suite, &owner, apply, error)?;
    }
    let unknown = suite.governors().apply(vec![directory, suite.address(Contract::Registry)]);
    refused(&mut suite, &owner, unknown, GovernorError::NotAnnounced)?;
    let twice = suite.governors().apply(vec![directory, directory]);
    refused(&mut suite, &owner, twice, GovernorError::NotAnnounced)?;
    let nothing = suite.governors().apply(vec![]);
    refused(&mut suite, &owner, nothing, GovernorError::NothingToDo)?;
    assert_eq!(suite.register(&mercy.clinician, &ana, LABORATORY)?, 1);

    // The good one is applied without the other.
    let apply = suite.governors().apply(vec![directory]);
    let applied = suite.submit(&owner, apply)?;
    let upgraded = event(&suite, Contract::Directory, GovernanceChange::Upgraded(good));
    assert_eq!(applied.emitted(), [upgraded]);
    applied.value()?;
    let governed: Option<Governed> = suite.read(suite.governors().governed(consent))?;
    let still = governed.map(|governed| governed.plan().clone());
    assert!(matches!(still, Some(Plan::Upgrade { release, .. }) if release == bad));
    Ok(())
}
