//! Acts for patients on their signed word: a patient signs a text that she can read, anyone
//! submits it and pays. And it replaces a lost key on the word of her guardians.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod custody;
mod obeying;
mod suite;

pub use patient_account::{PatientAccount, PatientAccountRef};

#[ink::contract]
mod patient_account {
    use chartkey_commands::{Approval, Domain, Recovery, SignedCommand};
    use chartkey_governance::{Command, Governance, GovernanceError};
    use chartkey_interfaces::{
        account::{Account, AccountError, Answer},
        governed::{govern, keep, kept, StoredGovernance},
        PatientId,
    };
    use ink::{
        prelude::{boxed::Box, vec::Vec},
        storage::{traits::ManualKey, Lazy, Mapping},
    };

    /// The charts that this contract controls.
    #[ink(storage)]
    pub struct PatientAccount {
        pub(crate) consent: AccountId,
        pub(crate) registry: AccountId,
        pub(crate) chain: Hash,
        pub(crate) governance: Lazy<StoredGovernance, ManualKey<0x7061_0000>>,
        pub(crate) accounts: Mapping<PatientId, Account, ManualKey<0x7061_0001>>,
    }

    impl PatientAccount {
        /// A contract without charts, over a consent manager and a record registry, on the
        /// chain whose first block has the hash `chain`. `upgrade_delay` is in milliseconds.
        #[ink(constructor)]
        pub fn new(
            owner: AccountId,
            upgrade_delay: u64,
            consent: AccountId,
            registry: AccountId,
            chain: Hash,
        ) -> Self {
            Self {
                consent,
                registry,
                chain,
                governance: keep(owner, upgrade_delay),
                accounts: Mapping::new(),
            }
        }

        /// Carries out a patient's signed command, whoever submits it. An adoption is submitted
        /// by the account that controls the chart, which has offered it to this contract.
        ///
        /// # Errors
        /// Every [`AccountError`] but [`AccountError::Round`] and [`AccountError::Approvals`];
        /// then the command counts as not submitted.
        #[ink(message)]
        pub fn submit(&mut self, command: Box<SignedCommand>) -> Result<Answer, AccountError> {
            self.obey(&command)
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
            approvals: Vec<Approval>,
        ) -> Result<Timestamp, AccountError> {
            self.propose(&recovery, &approvals)
        }

        /// Completes what is due, whoever asks: a new key that guardians proposed, or a waiting
        /// change of guardians or hand-over. After a new key every category needs a new key as
        /// well, because the phone that was lost has the secrets of the old ones.
        ///
        /// # Errors
        /// [`AccountError::UnknownChart`], [`AccountError::Recovery`],
        /// [`AccountError::Consent`], [`AccountError::Unreachable`].
        #[ink(message)]
        pub fn complete(&mut self, patient: Box<PatientId>) -> Result<(), AccountError> {
            self.complete_due(&patient)
        }

        /// The key, guardians, proposal, waiting change and sequences of a chart; `None` for a
        /// chart that never was here. A chart that was handed over stays, without effect: the
        /// consent manager's `control` tells who controls it.
        #[ink(message)]
        pub fn account(&self, patient: Box<PatientId>) -> Option<Account> {
            self.accounts.get(&*patient)
        }

        /// The contract and the chain that signed texts have to name.
        #[ink(message)]
        pub fn domain(&self) -> Domain {
            Domain { contract: *self.env().account_id().as_ref(), chain: self.chain.into() }
        }

        /// The consent manager and the record registry behind this contract.
        #[ink(message)]
        pub fn suite(&self) -> (AccountId, AccountId) {
            (self.consent, self.registry)
        }

        /// Carries out a command of governance: the owner's hand-over, pause, upgrades.
        ///
        /// # Errors
        /// Every [`GovernanceError`]; then nothing has changed.
        #[ink(message)]
        pub fn govern(&mut self, command: Command) -> Result<(), GovernanceError> {
            let caller = *self.env().caller().as_ref();
            govern(&mut self.governance, &caller, command)
        }

        /// The state of governance.
        #[ink(message)]
        pub fn governance(&self) -> Box<Governance> {
            kept(&self.governance)
        }
    }
}
