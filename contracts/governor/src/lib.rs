//! The governor: one owner for all contracts that can be paused or upgraded.
//!
//! A release is announced with all the code that will run, waits for the contract's delay, and is
//! applied in one call that asks the new code whether it is what was announced and still obeys.
//! The governor itself cannot be upgraded: a contract is moved to another one.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
// The expansion of `#[ink::contract]` needs it; the code below has none.
#![allow(unsafe_code)]

mod calls;
mod contracts;

pub use governor::{Governor, GovernorRef};

#[ink::contract]
mod governor {
    use chartkey_governance::{Governed, GovernorError, Handover, HandoverStep, Lock, Release};
    use chartkey_interfaces::governor::{Accepting, OwnerChanged};
    use chartkey_onchain::{caller, emit, now};
    use ink::prelude::{boxed::Box, vec::Vec};

    use crate::contracts::Contracts;

    /// Who governs which contracts.
    #[ink(storage)]
    pub struct Governor {
        contracts: Contracts,
    }

    impl Governor {
        /// A governor without contracts, owned by the caller.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { contracts: Contracts::new(caller()) }
        }

        /// The owner, and whom the ownership is offered to.
        #[ink(message)]
        pub fn owner(&self) -> Handover {
            *self.contracts.governor().owner()
        }

        /// A step of the hand-over of the ownership: the owner offers it to an account or takes
        /// the offer back, that account accepts.
        ///
        /// # Errors
        /// [`GovernorError::Owner`].
        #[ink(message)]
        pub fn hand_over(&mut self, step: HandoverStep) -> Result<(), GovernorError> {
            let change = self.contracts.hand_over(&caller(), step)?;
            emit(OwnerChanged { change });
            Ok(())
        }

        /// A contract as it is governed here: its delay, and what is announced for it. `None` for
        /// a contract that is neither governed nor expected here.
        #[ink(message)]
        pub fn governed(&self, contract: AccountId) -> Option<Governed> {
            self.contracts.governed(&contract).ok()
        }

        /// The codes that announced releases need, each with how often, at most 24: they cannot
        /// be removed from the chain.
        #[ink(message)]
        pub fn locks(&self) -> Vec<Lock> {
            self.contracts.governor().locks().all().to_vec()
        }

        /// The owner takes a contract that names this governor. `delay`, in milliseconds, is
        /// fixed for as long as it is governed here: how long its releases and moves are announced.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::AlreadyWired`],
        /// [`GovernorError::OtherGovernor`], [`GovernorError::DelayTooShort`],
        /// [`GovernorError::NotObeyed`].
        #[ink(message)]
        pub fn wire(&mut self, contract: AccountId, delay: u64) -> Result<(), GovernorError> {
            self.contracts.wire(&caller(), &contract, delay).map(emit)
        }

        /// The owner expects a contract from another governor, which will move it here; then its
        /// delay will be this, in milliseconds. Expected again, it has the last delay.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::AlreadyWired`].
        #[ink(message)]
        pub fn expect(&mut self, contract: AccountId, delay: u64) -> Result<(), GovernorError> {
            self.contracts.expect(&caller(), &contract, delay).map(emit)
        }

        /// The owner pauses a contract, or ends the pause.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::NotObeyed`].
        #[ink(message)]
        pub fn set_paused(
            &mut self,
            contract: AccountId,
            paused: bool,
        ) -> Result<(), GovernorError> {
            self.contracts.set_paused(&caller(), &contract, paused).map(emit)
        }

        /// The owner gives the stewardship of a directory to another account.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::NotObeyed`].
        #[ink(message)]
        pub fn replace_steward(
            &mut self,
            directory: AccountId,
            steward: AccountId,
        ) -> Result<(), GovernorError> {
            self.contracts.replace_steward(&caller(), &directory, &steward).map(emit)
        }

        /// The owner announces a release of a contract: its code, the parts that this code pins,
        /// in its order, and its version. All of it is locked on the chain from now on. Returns
        /// when it may be applied; it lapses 14 days after that. Where one of the codes is not on
        /// the chain the transaction fails with the pallet's `CodeNotFound`.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::Renounced`], [`GovernorError::AlreadyAnnounced`],
        /// [`GovernorError::TooManyCodes`].
        #[ink(message)]
        pub fn announce(
            &mut self,
            contract: AccountId,
            release: Box<Release>,
        ) -> Result<Timestamp, GovernorError> {
            let (ready_at, event) =
                self.contracts.announce(&caller(), now(), &contract, *release)?;
            emit(event);
            Ok(ready_at)
        }

        /// The owner announces that a contract will obey another governor. Returns when it may
        /// be moved; that lapses 14 days later.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::Renounced`], [`GovernorError::AlreadyAnnounced`],
        /// [`GovernorError::NothingToDo`] for a move to this governor.
        #[ink(message)]
        pub fn announce_move(
            &mut self,
            contract: AccountId,
            governor: AccountId,
        ) -> Result<Timestamp, GovernorError> {
            let (ready_at, event) =
                self.contracts.announce_move(&caller(), now(), &contract, &governor)?;
            emit(event);
            Ok(ready_at)
        }

        /// The owner takes an announcement back, lapsed or not.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::Renounced`], [`GovernorError::NotAnnounced`].
        #[ink(message)]
        pub fn cancel(&mut self, contract: AccountId) -> Result<(), GovernorError> {
            self.contracts.cancel(&caller(), &contract).map(emit)
        }

        /// The owner gives up releases and moves of a contract for good, an announced one with
        /// them. It can still be paused.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::Renounced`].
        #[ink(message)]
        pub fn renounce(&mut self, contract: AccountId) -> Result<(), GovernorError> {
            self.contracts.renounce(&caller(), &contract).map(emit)
        }

        /// The owner applies the announced releases of these contracts, all or none. Each new
        /// code has to hold exactly the announced parts, answer the announced version, name this
        /// governor, and set itself once more: only code that still obeys is kept.
        ///
        /// # Errors
        /// [`GovernorError::NothingToDo`], [`GovernorError::NotOwner`],
        /// [`GovernorError::NotWired`], [`GovernorError::Renounced`],
        /// [`GovernorError::NotAnnounced`], [`GovernorError::TooEarly`],
        /// [`GovernorError::Lapsed`], [`GovernorError::Refused`]; then everything is as before.
        #[ink(message)]
        pub fn apply(&mut self, contracts: Vec<AccountId>) -> Result<(), GovernorError> {
            self.contracts.apply(&caller(), now(), &contracts)?.into_iter().for_each(emit);
            Ok(())
        }

        /// The owner moves a contract to the announced governor, whose owner expects it.
        ///
        /// # Errors
        /// [`GovernorError::NotOwner`], [`GovernorError::NotWired`],
        /// [`GovernorError::Renounced`], [`GovernorError::NotAnnounced`],
        /// [`GovernorError::TooEarly`], [`GovernorError::Lapsed`],
        /// [`GovernorError::NotObeyed`], [`GovernorError::NotAccepted`]; then everything is as
        /// before.
        #[ink(message)]
        pub fn move_contract(&mut self, contract: AccountId) -> Result<(), GovernorError> {
            self.contracts.move_contract(&caller(), now(), &contract).map(emit)
        }
    }

    impl Accepting for Governor {
        #[ink(message)]
        fn accept(&mut self, contract: AccountId) -> Result<(), GovernorError> {
            self.contracts.accept(&contract).map(emit)
        }
    }
}
