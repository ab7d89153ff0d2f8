//! Seeds of guardians.

use chartkey_fuzz::recovery;
use scale::Encode;

use crate::{run, seed};

/// Writes the seeds of the target.
pub fn write() {
    use recovery::{Act, Input, Turn};
    let turn = |pause, act| Turn { pause, act };
    let named = || turn(0, Act::Name(vec![1, 2, 3], 2, 24));
    let recovered = [
        turn(0, Act::Propose(2, vec![1, 2])),
        named(),
        turn(0, Act::Propose(2, vec![1])),
        turn(0, Act::Propose(2, vec![1, 2])),
        turn(1, Act::Name(vec![4], 1, 24)),
        turn(0, Act::Veto(2)),
        turn(1, Act::Propose(2, vec![2, 3])),
        turn(7, Act::Veto(2)),
        turn(0, Act::Veto(3)),
        turn(0, Act::Propose(3, vec![1, 2, 3])),
        turn(8, Act::Veto(3)),
        turn(0, Act::Propose(2, vec![1, 2])),
        turn(2, Act::Complete),
        turn(3, Act::Complete),
        turn(0, Act::Rebind(1)),
    ];
    seed("recovery", "recovered", &run(&Input::New(0), &recovered));
    let changed = [
        named(),
        turn(0, Act::HandOver(8)),
        turn(2, Act::Complete),
        turn(1, Act::Complete),
        turn(0, Act::Name(vec![1, 2, 3, 4, 5, 6, 7], 7, 336)),
        turn(0, Act::Withdraw),
        turn(0, Act::NameNone),
        turn(4, Act::Complete),
        turn(0, Act::Name(vec![2, 1], 1, 24)),
        turn(0, Act::Name(vec![1], 2, 24)),
        turn(0, Act::Name(vec![1], 1, 23)),
        turn(0, Act::Propose(0, vec![1])),
    ];
    seed("recovery", "changed", &run(&Input::New(1), &changed));
    seed("recovery", "at the end of time", &run(&Input::New(2), &recovered));
    let custody = chartkey_recovery::Custody::new([1; 32]);
    seed("recovery", "any", &[Input::Any.encode(), custody.encode(), vec![2; 9]]);
}
