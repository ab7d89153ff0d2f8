//! Acts for patients on their signed word: a patient signs a text that she can read, anyone
//! submits it and pays. And it replaces a lost key on the word of her guardians.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod accounts;
mod calls;
#[cfg(feature = "std")]
mod passed_on;

pub use accounts::Accounts;
pub use calls::{Calls, Contract, Suite};
#[cfg(feature = "std")]
pub use passed_on::{PassedOn, PASSED_ON};
pub use patient_account::{PatientAccount, PatientAccountRef};

#[ink::contract]
mod patient_account {
    use chartkey_commands::{Approval, Domain, Recovery, SignedCommand};
    use chartkey_governance::GovernedError;
    use chartkey_interfaces::{
        account::{Account, AccountError, Answer},
        governor::Governed,
    };
    use chartkey_onchain::{caller, emit, now, GovernedState, Last};
    use chartkey_recovery::MAX_DELAY_HOURS;
    use chartkey_vocabulary::PatientId;
    use ink::prelude::{boxed::Box, vec::Vec};

    use crate::{accounts::Accounts, calls::Suite};

    /// The version of this code, from 1.
    const VERSION: u32 = 1;

    /// The shortest delay that this contract accepts, in milliseconds: 360 hours, a day longer
    /// than the longest delay of guardians, so that a patient who holds her key can leave before
    /// an announced release is applied.
    const SHORTEST_DELAY_MILLISECONDS: u64 = (MAX_DELAY_HOURS as u64 + 24) * 60 * 60 * 1_000;

    /// The charts that this contract controls.
    #[ink(storage)]
    pub struct PatientAccount {
        accounts: Accounts,
    }

    impl PatientAccount {
        /// A contract without charts, over a consent manager and a record registry, on the
        /// chain whose first block has the hash `chain`.
        #[ink(constructor)]
        pub fn new(
            governor: AccountId,
            consent: AccountId,
            registry: AccountId,
            chain: Hash,
        ) -> Self {
            let governed = GovernedState::new(governor, &[]);
            Self { accounts: Accounts::new(governed, Suite { consent, registry }, chain) }
        }

        /// Carries out a patient's signed command, whoever submits it. An adoption is submitted
        /// by the account that controls the chart, which has offered it to this contract.
        ///
        /// # Errors
        /// Every [`AccountError`] but [`AccountError::Round`] and [`AccountError::Approvals`];
        /// then the command counts as not submitted.
        #[ink(message)]
        pub fn submit(
            &mut self,
            command: Last<Box<SignedCommand>>,
        ) -> Result<Answer, AccountError> {
            let suite = *self.accounts.suite();
            let (answer, event) = self.accounts.submit(&suite, &caller(), now(), &command.0)?;
            event.into_iter().for_each(emit);
            Ok(answer)
        }

        /// Proposes a new key for a chart, on the approvals of guardians, in the order of their
        /// commitments, whoever submits them. Returns when it may be completed.
        ///
        /// # Errors
        /// [`AccountError::UnknownChart`], [`AccountError::Late`],
        /// [`AccountError::DeadlineTooFar`], [`AccountError::Round`],
        /// [`AccountError::Approvals`], [`AccountError::Command`],
        /// [`AccountError::Signature`], [`AccountError::Recovery`],
        /// [`AccountError::Consent`], [`AccountError::Unreachable`].
        #[ink(message)]
        pub fn recover(
            &mut self,
            recovery: Box<Recovery>,
            approvals: Last<Vec<Approval>>,
        ) -> Result<Timestamp, AccountError> {
            let suite = *self.accounts.suite();
            let (ready_at, event) =
                self.accounts.recover(&suite, now(), &recovery, &approvals.0)?;
            event.into_iter().for_each(emit);
            Ok(ready_at)
        }

        /// Completes what is due, whoever asks: a new key that guardians proposed, or a waiting
        /// change of guardians or hand-over. After a new key every category needs a new key as
        /// well, because the phone that was lost has the secrets of the old ones.
        ///
        /// # Errors
        /// [`AccountError::UnknownChart`], [`AccountError::Recovery`],
        /// [`AccountError::Consent`], [`AccountError::Unreachable`].
        #[ink(message)]
        pub fn complete(&mut self, patient: Last<Box<PatientId>>) -> Result<(), AccountError> {
            let suite = *self.accounts.suite();
            let event = self.accounts.complete(&suite, now(), &patient.0)?;
            event.into_iter().for_each(emit);
            Ok(())
        }

        /// The key, guardians, proposal, waiting change and sequences of a chart; `None` for a
        /// chart that never was here. A chart that was handed over stays, without effect: the
        /// consent manager's `control` tells who controls it.
        #[ink(message)]
        pub fn account(&self, patient: Last<Box<PatientId>>) -> Option<Account> {
            self.accounts.account(&patient.0).ok()
        }

        /// The contract and the chain that signed texts have to name.
        #[ink(message)]
        pub fn domain(&self) -> Domain {
            self.accounts.domain()
        }

        /// The consent manager and the record registry behind this contract.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            let Suite { consent, registry } = *self.accounts.suite();
            (consent, registry)
        }
    }

    impl Governed for PatientAccount {
        #[ink(message)]
        fn set_paused(&mut self, paused: bool) -> Result<(), GovernedError> {
            self.accounts.governed_mut().set_paused(paused)
        }

        #[ink(message)]
        fn paused(&self) -> bool {
            self.accounts.governed().is_paused()
        }

        #[ink(message)]
        fn set_code(&self, code: Hash) -> Result<(), GovernedError> {
            self.accounts.governed().set_code(&code)
        }

        #[ink(message)]
        fn set_governor(&mut self, governor: AccountId) -> Result<(), GovernedError> {
            self.accounts.governed_mut().set_governor(governor)
        }

        #[ink(message)]
        fn hold(&mut self) -> Vec<Hash> {
            self.accounts.governed_mut().hold(&[])
        }

        #[ink(message)]
        fn version(&self) -> u32 {
            VERSION
        }

        #[ink(message)]
        fn governor(&self) -> AccountId {
            self.accounts.governed().governor()
        }

        #[ink(message)]
        fn shortest_delay(&self) -> u64 {
            SHORTEST_DELAY_MILLISECONDS
        }
    }
}
