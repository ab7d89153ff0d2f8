//! The rules of governance, one small test each.

#![allow(clippy::unwrap_used)]

mod handover;
mod owner;
mod pause;
mod upgrades;

use chartkey_vocabulary::{Account, CodeHash, Timestamp};
use chartkey_governance::{Change, Command, Governance, GovernanceError, HandoverChange, HandoverError, HandoverStep, Upgrades};

const OWNER: Account = [1; 32];
const HEIR: Account = [2; 32];
const STRANGER: Account = [3; 32];
const CODE: CodeHash = [7; 32];
const OTHER_CODE: CodeHash = [8; 32];

const NOW: Timestamp = 1_800_000_000_000;
const DELAY: u64 = 72 * 60 * 60 * 1_000;
const READY_AT: Timestamp = NOW + DELAY;

type Answer = Result<Change, GovernanceError>;

const NOT_PROPOSED: Answer = Err(GovernanceError::Owner(HandoverError::NotProposed));

/// A contract after the owner carried out these commands at once.
fn after(commands: &[Command]) -> Governance {
    let mut governance = Governance::new(OWNER, DELAY);
    for command in commands {
        governance.execute(&OWNER, *command, NOW).unwrap();
    }
    governance
}

/// The answer to a command that is refused and so changes nothing.
fn refused(governance: &Governance, caller: Account, command: Command, now: Timestamp) -> Answer {
    let mut tried = governance.clone();
    let answer = tried.execute(&caller, command, now);
    assert!(answer.is_err());
    assert_eq!(tried, *governance);
    answer
}
