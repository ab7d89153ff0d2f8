//! Charts, and what their patients permit and forbid.

use anyhow::Result;
use chartkey_e2e_tests::Actor;

use crate::{
    day::{account, text, Day, BEGIN, CONSENT, GOVERNOR},
    texts::{inside, new_key, terms, DAY, GENETICS, LABORATORY},
};

#[test]
fn a_chart_is_controlled_by_whoever_creates_it() -> Result<()> {
    let mut day = Day::begin()?;
    let ana = Actor::named("ana");
    let created = day.call(&ana, CONSENT, "create_chart", &[&text([7; 32])])?;
    let chart = inside("Ok(PatientId(", &created.answer, "))")?;
    let control = format!("Some(Handover {{ holder: {}, proposed: None }})", account(&ana));
    assert_eq!(day.ask(CONSENT, "control", &[&chart])?, control);
    let [(CONSENT, event)] = &created.events[..] else { panic!("{:?}", created.events) };
    let begin = format!("ChartCreated {{ patient: PatientId({chart}), controller: ");
    assert!(event.starts_with(&begin), "{event}");
    let error = day.refusal(&ana, CONSENT, "create_chart", &[&text([7; 32])])?;
    assert_eq!(error, "ChartExists");
    Ok(())
}

#[test]
fn nobody_but_the_controller_permits_or_publishes_keys() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let permit = terms(&mercy.grantee(), LABORATORY);
    for stranger in [&day.owner(), &day.steward(), &mercy.admin, &mercy.clinician] {
        let error = day.refusal(stranger, CONSENT, "grant", &[&ana.chart, &permit])?;
        assert_eq!(error, "NotController");
        let arguments = [ana.chart.as_str(), &new_key(2)];
        assert_eq!(day.refusal(stranger, CONSENT, "publish_key", &arguments)?, "NotController");
    }
    Ok(())
}

#[test]
fn a_permit_is_emitted_and_stands_in_the_policy() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let permit = terms(&mercy.grantee(), LABORATORY);
    let granted = day.call(&ana.actor, CONSENT, "grant", &[&ana.chart, &permit])?;
    assert_eq!(granted.answer, "Ok(0)");
    let provision = format!(
        "Provision {{ id: 0, effect: Permit, terms: Terms {{ \
         grantee: Organization(OrgId({})), scope: Categories(Categories({LABORATORY})), \
         purposes: Purposes(1), actions: Actions(3), from: {BEGIN}, until: Some({}), \
         keys: None }} }}",
        mercy.id,
        BEGIN + 365 * DAY
    );
    let change =
        format!("Change {{ added: Some({provision}), removed: [], raised: Categories(0) }}");
    let event = format!("PolicyChanged {{ patient: PatientId({}), change: {change} }}", ana.chart);
    assert_eq!(granted.events, [(CONSENT, event)]);
    let policy = day.ask(CONSENT, "policy", &[&ana.chart])?;
    assert!(policy.contains(&format!("provisions: [{provision}]")), "{policy}");
    Ok(())
}

#[test]
fn a_permit_with_an_end_that_is_past_or_without_one_is_refused() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let permit = terms(&mercy.grantee(), LABORATORY);
    let until = format!("until: Some({})", BEGIN + 365 * DAY);
    let endless = permit.replace(&until, "until: None");
    let error = day.refusal(&ana.actor, CONSENT, "grant", &[&ana.chart, &endless])?;
    assert_eq!(error, "Policy(EndMissing)");
    day.pass(366 * DAY);
    let error = day.refusal(&ana.actor, CONSENT, "grant", &[&ana.chart, &permit])?;
    assert_eq!(error, "Policy(Window)");
    // A deny may go without an end.
    day.succeed(&ana.actor, CONSENT, "deny", &[&ana.chart, &endless])?;
    Ok(())
}

#[test]
fn keys_have_epochs_from_one_on_and_name_them() -> Result<()> {
    let mut day = Day::begin()?;
    let ana = day.patient("ana")?;
    for other in [1, 3] {
        let arguments = [ana.chart.as_str(), &new_key(other)];
        assert_eq!(day.refusal(&ana.actor, CONSENT, "publish_key", &arguments)?, "Epoch");
    }
    let arguments = [ana.chart.as_str(), &new_key(2)];
    let published = day.call(&ana.actor, CONSENT, "publish_key", &arguments)?;
    assert_eq!(published.answer, "Ok(2)");
    let event = format!(
        "CategoryKeyPublished {{ patient: PatientId({}), category: Laboratory, epoch: 2, \
         change: Change {{ added: None, removed: [], raised: Categories(0) }} }}",
        ana.chart
    );
    assert_eq!(published.events, [(CONSENT, event)]);
    let newest = day.ask(CONSENT, "category_key", &[&ana.chart, "Laboratory"])?;
    assert!(newest.starts_with("Some(CategoryKey { epoch: 2, key: PublicKey {"), "{newest}");
    assert_eq!(day.ask(CONSENT, "category_key", &[&ana.chart, "Genetics"])?, "None");
    Ok(())
}

#[test]
fn a_pause_stops_permits_and_stops_no_revocation() -> Result<()> {
    let mut day = Day::begin()?;
    let (mercy, ana) = (day.house("mercy")?, day.patient("ana")?);
    let permit = terms(&mercy.grantee(), LABORATORY);
    let provision = day.grant(&ana, &permit)?;
    let (owner, consent) = (day.owner(), day.address(CONSENT)?);
    let paused = day.succeed(&owner, GOVERNOR, "set_paused", &[&consent, "true"])?;
    let event = format!("GovernanceChanged {{ contract: {}, change: Paused }}", day.ss58(CONSENT)?);
    assert_eq!(paused.events, [(GOVERNOR, event)]);
    let genetics = terms(&mercy.grantee(), GENETICS);
    let error = day.refusal(&ana.actor, CONSENT, "grant", &[&ana.chart, &genetics])?;
    assert_eq!(error, "Paused");
    day.succeed(&ana.actor, CONSENT, "revoke", &[&ana.chart, &provision])?;
    day.succeed(&owner, GOVERNOR, "set_paused", &[&consent, "false"])?;
    assert_eq!(day.grant(&ana, &genetics)?, "1");
    Ok(())
}
