//! Who pays for storage, and that nobody is refunded for an item that somebody else paid for.
//!
//! A deposit goes back to the origin of the call that frees storage, whoever paid it. So a
//! message may free an item only for the account that put it there. Bytes do move: whoever
//! shortens a value in place (revokes a provision of an earlier controller, accepts an offer,
//! publishes a shorter key) gets the few bytes that it frees.

mod governing;
mod members;
mod openings;
mod records;
mod relayed;
mod successors;

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Cost, Message, Outcome, Suite};
use chartkey_vocabulary::Category;
use scale::{Decode, Encode};

const LABORATORY: Category = Category::Laboratory;

/// Submits a message that has to succeed, and checks that the caller paid for what it stored,
/// or was paid for what it freed, and nobody else.
fn settled<Args: Encode, T: Decode, E: Decode + std::fmt::Debug>(
    suite: &mut Suite,
    caller: &Actor,
    others: &[&Actor],
    message: Message<Args, Result<T, E>>,
) -> Result<Cost> {
    suite.chain().endow(caller.account())?;
    let before = suite.chain().balance(caller.account())?;
    let mut untouched = Vec::new();
    for other in others {
        suite.chain().endow(other.account())?;
        untouched.push(suite.chain().balance(other.account())?);
    }
    let outcome: Outcome<Result<T, E>> = suite.submit(caller, message)?;
    let cost = outcome.cost;
    outcome.value()?;
    let after = suite.chain().balance(caller.account())?;
    // Both prices are one planck in process. The pallet rounds the refund for items and that for
    // bytes down, also where more is stored than freed.
    let paid = i128::try_from(before)? - i128::try_from(after)?;
    let rounded = paid - i128::from(cost.items + cost.bytes);
    assert!((0..=2).contains(&rounded), "paid {paid} for {cost:?}");
    for (other, before) in others.iter().zip(untouched) {
        assert_eq!(suite.chain().balance(other.account())?, before);
    }
    Ok(cost)
}
