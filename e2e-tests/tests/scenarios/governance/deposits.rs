//! What the locks of a release cost where the chain charges for them.
//!
//! Whoever locks a code deposits a share of what its uploader deposited, the runtime's
//! `CodeHashLockupDepositPercent`: 0 on both chains here, 30 % on public ones.

use anyhow::Result;
use chartkey_e2e_tests::{Actor, Bundle, Contract, Deposit, On, PARTS};

use super::codes;

/// What the pallet stores of a code beside its bytes, in bytes: owner, deposit, references,
/// determinism and length.
const CODE_INFO_BYTES: i128 = 32 + 16 + 8 + 1 + 4;

/// The share of a code's deposit that a lock takes on public chains, in percent.
const LOCK_PERCENT: i128 = 30;

/// What the uploader of so many bytes of code deposits, in planck: for the code and for what the
/// pallet knows about it.
fn code_deposit(prices: Deposit, bytes: usize) -> Result<i128> {
    let bytes = i128::try_from(bytes)? + CODE_INFO_BYTES;
    Ok(2 * prices.per_item + bytes * prices.per_byte)
}

/// What a lock of so many bytes of code takes, in planck.
fn lock_deposit(prices: Deposit, bytes: usize) -> Result<i128> {
    let share = code_deposit(prices, bytes)? * LOCK_PERCENT;
    Ok((share + 99) / 100)
}

#[test]
fn a_code_is_deposited_for_by_its_bytes_and_two_items() -> Result<()> {
    let prices = Deposit { per_item: 1, per_byte: 1 };
    let owner = Actor::named("health authority");
    for bundle in PARTS.into_iter().chain([Bundle::AccessLog, Bundle::Governor]) {
        let mut chain = On::InProcess.chain()?;
        let wasm = bundle.wasm()?;
        chain.endow(owner.account())?;
        let before = chain.balance(owner.account())?;
        chain.upload(&owner, wasm.clone())?;
        let paid = i128::try_from(before - chain.balance(owner.account())?)?;
        assert_eq!(paid, code_deposit(prices, wasm.len())?, "{bundle:?}");
    }
    Ok(())
}

#[test]
fn announcing_a_release_of_any_contract_locks_less_than_half_a_unit() -> Result<()> {
    const UNIT: i128 = 1_000_000_000_000;
    let prices = Deposit::DEVELOPMENT_CHAIN;
    for contract in Contract::GOVERNED {
        let [(own, parts), _] = codes::bundles(contract)?;
        let locks = parts.iter().chain([&own]);
        let locks = locks.map(|code| lock_deposit(prices, code.wasm()?.len()));
        let sum: i128 = locks.collect::<Result<Vec<_>>>()?.iter().sum();
        assert!((1..UNIT / 2).contains(&sum), "{contract:?}: {sum} planck");
    }
    Ok(())
}
