//! One bit of storage: the least that a contract can do.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::peer_flipper::{PeerFlipper, PeerFlipperRef};

#[ink::contract]
#[allow(missing_docs)] // the generated code has no comments
mod peer_flipper {
    /// A value that is either true or false.
    #[ink(storage)]
    pub struct PeerFlipper {
        value: bool,
    }

    impl PeerFlipper {
        /// Begins with this value.
        #[ink(constructor)]
        pub fn new(value: bool) -> Self {
            Self { value }
        }

        /// Turns the value into the other one.
        #[ink(message)]
        pub fn flip(&mut self) {
            self.value = !self.value;
        }

        /// The value.
        #[ink(message)]
        pub fn get(&self) -> bool {
            self.value
        }
    }
}
