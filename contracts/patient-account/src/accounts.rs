//! The account's state: the charts that it controls, each with its key, guardians and lanes.

mod custody;
mod execute;

use chartkey_commands::{Domain, MAX_DEADLINE_MILLISECONDS};
use chartkey_interfaces::account::{Account, AccountChange, AccountChanged, AccountError};
use chartkey_onchain::GovernedState;
use chartkey_recovery::{SigningKey, NO_KEY};
use chartkey_vocabulary::{PatientId, Timestamp};
use ink::{
    env::{hash::Blake2x256, DefaultEnvironment},
    prelude::boxed::Box,
    primitives::Hash,
    storage::{traits::ManualKey, Mapping},
};

use crate::calls::Suite;

/// The charts that the contract controls.
#[ink::storage_item]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct Accounts {
    governed: GovernedState,
    suite: Suite,
    chain: Hash,
    accounts: Mapping<PatientId, Account, ManualKey<0x7061_0001>>,
}

impl Accounts {
    /// No charts, over a consent manager and a record registry, on the chain whose first block
    /// has the hash `chain`.
    #[must_use]
    pub fn new(governed: GovernedState, suite: Suite, chain: Hash) -> Self {
        Self { governed, suite, chain, accounts: Mapping::new() }
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed(&self) -> &GovernedState {
        &self.governed
    }

    /// Whom the contract obeys.
    #[must_use]
    pub fn governed_mut(&mut self) -> &mut GovernedState {
        &mut self.governed
    }

    /// The consent manager and the record registry.
    #[must_use]
    pub fn suite(&self) -> &Suite {
        &self.suite
    }

    /// The contract and the chain that signed texts have to name.
    #[must_use]
    pub fn domain(&self) -> Domain {
        let contract = *ink::env::account_id::<DefaultEnvironment>().as_ref();
        Domain { contract, chain: self.chain.into() }
    }

    /// The account of a chart.
    ///
    /// # Errors
    /// [`AccountError::UnknownChart`].
    pub fn account(&self, chart: &PatientId) -> Result<Account, AccountError> {
        self.accounts.get(chart).ok_or(AccountError::UnknownChart)
    }

    fn save(&mut self, chart: &PatientId, account: &Account) {
        self.accounts.insert(chart, account);
    }
}

fn changed(chart: &PatientId, change: AccountChange) -> AccountChanged {
    AccountChanged { patient: Box::new(*chart), change }
}

fn ensure_in_time(now: Timestamp, deadline: Timestamp) -> Result<(), AccountError> {
    if now > deadline {
        Err(AccountError::Late)
    } else if deadline.saturating_sub(now) > MAX_DEADLINE_MILLISECONDS {
        Err(AccountError::DeadlineTooFar)
    } else {
        Ok(())
    }
}

/// Checks that a signature is the signer's, by sr25519, of the text.
fn ensure_signed(
    signer: &SigningKey,
    text: &[u8],
    signature: &[u8; 64],
) -> Result<(), AccountError> {
    if *signer == NO_KEY {
        return Err(AccountError::Signature);
    }
    ink::env::sr25519_verify(signature, text, signer).map_err(|_| AccountError::Signature)
}

fn blake2b_256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    ink::env::hash_bytes::<Blake2x256>(bytes, &mut hash);
    hash
}
