//! The rules of guardians and recovery, one small test each.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod approving;
mod bounds;
mod changing;
mod recovering;
mod thieves;
mod vetoing;

use chartkey_recovery::{
    Change, Commitment, Custody, Guardians, Progress, Proposal, RecoveryError, SigningKey, Waiting,
    NO_KEY, VETO_MILLISECONDS,
};
use chartkey_vocabulary::Timestamp;

const PRESENT: SigningKey = [1; 32];
const NEW: SigningKey = [2; 32];
const OTHER: SigningKey = [3; 32];
const ELSEWHERE: [u8; 32] = [9; 32];

/// Four guardians, as their commitments stand in order.
const ANNA: Commitment = [0xa0; 32];
const BEN: Commitment = [0xb0; 32];
const CLARA: Commitment = [0xc0; 32];
const STRANGER: Commitment = [0xd0; 32];

const NOW: Timestamp = 1_800_000_000_000;
const HOUR: u64 = 60 * 60 * 1_000;
const DAY: u64 = 24 * HOUR;
const DELAY: u64 = 3 * DAY;
const READY_AT: Timestamp = NOW + DELAY;

/// Three guardians, of whom it takes two, with three days.
fn guardians() -> Guardians {
    Guardians { commitments: vec![ANNA, BEN, CLARA], threshold: 2, delay_hours: 72 }
}

/// A chart without guardians.
fn unguarded() -> Custody {
    Custody::new(PRESENT)
}

/// A chart with these guardians.
fn guarded_by(guardians: Guardians) -> Custody {
    let mut custody = unguarded();
    custody.ask(Change::Guardians(Some(guardians)), NOW).unwrap();
    custody
}

fn guarded() -> Custody {
    guarded_by(guardians())
}

/// A chart for which two guardians propose a new key.
fn proposed() -> Custody {
    let mut custody = guarded();
    custody.propose(NEW, &[ANNA, BEN], NOW).unwrap();
    custody
}

/// A chart for which all guardians do.
fn unanimous() -> Custody {
    let mut custody = guarded();
    custody.propose(NEW, &[ANNA, BEN, CLARA], NOW).unwrap();
    custody
}

fn hand_over() -> Change {
    Change::HandOver(ELSEWHERE)
}

/// The error of a step that is refused and so changes nothing.
fn refused<T: std::fmt::Debug>(
    custody: &Custody,
    step: impl FnOnce(&mut Custody) -> Result<T, RecoveryError>,
) -> RecoveryError {
    let mut tried = custody.clone();
    let error = step(&mut tried).unwrap_err();
    assert_eq!(tried, *custody);
    error
}
