//! Houses and those who work there.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, Day, DIRECTORY, GOVERNOR, REGISTRY},
    texts::CLINICIAN,
};

#[test]
fn the_steward_admits_a_house_and_its_admin_enrols() -> Result<()> {
    let mut day = Day::begin()?;
    let (steward, admin, bob) = (day.steward(), Actor::named("admin"), Actor::named("bob"));
    let (admin_text, bob_text) = (account(&admin), account(&bob));
    let admitted = day.call(&steward, DIRECTORY, "admit", &[&admin_text])?;
    assert_eq!(admitted.answer, "Ok(OrgId(0))");
    let change = format!("Admitted({admin_text})");
    let event = format!("OrganizationChanged {{ organization: OrgId(0), change: {change} }}");
    assert_eq!(admitted.events, [(DIRECTORY, event)]);

    let now = day.now();
    let enrolled = day.call(&admin, DIRECTORY, "enrol", &["0", &bob_text, CLINICIAN])?;
    let practitioner = format!(
        "Practitioner {{ organization: OrgId(0), roles: Roles(1), status: Active, \
         enrolled_at: {now}, emergency_since: {now} }}"
    );
    let event = format!("PractitionerChanged {{ practitioner: {bob_text}, now: {practitioner} }}");
    assert_eq!((enrolled.answer.as_str(), enrolled.events), ("Ok()", vec![(DIRECTORY, event)]));
    // The registry has the note by which it lets him read.
    let noted = day.ask(REGISTRY, "Registry::practitioner", &[&bob_text])?;
    assert_eq!(noted, format!("Some({practitioner})"));
    assert_eq!(day.ask(REGISTRY, "Registry::organization_status", &["0"])?, "Some(Active)");
    Ok(())
}

#[test]
fn nobody_but_the_steward_admits_and_nobody_but_the_admin_enrols() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, hope) = (day.house("mercy")?, day.house("hope")?);
    let mallory = Actor::named("mallory");
    for stranger in [&day.owner(), &mercy.admin, &mercy.clinician, &mallory] {
        let error = day.refusal(stranger, DIRECTORY, "admit", &[&account(&mallory)])?;
        assert_eq!(error, "NotSteward");
    }
    for stranger in [&day.owner(), &day.steward(), &hope.admin, &mercy.clinician, &mallory] {
        let arguments = [mercy.id.as_str(), &account(&mallory), CLINICIAN];
        assert_eq!(day.refusal(stranger, DIRECTORY, "enrol", &arguments)?, "NotAdmin");
    }
    Ok(())
}

#[test]
fn the_owner_replaces_a_steward_through_the_governor() -> Result<()> {
    let mut day = Day::begin()?;
    let (old, new) = (day.steward(), Actor::named("next steward"));
    let (owner, admin) = (day.owner(), account(&Actor::named("admin")));
    let replace = [day.address(DIRECTORY)?, account(&new)];
    let replace = [replace[0].as_str(), &replace[1]];
    assert_eq!(day.refusal(&old, GOVERNOR, "replace_steward", &replace)?, "NotOwner");
    day.succeed(&owner, GOVERNOR, "replace_steward", &replace)?;
    assert_eq!(day.refusal(&old, DIRECTORY, "admit", &[&admin])?, "NotSteward");
    day.succeed(&new, DIRECTORY, "admit", &[&admin])?;
    Ok(())
}

#[test]
fn sets_have_the_bits_that_limits_answers() -> Result<()> {
    let mut day = Day::begin()?;
    let limits = day.ask(DIRECTORY, "limits", &[])?;
    for bit in [
        "(Laboratory, Categories(32))",
        "(Genetics, Categories(512))",
        "(Treatment, Purposes(1))",
        "(Read, Actions(1))",
        "(Append, Actions(2))",
        "(Clinician, Roles(1))",
        "(Emergency, Roles(4))",
    ] {
        assert!(limits.contains(bit), "{bit} is not in {limits}");
    }
    Ok(())
}
