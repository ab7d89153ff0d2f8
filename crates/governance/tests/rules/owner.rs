//! Who commands, and how that changes.

use super::*;

const EVERYTHING_OF_THE_OWNER: [Command; 8] = [
    Command::Owner(HandoverStep::Propose(STRANGER)),
    Command::Owner(HandoverStep::Cancel),
    Command::Pause,
    Command::Resume,
    Command::AnnounceUpgrade(CODE),
    Command::CancelUpgrade,
    Command::ApplyUpgrade,
    Command::RenounceUpgrades,
];

#[test]
fn nobody_but_the_owner_commands() {
    let plain = after(&[]);
    let busy = after(&[
        Command::Owner(HandoverStep::Propose(HEIR)),
        Command::Pause,
        Command::AnnounceUpgrade(OTHER_CODE),
    ]);
    let renounced = after(&[Command::RenounceUpgrades]);
    for governance in [plain, busy, renounced] {
        for command in EVERYTHING_OF_THE_OWNER {
            for caller in [HEIR, STRANGER] {
                let answer = refused(&governance, caller, command, READY_AT);
                let expected = match command {
                    Command::Owner(_) => GovernanceError::Owner(HandoverError::NotHolder),
                    _ => GovernanceError::NotOwner,
                };
                assert_eq!(answer, Err(expected));
            }
        }
    }
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut governance = after(&[]);
    let answer = governance.execute(&OWNER, Command::Owner(HandoverStep::Propose(HEIR)), NOW);
    assert_eq!(answer, Ok(Change::Owner(HandoverChange::Proposed(HEIR))));
    assert_eq!(governance.owner().holder(), &OWNER);
    assert_eq!(governance.owner().proposed(), Some(HEIR));

    let answer = governance.execute(&HEIR, Command::Owner(HandoverStep::Accept), NOW);
    assert_eq!(answer, Ok(Change::Owner(HandoverChange::Accepted(HEIR))));
    assert_eq!(governance.owner().holder(), &HEIR);
    assert_eq!(governance.owner().proposed(), None);
    assert_eq!(refused(&governance, OWNER, Command::Pause, NOW), Err(GovernanceError::NotOwner));
    assert_eq!(governance.execute(&HEIR, Command::Pause, NOW), Ok(Change::Paused));
}

#[test]
fn only_the_proposed_account_becomes_the_owner() {
    assert_eq!(
        refused(&after(&[]), OWNER, Command::Owner(HandoverStep::Accept), NOW),
        NOT_PROPOSED
    );
    let offered = after(&[Command::Owner(HandoverStep::Propose(HEIR))]);
    assert_eq!(
        refused(&offered, STRANGER, Command::Owner(HandoverStep::Accept), NOW),
        NOT_PROPOSED
    );
    assert_eq!(refused(&offered, OWNER, Command::Owner(HandoverStep::Accept), NOW), NOT_PROPOSED);
}

#[test]
fn an_offer_can_be_taken_back_until_it_is_accepted() {
    let mut governance = after(&[Command::Owner(HandoverStep::Propose(HEIR))]);
    let answer = governance.execute(&OWNER, Command::Owner(HandoverStep::Cancel), NOW);
    assert_eq!(answer, Ok(Change::Owner(HandoverChange::Cancelled)));
    assert_eq!(refused(&governance, HEIR, Command::Owner(HandoverStep::Accept), NOW), NOT_PROPOSED);
    assert_eq!(
        refused(&governance, OWNER, Command::Owner(HandoverStep::Cancel), NOW),
        NOT_PROPOSED
    );
}

#[test]
fn a_new_owner_finds_everything_as_it_was() {
    let mut governance = after(&[
        Command::Pause,
        Command::AnnounceUpgrade(CODE),
        Command::Owner(HandoverStep::Propose(HEIR)),
    ]);
    governance.execute(&HEIR, Command::Owner(HandoverStep::Accept), NOW).unwrap();
    assert!(governance.is_paused());
    let announced = Upgrades::Announced { code_hash: CODE, ready_at: READY_AT };
    assert_eq!(governance.upgrades(), announced);
    assert_eq!(governance.delay(), DELAY);
}

#[test]
fn an_unowned_contract_obeys_no_known_account_and_is_never_upgraded() {
    let governance = Governance::unowned();
    for command in EVERYTHING_OF_THE_OWNER {
        for caller in [OWNER, HEIR, STRANGER] {
            let _ = refused(&governance, caller, command, Timestamp::MAX);
        }
    }
    assert_eq!(governance.owner(), &chartkey_governance::Handover::new([0xff; 32]));
    assert_eq!(governance.upgrades(), Upgrades::Renounced);
    assert!(!governance.is_paused());
}
