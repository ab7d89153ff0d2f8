//! Houses and those who work there.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, Day, DIRECTORY, GOVERNOR, REGISTRY},
    texts::CLINICIAN,
};

/// The ids of the first two houses, which are not counted up.
const IDS: [&str; 2] = ["3141592653", "1501061118"];

#[test]
fn the_steward_admits_houses_whose_ids_are_not_counted_up() -> Result<()> {
    let mut day = Day::begin()?;
    for (id, admin) in IDS.into_iter().zip(["admin of mercy", "admin of hope"]) {
        let admin = account(&Actor::named(admin));
        let steward = day.steward();
        let admitted = day.call(&steward, DIRECTORY, "admit", &[&admin])?;
        assert_eq!(admitted.answer, format!("Ok(OrgId({id}))"));
        let change = format!("Admitted({admin})");
        let event =
            format!("OrganizationChanged {{ organization: OrgId({id}), change: {change} }}");
        assert_eq!(admitted.events, [(DIRECTORY, event)]);
        let standing = day.ask(REGISTRY, "Registry::standing", &[id])?;
        assert_eq!(standing, "Some(Standing { status: Active, generation: 0 })");
    }
    Ok(())
}

#[test]
fn an_admin_invites_and_who_is_invited_joins() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, bob) = (day.house("mercy")?, Actor::named("bob"));
    let (id, bob_text) = (mercy.id.as_str(), account(&bob));
    let event = |change: &str| {
        let event = format!(
            "PractitionerChanged {{ organization: OrgId({id}), practitioner: {bob_text}, \
             change: {change} }}"
        );
        vec![(DIRECTORY, event)]
    };
    assert_eq!(day.refusal(&bob, DIRECTORY, "join", &[id])?, "NotInvited");
    let invited = day.call(&mercy.admin, DIRECTORY, "invite", &[id, &bob_text, CLINICIAN])?;
    let invited = (invited.answer.as_str(), &invited.events);
    assert_eq!(invited, ("Ok()", &event("Invited(Roles(1))")));
    let at = day.now();
    let invitation = day.ask(DIRECTORY, "invitation", &[id, &bob_text])?;
    let expected =
        format!("Some(Invitation {{ roles: Roles(1), generation: 0, invited_at: {at} }})");
    assert_eq!(invitation, expected);
    // Who is invited serves nobody.
    assert_eq!(day.ask(REGISTRY, "Registry::practitioner", &[&bob_text])?, "None");

    day.pass(1);
    let joined = day.call(&bob, DIRECTORY, "join", &[id])?;
    let joined = (joined.answer.as_str(), &joined.events);
    assert_eq!(joined, ("Ok()", &event("Joined(Roles(1))")));
    assert_eq!(day.ask(DIRECTORY, "invitation", &[id, &bob_text])?, "None");
    // The registry has the note by which it lets him read.
    let now = day.now();
    let practitioner = format!(
        "Some(Practitioner {{ organization: OrgId({id}), roles: Roles(1), status: Active, \
         enrolled_at: {now}, emergency_since: {now}, generation: 0 }})"
    );
    assert_eq!(day.ask(REGISTRY, "Registry::practitioner", &[&bob_text])?, practitioner);
    Ok(())
}

#[test]
fn a_stolen_admin_key_ends_a_generation_and_a_lost_one_does_not() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, steward) = (day.house("mercy")?, day.steward());
    let suspend = [mercy.id.as_str(), "Suspended"];
    day.succeed(&steward, DIRECTORY, "set_organization_status", &suspend)?;
    for (loss, generation) in [("Lost", 0), ("Stolen", 1)] {
        let admin = account(&Actor::named(loss));
        let arguments = [mercy.id.as_str(), &admin, loss];
        let error = day.refusal(&mercy.admin, DIRECTORY, "replace_admin", &arguments)?;
        assert_eq!(error, "NotSteward");
        day.succeed(&steward, DIRECTORY, "replace_admin", &arguments)?;
        let standing = day.ask(REGISTRY, "Registry::standing", &[&mercy.id])?;
        let expected = format!("Some(Standing {{ status: Suspended, generation: {generation} }})");
        assert_eq!(standing, expected);
    }
    Ok(())
}

#[test]
fn nobody_but_the_steward_admits_and_nobody_but_the_admin_invites() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, hope) = (day.house("mercy")?, day.house("hope")?);
    let mallory = Actor::named("mallory");
    for stranger in [&day.owner(), &mercy.admin, &mercy.clinician, &mallory] {
        let error = day.refusal(stranger, DIRECTORY, "admit", &[&account(&mallory)])?;
        assert_eq!(error, "NotSteward");
    }
    for stranger in [&day.owner(), &day.steward(), &hope.admin, &mercy.clinician, &mallory] {
        let arguments = [mercy.id.as_str(), &account(&mallory), CLINICIAN];
        assert_eq!(day.refusal(stranger, DIRECTORY, "invite", &arguments)?, "NotAdmin");
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
        "(Restricted, Categories(524288))",
        "(Treatment, Purposes(1))",
        "(FamilyRequest, Purposes(128))",
        "(Read, Actions(1))",
        "(Append, Actions(2))",
        "(Clinician, Roles(1))",
        "(Emergency, Roles(4))",
        "(Keeper, Roles(8))",
    ] {
        assert!(limits.contains(bit), "{bit} is not in {limits}");
    }
    Ok(())
}
