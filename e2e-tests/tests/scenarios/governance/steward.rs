//! The steward of the directory, whose key is used weekly and does not upgrade.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Contract, Event, On, Outcome, Suite};
use chartkey_governance::{GovernorError, Handover, HandoverChange, HandoverError, HandoverStep};
use chartkey_interfaces::{
    directory::{DirectoryError, StewardChange},
    governor::GovernanceChange,
};
use rstest::rstest;
use rstest_reuse::apply;

use super::refused;
use crate::on_both;

const NOT_PROPOSED: DirectoryError = DirectoryError::Handover(HandoverError::NotProposed);

type Stepped = Outcome<Result<(), DirectoryError>>;

fn step(suite: &mut Suite, who: &Actor, step: HandoverStep) -> Result<Stepped> {
    suite.submit(who, suite.directory().hand_over_stewardship(step))
}

fn admits(suite: &mut Suite, who: &Actor) -> Result<Result<(), DirectoryError>> {
    let admit = suite.directory().admit(Actor::named("admin").bytes().into());
    Ok(suite.submit(who, admit)?.answer()?.map(drop))
}

#[apply(on_both)]
fn stewardship_changes_hands_in_two_steps(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (steward, heir) = (suite.steward(), Actor::named("heir"));
    let not_holder = DirectoryError::Handover(HandoverError::NotHolder);
    let propose = HandoverStep::Propose(heir.bytes());
    for stranger in [&suite.owner(), &heir] {
        assert_eq!(step(&mut suite, stranger, propose)?.refusal()?, not_holder);
        assert_eq!(step(&mut suite, stranger, HandoverStep::Accept)?.refusal()?, NOT_PROPOSED);
    }
    assert_eq!(step(&mut suite, &steward, HandoverStep::Cancel)?.refusal()?, NOT_PROPOSED);
    let proposed = HandoverChange::Proposed(heir.bytes());
    let accepted = HandoverChange::Accepted(heir.bytes());
    for (who, taken, change) in [
        (&steward, propose, proposed),
        (&steward, HandoverStep::Cancel, HandoverChange::Cancelled),
        (&steward, propose, proposed),
        (&heir, HandoverStep::Accept, accepted),
    ] {
        let outcome = step(&mut suite, who, taken)?;
        let event = Event::StewardChanged { change: StewardChange::Handover(change) };
        assert_eq!(outcome.events, [(suite.address(Contract::Directory), event)]);
        outcome.value()?;
    }
    assert_eq!(suite.read(suite.directory().steward())?, Handover::new(heir.bytes()));
    assert_eq!(admits(&mut suite, &steward)?, Err(DirectoryError::NotSteward));
    assert_eq!(admits(&mut suite, &heir)?, Ok(()));
    Ok(())
}

#[apply(on_both)]
fn the_owner_replaces_a_steward_who_lost_the_key_half_way_and_the_offer_lapses(
    on: On,
) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, steward) = (suite.owner(), suite.steward());
    let (lost, heir) = (Actor::named("lost"), Actor::named("heir"));
    let directory = suite.address(Contract::Directory);
    step(&mut suite, &steward, HandoverStep::Propose(lost.bytes()))?.value()?;

    let replace = suite.governors().replace_steward(directory, heir.account());
    let replaced = suite.submit(&owner, replace)?;
    let change = StewardChange::Replaced(heir.bytes());
    let steward_change = GovernanceChange::Steward(heir.bytes());
    assert_eq!(
        replaced.events,
        [
            (directory, Event::StewardChanged { change }),
            (
                suite.address(Contract::Governor),
                Event::GovernanceChanged { contract: directory, change: steward_change }
            ),
        ]
    );
    replaced.value()?;

    assert_eq!(suite.read(suite.directory().steward())?, Handover::new(heir.bytes()));
    assert_eq!(step(&mut suite, &lost, HandoverStep::Accept)?.refusal()?, NOT_PROPOSED);
    for nobody in [&lost, &steward, &owner] {
        assert_eq!(admits(&mut suite, nobody)?, Err(DirectoryError::NotSteward));
    }
    assert_eq!(admits(&mut suite, &heir)?, Ok(()));
    Ok(())
}

#[apply(on_both)]
fn only_a_directory_has_a_steward_to_replace(on: On) -> Result<()> {
    let mut suite = Suite::on(on)?;
    let (owner, heir) = (suite.owner(), Actor::named("heir"));
    for contract in [Contract::Consent, Contract::Registry, Contract::Account] {
        let replace = suite.governors().replace_steward(suite.address(contract), heir.account());
        refused(&mut suite, &owner, replace, GovernorError::NotObeyed)?;
    }
    Ok(())
}
