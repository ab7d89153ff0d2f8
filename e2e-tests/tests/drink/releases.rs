//! Releases: announced with all that will run, applied by the owner once the delay is over.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Bundle, UPGRADE_DELAY};

use crate::{
    day::{code, text, Day, CONSENT, GOVERNOR, REGISTRY},
    texts::{document, opening, permit, record, records, terms, DAY, LABORATORY},
};

/// The code of the consent manager with one more custom section: another hash, the same
/// behaviour.
fn next_code() -> Result<Vec<u8>> {
    let mut code = code(CONSENT)?;
    // Section 0, 5 bytes: a name of 1 byte and 3 bytes of content.
    code.extend([0, 5, 1, b'v', 1, 2, 3]);
    Ok(code)
}

/// A release as announcements and events have it.
fn release(day: &mut Day, hash: &str) -> Result<String> {
    let part = day.upload(&code(Bundle::ConsentChanges)?)?;
    let version = day.ask(CONSENT, "Governed::version", &[])?;
    Ok(format!("Release {{ code: {hash}, parts: [{part}], version: {version} }}"))
}

/// The next release of the consent manager is announced. Returns its hash and the release.
fn announced(day: &mut Day) -> Result<(String, String)> {
    let hash = day.upload(&next_code()?)?;
    let release = release(day, &hash)?;
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    day.succeed(&owner, GOVERNOR, "announce", &[&consent, &release])?;
    Ok((hash, release))
}

fn applied(day: &mut Day) -> Result<String> {
    let (owner, list) = (day.owner(), format!("[{}]", day.address(CONSENT)?));
    Ok(day.call(&owner, GOVERNOR, "apply", &[&list])?.answer)
}

#[test]
fn a_release_is_announced_in_public_and_waits_its_delay() -> Result<()> {
    let mut day = Day::begin()?;
    let hash = day.upload(&next_code()?)?;
    let release = release(&mut day, &hash)?;
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    let announced = day.call(&owner, GOVERNOR, "announce", &[&consent, &release])?;
    let ready_at = day.now() + UPGRADE_DELAY;
    assert_eq!(announced.answer, format!("Ok({ready_at})"));
    let [(GOVERNOR, event)] = &announced.events[..] else { panic!("{:?}", announced.events) };
    let change = format!("change: UpgradeAnnounced {{ release: Release {{ code: {hash}, parts: [");
    assert!(event.contains(&change), "{event}");
    assert!(event.ends_with(&format!("ready_at: {ready_at} }} }}")), "{event}");

    day.pass(UPGRADE_DELAY - 1);
    assert_eq!(applied(&mut day)?, "Err(TooEarly)");
    day.pass(1);
    assert_eq!(applied(&mut day)?, "Ok()");
    let governed = day.ask(GOVERNOR, "governed", &[&consent])?;
    assert_eq!(governed, format!("Some(Governed {{ delay: {UPGRADE_DELAY}, plan: Idle }})"));
    assert_eq!(applied(&mut day)?, "Err(NotAnnounced)");
    Ok(())
}

#[test]
fn a_chart_is_read_by_the_next_code_as_before() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    day.grant(&ana, &terms(&mercy.grantee(), LABORATORY))?;
    let arguments = [ana.chart.as_str(), &mercy.id, &record(&document(1))];
    day.succeed(&mercy.clinician, REGISTRY, "register", &arguments)?;
    let policy = day.ask(CONSENT, "policy", &[&ana.chart])?;
    announced(&mut day)?;
    day.pass(UPGRADE_DELAY);
    assert_eq!(applied(&mut day)?, "Ok()");
    assert_eq!(day.ask(CONSENT, "policy", &[&ana.chart])?, policy);
    let arguments = [ana.chart.as_str(), &records("0"), "Treatment", &mercy.meant()];
    let opened = day.call(&mercy.clinician, REGISTRY, "open", &arguments)?;
    assert_eq!(opened.answer, opening(0, &permit(1, "Provision(0)")));
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, "0"])?;
    Ok(())
}

#[test]
fn a_release_lapses_after_14_days_and_is_cancelled() -> Result<()> {
    let mut day = Day::begin()?;
    announced(&mut day)?;
    day.pass(UPGRADE_DELAY + 14 * DAY + 1);
    assert_eq!(applied(&mut day)?, "Err(Lapsed)");
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    day.succeed(&owner, GOVERNOR, "cancel", &[&consent])?;
    assert_eq!(applied(&mut day)?, "Err(NotAnnounced)");
    assert_eq!(day.ask(GOVERNOR, "locks", &[])?, "[]");
    Ok(())
}

#[test]
fn nobody_but_the_owner_announces_or_applies() -> Result<()> {
    let mut day = Day::begin()?;
    let (_, release) = announced(&mut day)?;
    day.pass(UPGRADE_DELAY);
    let consent = day.address(CONSENT)?;
    let list = format!("[{consent}]");
    for stranger in [&day.steward(), &Actor::named("mallory")] {
        let error = day.refusal(stranger, GOVERNOR, "announce", &[&consent, &release])?;
        assert_eq!(error, "NotOwner");
        assert_eq!(day.refusal(stranger, GOVERNOR, "apply", &[&list])?, "NotOwner");
        assert_eq!(day.refusal(stranger, GOVERNOR, "cancel", &[&consent])?, "NotOwner");
        let error = day.refusal(stranger, CONSENT, "Governed::set_paused", &["true"])?;
        assert_eq!(error, "NotGovernor");
    }
    Ok(())
}

#[test]
fn code_that_is_not_on_the_chain_is_not_announced() -> Result<()> {
    let mut day = Day::begin()?;
    let release = release(&mut day, &text([0xab; 32]))?;
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    let failed = day.call(&owner, GOVERNOR, "announce", &[&consent, &release]);
    let error = failed.expect_err("announced");
    assert!(format!("{error:?}").contains("CodeNotFound"), "{error:?}");
    Ok(())
}

#[test]
fn a_release_with_other_parts_than_its_code_pins_is_refused() -> Result<()> {
    let mut day = Day::begin()?;
    let hash = day.upload(&next_code()?)?;
    let right = day.upload(&code(Bundle::ConsentChanges)?)?;
    let wrong = day.upload(&code(Bundle::RecordUpkeep)?)?;
    let release = release(&mut day, &hash)?.replace(&right, &wrong);
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    day.succeed(&owner, GOVERNOR, "announce", &[&consent, &release])?;
    day.pass(UPGRADE_DELAY);
    let answer = applied(&mut day)?;
    assert_eq!(answer, format!("Err(Refused({consent}, Parts))"));
    Ok(())
}
