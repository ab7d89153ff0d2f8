//! The bundles on a new chain.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, PARTS};

use crate::{
    day::{account, code, Day, ACCOUNT, CONSENT, DIRECTORY, GOVERNED, GOVERNOR, LOG, REGISTRY},
    texts::new_key,
};

/// The release without wires.
fn deployed() -> Result<Day> {
    let mut day = Day::before_the_release();
    for part in PARTS {
        day.upload(&code(part)?)?;
    }
    day.deploy_contracts()?;
    Ok(day)
}

#[test]
fn a_deployed_release_is_wired_and_governed() -> Result<()> {
    let mut day = Day::begin()?;
    let (registry, directory) = (day.ss58(REGISTRY)?, day.ss58(DIRECTORY)?);
    assert_eq!(day.ask(LOG, "writer", &[])?, format!("Some({registry})"));
    assert_eq!(day.ask(REGISTRY, "directory", &[])?, format!("Some({directory})"));
    for (contract, delay) in GOVERNED {
        let address = day.address(contract)?;
        let governed = format!("Some(Governed {{ delay: {delay}, plan: Idle }})");
        assert_eq!(day.ask(GOVERNOR, "governed", &[&address])?, governed);
        let governor = day.ss58(GOVERNOR)?;
        assert_eq!(day.ask(contract, "Governed::governor", &[])?, governor);
    }
    Ok(())
}

#[test]
fn a_contract_is_not_deployed_before_its_parts() -> Result<()> {
    let mut day = Day::before_the_release();
    let error = day.deploy_contracts().expect_err("deployed without its parts");
    assert!(format!("{error:?}").contains("CodeNotFound"), "{error:?}");
    assert!(day.address(LOG).is_ok() && day.address(CONSENT).is_err(), "{error:?}");
    for part in PARTS {
        day.upload(&code(part)?)?;
    }
    day.deploy(CONSENT, &[&day.address(GOVERNOR)?])
}

#[test]
fn a_contract_holds_the_parts_of_its_release_whoever_asks() -> Result<()> {
    let mut day = Day::begin()?;
    let mut held = Vec::new();
    for (contract, _) in GOVERNED {
        held.push(day.ask(contract, "Governed::hold", &[])?);
    }
    let held = held.concat();
    for part in PARTS {
        let hash = day.upload(&code(part)?)?;
        assert!(held.contains(&hash), "{part:?} is {hash}, held are {held}");
    }
    assert_eq!(held.matches("0x").count(), PARTS.len(), "{held}");
    Ok(())
}

#[test]
fn the_deployer_names_writer_and_directory_once() -> Result<()> {
    let mut day = deployed()?;
    let (owner, mallory) = (day.owner(), Actor::named("mallory"));
    let (registry, directory) = (day.address(REGISTRY)?, day.address(DIRECTORY)?);
    for (contract, message, named, again) in [
        (LOG, "set_writer", &registry, "WriterAlreadySet"),
        (REGISTRY, "set_directory", &directory, "DirectoryAlreadySet"),
    ] {
        assert_eq!(day.refusal(&mallory, contract, message, &[named])?, "NotDeployer");
        day.succeed(&owner, contract, message, &[named])?;
        let error = day.refusal(&owner, contract, message, &[&account(&mallory)])?;
        assert_eq!(error, again);
    }
    Ok(())
}

#[test]
fn a_delay_that_is_too_short_is_refused() -> Result<()> {
    let mut day = deployed()?;
    let (owner, accounts) = (day.owner(), day.address(ACCOUNT)?);
    let shortest: u64 = day.ask(ACCOUNT, "Governed::shortest_delay", &[])?.parse()?;
    assert_eq!(shortest, 360 * 60 * 60 * 1_000);
    let short = (shortest - 1).to_string();
    let error = day.refusal(&owner, GOVERNOR, "wire", &[&accounts, &short])?;
    assert_eq!(error, "DelayTooShort");
    day.succeed(&owner, GOVERNOR, "wire", &[&accounts, &shortest.to_string()])?;
    Ok(())
}

#[test]
fn what_the_metadata_does_not_know_does_not_reach_the_chain() -> Result<()> {
    let mut day = Day::begin()?;
    let ana = Actor::named("ana");
    for (message, arguments) in [
        ("create_charts", &["0x00"][..]),
        ("create_chart", &[]),
        ("create_chart", &["true"]),
        ("publish_key", &["0x00", &new_key(1).replace("Laboratory", "Laboratories")]),
        ("publish_key", &["0x00", &new_key(1).replace("bytes", "octets")]),
    ] {
        let error = day.call(&ana, CONSENT, message, arguments).expect_err(message);
        assert!(error.to_string().starts_with("Encoding call data failed"), "{error}");
    }
    Ok(())
}

#[test]
fn bytes_that_are_too_few_are_not_understood() -> Result<()> {
    // The length of a fixed array is nothing that the tools check.
    let mut day = Day::begin()?;
    let error = day.call(&Actor::named("ana"), CONSENT, "create_chart", &["0x00"]);
    let error = error.expect_err("understood");
    assert_eq!(error.to_string(), "create_chart was not understood");
    Ok(())
}
