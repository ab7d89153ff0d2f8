//! Stopping and going on.

use scale::Encode;

use super::*;

const NOTHING_TO_DO: Answer = Err(GovernanceError::NothingToDo);

#[test]
fn a_new_contract_is_not_paused() {
    assert!(!after(&[]).is_paused());
}

#[test]
fn a_pause_lasts_until_it_is_ended() {
    let mut governance = after(&[]);
    assert_eq!(governance.execute(&OWNER, Command::Pause, NOW), Ok(Change::Paused));
    assert!(governance.is_paused());
    assert_eq!(governance.execute(&OWNER, Command::Resume, NOW), Ok(Change::Resumed));
    assert!(!governance.is_paused());
}

#[test]
fn a_second_pause_or_resume_has_nothing_to_do() {
    assert_eq!(refused(&after(&[]), OWNER, Command::Resume, NOW), NOTHING_TO_DO);
    let paused = after(&[Command::Pause]);
    assert_eq!(refused(&paused, OWNER, Command::Pause, NOW), NOTHING_TO_DO);
}

#[test]
fn the_pause_is_read_from_the_encoding_without_decoding_the_rest() {
    let (running, paused) = (after(&[]), after(&[Command::Pause]));
    assert!(!Governance::is_paused_in(&running.encode()));
    assert!(Governance::is_paused_in(&paused.encode()));
    assert!(Governance::is_paused_in(&paused.encode()[..1]));
    assert!(!Governance::is_paused_in(&[]));
}
