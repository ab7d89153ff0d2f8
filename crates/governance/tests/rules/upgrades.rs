//! Announced, waited for, applied; or given up.

use super::*;

const ANNOUNCED: Upgrades = Upgrades::Announced { code_hash: CODE, ready_at: READY_AT };

fn announced() -> Governance {
    after(&[Command::AnnounceUpgrade(CODE)])
}

#[test]
fn an_announcement_names_the_code_and_the_first_moment() {
    let mut governance = after(&[]);
    assert_eq!(governance.upgrades(), Upgrades::Idle);
    let answer = governance.execute(&OWNER, Command::AnnounceUpgrade(CODE), NOW);
    assert_eq!(answer, Ok(Change::Upgrades(ANNOUNCED)));
    assert_eq!(governance.upgrades(), ANNOUNCED);
}

#[test]
fn an_upgrade_one_millisecond_early_is_too_early() {
    let answer = refused(&announced(), OWNER, Command::ApplyUpgrade, READY_AT - 1);
    assert_eq!(answer, Err(GovernanceError::TooEarly));
}

#[test]
fn an_upgrade_is_applied_exactly_when_it_is_ready() {
    let mut governance = announced();
    let answer = governance.execute(&OWNER, Command::ApplyUpgrade, READY_AT);
    assert_eq!(answer, Ok(Change::Upgraded(CODE)));
    assert_eq!(governance.upgrades(), Upgrades::Idle);
}

#[test]
fn an_upgrade_is_applied_once() {
    let mut governance = announced();
    governance.execute(&OWNER, Command::ApplyUpgrade, READY_AT).unwrap();
    let answer = refused(&governance, OWNER, Command::ApplyUpgrade, READY_AT);
    assert_eq!(answer, Err(GovernanceError::NotAnnounced));
}

#[test]
fn only_an_announced_upgrade_is_applied_or_cancelled() {
    for command in [Command::ApplyUpgrade, Command::CancelUpgrade] {
        let answer = refused(&after(&[]), OWNER, command, NOW);
        assert_eq!(answer, Err(GovernanceError::NotAnnounced));
    }
}

#[test]
fn an_announced_upgrade_cannot_be_replaced_without_cancelling() {
    let mut governance = announced();
    for code_hash in [CODE, OTHER_CODE] {
        let command = Command::AnnounceUpgrade(code_hash);
        let answer = refused(&governance, OWNER, command, READY_AT);
        assert_eq!(answer, Err(GovernanceError::AlreadyAnnounced));
    }
    let answer = governance.execute(&OWNER, Command::CancelUpgrade, NOW);
    assert_eq!(answer, Ok(Change::Upgrades(Upgrades::Idle)));
    assert!(governance.execute(&OWNER, Command::AnnounceUpgrade(OTHER_CODE), NOW).is_ok());
}

#[test]
fn a_new_announcement_waits_the_whole_delay_again() {
    let mut governance = announced();
    governance.execute(&OWNER, Command::CancelUpgrade, READY_AT).unwrap();
    governance.execute(&OWNER, Command::AnnounceUpgrade(CODE), READY_AT).unwrap();
    let answer = refused(&governance, OWNER, Command::ApplyUpgrade, READY_AT + DELAY - 1);
    assert_eq!(answer, Err(GovernanceError::TooEarly));
}

#[test]
fn renounced_is_for_good_even_with_an_announced_upgrade() {
    for mut governance in [after(&[]), announced()] {
        let answer = governance.execute(&OWNER, Command::RenounceUpgrades, NOW);
        assert_eq!(answer, Ok(Change::Upgrades(Upgrades::Renounced)));
        for command in [
            Command::AnnounceUpgrade(CODE),
            Command::CancelUpgrade,
            Command::ApplyUpgrade,
            Command::RenounceUpgrades,
        ] {
            let answer = refused(&governance, OWNER, command, READY_AT);
            assert_eq!(answer, Err(GovernanceError::Renounced));
        }
        assert_eq!(governance.upgrades(), Upgrades::Renounced);
    }
}

#[test]
fn a_paused_contract_can_be_upgraded() {
    let mut governance = after(&[Command::Pause, Command::AnnounceUpgrade(CODE)]);
    let answer = governance.execute(&OWNER, Command::ApplyUpgrade, READY_AT);
    assert_eq!(answer, Ok(Change::Upgraded(CODE)));
}

#[test]
fn a_delay_past_the_end_of_time_ends_there() {
    let mut governance = Governance::new(OWNER, u64::MAX);
    governance.execute(&OWNER, Command::AnnounceUpgrade(CODE), NOW).unwrap();
    let answer = refused(&governance, OWNER, Command::ApplyUpgrade, Timestamp::MAX - 1);
    assert_eq!(answer, Err(GovernanceError::TooEarly));
}
