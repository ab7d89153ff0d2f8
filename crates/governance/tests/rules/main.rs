//! The rules of governance, one small test each.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod handover;
mod locks;
mod moves;
mod owner;
mod releases;
mod renouncing;
mod wiring;

use chartkey_governance::{
    Governed, Governor, GovernorError, HandoverChange, HandoverError, HandoverStep, Plan, Release,
    LAPSE_MILLISECONDS,
};
use chartkey_vocabulary::{Account, CodeHash, Timestamp};

const OWNER: Account = [1; 32];
const HEIR: Account = [2; 32];
const STRANGER: Account = [3; 32];
const OTHER_GOVERNOR: Account = [4; 32];

const NOW: Timestamp = 1_800_000_000_000;
const DELAY: u64 = 72 * 60 * 60 * 1_000;
const READY_AT: Timestamp = NOW + DELAY;
/// The first millisecond at which what is announced now has lapsed.
const LAPSED_AT: Timestamp = READY_AT + 14 * 24 * 60 * 60 * 1_000;

fn code(number: u8) -> CodeHash {
    [number; 32]
}

/// Code and parts of a release, by their numbers.
fn release(own: u8, parts: &[u8]) -> Release {
    Release { code: code(own), parts: parts.iter().copied().map(code).collect(), version: 2 }
}

fn governor() -> Governor {
    Governor::new(OWNER)
}

/// A contract that obeys the governor.
fn wired() -> Governed {
    let mut governed = Governed::expected(DELAY);
    governed.wire(DELAY).unwrap();
    governed
}

/// A governor, and a contract with the release 7 of the parts 8 and 9 announced.
fn announced() -> (Governor, Governed) {
    let (mut governor, mut governed) = (governor(), wired());
    governor.announce(&OWNER, &mut governed, release(7, &[8, 9]), NOW).unwrap();
    (governor, governed)
}

/// A governor, and a contract that will be moved.
fn leaving() -> (Governor, Governed) {
    let (governor, mut governed) = (governor(), wired());
    governor.announce_move(&OWNER, &mut governed, OTHER_GOVERNOR, NOW).unwrap();
    (governor, governed)
}

/// A governor, and a contract whose releases were renounced.
fn renounced() -> (Governor, Governed) {
    let (mut governor, mut governed) = (governor(), wired());
    governor.renounce(&OWNER, &mut governed).unwrap();
    (governor, governed)
}

/// Everything that an owner may ask about one contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Announce,
    AnnounceMove,
    Cancel,
    Renounce,
    Apply,
    Move,
}

const EVERY_WISH: [Wish; 6] =
    [Wish::Announce, Wish::AnnounceMove, Wish::Cancel, Wish::Renounce, Wish::Apply, Wish::Move];

/// The error of a wish that is refused and so changes nothing.
fn refused(
    (governor, governed): &(Governor, Governed),
    caller: Account,
    wish: Wish,
    now: Timestamp,
) -> GovernorError {
    let (mut tried, mut contract) = (governor.clone(), governed.clone());
    let answer = match wish {
        Wish::Announce => tried.announce(&caller, &mut contract, release(5, &[]), now).map(drop),
        Wish::AnnounceMove => {
            tried.announce_move(&caller, &mut contract, OTHER_GOVERNOR, now).map(drop)
        }
        Wish::Cancel => tried.cancel(&caller, &mut contract).map(drop),
        Wish::Renounce => tried.renounce(&caller, &mut contract).map(drop),
        Wish::Apply => tried.apply(&caller, &mut contract, now).map(drop),
        Wish::Move => tried.due_move(&caller, &contract, now).map(drop),
    };
    assert_eq!((&tried, &contract), (governor, governed), "{wish:?}");
    answer.unwrap_err()
}
