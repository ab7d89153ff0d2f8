//! A token: a shell around the crate `psp22`, with what it takes to make tokens and to pass
//! them on.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::peer_token::{PeerToken, PeerTokenRef};

#[ink::contract]
#[allow(missing_docs)] // the generated code has no comments
mod peer_token {
    use ink::prelude::vec::Vec;
    use psp22::{PSP22Data, PSP22Error, PSP22Event};

    /// Who holds how much.
    #[ink(storage)]
    pub struct PeerToken {
        data: PSP22Data,
    }

    impl PeerToken {
        /// Gives the deployer this many tokens.
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let (data, events) = PSP22Data::new(supply, Self::env().caller());
            let token = Self { data };
            token.emit(events);
            token
        }

        /// Passes tokens of the caller on.
        ///
        /// # Errors
        /// When the caller holds fewer.
        #[ink(message)]
        pub fn transfer(
            &mut self,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let events = self.data.transfer(self.env().caller(), to, value)?;
            self.emit(events);
            Ok(())
        }

        /// Makes new tokens for the caller.
        ///
        /// # Errors
        /// When there would be more than an u128 can count.
        #[ink(message)]
        pub fn mint(&mut self, value: u128) -> Result<(), PSP22Error> {
            let events = self.data.mint(self.env().caller(), value)?;
            self.emit(events);
            Ok(())
        }

        fn emit(&self, events: Vec<PSP22Event>) {
            for event in events {
                match event {
                    PSP22Event::Transfer(transfer) => self.env().emit_event(transfer),
                    PSP22Event::Approval(approval) => self.env().emit_event(approval),
                }
            }
        }
    }
}
